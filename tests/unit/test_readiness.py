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


def test_paused_and_ended_cells_leave_both_sums_and_are_counted_apart() -> None:
    """Readiness stays that of the ranked cells, whatever the weight of the others."""
    ranked = [("decided", 3, 3), ("not_started", 0, 1)]
    apart = readiness([*ranked, ("paused", None, 9), ("ended", None, 9)])
    assert apart.share == readiness(ranked).share == pytest.approx(9 / 16)
    assert (apart.set_aside, apart.known, apart.alive) == (2, 4, 4)


def test_not_started_is_nought_and_known() -> None:
    """A source says that work has not begun: that is information, unlike no information."""
    ready = readiness([("not_started", 0, 2), ("no_information", None, 2)])
    assert (ready.share, ready.known, ready.alive) == (0.0, 1, 2)


def test_a_region_without_cells_has_no_readiness_and_divides_by_nothing() -> None:
    """An empty day is no error."""
    ready = readiness([])
    assert (ready.share, ready.known_share, ready.alive) == (None, 0.0, 0)


@pytest.mark.parametrize("quantifier", ["all", "each", "most", "large_majority", "many", "some", "few", "partly"])
@pytest.mark.parametrize("members", [5, 21, 22])
def test_bounds_never_leave_the_group(quantifier: str, members: int) -> None:
    """At least one, at most all, and never the wrong way round."""
    bound = bounds(quantifier, members)
    assert bound is not None
    assert 1 <= bound[0] <= bound[1] <= members


def test_before_the_first_term_there_is_no_cycle() -> None:
    """On 28.2.2022 no term had begun or ended; a day after the last known term has none either."""
    assert cycle_of("term", date(2022, 2, 28), TERMS) is None
    assert last_ended_cycle("term", date(2022, 2, 28), TERMS) is None
    assert cycle_of("term", date(2029, 6, 1), TERMS) is None
    assert last_ended_cycle("term", date(2030, 1, 1), TERMS) == TERMS[1]
    assert last_ended_cycle("none", date(2030, 1, 1), TERMS) is None
