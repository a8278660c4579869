"""PostgreSQL away, slow, full or lost while readers read: nothing wrong, no long wait, back by itself, and each fault in its words."""

import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection, create_engine, make_url, text

from tests.support.passage import Passage, passage_to
from tests.support.stores import closing, giver, new_database
from tilannekuva.store import engine, patience
from tilannekuva.store.engine import Store, open_reading
from tilannekuva.store.errors import (
    NoSuchGeneration,
    StoreFault,
    StoreForbidden,
    StoreFull,
    StoreReadOnly,
    StoreSlow,
    StoreUnreachable,
)
from tilannekuva.store.reading import Reading
from tilannekuva.store.schemas import POOL_SECONDS
from tilannekuva.texts import LANGUAGES, catalogue
from tilannekuva.texts import text as words

pytestmark = pytest.mark.postgres
LONGEST_SECONDS = 5.0
REGION = "region_code | name_fi\n21 | Lappi"


@contextmanager
def database(server: str) -> Iterator[str]:
    """Make an empty database and yield its address."""
    with new_database(server, f"test_{uuid.uuid4().hex}") as address:
        yield address


@contextmanager
def reading(*addresses: str) -> Iterator[Reading]:
    """Yield what readers of these stores ask, replica first."""
    stores = [Store(address) for address in addresses]
    made = Reading(*stores)
    try:
        yield made
    finally:
        made.close()
        for store in stores:
            with closing(store):
                continue


@pytest.fixture
def address(postgres_uri: str) -> Iterator[str]:
    """The address of a database with one generation, without a passage."""
    with database(postgres_uri) as made:
        publish(made, 1)
        yield made


@pytest.fixture
def passage(address: str) -> Iterator[tuple[Passage, str]]:
    """A passage to that database, and its address by the passage."""
    with passage_to(address) as made:
        yield made


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Readers who wait a quarter as long, so that the tests do too; one test waits as readers do."""
    for name in ("CONNECT_SECONDS", "FIRST_WORD_SECONDS"):
        monkeypatch.setattr(patience, name, getattr(patience, name) / 4)
    monkeypatch.setattr("tilannekuva.store.reading.READ_SECONDS", patience.READ_SECONDS / 4)


def publish(address: str, *numbers: int) -> None:
    """Publish generations with so many municipalities each; what a generation holds tells its number."""
    with closing(Store(address)) as store:
        given = giver(store)
        for number in numbers:
            rows = "\n".join(f"{code:03d} | K | K | 21" for code in range(number))
            assert given(region=REGION, municipality=f"municipality_code | name_fi | name_sv | region_code\n{rows}") == number
            given = giver(store)


def number_held(db: Connection) -> int:
    """Return the number of the generation as its rows tell it, asked twice within the read."""
    query = text("SELECT count(*) FROM municipality")
    first, second = (int(db.execute(query).scalar_one()) for _ in range(2))
    assert first == second
    return first


def waited(ask: Callable[[], object], *faults: type[StoreFault]) -> float:
    """Return the seconds that a call took to raise one of the faults."""
    start = time.monotonic()
    with pytest.raises(faults):
        ask()
    return time.monotonic() - start


def until(holds: Callable[[], bool], seconds: float = 4.0) -> None:
    """Wait until something holds, or fail."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it did not come back by itself"
        time.sleep(0.05)


class Readers:
    """Threads that read on and on, and note what was wrong, what was refused, and the longest wait."""

    def __init__(self, source: Reading) -> None:
        self._source = source
        self._ended = threading.Event()
        self.wrong: list[object] = []
        self.right, self.refused, self.longest = 0, 0, 0.0
        self._threads = [threading.Thread(target=self._read) for _ in range(4)]

    def _read(self) -> None:
        while not self._ended.wait(0.01):
            start = time.monotonic()
            try:
                generation = self._source.current()
                held = self._source.read(number_held, generation)
            except (StoreUnreachable, NoSuchGeneration):
                self.refused += 1
            except Exception as fault:  # noqa: BLE001  # whatever it is, a reader would have met it
                self.wrong.append(fault)
            else:
                self.right += 1
                if held != generation:
                    self.wrong.append((generation, held))
            self.longest = max(self.longest, time.monotonic() - start)

    def __enter__(self) -> "Readers":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        for thread in self._threads:
            thread.join(LONGEST_SECONDS * 2)
            assert not thread.is_alive()


def test_a_restart_during_reads_and_loads_gives_nothing_wrong(postgres_uri: str, address: str) -> None:
    """Stopped without a word in mid-read and started again: old or new, never a mix; no long wait; back by itself."""
    from tests.support.postgres import Running

    server = Running(postgres_uri)
    with reading(address) as source, Readers(source) as readers:
        publish(address, 2, 3)
        server.stop("immediate")
        server.start()
        until(lambda: source.away() is None)
        publish(address, 4)
        until(lambda: source.current() == 4)
        before = readers.right
        until(lambda: readers.right > before)
    assert readers.wrong == []
    assert readers.longest < LONGEST_SECONDS


def test_while_the_server_is_away_the_last_generation_is_served_and_nobody_waits(passage: tuple[Passage, str], address: str) -> None:
    """What is kept can be shown by its generation, what is not is refused at once, and a look finds the server back."""
    way, by_way = passage
    with reading(by_way) as source:
        assert source.read(number_held) == 1
        way.close()
        assert source.current() == 1
        assert source.away() is not None
        assert waited(lambda: source.read(number_held, 1), StoreUnreachable) < 0.1
        way.open()
        publish(address, 2)
        until(lambda: source.away() is None)
        assert source.read(number_held) == 2


def test_a_connection_that_died_in_the_pool_is_not_noticed(passage: tuple[Passage, str]) -> None:
    """The read is tried once more, on a new one."""
    way, by_way = passage
    with reading(by_way) as source:
        assert source.read(number_held) == 1
        way.close()
        way.open()
        assert source.read(number_held) == 1
        assert source.away() is None


def test_a_server_that_never_answered_is_told_as_away(passage: tuple[Passage, str]) -> None:
    """There is nothing to serve, so the fault is raised; the first look after it comes back finds it."""
    way, by_way = passage
    way.close()
    with reading(by_way) as source:
        assert waited(source.current, StoreUnreachable) < LONGEST_SECONDS
        way.open()
        until(lambda: source.away() is None)
        assert source.current() == 1


def test_a_network_cut_without_a_word_holds_nobody_for_long(passage: tuple[Passage, str]) -> None:
    """Neither a connection of the pool nor a new one waits for ever, and after the first nobody waits at all."""
    way, by_way = passage
    with reading(by_way) as source:
        source.current()
        way.cut()
        assert waited(lambda: source.read(number_held, 1), StoreUnreachable) < LONGEST_SECONDS
        assert waited(lambda: source.read(number_held, 1), StoreUnreachable) < 0.1
        way.mend()
        until(lambda: source.away() is None, 8.0)
        assert source.read(number_held) == 1


@pytest.mark.usefixtures("hasty")
def test_a_network_cut_in_mid_query_holds_nobody_for_long(passage: tuple[Passage, str]) -> None:
    """The server has begun to work, and its answer never comes."""
    way, by_way = passage

    def cut_off(db: Connection) -> object:
        way.cut()
        return db.execute(text("SELECT 1")).scalar()

    with reading(by_way) as source:
        source.current()
        assert waited(lambda: source.read(cut_off, 1), StoreUnreachable) < LONGEST_SECONDS


@pytest.mark.usefixtures("hasty")
def test_a_lost_replica_is_left_for_the_primary_and_taken_again(postgres_uri: str, address: str) -> None:
    """Two databases stand in for the two: only their addresses differ to a reader."""
    with database(postgres_uri) as copy, passage_to(copy) as (way, by_way), reading(by_way, address) as source:
        publish(copy, 1)
        source.read(number_held, 1)
        for lose in (way.cut, way.close):
            lose()
            start = time.monotonic()
            assert source.read(number_held, 1) == 1
            assert time.monotonic() - start < LONGEST_SECONDS
            assert (source.answering(), source.away()) == ([False, True], None)
            way.mend()
            if lose == way.close:
                way.open()
            until(lambda: source.answering()[0], 8.0)


def test_a_replica_that_lags_never_takes_a_reader_back(postgres_uri: str, address: str) -> None:
    """It is passed by until it has what was read from the primary; only without the primary it is served as it is."""
    publish(address, 2, 3)
    with database(postgres_uri) as copy, passage_to(copy) as (to_copy, copy_by_way), passage_to(address) as (to_primary, primary_by_way):
        publish(copy, 1, 2)
        with reading(copy_by_way, primary_by_way) as source:
            assert source.current() == 2
            to_copy.close()
            assert source.current() == 3
            to_copy.open()
            until(lambda: source.answering() == [True, True])
            assert source.current() == 3
            assert source.read(number_held, 3) == 3
            to_primary.close()
            assert source.current() == 2
            assert source.read(number_held, 2) == 2
            assert waited(lambda: source.read(number_held, 3), NoSuchGeneration) < LONGEST_SECONDS
            publish(copy, 3)
            assert source.current() == 3


def test_the_limits_together_stay_below_five_seconds() -> None:
    """A wait for the pool may begin at the last moment, and the watch looks ten times a second."""
    assert patience.READ_SECONDS + POOL_SECONDS + patience.TICK_SECONDS <= LONGEST_SECONDS


def test_a_read_that_takes_too_long_is_ended_by_the_server(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is told as slow, not as away: the others read on."""
    monkeypatch.setattr("tilannekuva.store.reading.READ_SECONDS", 1.0)
    with reading(address) as source:
        asked = lambda db: db.execute(text("SELECT pg_sleep(30)"))  # noqa: E731
        assert 0.5 < waited(lambda: source.read(asked, 1), StoreSlow) < 2.0
        assert source.away() is None


def test_the_reads_of_a_page_together_wait_no_longer_than_one(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each of them is in time; a page that makes ten would still take ten times as long."""
    monkeypatch.setattr("tilannekuva.store.patience.READ_SECONDS", 2.5)
    with reading(address) as source:
        source.read(number_held, 1)
        start = time.monotonic()
        with source.one_run():
            source.read(lambda db: db.execute(text("SELECT pg_sleep(1)")), 1)
            waited(lambda: source.read(lambda db: db.execute(text("SELECT pg_sleep(2)")), 1), StoreSlow, StoreUnreachable)
            assert waited(lambda: source.read(number_held, 1), StoreSlow) < 0.1
        assert time.monotonic() - start < LONGEST_SECONDS
        # The next run begins anew, and the server was not away.
        with source.one_run():
            assert source.read(number_held, 1) == 1


def test_after_a_failed_read_the_rest_of_a_page_asks_no_more(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is kept of the last good board is shown at once, the generation is the one served last, and nobody says that the server is away."""
    with reading(address) as source:
        assert source.current() == 1
        with source.one_run():
            monkeypatch.setattr("tilannekuva.store.reading._tried", _slow)
            assert waited(lambda: source.read(number_held, 1), StoreSlow) < 1
            monkeypatch.undo()
            assert waited(lambda: source.read(number_held, 1), StoreSlow) < 0.1
            assert source.current() == 1
        assert source.read(number_held, 1) == 1


def _slow(*_: object) -> object:
    raise StoreSlow


def test_a_generation_that_is_dropped_in_mid_read_is_told_as_gone(address: str) -> None:
    """Names of tables are looked up outside of the snapshot, so a long read may meet the void; the page is then run anew."""

    def pruned(db: Connection) -> object:
        direct = create_engine(address)
        with direct.begin() as other:
            other.exec_driver_sql("DROP SCHEMA generation_000001 CASCADE")
        direct.dispose()
        return db.execute(text("SELECT count(*) FROM municipality"))

    with reading(address) as source:
        # Once before, so that the read in question has touched no table yet: one that it has touched, a load waits for.
        source.read(number_held, 1)
        with pytest.raises(NoSuchGeneration):
            source.read(pruned, 1)


@contextmanager
def role(address: str, options: str = "") -> Iterator[str]:
    """Make a role that may log in and yield the database's address under its name."""
    name, owner = f"role_{uuid.uuid4().hex}", create_engine(address)
    with owner.begin() as db:
        db.exec_driver_sql(f"CREATE ROLE {name} LOGIN {options}")
    try:
        yield str(make_url(address).set(username=name).render_as_string(hide_password=False))
    finally:
        with owner.begin() as db:
            db.exec_driver_sql(f"DROP ROLE {name}")
        owner.dispose()


def test_too_many_connections_are_told(address: str) -> None:
    """As such, and as a reason to serve what is kept."""
    with role(address, "CONNECTION LIMIT 1") as limited, reading(limited) as source:
        taken = create_engine(limited)
        with taken.connect() as db:
            db.execute(text("SELECT 1"))
            waited(source.current, StoreFull)
        taken.dispose()


def test_a_role_without_rights_is_told(address: str) -> None:
    """On reading, on loading, and where the name is not known at all."""
    with role(address) as stranger, reading(stranger) as source, closing(Store(stranger)) as store:
        waited(source.current, StoreForbidden)
        with pytest.raises(StoreForbidden), store.generations.writing():
            pytest.fail("a stranger may load")
    nobody = str(make_url(address).set(username="nobody").render_as_string(hide_password=False))
    with reading(nobody) as source:
        waited(source.current, StoreForbidden)


def test_a_load_into_a_replica_is_told(address: str) -> None:
    """A database that only reads stands in for it: it answers with the same code."""
    owner = create_engine(address, isolation_level="AUTOCOMMIT")
    with owner.connect() as db:
        db.exec_driver_sql(f'ALTER DATABASE "{make_url(address).database}" SET default_transaction_read_only = on')
    owner.dispose()
    with closing(Store(address)) as store, pytest.raises(StoreReadOnly), store.generations.writing():
        pytest.fail("a replica was loaded into")


def test_every_fault_of_the_store_has_its_words() -> None:
    """In every language, with what it is told."""
    kinds = [StoreFault]
    while kinds:
        kind = kinds.pop()
        kinds += kind.__subclasses__()
        key = f"store.{kind.code}"
        if kind is StoreFault:
            continue
        for language in LANGUAGES:
            assert key in catalogue(language)
    assert words("store.full", "fi", what="x") != words("store.unreachable", "fi", what="x")


def test_readers_ask_the_read_store_and_loads_the_store(monkeypatch: pytest.MonkeyPatch) -> None:
    """The replica first, behind it the primary where it is named; an address given on the command line goes before both."""
    monkeypatch.setenv("TILANNEKUVA_READ_STORE", "/replica")
    monkeypatch.setenv("TILANNEKUVA_STORE", "/primary")
    for cached in (engine._open, engine._reading):
        cached.cache_clear()
    stores = lambda source: [store.address for store, _ in source._stores]  # noqa: E731
    assert stores(open_reading()) == ["/replica", "/primary"]
    assert engine.open_store().address == "/primary"
    assert stores(open_reading("/given")) == ["/given"]
    monkeypatch.delenv("TILANNEKUVA_STORE")
    assert stores(open_reading()) == ["/replica"]
    monkeypatch.delenv("TILANNEKUVA_READ_STORE")
    assert stores(open_reading()) == [str(engine.DEFAULT_FOLDER)]


def test_a_connection_made_too_late_is_closed() -> None:
    """The look-up of a name has no limit of its own; whoever waited has gone, so nobody else would close it."""
    closed = threading.Event()

    class Late:
        def close(self) -> None:
            closed.set()

    def connect() -> Late:
        time.sleep(0.3)
        return Late()

    with pytest.raises(patience.TooLong):
        patience.within(0.05, connect)
    assert closed.wait(2.0)
    assert patience.within(2.0, lambda: "made") == "made"


def test_a_server_and_its_replica_are_thrown_away_though_what_they_were_for_fails(postgres_uri: str) -> None:
    """Not only when all of Python ends: a measurement that fails may be one of many."""
    from tests.support.postgres import following, started

    def fail() -> None:
        with started() as primary, following(primary) as replica:
            folders.extend([primary.pgdata, replica.pgdata])
            raise StoreUnreachable(what="away")

    folders: list[Path] = []
    with pytest.raises(StoreUnreachable):
        fail()
    assert len(folders) == 2
    assert not any(folder.exists() for folder in folders)
