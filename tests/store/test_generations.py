"""Generations: published whole or not at all, the last whole one served whatever happens to the files."""

import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from etl.run import load
from tests.conftest import ROOT
from tests.support.stores import closing, giver
from tilannekuva.store import files
from tilannekuva.store.engine import Store
from tilannekuva.store.errors import NoSuchGeneration, NotVerified, StoreBusy, StoreEmpty, StoreTooNew, StoreUnreadable
from tilannekuva.store.files import FileGenerations
from tilannekuva.store.generations import rollback, verify
from tilannekuva.store.tables import SCHEMA_VERSION, claim

NOW, TODAY = datetime(2026, 11, 24, 9, tzinfo=UTC), date(2026, 11, 24)
Given = Callable[..., int | None]


def a_region(name: str) -> str:
    """Return a region of that name as a text table."""
    return f"region_code | name_fi\n21 | {name}"


def a_municipality(name: str) -> str:
    """Return a municipality of that name as a text table."""
    return f"municipality_code | name_fi | name_sv | region_code\n698 | {name} | {name} | 21"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A copy of the project's data that a test may change."""
    copied = tmp_path / "data"
    shutil.copytree(ROOT / "data", copied, ignore=shutil.ignore_patterns("store"))
    return copied


def change_a_title(data: Path, mark: str) -> None:
    """Make the first claim say something else."""
    path = data / "claims" / "newsletters.csv"
    lines = path.read_text(encoding="utf-8").split("\n")
    cells = lines[1].split(",")
    cells[19] = f"Otsikko {mark}"
    path.write_text("\n".join([lines[0], ",".join(cells), *lines[2:]]), encoding="utf-8")


def test_the_same_content_publishes_nothing(store: Store, given: Given) -> None:
    """A second load of the same makes no generation."""
    assert given(region=a_region("Lappi")) == 1
    assert given(municipality="municipality_code | name_fi | name_sv | region_code\n698 | Rovaniemi | Rovaniemi | 21") == 2
    with closing(Store(store.address)) as other:
        assert other.generations.numbers() == [1, 2]
    assert given() is None


def test_an_empty_store_says_so(store: Store) -> None:
    """Before the first load there is nothing to open."""
    with pytest.raises(StoreEmpty), store.connect():
        pytest.fail("an empty store was opened")


def test_rollback_serves_the_generation_before(store: Store, given: Given) -> None:
    """And a later load goes on with a number of its own."""
    given(region=a_region("Lappi"))
    given(municipality="municipality_code | name_fi | name_sv | region_code\n698 | Rovaniemi | Rovaniemi | 21")
    assert rollback(store) == 1
    with store.connect() as db:
        assert db.info["generation"] == 1
        assert db.execute(text("select count(*) from municipality")).scalar() == 0
    assert given() == 3


def test_ten_generations_are_kept(store: Store, given: Given) -> None:
    """The oldest go."""
    for number in range(12):
        given(municipality=f"municipality_code | name_fi | name_sv | region_code\n{number:03d} | K | K | 21")
    assert store.generations.numbers() == list(range(3, 13))


def test_two_loads_at_once_are_refused(store: Store, given: Given) -> None:
    """The second is told that another is running."""
    with closing(Store(store.address)) as other, other.generations.writing(), pytest.raises(StoreBusy):
        given(region=a_region("Lappi"))


def test_a_newer_schema_is_not_touched(store: Store, given: Given, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program older than the store refuses to read and to write."""
    monkeypatch.setattr("tilannekuva.store.generations.SCHEMA_VERSION", SCHEMA_VERSION + 1)
    given(region=a_region("Lappi"))
    monkeypatch.undo()
    with pytest.raises(StoreTooNew), store.connect():
        pytest.fail("a newer schema was opened")


def test_what_does_not_hold_what_it_should_is_not_published(store: Store, given: Given, monkeypatch: pytest.MonkeyPatch) -> None:
    """A failed verification leaves the served generation as it was."""
    given(region=a_region("Lappi"))
    monkeypatch.setattr("tilannekuva.store.generations.broken_keys", lambda db: ["claim.source_id"])
    with pytest.raises(NotVerified):
        given(municipality="municipality_code | name_fi | name_sv | region_code\n698 | R | R | 21")
    monkeypatch.undo()
    assert verify(store)["load_no"] == 1


@pytest.mark.parametrize("pointer", [None, "", "garbage", "000099", "-1", "1\n1", "\x00\xff", "\u00b2"])
def test_a_damaged_pointer_serves_the_newest_whole_generation(tmp_path: Path, pointer: str | None) -> None:
    """Gone, empty, garbage, or naming what is missing; the next load mends it."""
    with closing(Store(str(tmp_path / "store"))) as store:
        given = giver(store)
        given(region=a_region("Lappi"))
        given(municipality=a_municipality("Rovaniemi"))
    place = tmp_path / "store" / "CURRENT"
    place.unlink() if pointer is None else place.write_text(pointer, encoding="latin-1")
    with closing(Store(str(tmp_path / "store"))) as store:
        assert store.generations.current() == 2
        with store.connect() as db:
            assert db.execute(text("select name_fi from municipality")).scalar() == "Rovaniemi"
        given(municipality="municipality_code | name_fi | name_sv | region_code\n261 | Kittilä | Kittilä | 21")
    assert FileGenerations(tmp_path / "store").pointed() == 3


@pytest.mark.parametrize("damage", ["flip", "cut", "empty"])
def test_a_damaged_file_is_not_served(tmp_path: Path, data: Path, damage: str) -> None:
    """One flipped bit, half a file or none: the generation before is served, and verify names the fault."""
    with closing(Store(str(tmp_path / "store"))) as store:
        load(data, store, NOW, TODAY)
        change_a_title(data, "2")
        load(data, store, NOW, TODAY)
        path = store.generations.path(2)
    whole = bytearray(path.read_bytes())
    whole[len(whole) // 2] ^= 1
    path.write_bytes({"flip": bytes(whole), "cut": bytes(whole[: len(whole) // 2]), "empty": b""}[damage])
    with closing(Store(str(tmp_path / "store"))) as store:
        assert store.generations.current() == 1
        with pytest.raises(NotVerified):
            verify(store, 2)


def test_the_reading_side_can_neither_write_nor_reach_files(real_store: str) -> None:
    """Read-only, no outside access, settings locked."""
    with closing(Store(real_store)) as store:
        for statement in (
            "insert into tile values ('21', 1, 1)", "copy tile to '/tmp/out.csv'", "select * from read_csv('/etc/passwd')",
            "set enable_external_access = true", "attach '/tmp/other.duckdb'", "install json", "set threads = 8",
        ):  # fmt: skip
            with store.connect() as db, pytest.raises(DBAPIError):
                db.execute(text(statement))


def test_a_kill_between_the_file_and_the_pointer_serves_the_one_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The new file is whole but not pointed at: the old one is served, and the next load takes a new number."""
    with closing(Store(str(tmp_path / "store"))) as store:
        given = giver(store)
        given(region=a_region("Lappi"))
        monkeypatch.setattr(FileGenerations, "_point", lambda self, number: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            given(municipality=a_municipality("Rovaniemi"))
        monkeypatch.undo()
    with closing(Store(str(tmp_path / "store"))) as store:
        assert (store.generations.current(), store.generations.numbers()) == (1, [1, 2])
    with closing(store):
        assert given() == 3
    assert not list((tmp_path / "store").glob(".build-*"))


def test_nothing_whole_is_said_and_mended_by_the_next_load(tmp_path: Path) -> None:
    """The only generation is damaged: reading says so, and a load publishes anew."""
    with closing(Store(str(tmp_path / "store"))) as store:
        given = giver(store)
        given(region=a_region("Lappi"))
        store.generations.path(1).write_bytes(b"no database")
    with closing(Store(str(tmp_path / "store"))) as store, pytest.raises(StoreUnreadable), store.connect():
        pytest.fail("a damaged file was opened")
    with closing(Store(str(tmp_path / "store"))) as store:
        assert giver(store)(region=a_region("Lappi")) == 2


def test_a_generation_that_is_not_kept_cannot_be_served(store: Store, given: Given) -> None:
    """Rolling back to a number that never was, or before the first, changes nothing."""
    given(region=a_region("Lappi"))
    for number in (None, 7):
        with pytest.raises(NoSuchGeneration):
            rollback(store, number)
    assert verify(store)["load_no"] == 1


def test_a_reader_keeps_its_generation_while_another_is_published(store: Store, given: Given) -> None:
    """One connection sees one generation from its first row to its last."""
    given(region=a_region("Lappi"))
    with store.connect() as db:
        assert db.execute(text("select count(*) from municipality")).scalar() == 0
        with closing(Store(store.address)) as other:
            giver(other)(region=a_region("Lappi"), municipality=a_municipality("Rovaniemi"))
        assert db.execute(text("select count(*) from municipality")).scalar() == 0
    with store.connect() as db:
        assert db.execute(text("select count(*) from municipality")).scalar() == 1


def test_pages_begun_on_the_version_before_do_not_open_it_again(tmp_path: Path) -> None:
    """Reads of the two in turns, as after each publication, use two engines; a third lets go of the first."""
    with closing(Store(str(tmp_path))) as loading:
        for name in ("Lappi", "Lappland", "Lapland"):
            giver(loading)(region=a_region(name))
    with closing(Store(str(tmp_path))) as store:
        first, second = store.generations.engine(1), store.generations.engine(2)
        assert (store.generations.engine(1), store.generations.engine(2)) == (first, second)
        store.generations.engine(3)
        assert list(store.generations._engines) == [2, 3]
        # Set back, the version before is the one that is read, though it was opened first.
        assert store.generations.engine(2) is second
        store.generations.engine(1)
        assert list(store.generations._engines) == [2, 1]


def test_a_file_is_judged_once_for_all_who_ask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its hash takes seconds where it is large; a file that has changed since is judged anew."""
    with closing(Store(str(tmp_path))) as store:
        given = giver(store)
        given(region=a_region("Lappi"))
        given(municipality=a_municipality("Rovaniemi"))
    judged = []

    def hashed(path: Path) -> str:
        judged.append(path.name)
        time.sleep(0.1)  # long enough for the others to come
        return hashlib.sha256(path.read_bytes()).hexdigest()

    monkeypatch.setattr(files, "_sha256", hashed)
    read = FileGenerations(tmp_path)
    with ThreadPoolExecutor(4) as readers:
        assert list(readers.map(lambda _: read.current(), range(8))) == [2] * 8
    assert judged == ["board-000002.duckdb"]
    read.path(2).write_bytes(b"")
    assert [read.current() for _ in range(3)] == [1] * 3
    assert judged[1:] == ["board-000002.duckdb", "board-000001.duckdb"]


@pytest.mark.postgres
def test_the_reading_side_of_postgresql_cannot_write(real_store_pg: str) -> None:
    """Its transactions are read-only."""
    with closing(Store(real_store_pg)) as store:
        for statement in ("insert into tile values ('21', 1, 1)", "create table t (a int)", "delete from claim"):
            with store.connect() as db, pytest.raises(DBAPIError):
                db.execute(text(statement))


def test_a_claim_without_a_day_of_recording_keeps_the_day_it_was_first_seen(store_address: str, data: Path) -> None:
    """Also in later loads, on later days."""
    path = data / "claims" / "newsletters.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",2026-11-22,", ",,", 1), encoding="utf-8")
    days = []
    with closing(Store(store_address)) as store:
        for today in (date(2026, 11, 24), date(2027, 2, 1)):
            change_a_title(data, str(today))
            load(data, store, NOW, today)
            with store.connect() as db:
                days.append(db.execute(select(claim.c.recorded_on).where(claim.c.claim_id == "S0-001")).scalar())
    assert days == [date(2026, 11, 24), date(2026, 11, 24)]


def test_a_kill_at_any_moment_leaves_a_whole_generation(tmp_path: Path, data: Path) -> None:
    """Kill -9 at a random moment of eight loads; after each, what is served verifies."""
    address = str(tmp_path / "store")
    with closing(Store(address)) as store:
        load(data, store, NOW, TODAY)
    draw = random.Random(9)  # noqa: S311  # the same moments in every run, no secret
    for round_ in range(8):
        change_a_title(data, str(round_))
        command = [sys.executable, "-m", "etl", "load", "--data", str(data), "--store", address]
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(draw.uniform(0.3, 2.5))
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        with closing(Store(address)) as store:
            assert verify(store)["rows_kept"] == 934
