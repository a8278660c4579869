"""Reading workbooks: what a cell becomes, where it stood, and that a crafted file harms no process but its own."""

import io
import random
import struct
import time
import zipfile
from collections.abc import Callable
from datetime import date, datetime, timedelta
from datetime import time as time_of_day
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from etl import workbook, workbook_child
from etl.extract import Column, RawTable, TableSchema, read_table
from etl.findings import Unreadable

MEETINGS = TableSchema((Column("region", True, ("alue",)), Column("held_on", True, ("pidetty",)), Column("value")))
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
DOCTYPE = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'


def book(fill: Callable[[xlsxwriter.Workbook], object]) -> bytes:
    """Return the bytes of a workbook that *fill* has written in."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "default_date_format": "d.m.yyyy"}) as made:
        fill(made)
    return out.getvalue()


def table(rows: list[list[object]], first_row: int = 0, first_column: int = 0) -> bytes:
    """Return a workbook of one sheet with these rows."""

    def fill(made: xlsxwriter.Workbook) -> None:
        sheet = made.add_worksheet("Taul1")
        for number, row in enumerate(rows, start=first_row):
            sheet.write_row(number, first_column, row)

    return book(fill)


def read(folder: Path, content: bytes, schema: TableSchema | None = MEETINGS) -> RawTable:
    """Write a workbook and read it back as a table."""
    path = folder / "input.xlsx"
    path.write_bytes(content)
    return read_table(path, schema)


def repacked(content: bytes, **changed: bytes) -> bytes:
    """Return the workbook with parts replaced or added; `sheet` is the first sheet's part."""
    names = {
        "sheet": "xl/worksheets/sheet1.xml", "strings": "xl/sharedStrings.xml", "styles": "xl/styles.xml",
        "macro": "xl/vbaProject.bin", "picture": "xl/media/image1.svg",
    }  # fmt: skip
    replaced = {names.get(key, key): data for key, data in changed.items()}
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, replaced.pop(name, None) or old.read(name))
        for name, data in replaced.items():
            new.writestr(name, data)
    return out.getvalue()


GOOD = table([["alue", "pidetty"], ["Lappi", "18.3.2021"], ["Kainuu", "1.4.2021"]])


def said(found: RawTable) -> list[str]:
    """Return the codes of what was said about a file."""
    return [finding.code for finding in found.findings]


def test_a_plain_workbook_is_read_without_a_word(tmp_path: Path) -> None:
    """Headings in Finnish, text as it stands, row numbers as the spreadsheet shows them."""
    found = read(tmp_path, GOOD)
    assert said(found) == []
    assert [(row.row, row.values["region"]) for row in found.rows] == [(2, "Lappi"), (3, "Kainuu")]


def test_row_numbers_are_those_of_the_spreadsheet(tmp_path: Path) -> None:
    """Blank rows and columns before the table, and blank rows in it, do not shift the place of a finding."""
    content = table([["alue", "pidetty"], ["Lappi", "a"], [], ["Kainuu", "b"]], first_row=4, first_column=2)
    found = read(tmp_path, content)
    assert [row.row for row in found.rows] == [6, 8]
    assert (found.header_row, found.blank_lines, found.records_in) == (5, 1, 2)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (2.0, "2"),
        (-0.0, "0"),
        (999999999999999.0, "999999999999999"),
        (12345678901234567.0, "12345678901234600"),
        (1234.5, "1234.5"),
        (274.65999999999997, "274.66"),
        (1e-7, "0.0000001"),
        (1e20, "100000000000000000000"),
        (True, "TRUE"),
        ("01", "01"),
        (date(2021, 3, 18), "2021-03-18"),
        (datetime(2021, 3, 18), "2021-03-18"),  # noqa: DTZ001 - a spreadsheet knows no zone
        (datetime(2021, 3, 18, 14, 30), "2021-03-18T14:30:00"),  # noqa: DTZ001
        (time_of_day(16, 15), "16:15"),
        (timedelta(hours=25, minutes=1), "25:01"),
        ("", ""),
    ],
)
def test_a_cell_becomes_what_a_person_would_type(value: object, shown: str) -> None:
    """No 2.0 for 2, no float noise, days and times in ISO form."""
    assert workbook_child.cell_text(value) == shown


def test_dates_of_both_day_counts_come_out_the_same(tmp_path: Path) -> None:
    """A workbook that counts its days from 1904 means the same day."""
    for count_from_1904 in (False, True):
        out = io.BytesIO()
        options = {"in_memory": True, "default_date_format": "d.m.yyyy", "date_1904": count_from_1904}
        with xlsxwriter.Workbook(out, options) as made:
            sheet = made.add_worksheet()
            sheet.write_row(0, 0, ["alue", "pidetty"])
            sheet.write_string(1, 0, "Lappi")
            sheet.write_datetime(1, 1, datetime(2021, 3, 18))  # noqa: DTZ001 - a spreadsheet knows no zone
        assert read(tmp_path, out.getvalue()).rows[0].values["held_on"] == "2021-03-18"


def test_the_sheet_with_the_headings_is_read_and_the_others_named(tmp_path: Path) -> None:
    """A cover sheet before the table is passed over, and the reader is told which sheet was taken."""

    def fill(made: xlsxwriter.Workbook) -> None:
        made.add_worksheet("Ohje").write_row(0, 0, ["Täytä alue"])
        made.add_worksheet("Tyhjä")
        made.add_worksheet("Kokoukset").write_column(0, 0, ["alue", "Lappi"])
        made.get_worksheet_by_name("Kokoukset").write_column(0, 1, ["pidetty", "2021"])

    found = read(tmp_path, book(fill))
    assert said(found) == ["several_sheets"]
    assert found.findings[0].values == {"sheet": "Kokoukset", "others": "Ohje"}
    assert len(found.rows) == 1


def test_a_hidden_sheet_is_the_last_choice_and_is_said(tmp_path: Path) -> None:
    """An old copy on a hidden sheet does not stand in for the visible one."""

    def fill(made: xlsxwriter.Workbook) -> None:
        made.add_worksheet("Ohje").write_string(0, 0, "Ohje")
        hidden = made.add_worksheet("Vanha")
        hidden.hide()
        hidden.write_column(0, 0, ["alue", "Lappi"])
        hidden.write_column(0, 1, ["pidetty", "2021"])

    assert said(read(tmp_path, book(fill))) == ["several_sheets", "hidden_sheet"]


def test_an_error_and_an_uncalculated_formula_set_their_row_aside(tmp_path: Path) -> None:
    """The parser shows both as empty cells; an empty cell would be believed."""

    def fill(made: xlsxwriter.Workbook) -> None:
        sheet = made.add_worksheet()
        for number, row in enumerate([["alue", "pidetty"], ["Lappi", "2021"], ["Kainuu", ""], ["Pohjanmaa", "2021"]]):
            sheet.write_row(number, 0, row)
        sheet.write_formula(2, 1, "=1/0", None, "#DIV/0!")
        sheet.write_formula(3, 1, "=2020+1", None, 2021)

    found = read(tmp_path, book(fill))
    assert [(finding.code, finding.row, finding.column, finding.value) for finding in found.findings] == [("error_cell", 3, "held_on", "B3 #DIV/0!")]
    assert [row.values["held_on"] for row in found.rows] == ["2021", "2021"]


def test_a_formula_nobody_calculated_is_found_even_at_the_edge(tmp_path: Path) -> None:
    """A program that writes formulas without values leaves rows that the parser does not even see."""
    made = openpyxl.Workbook()
    for row in (["alue", "pidetty"], ["Lappi", "2021"], ["Kainuu", "=1+1"], ["=A2", "=B2"]):
        made.active.append(row)
    out = io.BytesIO()
    made.save(out)
    found = read(tmp_path, out.getvalue())
    assert [(finding.code, finding.row, finding.value) for finding in found.findings] == [
        ("formula_without_value", 3, "B3"),
        ("formula_without_value", 4, "A4"),
    ]
    assert (found.records_in, len(found.rows)) == (3, 1)


def test_merged_cells_are_said(tmp_path: Path) -> None:
    """Only the first of merged cells holds the value, so the others look empty."""

    def fill(made: xlsxwriter.Workbook) -> None:
        sheet = made.add_worksheet("Taul1")
        sheet.write_row(0, 0, ["alue", "pidetty"])
        sheet.merge_range("A2:A3", "Lappi")
        sheet.write_column(1, 1, ["2021", "2022"])

    found = read(tmp_path, book(fill))
    assert [(finding.code, finding.value) for finding in found.findings] == [("merged_cells", "A2")]
    assert [row.values["region"] for row in found.rows] == ["Lappi", ""]


def test_a_cell_beside_the_table_sets_its_row_aside(tmp_path: Path) -> None:
    """A remark under no heading belongs to nothing we know; the row is shown, not cut."""
    found = read(tmp_path, table([["alue", "pidetty"], ["Lappi", "2021"], ["Kainuu", "2021", "", "huom"]]))
    assert [(finding.code, finding.row) for finding in found.findings] == [("ragged_row", 3)]
    assert len(found.rows) == 1


def many_parts() -> bytes:
    """Return a workbook of more parts than any real one has."""
    return repacked(GOOD, **{f"xl/x{number}.xml": b"<x/>" for number in range(workbook.MOST_PARTS)})


def damaged() -> bytes:
    """Return a workbook whose first sheet was changed after its checksum was made."""
    content = bytearray(repacked(GOOD))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        part = archive.getinfo("xl/worksheets/sheet1.xml")
    content[part.header_offset + 30 + len(part.filename) + 40] ^= 0xFF
    return bytes(content)


def doubled() -> bytes:
    """Return a workbook with two sheets of one name: readers would differ in which they show."""
    out = io.BytesIO(GOOD)
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(out, "a") as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"<worksheet/>")
    return out.getvalue()


def understated() -> bytes:
    """Return a workbook that declares a large part to be small."""
    content = repacked(GOOD, **{"xl/big.xml": b"<x/>" * 500_000})
    directory = content.rindex(b"xl/big.xml") - 46
    return content[: directory + 24] + struct.pack("<I", 100) + content[directory + 28 :]


def locked() -> bytes:
    """Return a workbook whose archive says that its parts need a password."""
    directory = GOOD.index(b"PK\x01\x02")
    return GOOD[: directory + 8] + b"\x01\x00" + GOOD[directory + 10 :]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (lambda: OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600), "encrypted"),
        (lambda: OLE + bytes(600), "unsupported_format"),
        (lambda: b"alue,pidetty\nLappi,2021\n", "wrong_type"),
        (lambda: b"PK\x05\x06" + bytes(18), "corrupt_archive"),
        (lambda: GOOD[: len(GOOD) // 2], "corrupt_archive"),
        (damaged, "corrupt_archive"),
        (doubled, "corrupt_archive"),
        (understated, "corrupt_archive"),
        (locked, "encrypted"),
        (many_parts, "too_large_inflated"),
        (lambda: repacked(GOOD, **{"xl/big.xml": bytes(30_000_000)}), "too_large_inflated"),
        (lambda: repacked(GOOD, macro=b"\xcc\x61"), "macro_file"),
        (lambda: repacked(GOOD, **{"[Content_Types].xml": b'<Types x="macroEnabled"/>'}), "macro_file"),
        (lambda: repacked(GOOD, **{"xl/workbook.bin": b"x"}), "unsupported_format"),
        (lambda: repacked(GOOD, **{"content.xml": b"<x/>", "mimetype": b"x"}), "unsupported_format"),
        (lambda: repacked(GOOD, sheet=DOCTYPE), "xml_entity"),
        (lambda: repacked(GOOD, strings=DOCTYPE), "xml_entity"),
        (lambda: repacked(GOOD, styles=DOCTYPE.decode().encode("utf-16")), "xml_entity"),
        (lambda: repacked(GOOD, sheet=b"<worksheet><sheetData><row>"), "corrupt_archive"),
    ],
)  # fmt: skip
def test_a_workbook_that_cannot_be_trusted_is_refused(tmp_path: Path, content: Callable[[], bytes], code: str) -> None:
    """Each kind of harm has its own word, within two seconds."""
    made = content()
    begun = time.perf_counter()
    found = read(tmp_path, made)
    assert said(found) == [code]
    assert found.is_refused
    assert time.perf_counter() - begun < 2


def test_a_picture_may_have_a_document_type(tmp_path: Path) -> None:
    """An SVG drawing is no part that the parser reads."""
    assert said(read(tmp_path, repacked(GOOD, picture=DOCTYPE))) == []


def test_a_sheet_of_endless_size_is_refused(tmp_path: Path) -> None:
    """Two cells in opposite corners make a table of 17 thousand million cells: refused, not allocated."""

    def fill(made: xlsxwriter.Workbook) -> None:
        sheet = made.add_worksheet()
        sheet.write_string(0, 0, "alue")
        sheet.write_string(1_048_575, 16_383, "loppu")

    assert said(read(tmp_path, book(fill))) == ["too_large_inflated"]


def test_one_text_in_many_cells_is_counted_each_time() -> None:
    """A shared text is stored once and shown often: the limit is on what is written out."""
    content = table([["x" * 500] * 10 for _ in range(10)])
    assert workbook_child.write_workbook(content, io.BytesIO(), 10_000, {}) == {"end": "too_large_inflated"}
    assert workbook_child.write_workbook(GOOD, io.BytesIO(), 10_000, {})["end"] == "whole"


@pytest.mark.parametrize(
    ("script", "code"),
    [
        ("import os; os.abort()", "too_large_inflated"),
        ("import time; time.sleep(30)", "too_large_inflated"),
        ("raise ImportError('python_calamine')", "reader_failed"),
        ('print(\'{"end": "corrupt_archive"}\')', "corrupt_archive"),
    ],
)
def test_the_death_of_the_parser_is_an_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, code: str) -> None:
    """Whatever kills or stops the parsing process, the caller gets a word and lives on."""
    (tmp_path / "child.py").write_text(script, encoding="utf-8")
    monkeypatch.setattr(workbook, "_CHILD", tmp_path / "child.py")
    monkeypatch.setattr(workbook, "LONGEST_PARSE_SECONDS", 1)
    with pytest.raises(Unreadable) as refusal:
        workbook.read_sheets(GOOD)
    assert refusal.value.code == code


def test_the_parser_has_a_limit_of_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Asking for more than the limit ends the asking, not the machine."""
    folder = Path(workbook_child.__file__).parent
    script = f"import sys; sys.path.insert(0, {str(folder)!r}); import workbook_child as w\nw.limit_memory()\n"
    script += 'try:\n    bytes(w.MOST_MEMORY)\nexcept MemoryError:\n    print(\'{"end": "too_large_inflated"}\')\n'
    (tmp_path / "child.py").write_text(script, encoding="utf-8")
    monkeypatch.setattr(workbook, "_CHILD", tmp_path / "child.py")
    with pytest.raises(Unreadable, match="too_large_inflated"):
        workbook.read_sheets(GOOD)


@pytest.mark.parametrize("seed", range(12))
def test_a_damaged_workbook_is_refused_or_read_whole(tmp_path: Path, seed: int) -> None:
    """Bytes changed at random anywhere: the checksums see it, or the change touched nothing that is read."""
    chance = random.Random(seed)  # noqa: S311 - a repeatable choice, nothing secret
    content = bytearray(GOOD)
    for _ in range(chance.randint(1, 20)):
        content[chance.randrange(len(content))] = chance.randrange(256)
    found = read(tmp_path, bytes(content))
    assert found.is_refused or [row.values["region"] for row in found.rows] == ["Lappi", "Kainuu"]
