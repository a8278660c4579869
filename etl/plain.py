"""Large CSV files: which lines are plain records, to be taken in by the thousand, and which must be read with care.

A line is plain when each of its quotation marks opens or closes a cell; then it is one record whatever stands around it. The plain
lines go into a passing copy, each with its number; all others go to the careful reader of `textfile`, the only one that judges them.
"""

import hashlib
import os
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field, replace
from io import StringIO
from itertools import accumulate, chain, islice
from pathlib import Path
from typing import BinaryIO, Protocol

from etl import textfile
from etl.textfile import Record

BLOCK = 1 << 16
"""Bytes that are looked at together."""
WINDOWS = (1 << 14, textfile.LONGEST_CELL)
"""Bytes in which the end of a record that goes on below its line is looked for: most end soon."""
LONGEST_LINE = 4 * textfile.LONGEST_CELL
"""Bytes; a file with a longer line is for the careful reader as a whole."""
END = "."
"""Stands in a cell of its own behind each line of the copy: one cell more or less, though it be empty, and it stands elsewhere."""


class NotPlain(Exception):
    """The file is not UTF-8 with one kind of line end, or changes while it is read: it is for the careful reader as a whole."""


class Copy(Protocol):
    """The rows of a large file as lines that are one record each, with the row number in front, and where its other records stand."""

    copy: Path
    delimiter: str
    quote: str
    width: int
    beside: int
    end: str
    header_row: int
    last_row: int
    sha256: str
    records: list[Record]
    covered: set[int]

    def cut_to(self, wanted: Iterable[int]) -> None:
        """Make the copy anew, with these lines alone.  Raises NotPlain."""

    def careful(self, wanted: Set[int]) -> Iterator[Record]:
        """Yield the records of these lines of the copy as the careful reader reads them.  Raises NotPlain."""


@dataclass
class PlainFile:
    """A large file that is read through once, and again only where lines are left.

    *blocks* are the first row and the place of each stretch; *records* what the careful reader made of the lines in *covered*.
    """

    path: Path
    copy: Path
    delimiter: str
    width: int
    header_row: int
    blocks: list[tuple[int, int]] = field(default_factory=list)
    records: list[Record] = field(default_factory=list)
    covered: set[int] = field(default_factory=set)
    last_row: int = 0
    sha256: str = ""
    quote: str = '"'
    beside: int = 0
    end: str = END
    state: tuple[int, ...] = ()

    def read_through(self) -> None:
        """Copy the plain lines, number in front, and let the careful reader have the others.  Raises NotPlain."""
        digest = hashlib.sha256()
        with self.path.open("rb") as file, self.copy.open("wb") as copy:
            self.state = _state(file)
            row, offset = 1, 0
            while block := _block(file):
                lines = _lines(block)
                digest.update(block)
                self.blocks.append((row, offset))
                if careful := self._not_plain(block, lines, row):
                    self._read_with_care(file, careful, lines, row, offset)
                    file.seek(offset + len(block))
                copy.write(self._numbered(lines, row, b"\r" in block))
                row, offset = row + len(lines), offset + len(block)
            self._unchanged(file)
        self.last_row, self.sha256 = row - 1, digest.hexdigest()

    def _unchanged(self, file: BinaryIO) -> None:
        if _state(file) != self.state:
            raise NotPlain

    def _not_plain(self, block: bytes, lines: list[bytes], row: int) -> list[int]:
        sign = self.delimiter.encode()
        found = [] if is_proper(block, sign) else [at for at, line in enumerate(lines) if b'"' in line and not is_proper(line, sign)]
        if len(block) > textfile.LONGEST_CELL:
            found = sorted({*found, *(at for at, line in enumerate(lines) if len(line) > textfile.LONGEST_CELL)})
        return [at for at in found if row + at > self.header_row]

    def _read_with_care(self, file: BinaryIO, careful: list[int], lines: list[bytes], row: int, offset: int) -> None:
        starts = [0, *accumulate(len(line) + 1 for line in lines)]
        for at in careful:
            place = row + at
            if place in self.covered:
                continue
            record = self._record(file, lines[at], offset + starts[at])
            self.covered.update(range(place, place + max(record.last_row, 1)))
            self.records.append(replace(record, row=place, last_row=place + max(record.last_row, 1) - 1))

    def _record(self, file: BinaryIO, line: bytes, start: int) -> Record:
        for window in self._windows(file, line, start):
            record = next(textfile.records(window, self.delimiter, 0, self.width))
            if record.last_row < len(window):
                break  # more lines would not change it
        return record

    def _windows(self, file: BinaryIO, line: bytes, start: int) -> Iterator[list[str]]:
        """Yield the lines in which the record that begins there ends, and one more; where it does not, first a few: often the next is among them."""
        if line.count(b'"') % 2 == 0:
            yield [_text(line) + "\n"]
            return
        for size in WINDOWS:
            file.seek(start)
            window = file.read(size) + file.readline(LONGEST_LINE)
            if end := _end_of_record(window):
                file.seek(start + end)
                # And the next line: only at the end of a file does a damaged record keep the line that ends it.
                yield _whole_lines(window[:end] + file.readline(LONGEST_LINE))
                return
        for end in (window.find(b"\n", WINDOWS[0]) + 1 or len(window), len(window)):
            yield _whole_lines(window[:end])

    def _numbered(self, lines: list[bytes], row: int, has_returns: bool) -> bytes:
        numbered = list(enumerate(lines, row))
        if row <= self.header_row or (self.records and self.records[-1].last_row >= row):
            numbered = [(place, line) for place, line in numbered if place > self.header_row and place not in self.covered]
        if has_returns:
            numbered = [(place, line.removesuffix(b"\r")) for place, line in numbered]
        return self._form * len(numbered) % tuple(chain.from_iterable(numbered))

    @property
    def _form(self) -> bytes:
        sign = self.delimiter.encode()
        return b"%d" + sign + b"%b" + sign + self.end.encode() + b"\n"

    def cut_to(self, wanted: Iterable[int]) -> None:
        """Make the copy anew, with these lines alone; only the blocks that hold one are read again.  Raises NotPlain."""
        form = self._form
        with self.path.open("rb") as file, self.copy.open("wb") as copy:
            for first, offset, rows in rows_by_block(self.blocks, self.last_row, wanted):
                file.seek(offset)
                for row in rows:
                    copy.writelines(form % (row, line.removesuffix(b"\n").removesuffix(b"\r")) for line in islice(file, row - first, row - first + 1))
                    first = row + 1
            self._unchanged(file)

    def careful(self, wanted: Set[int]) -> Iterator[Record]:
        """Yield the records of these lines of the copy, each as `textfile.records` reads it.  Raises NotPlain."""
        end = f"{self.delimiter}{self.end}\n"
        with self.copy.open("rb") as copy:
            for numbered_line in copy:
                row, _, line = _text(numbered_line).removesuffix(end).partition(self.delimiter)
                if int(row) in wanted:
                    [record] = textfile.records([line], self.delimiter, 0, self.width)
                    yield replace(record, row=int(row), last_row=int(row))


def rows_by_block(blocks: Sequence[tuple[int, int]], last_row: int, wanted: Iterable[int]) -> Iterator[tuple[int, int, list[int]]]:
    """Yield of each block that holds some of the rows its first row, its place, and those rows in order."""
    rows, at = sorted(wanted), 0
    ends = [first for first, _ in blocks[1:]] + [last_row + 1]
    for (first, offset), end in zip(blocks, ends, strict=True):
        here = at
        while at < len(rows) and rows[at] < end:
            at += 1
        if here < at:
            yield first, offset, rows[here:at]


def is_proper(lines: bytes, sign: bytes) -> bool:
    """Tell whether every quotation mark of some lines opens or closes a cell (RFC 4180): then each line is a record by itself."""
    parts = lines.split(b'"')
    # Between two quoted cells of a line stands a delimiter on either side, or nothing: a doubled mark inside one cell.
    before, after = {part[-1:] for part in parts[:-1:2]}, {part[:1] for part in parts[2::2]}
    ends = {b"", sign, b"\n"}
    return len(parts) % 2 == 1 and before <= ends and after <= ends | {b"\r"} and b"\n" not in b'"'.join(parts[1::2])


def _state(file: BinaryIO) -> tuple[int, ...]:
    found = os.fstat(file.fileno())
    return found.st_ino, found.st_size, found.st_mtime_ns


def _block(file: BinaryIO) -> bytes:
    block = file.read(BLOCK)
    if not block or block.endswith(b"\n"):
        return block
    rest = file.readline(LONGEST_LINE)
    if len(rest) == LONGEST_LINE:
        raise NotPlain
    return block + rest


def _lines(block: bytes) -> list[bytes]:
    if b"\0" in block or (b"\r" in block and block.count(b"\r") != block.count(b"\r\n")):
        raise NotPlain
    return block.removesuffix(b"\n").split(b"\n")


def _end_of_record(lines: bytes) -> int:
    """Return where the first line ends by which the quotation marks are even; 0 where none does."""
    end = odd = 0
    while (mark := lines.find(b'"', end)) >= 0:
        end = lines.find(b"\n", mark) + 1 or len(lines)
        odd ^= lines.count(b'"', mark, end) & 1
        if not odd:
            return end
    return 0


def _whole_lines(lines: bytes) -> list[str]:
    return StringIO(_text(lines), newline="\n").readlines()


def _text(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError as error:
        raise NotPlain from error
