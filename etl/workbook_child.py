"""The process that parses a workbook: bytes in on standard input, JSON lines out, within limits of memory and text.

Out come, for each worksheet, one object (name, visibility, merged cells, cells that hold no value) and one
list of texts a row; last of all {"end": "whole"} or the code of the refusal. Nothing else of the program is loaded.
"""

import contextlib
import json
import re
import sys
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from io import BytesIO
from typing import IO
from xml.etree import ElementTree as ET

import python_calamine

MOST_MEMORY = 1536 * 1024 * 1024  # bytes of address space; a million rows of five columns need a third of it
MOST_TEXT = 200_000_000  # characters written; one shared text may stand in a million cells
MERGED_SHOWN = 5
# A sheet without these holds neither an error nor a formula; plain searches, as a pattern takes seconds on a large one.
_SIGNS_OF_FAULTS = (b't="e"', b"t='e'", b"<f>", b"<f ", b"<f/", b":f>", b":f ", b":f/")
_BOOLEANS = {True: "TRUE", False: "FALSE"}
_CELL_PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


def limit_memory() -> None:
    """Bound this process; systems without the call rely on the checks before it."""
    with contextlib.suppress(ImportError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def write_workbook(content: bytes, out: IO[str]) -> str:
    """Write every worksheet and return how it ended: "whole" or the code of a refusal."""
    book = python_calamine.CalamineWorkbook.from_filelike(BytesIO(content))
    parts = _sheet_parts(content)
    left = MOST_TEXT
    for meta in book.sheets_metadata:
        if meta.typ is not python_calamine.SheetTypeEnum.WorkSheet:
            continue
        sheet = book.get_sheet_by_name(meta.name)
        faults = _faults(content, parts.get(meta.name, ""))
        merged = [_place(*corner) for corner, _ in (sheet.merged_cell_ranges or [])][:MERGED_SHOWN]
        visible = meta.visible is python_calamine.SheetVisibleEnum.Visible
        _write(out, {"sheet": meta.name, "visible": visible, "merged": merged, "faults": faults})
        if sheet.start is None:
            continue
        # The rows begin with the sheet's first, blank or not, but their cells with the first column that is in use.
        before = [""] * sheet.start[1]
        for cells in sheet.iter_rows():
            texts = before + [cell_text(cell) for cell in cells]
            left -= sum(map(len, texts)) + len(texts)
            if left < 0:
                return "too_large_inflated"
            _write(out, texts)
    return "whole"


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
    # Excel itself keeps 15 digits, so the 16th and 17th of a float are noise; adding zero turns -0 into 0.
    shown = format(Decimal(f"{value + 0.0:.15g}"), "f")
    return (shown.rstrip("0").rstrip(".") if "." in shown else shown) or "0"


def _write(out: IO[str], item: object) -> None:
    out.write(json.dumps(item, ensure_ascii=True))
    out.write("\n")


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


def _faults(content: bytes, part: str) -> list[tuple[int, int, str, str]]:
    """Return the cells that hold an error, or a formula nobody has calculated: the parser shows both as empty."""
    if not part:
        return []
    with zipfile.ZipFile(BytesIO(content)) as archive:
        data = archive.read(part)
        if not any(sign in data for sign in _SIGNS_OF_FAULTS):
            return []
        with archive.open(part) as file:
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
    content = sys.stdin.buffer.read()
    out = sys.stdout
    try:
        end = write_workbook(content, out)
    except MemoryError:
        end = "too_large_inflated"
    except python_calamine.PasswordError:
        end = "encrypted"
    except BaseException as fault:  # noqa: BLE001 - a panic of the parser is no Exception
        end = "too_large_inflated" if "limit exceeded" in str(fault) else "corrupt_archive"
    _write(out, {"end": end})
    out.flush()


if __name__ == "__main__":
    main()
