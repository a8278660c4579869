"""XLSX files: what must be true of an archive before it is parsed, and the parsing in a process of its own.

A crafted workbook may end the process that parses it (by memory or by a fault in the parser), so that process is not
ours. What it may cost is bounded by the limits below and by those of `workbook_child`.
"""

import json
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from etl.findings import Unreadable
from etl.sheetcut import Cut
from etl.textfile import Record

SUFFIXES = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")  # all looked at, one taken in
LARGEST_INFLATED = 1024 * 1024 * 1024  # bytes, all parts together; what they cost is bounded in the process that parses
MOST_TEXT = 200_000_000  # characters of cells that are held in memory at once
MOST_PARTS = 1_000
STEEPEST_RATIO = 100  # of inflated to stored size, for parts beyond LARGE_PART
LARGE_PART = 1024 * 1024
LONGEST_PARSE_SECONDS = 60
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_FORBIDDEN_XML = (b"<!DOCTYPE", b"<!ENTITY")
_PIECE = 1024 * 1024  # bytes of a part looked at together
_OVERLAP = 16  # no shorter than any word that is looked for
SEPARATOR = "\x1f"  # as in workbook_child
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
    with BytesIO() as out:
        sheets = parse(content, suffix, out, MOST_TEXT)
        return [Sheet(told["sheet"], told["visible"], told["merged"], _records(out, told)) for told in sheets]


def check_archive(content: bytes, suffix: str) -> dict[str, bytes]:
    """Refuse what is no workbook, or one that is locked, damaged, carries a macro, or would swell too far.

    Returns the sheets, cut down to the rows that may hold a fault, by the name of the part; not those that have to be read whole.
    """
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
            cuts = {part.filename: _looked_at(archive, part) for part in archive.infolist()}
            return {name: cut for name, cut in cuts.items() if cut is not None}
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


def _looked_at(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bytes | None:
    """Inflate the part to its end, which proves its size and its checksum, and return a sheet cut down."""
    cut = Cut() if "/worksheets/" in part.filename else None
    for piece in _pieces(archive, part):
        if cut:
            cut.take(piece)
    return cut.down() if cut else None


def _pieces(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield the part piece by piece, without a document type and, where it tells what the parts are, without macros.  Raises Unreadable."""
    before, is_wide = b"", None
    with archive.open(part) as file:
        while piece := file.read(_PIECE):
            if is_wide is None:
                is_wide = 0 in piece[:4]  # XML in UTF-16 or UTF-32 has its NULs here; without them the words show
            if is_wide:
                piece = piece.replace(b"\0", b"")
            text = before + piece  # with the end of the one before it, so that no word is cut in two
            # One letter is looked for ten times faster than a word, and most parts are without this one.
            if b"!" in text and any(word in text for word in _FORBIDDEN_XML) and "/media/" not in part.filename:
                raise Unreadable("xml_entity", part.filename)
            if part.filename.lower() == "[content_types].xml" and b"macroEnabled" in text:
                raise Unreadable("macro_file")
            before = piece[-_OVERLAP:]
            yield piece


def parse(content: bytes, suffix: str, out: BinaryIO, most: int) -> list[dict[str, Any]]:
    """Check a workbook, write the rows of all worksheets to *out* (at most *most* characters), and return what the child tells of each sheet.

    Its death by a signal or by the clock means that the workbook asks too much.  Raises Unreadable.
    """
    job = {"most": most, "cuts": {name: cut.decode("latin-1") for name, cut in check_archive(content, suffix).items()}}
    is_file = not isinstance(out, BytesIO)
    try:
        done = subprocess.run(
            # Isolated: no variable and no folder of the caller changes what the child imports.
            [sys.executable, "-I", str(_CHILD)], input=json.dumps(job).encode() + b"\n" + content, check=False,
            stdout=out if is_file else subprocess.PIPE, stderr=subprocess.PIPE, timeout=LONGEST_PARSE_SECONDS,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise _too_large() from None
    if done.returncode < 0:
        raise _too_large()
    if done.returncode > 0:
        raise Unreadable("reader_failed", done.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2])
    if not is_file:
        out.write(done.stdout)
    ended = json.loads(_last_line(out))
    if ended["end"] == "too_large_inflated":
        raise _too_large()
    if ended["end"] != "whole":
        raise Unreadable(ended["end"])
    sheets: list[dict[str, Any]] = ended["sheets"]
    return sheets


def _last_line(out: BinaryIO) -> bytes:
    size, length = out.seek(0, 2), 1 << 16
    while True:
        out.seek(max(0, size - length))
        _, found, line = out.read().rstrip(b"\n").rpartition(b"\n")
        if found or length >= size:
            return line
        length *= 4


def record_of(line: bytes) -> Record:
    """Return a row as the child wrote it."""
    text = line.decode("utf-8").removesuffix("\n")
    row, *cells = json.loads(text) if text.startswith("[") else text.split(SEPARATOR)
    return Record(int(row), cells, last_row=int(row))


def faults_in(told: Mapping[str, Any]) -> dict[int, Record]:
    """Return the rows of a sheet that hold an error or a formula without a value; of several in one row the first is told."""
    return {row: Record(row, [], code, row, text, column) for row, column, code, text in reversed(told["faults"])}


def records_of(lines: Iterable[bytes], faults: Mapping[int, Record]) -> Iterator[Record]:
    """Yield the rows, those at fault as such."""
    for record in map(record_of, lines):
        yield faults.get(record.row, record)


def _records(out: BinaryIO, told: Mapping[str, Any]) -> list[Record]:
    out.seek(told["start"])
    lines = out.read(told["end"] - told["start"]).splitlines()
    faults = faults_in(told)
    return sorted([*records_of(lines, faults), *beyond(told, faults)], key=lambda record: record.row)


def beyond(told: Mapping[str, Any], faults: Mapping[int, Record]) -> Iterator[Record]:
    """Yield the rows that hold nothing but cells without a value: the parser leaves them out at the end of a sheet."""
    return (record for row, record in faults.items() if row > told["last_row"])
