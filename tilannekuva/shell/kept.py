"""What was made once for one reader and serves the next who asks for the same; it weighs no more than its limit."""

import math
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager, nullcontext
from typing import Generic, TypeVar

from tilannekuva.store.patience import this_run

Value = TypeVar("Value")
TURNS = threading.BoundedSemaphore(2)
"""How many values that take turns are made at a time: the interpreter runs one, and the other meanwhile waits for the store. Fifty readers
of a new version who all began at once would all be done at the end of it; in turns the first has its page at the beginning.
"""
TURN_SECONDS = 10.0
"""Who has waited so long for a turn goes on without one; where a store may be slow to answer, half of what the run may wait."""


@contextmanager
def _holding(wanted: "threading.Lock | threading.Semaphore", seconds: float) -> Iterator[None]:
    """Wait, for so many seconds at most and no longer than the run of the page may, and go on with or without."""
    run = this_run()
    with run.waits() if run else nullcontext():
        most = min(seconds, run.left if run else math.inf)
        held = wanted.acquire(timeout=most if most < math.inf else -1)
    try:
        yield
    finally:
        if held:
            wanted.release()


class Kept(Generic[Value]):
    """Values by key, of *limit* bytes together at most, as *weigh* tells; the ones not asked for longest make room.

    A value must not change once it is made: every reader is given the same one. Values made *in_turns* are those that cost much; on the
    way to one, no other such may be asked for.
    """

    def __init__(self, limit: int, weigh: Callable[[Value], int], *, in_turns: bool = False) -> None:
        self.limit, self.weigh, self.weight, self._in_turns = limit, weigh, 0, in_turns
        self._values: OrderedDict[Hashable, tuple[Value, int]] = OrderedDict()
        self._making: dict[Hashable, threading.Lock] = {}
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """Return the value of a key, made now where it is not kept; of several who ask at once, one makes it and the others wait."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key][0]
            making = self._making.setdefault(key, threading.Lock())
        with _holding(making, math.inf):
            with self._lock:
                if key in self._values:
                    return self._values[key][0]
            try:
                value = self._made(make)
                self._keep(key, value)
            finally:
                with self._lock:
                    # One who went on without waiting to the end must not open the door that another still holds.
                    if self._making.get(key) is making:
                        del self._making[key]
        return value

    def _made(self, make: Callable[[], Value]) -> Value:
        if not self._in_turns:
            return make()
        run = this_run()
        with _holding(TURNS, run.left / 2 if run else TURN_SECONDS):
            return make()

    def _keep(self, key: Hashable, value: Value) -> None:
        weight = self.weigh(value)
        with self._lock:
            self.weight += weight - self._values.pop(key, (value, 0))[1]
            self._values[key] = (value, weight)
            while self.weight > self.limit:
                _, (_, gone) = self._values.popitem(last=False)
                self.weight -= gone
