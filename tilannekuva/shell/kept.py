"""What was made once for one reader and serves the next who asks for the same; it weighs no more than its limit."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from contextlib import nullcontext
from typing import Generic, TypeVar

from tilannekuva.store.turns import Turns

Value = TypeVar("Value")
TURNS = Turns(2)
"""How many values that take turns are made at a time: the interpreter runs one, and the other meanwhile waits for the store. Fifty readers
of a new version who all began at once would all be done at the end of it; in turns the first has its page at the beginning.
"""
FILE_TURNS = Turns(2, alike=False)
"""How many files of data are made at a time: of a large store one takes ten seconds, and so many that all turns to read were theirs would
keep every reader waiting. See docs/decisions/059.
"""


class Kept(Generic[Value]):
    """Values by key, of *limit* bytes together at most, as *weigh* tells; the ones not asked for longest make room.  One that alone weighs more
    is not kept: it would push out all others and then itself.

    A value must not change once it is made: every reader is given the same one. Values that cost much are made in *turns*; on the
    way to one, no other of the same turns may be asked for.
    """

    def __init__(self, limit: int, weigh: Callable[[Value], int], *, turns: Turns | None = None) -> None:
        self.limit, self.weigh, self.weight, self.turns = limit, weigh, 0, turns
        self._values: OrderedDict[Hashable, tuple[Value, int]] = OrderedDict()
        self._making: dict[Hashable, Turns] = {}
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """Return the value of a key, made now where it is not kept; of several who ask at once, one makes it and the others wait.

        Raises what *make* raises; a fault of the store also to those who waited.
        """
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key][0]
            making = self._making.setdefault(key, Turns(1))
        with making.turn():
            with self._lock:
                if key in self._values:
                    return self._values[key][0]
            try:
                value = self._made(make)
                self._keep(key, value)
            finally:
                with self._lock:
                    # After a failure, who waited and who came later may both make it: each opens his own door only.
                    if self._making.get(key) is making:
                        del self._making[key]
        return value

    def _made(self, make: Callable[[], Value]) -> Value:
        with self.turns.turn() if self.turns else nullcontext():
            return make()

    def _keep(self, key: Hashable, value: Value) -> None:
        weight = self.weigh(value)
        if weight > self.limit:
            return
        with self._lock:
            self.weight += weight - self._values.pop(key, (value, 0))[1]
            self._values[key] = (value, weight)
            while self.weight > self.limit:
                _, (_, gone) = self._values.popitem(last=False)
                self.weight -= gone
