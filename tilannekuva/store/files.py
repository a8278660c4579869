"""Generations as DuckDB files: `board-000042.duckdb`, its checksum beside it, and the pointer CURRENT.

A file is built under another name, verified, synced and renamed, and only then does the pointer move; so a reader,
or a kill at any moment, meets a whole generation.
"""

import fcntl
import hashlib
import os
import re
import shutil
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.exc import SQLAlchemyError

from tilannekuva.store.errors import NoSuchGeneration, NotVerified, StoreBusy, StoreEmpty, StoreUnreadable
from tilannekuva.store.scratch import held_folder

KEPT = 10
OPEN = 2
"""Generations that are open to readers: the newest, and the one before for pages that were begun on it."""
OUTLINES = "outlines.json"
"""Name of the file kept beside the generations that the map is drawn from; `python -m etl geo` brings it in."""
READ_CONFIG = {
    "enable_external_access": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "memory_limit": "1GB",
    "threads": "2",
    # What a board takes at its making is given back: left to itself, the engine keeps up to 128 MB for the next.
    "allocator_flush_threshold": "16MB",
    "lock_configuration": "true",
}
"""The reading side is locked down and can neither write, nor reach files, nor change its settings."""


BUILD_CONFIG = {
    "threads": "2",
    "memory_limit": "1GB",
    # Rows carry their file and their row; keeping them in that order too would cost a fifth of a large load.
    "preserve_insertion_order": "false",
    # Stated, not left to the engine's default: the oldest format with the compression that costs least.
    "storage_compatibility_version": "v1.4.0",
}
"""The building side: what does not fit into memory goes to a folder beside the file."""


class FileGenerations:
    """The generation files of one folder."""

    MAY_WAIT = False
    """Whether a read waits for another machine."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._engines: OrderedDict[int, Engine] = OrderedDict()
        self._guard = threading.Lock()
        self._judged: dict[int, tuple[object, bool]] = {}
        self._judging = threading.Lock()

    def path(self, number: int) -> Path:
        """Return the file of a generation."""
        return self.folder / f"board-{number:06d}.duckdb"

    def numbers(self) -> list[int]:
        """Return the generations that are kept, oldest first."""
        names = (re.fullmatch(r"board-(\d{6})\.duckdb", path.name) for path in self.folder.glob("board-*.duckdb"))
        return sorted(int(name[1]) for name in names if name)

    def pointed(self) -> int | None:
        """Return the generation that CURRENT names, or None where it is missing, damaged or names a missing file."""
        try:
            text = (self.folder / "CURRENT").read_text(encoding="ascii").strip()
        except (OSError, UnicodeDecodeError):
            return None
        return int(text) if text.isdigit() and self.path(int(text)).exists() else None

    def current(self) -> int:
        """Return the generation to serve: the one pointed at if it is whole, else the newest whole one."""
        pointed = self.pointed()
        if pointed is not None and (pointed in self._engines or self._was_whole(pointed)):
            return pointed
        numbers = self.numbers()
        for number in reversed(numbers):
            if self._was_whole(number):
                return number
        raise StoreUnreadable(store=self.folder.name) if numbers else StoreEmpty(store=self.folder.name)

    def is_whole(self, number: int) -> bool:
        """Tell whether the file of a generation still has the checksum it was published with."""
        try:
            return self._checksum(number).read_text(encoding="ascii").strip() == _sha256(self.path(number))
        except (OSError, UnicodeDecodeError):
            return False

    def _was_whole(self, number: int) -> bool:
        """As `is_whole`, judged once for all readers while its files stay as they are; who asks meanwhile waits."""
        with self._judging:
            try:
                files = [(one.st_ino, one.st_size, one.st_mtime_ns) for one in (self.path(number).stat(), self._checksum(number).stat())]
            except OSError:
                return False
            if self._judged.get(number, (None, False))[0] != files:
                self._judged[number] = (files, self.is_whole(number))
            return self._judged[number][1]

    def _checksum(self, number: int) -> Path:
        return self.path(number).with_suffix(".sha256")

    def engine(self, number: int) -> Engine:
        """Return the one read-only engine of a generation, and let go of those that were not asked for longest."""
        with self._guard:
            if number in self._engines:
                self._engines.move_to_end(number)
            else:
                if not self.path(number).exists():
                    raise NoSuchGeneration(generation=number)
                # The one in use stays open: pages begun on it still read, and would else open it again, in turns with the new one.
                for other in list(self._engines)[: -(OPEN - 1)]:
                    self._engines.pop(other).dispose()
                self._engines[number] = _read_engine(self.path(number))
            return self._engines[number]

    @contextmanager
    def connect(self, number: int | None = None) -> Iterator[Connection]:
        """Open a generation, by default the one to serve, read-only and locked down."""
        for _ in range(3):
            chosen = self.current() if number is None else number
            try:
                db = self.engine(chosen).connect()
                break
            except SQLAlchemyError as error:
                # The file may have been pruned between the look at the pointer and the opening: look again.
                if number is not None or chosen == self.current():
                    raise StoreUnreadable(store=self.path(chosen).name) from error
        else:
            raise StoreUnreadable(store=self.folder.name)
        with db:
            db.info["generation"] = chosen
            yield db

    def beside(self, db: Connection, number: int) -> str:
        """Open a generation to be read beside the one that *db* builds, and return the schema of its tables there."""
        db.exec_driver_sql(f"ATTACH '{self.path(number).as_posix().replace(chr(39), chr(39) * 2)}' AS beside (READ_ONLY)")
        return "beside"

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the folder for one writer; the lock dies with its process.  Raises StoreBusy."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / ".lock").open("w", encoding="ascii") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise StoreBusy(store=self.folder.name) from error
            for left in self.folder.glob(".build-*"):
                shutil.rmtree(left)
            yield

    @contextmanager
    def scratch(self) -> Iterator[Path]:
        """Yield a folder on the same disk for the beginning of a generation; it goes afterwards."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with held_folder(".begun-", self.folder) as work:
            yield work

    def publish(self, number: int, fill: Callable[[Connection, Path], None], check: Callable[[Connection], None], begun: Path | None = None) -> None:
        """Build, on the file *begun* where one is given, verify and publish one generation; the caller holds `writing`.  Raises NotVerified."""
        work = self.folder / f".build-{os.getpid()}"
        work.mkdir()
        try:
            self._publish(number, work, fill, check, begun)
        finally:
            shutil.rmtree(work)
        self._prune(number)

    def _publish(
        self, number: int, work: Path, fill: Callable[[Connection, Path], None], check: Callable[[Connection], None], begun: Path | None
    ) -> None:
        built = work / "board.duckdb"
        if begun:
            begun.replace(built)
        _build(built, work, fill)
        with _disposing(_read_engine(built)) as engine, engine.connect() as db:
            check(db)
        if built.with_name("board.duckdb.wal").exists():
            raise NotVerified(generation=number, what="wal")
        _write_synced(self._checksum(number), _sha256(built))
        _sync(built)
        built.replace(self.path(number))
        _sync(self.folder)
        self._point(number)

    def point(self, number: int) -> None:
        """Make CURRENT name a generation, atomically.  Raises NoSuchGeneration, NotVerified."""
        if not self.path(number).exists():
            raise NoSuchGeneration(generation=number)
        if not self.is_whole(number):
            raise NotVerified(generation=number, what="sha256")
        self._point(number)

    def _point(self, number: int) -> None:
        passing = self.folder / ".CURRENT"
        _write_synced(passing, str(number))
        passing.replace(self.folder / "CURRENT")
        _sync(self.folder)

    def kept_file(self, name: str) -> bytes | None:
        """Return a file kept beside the generations, or None where there is none."""
        try:
            return (self.folder / name).read_bytes()
        except FileNotFoundError:
            return None

    def keep_file(self, name: str, content: bytes) -> None:
        """Keep a file beside the generations, in the place of one of that name, atomically.  Raises StoreBusy."""
        with self.writing():
            passing = self.folder / f".{name}"
            passing.write_bytes(content)
            _sync(passing)
            passing.replace(self.folder / name)
            _sync(self.folder)

    def _prune(self, number: int) -> None:
        for old in [kept for kept in self.numbers() if kept != number][: -(KEPT - 1)]:
            self.path(old).unlink()
            self._checksum(old).unlink(missing_ok=True)


@contextmanager
def building(path: Path) -> Iterator[Engine]:
    """Yield an engine of the building side on a file, and close it afterwards."""
    with _disposing(create_engine(f"duckdb:///{path}", connect_args={"config": BUILD_CONFIG})) as engine:
        yield engine


def _build(path: Path, work: Path, fill: Callable[[Connection, Path], None]) -> None:
    with building(path) as engine:
        with engine.begin() as db:
            fill(db, work)
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as db:
            db.exec_driver_sql("CHECKPOINT")


@contextmanager
def _disposing(engine: Engine) -> Iterator[Engine]:
    try:
        yield engine
    finally:
        engine.dispose()


def _read_engine(path: Path) -> Engine:
    return create_engine(f"duckdb:///{path}", connect_args={"read_only": True, "config": READ_CONFIG})


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write_synced(path: Path, text: str) -> None:
    path.write_text(text + "\n", encoding="ascii")
    _sync(path)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
