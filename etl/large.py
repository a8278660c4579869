"""Large files of claims in a run: plain rows are taken in at once, the rest is read and judged as the rows of any file."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from etl.columns import TableSchema
from etl.express import Express
from etl.extract import TEXT_SUFFIXES, LargeTable, RawTable, read_table
from etl.findings import Finding, Unreadable
from etl.known import Known, Row
from etl.plain import NotPlain
from etl.settle import settled
from tilannekuva.store.begun import Begun

LARGE_FILE = dict.fromkeys(TEXT_SUFFIXES, 4 * 1024 * 1024) | {".xlsx": 512 * 1024}
"""Bytes from which plain rows of a file go the fast way, by its suffix; a workbook is packed to an eighth."""


class LargeClaims:
    """The files of claims of a run, large ones the fast way; *begun* is opened when the first of them comes."""

    def __init__(self, begun: Begun, known: Known) -> None:
        self._begun = begun
        self._known = known
        self._open = ExitStack()
        self._express: Express | None = None
        self._tables: dict[str, LargeTable] = {}

    @contextmanager
    def taking(self) -> Iterator[None]:
        """Hold what is begun open while rows are taken, and close it afterwards."""
        with self._open:
            yield

    def read(self, path: Path, schema: TableSchema, name: str) -> RawTable:
        """Return a file's rows that are for the rules, as `read_table`: all of a small one, of a large one those not taken in at once."""
        least = LARGE_FILE.get(path.suffix.lower())
        if least is not None and path.is_file() and path.stat().st_size >= least:
            copy = self._begun.path.with_name(f"plain-{len(self._tables)}.csv")
            try:
                self._tables[name] = LargeTable(path, schema, name, copy, self._taker().take)
                return self._tables[name].table
            except (NotPlain, Unreadable, DBAPIError):
                # The careful reader reads all of it, or says what is wrong with it.
                self._taker().forget(name)
        return read_table(path, schema, name)

    def given_back(self, raws: Sequence[RawTable]) -> list[RawTable]:
        """Return the tables with the rows besides that had been taken and that only all rows together can judge."""
        if self._express:
            careful = [settled(Row("claim", raw.file, row), self._known) for raw in raws for row in raw.rows]
            for file, rows in self._express.given_back(careful).items():
                try:
                    self._tables[file].read_again(rows)
                except NotPlain:
                    self._tables[file].refuse("file_changed")
        return [self._tables[raw.file].table if raw.file in self._tables else raw for raw in raws]

    def ids_among(self, ids: Collection[str]) -> set[str]:
        """Return those of the ids that claims taken in have."""
        return self._express.ids_among(ids) if self._express else set()

    def relations_to(self, ids: Collection[str]) -> Iterator[Finding]:
        """Say of each claim taken in that it speaks of one of these claims, which were set aside."""
        return self._express.relations_to(ids) if self._express and ids else iter(())

    def _taker(self) -> Express:
        if self._express is None:
            self._express = Express(self._open.enter_context(self._begun.writing()), self._known, self._begun.path.parent)
        return self._express
