"""Stages, ranks and the pure parts of the cell rule: what a claim may do, cycles, duties, bounds, readiness.

The rule itself, over all cells at once, is `tilannekuva.read.cells`; it takes its words from here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from statistics import median, median_high

READINESS = "readiness"
"""The measure by which regions are compared that is no workstream."""

TOP_RANK = 4
"""Rank of the furthest stage of the common ladder, in operation."""

DONE_RANK = 3
"""From this rank on a matter is decided or in operation."""

NO_INFORMATION = "no_information"
"""Shown where no claim speaks; not a stage, and never the same as not started."""

HOLDING = ("asserted", "speaker_view", "inferred")
"""Certainties of a claim that tells a state: it speaks from the first day it holds."""

ANNOUNCING = ("planned", "expected")
"""Certainties of a claim whose step is the state on the day it was told (announced, date set, drafted)."""

ON_CELL = ("named", "each")
"""Quantifiers with which a claim on a region stands in its cell; none given counts as named."""

PLAN_KINDS = ("event", "deadline", "plan")
"""Kinds of planned claims whose coming day is worth naming beside a cell; only an event can be held or not."""

LOWER_BOUND = "at_least"
"""Qualifier of a claim that, without a value, decides only where every other candidate has a lower rank."""

CYCLES = ("none", "year", "term")

DUTY_RANK: Mapping[str, int] = {
    "held_in_calendar_year": 4,
    "approved_in_council_term": 3,
    "approved_or_updated_in_council_term": 3,
}
"""The rank at which a cycle meets its duty, for the due rules that a step of the workstream can prove (duties.csv)."""


@dataclass(frozen=True)
class Cycle:
    """One round of a yearly or term workstream: *code* as claims carry it, first and last day."""

    code: str
    first: date
    last: date


def year_cycle(year: int) -> Cycle:
    """Return the calendar year as a cycle."""
    return Cycle(str(year), date(year, 1, 1), date(year, 12, 31))


def cycle_of(kind: str, on: date, terms: Iterable[Cycle]) -> Cycle | None:
    """Return the cycle that runs on that day, or None where the workstream has no cycles or the term is unknown."""
    if kind == "year":
        return year_cycle(on.year)
    if kind == "term":
        return next((term for term in terms if term.first <= on <= term.last), None)
    return None


def last_ended_cycle(kind: str, on: date, terms: Iterable[Cycle]) -> Cycle | None:
    """Return the newest cycle that had ended before that day."""
    if kind == "year":
        return year_cycle(on.year - 1)
    if kind == "term":
        return max((term for term in terms if term.last < on), key=lambda term: term.last, default=None)
    return None


@dataclass(frozen=True)
class Readiness:
    """Readiness of some cells: *share* 0–1 or None where no cell has a rank, and on how many cells it stands."""

    share: float | None
    known: int
    alive: int
    set_aside: int

    @property
    def known_share(self) -> float:
        """Share of the cells that have information, 0–1."""
        return self.known / self.alive if self.alive else 0.0


def readiness(cells: Iterable[tuple[str, int | None, int]]) -> Readiness:
    """Return Σ weight·rank / Σ weight·4 over the cells that have a rank (model.md, Readiness).

    *cells* are (stage, stage_rank, weight); paused and ended cells leave both sums and are counted in *set_aside*.
    """
    listed = list(cells)
    ranked = [(rank, weight) for _, rank, weight in listed if rank is not None]
    possible = sum(weight * TOP_RANK for _, weight in ranked)
    known = sum(stage != NO_INFORMATION for stage, _, _ in listed)
    share = sum(weight * rank for rank, weight in ranked) / possible if possible else None
    return Readiness(share=share, known=known, alive=len(listed), set_aside=known - len(ranked))


def median_place(places: Iterable[float], measure: str) -> float | None:
    """Return the median of readiness (0–1) or of stage ranks (0–4), or None where there is none.

    Of stages it is the furthest one that at least half of the regions have reached: there is nothing between two stages.
    """
    listed = [float(place) for place in places]
    if not listed:
        return None
    return median(listed) if measure == READINESS else median_high(listed)


def bounds(quantifier: str, members: int) -> tuple[int, int] | None:
    """Return how many of the members a group statement speaks of, at least and at most, or None where it names no share.

    Most = more than half, and at least two are left over, since some are said to be unfinished (claim S2-017: 11–19 of 21).
    """
    more_than_half = members // 2 + 1
    known = {
        "all": (members, members),
        "each": (members, members),
        "most": (more_than_half, members - 2),
        "large_majority": (more_than_half, members - 1),
        "many": (2, members - 1),
        "some": (2, members - 1),
        "few": (1, more_than_half - 1),
        "partly": (1, members),
    }
    return known.get(quantifier)
