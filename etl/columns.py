"""The columns of the input tables and the words their headings and values may be written in (data/reference)."""

import csv
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

REFERENCE = Path(__file__).resolve().parents[1] / "data" / "reference"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of an input table and every heading it may carry besides its own code."""

    code: str
    required: bool = False
    headings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TableSchema:
    """The columns an input table has, needed or allowed."""

    columns: tuple[Column, ...]

    @property
    def codes(self) -> tuple[str, ...]:
        """Return the column codes in their own order."""
        return tuple(column.code for column in self.columns)

    def code_of(self, heading: str) -> str | None:
        """Return the code of the column that a heading names, or None."""
        return _codes(self).get(folded(heading))

    def missing_from(self, codes: Sequence[str | None]) -> list[str]:
        """Return the required columns that are not among *codes*."""
        return [column.code for column in self.columns if column.required and column.code not in codes]


@cache
def _codes(schema: TableSchema) -> dict[str, str]:
    named = {folded(heading): column.code for column in schema.columns for heading in column.headings}
    return named | {folded(column.code): column.code for column in schema.columns}


def clean(cell: str) -> str:
    """Return the cell composed (NFC) and without spaces at its ends; what stands inside is for validation to judge."""
    return unicodedata.normalize("NFC", cell).strip()


def folded(word: str) -> str:
    """Return a word for comparing: NFC, small letters, spaces and underscores alike."""
    return " ".join(unicodedata.normalize("NFC", word).casefold().replace("_", " ").split())


@cache
def schema_of(table: str, reference: Path = REFERENCE) -> TableSchema:
    """Return the columns of `claim` or `source` with their headings in three languages; KeyError for others."""
    rows = [row for row in _rows(reference / "columns.csv") if row["table"] == table]
    if not rows:
        raise KeyError(table)
    return TableSchema(tuple(Column(row["column_code"], row["required"] == "1", _names(row)) for row in rows))


def code_of(table: str, column_code: str, word: str, reference: Path = REFERENCE) -> str | None:
    """Return the code that a word means in a column: the code itself or its name in any language; None if none."""
    return _vocabulary(reference).get((table, column_code, folded(word)))


@cache
def vocabulary(table: str, column_code: str, reference: Path = REFERENCE) -> tuple[str, ...]:
    """Return the codes a column may hold, in their own order; empty when it has no vocabulary."""
    return tuple(row["code"] for row in _rows(reference / "vocabularies.csv")
                 if (row["table"], row["column_code"]) == (table, column_code))  # fmt: skip


@cache
def _vocabulary(reference: Path) -> dict[tuple[str, str, str], str]:
    rows = _rows(reference / "vocabularies.csv")
    named = {(row["table"], row["column_code"], folded(name)): row["code"] for row in rows for name in _names(row)}
    return named | {(row["table"], row["column_code"], folded(row["code"])): row["code"] for row in rows}


def _names(row: dict[str, str]) -> tuple[str, ...]:
    return tuple(row[f"name_{language}"] for language in ("fi", "sv", "en"))


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
