"""How long a read may wait: to connect, for the first word of the server, and altogether.

The system's own limits (keepalives, `tcp_user_timeout`, `statement_timeout`) do not see a server that is frozen or a proxy that
takes everything and passes nothing on. So the end of a read is watched on this side: its socket is shut, and the driver says so.
"""

import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from contextvars import ContextVar, Token
from typing import Any

FIRST_WORD_SECONDS = 2.0
"""Within it a connection, new or out of the pool, answers its first statement, which costs the server nothing."""
CONNECT_SECONDS = 1.5
READ_SECONDS = 4.4
"""The whole of one read, with its second try and the primary behind a lost replica, and of all that one run of a page waits for the store;
the page has half a second more for itself.
"""
TICK_SECONDS = 0.1


class TooLong(Exception):
    """A connection was not made in time."""


class Patience:
    """The time of one try: inside `with`, connections of this thread are made and answered within it, or cut."""

    def __init__(self, whole: float) -> None:
        self._end = time.monotonic() + whole
        self._due = self._end
        self._socket: socket.socket | None = None
        self._guard = threading.Lock()

    def __enter__(self) -> "Patience":
        self._token: Token[Patience | None] = _CURRENT.set(self)
        return self

    def __exit__(self, *_: object) -> None:
        _CURRENT.reset(self._token)
        _WATCH.leave(self)
        with self._guard:
            if self._socket is not None:
                self._socket.close()
                self._socket = None

    @property
    def left(self) -> float:
        """Return the seconds left of the whole."""
        return max(0.0, self._end - time.monotonic())

    def watch(self, driver_connection: Any) -> None:
        """Cut this connection when the time is over; one that is watched already is passed over."""
        if self._socket is None and not driver_connection.closed:
            self._due = min(self._end, time.monotonic() + FIRST_WORD_SECONDS)
            # A handle of our own: the driver may close its own at any time, and the number would be another file's.
            self._socket = socket.socket(fileno=os.dup(driver_connection.pgconn.socket))
            _WATCH.enter(self)

    def has_answered(self) -> None:
        """Give the rest of the time to a server that has given its first word."""
        self._due = self._end

    def is_over(self, now: float) -> bool:
        """Tell whether the time is over."""
        return now >= self._due

    def cut(self) -> None:
        """Shut the socket, so that whoever waits on it is told."""
        with self._guard:
            if self._socket is None:
                return
            try:
                self._socket.shutdown(socket.SHUT_RDWR)
            except OSError:
                # The other end was faster.
                return


_CURRENT: ContextVar[Patience | None] = ContextVar("patience", default=None)


def current() -> Patience | None:
    """Return the patience of the read that runs in this thread; a load has none."""
    return _CURRENT.get()


class Run:
    """What one run of a page may still wait for the store, in all of its reads together: many short waits would add up to a long one."""

    def __init__(self) -> None:
        self.left = READ_SECONDS

    @contextmanager
    def waits(self) -> Iterator[None]:
        """Take the time within from what is left."""
        start = time.monotonic()
        try:
            yield
        finally:
            self.left = max(0.0, self.left - (time.monotonic() - start))

    def give_up(self) -> None:
        """Let the run wait no more: the store has failed it once."""
        self.left = 0.0


_RUN: ContextVar[Run | None] = ContextVar("run", default=None)


def this_run() -> Run | None:
    """Return the run of a page that this thread makes, if it makes one."""
    return _RUN.get()


@contextmanager
def one_run() -> Iterator[None]:
    """Let all reads within share what one run of a page may wait."""
    token = _RUN.set(Run())
    try:
        yield
    finally:
        _RUN.reset(token)


class _Watch:
    """One thread that cuts what is over; a timer for each read would cost a thread for each."""

    def __init__(self) -> None:
        self._entered: set[Patience] = set()
        self._some = threading.Condition()
        self._thread: threading.Thread | None = None

    def enter(self, patience: Patience) -> None:
        with self._some:
            self._entered.add(patience)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="patience", daemon=True)
                self._thread.start()
            self._some.notify()

    def leave(self, patience: Patience) -> None:
        with self._some:
            self._entered.discard(patience)

    def _run(self) -> None:
        while True:
            with self._some:
                self._some.wait_for(lambda: bool(self._entered))
                now = time.monotonic()
                over = [one for one in self._entered if one.is_over(now)]
                self._entered.difference_update(over)
            for one in over:
                one.cut()
            time.sleep(TICK_SECONDS)


_WATCH = _Watch()


def within(seconds: float, connect: Callable[[], Any]) -> Any:
    """Return what *connect* makes, or raise TooLong after so many seconds; what is made later is closed.

    In a thread, as no limit of the driver covers the look-up of a name, and each of several hosts has its own two seconds.
    """
    made: Future[Any] = Future()

    def run() -> None:
        try:
            connection = connect()
        except Exception as error:  # noqa: BLE001  # handed over to the one who waits
            if made.set_running_or_notify_cancel():
                made.set_exception(error)
            return
        if made.set_running_or_notify_cancel():
            made.set_result(connection)
        else:
            connection.close()

    threading.Thread(target=run, name="connect", daemon=True).start()
    try:
        return made.result(seconds)
    except TimeoutError as error:
        if made.cancel():
            raise TooLong from error
        return made.result()
