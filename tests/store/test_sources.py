"""Sources → claims and back, contradictions, findings, and the lineage of a claim to its row, file and load."""

import csv
import hashlib
from collections.abc import Callable, Iterator
from datetime import date

import pandas as pd
import pytest
from sqlalchemy import Connection

from etl.findings import Finding
from tests.support.sources import ROOT
from tests.support.stores import closing
from tilannekuva.figures.loads import finding_words
from tilannekuva.read import loads
from tilannekuva.read import sources as read
from tilannekuva.read.evidence import claim_evidence, contradictions
from tilannekuva.store.engine import Store

ON = date(2026, 11, 24)
WORLD = {
    "region_group": "group_code | name_fi\nFI21 | Hyvinvointialueet",
    "region_group_member": "group_code | region_code\nFI21 | 21",
    "region": "region_code\n21\n20",
    "source": """
        source_id | published
        new       | 2024-01
        old       | 2020
        unused    | 2025
    """,
    "claim": """
        claim_id | source_id | scope | workstream_code | valid      | reported   | relation    | related_claim_id
        C1       | old       | 21    | grant_model     | 2020-05    | 2020-06-01 |             |
        C2       | old       | FI21  | grant_model     | 2020-05    | 2020-06-01 |             |
        C3       | new       | 20    | grant_call      | 2024-01-10 | 2024-01-15 |             |
        C4       | new       | 21    | grant_model     | 2020-05    | 2024-01-15 | contradicts | C1
    """,
}


@pytest.fixture(params=["real_store", pytest.param("real_store_pg", marks=pytest.mark.postgres)])
def db(request: pytest.FixtureRequest) -> Iterator[Connection]:
    """A connection to the real data, on each engine in turn."""
    with closing(Store(request.getfixturevalue(request.param))) as store, store.connect() as opened:
        yield opened


def test_sources_and_claims_follow_the_choice(store: Store, given: Callable[..., int | None]) -> None:
    """A claim on a group is of its member; what was told after R, or neither holds nor is told by V, is left out."""
    given(**WORLD)
    with store.connect() as opened:

        def told(regions: tuple[str, ...] = (), tracks: tuple[str, ...] = (), on: date = ON, known: date = ON) -> tuple[list[str], dict[str, int]]:
            found = read.claims(opened, regions, tracks, on, known, "fi")
            used = read.sources(opened, regions, tracks, on, known, "fi")
            return list(found["claim_id"]), dict(zip(used["source_id"], used["claims"], strict=True))

        assert told() == (["C1", "C2", "C3", "C4"], {"new": 2, "old": 2})
        assert told(("21",)) == (["C1", "C2", "C4"], {"new": 1, "old": 2})
        assert told(("20",)) == (["C3"], {"new": 1})
        assert told((), ("grant_call",)) == (["C3"], {"new": 1})
        assert told(known=date(2023, 1, 1)) == (["C1", "C2"], {"old": 2})
        assert told(on=date(2020, 12, 31)) == (["C1", "C2", "C4"], {"new": 1, "old": 2})
        assert list(read.claims(opened, (), (), ON, ON, "fi", "new")["claim_id"]) == ["C3", "C4"]


def test_both_sides_of_a_contradiction_stand_together(store: Store, given: Callable[..., int | None]) -> None:
    """The older first; before the second was told there is none."""
    given(**WORLD)
    with store.connect() as opened:
        found = contradictions(opened, ON, "fi")
        assert list(zip(found["pair"], found["claim_id"], strict=True)) == [("C4", "C1"), ("C4", "C4")]
        assert contradictions(opened, date(2023, 1, 1), "fi").empty


def test_every_claim_of_the_files_is_counted_once(db: Connection) -> None:
    """Claims by source, from the CSV files in plain Python, equal the page's table."""
    counts: dict[str, int] = {}
    for path in (ROOT / "data" / "claims").glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                counts[row["source_id"]] = counts.get(row["source_id"], 0) + 1
    found = read.sources(db, (), (), ON, ON, "fi")
    assert dict(zip(found["source_id"], found["claims"], strict=True)) == counts


def test_a_claim_leads_to_its_file_row_and_load(db: Connection) -> None:
    """The row named holds the claim, the hash is the file's, and the load is the one shown."""
    claim = claim_evidence(db, "M0343", ON, "fi").iloc[0]
    path = ROOT / "data" / claim["file"]
    assert claim["file_sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert path.read_text(encoding="utf-8").splitlines()[int(claim["row"]) - 1].startswith("M0343,")
    files = loads.load_files(db).set_index("file")
    assert files.loc[claim["file"], "sha256"] == claim["file_sha256"]
    assert claim["load_no"] == loads.loads(db).iloc[0]["load_no"]


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_a_finding_is_worded_as_the_load_words_it(language: str) -> None:
    """What is kept as a record in the store gives the sentence that the keeper saw."""
    found = Finding("unknown_region_near", "claims/x.csv", 7, "scope", "Lapi", {"suggestion": "21 (Lappi)"})
    assert finding_words(found.as_record(), language) == found.message(language)
    bare = Finding("header_only", "claims/x.csv")
    assert finding_words(pd.DataFrame([bare.as_record()]).to_dict("records")[0], language) == bare.message(language)
