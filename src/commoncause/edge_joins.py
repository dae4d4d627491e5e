"""The joins behind maps and author groups as one ibis expression: DuckDB here, Spark on a cluster.

Past the memory of one machine the pairs never leave the engine: a table goes in, a table comes out, and
nothing runs until the caller writes or reads the result. Bibliographic coupling, co-citation and
co-authorship are one self-join: items are linked by what they share. The numbers are those of
`commoncause.analysis.coupling.links_by_sharing`, ties included, which is the default while a library fits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ibis.expr.types import Column, Table

    from .analysis.coupling import Normalisation

__all__ = ["bibliographic_coupling", "co_authorship", "co_citation", "links_by_sharing"]


def bibliographic_coupling(cites: Table, *, most: int = 10) -> Table:
    """Link works by the references they share; ``cites`` has the columns ``citing`` and ``cited``.

    A work that cites itself is no reference of its own.
    """
    return links_by_sharing(_of_others(cites), item="citing", feature="cited", most=most)


def co_citation(cites: Table, *, most: int = 10) -> Table:
    """Link works by those that cite both; as `bibliographic_coupling`."""
    return links_by_sharing(_of_others(cites), item="cited", feature="citing", most=most)


def co_authorship(authorships: Table, *, most: int = 10) -> Table:
    """Link authors by the works they wrote together; the columns are ``author`` and ``work``."""
    return links_by_sharing(authorships, item="author", feature="work", most=most)


def links_by_sharing(
    pairs: Table, *, item: str, feature: str, normalisation: Normalisation = "cosine", most: int = 10
) -> Table:
    """Link items by the features they share: the strongest ``most`` of each item, either end choosing.

    Parameters
    ----------
    pairs
        A table of any ibis backend with a column of items and one of features: texts or integers, without
        nulls. A pair that is listed twice counts once.
    normalisation
        One of `commoncause.analysis.coupling.NORMALISATIONS`.
    most
        Neighbours an item keeps; of equal ones those that come first by name.

    Returns
    -------
    Table
        Columns ``first`` < ``second``, ``shared``, ``strength``; sorted by the first two.

    Examples
    --------
    >>> import ibis
    >>> pairs = ibis.table({"author": "string", "work": "string"}, name="authorships")
    >>> co_authorship(pairs).columns
    ('first', 'second', 'shared', 'strength')
    """
    import ibis

    ends = pairs.select(item=pairs[item], feature=pairs[feature])
    ranked = _ranked(_sized(ends.distinct()), normalisation)
    kept = ranked.filter(ranked["rank"] < most)
    ends_of = kept.select(
        first=ibis.least(kept["item"], kept["other"]),
        second=ibis.greatest(kept["item"], kept["other"]),
        shared=kept["shared"],
        strength=_strength(kept, normalisation),
    )
    # Not distinct(): ibis 12 loses track of its columns where an order follows.
    once = ends_of.group_by("first", "second").aggregate(
        shared=ends_of["shared"].max(), strength=ends_of["strength"].max()
    )
    return once.order_by("first", "second")


def _of_others(cites: Table) -> Table:
    return cites.filter(cites["citing"] != cites["cited"])


def _sized(ends: Table) -> Table:
    """Return each two items that share something, both ways round, with their numbers of features."""
    sizes = ends.group_by("item").aggregate(size=ends.count())
    others, other_sizes = ends.view(), sizes.view()
    both = ends.join(others, [ends["feature"] == others["feature"], ends["item"] != others["item"]])
    pairs = both.select(item=ends["item"], other=others["item"])
    counts = pairs.group_by("item", "other").aggregate(shared=pairs.count())
    one = counts.join(sizes, counts["item"] == sizes["item"])
    sized = one.select(counts["item"], counts["other"], counts["shared"], size=sizes["size"].cast("float64"))
    two = sized.join(other_sizes, sized["other"] == other_sizes["item"])
    return two.select(
        sized["item"], sized["other"], sized["shared"], sized["size"],
        other_size=other_sizes["size"].cast("float64"),
    )  # fmt: skip


def _ranked(pairs: Table, normalisation: Normalisation) -> Table:
    """Add the place of each neighbour among those of its item, from 0, without a square root."""
    import ibis

    shared = pairs["shared"].cast("float64")
    keys = {
        "cosine": shared * shared / pairs["other_size"],
        "association": shared / pairs["other_size"],
        "none": shared,
    }
    window = ibis.window(
        group_by=pairs["item"], order_by=[ibis.desc(keys[normalisation]), ibis.asc(pairs["other"])]
    )
    return pairs.mutate(rank=ibis.row_number().over(window))


def _strength(pairs: Table, normalisation: Normalisation) -> Column:
    shared, sizes = pairs["shared"].cast("float64"), pairs["size"] * pairs["other_size"]
    return {"cosine": shared / sizes.sqrt(), "association": shared / sizes, "none": shared}[normalisation]
