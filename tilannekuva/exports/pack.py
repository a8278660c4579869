"""A meeting pack as it is before it becomes a file: parts with their finding, sentences, tables and sources."""

from dataclasses import dataclass

from tilannekuva.exports.stamp import Stamp
from tilannekuva.figures.table import Table


@dataclass(frozen=True)
class Part:
    """One matter of a pack: *key* of its kind, *title* (its finding), sentences, tables, and the sources that it rests on."""

    key: str
    title: str
    lead: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Pack:
    """A whole pack: its stamp and its parts in their order."""

    stamp: Stamp
    parts: tuple[Part, ...]
