"""Open data as plain CSV: UTF-8, comma, RFC 4180; a text that a spreadsheet would run as a formula carries an apostrophe in front.

The apostrophe can be taken away again without loss (docs/decisions/032): `exact` gives back what `safe` was given.
"""

import csv
import io
import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pandas as pd

from tilannekuva.exports.safe import FORMULA_SIGNS

NEW_LINE = "\r\n"
"""The end of a line in RFC 4180."""
_SIGN = f"[{re.escape(FORMULA_SIGNS)}\0]"
# Inside a text too: where the list separator is a semicolon, as in Finland, spreadsheets split our cells at it.
_UNSAFE = re.compile(f"\\A(?='*[ \u00a0]*{_SIGN})|(?<=[;\t\r\n])(?='*{_SIGN})")
_SAFE = re.compile(f"\\A'(?='*[ \u00a0]*{_SIGN})|(?<=[;\t\r\n])'(?='*{_SIGN})")


def safe(given: str) -> str:
    """Return the text with an apostrophe before each sign that would begin a formula."""
    return _UNSAFE.sub("'", given)


def exact(written: str) -> str:
    """Return the text that `safe` was given."""
    return _SAFE.sub("", written)


def cell(value: Any) -> str:
    """Return a value as it stands in a file: nothing for null, 1 and 0, ISO dates, a decimal point, no thousands sign."""
    if pd.isna(value):
        return ""
    if isinstance(value, str):
        return safe(value)
    if isinstance(value, date):
        return value.isoformat()[: len("2026-11-24")]
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return repr(float(value)) if isinstance(value, float) else str(int(value))


def csv_text(found: pd.DataFrame, columns: Sequence[str], new_line: str = NEW_LINE) -> str:
    """Return the columns of a frame as CSV with a heading; *new_line* may differ from RFC 4180 where a terminal reads it."""
    written = io.StringIO(newline="")
    writer = csv.writer(written, lineterminator=new_line)
    writer.writerow(columns)
    for row in found[list(columns)].astype("object").itertuples(index=False, name=None):
        writer.writerow([cell(value) for value in row])
    return written.getvalue()
