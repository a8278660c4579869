"""Claims by the thousand, in our real layout: the real ones told again of other regions and days, some of them broken.

`python -m tests.bench.claims 100000 FOLDER` makes a data folder that `python -m etl load --data FOLDER` takes in.
"""

import csv
import random
import shutil
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from tests.conftest import ROOT

BAD_SHARE = 0.005
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
"""One change for every kind of fault; the last two break the line itself, with a cell too many and with a lone quotation mark."""


def data_folder(count: int, folder: Path, bad_share: float = BAD_SHARE, seed: int = 7) -> Path:
    """Make a data folder: our reference tables and sources, and claims.csv with *count* claims of which *bad_share* (0-1) are broken."""
    for name in ("reference", "sources", "geo"):
        shutil.copytree(ROOT / "data" / name, folder / name, dirs_exist_ok=True)
    (folder / "claims").mkdir(parents=True, exist_ok=True)
    with (folder / "claims" / "claims.csv").open("w", encoding="utf-8", newline="") as file:
        file.writelines(lines(count, bad_share, seed))
    return folder


def lines(count: int, bad_share: float = BAD_SHARE, seed: int = 7) -> Iterator[str]:
    """Yield the header and the lines of the claims."""
    chance = random.Random(seed)
    templates = [row for row in _real() if row["scope"] in REGIONS and not row["relation"]]
    yield ",".join(templates[0]) + "\n"
    broken = 0
    for number in range(count):
        row = _told_again(templates[chance.randrange(len(templates))], number, chance)
        if chance.random() < bad_share:
            row |= BROKEN[broken % len(BROKEN)]
            broken += 1
        yield _line(row)


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
    data_folder(int(sys.argv[1]), Path(sys.argv[2]))
