"""The tables of the page Avustusmallit: the step of the model over time, the calls, and the sums of one kind."""

from dataclasses import replace

import pandas as pd

from tilannekuva.exhibits.ask import Ask
from tilannekuva.figures.grant_amounts import KINDS, amounts_table, series_table, yearly_sums
from tilannekuva.figures.grant_calls import calls_table
from tilannekuva.figures.grant_model import model_table
from tilannekuva.figures.grant_words import ALL_YEARS, MEASURES, kind_choice, year_choice
from tilannekuva.figures.table import Native, Table
from tilannekuva.read.grants import CALL, MODEL

SUMS = "decided"
"""The palette key of sums in a native chart."""


def told(ask: Ask, name: str) -> pd.DataFrame:
    """The calls (grant_calls) or sums (grant_amounts) of the view."""
    view = ask.view
    return view.of(ask.frame(name, view.on, view.known, view.language), ask.frame("regions", view.language))


def cells(ask: Ask, track: str) -> pd.DataFrame:
    """The board's cells of one workstream."""
    board = ask.board()
    return board[board["workstream_code"] == track]


def model(ask: Ask) -> Table:
    """The stages of the model that every region has gone through."""
    view = ask.view
    return model_table(ask.frame("spells", MODEL, view.on, view.known, view.language), cells(ask, MODEL), view.on, view.language)


def calls(ask: Ask) -> Table:
    """The calls of the year chosen, or of all."""
    year, found = _year(ask), told(ask, "grant_calls")
    chosen = found if year == ALL_YEARS else found[found["cycle"] == year]
    return calls_table(chosen, len(cells(ask, CALL)), None if year == ALL_YEARS else year, ask.view.language)


def sums(ask: Ask) -> Table:
    """The sums of the kind and year chosen; empty where none is told."""
    kind, year, every = _kind(ask), _year(ask), told(ask, "grant_amounts")
    chosen = every[(every["amount_kind"] == kind) & (every["cycle"] == year)]
    per_resident = ask.own.get("yksikko") == MEASURES[1]
    table = amounts_table(chosen, cells(ask, CALL), kind, year, per_resident, ask.view.language)
    return replace(table, native=Native("bars", "region", ("shown",), (SUMS,)) if "shown" in {one.name for one in table.columns} else None)


def years(ask: Ask) -> Table:
    """The sums of one kind by year, of the regions that have more than one year."""
    kind, every = _kind(ask), told(ask, "grant_amounts")
    return series_table(yearly_sums(every[every["amount_kind"] == kind]), kind, ask.view.language)


def _year(ask: Ask) -> str:
    options, *_ = year_choice(told(ask, "grant_calls"), told(ask, "grant_amounts"), ask.view.language)
    held = ask.own.get("vuosi")
    return held if held in options else options[0]


def _kind(ask: Ask) -> str:
    options, *_ = kind_choice(told(ask, "grant_amounts"), ask.view.language)
    held = ask.own.get("summa")
    return held if held in options else (options[0] if options else KINDS[0])
