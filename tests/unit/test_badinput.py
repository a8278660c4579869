"""Files that broke other readers: each is taken in, set aside in part or refused, as its manifest expects.

The files are other projects' test data and are never copied here; where they are missing, these tests say so and skip.
Their columns are foreign, so they are read without a schema. What a date or a number means is for validation: here it
is enough that the text arrives unchanged.
"""

import csv
import io
import json
import time
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from etl.extract import RawTable, read_table
from etl.workbook import read_sheets

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "badinput"
FOLDERS = ("csv", "csv_spectrum", "finnish", "xlsx", "text", "other")
SECONDS = 2

# Where we answer otherwise than the manifest, and why.
DIFFERENT = {
    "csv/dk__invalid_utf8.csv": ("quarantine", "whole UTF-16 after all; the row with the lost letter is set aside"),
    "csv/dk__pollock__file_quotation_char_0x27.csv": ("accept", "its one line is read as a header, and said to have no rows"),
    "csv/dk__rejects__frankstein__nightmare.csv": ("refuse", "one byte that is no letter refuses the file, not the row"),
    "csv/dk__unescaped_quotes__end_quote.csv": ("refuse", "the damaged record is the header"),
    "csv/dk__unescaped_quotes__unescaped_quote_new_line_rn.csv": ("refuse", "the damaged record is the header"),
    "csv/fr__capital-invalid.csv": ("refuse", "a doubled heading leaves no cell with a certain meaning"),
    "csv/fr__invalid.csv": ("refuse", "a doubled heading leaves no cell with a certain meaning"),
    "finnish/07_invisible.csv": ("accept", "names of regions are judged by validation; the letters are kept for it"),
    "xlsx/ca__errors.xlsx": ("refuse", "the sheet holds nothing but errors, so it has no header"),
    "xlsx/ca__formula.issue.xlsx": ("refuse", "no header: two equal numbers in the first row"),
    "xlsx/ca__minimal_package.xlsx": ("refuse", "a form, not a table: its headings are doubled"),
    "xlsx/fr__multiline-headers.xlsx": ("quarantine", "a header of several rows: the rows below the first do not fit it"),
}
# What the manifest calls one thing and we tell apart.
FINER = {"blank_header": "blank_column", "ragged_row": "header_width"}
# Faults of a file itself; the other names in the manifest are of dates, numbers and regions.
STRUCTURAL = {
    "empty_file", "header_only", "header_width", "blank_header", "duplicate_header", "ragged_row", "bad_quote", "encoding_guess",
    "bad_bytes", "nul_byte", "preamble", "unknown_separator", "wrong_type", "corrupt_archive", "encrypted", "xml_entity",
    "unsupported_format", "merged_cells", "several_sheets",
}  # fmt: skip


def manifest() -> list[dict[str, str]]:
    """Return the rows of the manifest, none when the collection is not here."""
    path = CORPUS / "manifest.csv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter=";"))


ROWS = manifest()
READABLE = [row for row in ROWS if row["file"].split("/")[0] in FOLDERS and row["expected"] != "oracle"]
pytestmark = pytest.mark.skipif(not ROWS, reason="the collection of bad files is not here (../shared/badinput)")


def outcome(table: RawTable) -> str:
    """Return accept, quarantine or refuse."""
    if table.is_refused:
        return "refuse"
    return "quarantine" if table.set_aside else "accept"


@pytest.mark.parametrize("row", READABLE, ids=lambda row: row["file"])
def test_a_bad_file_ends_as_its_manifest_says(row: dict[str, str]) -> None:
    """Taken in, set aside in part, or refused; never silent where a word is due, never longer than two seconds."""
    begun = time.perf_counter()
    table = read_table(CORPUS / row["file"])
    assert time.perf_counter() - begun < SECONDS
    assert table.records_in == len(table.rows) + table.set_aside
    allowed = {"any": {"accept", "quarantine", "refuse"}, "not_silent": {"quarantine", "refuse"}}
    different = DIFFERENT.get(row["file"])
    assert outcome(table) in (allowed.get(row["expected"], {row["expected"]}) if different is None else {different[0]})
    assert all(finding.message("fi") for finding in table.findings)


FAULTY = [row for row in READABLE if row["message_key"] in STRUCTURAL and row["file"] not in DIFFERENT]


@pytest.mark.parametrize("row", FAULTY, ids=lambda row: row["file"])
def test_a_bad_file_gets_the_message_of_its_fault(row: dict[str, str]) -> None:
    """Where the manifest names a fault of the file itself, that fault is what we say."""
    said = {finding.code for finding in read_table(CORPUS / row["file"]).findings}
    assert said & {row["message_key"], FINER.get(row["message_key"])}


def shape(row: dict[str, str]) -> tuple[int, ...]:
    """Return rows and columns where the manifest is certain of both, else nothing."""
    parts = row["expected_shape"].split("x")
    return tuple(map(int, parts)) if len(parts) == 2 and all(part.isdecimal() for part in parts) else ()


@pytest.mark.parametrize("row", [row for row in READABLE if shape(row) and ".csv" in row["file"]], ids=lambda row: row["file"])
def test_a_table_has_the_shape_that_is_certain(row: dict[str, str]) -> None:
    """No row is lost and none is made where people agree on how many there are."""
    table = read_table(CORPUS / row["file"])
    assert (len(table.rows), len(table.columns)) == shape(row)


@pytest.mark.parametrize("row", [row for row in READABLE if shape(row) and ".xlsx" in row["file"]], ids=lambda row: row["file"])
def test_a_sheet_has_the_shape_that_is_certain(row: dict[str, str]) -> None:
    """Of workbooks the first sheet is counted as it stands, header or none."""
    sheet = read_sheets((CORPUS / row["file"]).read_bytes())[0]
    assert (len(sheet.records), max(len(record.cells) for record in sheet.records)) == shape(row)


ORACLES = [row["file"] for row in READABLE if (CORPUS / row["file"]).with_suffix(".json").exists()]


@pytest.mark.parametrize("name", ORACLES)
def test_cells_are_those_of_the_answer_file(name: str) -> None:
    """csv-spectrum gives each cell, with its line breaks, quotes and letters."""
    answer = json.loads((CORPUS / name).with_suffix(".json").read_text(encoding="utf-8"))
    wanted = [{key: str(value).strip() for key, value in row.items()} for row in answer]
    assert [row.values for row in read_table(CORPUS / name).rows] == wanted


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml"])
@pytest.mark.parametrize("row", [row for row in ROWS if row["file"].startswith("xml/")], ids=lambda row: row["file"])
def test_a_document_type_in_any_part_refuses_the_workbook(row: dict[str, str], part: str, tmp_path: Path) -> None:
    """Entity bombs, cycles and outside entities, as the sheet, the shared strings or the styles."""
    whole, made = io.BytesIO(), io.BytesIO()
    with xlsxwriter.Workbook(whole, {"in_memory": True}) as book:
        book.add_worksheet().write_row(0, 0, ["alue", "pidetty"])
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            new.writestr(name, (CORPUS / row["file"]).read_bytes() if name == part else old.read(name))
    (tmp_path / "input.xlsx").write_bytes(made.getvalue())
    assert [finding.code for finding in read_table(tmp_path / "input.xlsx").findings] == [row["message_key"]]


def test_every_difference_is_still_one() -> None:
    """A line in the table of differences that no longer differs would hide the next change."""
    expected = {row["file"]: row["expected"] for row in READABLE}
    assert not {file for file, (ours, _) in DIFFERENT.items() if expected[file] == ours}


def test_the_text_of_finnish_files_arrives_unchanged() -> None:
    """The same table in Windows-1252, UTF-8, decomposed letters and no-break spaces: the same regions and events."""
    names = ("01_semicolon_cp1252", "02_semicolon_utf8_bom", "04_nfd", "05_nbsp_thousands")
    tables = [read_table(CORPUS / "finnish" / f"{name}.csv") for name in names]
    first = [(row.values["alue"], row.values["tapahtuma"]) for row in tables[0].rows]
    assert all([(row.values["alue"], row.values["tapahtuma"]) for row in table.rows] == first for table in tables)
    invisible = read_table(CORPUS / "finnish" / "07_invisible.csv")
    assert len({row.values["alue"] for row in invisible.rows}) > 1
