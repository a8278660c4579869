"""What a load knows of earlier loads: the day a claim was first seen, and which of two rows is served."""

import shutil
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import select, text

from etl.memory import first_days, served_rows
from etl.run import load
from tests.conftest import ROOT
from tests.support.stores import closing
from tilannekuva.store.engine import Store
from tilannekuva.store.errors import FirstDaysLost
from tilannekuva.store.generations import rollback, verify
from tilannekuva.store.tables import SCHEMA_VERSION, claim, finding, first_seen

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
HEADING = (ROOT / "data" / "claims" / "public.csv").read_text(encoding="utf-8").split("\n", 1)[0]
LINE = (
    "{id},kumaja-2021-toiminta-paattynyt,{quote},{scope},named,grant_model,,status,approved,asserted,,,,,2026-10-01,,2026-10-15,,,"
    "O,R,T,county,,,high,\n"
)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A copy of the project's data that a test may change; its claims are those of the newsletters."""
    copied = tmp_path / "data"
    shutil.copytree(ROOT / "data", copied, ignore=shutil.ignore_patterns("store"))
    (copied / "claims" / "public.csv").unlink()
    return copied


def write(data: Path, *, file: str = "new.csv", id: str = "N1", quote: str = "lyhyt", scope: str = "21") -> None:  # noqa: A002
    """Write a file with one claim, without a day of recording, that was told on 15 October 2026."""
    (data / "claims" / file).write_text(f"{HEADING}\n{LINE.format(id=id, quote=quote, scope=scope)}", encoding="utf-8")


def recorded(store: Store) -> date | None:
    """Return the day on which the claim N1 was recorded, as it is served."""
    with store.connect() as db:
        return db.execute(select(claim.c.recorded_on).where(claim.c.claim_id == "N1")).scalar()


def test_the_store_is_asked_for_ids_of_any_letters(store_address: str, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Few at a time, and of each claim asked for and of no other the day and the row are told."""
    odd = ["N1", "it's", "50 %s", "a\\b", "x:y", "nobody\0"]
    monkeypatch.setattr("etl.memory.ASKED_AT_ONCE", 2)
    lines = [LINE.format(id=one, quote="lyhyt", scope="21") for one in odd[:-1]]
    (data / "claims" / "new.csv").write_text(HEADING + "\n" + "".join(lines), encoding="utf-8")
    with closing(Store(store_address)) as store:
        assert (served_rows(store, "claim", odd), first_days(store, odd)) == ({}, {})
        load(data, store, NOW, date(2026, 11, 1))
        assert first_days(store, odd) == dict.fromkeys(odd[:-1], date(2026, 11, 1))
        assert set(served_rows(store, "claim", odd)) == set(odd[:-1])
        assert first_days(store, []) == {}


def test_a_claim_set_aside_in_between_keeps_its_first_day(store_address: str, data: Path) -> None:
    """Loaded on the 1st, set aside by a typo on the 10th, mended on the 20th: recorded on the 1st."""
    with closing(Store(store_address)) as store:
        for day, scope in ((1, "21"), (10, "2x"), (20, "21")):
            write(data, scope=scope)
            load(data, store, NOW, date(2026, 11, day))
        assert recorded(store) == date(2026, 11, 1)


def test_a_claim_first_met_in_a_bad_row_was_seen_then(store_address: str, data: Path) -> None:
    """Its row was mended later; and an id that is an address is not kept."""
    with closing(Store(store_address)) as store:
        write(data, scope="2x")
        write(data, file="other.csv", id="nimi@example.invalid")
        load(data, store, NOW, date(2026, 11, 1))
        with store.connect() as db:
            days = dict(map(tuple, db.execute(select(first_seen.c.claim_id, first_seen.c.first_seen_on))))
        write(data)
        load(data, store, NOW, date(2026, 11, 20))
        assert recorded(store) == date(2026, 11, 1)
    assert (days["N1"], days["S0-001"], len(days)) == (date(2026, 11, 1), date(2026, 11, 22), 234)


def test_a_claim_keeps_its_first_day_over_a_rollback(store_address: str, data: Path) -> None:
    """Loaded on the 1st into a generation that is no longer served, again on the 20th: recorded on the 1st."""
    with closing(Store(store_address)) as store:
        load(data, store, NOW, date(2026, 10, 1))
        write(data)
        load(data, store, NOW, date(2026, 11, 1))
        rollback(store)
        write(data, quote="toinen")
        load(data, store, NOW, date(2026, 11, 20))
        assert recorded(store) == date(2026, 11, 1)


def test_a_store_that_cannot_be_read_does_not_reset_the_days(data: Path, tmp_path: Path) -> None:
    """The load ends and says so, and goes on once the file is back; where every claim names its day, it mends the store."""
    write(data)
    with closing(Store(str(tmp_path / "store"))) as store:
        load(data, store, NOW, date(2026, 11, 1))
    path = tmp_path / "store" / "board-000001.sha256"
    kept = path.read_text(encoding="ascii")
    path.write_text("damaged", encoding="ascii")
    with closing(Store(str(tmp_path / "store"))) as store:
        with pytest.raises(FirstDaysLost):
            load(data, store, NOW, date(2026, 11, 20))
        path.write_text(kept, encoding="ascii")
        write(data, quote="toinen")
        load(data, store, NOW, date(2026, 11, 20))
        assert recorded(store) == date(2026, 11, 1)
        for checksum in (tmp_path / "store").glob("*.sha256"):
            checksum.write_text("damaged", encoding="ascii")
    (data / "claims" / "new.csv").unlink()
    with closing(Store(str(tmp_path / "store"))) as store:
        assert load(data, store, NOW, date(2026, 11, 21)).generation == 3


def test_a_store_of_the_first_schema_is_taken_over(store_address: str, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before there were tables of first days and of words: it is read, told from, built anew, and rolled back to."""
    later = {"first_seen", "input_column", "vocabulary"}
    write(data)
    with closing(Store(store_address)) as store:
        with monkeypatch.context() as before:
            before.setattr("tilannekuva.store.generations.SCHEMA_VERSION", 1)
            load(data, store, NOW, date(2026, 11, 1))
        if store_address.startswith("postgresql"):
            with store.generations.writing():
                for name in later:
                    store.generations._held().execute(text(f"DROP TABLE generation_000001.{name}"))
        else:
            drop_from_file(store, later)
        assert recorded(store) == date(2026, 11, 1)
        assert verify(store)["schema_version"] == 1
        assert load(data, store, NOW, date(2026, 11, 20)).generation == 2
        assert (recorded(store), verify(store)["schema_version"]) == (date(2026, 11, 1), SCHEMA_VERSION)
        assert rollback(store) == 1
        assert recorded(store) == date(2026, 11, 1)


def drop_from_file(store: Store, tables: set[str]) -> None:
    """Take tables out of the first generation, as an older program would not have made them."""
    import duckdb

    for engine in store.generations._engines.values():
        engine.dispose()
    store.generations._engines.clear()
    path = store.generations.path(1)
    with duckdb.connect(str(path)) as db:
        for name in tables:
            db.execute(f"DROP TABLE {name}")
    path.with_suffix(".sha256").write_text(sha256(path.read_bytes()).hexdigest() + "\n", encoding="ascii")


def test_a_copy_beside_the_served_file_loses(store_address: str, data: Path) -> None:
    """Whatever its name: the served rows stay, and each row of the copy is set aside with the place of the other."""
    with closing(Store(store_address)) as store:
        load(data, store, NOW, date(2026, 11, 22))
        shutil.copy(data / "claims" / "newsletters.csv", data / "claims" / "AAA.CSV")
        outcome = load(data, store, NOW, date(2026, 11, 23))
        counts = {file.file: (file.rows_kept, file.rows_set_aside) for file in outcome.files if file.file.startswith("claims/")}
        assert counts == {"claims/AAA.CSV": (0, 233), "claims/newsletters.csv": (233, 0)}
        with store.connect() as db:
            assert set(db.execute(select(claim.c.file)).scalars()) == {"claims/newsletters.csv"}
            told = db.execute(select(finding.c.code, finding.c.file, finding.c["values"]).where(finding.c.row == 2)).one()
    assert tuple(told) == ("duplicate_id", "claims/AAA.CSV", '{"other_file": "claims/newsletters.csv", "other_row": "2"}')


def test_of_two_new_rows_that_differ_none_is_taken(store_address: str, data: Path) -> None:
    """Nobody knows which one is meant: both are set aside, each naming the other."""
    write(data, file="b.csv", quote="toinen")
    write(data, file="a.csv")
    with closing(Store(store_address)) as store:
        outcome = load(data, store, NOW, date(2026, 11, 22))
        assert recorded(store) is None
    said = {(found.file, found.values["other_file"], found.values["other_row"]) for found in outcome.findings}
    assert said == {("claims/a.csv", "claims/b.csv", "2"), ("claims/b.csv", "claims/a.csv", "2")}


def test_a_claim_stays_when_the_one_it_replaces_was_set_aside(store_address: str, data: Path) -> None:
    """A warning, so that a typo in an old row does not take the newer one along."""
    path = data / "claims" / "new.csv"
    replacing = LINE.format(id="N1", quote="lyhyt", scope="21").replace(",county,,,", ",county,supersedes,N2,")
    path.write_text(f"{HEADING}\n{replacing}{LINE.format(id='N2', quote='vanha', scope='2x')}", encoding="utf-8")
    with closing(Store(store_address)) as store:
        outcome = load(data, store, NOW, date(2026, 11, 22))
        assert recorded(store) == date(2026, 11, 22)
    assert {(found.code, found.row, found.severity) for found in outcome.findings} == {
        ("unknown_region", 3, "set_aside"),
        ("related_claim_aside", 2, "warning"),
    }


def test_a_row_without_an_id_is_nothing_that_other_rows_speak_of(store_address: str, data: Path) -> None:
    """It alone is told, not every claim that speaks of no other."""
    path = data / "claims" / "new.csv"
    path.write_text(HEADING + "\n" + "".join(LINE.format(id=id_, quote="lyhyt", scope="21") for id_ in ("N1", "", "N2")), encoding="utf-8")
    with closing(Store(store_address)) as store:
        outcome = load(data, store, NOW, date(2026, 11, 22))
    assert {(found.code, found.row) for found in outcome.findings} == {("required_value", 3)}
