"""Text files: from bytes to certain text, and from text to records with the line each began on.

An encoding is stated by a byte order mark, proven by UTF-8, or (Windows-1252) accepted only when nothing but Finnish
and Swedish text comes out. Quoting is RFC 4180 to the letter; a damaged record is set aside and reading goes on.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice

from etl.findings import Unreadable

DELIMITERS = (",", ";", "\t", "|")  # in the order of preference when two fit equally
NO_DELIMITER = "\0"  # a table of one column: no text that is read holds a NUL
LONGEST_CELL = 1_000_000  # characters
HEAD_RECORDS = 50  # how far down a header may stand
NARROW = 4  # fewer columns than this prove nothing about where a new record begins after a damaged one
_BYTE_ORDER_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_OTHER_FILES = (b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0", b"\x1f\x8b", b"%PDF", b"PAR1", b"\x89PNG")
# What Windows-1252 may show in Finnish and Swedish text; one sign outside and the guess is given up.
_PLAUSIBLE = frozenset("åäöÅÄÖéÉèàáüÜæÆøØšŠžŽñçôêë€£§©®°´·²³½¼¾±×«»–—‘’‚“”„…•\xa0\xad")
SIGNS_OF_LOSS = ("Ã", "\N{REPLACEMENT CHARACTER}")
"""A text without either has lost no letter."""
_LOST_LETTERS = ("Ã¤", "Ã¶", "Ã¥", "Ã„", "Ã–", "\N{REPLACEMENT CHARACTER}")
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_CONTROLS = bytes(range(1, 9)) + bytes(range(14, 27)) + bytes(range(28, 32))


@dataclass(frozen=True, slots=True)
class Record:
    """One record of a table: the line or sheet row it began and ended on, its cells, and its fault if it has one."""

    row: int
    cells: list[str]
    fault: str = ""
    last_row: int = 0
    value: str = ""
    column: int | None = None

    @property
    def is_blank(self) -> bool:
        """Return whether nothing stands in the record."""
        return not self.fault and not any(cell and not cell.isspace() for cell in self.cells)

    @property
    def lines(self) -> str:
        """Return the line it stands on, or the first and the last of several."""
        return str(self.row) if self.last_row <= self.row else f"{self.row}–{self.last_row}"


def decode(content: bytes) -> tuple[str, str]:
    """Return the text and its encoding; raises Unreadable rather than let a letter become another."""
    if content.startswith(_OTHER_FILES):
        raise Unreadable("wrong_type", suffix="csv")
    for mark, encoding in _BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return _without_nul(_strict(content[len(mark) :], encoding)), encoding
    if b"\0" in content[:65536] and len(content[:65536].translate(None, _CONTROLS)) < 0.95 * len(content[:65536]):
        raise Unreadable("wrong_type", suffix="csv")
    if b"\0" in content:
        raise Unreadable("nul_byte", row=_line_number(content, content.index(b"\0")))
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        return _windows_1252(content, error.start), "windows-1252"


def _strict(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise Unreadable("bad_bytes", row=_line_number(content, error.start)) from None


def _windows_1252(content: bytes, first_fault: int) -> str:
    try:
        text = content.decode("windows-1252")
    except UnicodeDecodeError:
        text = "\N{REPLACEMENT CHARACTER}"
    if not all(sign in _PLAUSIBLE for sign in set(text) if sign > "\x7f"):
        raise Unreadable("bad_bytes", row=_line_number(content, first_fault))
    return text


def _without_nul(text: str) -> str:
    if "\0" in text:
        raise Unreadable("nul_byte", row=text.count("\n", 0, text.index("\0")) + 1)
    return text


def _line_number(content: bytes, position: int) -> int:
    return len(content[:position].replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n"))


def without_lost_letters(record: Record) -> Record:
    """Return the record, at fault when an å, ä or ö was lost or doubled before the file came here."""
    joined = "".join(record.cells)
    if record.fault or not any(sign in joined for sign in SIGNS_OF_LOSS):
        return record
    for place, cell in enumerate(record.cells):
        if any(sign in cell for sign in _LOST_LETTERS):
            return Record(record.row, [], "damaged_letters", record.last_row, cell, place)
    return record


def lines_of(text: str) -> list[str]:
    """Return the physical lines with their ends; CRLF, LF and a bare CR each end one."""
    return _LINE.findall(text)


def head(lines: Sequence[str], delimiter: str) -> list[Record]:
    """Return the first records, as far down as a header may stand."""
    return list(islice(records(lines, delimiter), HEAD_RECORDS))


def records(lines: Sequence[str], delimiter: str, start: int = 0, width: int = 0) -> Iterator[Record]:
    """Yield the records from line *start* (0-based) on; a known *width* helps to find the next one after damage."""
    at = start
    while at < len(lines):
        end = _end_of_record(lines, at)
        cells = _cells("".join(lines[at:end]), delimiter) if end else None
        swallowed = _first_row_inside(lines, at, end, delimiter, width) if cells is not None else 0
        if cells is None or swallowed:
            resume = swallowed or _resume(lines, at, end or len(lines), delimiter, width)
            yield Record(at + 1, [], "swallowed_row" if swallowed else "bad_quote", last_row=resume, value=lines[at].strip())
            at = resume
        else:
            yield _within_limits(Record(at + 1, cells, last_row=end))
            at = end


def _first_row_inside(lines: Sequence[str], at: int, end: int, delimiter: str, width: int) -> int:
    """Return the first line that a cell of the record at line *at* goes on into although it is a row of its own; 0 when none is.

    Two stray quotes make one cell of everything between them, and RFC 4180 has nothing to say against it.
    """
    if width < NARROW:
        return 0
    return next((index for index in range(at + 1, end) if _is_row(lines[index], delimiter, width)), 0)


def _is_row(line: str, delimiter: str, width: int) -> bool:
    cells = _cells(line, delimiter)
    return (line.count(delimiter) + 1 if cells is None else len(cells)) == width


def _end_of_record(lines: Sequence[str], at: int) -> int:
    """Return the index after the record's last line: the first line by which its quotes are even; 0 when none is."""
    quotes = length = 0
    for index in range(at, len(lines)):
        line = lines[index]
        quotes += line.count('"')
        length += len(line)
        if quotes % 2 == 0:
            return index + 1
        if length > LONGEST_CELL and index > at:
            return 0
    return 0


def _resume(lines: Sequence[str], at: int, end: int, delimiter: str, width: int) -> int:
    """Return the line to go on from after a record damaged at line *at* that swallowed lines up to *end*.

    In a wide table a line that is by itself a whole record of the right width is believed; in a narrow one a piece of
    a broken cell could pass for a record, so the swallowed lines are set aside with it.
    """
    if end - at == 1:
        return at + 1
    if width < NARROW:
        return end
    for index in range(at + 1, end):
        line = lines[index]
        if line.count('"') % 2 == 0 and len(_cells(line, delimiter) or ()) == width:
            return index
    return end if end == len(lines) else end - 1


def _cells(record: str, delimiter: str) -> list[str] | None:
    """Return the cells of one record, or None where its quotes do not follow RFC 4180."""
    body = record.removesuffix("\n").removesuffix("\r") if record.endswith("\n") else record.removesuffix("\r")
    if '"' not in body:
        return body.split(delimiter)
    cells = []
    position = 0
    while match := _cell_pattern(delimiter).match(body, position):
        quoted, plain, end = match.groups()
        cells.append(plain if quoted is None else quoted.replace('""', '"'))
        position = match.end()
        if not end:
            return cells
    return None


@cache
def _cell_pattern(delimiter: str) -> re.Pattern[str]:
    # Possessive, so that no text makes it try twice; the last group is the delimiter, or empty at the record's end.
    sign = re.escape(delimiter)
    return re.compile(rf'(?:"([^"]*+(?:""[^"]*+)*+)"|([^"{sign}]*+))({sign}|\Z)')


def _within_limits(record: Record) -> Record:
    for position, cell in enumerate(record.cells):
        if len(cell) > LONGEST_CELL:
            return Record(record.row, [], "long_cell", record.last_row, cell[:100], position)
    return record
