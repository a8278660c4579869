"""Two days compared: in which class the change of a cell falls (model.md, Two days compared; docs/decisions/031)."""

from dataclasses import dataclass
from datetime import date

from tilannekuva.readiness import NO_INFORMATION

PROGRESS = ("advanced", "went_back", "first_information", "new_round", "ended")
"""Classes of what happened, in the order in which they are told."""

CLASSES = (*PROGRESS, "corrected", "unchanged")
"""Every class; a cell falls in exactly one."""

MIRROR = {"advanced": "went_back", "went_back": "advanced"}
"""The class that a class becomes when the two days are asked the other way round; the others stay as they are."""

ENDED, PAUSED = "ended", "paused"
_OFF_LADDER = {ENDED: (-2, 0), PAUSED: (-1, 0)}


@dataclass(frozen=True, order=True)
class Clock:
    """One side of a comparison: what held on day *on* (V), as known on day *known* (R)."""

    on: date
    known: date


@dataclass(frozen=True)
class CellState:
    """What a cell shows; *step_order* is its place on the workstream's own ladder, *cycle* its round."""

    stage: str = NO_INFORMATION
    stage_rank: int | None = None
    step_order: int | None = None
    cycle: str | None = None
    alive: bool = True

    @property
    def informed(self) -> bool:
        """Whether anything is known: a workstream that is not followed that day tells nothing."""
        return self.alive and self.stage != NO_INFORMATION

    @property
    def place(self) -> tuple[int, int]:
        """How far the cell is: the ladder by rank and step, below it paused, below that ended."""
        if self.stage_rank is None:
            return _OFF_LADDER.get(self.stage, _OFF_LADDER[PAUSED])
        return (self.stage_rank, self.step_order or 0)


def path(one: Clock, other: Clock) -> tuple[Clock, Clock, Clock]:
    """Return the earlier side, the day of the earlier side known as on the later side, and the later side.

    The same three whichever way the two are asked, so that both ways agree.
    """
    early, late = sorted((one, other))
    return early, Clock(early.on, late.known), late


def class_of(before: CellState, between: CellState, after: CellState) -> str:
    """Return the class of a cell's change along a path: before → between is what was learnt, between → after what happened.

    In this order: nothing known on either day; first information; what happened; what was only learnt (corrected).
    """
    if not before.informed:
        return "first_information" if after.informed else "unchanged"
    happened = _happened(between, after)
    if happened:
        # A step further in another round than the one shown before is no advance of what was shown.
        return "new_round" if happened != ENDED and before.cycle != after.cycle else happened
    return "unchanged" if before == between == after else "corrected"


def _happened(between: CellState, after: CellState) -> str | None:
    """Return the class of what happened at one state of knowledge, or None where nothing did or the start is not known."""
    if not between.informed or (after.alive and not after.informed):
        return None
    if not after.alive or after.stage == ENDED != between.stage:
        return "ended"
    if after.cycle != between.cycle:
        return "new_round"
    if after.place == between.place:
        return None
    return "advanced" if after.place > between.place else "went_back"


def mirrored(change: str) -> str:
    """Return the class of the same change asked the other way round."""
    return MIRROR.get(change, change)
