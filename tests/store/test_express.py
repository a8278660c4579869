"""The fast way in for large files: it takes only what no rule speaks of, and ends in the same claims, findings and counts."""

import csv
import io
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pytest
from hypothesis import given as generated
from hypothesis import settings
from hypothesis import strategies as st
from sqlalchemy import select

import etl.run
from etl.express import DOUBTFUL
from etl.large import LARGE_FILE
from etl.personal import kinds_in
from etl.plain import NotPlain
from etl.run import load
from tests.bench.claims import BROKEN, data_folder
from tests.support.stores import closing, new_database
from tests.unit.test_personal import ADDRESSES, TELEPHONES
from tilannekuva.store.engine import Store
from tilannekuva.store.generations import verify
from tilannekuva.store.tables import claim, first_seen

EVERY_FILE = dict.fromkeys(LARGE_FILE, 0)
NOW, TODAY = datetime(2026, 11, 24, 9, tzinfo=UTC), date(2026, 11, 24)


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder of six hundred claims, every sixth of them broken in one of all ways."""
    return data_folder(600, tmp_path_factory.mktemp("many"), bad_share=1 / 6)


@pytest.fixture(scope="module")
def many_in_workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same claims in a workbook, days and numbers as cells of their own kind, beside a sheet of advice."""
    return data_folder(600, tmp_path_factory.mktemp("workbook"), bad_share=1 / 6, suffix=".xlsx")


@pytest.mark.parametrize(
    ("folder", "faults"), [("many", {"ragged_row", "bad_quote"}), ("many_in_workbook", {"ragged_row", "error_cell", "formula_without_value"})]
)
def test_a_large_file_ends_in_the_same_claims_and_findings(
    folder: str, faults: set[str], request: pytest.FixtureRequest, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Row by row, word by word, whichever way the file goes."""
    data = request.getfixturevalue(folder)
    with closing(Store(str(tmp_path / "careful"))) as other:
        carefully = load(data, other, NOW, TODAY)
        monkeypatch.setattr("etl.large.LARGE_FILE", EVERY_FILE)
        taken: list[int] = []
        monkeypatch.setattr("etl.run.Begun.finish", _counting(taken))
        fast = load(data, store, NOW, TODAY)
        assert fast.findings == carefully.findings
        assert fast.files == carefully.files
        assert taken[0] > 350
        for table in (claim, first_seen):
            with store.connect() as mine, other.connect() as theirs:
                query = select(table).order_by(table.c.claim_id)
                assert [tuple(row) for row in mine.execute(query)] == [tuple(row) for row in theirs.execute(query)]
    assert {finding.code for finding in fast.findings} > {"duplicate_id", "related_claim_aside", *faults}
    assert verify(store)["rows_kept"] == fast.total("rows_kept")
    assert load(data, store, NOW, TODAY).unchanged


@pytest.mark.parametrize("folder", ["many", "many_in_workbook"])
def test_what_only_later_rows_tell_is_looked_through_too(
    folder: str, request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As many rows go the fast way when the first rows of a file tell little of the others."""
    monkeypatch.setattr("etl.large.LARGE_FILE", EVERY_FILE)
    taken: list[int] = []
    monkeypatch.setattr("etl.run.Begun.finish", _counting(taken))
    for place, rows in (("all", 100_000), ("few", 5)):
        monkeypatch.setattr("etl.express.FIRST_ROWS", rows)
        with closing(Store(str(tmp_path / place))) as store:
            load(request.getfixturevalue(folder), store, NOW, TODAY)
    assert taken[0] == taken[1] > 350


def test_the_same_file_is_the_same_content_however_many_rows_go_the_fast_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is published because more days are known in advance, even where many rows speak of a claim that was set aside."""
    data = data_folder(600, tmp_path / "data", bad_share=0)
    path = data / "claims" / "claims.csv"
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))
    rows[0]["kind"] = "gossip"
    for row in rows[1::7]:
        row |= {"relation": "supports", "related_claim_id": rows[0]["claim_id"]}
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    monkeypatch.setattr("etl.large.LARGE_FILE", EVERY_FILE)
    taken: list[int] = []
    monkeypatch.setattr("etl.run.Begun.finish", _counting(taken))
    with closing(Store(str(tmp_path / "store"))) as store:
        for most in (300, 600, 100_000):
            monkeypatch.setattr("etl.express.MOST_DAYS", most)
            assert load(data, store, NOW, TODAY).unchanged == (most > 300)
    assert 0 < taken[0] < taken[1] < taken[2]


def test_a_file_that_changes_between_its_readings_is_refused(many: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows that are given back are read again: if they are no longer what they were, nothing is published."""

    def changed(*_: object) -> None:
        raise NotPlain

    monkeypatch.setattr("etl.large.LARGE_FILE", {".csv": 0})
    monkeypatch.setattr("etl.extract.LargeTable.read_again", changed)
    with closing(Store(str(tmp_path / "store"))) as store:
        outcome = load(many, store, NOW, TODAY)
    assert (outcome.exit_code, outcome.generation) == (2, None)
    assert "file_changed" in {finding.code for finding in outcome.findings}


def _counting(taken: list[int]):
    from tilannekuva.store.begun import Begun

    finish = Begun.finish

    def counted(self: Begun, db: object) -> None:
        taken.append(self.counts["claim"])
        finish(self, db)

    return counted


def test_the_broken_claims_show_every_fault(many: Path) -> None:
    """The comparison above is worth what its faults are: each of them stands in the file."""
    text = (many / "claims" / "claims.csv").read_text(encoding="utf-8")
    for change in BROKEN:
        for value in change.values():
            assert not value or value.lstrip("+").split('"')[0][:4] in text or "RAGGED" in value or "STRAY" in value


def doubtful(text: str) -> bool:
    """Return whether the fast way leaves a text alone, as the engine sees it."""
    return bool(duckdb.execute("SELECT regexp_matches(?, ?)", [text, DOUBTFUL]).fetchone()[0])


@pytest.mark.parametrize(
    "text", [*TELEPHONES, *ADDRESSES, "@nimimerkki", "See facebook.com/x", "t.me/x", "mal\u200bli", "a\tb", " a", "a ", "a\u0308"]
)
def test_nothing_personal_or_hidden_goes_the_fast_way(text: str) -> None:
    """Also in the middle of a sentence."""
    assert doubtful(text)
    assert doubtful(f"Kysy: {text}, kiitos") or text != text.strip()


PARTS = [
    "0", "+358", "00358", "(0)", "(09)", "09", "040", "019", "12", "123", "4567", "12345", " ", "   ", ".", "-", " - ", "/", "(", ")", "@", "a.fi",
]  # fmt: skip


@pytest.mark.parametrize("text", ["(040)   123 4567", "(09) - 123 45", "puh. 09 12345", "019 1234", "040-1234", "+3581234"])
def test_the_shortest_and_the_widest_number_is_seen_from_afar(text: str) -> None:
    """The rule knows each for a telephone number; with a digit or a sign less in its pattern the look from afar would not."""
    assert kinds_in(text)
    assert doubtful(text)


@settings(max_examples=400)
@generated(st.lists(st.sampled_from(PARTS), min_size=2, max_size=7).map("".join))
def test_no_text_that_could_be_personal_goes_the_fast_way(text: str) -> None:
    """Whatever the rule of personal data knows, the look from afar knows too; of these texts every tenth or so is a number."""
    if kinds_in(text):
        assert doubtful(text)


def test_a_second_load_takes_only_the_days_it_needs(many: Path, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """The days of claims that go the fast way pass from one generation to the next without a row of them in between."""
    monkeypatch.setattr("etl.large.LARGE_FILE", EVERY_FILE)
    publish, passed = etl.run.publish, []

    def watched(store: Store, rows: dict[str, list[object]], *others: object) -> int | None:
        passed.append(len(rows["first_seen"]))
        return publish(store, rows, *others)

    monkeypatch.setattr("etl.run.publish", watched)
    for today in (TODAY, date(2026, 12, 24)):
        outcome = load(many, store, NOW, today)
    assert outcome.generation == 2 or outcome.unchanged
    assert passed[0] == passed[1] < 250


def test_what_an_earlier_load_knew_stays(many: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, postgres_uri: str) -> None:
    """Days of first sight are kept when the same claims come the fast way, on both engines."""
    monkeypatch.setattr("etl.large.LARGE_FILE", EVERY_FILE)
    with new_database(postgres_uri, "express") as address:
        for place in (str(tmp_path / "store"), address):
            with closing(Store(place)) as store:
                load(many, store, NOW, TODAY)
                with store.connect() as db:
                    before = dict(map(tuple, db.execute(select(first_seen))))
                (many / "claims" / "more.csv").write_text((many / "claims" / "claims.csv").read_text(encoding="utf-8")[:4000], encoding="utf-8")
                load(many, store, NOW, date(2026, 12, 24))
                (many / "claims" / "more.csv").unlink()
                with store.connect() as db:
                    after = dict(map(tuple, db.execute(select(first_seen))))
            assert before.items() <= after.items()
