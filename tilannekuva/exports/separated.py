"""A table as CSV: one for Excel in Finland (semicolon, decimal comma, BOM), one for programs (comma, ISO days, tidy)."""

import csv
import io
from collections.abc import Callable, Iterable
from typing import Any

import pandas as pd

from tilannekuva.exports.plain import safe
from tilannekuva.exports.safe import plain
from tilannekuva.exports.stamp import Stamp
from tilannekuva.figures.table import NUMERIC, Column, Row, Table, cell_text

BOM = "\ufeff"


def excel_csv(table: Table, stamp: Stamp) -> bytes:
    """Return the table as the reader sees it, then an empty line and where it comes from."""
    rows = _rows(table, lambda row, column: _decimal_comma(row, column, stamp.language))
    origin = [[], *([name, safe(plain(value))] for name, value in stamp.lines())]
    return (BOM + _written([*rows, *origin], ";")).encode("utf-8")


def plain_csv(table: Table, stamp: Stamp) -> bytes:
    """Return the table for programs: names of columns, codes, plain numbers, ISO days; on every row the two days and the generation."""
    names = [name for column in table.columns for name in ((column.name, f"{column.name}_name") if column.kind == "stage" else (column.name,))]
    kinds = {column.name: column for column in table.columns}
    body = [[_raw(record[name], kinds.get(name)) for name in names] for record in table.frame.to_dict("records")]
    rows = [names, *body]
    days = [stamp.on.isoformat(), stamp.known.isoformat(), str(stamp.generation)]
    of = [["view_on", "view_known", "view_generation"], *([days] * len(table.frame))]
    return _written([[*row, *more] for row, more in zip(rows, of, strict=True)], ",").encode("utf-8")


def _rows(table: Table, shown: Callable[[Row, Column], str]) -> list[list[str]]:
    body = [[shown(record, column) for column in table.columns] for record in table.frame.to_dict("records")]
    return [[safe(plain(column.heading)) for column in table.columns], *body]


def _raw(value: Any, column: Column | None) -> str:
    if value is None or pd.isna(value):
        return ""
    if column and column.kind == "day":
        return str(pd.Timestamp(value).date().isoformat())
    return _number(value) if column and column.kind in NUMERIC else safe(plain(value))


def _decimal_comma(row: Row, column: Column, language: str) -> str:
    value = row[column.name] if column.kind in NUMERIC else None
    if value is not None and not pd.isna(value):
        return _number(value).replace(".", "," if language != "en" else ".")
    return safe(plain(cell_text(row, column, language)))


def _number(value: Any) -> str:
    return f"{float(value):.10f}".rstrip("0").rstrip(".")


def _written(rows: Iterable[Iterable[str]], separator: str) -> str:
    packed = io.StringIO()
    writer = csv.writer(packed, delimiter=separator, lineterminator="\r\n")
    writer.writerows(rows)
    return packed.getvalue()
