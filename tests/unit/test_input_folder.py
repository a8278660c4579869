"""Which files of sources/ and claims/ are read: every one that a person put there is read, or something is said of it."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from etl.run import check
from tilannekuva.store.begun import Begun

ROOT = Path(__file__).resolve().parents[2]
HEADING, *ROWS = (ROOT / "data" / "claims" / "public.csv").read_text(encoding="utf-8").splitlines()
OWN = f"{HEADING}\n{ROWS[0].replace('M0001a', 'N1', 1)}\n"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A copy of the project's data that a test may change; its claims are those of the newsletters."""
    copied = tmp_path / "data"
    shutil.copytree(ROOT / "data", copied, ignore=shutil.ignore_patterns("store", "public.csv"))
    shutil.copy(ROOT / "data" / "sources" / "public.csv", copied / "sources")
    return copied


def judged(data: Path, file: str, content: bytes) -> tuple[int, dict[str, int], dict[str, str]]:
    """Put a file into the data and return the exit code, the rows kept by file of claims, and the findings by file."""
    path = data / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    told = check(data, date(2026, 11, 24), Begun(data))
    kept = {count.file: count.rows_kept for count in told.files if count.file.startswith("claims/")}
    return told.exit_code, kept, {found.file: found.code for found in told.findings}


@pytest.mark.parametrize("file", ["claims/uusi.csv", "claims/UUSI.CSV", "claims/uusi.txt", "claims/2026/syksy/uusi.csv"])
def test_a_table_is_read_wherever_it_lies(data: Path, file: str) -> None:
    """Also in a folder inside the folder, under its path."""
    assert judged(data, file, OWN.encode()) == (0, {"claims/newsletters.csv": 233, file: 1}, {})


@pytest.mark.parametrize(
    ("file", "content", "code"),
    [
        ("claims/uusi.ods", b"PK\x03\x04", "unsupported_format"),
        ("claims/uusi.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "unsupported_format"),
        ("claims/uusi.xlsm", b"PK\x03\x04", "corrupt_archive"),
        ("claims/uusi.xlsb", b"PK\x03\x04", "unsupported_format"),
        ("sources/2026/uusi.ods", b"PK\x03\x04", "unsupported_format"),
    ],
)
def test_a_table_of_a_kind_that_is_not_taken_is_refused(data: Path, file: str, content: bytes, code: str) -> None:
    """A spreadsheet that nobody reads would be a silent loss: nothing is published before it is saved as .xlsx."""
    exit_code, _, said = judged(data, file, content)
    assert (exit_code, said) == (2, {file: code})


@pytest.mark.parametrize("file", ["claims/README.md", "claims/uusi.csv.bak", "claims/tiedot.json", "claims/uusi", "sources/kuva.png"])
def test_any_other_file_is_told_of(data: Path, file: str) -> None:
    """It may lie there, but nobody should believe that it was read."""
    assert judged(data, file, b"{}")[::2] == (0, {file: "file_not_read"})


@pytest.mark.parametrize(
    "file", ["claims/.DS_Store", "claims/~$uusi.xlsx", "claims/.~lock.uusi.ods#", "claims/Thumbs.db", "claims/uusi.csv~", "claims/.git/x"]
)
def test_hidden_and_passing_files_are_no_input(data: Path, file: str) -> None:
    """What programs leave behind is not spoken of."""
    assert judged(data, file, b"x")[::2] == (0, {})


def test_the_name_of_a_file_cannot_break_what_is_told(data: Path) -> None:
    """Letters of another encoding and line breaks in a name are shown as what they are."""
    path = data / "claims" / b"uu\xe4si\n.md".decode("utf-8", "surrogateescape")
    path.write_bytes(b"x")
    told = check(data, date(2026, 11, 24), Begun(data))
    assert [found.file for found in told.findings] == ["claims/uu⟨U+DCE4⟩si⟨U+000A⟩.md"]
