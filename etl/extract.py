"""From a source file to rows of text with their places. No judgement of what the text means: that is validation.

Lines in = rows kept + rows set aside, always; blank lines are counted apart. A file is read once, and the hash is of
the bytes that were read.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from etl import header as header_in
from etl import sheetcopy, textfile, workbook
from etl.columns import Column, TableSchema, clean, folded
from etl.findings import NOTE, REFUSED, SET_ASIDE, WARNING, Finding, Unreadable
from etl.header import AnySheet, Header
from etl.plain import Copy, NotPlain, PlainFile
from etl.textfile import Record

__all__ = ["TABLE_SUFFIXES", "Column", "RawRow", "RawTable", "TableSchema", "read_table"]

LARGEST_FILE = 200 * 1024 * 1024  # bytes; a row of text costs about ten times its bytes here
HEAD_BYTES = 1024 * 1024
TEXT_SUFFIXES = (".csv", ".tsv", ".txt")
TABLE_SUFFIXES = TEXT_SUFFIXES + workbook.SUFFIXES
"""Names of files that hold tables: each is read, or refused with what to do."""
_SEPARATOR_NAMES = {";": "semicolon", "\t": "tab", "|": "bar"}


@dataclass(frozen=True, slots=True)
class RawRow:
    """One row: the line or sheet row it began on, and its text by column code ("" where the file lacks the column)."""

    row: int
    values: dict[str, str]


@dataclass(frozen=True, slots=True)
class RawTable:
    """What one file holds. records_in = rows + set_aside + taken.

    `columns` are those found, in the file's order; *taken* are plain rows of a large file that were taken in already.
    """

    file: str
    columns: tuple[str, ...]
    rows: list[RawRow]
    findings: list[Finding]
    records_in: int
    sha256: str
    set_aside: int = 0
    blank_lines: int = 0
    header_row: int = 0
    taken: int = 0

    @property
    def is_refused(self) -> bool:
        """Return whether nothing of the file can be used."""
        return any(finding.severity == REFUSED for finding in self.findings)


@dataclass(slots=True)
class _Reading:
    """What is known so far of the file being read."""

    file: str
    schema: TableSchema | None
    findings: list[Finding] = field(default_factory=list)

    def say(self, code: str, severity: str, row: int | None = None, column: str | None = None, value: str = "",
            **values: object) -> None:  # fmt: skip
        named = {name: str(given) for name, given in values.items()}
        self.findings.append(Finding(code, self.file, row, column, value, named, severity))


def read_table(path: Path, schema: TableSchema | None = None, name: str = "") -> RawTable:
    """Return the rows of a CSV or XLSX file with what there is to say about it; never raises for what a file holds.

    Without *schema* the columns are those of the header. *name* is how findings call the file, else its own name.
    """
    reading = _Reading(name or path.name, schema)
    digest = ""
    try:
        content = _content(path)
        digest = hashlib.sha256(content).hexdigest()
        return _read(reading, content, path.suffix.lower(), digest)
    except Unreadable as fault:
        reading.say(fault.code, REFUSED, fault.row, None, fault.value, **fault.values)
        return RawTable(reading.file, (), [], reading.findings, 0, digest)


Take = Callable[[Copy, Sequence[str | None], str], set[int]]
"""Told a large file, the column of each position and the file's name: takes plain rows in and returns the rows that it left."""


class LargeTable:
    """A large file: its plain rows are taken in by *take*, those it leaves are read with care.  Raises NotPlain, Unreadable."""

    def __init__(self, path: Path, schema: TableSchema, name: str, copy: Path, take: Take) -> None:
        self._schema = schema
        reading = _Reading(name, schema)
        is_text = path.suffix.lower() in TEXT_SUFFIXES
        self._fit = _ragged if is_text else _fitted
        header, self._plain = (_text_copy if is_text else _sheet_copy)(reading, path, copy)
        if not all(cell.strip() for cell in header.record.cells[: len(header.columns)]):
            raise NotPlain  # whether a column without a name matters, only the whole file tells
        self._columns = _columns(reading, header, [])
        left = take(self._plain, self._columns, name)
        if len(left) * path.stat().st_size > LARGEST_FILE * self._plain.last_row:
            raise Unreadable("too_large", limit=LARGEST_FILE // 1024**2)  # as much text as is left is too much to be read with care
        body = self._in_order([*self._plain.records, *self._plain.careful(left)])
        whole = self._plain.last_row - header.record.last_row - len(self._plain.covered) - len(left)
        self.table = _table(reading, header, self._columns, body, self._plain.sha256, whole)

    def read_again(self, rows: Collection[int]) -> None:
        """Read rows with care that had been taken in.  Raises NotPlain."""
        self._plain.cut_to(rows)
        more = [_row(self._schema, self._columns, record) for record in self._in_order(self._plain.careful(set(rows)))]
        self.table = replace(self.table, rows=sorted([*self.table.rows, *more], key=lambda row: row.row), taken=self.table.taken - len(rows))

    def refuse(self, code: str) -> None:
        """Say that nothing of the file can be used."""
        self.table = replace(self.table, findings=[*self.table.findings, Finding(code, self.table.file, severity=REFUSED)])

    def _in_order(self, records: Iterable[Record]) -> list[Record]:
        return sorted((self._fit(record, self._plain.width) for record in records), key=lambda record: record.row)


def _text_copy(reading: _Reading, path: Path, copy: Path) -> tuple[Header, Copy]:
    with path.open("rb") as file:
        text, encoding = textfile.decode(file.read(HEAD_BYTES) + file.readline(HEAD_BYTES))
    if encoding != "utf-8":
        raise NotPlain
    header, delimiter = _heading(reading, textfile.lines_of(text))
    plain = PlainFile(path, copy, delimiter, len(header.record.cells), header.record.last_row)
    plain.read_through()
    return header, plain


def _sheet_copy(reading: _Reading, path: Path, copy: Path) -> tuple[Header, Copy]:
    content = _content(path)
    sheet, header = _chosen_sheet(reading, sheetcopy.copy_sheets(content, path.suffix.lower(), copy))
    digest = hashlib.sha256(content).hexdigest()
    return header, sheetcopy.only(sheet, copy, header.record.row, len(header.columns), digest)


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise Unreadable("unreadable_file", error.strerror or "") from None
    if len(content) > LARGEST_FILE:
        raise Unreadable("too_large", limit=LARGEST_FILE // 1024**2)
    return content


def _read(reading: _Reading, content: bytes, suffix: str, digest: str) -> RawTable:
    if not content.strip():
        raise Unreadable("empty_file")
    if suffix in TEXT_SUFFIXES:
        header, body = _text_records(reading, content)
    elif suffix in workbook.SUFFIXES:
        header, body = _sheet_records(reading, workbook.read_sheets(content, suffix))
    else:
        raise Unreadable("unsupported_format", suffix.removeprefix("."), suffix=suffix.removeprefix("."))
    columns = _columns(reading, header, body)
    return _table(reading, header, columns, body, digest)


def _text_records(reading: _Reading, content: bytes) -> tuple[Header, list[Record]]:
    text, encoding = textfile.decode(content)
    if encoding != "utf-8":
        reading.say("encoding_guess", NOTE, encoding=encoding.upper())
    lines = textfile.lines_of(text)
    if not any(line.strip() for line in lines):
        raise Unreadable("empty_file")
    header, delimiter = _heading(reading, lines)
    width = len(header.record.cells)
    found = textfile.records(lines, delimiter, header.record.last_row, width)
    return header, [_ragged(record, width) for record in found]


def _heading(reading: _Reading, lines: list[str]) -> tuple[Header, str]:
    header, delimiter = header_in.in_lines(lines, reading.schema)
    if delimiter != "," and len(header.columns) > 1:
        reading.say(f"separator_{_SEPARATOR_NAMES[delimiter]}", NOTE)
    _say_preamble(reading, header, textfile.head(lines, delimiter))
    return header, delimiter


def _say_preamble(reading: _Reading, header: Header, records: list[Record]) -> None:
    above = [record for record in records[: header.index] if not record.is_blank]
    if above:
        first = above[0].value or " ".join(above[0].cells).strip()
        reading.say("preamble", NOTE, above[0].row, value=first, count=len(above))


def _ragged(record: Record, width: int) -> Record:
    if record.fault or record.is_blank or len(record.cells) == width:
        return record
    value = " ".join(record.cells)
    return Record(record.row, [], "ragged_row", record.last_row, value, column=len(record.cells))


def _sheet_records(reading: _Reading, sheets: list[workbook.Sheet]) -> tuple[Header, list[Record]]:
    sheet, header = _chosen_sheet(reading, sheets)
    width = len(header.columns)
    return header, [_fitted(record, width) for record in sheet.records[header.index + 1 :]]


def _chosen_sheet(reading: _Reading, sheets: list[AnySheet]) -> tuple[AnySheet, Header]:
    filled = [sheet for sheet in sheets if any(not record.is_blank for record in sheet.records)]
    if not filled:
        raise Unreadable("empty_file")
    sheet, header = header_in.in_sheets(filled, reading.schema)
    others = [other.name for other in filled if other is not sheet]
    if others:
        reading.say("several_sheets", NOTE, sheet=sheet.name, others=", ".join(others))
    if not sheet.is_visible:
        reading.say("hidden_sheet", WARNING, sheet=sheet.name)
    if sheet.merged_cells:
        reading.say("merged_cells", WARNING, value=", ".join(sheet.merged_cells), sheet=sheet.name)
    _say_preamble(reading, header, sheet.records)
    return sheet, header


def _fitted(record: Record, width: int) -> Record:
    if record.fault or record.is_blank:
        return record
    if any(cell.strip() for cell in record.cells[width:]):
        return _ragged(record, width)
    cells = record.cells[:width] + [""] * (width - len(record.cells))
    return Record(record.row, cells, last_row=record.last_row)


def _columns(reading: _Reading, header: Header, body: list[Record]) -> list[str | None]:
    """Return the column code of each position, or None for one that is not read; raises Unreadable."""
    headings = [clean(cell) for cell in header.record.cells[: len(header.columns)]]
    schema = reading.schema
    named = [code for code in header.columns if code]
    if doubled := [code for code, count in Counter(map(folded, named)).items() if count > 1]:
        raise Unreadable("duplicate_header", ", ".join(doubled), header.record.row)
    if schema and (missing := schema.missing_from(named)):
        found = ", ".join(heading for heading in headings if heading)
        raise Unreadable("missing_column", ", ".join(missing), header.record.row, found=found)
    for place, (heading, code) in enumerate(zip(headings, header.columns, strict=True)):
        if not heading:
            _judge_blank_heading(reading, header, body, place)
        elif code is None:
            reading.say("unknown_column", WARNING, header.record.row, heading, heading)
    return header.columns


def _judge_blank_heading(reading: _Reading, header: Header, body: list[Record], place: int) -> None:
    filled = next((record for record in body if not record.fault and any(record.cells[place : place + 1])), None)
    if filled:
        raise Unreadable("blank_header", filled.cells[place], header.record.row, number=place + 1)
    reading.say("blank_column", NOTE, header.record.row, number=place + 1)


def _table(reading: _Reading, header: Header, columns: list[str | None], body: list[Record], digest: str, taken: int = 0) -> RawTable:
    blank = sum(record.is_blank for record in body)
    rows: list[RawRow] = []
    aside: list[Record] = []
    for record in map(textfile.without_lost_letters, body):
        if record.fault:
            aside.append(record)
        elif not record.is_blank:
            rows.append(_row(reading.schema, columns, record))
    if not rows and not taken and len(aside) > 2 and all(record.fault == "ragged_row" for record in aside):
        raise Unreadable("header_width", row=header.record.row, expected=len(columns), found=aside[0].column or 0)
    for record in aside:
        _say_set_aside(reading, record, columns)
    if not rows and not taken and not aside:
        reading.say("header_only", WARNING, header.record.row)
    found = tuple(code for code in columns if code)
    return RawTable(reading.file, found, rows, reading.findings, len(rows) + len(aside) + taken, digest, len(aside), blank,
                    header.record.row, taken)  # fmt: skip


def _row(schema: TableSchema | None, columns: Sequence[str | None], record: Record) -> RawRow:
    empty = dict.fromkeys(schema.codes, "") if schema else {}
    return RawRow(record.row, empty | {code: clean(cell) for code, cell in zip(columns, record.cells, strict=True) if code})


def _say_set_aside(reading: _Reading, record: Record, columns: list[str | None]) -> None:
    if record.fault == "ragged_row":
        reading.say("ragged_row", SET_ASIDE, record.row, None, record.value, found=record.column, expected=len(columns))
        return
    place = record.column if record.column is not None and record.column < len(columns) else None
    reading.say(record.fault, SET_ASIDE, record.row, columns[place] if place is not None else None, record.value,
                lines=record.lines, limit=textfile.LONGEST_CELL)  # fmt: skip
