"""From a source file to rows of text with their places. No judgement of what the text means: that is validation.

Lines in = rows kept + rows set aside, always; blank lines are counted apart. A file is read once, and the hash is of
the bytes that were read.
"""

import hashlib
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from etl import textfile, workbook
from etl.columns import Column, TableSchema, code_of, folded, schema_of, vocabulary
from etl.findings import NOTE, REFUSED, SET_ASIDE, WARNING, Finding, Unreadable
from etl.textfile import Record

__all__ = ["Column", "RawRow", "RawTable", "TableSchema", "code_of", "read_table", "schema_of", "vocabulary"]

LARGEST_FILE = 200 * 1024 * 1024  # bytes; a row of text costs about ten times its bytes here
_TEXT_SUFFIXES = (".csv", ".tsv", ".txt")
_SEPARATOR_NAMES = {";": "semicolon", "\t": "tab", "|": "bar"}


@dataclass(frozen=True, slots=True)
class RawRow:
    """One row: the line or sheet row it began on, and its text by column code ("" where the file lacks the column)."""

    row: int
    values: dict[str, str]


@dataclass(frozen=True, slots=True)
class RawTable:
    """What one file holds. records_in = rows + set_aside; `columns` are those found, in the file's order."""

    file: str
    columns: tuple[str, ...]
    rows: list[RawRow]
    findings: list[Finding]
    records_in: int
    sha256: str
    set_aside: int = 0
    blank_lines: int = 0
    header_row: int = 0

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


@dataclass(frozen=True, slots=True)
class _Header:
    """The header among the first records: its place there, and the column code at each position (None = not ours)."""

    index: int
    record: Record
    columns: list[str | None]
    known: int


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
    if suffix in _TEXT_SUFFIXES:
        header, body = _text_records(reading, content)
    elif suffix in workbook.SUFFIXES:
        header, body = _sheet_records(reading, workbook.read_sheets(content, suffix))
    else:
        raise Unreadable("unsupported_format", suffix.removeprefix("."), suffix=suffix.removeprefix("."))
    columns = _columns(reading, header, body)
    return _table(reading, header, columns, body, digest)


def _text_records(reading: _Reading, content: bytes) -> tuple[_Header, list[Record]]:
    text, encoding = textfile.decode(content)
    if encoding != "utf-8":
        reading.say("encoding_guess", NOTE, encoding=encoding.upper())
    lines = textfile.lines_of(text)
    if not any(line.strip() for line in lines):
        raise Unreadable("empty_file")
    header, delimiter = _header_and_delimiter(lines, reading.schema)
    if delimiter != "," and len(header.columns) > 1:
        reading.say(f"separator_{_SEPARATOR_NAMES[delimiter]}", NOTE)
    _say_preamble(reading, header, textfile.head(lines, delimiter))
    width = len(header.record.cells)
    found = textfile.records(lines, delimiter, header.record.last_row, width)
    return header, [_ragged(record, width) for record in found]


def _header_and_delimiter(lines: list[str], schema: TableSchema | None) -> tuple[_Header, str]:
    """Return the header that knows most columns; with equal claims the earlier delimiter of DELIMITERS."""
    if schema is None:
        return _unknown_header(lines)
    found = [(_header(textfile.head(lines, sign), schema), sign) for sign in textfile.DELIMITERS]
    headers = [(header, sign) for header, sign in found if header]
    if not headers:
        raise Unreadable("missing_header", value=_first_line(lines), expected=_wanted(schema))
    return max(headers, key=lambda pair: pair[0].known)


def _header(records: Iterable[Record], schema: TableSchema) -> _Header | None:
    best = None
    for index, record in enumerate(records):
        codes = [schema.code_of(cell) for cell in record.cells]
        known = len(set(codes) - {None})
        if known > (best.known if best else 0):
            best = _Header(index, record, codes, known)
    return best


def _unknown_header(lines: list[str]) -> tuple[_Header, str]:
    """Without known columns: the delimiter that makes the most records of one width, the header the first such row."""
    best, most = textfile.NO_DELIMITER, 0
    for sign in textfile.DELIMITERS:
        widths = Counter(len(record.cells) for record in textfile.head(lines, sign) if len(record.cells) > 1)
        count = max(widths.values(), default=0)
        if count > most and _may_head(textfile.head(lines, sign), sign):
            best, most = sign, count
    found = textfile.head(lines, best)
    if not most and _is_space_separated(lines):
        raise Unreadable("unknown_separator", value=_first_line(lines))
    for index, record in enumerate(found):
        if record.fault:
            raise Unreadable(record.fault, record.value, record.row, last=record.last_row)
        if not record.is_blank and (not most or sum(bool(cell.strip()) for cell in record.cells) > 1):
            names: list[str | None] = [_clean(cell) or None for cell in record.cells]
            return _Header(index, record, names, len(names)), best
    raise Unreadable("missing_header", value=_first_line(lines), expected="–")


def _may_head(records: list[Record], sign: str) -> bool:
    """Return whether the delimiter stands in the first line, or below a title over cells that could be headings."""
    filled = [record for record in records if not record.is_blank and not record.fault]
    wide = next((record for record in filled if len(record.cells) > 1), None)
    if wide is None:
        return False
    return wide is filled[0] or not any(cell.strip().replace(".", "").isdecimal() for cell in wide.cells)


def _is_space_separated(lines: list[str]) -> bool:
    counts = {len(line.split()) for line in lines[: textfile.HEAD_RECORDS] if line.strip()}
    return len(counts) == 1 and counts.pop() > 1 and not any('"' in line for line in lines[: textfile.HEAD_RECORDS])


def _first_line(lines: list[str]) -> str:
    return next((line.strip() for line in lines if line.strip()), "")


def _wanted(schema: TableSchema) -> str:
    return ", ".join(column.code for column in schema.columns if column.required)


def _say_preamble(reading: _Reading, header: _Header, records: list[Record]) -> None:
    above = [record for record in records[: header.index] if not record.is_blank]
    if above:
        first = above[0].value or " ".join(above[0].cells).strip()
        reading.say("preamble", NOTE, above[0].row, value=first, count=len(above))


def _ragged(record: Record, width: int) -> Record:
    if record.fault or record.is_blank or len(record.cells) == width:
        return record
    value = " ".join(record.cells)
    return Record(record.row, [], "ragged_row", record.last_row, value, column=len(record.cells))


def _sheet_records(reading: _Reading, sheets: list[workbook.Sheet]) -> tuple[_Header, list[Record]]:
    filled = [sheet for sheet in sheets if any(not record.is_blank for record in sheet.records)]
    if not filled:
        raise Unreadable("empty_file")
    sheet, header = _sheet_and_header(filled, reading.schema)
    others = [other.name for other in filled if other is not sheet]
    if others:
        reading.say("several_sheets", NOTE, sheet=sheet.name, others=", ".join(others))
    if not sheet.is_visible:
        reading.say("hidden_sheet", WARNING, sheet=sheet.name)
    if sheet.merged_cells:
        reading.say("merged_cells", WARNING, value=", ".join(sheet.merged_cells), sheet=sheet.name)
    _say_preamble(reading, header, sheet.records)
    width = len(header.columns)
    return header, [_fitted(record, width) for record in sheet.records[header.index + 1 :]]


def _sheet_and_header(sheets: list[workbook.Sheet], schema: TableSchema | None) -> tuple[workbook.Sheet, _Header]:
    """Return the first sheet whose header has all that is needed, visible ones first; else the one knowing most."""
    ordered = sorted(sheets, key=lambda sheet: not sheet.is_visible)
    if schema is None:
        return ordered[0], _sheet_header(ordered[0])
    found = [(sheet, _header(sheet.records[: textfile.HEAD_RECORDS], schema)) for sheet in ordered]
    headed = [(sheet, _trimmed(header)) for sheet, header in found if header]
    if not headed:
        first = next(record for record in ordered[0].records if not record.is_blank)
        raise Unreadable("missing_header", " ".join(first.cells).strip(), first.row, expected=_wanted(schema))
    whole = [pair for pair in headed if not schema.missing_from(pair[1].columns)]
    return whole[0] if whole else max(headed, key=lambda pair: pair[1].known)


def _sheet_header(sheet: workbook.Sheet) -> _Header:
    sizes = [0 if record.fault else sum(bool(cell.strip()) for cell in record.cells) for record in sheet.records]
    least = min(2, max(sizes))  # one lone cell above a wider table is a title
    index = next((place for place, size in enumerate(sizes) if size >= least > 0), None)
    if index is None:
        first = next(record for record in sheet.records if not record.is_blank)
        raise Unreadable("missing_header", first.value, first.row, expected="–")
    record = sheet.records[index]
    names: list[str | None] = [_clean(cell) or None for cell in record.cells]
    return _trimmed(_Header(index, record, names, len(names)))


def _trimmed(header: _Header) -> _Header:
    """Return the header without the empty cells to its right: a sheet is as wide as its widest row."""
    width = max(place for place, cell in enumerate(header.record.cells, start=1) if cell.strip())
    return _Header(header.index, header.record, header.columns[:width], header.known)


def _fitted(record: Record, width: int) -> Record:
    if record.fault or record.is_blank:
        return record
    if any(cell.strip() for cell in record.cells[width:]):
        return _ragged(record, width)
    cells = record.cells[:width] + [""] * (width - len(record.cells))
    return Record(record.row, cells, last_row=record.last_row)


def _columns(reading: _Reading, header: _Header, body: list[Record]) -> list[str | None]:
    """Return the column code of each position, or None for one that is not read; raises Unreadable."""
    headings = [_clean(cell) for cell in header.record.cells[: len(header.columns)]]
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


def _judge_blank_heading(reading: _Reading, header: _Header, body: list[Record], place: int) -> None:
    filled = next((record for record in body if not record.fault and any(record.cells[place : place + 1])), None)
    if filled:
        raise Unreadable("blank_header", filled.cells[place], header.record.row, number=place + 1)
    reading.say("blank_column", NOTE, header.record.row, number=place + 1)


def _table(reading: _Reading, header: _Header, columns: list[str | None], body: list[Record], digest: str) -> RawTable:
    blank = sum(record.is_blank for record in body)
    codes = reading.schema.codes if reading.schema else tuple(code for code in columns if code)
    empty = dict.fromkeys(codes, "")
    rows: list[RawRow] = []
    aside: list[Record] = []
    for record in map(textfile.without_lost_letters, body):
        if record.fault:
            aside.append(record)
        elif not record.is_blank:
            values = {code: _clean(cell) for code, cell in zip(columns, record.cells, strict=True) if code}
            rows.append(RawRow(record.row, empty | values))
    if not rows and len(aside) > 2 and all(record.fault == "ragged_row" for record in aside):
        raise Unreadable("header_width", row=header.record.row, expected=len(columns), found=aside[0].column or 0)
    for record in aside:
        _say_set_aside(reading, record, columns)
    if not rows and not aside:
        reading.say("header_only", WARNING, header.record.row)
    found = tuple(code for code in columns if code)
    return RawTable(reading.file, found, rows, reading.findings, len(rows) + len(aside), digest, len(aside), blank,
                    header.record.row)  # fmt: skip


def _say_set_aside(reading: _Reading, record: Record, columns: list[str | None]) -> None:
    if record.fault == "ragged_row":
        reading.say("ragged_row", SET_ASIDE, record.row, None, record.value, found=record.column, expected=len(columns))
        return
    place = record.column if record.column is not None and record.column < len(columns) else None
    reading.say(record.fault, SET_ASIDE, record.row, columns[place] if place is not None else None, record.value,
                last=record.last_row or record.row, limit=textfile.LONGEST_CELL)  # fmt: skip


def _clean(cell: str) -> str:
    """Return the cell composed (NFC) and without spaces at its ends; what stands inside is for validation to judge."""
    return unicodedata.normalize("NFC", cell).strip()
