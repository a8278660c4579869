"""What people and programs write into large files: whichever way a row goes in, it ends in the same claim and the same findings."""

import csv
import io
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from etl.build import claim_row
from etl.plain import NotPlain, PlainFile
from etl.run import check
from etl.textfile import Record
from tests.conftest import ROOT
from tilannekuva.store.begun import Begun

TODAY = date(2026, 11, 24)
SOUND = {
    "claim_id": "C1", "source_id": "kumaja-2020-12-ohjausryhmat", "quote": "lyhyt lainaus", "scope": "02", "quantifier": "",
    "workstream_code": "steering_group", "cycle": "", "kind": "event", "step_code": "cso_members_invited", "certainty": "asserted",
    "value": "", "unit": "", "qualifier": "", "amount_kind": "",
    "valid": "2021-03-04", "observed": "", "reported": "2021-04-05", "recorded": "2021-04-06", "time_of_day": "", "title_fi": "Otsikko",
    "title_sv": "Rubrik", "title_en": "Title", "actor_role": "", "relation": "", "related_claim_id": "", "confidence": "", "note": "",
}  # fmt: skip
NO_RULE_OF_CYCLES = {"workstream_code": "event", "step_code": ""}
CELLS = [
    {}, {"value": "0401234567", "unit": "members"}, {"value": "007", "unit": "members"}, {"value": "12345678901234,99", "unit": "members"},
    {"quote": "a|b c d e f g h i j k l m n o"}, {"note": "soita (040)   1234567 nyt"}, {"note": "soita 0401²34²567 nyt"},
    {"note": "+358 (0)   401234567"}, {"note": "x " * 600_000 + "y"}, {"note": "tab\there"}, {"note": '"'}, {"note": "'; DROP TABLE claim; --"},
    {"note": "\\N"}, {"note": "NULL"}, {"note": "a\u2028b"}, {"note": "a\x85b"}, {"note": "a\x0bb"}, {"note": "Ã¤"},
    *(NO_RULE_OF_CYCLES | {"cycle": cycle} for cycle in (" 2026", "   ", "2026\u00a0", "a\u0308", "Ã¤", "\u2028", "\x0c", "x" * 3000)),
    {"claim_id": "nimi@example.invalid"}, {"relation": "supports", "related_claim_id": "nimi@example.invalid"},
    {"claim_id": "Q\u200b1"}, {"relation": "supports", "related_claim_id": "Q\u200b1"}, {"claim_id": "NULL"}, {"claim_id": "-1"},
    {"valid": "2021-03-04 "}, {"valid": "2021-03-04\u00a0"}, {"valid": "x" * 200}, {"title_fi": "A\u00a0b"}, {"time_of_day": "\u0660\u0669:30"},
    {"reported": "2021", "recorded": "2021-06-01"}, {"valid": "../2021-05"}, {"valid": "2021-05/.."}, {"title_fi": "Otsikko 1…"},
]  # fmt: skip
"""What stands in one row of a file beside sound ones."""


def text(rows: list[dict[str, str]], ends: str = "\n", sign: str = ",") -> str:
    """Return the rows as CSV."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), lineterminator=ends, delimiter=sign)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def sound(count: int, **more: str) -> list[dict[str, str]]:
    """Return sound rows."""
    return [{**SOUND, "claim_id": f"C{number}", **more} for number in range(count)]


LINES = text(sound(6)).split("\n")
UNREAD = text(sound(6, lisa="x"))
LAST = UNREAD.removesuffix("x\n").encode()
FILES = {
    "a cell too many, empty": "\n".join([*LINES[:3], LINES[3] + ",", *LINES[4:]]),
    "a cell too many, empty in quotes": "\n".join([*LINES[:3], LINES[3] + ',""', *LINES[4:]]),
    "a cell too many in every row": "\n".join([LINES[0], *(f"{line}," for line in LINES[1:-1]), ""]),
    "a cell too few": "\n".join([*LINES[:3], LINES[3].rsplit(",", 1)[0], *LINES[4:]]),
    "a title that falls apart": "\n".join([*LINES[:3], LINES[3].replace("Otsikko", "Otsikko 1,5"), *LINES[4:]]),
    "a cell that holds the end of the copy": "\n".join([*LINES[:3], LINES[3] + ".", LINES[4] + ",.", *LINES[5:]]),
    "CRLF without one at the end, an unknown last column": text(sound(6, lisa="x"), "\r\n").removesuffix("\r\n"),
    "mixed line ends": UNREAD.replace("\n", "\r\n", 3),
    "NUL in an unknown column": LAST + b"a\0b\n",
    "a letter of Windows in an unknown column": LAST + b"\xe4\n",
    "the same with UTF-8 elsewhere": LAST.replace(b"Otsikko", "Pää".encode()) + b"\xe4\n",
    "the same with an id that stands twice": LAST.replace(b"C5", b"C4") + b"\xe4\n",
    "lost letters in an unknown column": LAST + "Ã¤\n".encode(),
    "a long cell in an unknown column": LAST + b"x" * 1_100_000 + b"\n",
    "a line without end": LAST + b"x" * 4_500_000,
    "notes of several lines": text([{**row, "note": "ensin\nsitten"} for row in sound(6)]),
}
"""What a whole file may be like."""


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with our reference tables and sources."""
    folder = tmp_path_factory.mktemp("ways") / "data"
    for name in ("reference", "sources", "geo"):
        shutil.copytree(ROOT / "data" / name, folder / name)
    (folder / "claims").mkdir()
    return folder


def judged(data: Path, work: Path, content: bytes) -> tuple[list[Any], list[Any], dict[Any, Any], int]:
    """Return findings, counts and claims of a file, and how many of the claims went the fast way."""
    (data / "claims" / "a.csv").write_bytes(content)
    work.mkdir()
    begun = Begun(work)
    found = check(data, TODAY, begun)
    claims = {row.raw.row: claim_row(row, {}, TODAY) for row in found.rows.get("claim", ())}
    taken = list(_taken(begun.path)) if begun.counts else []
    assert not {claim["row"] for claim in taken} & claims.keys()
    claims |= {claim["row"]: claim for claim in taken}
    findings = sorted((asdict(finding) for finding in found.findings), key=str)
    return findings, [vars(file) for file in found.files], claims, len(taken)


def _taken(path: Path) -> Iterator[dict[str, Any]]:
    with duckdb.connect(str(path), read_only=True) as db:
        rows = db.execute("SELECT * FROM claim")
        names = [column[0] for column in rows.description or ()]
        yield from (dict(zip(names, row, strict=True)) for row in rows.fetchall())


@pytest.mark.parametrize("name", ["cells", *FILES])
def test_both_ways_end_in_the_same(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Findings, counts and every column of every claim."""
    rows = [{**SOUND, "claim_id": f"C{number}", **change} for number, change in enumerate(CELLS)]
    told = text(rows) if name == "cells" else FILES[name]
    content = told if isinstance(told, bytes) else told.encode()
    every = []
    for way, least in (("careful", 1 << 60), ("fast", 0)):
        monkeypatch.setattr("etl.large.LARGE_FILE", {".csv": least})
        every.append(judged(data, tmp_path / way, content))
    careful, fast = every
    assert fast[0] == careful[0]
    assert fast[1] == careful[1]
    assert fast[2].keys() == careful[2].keys()
    for row, claim in careful[2].items():
        assert {column: fast[2][row].get(column) for column in claim} == claim, row
    assert careful[3] == 0
    if name == "cells":
        assert fast[3] > 5


NO_TEXT = (b"\xe4", b"\xc3", b"\xc0\xaf", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xe2\x80")
"""A letter of Windows, half a letter, and what UTF-8 forbids."""


def test_no_row_that_is_no_text_is_taken(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing but the engine looks at the bytes of plain lines: it leaves those that are no UTF-8, in whichever column they stand."""
    free = ("claim_id", "quote", "title_fi", "title_sv", "title_en", "note", "lisa")
    places = [(column, wrong) for column in free for wrong in NO_TEXT]
    rows = sound(len(places) + 20, lisa="x")
    for row, (column, _) in zip(rows, places, strict=False):
        row[column] += "@"
    lines = text(rows).encode().split(b"\n")
    for number, (_, wrong) in enumerate(places, 1):
        lines[number] = lines[number].replace(b"@", wrong)
    left: list[int] = []

    def wanted(_: PlainFile, rows: Iterable[int]) -> Iterator[Record]:
        left.extend(sorted(rows))
        raise NotPlain

    monkeypatch.setattr("etl.plain.PlainFile.careful", wanted)
    monkeypatch.setattr("etl.extract.HEAD_BYTES", len(lines[0]))
    monkeypatch.setattr("etl.large.LARGE_FILE", {".csv": 0})
    (data / "claims" / "a.csv").write_bytes(b"\n".join(lines))
    begun = Begun(tmp_path)
    found = check(data, TODAY, begun)
    assert left == [number + 1 for number in range(1, len(places) + 1)]
    assert [finding.code for finding in found.findings if finding.severity == "refused"] == ["bad_bytes"]
    assert not list(_taken(begun.path))
