"""Every exhibit on the real data: it builds for any choice, and every kind of file holds its rows, read back by another reader."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pandas as pd
import pytest

from tests.support.files import csv_rows, sheet_rows, slide_charts, slide_tables
from tests.support.stores import closing
from tilannekuva.exhibits.ask import Ask
from tilannekuva.exhibits.registry import EXHIBITS
from tilannekuva.exhibits.stamping import stamp
from tilannekuva.exports.plain import safe
from tilannekuva.exports.safe import cell, one_line, plain
from tilannekuva.exports.separated import excel_csv, plain_csv
from tilannekuva.exports.slide_table import LONGEST
from tilannekuva.exports.slides import one_slide
from tilannekuva.exports.workbook import HEAD_ROW, workbook
from tilannekuva.figures.table import NUMERIC, SIGNS, Column, Row, Table, cell_text
from tilannekuva.read.reads import READS
from tilannekuva.store.engine import Store
from tilannekuva.view import View

TODAY = date(2026, 11, 24)
FULL: tuple[tuple[View, dict[str, str]], ...] = (
    (View(TODAY, "fi", date(2020, 12, 31), date(2020, 12, 31)), {}),
    (View(TODAY, "sv", date(2023, 6, 30), date(2024, 1, 31), regions=("21", "19")), {"mittari": "grant_model", "tieto": "nyt", "jakso": "kaikki"}),
    (View(TODAY, "en", TODAY, TODAY), {"vertaa": "2024-06-30", "jakso": "oma", "ryhmittely": "size"}),
)
"""Days V and R, language, regions, and choices of pages."""
EMPTY = (
    View(TODAY, "fi", TODAY, TODAY, regions=("21",), collab_area="YTA1"),
    View(TODAY, "sv", date(2019, 1, 1), date(2019, 1, 1)),
    View(TODAY, "en", date(2015, 1, 1), date(2015, 1, 1)),
)
"""Choices that exclude each other, a day before most was followed, and one before anything was."""
Asking = Callable[..., Ask]


@pytest.fixture(scope="module")
def asking(real_store: str) -> Iterator[Asking]:
    """A function that gives an ask of the real data; each read is asked once."""
    kept: dict[Any, Any] = {}
    with closing(Store(real_store)) as store, store.connect() as db:

        def read(name: str, *asked: Any) -> Any:
            if (name, asked) not in kept:
                kept[name, asked] = READS[name](db, *asked)
            return kept[name, asked]

        yield lambda view, own=None: Ask(read, view, own or {})


def records(table: Table) -> list[Row]:
    """Return the rows of a table."""
    return list(table.frame.to_dict("records"))


def missing(value: Any) -> bool:
    """Tell whether a cell holds nothing."""
    return value is None or bool(pd.isna(value))


def in_a_sheet(row: Row, column: Column, language: str) -> Any:
    """Return what a workbook must hold for a cell."""
    value = row[column.name]
    if missing(value):
        return None
    if column.kind in NUMERIC:
        return pytest.approx(float(value))
    if column.kind == "day":
        return pd.Timestamp(value).to_pydatetime()
    return cell(cell_text(row, column, language)) or None


def on_a_slide(row: Row, column: Column, language: str) -> str:
    """Return what a table on a slide must hold for a cell."""
    words = one_line(cell_text(row, column, language))
    if column.kind == "stage" and words:
        return f"{SIGNS[row[column.name]]} {words}"
    return words if len(words) <= LONGEST or column.kind == "sign" else words[: LONGEST - 1] + "…"


def check_workbook(table: Table, book: bytes, language: str) -> None:
    """The first sheet has every row in its order, numbers and days as such."""
    rows = next(iter(sheet_rows(book).values()))[HEAD_ROW + 1 :]
    width = len(table.columns)
    expected = [[in_a_sheet(row, column, language) for column in table.columns] for row in records(table)]
    assert [[value if isinstance(value, (datetime, int, float)) else value or None for value in row[:width]] for row in rows] == expected


def check_csv(table: Table, tidy: bytes, excel: bytes, language: str) -> None:
    """Both kinds have every row; the tidy one the raw value, the other the words."""
    head, *body = csv_rows(tidy, ",")
    assert len(body) == len(table.frame)
    for name in {column.name for column in table.columns if column.kind in NUMERIC}:
        numbers = [None if line[head.index(name)] == "" else float(line[head.index(name)]) for line in body]
        assert numbers == [None if missing(value) else pytest.approx(float(value)) for value in table.frame[name]]
    _, *lines = csv_rows(excel, ";")
    worded = [(place, column) for place, column in enumerate(table.columns) if column.kind not in NUMERIC]
    for row, line in zip(records(table), lines[: len(table.frame)], strict=True):
        assert [line[place] for place, _ in worded] == [safe(plain(cell_text(row, column, language))) for _, column in worded]


def check_slides(table: Table, deck: bytes, language: str) -> None:
    """A native chart has every label and number, a table every row over all its slides."""
    shown = table.spread or table
    if shown.native and len(shown.frame):
        heads = {column.name: column for column in shown.columns}
        (chart,) = slide_charts(deck)
        labels = [one_line(cell_text(row, heads[shown.native.category], language)) for row in records(shown)]
        assert chart["categories"] == labels
        assert [row[0] for row in chart["cells"][1:]] == labels
        for place, name in enumerate(shown.native.series, 1):
            numbers = [None if missing(value) else pytest.approx(float(value)) for value in shown.frame[name]]
            assert list(chart["series"].values())[place - 1] == numbers
            assert [row[place] for row in chart["cells"][1:]] == numbers
        return
    rows = [row for _, cells in slide_tables(deck) for row in cells[1:]]
    assert rows == [[on_a_slide(row, column, language) for column in shown.columns] for row in records(shown)]


def check(ask: Ask, name: str) -> Table:
    """Build an exhibit, judge it and its files, and return it."""
    table, language = EXHIBITS[name](ask), ask.view.language
    assert table.name == name
    assert table.title
    wanted = {column.name for column in table.columns} | {f"{column.name}_name" for column in table.columns if column.kind == "stage"}
    assert wanted <= set(table.frame.columns)
    assert table.native is None or {table.native.category, *table.native.series} <= {column.name for column in table.columns}
    stamped = stamp(ask, table.title, [table])
    check_workbook(table, workbook([table], stamped), language)
    check_csv(table, plain_csv(table, stamped), excel_csv(table, stamped), language)
    check_slides(table, one_slide(table, stamped), language)
    return table


@pytest.mark.parametrize("name", EXHIBITS)
def test_every_file_of_an_exhibit_holds_its_rows(asking: Asking, name: str) -> None:
    """Rows in are rows out, with the same numbers and words, in three languages and on three pairs of days."""
    for view, own in FULL:
        check(asking(view, own), name)


@pytest.mark.parametrize("name", EXHIBITS)
def test_an_exhibit_that_has_nothing_is_no_fault(asking: Asking, name: str) -> None:
    """Where choices leave nothing, or nothing was followed yet, an address gives a file with heads and origin."""
    for view in EMPTY:
        check(asking(view), name)


MATRICES = ("tilannetaulu", "kattavuus", "hyte_neuvottelut_vuosittain")


@pytest.mark.parametrize("name", MATRICES)
def test_a_matrix_has_every_cell_of_its_table(asking: Asking, name: str) -> None:
    """What a slide shows as a matrix is the whole table, a cell a row."""
    table = EXHIBITS[name](asking(FULL[2][0]))
    assert table.spread is not None
    heads = [column.name for column in table.spread.columns[1:]]
    assert int(table.spread.frame[heads].notna().sum().sum()) == len(table.frame)


def test_the_matrices_over_time_show_the_state_that_the_turning_points_give(asking: Asking) -> None:
    """At the end of each year a workstream stands where its newest turn before has left it."""
    table = EXHIBITS["vaiheet_ajassa"](asking(replace(FULL[2][0], regions=("21",))))
    assert table.spread is not None
    turns = table.frame
    for row in records(table.spread):
        mine = turns[turns["workstream_code"] == row["workstream_code"]]
        for column in table.spread.columns[1:]:
            before = mine[mine["day_on"] <= pd.Timestamp(column.name)]
            if not missing(row[column.name]):
                assert row[column.name] == before["stage"].iloc[-1]


def test_readiness_of_a_region_stands_beside_what_is_known_of_it(asking: Asking) -> None:
    """A chart of readiness alone would rank regions by what is not known."""
    for name in ("vertailu", "alueen_naapurit", "valmius"):
        native = EXHIBITS[name](asking(FULL[0][0])).native
        assert native is not None
        assert native.series == ("share", "known_share")


def test_alue_is_about_the_first_region_chosen_else_the_first_of_all(asking: Asking) -> None:
    """As its page, whatever else is chosen."""
    for chosen, region in (((), "Itä-Uusimaa"), (("21", "19"), "Lappi")):
        ask = asking(replace(FULL[0][0], regions=chosen))
        assert set(EXHIBITS["alueen_tilanne"](ask).frame["region"]) == {region}
        for name in ("kerrottu", "alueen_tapahtumat", "alueen_luvut", "alueen_naapurit"):
            assert EXHIBITS[name](ask).title.startswith(f"{region}:")
