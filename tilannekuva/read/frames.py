"""From a query to a frame: one place that runs a read and settles the types that a frame promises."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Connection, FromClause, Select


def frame(db: Connection, query: Select[Any], asked: Mapping[str, Any] | None = None) -> pd.DataFrame:
    """Run the query for what is asked; columns ending in _on become datetime64, those ending in _rank Int8, text stays text with None for null."""
    result = db.execute(query, asked)
    found = pd.DataFrame(result.fetchall(), columns=list(result.keys()), dtype="object")
    return typed(found)


def typed(found: pd.DataFrame) -> pd.DataFrame:
    """Settle the types of columns by the endings of their names."""
    for column in found.columns:
        if column.endswith("_on"):
            found[column] = pd.to_datetime(found[column]).astype("datetime64[s]")
        elif column.endswith("_rank"):
            found[column] = found[column].astype("Int8")
    return found


def name(table: FromClause, language: str, stem: str = "name") -> ColumnElement[str]:
    """Return the column of a table that holds a text in the language."""
    return table.c[f"{stem}_{language}"]
