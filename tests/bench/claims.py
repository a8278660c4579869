"""Claims by the thousand, in our real layout: the real ones told again of other regions and days, some of them broken.

`python -m tests.bench.claims 100000 FOLDER` makes a data folder that `python -m etl load --data FOLDER` takes in.
"""

import csv
import random
import re
import shutil
import sys
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path

import xlsxwriter

from tests.conftest import ROOT

BAD_SHARE = 0.005
DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
FIRST_NUMBER = 10_000_000
FIRST, LAST = date(2018, 1, 1), date(2026, 10, 31)
REGIONS = ("01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12", "13", "14", "15", "16", "17", "18", "19", "20", "21", "90")
BROKEN = (
    {"quote": ""}, {"title_sv": ""}, {"claim_id": "G10000007"}, {"kind": "gossip"}, {"actor_role": "foobar"}, {"scope": "Lapin hyvinvointialu"},
    {"scope": "Atlantis"}, {"workstream_code": "grant_modell"}, {"step_code": "no_such_step"}, {"cycle": "26"}, {"valid": "31.2.2021"},
    {"valid": "joskus myöhemmin"}, {"valid": "2014"}, {"valid": "2022-06/2022-01"}, {"reported": "2022-06/.."}, {"recorded": "2026-11"},
    {"source_id": "kirja"}, {"relation": "supersedes", "related_claim_id": ""}, {"relation": "", "related_claim_id": "G10000003"},
    {"relation": "supersedes", "related_claim_id": "G9"}, {"value": "kolme", "unit": "EUR"}, {"value": "1.234", "unit": "EUR"},
    {"value": "-5", "unit": "members"}, {"value": "3", "unit": ""}, {"time_of_day": "25:00"}, {"title_fi": "Kysy: nimi@example.invalid"},
    {"note": "soita +358 40 123 4567"}, {"title_en": "See facebook.com/someone"}, {"quote": "mal\u200bli"}, {"note": "ensin\ntoiseksi"},
    {"quote": "sana " * 13}, {"quote": "+RAGGED"}, {"quote": '+STRAY"QUOTE'},
)  # fmt: skip
"""One change for every kind of fault; the last two break the line itself, with a cell too many and with a lone quotation mark.

In a workbook the last is a cell of FAULTY: an error, or a formula that nobody has calculated.
"""
FAULTY = ("#DIV/0!", "")


def data_folder(count: int, folder: Path, bad_share: float = BAD_SHARE, seed: int = 7, suffix: str = ".csv") -> Path:
    """Make a data folder: our reference tables and sources, and a table of *count* claims of which *bad_share* (0-1) are broken."""
    for name in ("reference", "sources", "geo"):
        shutil.copytree(ROOT / "data" / name, folder / name, dirs_exist_ok=True)
    (folder / "claims").mkdir(parents=True, exist_ok=True)
    path = folder / "claims" / f"claims{suffix}"
    told = rows(count, bad_share, seed)
    if suffix == ".xlsx":
        _write_workbook(told, path)
    else:
        with path.open("w", encoding="utf-8", newline="") as file:
            file.write(",".join(templates()[0]) + "\n")
            file.writelines(map(_line, told))
    return folder


def templates() -> list[dict[str, str]]:
    """Return the real claims that are told again."""
    return [row for row in _real() if row["scope"] in REGIONS and not row["relation"]]


def rows(count: int, bad_share: float = BAD_SHARE, seed: int = 7) -> Iterator[dict[str, str]]:
    """Yield the claims."""
    chance = random.Random(seed)
    real = templates()
    broken = 0
    for number in range(count):
        row = _told_again(real[chance.randrange(len(real))], number, chance)
        if chance.random() < bad_share:
            row |= BROKEN[broken % len(BROKEN)]
            broken += 1
        yield row


def _write_workbook(told: Iterable[dict[str, str]], path: Path) -> None:
    """Write the claims as a spreadsheet has them: whole days and numbers as such, all else as text."""
    options = {"strings_to_numbers": False, "strings_to_formulas": False, "strings_to_urls": False, "default_date_format": "yyyy-mm-dd"}
    with xlsxwriter.Workbook(path, options) as book:
        sheet = book.add_worksheet("Väittämät")
        sheet.write_row(0, 0, list(templates()[0]))
        book.add_worksheet("Ohje").write_column(0, 0, ["Yksi rivi on yksi väittämä.", "Päivät muodossa 2021-03-18."])
        for place, row in enumerate(told, start=1):
            for column, (code, value) in enumerate(row.items()):
                _write_cell(sheet, place, column, code, value)
            if row["quote"] == "+RAGGED":
                sheet.write_string(place, len(row), "liikaa")
            elif row["quote"].startswith("+STRAY"):
                sheet.write_formula(place, len(row) - 1, "=1/0", None, FAULTY[place % 2])


def _write_cell(sheet: xlsxwriter.worksheet.Worksheet, row: int, column: int, code: str, value: str) -> None:
    if code in ("valid", "reported", "recorded") and DAY.fullmatch(value):
        sheet.write_datetime(row, column, date.fromisoformat(value))
    elif code == "value" and value.isdecimal():
        sheet.write_number(row, column, int(value))
    elif value:
        sheet.write_string(row, column, value)


def _real() -> list[dict[str, str]]:
    rows = []
    for path in sorted((ROOT / "data" / "claims").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows += list(csv.DictReader(file))
    return rows


def _told_again(row: dict[str, str], number: int, chance: random.Random) -> dict[str, str]:
    told = FIRST + timedelta(days=chance.randrange((LAST - FIRST).days))
    valid = told - timedelta(days=chance.randrange(60))
    span = chance.random()
    words = str(number)
    changed = {
        "claim_id": f"G{FIRST_NUMBER + number}", "scope": chance.choice(REGIONS),
        "valid": valid.isoformat() if span < 0.5 else f"{valid:%Y-%m}" if span < 0.8 else f"{valid:%Y}" if span < 0.95 else "",
        "observed": "", "reported": told.isoformat(), "recorded": min(told + timedelta(days=chance.randrange(20)), LAST).isoformat(),
        "title_fi": f"{row['title_fi']} ({words})", "title_sv": f"{row['title_sv']} ({words})", "title_en": f"{row['title_en']} ({words})",
    }  # fmt: skip
    if number > 100 and chance.random() < 0.01:
        changed |= {"relation": "supersedes", "related_claim_id": f"G{FIRST_NUMBER + chance.randrange(number)}"}
    return row | changed


def _line(row: dict[str, str]) -> str:
    line = ",".join(_cell(value) for value in row.values())
    # Two faults of the line itself are told by a mark at the start of the quotation.
    if "+RAGGED" in line:
        return line.replace("+RAGGED", "yksi,liikaa") + "\n"
    return line.replace('"+STRAY""QUOTE"', '"katkennut') + "\n"


def _cell(value: str) -> str:
    return '"' + value.replace('"', '""') + '"' if any(sign in value for sign in ',"\n') else value


if __name__ == "__main__":
    data_folder(int(sys.argv[1]), Path(sys.argv[2]), suffix=sys.argv[3] if len(sys.argv) > 3 else ".csv")
