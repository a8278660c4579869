"""What a meeting pack consists of, as data: kept in an address or a small file, so that next month's pack is one press."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from tilannekuva.texts import LANGUAGES
from tilannekuva.view import View

SECTIONS = ("one_page", "decisions", "changes", "tracks", "hyte", "calls", "risks", "next", "annex")
"""The sections of a pack in their usual order."""
COMPARED_DAYS = 30
MOST_DECISIONS, LONGEST_DECISION = 20, 400
MOST_DAYS = 20_000


class DefinitionUnfit(ValueError):
    """A file that is no definition of a pack; *code* says why (a key under `pack`)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Definition:
    """A pack: whose situation, on which day *on*, compared with day *compare*, in which language, and which sections in which order.

    *decisions* are the reader's own lines; they stay in the file and never come into an address.
    """

    on: date
    compare: date
    known: date
    language: str = "fi"
    regions: tuple[str, ...] = ()
    workstreams: tuple[str, ...] = ()
    sections: tuple[str, ...] = SECTIONS
    decisions: tuple[str, ...] = ()

    def view(self) -> View:
        """Return the view that the pack shows."""
        return View(today=self.on, language=self.language, on=self.on, known=self.known, regions=self.regions, workstreams=self.workstreams)

    def as_file(self) -> bytes:
        """Return the definition as a small file."""
        told = {
            "pack": 1, "language": self.language, "regions": self.regions, "workstreams": self.workstreams,
            "sections": self.sections, "decisions": self.decisions,
            "compared_days": (self.on - self.compare).days,
        }  # fmt: skip
        return json.dumps(told, ensure_ascii=False, indent=1).encode()


def usual(today: date, language: str, regions: Sequence[str] = ()) -> Definition:
    """Return the pack of a day: compared with the day 30 days before, every section."""
    return Definition(on=today, compare=today - timedelta(days=COMPARED_DAYS), known=today, language=language, regions=tuple(regions))


def from_file(given: bytes, today: date, allowed_regions: frozenset[str], allowed_workstreams: frozenset[str]) -> Definition:
    """Return the definition of a file, for the day *today*; what is unknown in it is left out.  Raises DefinitionUnfit."""
    try:
        told = json.loads(given.decode("utf-8"))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise DefinitionUnfit("no_definition") from error
    if not isinstance(told, Mapping) or told.get("pack") != 1:
        raise DefinitionUnfit("no_definition")
    days = told.get("compared_days")
    back = days if type(days) is int and 0 <= days <= MOST_DAYS else COMPARED_DAYS
    regions = tuple(code for code in _listed(told, "regions") if code in allowed_regions)
    if _listed(told, "regions") and not regions:
        raise DefinitionUnfit("no_region_known")
    return Definition(
        on=today, compare=today - timedelta(days=back), known=today,
        language=told["language"] if told.get("language") in LANGUAGES else LANGUAGES[0],
        regions=regions, workstreams=tuple(code for code in _listed(told, "workstreams") if code in allowed_workstreams),
        sections=tuple(name for name in _listed(told, "sections") if name in SECTIONS) or SECTIONS,
        decisions=tuple(line[:LONGEST_DECISION] for line in _listed(told, "decisions")[:MOST_DECISIONS]),
    )  # fmt: skip


def _listed(told: Mapping[str, Any], name: str) -> list[str]:
    found = told.get(name)
    return list(dict.fromkeys(one for one in found if isinstance(one, str))) if isinstance(found, list) else []
