"""Turns: so many at a time, in order, without end while the store answers, and all told at once when it does not."""

import threading
from contextlib import nullcontext
from types import SimpleNamespace
from typing import Any

import pytest

from tests.support.crowds import END_SECONDS, Crowd, all_wait, crowd
from tilannekuva.store.errors import StoreFault, StoreFull, StoreSlow, StoreUnreachable
from tilannekuva.store.patience import READ_SECONDS, one_run, this_run
from tilannekuva.store.reading import Reading
from tilannekuva.store.turns import Turns


def took_turn(turns: Turns, answer: object = None) -> object:
    """Take a turn and return the answer."""
    with turns.turn():
        return answer


def fail_before(turns: Turns, readers: Crowd, most: int, fault: Exception) -> None:
    """Take a turn, let so many readers wait for one, and fail."""
    with turns.turn():
        for _ in range(most):
            readers.send(lambda: took_turn(turns, "asked"))
        all_wait(turns, most)
        raise fault


def test_turns_are_given_in_the_order_of_asking() -> None:
    """Nobody is passed by while others come and go."""
    turns = Turns(1)
    with crowd() as readers:
        with turns.turn():
            for number in range(5):
                readers.send(lambda number=number: took_turn(turns, number))
                all_wait(turns, number + 1)
        assert readers.end() == [0, 1, 2, 3, 4]
    assert turns.waiting == 0


def test_no_more_hold_a_turn_than_there_are() -> None:
    """Also after one has failed."""
    turns, release = Turns(2), threading.Event()

    def hold() -> None:
        with turns.turn():
            release.wait(END_SECONDS)

    with crowd() as readers:
        with pytest.raises(ValueError, match="mine"):
            fail_before(turns, readers, 0, ValueError("mine"))
        for _ in range(6):
            readers.send(hold)
        all_wait(turns, 4)
        release.set()


def test_waiting_for_a_turn_spends_nothing_of_what_a_run_may_wait_for_the_store() -> None:
    """Who stood behind fifty readers of a server that is well has as much patience with it as the first."""
    turns = Turns(1)

    def left() -> float:
        with one_run(), turns.turn():
            run = this_run()
            return run.left if run else 0.0

    with crowd() as readers:
        with turns.turn():
            readers.send(left)
            all_wait(turns, 1)
        assert readers.end() == [READ_SECONDS]


@pytest.mark.parametrize("fault", [StoreSlow(), StoreUnreachable(what="away"), StoreFull(what="full")])
def test_what_the_store_fails_one_with_is_told_to_all_who_wait(fault: StoreFault) -> None:
    """They would ask the same store, and wait as long, one after the other; who asks later does so for himself."""
    turns = Turns(1)
    with crowd() as readers:
        with pytest.raises(type(fault)):
            fail_before(turns, readers, 3, fault)
        assert [(type(one), one.values) for one in readers.end() if isinstance(one, StoreFault)] == [(type(fault), fault.values)] * 3
    assert took_turn(turns, "later") == "later"


@pytest.mark.parametrize(("fault", "told"), [(StoreSlow(), ["asked"] * 3), (StoreUnreachable(what="away"), [StoreUnreachable] * 3)])
def test_where_one_costs_more_than_another_its_slowness_tells_nothing_of_the_others(fault: StoreFault, told: list[object]) -> None:
    """A file of all claims may be too much for the server and one of sources not; a server that is away is away for both."""
    turns = Turns(1, alike=False)
    with crowd() as readers:
        with pytest.raises(type(fault)):
            fail_before(turns, readers, 3, fault)
        assert [type(one) if isinstance(one, StoreFault) else one for one in readers.end()] == told


def test_any_other_failure_is_of_the_one_who_met_it() -> None:
    """The next takes the turn."""
    turns = Turns(1)
    with crowd() as readers:
        with pytest.raises(ValueError, match="mine"):
            fail_before(turns, readers, 1, ValueError("mine"))
        assert readers.end() == ["asked"]


def test_a_run_that_the_store_has_failed_waits_for_nobody_and_tells_nobody() -> None:
    """It shows what is kept; what it meets then is no news of the store."""
    turns = Turns(1)

    def refused() -> None:
        with one_run():
            run = this_run()
            assert run is not None
            run.give_up()
            with turns.turn():
                raise StoreSlow

    with crowd() as readers:
        with turns.turn():
            readers.send(lambda: took_turn(turns, "asked"))
            all_wait(turns, 1)
            with crowd() as others:
                others.send(refused)
                assert [type(one) for one in others.end()] == [StoreSlow]
            assert turns.waiting == 1
        assert readers.end() == ["asked"]


@pytest.mark.parametrize(("left", "told"), [(READ_SECONDS, [StoreSlow] * 3), (0.5, ["asked"] * 3)])
def test_a_run_that_has_little_left_ends_the_wait_of_nobody_else(left: float, told: list[object]) -> None:
    """A read that the store is slow with is news for all; one that began when its own run's time was nearly over is none."""
    store: Any = SimpleNamespace(address="x", generations=SimpleNamespace(numbers=list), connect=lambda number: nullcontext(number))
    opened = Reading(store)
    opened._reads = Turns(1)

    def slow(_: object) -> object:
        for _reader in range(3):
            readers.send(lambda: opened.read(lambda _: "asked", 1))
        all_wait(opened._reads, 3)
        raise StoreSlow

    with crowd() as readers:
        with one_run():
            run = this_run()
            assert run is not None
            run.left = left
            with pytest.raises(StoreSlow):
                opened.read(slow, 1)
        assert [type(one) if isinstance(one, StoreFault) else one for one in readers.end()] == told


def test_a_turn_within_a_turn_is_refused() -> None:
    """Two who each held one and waited for a second would wait for ever; so the first who asks so is told, and not the hundredth."""
    turns = Turns(2)
    with turns.turn(), pytest.raises(RuntimeError), turns.turn():
        pytest.fail("it was given")
    assert took_turn(turns, "later") == "later"
