"""From a query to a frame: one place that runs a read and settles the types that a frame promises."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Connection, FromClause, Select

DAY, RANK = "datetime64[s]", "Int8"
"""Types of columns whose names end in _on and in _rank."""


def frame(db: Connection, query: Select[Any], asked: Mapping[str, Any] | None = None, flags: Collection[str] = ()) -> pd.DataFrame:
    """Run the query for what is asked.

    Columns ending in _on become datetime64, those ending in _rank Int8, *flags* bool; text stays text with None for null.
    """
    result = db.execute(query, asked)
    names, rows = list(result.keys()), result.fetchall()
    # Whole columns of their types at once: a frame of rows that is mended column by column costs as much as all that the engine does.
    columns = zip(*rows, strict=True) if rows else ((),) * len(names)
    made = pd.DataFrame({name: _column(name, values, flags) for name, values in zip(names, columns, strict=True)})
    # Names as plain words: as pandas would keep them, each look at a column makes one of them anew, a third of what the look costs.
    made.columns = pd.Index(names, dtype=object)
    return made


def _column(name: str, values: Sequence[Any], flags: Collection[str]) -> pd.Series:
    return pd.Series(values, dtype=_kind(name) or ("bool" if name in flags else "object"))


def _kind(name: str) -> str | None:
    return DAY if name.endswith("_on") else RANK if name.endswith("_rank") else None


def typed(found: pd.DataFrame) -> pd.DataFrame:
    """Settle the types of columns by the endings of their names, in a frame that was made otherwise."""
    for column in found.columns:
        if kind := _kind(column):
            found[column] = (pd.to_datetime(found[column]) if kind == DAY else found[column]).astype(kind)
    return found


def name(table: FromClause, language: str, stem: str = "name") -> ColumnElement[str]:
    """Return the column of a table that holds a text in the language."""
    return table.c[f"{stem}_{language}"]
