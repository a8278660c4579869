"""What is kept for the next reader: made once, the same for all, and never more than its limit."""

import threading
import time
from collections.abc import Callable
from datetime import date
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import Connection

from tests.support.crowds import END_SECONDS, all_wait, crowd, until
from tilannekuva.read.reads import READS
from tilannekuva.shell import data
from tilannekuva.shell.kept import TURNS, Kept
from tilannekuva.store.errors import StoreSlow


def test_a_value_is_made_once() -> None:
    """The second reader is given what the first one's asking made."""
    kept: Kept[bytes] = Kept(100, len)
    assert kept.get("a", lambda: b"first") == b"first"
    assert kept.get("a", lambda: b"second") == b"first"


def test_of_many_who_ask_at_once_one_makes_the_value() -> None:
    """Thirty who open the board at once would else draw it thirty times."""
    kept: Kept[bytes] = Kept(100, len)
    made: list[int] = []

    def make() -> bytes:
        made.append(1)
        time.sleep(0.05)
        return b"board"

    readers = [threading.Thread(target=kept.get, args=("a", make)) for _ in range(30)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    assert (len(made), kept.get("a", lambda: b"")) == (1, b"board")


def test_no_more_are_made_at_a_time_than_there_are_turns() -> None:
    """Fifty who ask for fifty pages of a new version are served one after the other, not all at the end."""
    kept: Kept[bytes] = Kept(1000, len, turns=TURNS)
    now: list[int] = []
    most: list[int] = []

    def make() -> bytes:
        now.append(1)
        most.append(len(now))
        time.sleep(0.02)
        now.pop()
        return b"board"

    readers = [threading.Thread(target=kept.get, args=(number, make)) for number in range(12)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    assert (len(most), max(most)) == (12, 2)


def test_a_turn_is_waited_for_however_long_it_takes() -> None:
    """On files nobody fails: fifty who all went on without a turn after a while would make each other wait for the whole of it."""
    kept: Kept[bytes] = Kept(1000, len, turns=TURNS)
    release, begun = threading.Event(), threading.Semaphore(0)

    def make() -> bytes:
        begun.release()
        release.wait(END_SECONDS)
        return b"board"

    with crowd() as readers:
        for number in range(50):
            readers.send(lambda number=number: kept.get(number, make))
        all_wait(TURNS, 48)
        assert [begun.acquire(timeout=0) for _ in range(3)] == [True, True, False]
        release.set()
        assert readers.end() == [b"board"] * 50


def test_who_waits_for_what_the_store_failed_another_with_is_told() -> None:
    """Else thirty who look at the same would each wait as long as the first, one after the other."""
    kept: Kept[bytes] = Kept(1000, len)
    asked: list[int] = []
    fail = threading.Event()

    def make() -> bytes:
        asked.append(1)
        fail.wait(END_SECONDS)
        raise StoreSlow

    with crowd() as readers:
        readers.send(lambda: kept.get("a", make))
        until(lambda: bool(asked))
        for _ in range(30):
            readers.send(lambda: kept.get("a", make))
        all_wait(kept._making["a"], 30)
        fail.set()
        assert {type(one) for one in readers.end()} == {StoreSlow}
    assert len(asked) == 1
    assert kept.get("a", lambda: b"there") == b"there"


def test_what_was_not_asked_for_longest_makes_room() -> None:
    """The limit holds whatever is asked."""
    kept: Kept[bytes] = Kept(10, len)
    for key in "ab":
        kept.get(key, lambda: b"12345")
    kept.get("a", lambda: b"")
    kept.get("c", lambda: b"12345")
    assert [kept.get(key, lambda: b"new") for key in "acb"] == [b"12345", b"12345", b"new"]
    assert kept.weight <= 10


def test_a_value_heavier_than_the_limit_is_given_and_drives_out_no_other() -> None:
    """One file of a million claims must not cost all others what was made for them."""
    kept: Kept[bytes] = Kept(10, len)
    kept.get("a", lambda: b"12345")
    assert [kept.get("b", lambda: b"x" * 11) for _ in range(2)] == [b"x" * 11] * 2
    assert kept.get("a", lambda: b"new") == b"12345"
    assert kept.weight == 5


def test_a_failure_is_not_kept_and_holds_nobody_up() -> None:
    """The next reader tries again."""
    kept: Kept[bytes] = Kept(10, len)

    def fail() -> bytes:
        raise ValueError("no store")

    with pytest.raises(ValueError, match="no store"):
        kept.get("a", fail)
    assert kept.get("a", lambda: b"there") == b"there"


def test_a_page_that_changes_a_frame_changes_its_own(monkeypatch: pytest.MonkeyPatch, real_store: str) -> None:
    """Frames are shared by all readers; what one adds or writes, no other may see."""
    monkeypatch.setenv("TILANNEKUVA_STORE", real_store)
    before = data.read_of(1, "regions", "fi")
    taken = data.read_of(1, "regions", "fi")
    taken["mine"] = 1
    taken.loc[0, "region"] = "X"
    pd.testing.assert_frame_equal(data.read_of(1, "regions", "fi"), before)


def test_days_between_two_turns_share_a_read(monkeypatch: pytest.MonkeyPatch, real_store: str) -> None:
    """Of a month in which little turns, the board is read a few times; a read that tells no turns is read for each day."""
    monkeypatch.setenv("TILANNEKUVA_STORE", real_store)
    asked: dict[str, set[date]] = {"board": set(), "coverage": set()}

    def noting(name: str) -> Callable[..., Any]:
        read = READS[name]

        def note(db: Connection, on: date, *more: Any) -> Any:
            asked[name].add(on)
            return read(db, on, *more)

        return note

    for name in asked:
        monkeypatch.setitem(READS, name, noting(name))
    days = [date(2025, 7, number) for number in range(1, 32)]
    for day in days:
        for name in asked:
            data.read_of(1, name, day, date(2026, 11, 30), "fi")
    assert asked["coverage"] == set(days)
    assert 0 < len(asked["board"]) < len(days) / 2


def test_a_value_made_twice_weighs_once() -> None:
    """Whoever waits no longer for another's making makes the same again: it must not count as two, or in the end nothing is kept."""
    kept: Kept[str] = Kept(100, len)
    for _ in range(5):
        kept._keep("a", "x" * 40)
    kept._keep("b", "y" * 40)
    assert kept.weight == 80
    assert kept.get("a", lambda: "made anew") == "x" * 40
