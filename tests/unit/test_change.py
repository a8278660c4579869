"""Two days compared, without a store: every case of decision 031, and that both ways of asking agree."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tilannekuva.change import CLASSES, CellState, Clock, class_of, mirrored, path

NONE = CellState()
UNFOLLOWED = CellState(alive=False)
DRAFTED = CellState("drafted", 2, 20)
OPEN, CLOSED = CellState("drafted", 2, 20, "2025"), CellState("drafted", 2, 30, "2025")
DECIDED = CellState("decided", 3, 30)
PAUSED, ENDED = CellState("paused", None, 90), CellState("ended", None, 99)
NEXT = CellState("in_preparation", 1, 10, "2026")


@pytest.mark.parametrize(
    ("before", "between", "after", "expected"),
    [
        (NONE, NONE, NONE, "unchanged"),
        (DRAFTED, DRAFTED, DRAFTED, "unchanged"),
        (UNFOLLOWED, UNFOLLOWED, NONE, "unchanged"),
        (NONE, NONE, UNFOLLOWED, "unchanged"),
        (NONE, DRAFTED, UNFOLLOWED, "unchanged"),
        (NONE, NONE, DRAFTED, "first_information"),
        (NONE, DRAFTED, DRAFTED, "first_information"),
        (NONE, DRAFTED, DECIDED, "first_information"),
        (UNFOLLOWED, UNFOLLOWED, DRAFTED, "first_information"),
        (DRAFTED, DRAFTED, DECIDED, "advanced"),
        (OPEN, OPEN, CLOSED, "advanced"),
        (PAUSED, PAUSED, DRAFTED, "advanced"),
        (ENDED, ENDED, DRAFTED, "advanced"),
        (ENDED, ENDED, PAUSED, "advanced"),
        (DECIDED, DECIDED, DRAFTED, "went_back"),
        (CLOSED, CLOSED, OPEN, "went_back"),
        (DRAFTED, DRAFTED, PAUSED, "went_back"),
        (DRAFTED, DRAFTED, ENDED, "ended"),
        (PAUSED, PAUSED, ENDED, "ended"),
        (DRAFTED, DRAFTED, UNFOLLOWED, "ended"),
        (CLOSED, CLOSED, replace(ENDED, cycle="2026"), "ended"),
        (CLOSED, CLOSED, NEXT, "new_round"),
        (replace(ENDED, cycle="2025"), replace(ENDED, cycle="2025"), NEXT, "new_round"),
        (CLOSED, NEXT, replace(DECIDED, cycle="2026"), "new_round"),
        (DRAFTED, DECIDED, DECIDED, "corrected"),
        (DECIDED, DRAFTED, DRAFTED, "corrected"),
        (DECIDED, NONE, NONE, "corrected"),
        (DECIDED, NONE, DRAFTED, "corrected"),
        (CLOSED, NEXT, NEXT, "corrected"),
        (DECIDED, DRAFTED, DECIDED, "advanced"),
        (DRAFTED, DECIDED, PAUSED, "went_back"),
    ],
)
def test_the_class_of_every_case(before: CellState, between: CellState, after: CellState, expected: str) -> None:
    """As the decision states them, in its order."""
    assert class_of(before, between, after) == expected


STATES = st.sampled_from([NONE, UNFOLLOWED, DRAFTED, OPEN, CLOSED, DECIDED, PAUSED, ENDED, NEXT])
CLOCKS = st.builds(Clock, st.dates(date(2019, 1, 1), date(2027, 1, 1)), st.dates(date(2019, 1, 1), date(2027, 1, 1)))


@given(STATES, STATES, STATES)
def test_every_three_states_have_exactly_one_class(before: CellState, between: CellState, after: CellState) -> None:
    """The function is total, and names a class of the model."""
    assert class_of(before, between, after) in CLASSES


@given(STATES, STATES)
def test_without_new_knowledge_nothing_is_corrected(before: CellState, after: CellState) -> None:
    """At one state of knowledge, only information that disappears would be a correction, and it does not."""
    if after.informed or not after.alive or not before.informed:
        assert class_of(before, before, after) != "corrected"


@given(STATES, STATES)
def test_on_one_day_nothing_happens(before: CellState, after: CellState) -> None:
    """The same V known later: information may be the first or a correction, nothing else."""
    if before.alive == after.alive:
        assert class_of(before, after, after) in ("unchanged", "first_information", "corrected")


@given(CLOCKS, CLOCKS)
def test_both_ways_walk_the_same_path(one: Clock, other: Clock) -> None:
    """From the earlier day as known then, over the same day as known later, to the later day."""
    assert path(one, other) == path(other, one)
    early, between, late = path(one, other)
    assert {early, late} == {one, other}
    assert early.on == between.on <= late.on
    assert between.known == late.known


def test_a_mirror_mirrored_is_the_same() -> None:
    """Advanced and went back change places, the others stay."""
    assert [mirrored(mirrored(name)) for name in CLASSES] == list(CLASSES)
    assert mirrored("advanced") == "went_back"
    assert {name for name in CLASSES if mirrored(name) == name} == set(CLASSES) - {"advanced", "went_back"}
