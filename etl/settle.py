"""Words in the place of codes: what a cell says in Finnish, Swedish or English, or as Excel left it, becomes the code it means.

Only what is certain: a name that the reference tables have, or the nought that a spreadsheet takes from 01. Everything else
is left as it is for the rules, which say what may have been meant.
"""

import unicodedata
from collections.abc import Iterable, Iterator

from etl.columns import CLOSED
from etl.findings import NOTE, Finding
from etl.known import Known, Row


def settled(row: Row, known: Known) -> Row:
    """Return the row with the codes that its words mean."""
    codes = {column: code for column in CLOSED[row.table] if (code := known.words.code_of(row.table, column, row[column]))}
    scope = row["scope"]
    if code := _without_nought(scope, known) or _by_name(scope, known):
        codes["scope"] = code
    return Row(row.table, row.file, row.raw, codes)


def _without_nought(scope: str, known: Known) -> str | None:
    return f"0{scope}" if len(scope) == 1 and f"0{scope}" in known.regions else None


def _by_name(scope: str, known: Known) -> str | None:
    return known.official.get(unicodedata.normalize("NFC", scope))


def notes(rows: Iterable[Row]) -> Iterator[Finding]:
    """Say once a file that regions were read from numbers without their nought, and once that they were read from names."""
    said: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        if "scope" in row.codes:
            code = "scope_digit" if len(row.raw.values["scope"]) == 1 else "scope_name"
            said.setdefault((row.file, code), []).append(row)
    for (_, code), alike in said.items():
        first = alike[0]
        yield first.finding(code, "scope", severity=NOTE, count=str(len(alike)), region=first["scope"])
