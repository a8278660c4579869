"""The board as a real table, its legend, the tile grid and the distribution of stages: frames of `read.board` in, elements out."""

from collections import Counter
from collections.abc import Callable
from datetime import date
from itertools import groupby
from operator import itemgetter

import pandas as pd

from tilannekuva.figures.cell import SIGNS, Cell, cell_marks, cell_place, cell_words, ended_words, mark_sign
from tilannekuva.figures.elements import Element, el, stage_badge
from tilannekuva.figures.records import Record, records, tracks_of
from tilannekuva.readiness import NO_INFORMATION
from tilannekuva.texts import day, sort_key, text

Draw = Callable[[Cell, str], Element]
"""Draws one cell of a matrix as a `td`, in the reader's language."""
ROOM_FOR_SIGN = 0.12
MANY_TRACKS, REGION_PX, TRACK_PX = 12, 130, 88
"""From this many workstreams on, the board scrolls in a frame of its own, so that every column keeps room for its words."""


def board_table(board: pd.DataFrame, on: date, language: str) -> Element:
    """Draw the board: a row a region, a column a workstream, every cell a button that opens its evidence; heads sort."""
    caption = text("board.caption", language, on=day(on, language))
    return matrix("board", board, _cell, caption, text("board.heading_board", language), language, first="descending")


def matrix(key: str, board: pd.DataFrame, draw: Draw, caption: str, label: str, language: str, first: str = "ascending") -> Element:
    """Draw regions × workstreams as a table whose heads sort, first in the turn *first*; *draw* draws one cell, *key* names the table.

    Columns of *board*: region_code, region, region_order, workstream_code, workstream, workstream_short, and what *draw* asks.
    """
    tracks = tracks_of(board)
    head = el(
        "tr",
        sortable_head(text("board.region_column", language), "region", language),
        [sortable_head(short, code, language, title=name, first=first) for code, name, short in tracks],
    )
    by_region = itemgetter("region_order")
    rows = [_row(list(cells), draw, language) for _, cells in groupby(sorted(records(board), key=by_region), key=by_region)]
    many = len(tracks) >= MANY_TRACKS
    width = f"min-width:{REGION_PX + TRACK_PX * len(tracks)}px" if many else None
    return el(
        "div",
        el("button", text("board.skip", language), type="button", class_="skip", data_past=""),
        el("table", el("caption", caption), el("thead", head), el("tbody", rows), class_="board", data_key=key, style=width),
        el("span", tabindex="-1", data_landing=""),
        class_="scroll many" if many else "scroll",
        tabindex="0",
        role="region",
        aria_label=label,
    )


def sortable_head(words: str, column: str, language: str, *, title: str | None = None, note: str | None = None, first: str = "ascending") -> Element:
    """Return the head of a column of a board, which sorts, first in the turn *first*; *title* is its whole name, *note* stands below it."""
    button = el(
        "button",
        words,
        el("span", class_="arrow", aria_hidden="true"),
        el("span", note, class_="note") if note else None,
        type="button",
        data_sort="",
        title=title,
        aria_label=text("board.sort_by", language, name=", ".join(filter(None, (title or words, note)))),
    )
    return el("th", button, scope="col", aria_sort="none", data_column=column, data_first=first)


def region_head(cell: Cell) -> Element:
    """Return the head of a region's row: its name, which opens its page, and the places by which rows sort."""
    return el(
        "th",
        el("button", cell["region"], type="button", class_="plain", data_press=f"region:{cell['region_code']}"),
        scope="row",
        data_value=sort_key(cell["region"]),
        data_order=f"{cell['region_order']:03d}",
    )


def _row(cells: list[Record], draw: Draw, language: str) -> Element:
    return el("tr", region_head(cells[0]), [draw(cell, language) for cell in cells])


def _cell(cell: Cell, language: str) -> Element:
    rank = -1 if pd.isna(cell["stage_rank"]) else int(cell["stage_rank"])
    words, ended = f"{cell['region']}, {cell['workstream']}: {cell_words(cell, language)}", ended_words(cell, language)
    button = el(
        "button",
        stage_badge(str(cell["stage"]), str(cell["stage_name"])),
        el("span", ended, class_="ended-on") if ended else None,
        cell_marks(cell, language),
        type="button",
        class_=f"cell {_class(cell['stage'])}",
        data_press=f"cell:{cell_place(cell)}",
        aria_label=words,
    )
    return el("td", button, data_value=f"{rank + 1:02d}", data_track=cell["workstream_short"])


def legend(stages: pd.DataFrame, language: str) -> Element:
    """Name every stage and every mark, and explain them where the reader asks for it."""
    named = records(stages)
    keys = [stage_badge(row["stage"], row["stage_name"]) for row in named]
    keys += [el("span", mark_sign(mark, ""), text(f"mark.{mark}", language), class_="mark-words") for mark in SIGNS]
    meanings = [el("div", el("dt", stage_badge(row["stage"], row["stage_name"])), el("dd", row["meaning"])) for row in named]
    marks = [
        el("div", el("dt", mark_sign(mark, ""), " ", text(f"mark.{mark}", language)), el("dd", text(f"mark.{mark}_help", language))) for mark in SIGNS
    ]
    explained = el("details", el("summary", text("board.legend", language)), el("div", el("dl", meanings), el("dl", marks), class_="legend"))
    return el("div", el("p", keys, class_="keys"), explained)


def tile_grid(cells: pd.DataFrame, regions: pd.DataFrame, language: str) -> Element:
    """Draw one workstream on the tile grid: the regions about where they lie."""
    places = {code: (row, column) for code, row, column in zip(regions["region_code"], regions["tile_row"], regions["tile_col"], strict=True)}
    placed = sorted(((places[record["region_code"]], record) for record in records(cells)), key=itemgetter(0))
    tiles = [
        el(
            "li",
            el(
                "button",
                el("span", record["region"], class_="name"),
                stage_badge(str(record["stage"])),
                cell_marks(record, language),
                type="button",
                class_=f"tile {_class(record['stage'])}",
                data_press=f"cell:{cell_place(record)}",
                aria_label=f"{record['region']}: {cell_words(record, language)}",
            ),
            style=f"grid-column:{column + 1};grid-row:{row + 1}",
        )
        for (row, column), record in placed
    ]
    track = placed[0][1]["workstream"] if placed else ""
    return el("figure", el("figcaption", text("board.tiles_caption", language, track=track)), el("ul", tiles, class_="tiles"))


def stage_bars(board: pd.DataFrame, stages: pd.DataFrame, language: str) -> Element:
    """Draw, by workstream, how many regions are at each stage: a bar of all regions, and how many of them are known."""
    names = dict(zip(stages["stage"], stages["stage_name"], strict=True))
    items = []
    cells = sorted(zip(board["workstream_order"], board["workstream"], board["stage"], strict=True), key=itemgetter(0))
    for _, track in groupby(cells, key=itemgetter(0)):
        _, tracks, reached = zip(*track, strict=True)
        counts, total = Counter(reached), len(reached)
        known = text("board.known_of", language, n=total - counts[NO_INFORMATION], total=total)
        parts = [_part(stage, name, counts[stage], total) for stage, name in names.items() if stage in counts]
        items.append(el("div", el("h4", tracks[0], " ", el("span", known, class_="note")), el("ul", parts, class_="stack")))
    return el("div", el("p", text("board.stages_note", language), class_="note"), items)


def _part(stage: str, name: str, count: int, total: int) -> Element:
    """One stage of a bar: its number, its sign where there is room, and its name for whoever does not see the colour."""
    sign = el("span", class_="dot", aria_hidden="true") if count / total >= ROOM_FOR_SIGN else None
    words = el("span", sign, str(count), el("span", f" {name}", class_="hidden"), class_=f"stage {_class(stage)}")
    return el("li", words, class_=f"bar {_class(stage)}", style=f"flex-grow:{count}", title=name)


def _class(stage: str) -> str:
    return stage.replace("_", "-")
