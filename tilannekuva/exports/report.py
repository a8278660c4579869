"""A pack as a PDF for print and screen readers: tagged (PDF/UA-1), its words given to the layout as data, never as markup."""

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import font_source_sans_pro
import pandas as pd
import typst
from fontTools.ttLib import TTFont

from tilannekuva.exports.pack import Pack, Part
from tilannekuva.exports.safe import one_line
from tilannekuva.figures.palette import colour, stage_key
from tilannekuva.figures.table import NUMERIC, SIGNS, Column, Row, Table, cell_text
from tilannekuva.texts import number, text

LAYOUT = Path(__file__).with_name("report.typ")
FONTS = Path(font_source_sans_pro.__file__).parent / "files"
REGIONS = {"fi": "fi", "sv": "fi", "en": "gb"}
NARROWEST, WIDEST = 7, 60
"""Bounds of a column's share of the width, in signs."""


@cache
def _compiler() -> Any:
    """The one compiler: reading the fonts costs more than a document."""
    fonts = typst.Fonts(include_system_fonts=False, font_paths=[str(FONTS)])
    return typst.Compiler(input=str(LAYOUT), font_paths=fonts)


@cache
def _letters() -> frozenset[int]:
    """The code points that the typeface has, and the signs of stages, which the compiler's own one has."""
    with TTFont(FONTS / "SourceSansPro-Regular.ttf", lazy=True) as face:
        return frozenset(face.getBestCmap()) | {ord(sign) for sign in SIGNS.values()}


def printable(given: object) -> str:
    """Return a text in one line, each letter that no typeface has as its code: PDF/UA forbids a letter that cannot be shown."""
    return "".join(sign if ord(sign) in _letters() else f"[U+{ord(sign):04X}]" for sign in one_line(given))


def report(pack: Pack) -> bytes:
    """Return a PDF/UA-1 of the pack; the same pack gives the same bytes."""
    made = _compiler().compile(
        format="pdf", sys_inputs={"pack": json.dumps(_data(pack))}, pdf_standards=["ua-1"], timestamp=int(pack.stamp.loaded_at.timestamp())
    )
    return bytes(made)


def _data(pack: Pack) -> dict[str, Any]:
    stamp = pack.stamp
    return {
        "title": printable(stamp.title), "product": text("app.title", stamp.language), "language": stamp.language, "region": REGIONS[stamp.language],
        "year": stamp.loaded_at.year, "month": stamp.loaded_at.month, "day": stamp.loaded_at.day, "foot": printable(stamp.foot()),
        "pages": text("pack.page", stamp.language, n="{n}", total="{total}"), "sources_heading": text("pack.sources", stamp.language),
        "stamp": [[printable(name), printable(value)] for name, value in stamp.lines()],
        "head_fill": colour("light", "in_operation"), "head_ink": colour("light", "in_operation", "text"),
        "line": colour("light", "background", "outline"), "parts": [_part(part, stamp.language) for part in pack.parts],
    }  # fmt: skip


def _part(part: Part, language: str) -> dict[str, Any]:
    return {
        "title": printable(part.title), "lead": [printable(sentence) for sentence in part.lead],
        "tables": [_table(table, language, part.title) for table in (one.spread or one for one in part.tables) if len(table.frame)],
        "sources": [printable(source) for source in part.sources],
    }  # fmt: skip


def _table(table: Table, language: str, above: str) -> dict[str, Any]:
    records = table.frame.to_dict("records")
    return {
        "title": "" if table.title == above else printable(table.title), "note": printable(table.note),
        "heads": [printable(column.heading) for column in table.columns], "widths": _widths(table, records, language),
        "rows": [[_cell(record, column, language) for column in table.columns] for record in records], "bars": _bars(table, records, language),
    }  # fmt: skip


def _widths(table: Table, records: Sequence[Row], language: str) -> list[int]:
    def longest(column: Column) -> int:
        return max((len(cell_text(record, column, language)) for record in records), default=0)

    return [min(WIDEST, max(NARROWEST, len(column.heading), longest(column))) for column in table.columns]


def _cell(record: Row, column: Column, language: str) -> dict[str, Any]:
    words = printable(cell_text(record, column, language))
    if column.kind in ("stage", "sign") and words:
        stage = str(record[column.name])
        fill, ink = (colour("light", stage_key(stage), part) for part in ("fill", "text"))
        shown = words if column.kind == "sign" else f"{SIGNS[stage]} {words}"
        return {"text": shown, "fill": fill, "ink": ink, "numeric": False}
    return {"text": words, "numeric": column.kind in NUMERIC}


def _bars(table: Table, records: Sequence[Row], language: str) -> dict[str, Any] | None:
    """The bars of a table's native chart, for the eye."""
    native = table.native
    if native is None:
        return None
    label = next(column for column in table.columns if column.name == native.category)

    def part(record: Row, name: str, key: str) -> dict[str, Any]:
        value = 0.0 if pd.isna(record[name]) else float(record[name])
        shades = {shade: colour("light", key, shade) for shade in ("fill", "text", "outline")}
        return {"value": value, "text": number(value, language), "fill": shades["fill"], "ink": shades["text"], "outline": shades["outline"]}

    pairs = list(zip(native.series, native.colours, strict=True))
    rows = [{"label": printable(cell_text(one, label, language)), "parts": [part(one, *pair) for pair in pairs]} for one in records]
    return {"rows": rows}
