"""Rows on their way into a table: one canonical text form, the bulk copy of both engines, and the hash of what was stored."""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Connection, Numeric, Select, Table, Text, cast, func, literal_column, select, union_all

from tilannekuva.store.tables import RUN_TABLES, metadata

Row = Mapping[str, Any]
Rows = Mapping[str, Sequence[Row]]

NULL = r"\N"


def canonical(value: object) -> str | None:
    """Return the one text form in which a value is copied into either engine."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return str(value)


def _line(values: Iterable[object]) -> str:
    r"""Return values as a CSV line; null is an unquoted \\N."""
    texts = (canonical(value) for value in values)
    return ",".join(NULL if text is None else '"' + text.replace('"', '""') + '"' for text in texts) + "\n"


def copy_in(db: Connection, table: Table, rows: Sequence[Row], folder: Path) -> None:
    """Copy the rows into the table in bulk; *folder* takes DuckDB's passing file."""
    if not rows:
        return
    names = [column.name for column in table.columns]
    values = ([row.get(name) for name in names] for row in rows)
    if db.dialect.name == "postgresql":
        copy_rows(db, table, values)
        return
    passing = folder / f"{table.name}.csv"
    with passing.open("w", encoding="utf-8", newline="") as file:
        file.writelines(map(_line, values))
    # The dialect is stated in full: DuckDB's detection loses rows silently.
    db.exec_driver_sql(
        f"COPY \"{table.name}\" FROM '{passing.as_posix().replace(chr(39), chr(39) * 2)}' (FORMAT csv, HEADER false, DELIMITER ',', QUOTE '\"', "
        f"ESCAPE '\"', NULLSTR '{NULL}', ALLOW_QUOTED_NULLS false, AUTO_DETECT false, PARALLEL false)"
    )
    passing.unlink()


def copy_rows(db: Connection, table: Table, rows: Iterable[Iterable[object]]) -> None:
    """Stream rows, their values in the order of the columns, into a table of PostgreSQL."""
    driver: Any = db.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(f"COPY \"{table.name}\" FROM STDIN (FORMAT csv, NULL '{NULL}')") as copy:
        for values in rows:
            copy.write(_line(values))


@dataclass(frozen=True)
class Content:
    """What a generation holds: the number of rows by table, and one hash of all rows but those that tell of runs.

    The hash has in front of it what made it; it depends on no order and no file.
    """

    counts: Mapping[str, int]
    content_hash: str


def content(db: Connection) -> Content:
    """Count and hash the rows of every table.

    A table's part is the number of its rows and the sum of their own hashes, each by the engine itself, so that a million rows
    cost a second: hashes of two engines, or of two versions of one, say nothing about each other.
    """
    every = union_all(*(_totals(db, table) for table in metadata.sorted_tables))
    found = {name: (count, total) for name, count, total in db.execute(every)}
    return Content({name: count for name, (count, _) in found.items()}, f"{hash_method(db)}:{digest(found)}")


def digest(found: Mapping[str, tuple[int, Any]]) -> str:
    """Hash the counts and sums of tables, every digit of them."""
    told = "".join(f"{name}:{count}:{int(total or 0)}\n" for name, (count, total) in sorted(found.items()) if name not in RUN_TABLES)
    return hashlib.sha256(told.encode()).hexdigest()


def _totals(db: Connection, table: Table) -> Select[Any, Any, Any]:
    columns = [column for column in table.columns if column.name != "load_no"]
    if db.dialect.name == "postgresql":
        row_hash: ColumnElement[Any] = cast(func.hashtextextended(cast(func.row(*columns), Text), 0), Numeric)
    else:
        row_hash = func.hash(*columns)
    return select(literal_column(f"'{table.name}'"), func.count(), func.sum(row_hash)).select_from(table)


def hash_method(db: Connection) -> str:
    """Return the engine and the version whose row hashes a content hash is made of."""
    version = re.search(r"\d+(\.\d+)?", db.execute(select(func.version())).scalar_one())
    return f"{db.dialect.name}-{version[0] if version else 0}"
