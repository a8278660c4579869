"""Reading for readers: from the replica where there is one, else from the primary, and never longer than a reader waits.

A read that loses its connection is tried once more on a new one; then the store is passed by until a look of its own, once a
second, finds it back. So while a server is away no reader waits for it, and it comes back by itself.
"""

import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from tilannekuva.store import patience
from tilannekuva.store.errors import NoSuchGeneration, RunOver, StoreEmpty, StoreFault, StoreSlow, StoreUnreachable
from tilannekuva.store.patience import READ_SECONDS, Patience, one_run, this_run
from tilannekuva.store.schemas import CONNECTIONS
from tilannekuva.store.turns import Turns

if TYPE_CHECKING:
    from tilannekuva.store.engine import Store

Answer = TypeVar("Answer")
TRIES = 2
LOOK_SECONDS = 1.0


class _Behind(NoSuchGeneration):
    """A replica does not have yet what has been read elsewhere."""


MISSING = (NoSuchGeneration, StoreEmpty)
"""What a replica may lack and the primary have."""


class Circuit:
    """Whether a store is asked; *look* is asked instead while it is not."""

    def __init__(self, look: Callable[[], object]) -> None:
        self._look = look
        self._guard = threading.Lock()
        self._closing = threading.Event()
        self._thread: threading.Thread | None = None
        self.is_open = False

    def fail(self) -> None:
        """Pass the store by until it answers a look."""
        with self._guard:
            if self.is_open or self._closing.is_set():
                return
            self.is_open = True
            self._thread = threading.Thread(target=self._wait, name="store away", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Look no more, and leave no look behind that would open a connection later."""
        self._closing.set()
        if self._thread is not None:
            self._thread.join(2 * READ_SECONDS)

    def _wait(self) -> None:
        while not self._closing.wait(LOOK_SECONDS):
            if self._answers():
                self.is_open = False
                return

    def _answers(self) -> bool:
        try:
            with Patience(READ_SECONDS):
                self._look()
        except StoreFault as fault:
            return not isinstance(fault, StoreUnreachable | StoreSlow)
        except SQLAlchemyError:
            return False
        return True


class Reading:
    """What readers ask: the stores in the order in which they are tried, the primary last; *served* is the generation served last."""

    def __init__(self, *stores: "Store") -> None:
        self._stores = [(store, Circuit(store.generations.numbers)) for store in stores]
        # Together one fewer than there may be connections: that one is for the look at a store that is away. Which generation is served
        # is asked by every run of a page, so it does not stand behind reads.
        self._reads, self._looks = Turns(CONNECTIONS), Turns(CONNECTIONS - 1)
        self.address = stores[0].address
        self.served: int | None = None
        self._newest = 0
        self._files: dict[str, bytes | None] = {}
        self._answered = time.monotonic()

    def away(self) -> float | None:
        """Return the seconds since a store last answered, or None where one of them is asked."""
        return time.monotonic() - self._answered if all(circuit.is_open for _, circuit in self._stores) else None

    def answering(self) -> list[bool]:
        """Return of each store, in the order in which they are tried, whether it is asked."""
        return [not circuit.is_open for _, circuit in self._stores]

    def current(self) -> int:
        """Return the generation to serve; while no store answers, the one served last.  Raises the store's faults."""
        behind: list[int] = []

        def look(store: "Store") -> int:
            number, newest = store.pointer()
            # The newest kept only ever grows, also when the served one is set back; so it tells a replica that lags.
            if newest < self._newest:
                behind.append(number)
                raise _Behind(generation=self._newest)
            self._newest = newest
            return number

        try:
            self.served = self._ask(look, self._looks)
        except (StoreUnreachable, StoreSlow, _Behind):
            if behind:
                self.served = behind[0]
            elif self.served is None:
                raise
        return self.served

    def read(self, ask: Callable[[Connection], Answer], generation: int | None = None) -> Answer:
        """Return what *ask* answers of a generation, by default the one to serve.  Raises the store's faults."""
        number = self.current() if generation is None else generation

        def opened(store: "Store") -> Answer:
            with store.connect(number) as db:
                return ask(db)

        return self._ask(opened, self._reads)

    def kept_file(self, name: str) -> bytes | None:
        """Return a file kept beside the generations, or None; while no store answers, as it was last.  Raises the store's faults."""
        try:
            self._files[name] = self._ask(lambda store: store.kept_file(name), self._reads)
        except (StoreUnreachable, StoreSlow):
            if name not in self._files:
                raise
        return self._files[name]

    def one_run(self) -> AbstractContextManager[None]:
        """Let all reads within share what one run of a page may wait; how long files take is this machine's matter."""
        return one_run() if any(store.generations.MAY_WAIT for store, _ in self._stores) else nullcontext()

    def close(self) -> None:
        """Look for stores that are away no more."""
        for _, circuit in self._stores:
            circuit.close()

    def _ask(self, ask: Callable[["Store"], Answer], turns: Turns) -> Answer:
        """Ask in turn, within what the run of a page has left to wait, if one runs; after a failure it waits no more."""
        run = this_run()
        try:
            with turns.turn(), run.waits() if run else nullcontext():
                return self._asked(ask, run.left if run else READ_SECONDS)
        except (StoreUnreachable, StoreSlow):
            if run is not None:
                run.give_up()
            raise

    def _asked(self, ask: Callable[["Store"], Answer], seconds: float) -> Answer:
        end = time.monotonic() + seconds
        # Of a run that has little left to wait, too little to tell that a server is away and not busy.
        may_tell = seconds >= patience.FIRST_WORD_SECONDS
        lacking: StoreFault | None = None
        found: StoreFault = StoreUnreachable(what="away")
        for store, circuit in self._stores:
            try:
                answer = _tried(store, circuit, ask, end, may_tell)
            except MISSING as fault:
                lacking = lacking or fault
            except StoreUnreachable as fault:
                found = fault
            except StoreSlow as fault:
                # Of the little that earlier reads have left: those who wait behind this one have more.
                if 0 < seconds < patience.FIRST_WORD_SECONDS:
                    raise RunOver from fault
                raise
            else:
                self._answered = time.monotonic()
                return answer
        raise lacking or found


def _tried(store: "Store", circuit: Circuit, ask: Callable[["Store"], Answer], end: float, may_tell: bool) -> Answer:
    """Ask one store, and after a lost connection once more; one that is passed by is away, one for which no time is left is slow.

    One that is lost is passed by afterwards; one that was only not waited for, where the time was enough that it *may_tell* so.
    """
    for place in range(TRIES):
        left = end - time.monotonic()
        if circuit.is_open or left <= 0:
            break
        try:
            with Patience(left):
                return ask(store)
        except StoreUnreachable as fault:
            over = time.monotonic() >= end
            if over and not may_tell:
                raise StoreSlow from fault
            # A connection that died in the pool is the usual reason, and a new one helps; twice is no chance.
            if over or place == TRIES - 1:
                circuit.fail()
                raise
    raise StoreUnreachable(what="away") if circuit.is_open else StoreSlow
