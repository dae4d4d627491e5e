"""The joins behind maps and author groups as one ibis expression: DuckDB here, Spark on a cluster.

Past the memory of one machine the pairs never leave the engine: a table goes in, a table comes out, and
nothing runs until the caller writes or reads the result (but the rounds of `author_groups`). Bibliographic
coupling, co-citation and co-authorship are one self-join: items are linked by what they share. The numbers
are those of `commoncause.analysis.coupling.links_by_sharing`, ties included, and the groups those of
`commoncause.analysis.evidence.author_groups`, which are the default while a library fits.
"""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ibis.expr.types import Column, Table

    from .analysis.coupling import Normalisation

__all__ = ["author_groups", "bibliographic_coupling", "co_authorship", "co_citation", "links_by_sharing"]


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


def author_groups(authorships: Table, scratch: str) -> Table:
    """Return the independent group of authors that each work belongs to, named by its first work.

    Works are of one group where a chain of works links them, each written by an author of the one before:
    the connected components of co-authorship. A work takes the least group among those of its authors'
    works, so does the group that it leaves, and then every group that of its own name; the number of such
    rounds grows with the logarithm of the longest chain.

    Parameters
    ----------
    authorships
        Columns ``author`` and ``work``, texts without nulls; authors told apart as by
        `commoncause.analysis.evidence.author_key`.
    scratch
        An empty folder, on a cluster one that all machines reach (``hdfs://``): each round is one expression
        whose result is written there and read again, so that no plan grows. To be kept while the result is
        in use.

    Returns
    -------
    Table
        Columns ``work`` and ``group``, sorted. A work that nobody signs is not in it: a group of its own.

    References
    ----------
    Y. Shiloach, U. Vishkin: "An O(log n) parallel connectivity algorithm", Journal of Algorithms 3 (1982)
    57-67, https://doi.org/10.1016/0196-6774(82)90008-6
    """
    engine = authorships.get_backend()

    def _kept(table: Table, name: str) -> Table:
        table.to_parquet(f"{scratch}/{name}.parquet")
        return engine.read_parquet(f"{scratch}/{name}.parquet")

    pairs = _kept(authorships.select("author", "work").distinct(), "pairs")
    groups = _kept(pairs.select(work=pairs["work"], group=pairs["work"]).distinct(), "round-0")
    for number in count(1):
        found = _kept(_merged(pairs, groups), f"round-{number}")
        before = groups.select(work=groups["work"], before=groups["group"])
        both = found.join(before, found["work"] == before["work"])
        if not both.filter(both["group"] != both["before"]).count().execute():
            break
        groups = found
    return found.order_by("work")


def _merged(pairs: Table, groups: Table) -> Table:
    """Return the groups after one more round."""
    import ibis

    signed = pairs.join(groups, pairs["work"] == groups["work"]).select(
        pairs["author"], pairs["work"], groups["group"]
    )
    least = signed.group_by("author").aggregate(least=signed["group"].min())
    seen = signed.join(least, signed["author"] == least["author"]).select(
        signed["work"], signed["group"], least["least"]
    )
    taken = ibis.union(
        seen.select(work=seen["work"], group=seen["least"]),
        seen.select(work=seen["group"], group=seen["least"]),
    )
    now = taken.group_by("work").aggregate(group=taken["group"].min())
    above = now.view()
    return now.join(above, now["group"] == above["work"]).select(now["work"], above["group"])


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
