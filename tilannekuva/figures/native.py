"""The native chart of a table as elements: bars of parts, for files that open in a browser."""

import pandas as pd

from tilannekuva.figures.elements import Element, el
from tilannekuva.figures.table import Table, cell_text
from tilannekuva.texts import number

ROOM_FOR_NUMBER = 0.03


def native_bars(table: Table, language: str) -> Element | None:
    """Draw the table's native chart as bars on one scale, or nothing where it has none; the table beside it has the numbers."""
    native = table.native
    if native is None or table.frame.empty:
        return None
    heads = {column.name: column for column in table.columns}
    records = table.frame.to_dict("records")
    scale = max((sum(_value(record[name]) for name in native.series) for record in records), default=1.0) or 1.0
    rows = []
    for record in records:
        parts = []
        for name, key in zip(native.series, native.colours, strict=True):
            value = _value(record[name])
            if value:
                words = number(value, language) if value / scale >= ROOM_FOR_NUMBER else ""
                look = {"class_": f"bar {key.replace('_', '-')}", "style": f"flex:0 0 {100 * value / scale:.3f}%"}
                parts.append(el("span", words, title=heads[name].heading, **look))
        label = cell_text(record, heads[native.category], language)
        rows.append(el("div", el("span", label, class_="bar-label"), el("span", parts, class_="stack bare"), class_="bar-row"))
    return el("div", rows, class_="bars", aria_hidden="true")


def _value(given: object) -> float:
    return 0.0 if given is None or pd.isna(given) else float(str(given))
