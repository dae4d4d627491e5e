"""The words of communities: the statistic by hand and by scipy, and what does not count as a word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2_contingency

from commoncause.analysis.distinguishing_words import distinguishing_words, log_likelihood


@given(st.integers(0, 30), st.integers(1, 30), st.integers(0, 30), st.integers(1, 30))
def test_the_statistic_is_that_of_scipy_where_the_word_is_commoner_inside(
    a: int, c: int, b: int, d: int
) -> None:
    a, b = min(a, c), min(b, d)
    found = log_likelihood(a, c, b, d)
    if a / c <= b / d:
        assert found == 0
    elif a + b < c + d:
        table = [[a, b], [c - a, d - b]]
        expected = chi2_contingency(table, correction=False, lambda_="log-likelihood").statistic
        assert found == pytest.approx(expected, abs=1e-9)


def test_the_words_that_others_lack_come_first() -> None:
    titles = {
        1: ["Debate for oversight", "Debate and the oversight of models", "On the Debate of 2023"],
        2: ["Probing models for lies", "Lies", "The probing of lies in models"],
    }
    words = {group: [word for word, _ in of] for group, of in distinguishing_words(titles).items()}
    assert words == {1: ["debate", "oversight"], 2: ["lies", "probing", "models"]}


def test_a_word_counts_once_a_title_and_spelling_does_not_matter() -> None:
    once = distinguishing_words({1: ["Résumé resume RESUME"], 2: ["Other"]})
    assert once == distinguishing_words({1: ["resume"], 2: ["other"]})


def test_a_single_community_has_no_words_of_its_own() -> None:
    assert distinguishing_words({1: ["Debate", "Debate"]}) == {1: []}
    assert distinguishing_words({1: [""], 2: []}) == {1: [], 2: []}
