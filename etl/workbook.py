"""XLSX files: what must be true of an archive before it is parsed, and the parsing in a process of its own.

A crafted workbook may end the process that parses it (by memory or by a fault in the parser), so that process is not
ours. What it may cost is bounded by the limits below and by those of `workbook_child`.
"""

import json
import subprocess
import sys
import zipfile
import zlib
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from etl.findings import Unreadable
from etl.textfile import Record

SUFFIXES = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")  # all looked at, one taken in
LARGEST_INFLATED = 200 * 1024 * 1024  # bytes, all parts together
MOST_PARTS = 1_000
STEEPEST_RATIO = 100  # of inflated to stored size, for parts beyond LARGE_PART
LARGE_PART = 1024 * 1024
LONGEST_PARSE_SECONDS = 60
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_FORBIDDEN_XML = (b"<!DOCTYPE", b"<!ENTITY")
_ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One worksheet: its rows as records with the row numbers that the spreadsheet shows."""

    name: str
    is_visible: bool
    merged_cells: list[str]
    records: list[Record]


def read_sheets(content: bytes, suffix: str = ".xlsx") -> list[Sheet]:
    """Return the worksheets with every cell as text; raises Unreadable."""
    check_archive(content, suffix)
    return _sheets(_parse(content))


def check_archive(content: bytes, suffix: str) -> None:
    """Refuse what is no workbook, or one that is locked, damaged, carries a macro, or would swell too far."""
    if content.startswith(_OLE):
        raise Unreadable("encrypted" if "EncryptedPackage".encode("utf-16-le") in content else "unsupported_format",
                         suffix="xls")  # fmt: skip
    if suffix in (".xls", ".xlsb", ".ods"):
        raise Unreadable("unsupported_format", suffix=suffix.removeprefix("."))
    if not content.startswith(_ZIP):
        raise Unreadable("wrong_type", suffix=suffix.removeprefix("."))
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            _check_totals(archive)
            _check_kind([part.filename for part in archive.infolist()])
            for part in archive.infolist():
                _check_part(archive, part)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OverflowError, OSError):
        raise Unreadable("corrupt_archive") from None


def _check_totals(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    if any(part.flag_bits & 1 for part in parts):
        raise Unreadable("encrypted")
    steep = [part for part in parts
             if part.file_size > LARGE_PART and part.file_size > STEEPEST_RATIO * max(1, part.compress_size)]  # fmt: skip
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_INFLATED or steep:
        raise Unreadable("too_large_inflated", limit=LARGEST_INFLATED // 1024**2, parts=MOST_PARTS)


def _check_kind(names: list[str]) -> None:
    lower = [name.lower() for name in names]
    if len(set(lower)) != len(lower):  # two parts of one name: readers would differ in which they show
        raise Unreadable("corrupt_archive")
    if any("vbaproject" in name for name in lower):
        raise Unreadable("macro_file")
    if "content.xml" in lower and "mimetype" in lower:
        raise Unreadable("unsupported_format", suffix="ods")
    if any(name.endswith("workbook.bin") for name in lower):
        raise Unreadable("unsupported_format", suffix="xlsb")
    if "[content_types].xml" not in lower:
        raise Unreadable("wrong_type" if names else "corrupt_archive", suffix="xlsx")


def _check_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Inflate the part, which proves its size and its checksum, and look for a document type in it."""
    data = archive.read(part)
    if data[:4].count(0):  # XML in UTF-16 or UTF-32 has its NULs here; without them the words show
        data = data.replace(b"\0", b"")
    if any(word in data for word in _FORBIDDEN_XML) and part.filename.lower().endswith((".xml", ".rels", ".vml")):
        raise Unreadable("xml_entity", part.filename)
    if part.filename.lower() == "[content_types].xml" and b"macroEnabled" in data:
        raise Unreadable("macro_file")


def _parse(content: bytes) -> list[list[object] | dict[str, object]]:
    """Return what the child wrote; its death by a signal or by the clock means that the workbook asks too much."""
    command = [sys.executable, "-m", "etl.workbook_child"]
    too_large = Unreadable("too_large_inflated", limit=LARGEST_INFLATED // 1024**2, parts=MOST_PARTS)
    try:
        done = subprocess.run(command, input=content, capture_output=True, cwd=_ROOT, timeout=LONGEST_PARSE_SECONDS,
                              check=False)  # fmt: skip
    except subprocess.TimeoutExpired:
        raise too_large from None
    if done.returncode < 0:
        raise too_large
    written = [json.loads(line) for line in done.stdout.splitlines()] if done.returncode == 0 else []
    last = written.pop() if written else {}
    if not isinstance(last, dict) or last.get("end") != "whole":
        code = last.get("end") if isinstance(last, dict) else None
        raise too_large if code == "too_large_inflated" else Unreadable(str(code or "corrupt_archive"))
    return written


def _sheets(written: list[list[object] | dict[str, object]]) -> list[Sheet]:
    sheets: list[Sheet] = []
    faults: dict[int, tuple[int, str, str]] = {}
    row = 0
    for item in written:
        if isinstance(item, dict):
            sheets.append(Sheet(str(item["sheet"]), bool(item["visible"]), list(item["merged"]), []))  # type: ignore[call-overload]
            faults = {at: (column, code, text) for at, column, code, text in reversed(item["faults"])}  # type: ignore[call-overload]
            row = int(item["first_row"])  # type: ignore[call-overload]
            continue
        cells = [str(cell) for cell in item]
        column, code, text = faults.get(row, (None, "", ""))
        sheets[-1].records.append(Record(row, cells, code, row, text, column))
        row += 1
    return sheets
