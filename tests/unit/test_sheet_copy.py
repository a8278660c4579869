"""Large workbooks: whichever way a row goes in, by the copy or by the careful reader, it holds the same, whatever its cells are."""

import io
import random
import zipfile
from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from datetime import time as time_of_day
from pathlib import Path

import pytest
import xlsxwriter

from etl import sheetcopy, sheetcut, workbook, workbook_child
from etl.columns import clean
from etl.express import _read_csv
from etl.extract import Column, LargeTable, RawTable, TableSchema, read_table
from etl.findings import Unreadable
from etl.plain import Copy, NotPlain
from tests.unit.test_workbook import GOOD, repacked, table
from tilannekuva.store.files import building

WORDS = TableSchema(tuple(Column(code, place < 2) for place, code in enumerate(("one", "two", "three", "four"))))
TEXTS = (
    "", "sana", " sana ", "01", "a\u0308", "'etu", '"lainattu"', 'vain "', "a;b,c|d", "rivi\nvaihtuu", "tai\rnäin", "väli\tlyönti", "x" * 3000,
    "mal\u200bli", "Ã¤", "[1, 2]", "{}", "_x001F_", "_x000A_", "_x005F_x001F_", "NULL", "\u00a0", "😀", "=1+1", "2021-03-18", "\\N", "#", "\x1fa",
)  # fmt: skip
VALUES = (
    2, -0.0, 1234.5, 274.65999999999997, 1e-7, 1e20, 0.1 + 0.2, True, False, date(2021, 3, 18), datetime(2021, 3, 18, 14, 30, tzinfo=None),  # noqa: DTZ001
    time_of_day(16, 15), timedelta(hours=25, minutes=1), date(1899, 12, 31), date(1900, 2, 28), date(9999, 12, 31),
)  # fmt: skip
FORMULAS = ("", 5, 2.5, "teksti", "#DIV/0!", "#N/A", True, "TRUE", 44273)


def random_workbook(seed: int) -> bytes:
    """Return a workbook of cells of every kind: rich, merged, hidden, beside the table, on several sheets, in row or shared text."""
    chance = random.Random(seed)  # noqa: S311 - a repeatable choice, nothing secret
    out = io.BytesIO()
    options = {"in_memory": True, "default_date_format": "d.m.yyyy", "constant_memory": seed % 4 == 3, "date_1904": seed % 5 == 4}
    options |= {"strings_to_formulas": False, "strings_to_urls": False, "nan_inf_to_errors": True}
    with xlsxwriter.Workbook(out, options) as book:
        if seed % 3 == 1:
            book.add_worksheet("Ohje").write_column(0, 0, ["Täytä toinen taulukko.", "", "Kiitos"])
        sheet = book.add_worksheet("Taul")
        first, left = chance.choice([(0, 0), (0, 0), (3, 0)]), 0
        top = first[0]
        if top and chance.random() < 0.5:
            sheet.write(0, 0, "Otsikko")
        sheet.write_row(top, left, ["one", "two", "three", "four"])
        for row in range(top + 1, top + 120):
            if chance.random() < 0.05:
                continue
            for column in range(4 if chance.random() < 0.97 else 6):
                write(book, sheet, row, column, chance)
        if seed % 4 == 2:
            sheet.merge_range(top + 130, 0, top + 131, 1, "yhdessä")
            sheet.set_row(top + 3, None, None, {"hidden": True})
            sheet.set_column(2, 2, None, None, {"hidden": True})
        if seed % 6 == 5:
            sheet.write_formula(top + 140, 2, "=1+1", None, "")
            sheet.write_formula(top + 150, 0, "=1/0", None, "#DIV/0!")
        if seed % 3 == 2:
            book.add_worksheet("Muuta").write_row(0, 0, ["one", "two"])
    return out.getvalue()


def write(book: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet, row: int, column: int, chance: random.Random) -> None:
    """Write one cell of a kind that chance decides."""
    kind = chance.random()
    if kind < 0.5:
        sheet.write_string(row, column, chance.choice(("sana", "toinen", "01", "2021-03")))
    elif kind < 0.7:
        sheet.write_string(row, column, chance.choice(TEXTS))
    elif kind < 0.95:
        sheet.write(row, column, chance.choice(VALUES))
    elif kind < 0.97:
        sheet.write_rich_string(row, column, "osa ", book.add_format({"bold": True}), "lihava", " loppu")
    elif kind < 0.98 or column > 1:
        sheet.write_formula(row, column, "=A1", None, chance.choice(FORMULAS))


class Taken:
    """Takes rows of a copy as the fast way reads them: all that the engine can read, or none."""

    def __init__(self, folder: Path, *, everything: bool) -> None:
        self._folder = folder
        self._everything = everything
        self.rows: dict[int, list[str]] = {}

    def __call__(self, plain: Copy, columns: Sequence[str | None], name: str) -> Collection[int]:
        """Read the copy as Express reads it, and say that nothing was left, or all."""
        if self._everything:
            with building(self._folder / "x.duckdb") as engine, engine.connect() as db:
                told = db.exec_driver_sql(f"SELECT * FROM {_read_csv(plain, [code or f'_{at}' for at, code in enumerate(columns)], ())}")
                self.rows = {row: [cell or "" for cell in cells] for row, *cells in told.fetchall()}
            (self._folder / "x.duckdb").unlink()
        everything = range(plain.header_row + 1, plain.last_row + 1)
        return set(everything) - plain.covered - set(self.rows)


def both(folder: Path, content: bytes, *, everything: bool) -> tuple[RawTable, RawTable, dict[int, list[str]]]:
    """Return a workbook as the careful reader has it, as the large way has it, and the rows that were taken."""
    path = folder / "input.xlsx"
    path.write_bytes(content)
    taken = Taken(folder, everything=everything)
    large = LargeTable(path, WORDS, "input.xlsx", folder / "copy.csv", taken)
    return read_table(path, WORDS), large.table, taken.rows


@pytest.mark.parametrize("seed", range(12))
def test_rows_that_are_left_are_read_as_the_careful_reader_reads_them(tmp_path: Path, seed: int) -> None:
    """Rows, places, findings and counts: nothing tells the two ways apart."""
    careful, large, _ = both(tmp_path, random_workbook(seed), everything=False)
    assert large == careful
    assert len(careful.rows) > 80


@pytest.mark.parametrize("seed", range(12))
def test_rows_that_the_engine_reads_hold_the_same_texts(tmp_path: Path, seed: int) -> None:
    """What is taken from the copy is what the careful reader would have said, and rows at fault or beside the table are never among it."""
    careful, large, taken = both(tmp_path, random_workbook(seed), everything=True)
    texts = {row.row: list(row.values.values()) for row in careful.rows}
    assert len(taken) > 50
    for row, cells in taken.items():
        blank = not any(cell.strip() for cell in cells)
        lost = any("Ã¤" in cell for cell in cells)
        assert blank or lost or texts[row] == [clean(cell) for cell in cells[:4]]
    aside = {found.row for found in careful.findings if found.code in ("error_cell", "formula_without_value", "ragged_row")}
    assert not aside & set(taken)
    assert {row.row for row in large.rows} == set(texts) - set(taken)


def test_text_in_other_clothes_is_the_same_text(tmp_path: Path) -> None:
    """Reading aids of Japanese, text in the cell itself, an apostrophe that only marks text, and plain errors."""
    head = "".join(
        f'<c r="{place}1" t="inlineStr"><is><t>{code}</t></is></c>' for place, code in zip("ABCD", ("one", "two", "three", "four"), strict=True)
    )
    cells = (
        '<c r="A2" t="inlineStr"><is><r><t>rikas</t></r><r><t> teksti</t></r><rPh sb="0" eb="1"><t>apu</t></rPh></is></c>'
        '<c r="B2" t="b"><v>1</v></c>',
        '<c r="A3" quotePrefix="1" t="str"><v>=1+1</v></c><c r="B3"><v>1E-3</v></c><c r="D3" t="d"><v>2021-03-18T00:00:00</v></c>',
        '<c r="A4" t="e"><v>#REF!</v></c><c r="B4"><v>1</v></c>',
        '<c r="A5" t="str"><f>B5</f><v>laskettu</v></c><c r="B5"><f>1+1</f></c>',
        '<c t="inlineStr"><is><t xml:space="preserve"> ilman paikkaa </t></is></c><c><v>7</v></c>',
    )
    rows = "".join(f"<row>{row}</row>" for row in (head, *cells))
    sheet = f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>'
    careful, large, _ = both(tmp_path, repacked(GOOD, sheet=sheet.encode()), everything=False)
    assert large == careful
    assert {found.code for found in careful.findings} == {"error_cell", "formula_without_value"}


def test_a_cell_that_holds_the_separator_stays_one_cell(tmp_path: Path) -> None:
    """No spreadsheet program writes such a sign, but a crafted file may, and calamine lets it through."""
    content = table([["one", "two", "three", "four"], ["a~b~", "c"], ["a", "b", "c~d"]])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        strings = archive.read("xl/sharedStrings.xml").replace(b"~", workbook.SEPARATOR.encode())
    for everything in (False, True):
        careful, large, taken = both(tmp_path, repacked(content, strings=strings), everything=everything)
        assert large == careful
        assert not taken
    assert [list(row.values.values()) for row in careful.rows] == [["a\x1fb", "c", "", ""], ["a", "b", "c\x1fd", ""]]


@pytest.mark.parametrize("block", [1, 50, 5000])
def test_every_length_of_block_reads_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, block: int) -> None:
    """A row is found again wherever its stretch begins."""
    child = Path(workbook.__file__).with_name("workbook_child.py").read_text(encoding="utf-8")
    (tmp_path / "child.py").write_text(child.replace("BLOCK = 1 << 18", f"BLOCK = {block}"), encoding="utf-8")
    monkeypatch.setattr("etl.workbook._CHILD", tmp_path / "child.py")
    careful, large, _ = both(tmp_path, random_workbook(1), everything=False)
    assert large == careful


def test_rows_too_wide_are_for_the_careful_reader_as_a_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A lone text far to the right makes every row of the sheet as wide."""
    content = table([["one", "two", "three", "four"], ["a", "b", "c", "d", *[""] * sheetcopy.WIDEST, "kaukana"]])
    with pytest.raises(NotPlain):
        both(tmp_path, content, everything=False)
    monkeypatch.setattr(sheetcopy, "LONGEST_LINE", 5)
    with pytest.raises(NotPlain):
        both(tmp_path, table([["one", "two"], ["a", "b"]]), everything=False)


def test_a_copy_has_a_limit_of_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One shared text may stand in a million cells: the disk is not filled with it."""
    monkeypatch.setattr(sheetcopy, "MOST_COPIED", 100)
    with pytest.raises(Unreadable, match="too_large_inflated"):
        both(tmp_path, table([["one", "two"], *[["x" * 50, "b"]] * 3]), everything=False)


@pytest.mark.parametrize("few", [1, 3, 50])
@pytest.mark.parametrize("seed", range(12))
def test_faults_are_the_same_when_only_rows_with_a_sign_are_looked_at(seed: int, few: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """By a letter or by the whole sign, in pieces of any length; and a sheet that is not written plainly is looked at as a whole."""
    monkeypatch.setattr(sheetcut, "FEW", few)
    with zipfile.ZipFile(io.BytesIO(random_workbook(seed))) as archive:
        sheets = [archive.read(name) for name in archive.namelist() if "/worksheets/" in name]
    for data in sheets:
        faults = cells_at_fault(data)
        for length in (7, 500, len(data)):
            cut = cut_down(data, length)
            assert cut is not None
            assert (cells_at_fault(cut) if cut else []) == faults
            odd = data.replace(b'<row r="', b'<row x="')
            for other in (odd, data.replace(b"<sheetData>", b"<!-- --><sheetData>"), data.replace(b"<sheetData>", b"<sheetData >")):
                assert cut_down(other, length) == (None if faults or b"<f>" in data else b"")
            ruled = data.replace(b"</sheetData>", b"</sheetData><dataValidations><formula1>1</formula1></dataValidations>")
            assert cut_down(ruled, length) == cut


def test_a_sheet_full_of_formulas_is_read_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is kept beside the process that parses has a bound; so has a row without end."""
    monkeypatch.setattr(sheetcut, "MOST_KEPT", 300)
    head, row = b"<worksheet><sheetData>", b'<row r="1"><c><f>1</f><v>1</v></c></row>'
    assert cut_down(head + row + b"</sheetData></worksheet>", 50) == head + row + b"</sheetData></worksheet>"
    assert cut_down(head + 10 * row + b"</sheetData></worksheet>", 50) is None
    assert cut_down(head + b'<row r="1">' + b"<c><v>1</v></c>" * 30 + b"</row>" + row + b"</sheetData></worksheet>", 50) is None


@pytest.mark.parametrize("length", range(1, 30))
def test_a_sign_in_two_pieces_is_one(length: int) -> None:
    """Also in a sheet that is not written plainly."""
    row = b'<row r="1"><c t="e"><v>#N/A</v></c></row>'
    assert cut_down(b"<x:worksheet><sheetData>" + row + b"</sheetData></x:worksheet>", length) is None
    assert row in (cut_down(b"<worksheet><sheetData>" + row + b"</sheetData></worksheet>", length) or b"")


def test_a_sheet_with_rows_in_a_row_is_read_whole() -> None:
    """Its text can be parsed, and a part of it could not."""
    assert cut_down(b'<worksheet><sheetData><row r="1"><row><c><f>1</f></c></row></row></sheetData></worksheet>', 500) is None


def cut_down(data: bytes, length: int) -> bytes | None:
    """Return a sheet cut down as it comes in pieces of a length."""
    cut = sheetcut.Cut()
    for start in range(0, len(data), length):
        cut.take(data[start : start + length])
    return cut.down()


def cells_at_fault(data: bytes) -> list[tuple[int, int, str, str]]:
    """Return the cells without a value of a sheet."""
    return list(workbook_child._cells_without_value(io.BytesIO(data)))
