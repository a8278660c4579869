"""Turns: of many readers of one process some are served at a time, the others wait behind them in the order of asking.

Such a wait is not a wait for the store: while the store answers it may be long, and spends nothing of what a run of a page may wait.
When the store fails the one whose turn it is, it would fail those behind him too: all of them are told at once.
"""

import threading
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager

from tilannekuva.store.errors import RunOver, StoreSlow, StoreUnreachable
from tilannekuva.store.patience import this_run


class Turns:
    """At most so many turns at a time.  Whoever holds one may not ask for another: two who both did would wait for ever.

    What is done in them costs about as much for one as for another, unless it is not *alike*: then one that is too slow tells nothing of the next.
    """

    def __init__(self, most: int, *, alike: bool = True) -> None:
        self._free, self._alike = most, alike
        self._guard = threading.Lock()
        self._waiting: deque[Future[None]] = deque()
        self._holders: set[int] = set()

    @property
    def waiting(self) -> int:
        """Return how many wait."""
        return len(self._waiting)

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for a turn and hold it within.

        Raises StoreUnreachable and StoreSlow as they were raised in a turn that was waited for; RunOver is of the one who met it.
        """
        run = this_run()
        if run is not None and run.left <= 0:
            # The store has failed this run already: it shows what is kept, and waits for nobody.
            yield
            return
        self._wait()
        try:
            yield
        except (StoreUnreachable, StoreSlow) as fault:
            if isinstance(fault, StoreUnreachable) or (self._alike and not isinstance(fault, RunOver)):
                self._tell(fault)
            raise
        finally:
            self._pass_on()

    def _wait(self) -> None:
        me, given = threading.get_ident(), Future[None]()
        with self._guard:
            if me in self._holders:
                raise RuntimeError("a turn was asked for within one")
            if self._free:
                self._free -= 1
                given.set_result(None)
            else:
                self._waiting.append(given)
        given.result()
        with self._guard:
            self._holders.add(me)

    def _tell(self, fault: StoreUnreachable | StoreSlow) -> None:
        with self._guard:
            told = list(self._waiting)
            self._waiting.clear()
        for one in told:
            one.set_exception(type(fault)(**fault.values))

    def _pass_on(self) -> None:
        with self._guard:
            self._holders.discard(threading.get_ident())
            if self._waiting:
                self._waiting.popleft().set_result(None)
            else:
                self._free += 1
