"""What was made once for one reader and serves the next who asks for the same; it weighs no more than its limit."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Kept(Generic[Value]):
    """Values by key, of *limit* bytes together at most, as *weigh* tells; the ones not asked for longest make room.

    A value must not change once it is made: every reader is given the same one.
    """

    def __init__(self, limit: int, weigh: Callable[[Value], int]) -> None:
        self.limit, self.weigh, self.weight = limit, weigh, 0
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
        with making:
            with self._lock:
                if key in self._values:
                    return self._values[key][0]
            try:
                value = make()
                self._keep(key, value)
            finally:
                with self._lock:
                    self._making.pop(key, None)
        return value

    def _keep(self, key: Hashable, value: Value) -> None:
        weight = self.weigh(value)
        with self._lock:
            self._values[key] = (value, weight)
            self.weight += weight
            while self.weight > self.limit:
                _, (_, gone) = self._values.popitem(last=False)
                self.weight -= gone
