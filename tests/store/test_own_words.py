"""A data folder brings its own columns and codes, and tables as spreadsheets leave them are understood."""

import csv
import json
import shutil
from pathlib import Path

import pytest
import xlsxwriter

from etl.__main__ import main as etl
from tests.conftest import ROOT
from tests.support.stores import closing
from tilannekuva.store.engine import Store
from tilannekuva.store.tables import vocabulary


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A copy of the project's data that a test may change."""
    copied = tmp_path / "data"
    shutil.copytree(ROOT / "data", copied, ignore=shutil.ignore_patterns("store"))
    return copied


def run_load(capsys: pytest.CaptureFixture[str], data: Path, store: str) -> tuple[int, dict[str, object]]:
    """Load the folder and return the exit code and what was told."""
    code = etl(["load", "--data", str(data), "--store", store, "--json"])
    return code, json.loads(capsys.readouterr().out)


def change(path: Path, old: str, new: str) -> None:
    """Replace the first *old* in a file."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize("file", ["columns.csv", "vocabularies.csv", "actor_roles.csv"])
def test_a_folder_without_its_words_is_not_loaded(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], file: str) -> None:
    """The program's own are no stand-in: exit 2, and the missing file is named."""
    (data / "reference" / file).unlink()
    code, told = run_load(capsys, data, str(tmp_path / "store"))
    assert (code, told["generation"]) == (2, None)
    assert ("unreadable_file", file) in {(finding["code"], finding["file"]) for finding in told["findings"]}


@pytest.mark.parametrize(
    ("file", "row", "said"),
    [
        ("columns.csv", "claim,scope,1,alue,område,area\n", "claim, scope"),
        ("vocabularies.csv", None, "source, published_basis"),
    ],
)
def test_words_that_a_load_needs_are_missed(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], file: str, row: str | None, said: str
) -> None:
    """A column that claims cannot do without, the codes of a column that holds only codes: exit 2."""
    path = data / "reference" / file
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if line != row and not line.startswith("source,published_basis")), encoding="utf-8")
    code, told = run_load(capsys, data, str(tmp_path / "store"))
    assert code == 2
    assert ("missing_reference_row", said) in {(finding["code"], finding["value"]) for finding in told["findings"]}


def test_a_new_code_of_the_folder_is_taken_and_stored(data: Path, store_address: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A row in vocabularies.csv is enough for a unit, a row in columns.csv for a heading; each makes a new generation."""
    assert run_load(capsys, data, store_address)[0] == 0
    change(data / "claims" / "public.csv", ",8,grants,", ",8,banaania,")
    assert [finding["code"] for finding in run_load(capsys, data, store_address)[1]["findings"]] == ["unknown_code"]
    change(data / "reference" / "vocabularies.csv", "claim,unit,EUR", "claim,unit,bananas,banaania,bananer,bananas,,,\nclaim,unit,EUR")
    change(data / "reference" / "columns.csv", "yksikkö,enhet,unit", "mittayksikkö,enhet,unit")
    change(data / "claims" / "public.csv", ",unit,", ",mittayksikkö,")
    code, told = run_load(capsys, data, store_address)
    assert (code, told["generation"]) == (0, 3)
    with closing(Store(store_address)) as store, store.connect() as db:
        words = dict(map(tuple, db.execute(vocabulary.select().with_only_columns(vocabulary.c.code, vocabulary.c.name_sv))))
    assert words["bananas"] == "bananer"


def test_regions_whose_nought_a_spreadsheet_took_are_read(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """All rows of public.csv as a workbook with numbers in the column of regions: all in, and one note."""
    path = data / "claims" / "public.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    path.unlink()
    place = rows[0].index("scope")
    with xlsxwriter.Workbook(data / "claims" / "public.xlsx") as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, [int(cell) if nth == place and cell.isdigit() else cell for nth, cell in enumerate(row)])
    code, told = run_load(capsys, data, str(tmp_path / "store"))
    short = sum(row[place].isdigit() and row[place].startswith("0") for row in rows)
    assert (code, sum(file["rows_kept"] for file in told["files"])) == (0, 934)
    assert [(finding["code"], finding["values"]["count"]) for finding in told["findings"]] == [("scope_digit", str(short))]


def test_regions_may_stand_by_their_official_name(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A note says what was read; a name with a typo is set aside with the region that was meant."""
    change(data / "claims" / "public.csv", ",90,", ",Helsingin kaupunki,")
    code, told = run_load(capsys, data, str(tmp_path / "store"))
    assert (code, [finding["code"] for finding in told["findings"]]) == (0, ["scope_name"])
    assert "Helsingin kaupunki = 90" in told["findings"][0]["message"]
    change(data / "claims" / "public.csv", ",Helsingin kaupunki,", ",Helsingin kaupunk,")
    code, told = run_load(capsys, data, str(tmp_path / "store"))
    assert (code, [finding["code"] for finding in told["findings"]]) == (1, ["unknown_region_near"])
