"""Many readers in one process: threads that are started together and tell what each met."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tilannekuva.store.turns import Turns

END_SECONDS = 60.0


class Crowd:
    """One thread for each reader; *met* has what each was answered, or the exception that it met, in the order in which they ended."""

    def __init__(self) -> None:
        self.met: list[object] = []
        self._threads: list[threading.Thread] = []

    def send(self, asks: Callable[[], object]) -> None:
        """Let one more reader ask."""
        thread = threading.Thread(target=self._ask, args=(asks,), daemon=True)
        self._threads.append(thread)
        thread.start()

    def _ask(self, asks: Callable[[], object]) -> None:
        try:
            self.met.append(asks())
        except Exception as fault:  # noqa: BLE001  # what it is, the test judges
            self.met.append(fault)

    def end(self) -> list[object]:
        """Wait until all have been answered, and return what they met."""
        for thread in self._threads:
            thread.join(END_SECONDS)
            assert not thread.is_alive(), "a reader was never answered"
        return self.met


@contextmanager
def crowd() -> Iterator[Crowd]:
    """Yield a crowd, and see afterwards that nobody of it is left waiting."""
    made = Crowd()
    yield made
    made.end()


def until(holds: Callable[[], bool], seconds: float = END_SECONDS) -> None:
    """Wait until something holds, or fail."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it never came to hold"
        time.sleep(0.005)


def all_wait(turns: Turns, most: int) -> None:
    """Wait until so many wait for a turn."""
    until(lambda: turns.waiting == most)
