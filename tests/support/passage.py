"""A passage to a PostgreSQL server that a test can cut without a word, or close: what a network does."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from sqlalchemy import make_url


class Passage:
    """Passes connections of a port of this machine on to a server's unix socket."""

    def __init__(self, target: str) -> None:
        self._target = target
        self._cut = threading.Event()
        self._ends: list[socket.socket] = []
        self._listener: socket.socket | None = None
        self.port = 0
        self.open()

    def open(self) -> None:
        """Take connections, on the same port as before."""
        self._listener = socket.socket()
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._listener.bind(("127.0.0.1", self.port))
        self._listener.listen(50)
        self.port = int(self._listener.getsockname()[1])
        threading.Thread(target=self._take, args=(self._listener,), daemon=True).start()

    def close(self) -> None:
        """Refuse connections and end those there are: the server is down."""
        if self._listener is not None:
            with suppress(OSError):
                self._listener.shutdown(socket.SHUT_RDWR)
            self._listener.close()
            self._listener = None
        for end in self._ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
        self._ends.clear()

    def cut(self) -> None:
        """Take everything and pass nothing on."""
        self._cut.set()

    def mend(self) -> None:
        """Pass on again, also what was held back."""
        self._cut.clear()

    def _take(self, listener: socket.socket) -> None:
        while True:
            try:
                near, _ = listener.accept()
                far = socket.socket(socket.AF_UNIX)
                far.connect(self._target)
            except OSError:
                return
            self._ends += [near, far]
            for one, other in ((near, far), (far, near)):
                threading.Thread(target=self._pass_on, args=(one, other), daemon=True).start()

    def _pass_on(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while said := one.recv(65536):
                while self._cut.is_set():
                    time.sleep(0.02)
                other.sendall(said)
        with suppress(OSError):
            other.shutdown(socket.SHUT_RDWR)


@contextmanager
def passage_to(address: str) -> Iterator[tuple[Passage, str]]:
    """Yield a passage to the database at a `postgresql+psycopg://` address on a unix socket, and the address by it."""
    url = make_url(address)
    passage = Passage(f"{url.query['host']}/.s.PGSQL.5432")
    try:
        yield passage, str(url.set(host="127.0.0.1", port=passage.port, query={}).render_as_string(hide_password=False))
    finally:
        passage.mend()
        passage.close()
