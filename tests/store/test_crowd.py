"""A crowd that asks PostgreSQL for what nothing is kept of: all are served while it is well, and all are freed when it is not."""

import threading
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest
from sqlalchemy import Connection, text

from tests.support.crowds import END_SECONDS, all_wait, crowd, until
from tests.support.passage import Passage, passage_to
from tilannekuva.shell.data import read_of
from tilannekuva.shell.kept import TURNS, Kept
from tilannekuva.store import patience, reading, schemas
from tilannekuva.store.engine import open_reading, open_store
from tilannekuva.store.errors import StoreFault, StoreUnreachable
from tilannekuva.store.reading import Reading
from tilannekuva.store.schemas import CONNECTIONS
from tilannekuva.store.turns import Turns

pytestmark = pytest.mark.postgres
READERS = 50
LONGEST_SECONDS = 5.0


@pytest.fixture
def source(real_store_pg: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Passage, Reading]]:
    """What readers of the real data ask, by a passage that can be cut; nobody waits for a connection: whoever finds none is refused."""
    monkeypatch.setattr(schemas, "POOL_SECONDS", 0.0)
    with passage_to(real_store_pg) as (way, address):
        monkeypatch.setenv("TILANNEKUVA_STORE", address)
        opened = open_reading()
        assert opened.current() == 1
        yield way, opened
        way.mend()
        opened.close()
        open_store().generations._engine.dispose()


def page(kept: Kept[bytes], day: date) -> bytes:
    """Make the reads of a page of that day, kept, as a run of a page does."""
    source = open_reading()
    with source.one_run():
        generation = source.current()

        def drawn() -> bytes:
            source.current()
            for name in ("coverage", "calendar"):  # asked anew for each day, as the board is where something turns on it
                assert not read_of(generation, name, day, day, "fi").empty
            return b"drawn"

        return kept.get((generation, day), drawn)


@pytest.mark.parametrize("turns", [TURNS, None])
@pytest.mark.usefixtures("source")
def test_fifty_readers_of_fifty_days_are_all_served(turns: Turns | None, monkeypatch: pytest.MonkeyPatch) -> None:
    """On pages that are drawn in turns, and on those that are not: they wait for each other as long as it takes, and no one is refused."""
    # How long the server itself takes is not in question here, and a busy machine is no reason to fail.
    for name in ("CONNECT_SECONDS", "FIRST_WORD_SECONDS", "READ_SECONDS"):
        monkeypatch.setattr(patience, name, 60.0)
    kept: Kept[bytes] = Kept(1000, len, turns=turns)
    with crowd() as readers:
        for number in range(READERS):
            readers.send(lambda number=number: page(kept, date(2023, 7, 1) + timedelta(days=number)))
        assert readers.end() == [b"drawn"] * READERS


def held_until(release: threading.Event, opened: threading.Semaphore) -> Callable[[Connection], object]:
    """Return a read that keeps its connection until it is let go."""

    def ask(db: Connection) -> object:
        opened.release()
        release.wait(END_SECONDS)
        return db.execute(text("SELECT 1")).scalar()

    return ask


def test_reads_wait_for_each_other_and_not_for_a_connection(source: tuple[Passage, Reading]) -> None:
    """As many at a time as there are connections to keep open; which generation is served is told meanwhile."""
    release, opened = threading.Event(), threading.Semaphore(0)
    with crowd() as readers:
        for _ in range(READERS):
            readers.send(lambda: source[1].read(held_until(release, opened), 1))
        all_wait(source[1]._reads, READERS - CONNECTIONS)
        until(lambda: opened._value == CONNECTIONS)
        with crowd() as others:
            others.send(source[1].current)
            assert others.end() == [1]
        release.set()
        assert readers.end() == [1] * READERS


def test_a_server_that_falls_silent_holds_no_reader_of_a_queue(source: tuple[Passage, Reading], monkeypatch: pytest.MonkeyPatch) -> None:
    """The two whose turn it is find it out, the others are told by them and have not asked; and it comes back by itself."""
    way, opened = source
    kept: Kept[bytes] = Kept(1000, len, turns=TURNS)
    asked: list[float] = []
    silent = threading.Event()

    def drawn() -> bytes:
        silent.wait(END_SECONDS)
        asked.append(time.monotonic())
        return bytes(opened.read(lambda db: db.execute(text("SELECT 1")).scalar(), 1))

    def page_of(number: int) -> bytes:
        with opened.one_run():
            return kept.get(number, drawn)

    for name in ("CONNECT_SECONDS", "FIRST_WORD_SECONDS", "READ_SECONDS"):
        monkeypatch.setattr(patience, name, getattr(patience, name) / 4)
    monkeypatch.setattr(reading, "READ_SECONDS", patience.READ_SECONDS)
    with crowd() as readers:
        for number in range(READERS):
            readers.send(lambda number=number: page_of(number))
        all_wait(TURNS, READERS - 2)
        way.cut()
        start = time.monotonic()
        silent.set()
        assert all(isinstance(met, StoreFault) for met in readers.end())
        assert time.monotonic() - start < LONGEST_SECONDS
    assert len(asked) == 2
    assert opened.away() is not None
    with pytest.raises(StoreUnreachable):
        page_of(READERS)
    way.mend()
    until(lambda: opened.away() is None)
    assert kept.get("new", drawn) is not None
