"""The pure parts of the rule: cycles, bounds, readiness."""

from datetime import date

import pytest

from tilannekuva.readiness import Cycle, bounds, cycle_of, last_ended_cycle, readiness

TERMS = (Cycle("2022-2025", date(2022, 3, 1), date(2025, 5, 31)), Cycle("2025-2029", date(2025, 6, 1), date(2029, 5, 31)))


@pytest.mark.parametrize(
    ("quantifier", "members", "expected"),
    [("most", 21, (11, 19)), ("all", 22, (22, 22)), ("few", 21, (1, 10)), ("some", 21, (2, 20)), ("sum", 21, None), ("", 5, None)],
)
def test_words_of_quantity_have_bounds(quantifier: str, members: int, expected: tuple[int, int] | None) -> None:
    """Most of 21 is 11 to 19; a sum names no share."""
    assert bounds(quantifier, members) == expected


def test_the_cycle_of_a_day_and_the_last_that_ended() -> None:
    """A term ends on 31.5.2025; a year with its last day."""
    assert cycle_of("term", date(2025, 5, 31), TERMS) == TERMS[0]
    assert cycle_of("term", date(2025, 6, 1), TERMS) == TERMS[1]
    assert last_ended_cycle("term", date(2025, 5, 31), TERMS) is None
    assert last_ended_cycle("term", date(2025, 6, 1), TERMS) == TERMS[0]
    ended = last_ended_cycle("year", date(2026, 1, 1), TERMS)
    assert ended is not None
    assert ended.code == "2025"
    assert cycle_of("none", date(2026, 1, 1), TERMS) is None


def test_readiness_weighs_ranks_and_leaves_out_what_has_none() -> None:
    """(3·4 + 1·2) / (4·(3+1)); ended and unknown cells leave both sums, and the share known stands beside."""
    ready = readiness([("in_operation", 4, 3), ("drafted", 2, 1), ("ended", None, 2), ("no_information", None, 3)])
    assert ready.share == pytest.approx(14 / 16)
    assert (ready.known, ready.alive, ready.set_aside, ready.known_share) == (3, 4, 1, 0.75)


def test_where_nothing_is_known_there_is_no_readiness() -> None:
    """Not zero: none."""
    assert readiness([("no_information", None, 3)]).share is None
