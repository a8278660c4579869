"""The process that parses a workbook: bytes in on standard input, lines out, within limits of memory and text.

In comes a line of JSON (how much may be written, and the sheets whose rows at fault were looked for, cut down to these), then the workbook. Out
come the rows of each worksheet, then one object: how it ended ("whole" or the code of the refusal) and, for each worksheet, its name,
visibility, merged cells, cells that hold no value, and where its rows stand. A row is its number and its texts with SEPARATOR between them, or
a JSON list where a text holds a line end or the separator, or a cell holds no value. Nothing else of the program is loaded.
"""

import contextlib
import json
import re
import sys
import zipfile
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from io import BytesIO
from typing import IO, Any
from xml.etree import ElementTree as ET

import python_calamine

MOST_MEMORY = 1536 * 1024 * 1024  # bytes of address space; a million rows of five columns need a third of it
MERGED_SHOWN = 5
SEPARATOR = "\x1f"
BLOCK = 1 << 18  # characters written together; the place of each such stretch of rows is told
_BOOLEANS = {True: "TRUE", False: "FALSE"}
_CELL_PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


def limit_memory() -> None:
    """Bound this process; systems without the call rely on the checks before it."""
    with contextlib.suppress(ImportError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


class TooMuch(Exception):
    """More text than may be written: one shared text may stand in a million cells."""


class Rows:
    """The rows written so far, of one sheet after another."""

    def __init__(self, out: IO[bytes], most: int) -> None:
        self._out = out
        self._left = most
        self._written = 0

    def write(self, sheet: python_calamine.CalamineSheet, apart: Collection[int]) -> dict[str, Any]:
        """Write the rows of a sheet, those in *apart* as JSON, and return where they stand.  Raises TooMuch."""
        start, longest, row, waiting = self._written, 0, 0, 0
        blocks: list[tuple[int, int]] = []
        pending: list[str] = []
        for row, line in enumerate(_lines(sheet, apart), start=1):
            size = len(line) + 1
            self._left -= size
            if self._left < 0:
                raise TooMuch
            longest, waiting = max(longest, size), waiting + size
            pending.append(line)
            if waiting >= BLOCK:
                blocks.append((row - len(pending) + 1, self._written))
                self._flush(pending)
                waiting = 0
        if pending:
            blocks.append((row - len(pending) + 1, self._written))
            self._flush(pending)
        width = sheet.start[1] + sheet.width if sheet.start else 0
        return {"start": start, "end": self._written, "last_row": row, "width": width, "longest": longest, "blocks": blocks}

    def _flush(self, lines: list[str]) -> None:
        lines.append("")
        data = "\n".join(lines).encode()
        self._out.write(data)
        self._written += len(data)
        lines.clear()


def _lines(sheet: python_calamine.CalamineSheet, apart: Collection[int]) -> Iterator[str]:
    if sheet.start is None:
        return
    # The rows begin with the sheet's first, blank or not, but their cells with the first column that is in use.
    before, signs = sheet.start[1], sheet.width - 1
    lead = SEPARATOR * (before + 1)
    others: list[int] = []  # places of columns that have held more than texts; asking every cell would take longer
    for row, cells in enumerate(sheet.iter_rows(), start=1):
        texts: list[Any] = cells
        for at in others:
            texts[at] = _TEXTS.get(type(texts[at]), cell_text)(texts[at])
        try:
            line = SEPARATOR.join(texts)
        except TypeError:
            others = [at for at, cell in enumerate(texts) if at in others or not isinstance(cell, str)]
            texts = list(map(cell_text, texts))
            line = SEPARATOR.join(texts)
        if line.count(SEPARATOR) == signs and "\n" not in line and "\r" not in line and row not in apart:
            yield f"{row}{lead}{line}"
        else:
            yield json.dumps([row, *[""] * before, *texts])


def write_workbook(content: bytes, out: IO[bytes], most: int, cuts: Mapping[str, str]) -> dict[str, Any]:
    """Write every worksheet and return how it ended.

    No more than *most* characters are written; of parts in *cuts* only the rows told there can be at fault.
    """
    book = python_calamine.CalamineWorkbook.from_filelike(BytesIO(content))
    parts = _sheet_parts(content)
    rows = Rows(out, most)
    sheets = []
    for meta in book.sheets_metadata:
        if meta.typ is not python_calamine.SheetTypeEnum.WorkSheet:
            continue
        part = parts.get(meta.name, "")
        faults = _faults(content, part, cuts)
        sheet = book.get_sheet_by_name(meta.name)  # last, as it is the largest in memory
        merged = [_place(*corner) for corner, _ in (sheet.merged_cell_ranges or [])][:MERGED_SHOWN]
        visible = meta.visible is python_calamine.SheetVisibleEnum.Visible
        try:
            stands = rows.write(sheet, {fault[0] for fault in faults})
        except TooMuch:
            return {"end": "too_large_inflated"}
        sheets.append({"sheet": meta.name, "visible": visible, "merged": merged, "faults": faults, **stands})
    return {"end": "whole", "sheets": sheets}


def cell_text(value: object) -> str:
    """Return a cell as a person would type it: 2 and not 2.0, 274.66 and no float noise, days and times in ISO form."""
    if isinstance(value, bool):
        return _BOOLEANS[value]
    if isinstance(value, float):
        return _number_text(value)
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds") if value.time() != time() else value.date().isoformat()
    if isinstance(value, time):
        return value.isoformat(timespec="seconds" if value.second else "minutes")
    if isinstance(value, timedelta):
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02d}" + (f":{seconds:02d}" if seconds else "")
    return value.isoformat() if isinstance(value, date) else str(value)


def _number_text(value: float) -> str:
    if value.is_integer() and abs(value) < 10**15:
        return str(int(value))
    # Excel itself keeps 15 digits, so the 16th and 17th of a float are noise; adding zero turns -0 into 0.
    shown = format(Decimal(f"{value + 0.0:.15g}"), "f")
    return (shown.rstrip("0").rstrip(".") if "." in shown else shown) or "0"


_TEXTS: dict[type, Callable[[Any], str]] = {str: str, date: date.isoformat, float: _number_text}
"""What `cell_text` makes of the kinds of cells that are most, without its questions."""


def _place(row: int, column: int) -> str:
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"


def _sheet_parts(content: bytes) -> dict[str, str]:
    """Return the archive part of each sheet by the sheet's name."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        names = archive.namelist()
        book = next((name for name in names if name.lower().endswith("workbook.xml")), "")
        folder, _, file = book.rpartition("/")
        links = f"{folder}/_rels/{file}.rels".lstrip("/")
        if not book or links not in names:
            return {}
        targets = {link.get("Id"): link.get("Target", "") for link in _xml(archive.read(links))}
        parts = {}
        for sheet in _xml(archive.read(book)).iter():
            if _local(sheet.tag) == "sheet":
                link = next((value for key, value in sheet.attrib.items() if _local(key) == "id"), "")
                target = targets.get(link, "")
                part = target.lstrip("/") if target.startswith("/") else f"{folder}/{target}".lstrip("/")
                parts[sheet.get("name", "")] = part if part in names else ""
        return parts


def _xml(data: bytes) -> ET.Element:
    return ET.fromstring(data)  # noqa: S314 - a document type or an entity was refused before this process began


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _faults(content: bytes, part: str, cuts: Mapping[str, str]) -> list[tuple[int, int, str, str]]:
    """Return the cells that hold an error, or a formula nobody has calculated: the parser shows both as empty."""
    if not part or cuts.get(part) == "":
        return []
    if part in cuts:
        return list(_cells_without_value(BytesIO(cuts[part].encode("latin-1"))))
    with zipfile.ZipFile(BytesIO(content)) as archive, archive.open(part) as file:
        return list(_cells_without_value(file))


def _cells_without_value(file: IO[bytes]) -> Iterator[tuple[int, int, str, str]]:
    row = column = 0
    for event, element in ET.iterparse(file, events=("start", "end")):  # noqa: S314 - as in _xml
        tag = _local(element.tag)
        if event == "start" and tag == "row":
            row, column = int(element.get("r") or row + 1), 0
        elif event == "end" and tag == "c":
            place = _CELL_PLACE.fullmatch(element.get("r", ""))
            column = _column_number(place[1]) if place else column + 1
            if fault := _fault(element):
                yield (row, column - 1, fault[0], f"{_place(row - 1, column - 1)} {fault[1]}".strip())
        elif event == "end" and tag == "row":
            element.clear()


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _fault(cell: ET.Element) -> tuple[str, str] | None:
    parts = {_local(child.tag): child.text or "" for child in cell}
    if cell.get("t") == "e":
        return "error_cell", parts.get("v", "")
    # A formula that gives an empty text says so by its type; any other without a value was never calculated.
    if "f" in parts and not parts.get("v") and cell.get("t") != "str":
        return "formula_without_value", ""
    return None


def main() -> None:
    """Read the workbook from standard input and write it out; a fault of the parser is an answer, not a crash."""
    limit_memory()
    job = json.loads(sys.stdin.buffer.readline())
    content = sys.stdin.buffer.read()
    out = sys.stdout.buffer
    try:
        end = write_workbook(content, out, **job)
    except MemoryError:
        end = {"end": "too_large_inflated"}
    except python_calamine.PasswordError:
        end = {"end": "encrypted"}
    except BaseException as fault:  # noqa: BLE001 - a panic of the parser is no Exception
        end = {"end": "too_large_inflated" if "limit exceeded" in str(fault) else "corrupt_archive"}
    out.write(json.dumps(end).encode() + b"\n")
    out.flush()


if __name__ == "__main__":
    main()
