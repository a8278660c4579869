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
from typing import Any

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
_CHILD = Path(__file__).resolve().with_name("workbook_child.py")


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
    if not content.startswith(_ZIP):
        raise Unreadable("wrong_type", suffix=suffix.removeprefix("."))
    if suffix in (".xlsb", ".ods"):
        raise Unreadable("unsupported_format", suffix=suffix.removeprefix("."))
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
    large = [part for part in parts if part.file_size > LARGE_PART]
    steep = any(part.file_size > STEEPEST_RATIO * part.compress_size for part in large)
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_INFLATED or steep:
        raise _too_large()


def _too_large() -> Unreadable:
    return Unreadable("too_large_inflated", limit=LARGEST_INFLATED // 1024**2, parts=MOST_PARTS)


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
    if 0 in data[:4]:  # XML in UTF-16 or UTF-32 has its NULs here; without them the words show
        data = data.replace(b"\0", b"")
    if any(word in data for word in _FORBIDDEN_XML) and "/media/" not in part.filename:
        raise Unreadable("xml_entity", part.filename)
    if part.filename.lower() == "[content_types].xml" and b"macroEnabled" in data:
        raise Unreadable("macro_file")


def _parse(content: bytes) -> list[Any]:
    """Return what the child wrote; its death by a signal or by the clock means that the workbook asks too much."""
    try:
        done = subprocess.run(
            # Isolated: no variable and no folder of the caller changes what the child imports.
            [sys.executable, "-I", str(_CHILD)], input=content, capture_output=True, check=False,
            timeout=LONGEST_PARSE_SECONDS,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise _too_large() from None
    if done.returncode < 0:
        raise _too_large()
    if done.returncode > 0:
        raise Unreadable("reader_failed", done.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2])
    *written, end = map(json.loads, done.stdout.splitlines())
    if end["end"] == "too_large_inflated":
        raise _too_large()
    if end["end"] != "whole":
        raise Unreadable(end["end"])
    return written


def _sheets(written: list[Any]) -> list[Sheet]:
    """Return the sheets of what the child wrote: an object opens each, and one list of texts a row follows it."""
    sheets: list[Sheet] = []
    faults: dict[int, Record] = {}
    row = 0
    for item in written:
        if isinstance(item, dict):
            _add_faults(sheets, faults)
            sheets.append(Sheet(item["sheet"], item["visible"], item["merged"], []))
            # Reversed, so that of several faults in one row the first is told.
            faults = {at: Record(at, [], code, at, text, column) for at, column, code, text in reversed(item["faults"])}
            row = 1
        else:
            sheets[-1].records.append(faults.pop(row) if row in faults else Record(row, item, last_row=row))
            row += 1
    _add_faults(sheets, faults)
    return sheets


def _add_faults(sheets: list[Sheet], faults: dict[int, Record]) -> None:
    """Add the rows that hold nothing but cells without a value: the parser leaves them out at the edges of a sheet."""
    if faults:
        sheets[-1].records.extend(faults.values())
        sheets[-1].records.sort(key=lambda record: record.row)
