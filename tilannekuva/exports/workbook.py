"""Tables as a workbook: a tidy sheet each, with a real chart where the table has one, and a sheet that tells where it is from."""

import io
from collections.abc import Hashable, Sequence
from typing import Any

import pandas as pd
import xlsxwriter
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from tilannekuva.exports.pack import Pack, Part
from tilannekuva.exports.safe import cell, same_bytes
from tilannekuva.exports.stamp import Stamp
from tilannekuva.figures.palette import colour
from tilannekuva.figures.table import NUMERIC, Column, Native, Table, cell_text
from tilannekuva.texts import text

SHEET_NAME = 31
"""Characters that the name of a sheet may have."""
HEAD_ROW = 2
"""The first sheet row (from 0) of a table: title, note, then heads."""
FORMATS = {"number": "#,##0.##", "share": "0 %", "eur": '#,##0 "€"'}
KINDS = {"bars": ("bar", None), "stacked_bars": ("bar", "stacked"), "columns": ("column", None), "lines": ("line", None)}
WIDEST, NARROWEST = 60, 10
MOST_LABELS = 12
"""Labels along a line that fit side by side."""
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "nan_inf_to_errors": True}


def workbook(tables: Sequence[Table], stamp: Stamp) -> bytes:
    """Return an XLSX of a sheet for each table and a last one on its origin; text stays text, whatever it begins with."""
    return _book([(table.name, table) for table in tables], stamp, ())


def pack_workbook(pack: Pack) -> bytes:
    """Return an XLSX of a pack: what it says first, then a sheet for each table of each section, then its origin."""
    words = pack.stamp.language
    sheets = [(text(f"pack.section_{part.key}", words), table) for part in pack.parts for table in part.tables]
    return _book(sheets, pack.stamp, pack.parts)


def _book(sheets: Sequence[tuple[str, Table]], stamp: Stamp, parts: Sequence[Part]) -> bytes:
    packed = io.BytesIO()
    with xlsxwriter.Workbook(packed, OPTIONS) as book:
        book.set_properties({"title": cell(stamp.title), "created": stamp.loaded_at, "comments": stamp.foot()})
        styles = _styles(book)
        names: set[str] = set()
        if parts:
            _contents(book.add_worksheet(_sheet_name(text("pack.contents", stamp.language), names)), parts, stamp, styles)
        for wanted, table in sheets:
            sheet = book.add_worksheet(_sheet_name(wanted, names))
            _write(sheet, table, stamp.language, styles)
            if table.native and len(table.frame):
                _add_chart(book, sheet, table, table.native)
        _origin(book.add_worksheet(_sheet_name(text("stamp.sheet", stamp.language), names)), stamp, styles)
    return same_bytes(packed.getvalue())


def _contents(sheet: Worksheet, parts: Sequence[Part], stamp: Stamp, styles: dict[str, Any]) -> None:
    """What the pack says: each section with its finding and its sentences."""
    sheet.write_string(0, 0, cell(stamp.title), styles["title"])
    for place, key in enumerate(("pack.column_section", "pack.column_finding", "pack.column_words")):
        sheet.write_string(HEAD_ROW, place, text(key, stamp.language), styles["head"])
    for nth, part in enumerate(parts, HEAD_ROW + 1):
        for place, words in enumerate((text(f"pack.section_{part.key}", stamp.language), part.title, " ".join(part.lead))):
            sheet.write_string(nth, place, cell(words), styles["text"])
    for place, width in enumerate((28, 60, 90)):
        sheet.set_column(place, place, width)


def _styles(book: Workbook) -> dict[str, Any]:
    top = {"valign": "top", "text_wrap": True}
    fill, ink = colour("light", "in_operation"), colour("light", "in_operation", "text")
    made = {kind: book.add_format({"num_format": shown, "valign": "top"}) for kind, shown in FORMATS.items()}
    return made | {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "note": book.add_format({"italic": True}),
        "head": book.add_format({"bold": True, "bg_color": fill, "font_color": ink, "text_wrap": True, "valign": "top"}),
        "day": book.add_format({"num_format": "d.m.yyyy", "valign": "top", "align": "left"}),
        "text": book.add_format(top),
        "bold": book.add_format({"bold": True, "valign": "top"}),
    }


def _sheet_name(wanted: str, names: set[str]) -> str:
    stem = "".join(sign for sign in cell(wanted) if sign not in "[]:*?/\\'")[:SHEET_NAME].strip() or "-"
    name, place = stem, 1
    while name.casefold() in names:
        place += 1
        name = f"{stem[: SHEET_NAME - 3]} {place}"
    names.add(name.casefold())
    return name


def _write(sheet: Worksheet, table: Table, language: str, styles: dict[str, Any]) -> None:
    sheet.write_string(0, 0, cell(table.title), styles["title"])
    sheet.write_string(1, 0, cell(table.note), styles["note"])
    for place, column in enumerate(table.columns):
        sheet.write_string(HEAD_ROW, place, cell(column.heading), styles["head"])
        sheet.set_column(place, place, _width(table, column, language))
    for nth, record in enumerate(table.frame.to_dict("records"), HEAD_ROW + 1):
        for place, column in enumerate(table.columns):
            _write_cell(sheet, nth, place, record, column, language, styles)
    last_row, last_column = HEAD_ROW + len(table.frame), len(table.columns) - 1
    if len(table.frame):
        sheet.autofilter(HEAD_ROW, 0, last_row, last_column)
    sheet.freeze_panes(HEAD_ROW + 1, 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEAD_ROW)


def _write_cell(
    sheet: Worksheet, row: int, place: int, record: dict[Hashable, Any], column: Column, language: str, styles: dict[str, Any]
) -> None:  # fmt: skip
    value = record[f"{column.name}_name"] if column.kind == "stage" else record[column.name]
    if value is None or pd.isna(value):
        return
    if column.kind in NUMERIC:
        sheet.write_number(row, place, float(value), styles[column.kind])
    elif column.kind == "day":
        sheet.write_datetime(row, place, pd.Timestamp(value).to_pydatetime(), styles["day"])
    else:
        sheet.write_string(row, place, cell(cell_text(record, column, language)), styles["text"])


def _width(table: Table, column: Column, language: str) -> int:
    longest = max((len(cell_text(record, column, language)) for record in table.frame.to_dict("records")), default=0)
    return min(WIDEST, max(NARROWEST, len(column.heading) + 3, longest + 2))


def _add_chart(book: Workbook, sheet: Worksheet, table: Table, native: Native) -> None:
    kind, subtype = KINDS[native.kind]
    chart = book.add_chart({"type": kind, "subtype": subtype} if subtype else {"type": kind})
    places = {column.name: place for place, column in enumerate(table.columns)}
    first, last, label = HEAD_ROW + 1, HEAD_ROW + len(table.frame), places[native.category]
    for name, key in zip(native.series, native.colours, strict=True):
        chart.add_series({
            "name": [sheet.name, HEAD_ROW, places[name]], "categories": [sheet.name, first, label, last, label],
            "values": [sheet.name, first, places[name], last, places[name]],
            "fill": {"color": colour("light", key)}, "gap": 40,
            "line": {"color": colour("light", key, "fill" if kind == "line" else "outline"), "width": 2.25 if kind == "line" else 0.75},
        })  # fmt: skip
    chart.set_title({"name": cell(table.title), "overlay": False, "name_font": {"size": 12}})
    chart.set_legend({"position": "bottom"} if len(native.series) > 1 else {"none": True})
    if kind == "line":
        chart.set_x_axis({"interval_unit": -(-len(table.frame) // MOST_LABELS), "num_format": "d.m.yyyy"})
    if kind == "bar":
        chart.set_y_axis({"reverse": True, "interval_unit": 1})
    chart.set_size({"width": 900, "height": max(320, 24 * len(table.frame) + 160)})
    sheet.insert_chart(HEAD_ROW, len(table.columns) + 1, chart, {"description": cell(table.title)})


def _origin(sheet: Worksheet, stamp: Stamp, styles: dict[str, Any]) -> None:
    rows = [*stamp.lines(), *((text("source.label", stamp.language), source) for source in stamp.sources)]
    for nth, (name, value) in enumerate(rows):
        sheet.write_string(nth, 0, cell(name), styles["bold"])
        sheet.write_string(nth, 1, cell(value), styles["text"])
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 90)
