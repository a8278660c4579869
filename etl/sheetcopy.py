"""Large workbooks: the sheet of the table as a passing copy of lines, to be taken in by the thousand, and read with care line by line.

The copy is what the process that parses a workbook wrote, so a cell has the same text whichever way its row goes in.
"""

import shutil
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from etl import textfile, workbook
from etl.plain import NotPlain, rows_by_block
from etl.textfile import Record

MOST_COPIED = 1_000_000_000
"""Characters of cells that are written to the copy; a workbook is held in memory by the process that parses it, never by this one."""
LONGEST_LINE, WIDEST = 1_000_000, 500
"""Characters of a row and columns of a sheet: one with more is for the careful reader as a whole."""


@dataclass(frozen=True, slots=True)
class CopiedSheet(workbook.Sheet):
    """A worksheet of which only the first records are in memory, and what was told of the rest."""

    told: dict[str, Any]
    faults: dict[int, Record]


@dataclass
class SheetCopy:
    """The rows of one sheet, in lines with the row number in front.

    *whole* holds all of them; *blocks* are the first row and the place of each stretch in it; *records* the rows below the header that hold an
    error, *covered* their numbers.
    """

    copy: Path
    width: int
    header_row: int
    beside: int
    last_row: int
    sha256: str
    records: list[Record]
    blocks: list[tuple[int, int]]
    delimiter: str = workbook.SEPARATOR
    quote: str = ""
    end: str = ""
    covered: set[int] = field(init=False)
    whole: Path = field(init=False)

    def __post_init__(self) -> None:
        self.covered, self.whole = {record.row for record in self.records}, self.copy

    def cut_to(self, wanted: Iterable[int]) -> None:
        """Make a copy of these rows alone; only the blocks that hold one are read again."""
        self.copy = self.whole.with_suffix(".cut")
        with self.whole.open("rb") as file, self.copy.open("wb") as copy:
            for first, offset, rows in rows_by_block(self.blocks, self.last_row, wanted):
                file.seek(offset)
                lines = [file.readline() for _ in range(first, rows[-1] + 1)]
                copy.writelines(lines[row - first] for row in rows)

    def careful(self, wanted: Set[int]) -> Iterator[Record]:
        """Yield the records of these rows of the copy as `workbook.read_sheets` reads them."""
        with self.copy.open("rb") as copy:
            yield from (record for record in map(workbook.record_of, copy) if record.row in wanted)


def copy_sheets(content: bytes, suffix: str, copy: Path) -> list[CopiedSheet]:
    """Write the rows of all worksheets to *copy* and return the sheets with their first records.  Raises Unreadable."""
    with copy.open("w+b") as file:
        return [_sheet(file, told) for told in workbook.parse(content, suffix, file, MOST_COPIED)]


def _sheet(file: BinaryIO, told: dict[str, Any]) -> CopiedSheet:
    faults = workbook.faults_in(told)
    first: list[Record] = []
    for record in workbook.records_of(_lines(file, told["start"], told["end"]), faults):
        if len(first) < textfile.HEAD_RECORDS or not record.is_blank:
            first.append(record)
        if len(first) >= textfile.HEAD_RECORDS and not all(before.is_blank for before in first):
            break
    first += sorted(workbook.beyond(told, faults), key=lambda record: record.row)
    return CopiedSheet(told["sheet"], told["visible"], told["merged"], first, told, faults)


def _lines(file: BinaryIO, start: int, end: int) -> Iterator[bytes]:
    file.seek(start)
    while file.tell() < end:
        yield file.readline()


def only(sheet: CopiedSheet, copy: Path, header_row: int, width: int, sha256: str) -> SheetCopy:
    """Return the copy cut down to one sheet.  Raises NotPlain where its rows are too wide."""
    told = sheet.told
    if told["longest"] > LONGEST_LINE or told["width"] > WIDEST:
        raise NotPlain
    with copy.open("r+b") as file:
        file.truncate(told["end"])
    if told["start"]:
        _drop(copy, told["start"])
    records = [record for record in sheet.faults.values() if record.row > header_row]
    blocks = [(row, offset - told["start"]) for row, offset in told["blocks"]]
    last_row = max([told["last_row"], *(record.row for record in records)])
    return SheetCopy(copy, width, header_row, max(0, told["width"] - width), last_row, sha256, records, blocks)


def _drop(copy: Path, length: int) -> None:
    rest = copy.with_suffix(".rest")
    with copy.open("rb") as file, rest.open("wb") as out:
        file.seek(length)
        shutil.copyfileobj(file, out)
    rest.replace(copy)
