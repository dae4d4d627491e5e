"""SPARQL 1.1 as a language: its tokens, what a query is and names, and the query written anew from them."""

from .parsed import Dataset, ParsedQuery, parsed

__all__ = ["Dataset", "ParsedQuery", "parsed"]
