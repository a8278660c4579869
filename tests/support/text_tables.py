"""Small text tables as test data: `parse` reads them, `complete` adds what a test about something else need not say."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Boolean, Column, Date, Integer, Numeric, Table

from tilannekuva import dates
from tilannekuva.store.tables import metadata

Row = dict[str, Any]
TRUE, FALSE = ("yes", "true"), ("no", "false")
STAGES = ("not_started", "in_preparation", "drafted", "decided", "in_operation")
"""The common ladder in the order of its ranks, 0 to 4."""


class TextTableWrong(ValueError):
    """A text table in a test names an unknown table or column, or has a ragged row."""


def parse(name: str, drawn: str) -> list[Row]:
    """Return the rows of a table drawn as `a | b` lines under a heading; a blank is null, types are the columns'.

    A line of dashes, pluses and bars is decoration. Raises TextTableWrong.
    """
    if name not in metadata.tables:
        raise TextTableWrong(f"no table {name!r}; there are {', '.join(sorted(metadata.tables))}")
    lines = [line.strip() for line in drawn.strip().splitlines()]
    heading, *body = [_cells(line) for line in lines if line.strip("-+| ")]
    columns = metadata.tables[name].columns
    if unknown := [column for column in heading if column not in columns]:
        raise TextTableWrong(f"{name} has no column {', '.join(unknown)}; it has {', '.join(columns.keys())}")
    for cells in body:
        if len(cells) != len(heading):
            raise TextTableWrong(f"{name}: {len(cells)} cells under {len(heading)} headings: {' | '.join(cells)}")
    return [{column: value_of(columns[column], cell) for column, cell in zip(heading, cells, strict=True)} for cells in body]


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.split("|")]


def value_of(column: Column[Any], cell: str) -> Any:
    """Return a cell's text as the value of its column's type. Raises TextTableWrong."""
    if not cell:
        return None
    if isinstance(column.type, Boolean):
        if cell.lower() not in TRUE + FALSE:
            raise TextTableWrong(f"{column}: {cell!r} is neither yes nor no")
        return cell.lower() in TRUE
    for kind, read in ((Integer, int), (Numeric, Decimal), (Date, date.fromisoformat)):
        if isinstance(column.type, kind):
            return read(cell)
    return cell


def complete(tables: Mapping[str, Iterable[Row]]) -> dict[str, list[Row]]:
    """Return the rows with fillers in required columns left out, and with the rows that they refer to.

    A claim's days follow from its EDTF texts as the model says: `valid` and `reported` give the _from and _to days,
    `recorded_on` is the last day of `reported`, `known_on` the earlier of the two, an empty `valid` means "when told".
    A step has the rank of its stage; a scope that nobody has given is a region.
    """
    full: dict[str, list[Row]] = {table.name: [] for table in metadata.sorted_tables}
    for table in reversed(metadata.sorted_tables):
        for row in tables.get(table.name, ()):
            full[table.name].append(_filled(table, row, len(full[table.name]) + 1))
        given = {_key(table, row) for row in full[table.name]}
        for key in _wanted(table, full, tables) - given:
            full[table.name].append(_filled(table, {table.primary_key.columns[0].name: key}, len(full[table.name]) + 1))
    return full


def _key(table: Table, row: Row) -> Any:
    return row[table.primary_key.columns[0].name]


def _wanted(table: Table, full: Mapping[str, list[Row]], given: Mapping[str, Iterable[Row]]) -> set[Any]:
    """Keys of *table* that rows elsewhere name; the referrers are completed before it."""
    if len(table.primary_key.columns) != 1:
        return set()
    wanted = {
        row[foreign.parent.name]
        for referrer in metadata.sorted_tables
        for foreign in referrer.foreign_keys
        if foreign.column.table is table
        for row in full[referrer.name]
        if row.get(foreign.parent.name) is not None
    }
    if table.name == "region":
        groups = {row["group_code"] for row in given.get("region_group", ())}
        wanted |= {row["scope"] for row in full["claim"]} - groups
    return wanted


def _filled(table: Table, row: Row, nth: int) -> Row:
    filled = {**row, **DERIVED[table.name](row)} if table.name in DERIVED else dict(row)
    for column in table.columns:
        if filled.get(column.name) is None and not column.nullable:
            filled[column.name] = _filler(table, column, filled, nth)
    return filled


FILLERS: dict[str, Any] = {
    "kind": {"region": "county", "claim": "state", "source": "letter"},
    "cycle": {"workstream": "none"},
    "certainty": "asserted",
    "file": "test.csv",
    "language": "fi",
    "programme_code": "programme",
    "stale_after_days": 365,
    "weight": 1,
    "on_board": True,
}
"""What a required column holds when a test does not say, by column, where it matters by table."""


def _filler(table: Table, column: Column[Any], row: Row, nth: int) -> Any:
    filler = FILLERS.get(column.name)
    if isinstance(filler, dict):
        filler = filler.get(table.name)
    if filler is not None:
        return filler
    if isinstance(column.type, Boolean):
        return False
    if isinstance(column.type, Integer | Numeric):
        return nth
    if isinstance(column.type, Date):
        return date(2020, 1, 1)
    named = row.get("name_fi") if column.name.startswith("name_") else None
    return named or next((str(row[key.name]) for key in table.primary_key.columns if row.get(key.name)), column.name)


def _claim_days(row: Row) -> Row:
    reported = row.get("reported") or row.get("valid") or "2020-01-01"
    filled = {
        "reported": reported,
        **_interval_days(reported, "reported"),
        **_interval_days(row.get("observed"), "observed"),
    }
    filled["recorded_on"] = row.get("recorded_on") or filled["reported_to"]
    filled["known_on"] = row.get("known_on") or min(filled["reported_to"], filled["recorded_on"])
    valid = _interval_days(row.get("valid"), "valid") or {
        "valid_from": filled["known_on"],
        "valid_to": filled["known_on"],
    }
    valid["valid_from"] = valid["valid_from"] or valid["valid_to"]
    return {**filled, **valid, **{name: value for name, value in row.items() if value is not None}}


def _interval_days(edtf: str | None, stem: str) -> Row:
    if not edtf:
        return {}
    interval = dates.parse(edtf)
    return {f"{stem}_from": interval.first, f"{stem}_to": interval.last}


def _stage_rank(row: Row) -> Row:
    stage = row.get("stage")
    return {"stage_rank": row.get("stage_rank", STAGES.index(stage) if stage in STAGES else None)}


DERIVED: dict[str, Callable[[Row], Row]] = {
    "claim": _claim_days,
    "timeline": lambda row: _interval_days(row.get("valid"), "valid"),
    "step": _stage_rank,
    "stage": _stage_rank,
}
"""What follows from a row's own values, by table."""
