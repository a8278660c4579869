"""One cell of the board in words and signs: stage, round, marks, next day; used by the board, the lists and the tiles."""

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from tilannekuva.figures.elements import Element, el
from tilannekuva.figures.when import cycle_words, when
from tilannekuva.texts import day, text

SIGNS: Mapping[str, str] = {
    "overdue": "!",
    "unverified": "?",
    "stale": "◷",
    "contradicted": "≠",
    "earlier_round": "↺",
    "outcome_unknown": "…",
    "group_only": "∪",
    "next": "→",
}
"""The sign of each mark, in the order in which they stand; each is explained in the legend under the board."""

Cell = Mapping[Hashable, Any]


def marks_of(cell: Cell) -> list[str]:
    """Return the marks of a cell in the order of SIGNS; a group statement is named only where it gives the stage."""
    found = [mark for mark in SIGNS if mark != "next" and cell[mark]]
    return [*found, "next"] if pd.notna(cell["next_on"]) else found


def mark_words(cell: Cell, mark: str, language: str) -> str:
    """Return a mark in words; earlier round and next name their round and day."""
    words = text(f"mark.{mark}", language)
    if mark == "earlier_round":
        return f"{words} ({cycle_words(cell['cycle'])})"
    if mark == "next":
        return text("board.next_day", language, mark=words, when=when(cell["next_valid"], language))
    return words


def cell_words(cell: Cell, language: str) -> str:
    """Return the whole cell as one sentence for a reader who does not see it."""
    return ", ".join(
        [str(cell["stage_name"]), *filter(None, (ended_words(cell, language),)), *(mark_words(cell, mark, language) for mark in marks_of(cell))]
    )


def ended_words(cell: Cell, language: str) -> str | None:
    """Return the day on which the span ended of which the deciding claim speaks, if it has: a call once open is open no more."""
    return text("board.ended", language, day=day(cell["ended_on"], language)) if pd.notna(cell["ended_on"]) else None


def step_words(told: Cell) -> str:
    """Return a stage and its step in words; a step of the stage's own name is said once."""
    return str(told["stage_name"]) if told["step"] in (None, told["stage_name"]) else f"{told['stage_name']}: {told['step']}"


def cell_marks(cell: Cell, language: str) -> Element | None:
    """Return the marks as small signs with their words on them."""
    found = marks_of(cell)
    if not found:
        return None
    return el("span", [mark_sign(mark, mark_words(cell, mark, language)) for mark in found], class_="marks")


def mark_sign(mark: str, words: str) -> Element:
    """Return one sign; its words stand in the cell's label and in its title."""
    return el("span", SIGNS[mark], class_=f"mark {mark.replace('_', '-')}", title=words, aria_hidden="true")


def cell_place(cell: Cell) -> str:
    """Return the address of a cell: region_code.workstream_code."""
    return f"{cell['region_code']}.{cell['workstream_code']}"
