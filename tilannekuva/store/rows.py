"""Rows on their way into and out of a table: one canonical text form, the bulk copy of both engines, the content hash."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, func, select

from tilannekuva.store.tables import RUN_TABLES, metadata

Row = Mapping[str, Any]
Rows = Mapping[str, Sequence[Row]]

NULL = r"\N"


def canonical(value: object) -> str | None:
    """Return the one text form of a value, alike before it is stored and after it is read from either engine."""
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
    texts = (canonical(value) for value in values)
    return ",".join(NULL if text is None else '"' + text.replace('"', '""') + '"' for text in texts) + "\n"


def lines(table: Table, rows: Iterable[Row]) -> Iterator[str]:
    r"""Yield each row as a CSV line in the order of the table's columns; null is an unquoted \\N."""
    names = [column.name for column in table.columns]
    for row in rows:
        yield _line(row.get(name) for name in names)


def copy_in(db: Connection, table: Table, rows: Sequence[Row], folder: Path) -> None:
    """Copy the rows into the table in bulk; *folder* takes DuckDB's passing file."""
    if not rows:
        return
    if db.dialect.name == "postgresql":
        driver: Any = db.connection.driver_connection
        with driver.cursor() as cursor, cursor.copy(f"COPY \"{table.name}\" FROM STDIN (FORMAT csv, NULL '{NULL}')") as copy:
            for line in lines(table, rows):
                copy.write(line)
        return
    passing = folder / f"{table.name}.csv"
    with passing.open("w", encoding="utf-8", newline="") as file:
        file.writelines(lines(table, rows))
    # The dialect is stated in full: DuckDB's detection loses rows silently.
    db.exec_driver_sql(
        f"COPY \"{table.name}\" FROM '{passing.as_posix().replace(chr(39), chr(39) * 2)}' (FORMAT csv, HEADER false, DELIMITER ',', QUOTE '\"', "
        f"ESCAPE '\"', NULLSTR '{NULL}', ALLOW_QUOTED_NULLS false, AUTO_DETECT false, PARALLEL false)"
    )
    passing.unlink()


def content_hash(rows: Rows) -> str:
    """Return the SHA-256 of all rows but those that tell of runs, in an order that does not depend on the files."""
    digest = hashlib.sha256()
    for table in metadata.sorted_tables:
        if table.name not in RUN_TABLES:
            digest.update(table.name.encode())
            digest.update("".join(sorted(lines(table, map(_without_run, rows.get(table.name, ()))))).encode())
    return digest.hexdigest()


def _without_run(row: Row) -> Row:
    return {name: value for name, value in row.items() if name != "load_no"}


def read_back(db: Connection) -> dict[str, list[Row]]:
    """Return every row of every table, as `content_hash` takes them."""
    return {table.name: [dict(row) for row in db.execute(select(table)).mappings()] for table in metadata.sorted_tables}


def counts(db: Connection) -> dict[str, int]:
    """Return the number of rows by table."""
    return {table.name: db.execute(select(func.count()).select_from(table)).scalar_one() for table in metadata.sorted_tables}
