"""Parametric common-cause models: how failures of similar components are shared among them.

A group of m similar components, each of which fails with probability Q_t. Q_k is the probability of a basic
event that fails k specific components and no other of the group; C(m-1, k-1) such events strike one given
component, so that Q_t = sum over k of C(m-1, k-1) Q_k. A model says what *share* of Q_t comes from events
of each k. The basic events are taken as independent, as fault-tree programs take them; Q_t, which adds them
up, is then the rare-event value of 1 - prod (1 - Q_k)^C(m-1, k-1).

For residual failures of similar techniques only: never for causes that are listed as failure modes, which
would count the dependence twice.

References
----------
A. Mosleh, D. M. Rasmuson, F. M. Marshall: "Guidelines on Modeling Common-Cause Failures in Probabilistic
Risk Assessment", NUREG/CR-5485, 1998
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import combinations, pairwise
from math import comb

from .depth import require_probability
from .probability import failure_probability

__all__ = [
    "LARGEST_GROUP",
    "alpha_from_greek",
    "alpha_shares",
    "basic_event_probabilities",
    "beta_shares",
    "common_cause_events",
    "greek_from_alpha",
    "greek_shares",
    "group_failure_probability",
]

LARGEST_GROUP = 10
"""Most components of a group: it has 2^m - 1 basic events."""
Shares = tuple[float, ...]
"""For k = 1 .. m the share of a component's failure probability that comes from events of k components."""


def beta_shares(size: int, beta: float) -> Shares:
    """Beta factor: a failure strikes the component alone (1 - beta) or the whole group (beta).

    Q_1 = (1 - beta) Q_t, Q_m = beta Q_t, all others 0.

    Raises
    ------
    ValueError
        If the group has fewer than 2 components or more than 10, or ``beta`` is not from 0 to 1.

    Examples
    --------
    >>> beta_shares(3, 0.25)
    (0.75, 0.0, 0.25)
    """
    _require_size(size)
    require_probability("beta", beta)
    return (1.0 - beta, *[0.0] * (size - 2), float(beta))


def greek_shares(letters: Sequence[float]) -> Shares:
    """Multiple Greek Letters beta, gamma, delta ...: m - 1 of them for a group of m.

    Each is the probability that a failure shared by k components is shared by one more: with rho_1 = 1,
    rho_2 = beta, rho_3 = gamma ... and rho_(m+1) = 0,
    Q_k = (rho_1 ... rho_k) (1 - rho_(k+1)) Q_t / C(m-1, k-1).

    Raises
    ------
    ValueError
        If there is no letter or more than 9, or one is not from 0 to 1.

    Examples
    --------
    >>> greek_shares([0.5, 0.25])
    (0.5, 0.375, 0.125)
    """
    _require_size(len(letters) + 1)
    for letter in letters:
        require_probability("a Greek letter", letter)
    shares, shared = [], 1.0
    for letter in [*letters, 0.0]:
        shares.append(shared * (1.0 - letter))
        shared *= letter
    return tuple(shares)


def alpha_shares(alphas: Sequence[float], *, staggered: bool = False) -> Shares:
    """Alpha factors: alpha_k is the part of all failure *events* of the group that fail k of its m.

    Non-staggered testing: Q_k = k / C(m-1, k-1) * alpha_k / alpha_t * Q_t with alpha_t = sum k alpha_k.
    Staggered testing: Q_k = alpha_k Q_t / C(m-1, k-1).

    Raises
    ------
    ValueError
        If there are fewer than 2 or more than 10, one is not from 0 to 1, or they do not sum to 1.

    Examples
    --------
    >>> alpha_shares([0.5, 0.5])
    (0.3333333333333333, 0.6666666666666666)
    >>> alpha_shares([0.5, 0.5], staggered=True)
    (0.5, 0.5)
    """
    _require_size(len(alphas))
    for alpha in alphas:
        require_probability("an alpha factor", alpha)
    if abs(math.fsum(alphas) - 1.0) > 1e-6:
        raise ValueError(f"the alpha factors sum to {math.fsum(alphas):.12g}; make them sum to 1")
    weights = [float(a) if staggered else k * a for k, a in enumerate(alphas, 1)]
    total = math.fsum(weights)
    return tuple(weight / total for weight in weights)


def greek_from_alpha(alphas: Sequence[float], *, staggered: bool = False) -> tuple[float, ...]:
    """The Greek letters that say the same: rho_k = (share of k or more) / (share of k - 1 or more).

    beta = sum_(k>=2) k alpha_k / sum_(k>=1) k alpha_k, gamma = sum_(k>=3) k alpha_k / sum_(k>=2) k alpha_k
    and so on; without the factors k for staggered testing. A letter that nothing decides is 0.

    Examples
    --------
    >>> greek_from_alpha([0.5, 0.375, 0.125], staggered=True)
    (0.5, 0.25)
    """
    shares = alpha_shares(alphas, staggered=staggered)
    tails = [math.fsum(shares[k:]) for k in range(len(shares))]
    return tuple(min(1.0, more / less) if less else 0.0 for less, more in pairwise(tails))


def alpha_from_greek(letters: Sequence[float], *, staggered: bool = False) -> tuple[float, ...]:
    """The alpha factors that say the same: alpha_k in proportion to share_k / k, to share_k if staggered.

    Examples
    --------
    >>> alpha_from_greek([0.5, 0.25], staggered=True)
    (0.5, 0.375, 0.125)
    """
    weights = [share / (1 if staggered else k) for k, share in enumerate(greek_shares(letters), 1)]
    total = math.fsum(weights)
    return tuple(weight / total for weight in weights)


def basic_event_probabilities(shares: Shares, total: float) -> tuple[float, ...]:
    """Q_1 .. Q_m of one basic event each: Q_k = share_k Q_t / C(m-1, k-1), with Q_t = ``total``.

    Examples
    --------
    >>> basic_event_probabilities((0.5, 0.375, 0.125), 0.01)
    (0.005, 0.001875, 0.00125)
    """
    require_probability("the failure probability of a component", total)
    last = len(shares) - 1
    return tuple(share * total / comb(last, k) for k, share in enumerate(shares))


def common_cause_events(
    members: Sequence[str], probabilities: Sequence[float]
) -> dict[tuple[str, ...], float]:
    """Every basic event of a group that can happen: the members it fails -> its probability Q_k.

    Sorted by number of members, then by names.

    Raises
    ------
    ValueError
        If a member is named twice, or there is not one probability for each k from 1 to m.

    Examples
    --------
    >>> common_cause_events(["rlhf", "rlaif"], (0.045, 0.005))
    {('rlaif',): 0.045, ('rlhf',): 0.045, ('rlaif', 'rlhf'): 0.005}
    """
    names = sorted(set(members))
    _require_size(len(names))
    if len(names) < len(members):
        raise ValueError(f"the group {', '.join(members)} names a member twice; name each once")
    if len(probabilities) != len(names):
        raise ValueError(
            f"{len(probabilities)} numbers for a group of {len(names)}; give one for each size of failure"
        )
    return {
        struck: chance
        for size, chance in enumerate(probabilities, 1)
        for struck in combinations(names, size)
        if chance > 0
    }


def group_failure_probability(probabilities: Sequence[float], *, need: int = 1) -> float:
    """Exact P that fewer than ``need`` of the m = len(probabilities) components hold; by default, all fail.

    Examples
    --------
    >>> round(group_failure_probability((0.1, 0.01)), 12)  # 1 - (1 - Q_2)(1 - Q_1^2)
    0.0199
    """
    members = [f"component {number}" for number in range(len(probabilities))]
    events = common_cause_events(members, probabilities)
    names = {struck: " & ".join(struck) for struck in events}
    exposure = {member: [names[struck] for struck in events if member in struck] for member in members}
    return failure_probability(exposure, {names[struck]: p for struck, p in events.items()}, need=need)


def _require_size(size: int) -> None:
    if not 2 <= size <= LARGEST_GROUP:
        raise ValueError(f"a group of {size} similar techniques; choose 2 to {LARGEST_GROUP}")
