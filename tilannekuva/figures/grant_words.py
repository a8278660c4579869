"""The words of the page on grants that are no chart: its choices, its note on comparing sums, and what it says where nothing is told."""

from collections.abc import Callable
from typing import Any

import pandas as pd

from tilannekuva.figures.elements import Element, el
from tilannekuva.figures.grant_amounts import KINDS, OF_A_PART
from tilannekuva.texts import day, text

ALL_YEARS = "kaikki"
"""The choice of every year, as the address has it."""

MEASURES = ("summa", "asukas")
"""The choices of how sums are shown, as the address has them: in euros, or in euros a resident."""


def year_choice(calls: pd.DataFrame, amounts: pd.DataFrame, language: str) -> tuple[list[str], str, Callable[[str], str]]:
    """Return the years that calls or sums are told of, the newest first, and all of them; the label; and the words of each."""
    years = sorted({*calls["cycle"], *amounts["cycle"]}, reverse=True)
    return [*years, ALL_YEARS], text("grants.choose_year", language), lambda code: text("grants.all_years", language) if code == ALL_YEARS else code


def kind_choice(amounts: pd.DataFrame, language: str) -> tuple[list[str], str, Callable[[str], str]]:
    """Return the kinds of sums that are told, the label of their choice and the words of each."""
    told = set(amounts["amount_kind"])
    return [kind for kind in KINDS if kind in told], text("grants.choose_kind", language), lambda code: text(f"grants.kind_{code}", language)


def measure_choice(language: str) -> tuple[tuple[str, ...], str, Callable[[str], str]]:
    """Return how sums can be shown, the label of the choice and the words of each."""
    words = {"summa": "grants.measure_sum", "asukas": "grants.measure_per_resident"}
    return MEASURES, text("grants.choose_measure", language), lambda code: text(words[code], language)


def comparing_note(language: str) -> Element:
    """Return the note that stands above every sum."""
    return el("p", el("strong", text("grants.amount_note", language)))


def no_sums(language: str) -> Element:
    """Return what stands in the place of sums where none of any kind is told."""
    return el("p", text("grants.no_information", language))


def no_sum_of_year(kind: str, cycle: str, regions: int, language: str) -> Element:
    """Return the finding where no sum of a kind is told of a year."""
    return el("h3", text("grants.amounts_none", language, kind=text(f"grants.kind_{kind}", language), cycle=cycle, total=regions))


def no_series(kind: str, language: str) -> Element:
    """Return why a kind has no charts by year."""
    key = "grants.series_of_a_part" if kind in OF_A_PART else "grants.series_none"
    return el("p", text(key, language, kind=text(f"grants.kind_{kind}", language)), class_="note")


def not_followed(first: Any, language: str) -> Element:
    """Return the finding of a day before models and calls were followed; *first* is the day on which that began."""
    return el("h2", text("grants.not_followed", language, first=day(first, language)))
