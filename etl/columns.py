"""The columns of the input tables and the words their headings and values may be written in.

Both come from the reference tables of the data folder that is loaded: columns.csv, vocabularies.csv, actor_roles.csv.
"""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

CLOSED = {
    "claim": ("quantifier", "kind", "certainty", "unit", "qualifier", "amount_kind", "actor_role", "relation", "confidence"),
    "source": ("kind", "language", "published_basis"),
}
"""Columns that hold only the codes of vocabularies.csv; `actor_role` those of actor_roles.csv."""


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
    return _meanings((column.code, column.headings) for column in schema.columns)


def clean(cell: str) -> str:
    """Return the cell composed (NFC) and without spaces at its ends; what stands inside is for validation to judge."""
    return unicodedata.normalize("NFC", cell).strip()


def folded(word: str) -> str:
    """Return a word for comparing: NFC, small letters, spaces and underscores alike."""
    return " ".join(unicodedata.normalize("NFC", word).casefold().replace("_", " ").split())


def _meanings(named: Iterable[tuple[str, Sequence[str]]]) -> dict[str, str]:
    """Return the code that each folded word means: itself, or the one code of that name; a name of two codes means none."""
    listed = list(named)
    names = [(folded(name), code) for code, every in listed for name in set(every)]
    means: dict[str, set[str]] = {}
    for name, code in names:
        means.setdefault(name, set()).add(code)
    certain = {name: next(iter(codes)) for name, codes in means.items() if len(codes) == 1}
    return certain | {folded(code): code for code, _ in listed}


@dataclass(frozen=True)
class Words:
    """The columns of each input table, and by table and column the codes it may hold and the words that mean them."""

    schemas: Mapping[str, TableSchema]
    codes: Mapping[tuple[str, str], tuple[str, ...]]
    meanings: Mapping[tuple[str, str], Mapping[str, str]]

    def code_of(self, table: str, column_code: str, word: str) -> str | None:
        """Return the code that a word means in a column: the code itself or its name in any language; None if none."""
        return self.meanings.get((table, column_code), {}).get(folded(word))


def words_of(reference: Mapping[str, Sequence[Mapping[str, Any]]]) -> Words:
    """Return the words that the rows of the reference tables input_column, vocabulary and actor_role hold."""
    columns: dict[str, list[Column]] = {}
    for row in reference["input_column"]:
        columns.setdefault(row["table_name"], []).append(Column(row["column_code"], row["required"], _names(row)))
    named: dict[tuple[str, str], list[tuple[str, tuple[str, ...]]]] = {}
    for row in reference["vocabulary"]:
        named.setdefault((row["table_name"], row["column_code"]), []).append((row["code"], _names(row)))
    named["claim", "actor_role"] = [(row["actor_role"], _names(row)) for row in reference["actor_role"]]
    return Words(
        {table: TableSchema(tuple(own)) for table, own in columns.items()},
        {place: tuple(code for code, _ in own) for place, own in named.items()},
        {place: _meanings(own) for place, own in named.items()},
    )


def _names(row: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(row[f"name_{language}"] for language in ("fi", "sv", "en"))
