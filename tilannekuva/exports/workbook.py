"""Tables as a workbook: a tidy sheet each, with a real chart where the table has one, and a sheet that tells where it is from."""

import io
from collections.abc import Hashable, Iterable, Sequence
from copy import deepcopy
from dataclasses import replace
from typing import Any

import pandas as pd
import xlsxwriter
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from tilannekuva.exports.fit import lines, widths
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
PAGE_WIDTH, NARROWEST = 160, 10
"""Letters: what all columns of a table take at most where its words allow it, and what one takes at least."""
CONTENTS_WIDTHS, ORIGIN_WIDTHS = (26, 52, 72), (24, 76)
LINE, AIR, TALLEST = 13, 4, 409
"""Points: a line of a cell, the space around its lines, and the tallest row that a sheet can have."""
LETTERS, INDENT, TITLE_LETTER = 1.12, 1, 1.6
"""Letters that the width of a figure holds, a few kept to spare; letters that an indent takes; and those of a cell in one of a title."""
FILTER = 2
"""Letters that the button of a filter takes of a head."""
A4, THIN_LINE = 9, 1
"""What the format calls a paper and a border."""
MOST_ABOVE = 12
"""Rows that leave room for their chart under them on a page; a longer table has it at its side."""
MOST_LABELS = 12
"""Labels along a line that fit side by side."""
OPTIONS = {
    "default_format_properties": {"font_name": "Arial", "font_size": 10},  # drawn alike by all programs: so rows are tall enough in all
    "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "nan_inf_to_errors": True,
}  # fmt: skip


def workbook(tables: Sequence[Table], stamp: Stamp) -> bytes:
    """Return an XLSX of a sheet for each table and a last one on its origin; text stays text, whatever it begins with."""
    return _book([(table.name, table) for table in tables], stamp, ())


def pack_workbook(pack: Pack) -> bytes:
    """Return an XLSX of a pack: what it says first, then a sheet for each table of each section, then its origin."""
    words = pack.stamp.language
    sheets = [
        (text(f"pack.section_{part.key}", words), replace(table, title=table.title or part.title)) for part in pack.parts for table in part.tables
    ]
    return _book(sheets, pack.stamp, pack.parts)


def _book(sheets: Sequence[tuple[str, Table]], stamp: Stamp, parts: Sequence[Part]) -> bytes:
    packed = io.BytesIO()
    # The library writes into what it is given: with one for all books, the second of a process would have another font than the first.
    with xlsxwriter.Workbook(packed, deepcopy(OPTIONS)) as book:
        book.set_properties({"title": cell(stamp.title), "created": stamp.loaded_at, "comments": stamp.foot()})
        styles = _styles(book)
        names: set[str] = set()
        if parts:
            _contents(book.add_worksheet(_sheet_name(text("pack.contents", stamp.language), names)), parts, stamp, styles)
        for wanted, table in sheets:
            sheet = book.add_worksheet(_sheet_name(wanted, names))
            _write(sheet, table, stamp, styles)
            if table.native and len(table.frame):
                _add_chart(book, sheet, table, table.native)
        _origin(book.add_worksheet(_sheet_name(text("stamp.sheet", stamp.language), names)), stamp, styles)
    return same_bytes(packed.getvalue())


def _contents(sheet: Worksheet, parts: Sequence[Part], stamp: Stamp, styles: dict[str, Any]) -> None:
    """What the pack says: each section with its finding and its sentences, on one page."""
    _columns(sheet, CONTENTS_WIDTHS)
    _over(sheet, (stamp.title, stamp.foot()), CONTENTS_WIDTHS, styles)
    heads = [text(key, stamp.language) for key in ("pack.column_section", "pack.column_finding", "pack.column_words")]
    _words(sheet, HEAD_ROW, heads, CONTENTS_WIDTHS, [styles["head"]] * 3)
    for nth, part in enumerate(parts, HEAD_ROW + 1):
        words = (text(f"pack.section_{part.key}", stamp.language), part.title, " ".join(part.lead))
        _words(sheet, nth, words, CONTENTS_WIDTHS, [styles["strong"], styles["ruled"], styles["ruled"]])
    _printed(sheet, stamp)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 1)


def _styles(book: Workbook) -> dict[str, Any]:
    top, wide = {"valign": "top", "align": "left", "indent": 1}, {"valign": "top", "text_wrap": True}
    wrapped, right = top | wide, {"align": "right"}
    ruled = wrapped | {"bottom": THIN_LINE, "bottom_color": colour("light", "background", "outline")}
    head = wrapped | {"bold": True, "bg_color": colour("light", "in_operation"), "font_color": colour("light", "in_operation", "text")}
    looks = {
        "title": wide | {"bold": True, "font_size": 14},
        "note": wide | {"italic": True},
        "head": head,
        "head_number": head | right,
        "day": top | {"num_format": "d.m.yyyy"},
        "text": wrapped,
        "bold": wrapped | {"bold": True},
        "ruled": ruled,
        "strong": ruled | {"bold": True},
        **{kind: top | right | {"num_format": shown} for kind, shown in FORMATS.items()},
    }
    return {name: book.add_format(look) for name, look in looks.items()}


def _columns(sheet: Worksheet, letters: Sequence[float]) -> None:
    for place, width in enumerate(letters):
        sheet.set_column(place, place, width)


def _words(sheet: Worksheet, row: int, words: Sequence[str], letters: Sequence[float], looks: Sequence[Any]) -> None:
    """Write a row of texts, as tall as they need."""
    sheet.set_row(row, _height(zip(words, letters, strict=True)))
    for place, (one, look) in enumerate(zip(words, looks, strict=True)):
        sheet.write_string(row, place, cell(one), look)


def _over(sheet: Worksheet, told: tuple[str, str], letters: Sequence[float], styles: dict[str, Any]) -> None:
    """Write a title and the line under it over all columns: so they are wrapped there, and not cut at the edge of a page."""
    for row, (words, style, size) in enumerate(zip(told, ("title", "note"), (TITLE_LETTER, 1), strict=True)):
        if words:
            if len(letters) > 1:
                sheet.merge_range(row, 0, row, len(letters) - 1, "")
            sheet.write_string(row, 0, cell(words), styles[style])
            sheet.set_row(row, min(TALLEST, _height([(words, sum(letters) / size)]) * size))


def _height(told: Iterable[tuple[str, float]]) -> float:
    """The height of a row, in points, by its texts and the letters that each has room for: not every program finds it by itself."""
    return min(TALLEST, LINE * max(sum(lines(line, letters * LETTERS - INDENT) for line in words.split("\n")) for words, letters in told) + AIR)


def _printed(sheet: Worksheet, stamp: Stamp) -> None:
    """A page as wide as the sheet, with its origin and its number at the foot."""
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer(f"&L&8{cell(stamp.foot()).replace('&', '&&')}&R&8&P (&N)")


def _sheet_name(wanted: str, names: set[str]) -> str:
    stem = "".join(sign for sign in cell(wanted) if sign not in "[]:*?/\\'")[:SHEET_NAME].strip() or "-"
    name, place = stem, 1
    while name.casefold() in names:
        place += 1
        name = f"{stem[: SHEET_NAME - 3]} {place}"
    names.add(name.casefold())
    return name


def _write(sheet: Worksheet, table: Table, stamp: Stamp, styles: dict[str, Any]) -> None:
    records = table.frame.to_dict("records")
    words = [[cell_text(record, column, stamp.language) for column in table.columns] for record in records]
    heads = [column.heading for column in table.columns]
    letters = [max(NARROWEST, width) for width in widths(list(zip(heads, *words, strict=True)), PAGE_WIDTH)]
    _columns(sheet, letters)
    _over(sheet, (table.title, table.note), letters, styles)
    sheet.set_row(HEAD_ROW, _height([(head, width - FILTER) for head, width in zip(heads, letters, strict=True)]))
    for place, column in enumerate(table.columns):
        sheet.write_string(HEAD_ROW, place, cell(column.heading), styles["head_number" if column.kind in NUMERIC else "head"])
    for nth, (record, told) in enumerate(zip(records, words, strict=True), HEAD_ROW + 1):
        sheet.set_row(nth, _height(zip(told, letters, strict=True)))
        for place, (column, one) in enumerate(zip(table.columns, told, strict=True)):
            _write_cell(sheet, nth, place, record, column, one, styles)
    if records:
        sheet.autofilter(HEAD_ROW, 0, HEAD_ROW + len(records), len(heads) - 1)
    sheet.freeze_panes(HEAD_ROW + 1, 1)
    _printed(sheet, stamp)
    sheet.set_landscape()
    sheet.repeat_rows(HEAD_ROW)


def _write_cell(
    sheet: Worksheet, row: int, place: int, record: dict[Hashable, Any], column: Column, words: str, styles: dict[str, Any]
) -> None:  # fmt: skip
    value = record[f"{column.name}_name"] if column.kind == "stage" else record[column.name]
    if value is None or pd.isna(value):
        return
    if column.kind in NUMERIC:
        sheet.write_number(row, place, float(value), styles[column.kind])
    elif column.kind == "day":
        sheet.write_datetime(row, place, pd.Timestamp(value).to_pydatetime(), styles["day"])
    else:
        sheet.write_string(row, place, cell(words), styles["text"])


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
    under = len(table.frame) <= MOST_ABOVE
    sheet.insert_chart(*((last + 2, 0) if under else (HEAD_ROW, len(table.columns) + 1)), chart, {"description": cell(table.title)})


def _origin(sheet: Worksheet, stamp: Stamp, styles: dict[str, Any]) -> None:
    _columns(sheet, ORIGIN_WIDTHS)
    rows = [*stamp.lines(), *((text("source.label", stamp.language), source) for source in stamp.sources)]
    for nth, words in enumerate(rows):
        _words(sheet, nth, words, ORIGIN_WIDTHS, (styles["bold"], styles["text"]))
    _printed(sheet, stamp)
