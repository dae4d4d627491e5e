"""Variables of a module in a line, such that those that meet in a gate stand close together.

References
----------
F. A. Aloul, I. L. Markov, K. A. Sakallah: "FORCE: a fast and easy-to-implement variable-ordering heuristic",
GLSVLSI 2003, 116-119, https://doi.org/10.1145/764808.764839
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from .budget import Budget

__all__ = ["arranged"]

MOST_ROUNDS = 60
"""The span falls steeply for twenty rounds and hardly after sixty, on trees of a hundred gates."""
MOST_PULLS = 2_000_000
"""Past this many in all there are fewer rounds: about two seconds."""


def arranged(
    below: Mapping[int, Sequence[int]],
    start: Iterable[int],
    *,
    home: int = 1,
    shared: bool = False,
    budget: Budget | None = None,
) -> list[int]:
    """The variables of a module in the best of the arrangements met.

    Each gate pulls itself and its children to the middle of their places, and again. The arrangement with
    the least sum of the gates' spans is kept.

    Parameters
    ----------
    below
        Gate -> its children, gates or variables.
    start
        All gates and variables in the order to start from; it breaks ties.
    home
        How much more a gate is drawn to its children than to its parents.
    shared
        Whether a node with n parents is drawn to each with a force of 1/n.
    budget
        When to stop.

    Raises
    ------
    OutOfBudgetError
        If the time is up.

    >>> arranged({5: (1, 2), 6: (3, 4), 7: (5, 6)}, [7, 1, 3, 5, 6, 2, 4])
    [1, 2, 3, 4]
    """
    line = list(start)
    edges = [(gate, *children) for gate, children in below.items()]
    pulls = _pulls(below, home, shared)
    rounds = max(1, min(MOST_ROUNDS, MOST_PULLS // sum(map(len, edges))))
    best, least = line, float("inf")
    for turn in range(rounds + 1):
        if budget is not None:
            budget.spend()
        place = {node: index for index, node in enumerate(line)}
        places = [[place[node] for node in edge] for edge in edges]
        span = sum([max(edge) - min(edge) for edge in places])
        if turn and span < least:
            best, least = line, span
        middle = [sum(edge) / len(edge) for edge in places]
        wanted = {
            node: sum([middle[edge] * weight for edge, weight in around]) / total
            for node, (around, total) in pulls.items()
        }
        line = sorted(line, key=wanted.__getitem__)
    return [node for node in best if node not in below]


def _pulls(
    below: Mapping[int, Sequence[int]], home: int, shared: bool
) -> dict[int, tuple[list[tuple[int, float]], float]]:
    """Node -> the edges that pull it, by number, each with its weight; and the sum of the weights."""
    parents: dict[int, list[int]] = {}
    for edge, children in enumerate(below.values()):
        for child in children:
            parents.setdefault(child, []).append(edge)
    pulls = {}
    own = {gate: edge for edge, gate in enumerate(below)}
    for node in {**own, **parents}:
        above = parents.get(node, [])
        weight = 1 / len(above) if shared and above else 1.0
        around = [(edge, weight) for edge in above]
        if node in own:
            around.append((own[node], float(home)))
        pulls[node] = (around, sum(weight for _, weight in around))
    return pulls
