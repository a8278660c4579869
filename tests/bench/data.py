"""Stores to measure on: the real data, and claims by the thousand, kept in build/ until the tables or the claims change."""

import hashlib
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.bench.claims import data_folder
from tests.bench.figures import BUILD
from tests.support.sources import ROOT
from tilannekuva.read.reads import READS
from tilannekuva.store.engine import Store
from tilannekuva.store.errors import StoreFault

SHAPED_BY = ("tilannekuva/store/tables.py", "tests/bench/claims.py", "etl/build.py")
"""Files that decide what lies in a store."""


class LoadFailed(RuntimeError):
    """A load published nothing; the message holds what it said."""


def real_store(folder: Path) -> str:
    """Load data/ into a store in the folder and return its address."""
    return loaded(ROOT / "data", folder / "store")


def store_of(count: int) -> str:
    """Return the address of a store of *count* generated claims; loading a million the first time takes a while."""
    mark = hashlib.sha256(b"\0".join((ROOT / name).read_bytes() for name in SHAPED_BY)).hexdigest()[:10]
    store = BUILD / "bench-stores" / f"{count}-{mark}"
    if (store / "CURRENT").exists():
        return str(store)
    with tempfile.TemporaryDirectory() as folder:
        print(f"Loading {count} claims into {store.relative_to(ROOT)} …", flush=True)
        return loaded(data_folder(count, Path(folder)), store)


def loaded(data: Path, store: Path) -> str:
    """Load a data folder into a store of files and return its address.  Raises LoadFailed."""
    store.mkdir(parents=True, exist_ok=True)
    load(data, str(store))
    return str(store)


def load(data: Path, address: str) -> None:
    """Load a data folder into the store at the address; rows set aside are no failure.  Raises LoadFailed."""
    command = [sys.executable, "-m", "etl", "load", "--data", str(data), "--store", address]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    try:
        Store(address).generations.current()
    except StoreFault as fault:
        raise LoadFailed(f"etl load ended with {done.returncode}:\n{done.stdout[-2000:]}{done.stderr[-2000:]}") from fault


def regions_of(store: str) -> list[tuple[str, str]]:
    """Return the regions of a store by code and Finnish name."""
    opened = Store(store)
    with opened.connect() as db:
        found = READS["regions"](db, "fi")
    opened.generations.engine(opened.generations.current()).dispose()
    return list(zip(found["region_code"], found["region"], strict=True))
