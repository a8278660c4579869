"""`python -m tilannekuva.serve`: a process per core behind nginx, on this machine; `--site` prints nginx's part for a server of your own.

SIGTERM or Ctrl+C ends all; SIGHUP starts the processes anew one after the other, for a new version or new settings.
"""

import argparse
import os
import shutil
import signal
import socket
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from tilannekuva.serve import proxy
from tilannekuva.serve.processes import LOOK_SECONDS, NO_ANSWER, Process, app

FIRST_OF_UNITS = 8611
"""The first port of the units in deploy/systemd."""
UNUSABLE = 2


class Unusable(Exception):
    """A reason not to start, in words that say what to do."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until told to end, or print the configuration, and return the exit code."""
    asked = _parser().parse_args(arguments)
    try:
        if asked.site:
            certificate = proxy.Certificate(asked.site, asked.certificate, asked.key)
            ports = range(FIRST_OF_UNITS, FIRST_OF_UNITS + asked.processes)
            print(proxy.site(ports, asked.port, Path("/var/cache/nginx/tilannekuva"), certificate), end="")
            return 0
        return _wait(asked.wait) if asked.wait else serve(asked.processes, asked.port)
    except Unusable as reason:
        print(reason, file=sys.stderr)
        return UNUSABLE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python3 dev.py serve", description="Serve the board by several processes behind nginx, on this machine.")
    parser.add_argument("--processes", type=_positive, default=os.cpu_count() or 1, help="how many (default: one per core)")
    parser.add_argument("--port", type=int, default=8501, help="port on 127.0.0.1; the processes take those after it (default: %(default)s)")
    parser.add_argument("--wait", type=int, metavar="PORT", help="wait until the process at this port is ready, as its unit does")
    parser.add_argument("--site", metavar="NAME", help="print nginx's configuration for this public name and the units of deploy/systemd")
    parser.add_argument("--certificate", type=Path, default=Path("/etc/ssl/tilannekuva/fullchain.pem"), help="with --site (default: %(default)s)")
    parser.add_argument("--key", type=Path, default=Path("/etc/ssl/tilannekuva/privkey.pem"), help="with --site (default: %(default)s)")
    return parser


def _positive(given: str) -> int:
    number = int(given)
    if number < 1:
        raise ValueError(given)
    return number


def _wait(port: int) -> int:
    said = app(port).wait_until_ready(lambda: False)
    if said:
        print(f"{port}: {said}", file=sys.stderr)
    # One that answers serves what it has, or says what it lacks; a start must not fail for the store's sake.
    return UNUSABLE if said == NO_ANSWER else 0


def serve(count: int, port: int) -> int:
    """Serve by so many processes behind nginx at a port of this machine, until SIGTERM or Ctrl+C.  Raises Unusable."""
    nginx = _nginx()
    ports = [port + place for place in range(1, count + 1)]
    for one in (port, *ports):
        _need_free(one)
    with tempfile.TemporaryDirectory(prefix="tilannekuva-serve-") as made:
        folder = Path(made)
        # nginx's workers are another user when its master is root, and come through here to their own folders.
        folder.chmod(0o755)
        (folder / "site.conf").write_text(proxy.site(ports, port, folder / "cache"), encoding="utf-8")
        (folder / "nginx.conf").write_text(proxy.whole(folder), encoding="utf-8")
        front = Process("nginx", [nginx, "-p", made, "-c", str(folder / "nginx.conf"), "-e", "stderr"])
        return Keeper([app(one) for one in ports], front, port).keep()


def _nginx() -> str:
    # Debian keeps it where the paths of ordinary users do not lead.
    found = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/sbin")
    if found is None:
        raise Unusable(
            "nginx is missing; it shares the readers out among the processes. On Debian or Ubuntu: sudo apt-get install nginx-light.\n"
            "One process needs none: python3 dev.py run."
        )
    return found


def _need_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except (OSError, OverflowError) as error:
            raise Unusable(f"Port {port} cannot be used ({error}). Choose another with --port; the processes take those after it.") from error


class Keeper:
    """Starts all, looks after them, ends them."""

    def __init__(self, apps: Sequence[Process], front: Process, port: int) -> None:
        self._apps, self._front, self._port = apps, front, port
        self._ended = self._renew = False

    def keep(self) -> int:
        """Keep all running until told to end."""
        signal.signal(signal.SIGTERM, self._end)
        signal.signal(signal.SIGINT, self._end)
        signal.signal(signal.SIGHUP, self._begin_anew)
        try:
            for process in self._apps:
                process.start()
            for process in self._apps:
                self._say_unready(process)
            if not self._ended:
                self._front.start()
                print(f"Serving http://127.0.0.1:{self._port} by {len(self._apps)} processes  (Ctrl+C ends it)", flush=True)
            while not self._ended:
                self._look()
                time.sleep(LOOK_SECONDS)
        finally:
            for process in (self._front, *self._apps):
                process.stop()
        return 0

    def _look(self) -> None:
        for process in (*self._apps, self._front):
            code = process.revive()
            if code is not None:
                print(f"{process.name} had ended with {code} and was started again.", file=sys.stderr, flush=True)
        if self._renew:
            self._renew = False
            for process in self._apps:
                if self._ended:
                    return
                process.stop()
                process.start()
                self._say_unready(process)

    def _say_unready(self, process: Process) -> None:
        said = process.wait_until_ready(lambda: self._ended)
        if said and not self._ended:
            print(
                f"{process.name} is not ready: {said}. Is anything loaded (python3 dev.py load), and does the store answer?",
                file=sys.stderr,
                flush=True,
            )

    def _end(self, *_: object) -> None:
        self._ended = True

    def _begin_anew(self, *_: object) -> None:
        self._renew = True


if __name__ == "__main__":
    sys.exit(main())
