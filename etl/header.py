"""Where the header of a table is: among the first lines or rows, on which sheet, under which delimiter.

With a schema the header is the line that knows most of its columns. Without one (reference tables, foreign files) it is
the first line as wide as the rest.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from etl import textfile
from etl.columns import TableSchema, clean
from etl.findings import Unreadable
from etl.textfile import Record
from etl.workbook import Sheet

AnySheet = TypeVar("AnySheet", bound=Sheet)


@dataclass(frozen=True, slots=True)
class Header:
    """The header among the first records: its place there, and the column code at each position (None = not ours)."""

    index: int
    record: Record
    columns: list[str | None]
    known: int


def in_lines(lines: list[str], schema: TableSchema | None) -> tuple[Header, str]:
    """Return the header that knows most columns; with equal claims the earlier delimiter of DELIMITERS."""
    if schema is None:
        return _unknown_header(lines)
    found = [(_header(textfile.head(lines, sign), schema), sign) for sign in textfile.DELIMITERS]
    headers = [(header, sign) for header, sign in found if header]
    if not headers:
        raise Unreadable("missing_header", value=_first_line(lines), expected=_wanted(schema))
    return max(headers, key=lambda pair: pair[0].known)


def _header(records: Iterable[Record], schema: TableSchema) -> Header | None:
    best = None
    for index, record in enumerate(records):
        codes = [schema.code_of(cell) for cell in record.cells]
        known = len(set(codes) - {None})
        if known > (best.known if best else 0):
            best = Header(index, record, codes, known)
    return best


def _unknown_header(lines: list[str]) -> tuple[Header, str]:
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
            raise Unreadable(record.fault, record.value, record.row, lines=record.lines)
        if not record.is_blank and (not most or sum(bool(cell.strip()) for cell in record.cells) > 1):
            names: list[str | None] = [clean(cell) or None for cell in record.cells]
            return Header(index, record, names, len(names)), best
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


def in_sheets(sheets: list[AnySheet], schema: TableSchema | None) -> tuple[AnySheet, Header]:
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


def _sheet_header(sheet: Sheet) -> Header:
    sizes = [0 if record.fault else sum(bool(cell.strip()) for cell in record.cells) for record in sheet.records]
    least = min(2, max(sizes))  # one lone cell above a wider table is a title
    index = next((place for place, size in enumerate(sizes) if size >= least > 0), None)
    if index is None:
        first = next(record for record in sheet.records if not record.is_blank)
        raise Unreadable("missing_header", first.value, first.row, expected="–")
    record = sheet.records[index]
    names: list[str | None] = [clean(cell) or None for cell in record.cells]
    return _trimmed(Header(index, record, names, len(names)))


def _trimmed(header: Header) -> Header:
    """Return the header without the empty cells to its right: a sheet is as wide as its widest row."""
    width = max(place for place, cell in enumerate(header.record.cells, start=1) if cell.strip())
    return Header(header.index, header.record, header.columns[:width], header.known)
