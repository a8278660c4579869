"""The reads of the pages, kept by generation, days and language: a generation never changes, so nothing kept grows old."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from tilannekuva.read.reads import READS, TURNING, Asked
from tilannekuva.shell import look
from tilannekuva.shell.kept import Kept
from tilannekuva.store.engine import open_reading
from tilannekuva.texts import LANGUAGES
from tilannekuva.view import Allowed


def _weight(found: Any) -> int:
    return int(found.memory_usage(deep=True).sum()) if isinstance(found, pd.DataFrame) else sys.getsizeof(found)


READ: Kept[Any] = Kept(200_000_000, _weight)
"""Reads of all visitors, in bytes; a board has a hundred thousand."""


def read_of(generation: int, name: str, *asked: Asked) -> Any:
    """Return a read of a generation, kept; a frame is the reader's own to change.  Raises the store's faults."""
    if name in TURNING:
        *more, on, known, language = asked
        asked = (*more, *_kept(generation, TURNING[name]).last(on, known), language)
    found = _kept(generation, name, *asked)
    # The columns are shared until one is written to: pandas copies it then.
    return found.copy(deep=False) if isinstance(found, pd.DataFrame) else found


def _kept(generation: int, name: str, *asked: Asked) -> Any:
    return READ.get((open_reading().address, generation, name, asked), lambda: open_reading().read(lambda db: READS[name](db, *asked), generation))


@dataclass(frozen=True)
class Named:
    """What the shared choices may take, by code and name."""

    regions: Mapping[str, str]
    areas: Mapping[str, str]
    tracks: Mapping[str, str]


NAMED: Kept[Named] = Kept(100, lambda found: 1)
"""The names of a hundred generations and languages."""


def named(language: str) -> Named:
    """Return the names of the generation that the page shows.  Raises the store's faults."""
    return named_of(look.generation(), language)


def named_of(generation: int, language: str) -> Named:
    """Return the regions, collaboration areas and workstreams of a generation by their names, kept.  Raises the store's faults."""
    return NAMED.get((open_reading().address, generation, language), lambda: _named(generation, language))


def _named(generation: int, language: str) -> Named:
    regions, workstreams = read_of(generation, "regions", language), read_of(generation, "workstreams", language)
    return Named(
        dict(zip(regions["region_code"], regions["region"], strict=True)),
        dict(zip(regions["collab_area_code"], regions["collab_area"], strict=True)),
        dict(zip(workstreams["workstream_code"], workstreams["workstream"], strict=True)),
    )


def read(name: str, *asked: Asked) -> Any:
    """Return a read of the generation that the page shows."""
    return read_of(look.generation(), name, *asked)


def allowed(generation: int) -> Allowed:
    """Return the codes that the choices in an address may take.  Raises the store's faults."""
    known = named_of(generation, LANGUAGES[0])
    return Allowed(*(frozenset(codes) for codes in (known.regions, known.areas, known.tracks)))


def current_generation() -> int:
    """Return the generation to serve; while the store is away, the last one served.  Raises the store's faults."""
    return open_reading().current()


def frame(name: str, *asked: Asked) -> pd.DataFrame:
    """Return a read that is a frame."""
    found: pd.DataFrame = read(name, *asked)
    return found
