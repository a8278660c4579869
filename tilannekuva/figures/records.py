"""Rows of a frame for drawing one by one: a page draws a few hundred of them, where asking pandas for each costs more than the drawing."""

from collections.abc import Hashable
from typing import Any

import pandas as pd

Record = dict[Hashable, Any]


def records(frame: pd.DataFrame) -> list[Record]:
    """Return the rows as dicts by column, with the values that `frame.to_dict("records")` gives, None where a number is not known.

    All columns at once: asked one by one, those of a board of one region cost six times as much.
    """
    names = list(frame.columns)
    found = [dict(zip(names, row, strict=True)) for row in frame.to_numpy(dtype=object).tolist()]
    for name, kind in frame.dtypes.items():
        if pd.api.types.is_extension_array_dtype(kind):
            for record in found:
                record[name] = None if record[name] is pd.NA else record[name]
    return found


def values(column: pd.Series) -> list[Any]:
    """Return the values of a column as plain Python ones, None where one of a number is not known."""
    found: list[Any] = column.tolist()
    return [None if value is pd.NA else value for value in found] if pd.api.types.is_extension_array_dtype(column.dtype) else found


def tracks_of(board: pd.DataFrame) -> list[tuple[str, str, str]]:
    """Return the workstreams of a board in their order: code, name and short name."""
    return list(dict.fromkeys(zip(board["workstream_code"], board["workstream"], board["workstream_short"], strict=True)))
