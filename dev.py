#!/usr/bin/env python3
"""The developer's commands: run the app, test it, check the code, load the data.

Needs Python 3.11 or newer on Linux or macOS, no more: the first command makes .venv with the pinned packages (by uv
where it is on the PATH, else by venv and pip); later ones start at once.
"""

import argparse
import fcntl
import hashlib
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple, NoReturn
from xml.etree import ElementTree as ET

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
RUN, DEV, BENCH = LISTS = ("requirements.txt", "requirements-dev.txt", "requirements-bench.txt")  # each holds those before it
# Two workers, as CI has two cores; neighbours stay together, so that what a file shares among its tests is made once.
PARTS = {**dict.fromkeys(("unit", "store", "app"), ("-n", "2", "--dist", "worksteal")), "browser": ("-n", "2", "--dist", "loadfile")}
BENCHES = ("etl", "pages", "sessions", "exports")
NO_TESTS = 5
"""Exit code of pytest when it selected nothing."""
CANNOT_RUN = "cannot run here: "
"""Start of the reason with which tests/support/needs.py skips what this machine lacks."""


class Trouble(Exception):
    """A reason to stop, in words that say what to do."""


class Outcome(NamedTuple):
    """What one part of the tests came to."""

    part: str
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    seconds: float = 0.0
    reasons: tuple[str, ...] = ()
    ran: bool = True


def prepare(requirements: str) -> None:
    """Make .venv hold the pinned packages; an unchanged tree costs only a look. Raises Trouble."""
    with one_at_a_time():
        stamp, wanted = VENV / f".installed-{requirements}", fingerprint(requirements)
        cut_short = VENV / ".installing"
        usable = is_usable() and not cut_short.exists()
        if usable and stamp.exists() and stamp.read_text(encoding="ascii") == wanted:
            return
        if not usable:
            make_venv()
        # The mark stays behind only when this process dies: then no package can be trusted, and .venv is made anew.
        cut_short.touch()
        install(requirements)
        for name in LISTS[: LISTS.index(requirements) + 1]:
            (VENV / f".installed-{name}").write_text(fingerprint(name), encoding="ascii")
        cut_short.unlink()


def fingerprint(requirements: str) -> str:
    """Return a hash of what is to be installed and for which Python."""
    texts = [(ROOT / name).read_bytes() for name in LISTS[: LISTS.index(requirements) + 1]]
    return hashlib.sha256(b"\0".join([python_version().encode(), *texts])).hexdigest()


def python_version() -> str:
    """Return the version that decides which packages fit, e.g. 3.11."""
    return f"{sys.version_info.major}.{sys.version_info.minor}"


def is_usable() -> bool:
    """Tell whether the Python of .venv starts, is of our version, and has an installer."""
    needs = "" if shutil.which("uv") else "import pip; "
    try:
        asked = subprocess.run(
            [PYTHON, "-c", f"{needs}import sys; print('%d.%d' % sys.version_info[:2])"],
            capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return False
    return asked.returncode == 0 and asked.stdout.strip() == python_version()


def make_venv() -> None:
    """Make .venv anew from the Python that runs this. Raises Trouble."""
    # Run from inside .venv, sys.executable would go with the folder.
    base = getattr(sys, "_base_executable", sys.executable)
    uv = shutil.which("uv")
    with step(f"Making .venv with {'uv' if uv else 'venv'}"):
        shutil.rmtree(VENV, ignore_errors=True)
        command = [uv, "venv", "--no-project", "--python", base, str(VENV)] if uv else [base, "-m", "venv", str(VENV)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        if done.returncode == 0:
            return
        said = (done.stdout + done.stderr).strip()
        if "ensurepip" in said:
            raise Trouble(
                "This Python cannot make virtual environments (its ensurepip is missing).\n"
                "On Debian or Ubuntu: sudo apt-get install python3-venv. Or put uv on the PATH. Then run this again."
            )
        raise Trouble(f"The virtual environment could not be made:\n{said}")


def install(requirements: str) -> None:
    """Install the pinned packages into .venv. Raises Trouble."""
    uv = shutil.which("uv")
    pip = [uv, "pip", "install", "--python", str(PYTHON)] if uv else [str(PYTHON), "-m", "pip", "install"]
    quiet = ["--quiet"] if uv else ["--quiet", "--disable-pip-version-check"]
    with step(f"Installing {requirements} with {'uv' if uv else 'pip (about a minute the first time)'}"):
        command = [*pip, *quiet, "-r", str(ROOT / requirements)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        if done.returncode:
            last = "\n".join((done.stdout + done.stderr).strip().splitlines()[-12:])
            (VENV / ".installing").unlink(missing_ok=True)
            raise Trouble(f"{last}\nThe packages could not be installed. Is the package index reachable? Then run this again.")


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Let a second command wait while a first one installs."""
    with Path(__file__).open("rb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def step(words: str) -> Iterator[None]:
    """Say what takes time, and how long it took."""
    print(f"{words} … ", end="", flush=True)
    start = time.monotonic()
    try:
        yield
    except BaseException:
        print("stopped.", flush=True)
        raise
    print(f"done ({time.monotonic() - start:.1f} s)", flush=True)


def call(*command: str) -> int:
    """Run a module of .venv in the project's folder and return its exit code."""
    code = subprocess.run([str(PYTHON), "-m", *command], cwd=ROOT, check=False).returncode
    return 128 - code if code < 0 else code


def become(*command: str) -> NoReturn:
    """Let a module of .venv take this process's place, so that a signal or a supervisor meets the server itself."""
    os.chdir(ROOT)
    os.execv(PYTHON, [str(PYTHON), "-m", *command])


def run(port: int) -> NoReturn:
    """Load what is new in data/ and serve the app on this machine."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except (OSError, OverflowError) as error:
            raise Trouble(f"Port {port} cannot be used ({error}). Choose another with --port.") from error
    prepare(RUN)
    code = call("etl", "load")
    served = "TILANNEKUVA_STORE" in os.environ or (ROOT / "data" / "store" / "CURRENT").exists()
    if code > 1 and not served:
        raise Trouble("Nothing could be loaded, so there is nothing to serve; the findings above say what to mend.")
    if code > 1:
        print("Nothing new was loaded; the last good data is served.")
    print(f"Serving http://127.0.0.1:{port}  (Ctrl+C ends it)", flush=True)
    become("streamlit", "run", "dashboard.py", "--server.port", str(port), "--server.address", "127.0.0.1", "--server.headless", "true")


def bench(what: str, further: Sequence[str]) -> int:
    """Measure one part, or all, beside their peers; figures and goals are told, a missed goal is no failure."""
    prepare(BENCH)
    return max(call(f"tests.bench.{part}", *further) for part in (BENCHES if what == "all" else (what,)))


def check() -> int:
    """Check the code: lint, format, types, and the rules of the house."""
    prepare(DEV)
    commands = {
        "lint": ("ruff", "check", "."),
        "format": ("ruff", "format", "--check", "."),
        "types": ("mypy",),
        "house rules": ("pytest", "-q", "tests/unit/test_rooms.py", "tests/unit/test_house.py"),
    }
    codes = {}
    for name, command in commands.items():
        print(f"── {name}", flush=True)
        codes[name] = call(*command)
    failed = [name for name, code in codes.items() if code]
    print(f"Not clean: {', '.join(failed)}." if failed else "All clean.")
    return 1 if failed else 0


def test(parts: Sequence[str], keyword: str | None, further: Sequence[str]) -> int:
    """Run the tests part by part and say what could not run; under CI such a part is a failure."""
    prepare(DEV)
    chosen = [*(["-k", keyword] if keyword else []), *further]
    outcomes = [test_part(part, chosen) for part in parts]
    for outcome in outcomes:
        print(f"{outcome.part:<8} {totals(outcome)}  ({outcome.seconds:.0f} s)")
    for outcome in outcomes:
        for reason in outcome.reasons:
            print(f"Not run in {outcome.part}: {reason}")
        if not outcome.ran:
            print(f"Not run in {outcome.part}: no test was selected.")
    # A selection may leave a part empty; without one, an empty part has lost its tests.
    under_ci = os.environ.get("CI", "").lower() in ("1", "true")
    missing = sum(not outcome.ran for outcome in outcomes) if under_ci and not chosen else 0
    passed, failed, skipped = (sum(column) for column in zip(*(outcome[1:4] for outcome in outcomes), strict=True))
    print(totals(Outcome("all", passed, failed + missing, skipped)))
    return 1 if failed + missing or not passed else 0


def test_part(part: str, chosen: Sequence[str]) -> Outcome:
    """Run the tests of one folder and count them."""
    print(f"── {part}", flush=True)
    report = ROOT / "build" / f"test-{part}.xml"
    report.unlink(missing_ok=True)
    start = time.monotonic()
    code = call("pytest", "-q", f"tests/{part}", *PARTS[part], f"--junitxml={report}", *chosen)
    outcome = counted(part, report)._replace(seconds=time.monotonic() - start)
    if code == NO_TESTS:
        return outcome._replace(ran=False)
    # pytest may fail without a failed test: a broken conftest, a crash, a wrong argument.
    return outcome._replace(failed=max(outcome.failed, 1)) if code else outcome


def counted(part: str, report: Path) -> Outcome:
    """Read pytest's report: how many passed, failed, were skipped, and why."""
    if not report.exists():
        return Outcome(part)
    cases = ET.parse(report).getroot().findall(".//testcase")
    failed = [case for case in cases if case.find("failure") is not None or case.find("error") is not None]
    skips = [skip for case in cases if (skip := case.find("skipped")) is not None]
    reasons = dict.fromkeys(skip.get("message", "").removeprefix(CANNOT_RUN) for skip in skips)
    return Outcome(part, len(cases) - len(failed) - len(skips), len(failed), len(skips), reasons=tuple(reasons))


def totals(outcome: Outcome) -> str:
    """Return the counts as one line, e.g. `12 passed, 0 failed, 1 skipped`."""
    skipped = f", {outcome.skipped} skipped" if outcome.skipped else ""
    return f"{outcome.passed} passed, {outcome.failed} failed{skipped}"


def parser() -> argparse.ArgumentParser:
    """Return the commands and their options."""
    top = argparse.ArgumentParser(prog="python3 dev.py", description=(__doc__ or "").split("\n\n")[0])
    commands = top.add_subparsers(dest="command", metavar="COMMAND")
    serving = commands.add_parser("run", help="load what is new in data/ and serve the app on this machine")
    serving.add_argument("--port", type=int, default=8501, help="port on 127.0.0.1 (default: %(default)s)")
    testing = commands.add_parser("test", help="run the tests: unit, store (DuckDB and PostgreSQL), app, browser")
    testing.add_argument("-k", metavar="EXPRESSION", dest="keyword", help="only tests whose name matches, as in pytest")
    testing.add_argument("--part", choices=list(PARTS), action="append", help="only this part (may be repeated)")
    commands.add_parser("bench", help="measure a part beside its peers; further options go to it").add_argument("what", choices=[*BENCHES, "all"])
    commands.add_parser("check", help="lint, format, types and the rules of the house")
    commands.add_parser("load", help="load data/ into the store; further options go to python -m etl load")
    commands.add_parser("serve", help="serve what is loaded by several processes behind nginx: --processes N --port P")
    return top


def main(arguments: Sequence[str]) -> int:
    """Do what the command line says and return the exit code."""
    top = parser()
    options, further = top.parse_known_args([one for one in arguments if one != "--"])
    if further and options.command not in ("test", "load", "bench", "serve"):
        top.error(f"unrecognized arguments: {' '.join(further)}")
    if options.command == "run":
        run(options.port)
    if options.command == "test":
        return test(options.part or list(PARTS), options.keyword, further)
    if options.command == "check":
        return check()
    if options.command in ("load", "serve"):
        prepare(RUN)
        become(*{"load": ("etl", "load"), "serve": ("tilannekuva.serve",)}[options.command], *further)
    if options.command == "bench":
        return bench(options.what, further)
    top.print_help()
    return 0


if __name__ == "__main__":
    if sys.version_info < (3, 11):
        sys.exit("This needs Python 3.11 or newer; this one is " + sys.version.split()[0] + ".")
    try:
        sys.exit(main(sys.argv[1:]))
    except Trouble as trouble:
        sys.exit(f"{trouble}")
    except KeyboardInterrupt:
        sys.exit(130)
