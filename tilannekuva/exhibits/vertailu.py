"""The tables of the page Vertailu ja kartta: the regions in their order, and where they lie."""

from dataclasses import replace

import pandas as pd

from tilannekuva.exhibits.ask import Ask
from tilannekuva.figures.comparison import Comparison, comparison_table, comparison_title, measure_words, place_title, stage_words
from tilannekuva.figures.table import SHARE_COLOURS, Column, Native, Table
from tilannekuva.read.comparison import GROUPINGS, SIZE_LIMITS, grouped, measures, standing
from tilannekuva.readiness import READINESS
from tilannekuva.texts import text


def compared_board(ask: Ask) -> pd.DataFrame:
    """The board of all regions: choosing regions highlights them, only workstreams are narrowed down."""
    view = ask.view
    board = ask.frame("board", view.on, view.known, view.language)
    return board[board["workstream_code"].isin(view.workstreams)] if view.workstreams else board


def compared(ask: Ask) -> Comparison:
    """What the page compares: its own choices mittari and ryhmittely, the chosen regions to the fore; the board must not be empty."""
    view, board, regions = ask.view, compared_board(ask), ask.frame("regions", ask.view.language)
    measure, grouping = ask.own.get("mittari", READINESS), ask.own.get("ryhmittely", GROUPINGS[0])
    measure = measure if measure in measures(board) else READINESS
    grouping = grouping if grouping in GROUPINGS else GROUPINGS[0]
    narrowed = bool(view.regions or view.collab_area)
    return Comparison(
        rows=grouped(standing(board, regions, measure), grouping),
        measure=measure,
        name=measure_words(board, view.language)(measure),
        grouping=grouping,
        chosen=frozenset(view.of(board, regions)["region_code"]) if narrowed else frozenset(),
        stages=stage_words(ask.frame("stages", view.language)),
        limits=SIZE_LIMITS,
        language=view.language,
    )


def order(ask: Ask) -> Table:
    """The regions from the furthest on; readiness is a native bar chart."""
    if compared_board(ask).empty:
        return _nothing(ask, "vertailu")
    made = compared(ask)
    table = comparison_table(made, comparison_title(made), "vertailu")
    return replace(table, native=Native("bars", "region", ("share", "known_share"), SHARE_COLOURS)) if made.is_readiness else table


def places(ask: Ask) -> Table:
    """The same numbers as the tile grid and the map show them."""
    if compared_board(ask).empty:
        return _nothing(ask, "vertailu_kartalla")
    made = compared(ask)
    return comparison_table(made, place_title(made), "vertailu_kartalla")


def _nothing(ask: Ask, name: str) -> Table:
    language = ask.view.language
    return Table(name, text("state.no_rows", language), pd.DataFrame({"region": []}), (Column("region", text("board.region_column", language)),))
