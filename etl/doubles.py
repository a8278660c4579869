"""Rows that share an id: which of them keeps it. Not the alphabet of the files decides, but what is served already."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from etl.known import Place, Row

Served = Mapping[str, Any]
"""A row of `claim` or `source` as it is served, by column."""
AskServed = Callable[[str, Sequence[str]], Mapping[str, Served]]
"""Told a table and ids, return the rows of these ids that are served now."""


def doubles(table: str, rows: Iterable[Row], served: AskServed) -> dict[Place, Place]:
    """Return the place of each row that loses its id to another row, with the place of that one.

    The row that is served keeps the id: the one in its file, and there the one with its text. Where none is served, the first of
    equal rows keeps it, and of rows that differ none: nobody knows which is meant.
    """
    by_id: dict[str, list[Row]] = {}
    for row in rows:
        by_id.setdefault(row.own_id, []).append(row)
    several = {id_: alike for id_, alike in by_id.items() if id_ and len(alike) > 1}
    stored = served(table, list(several)) if several else {}
    lost = {}
    for id_, alike in several.items():
        keeper = _keeper(alike, stored.get(id_))
        for row in alike:
            if row is not keeper:
                other = keeper or next(one for one in alike if one is not row)
                lost[row.place] = other.place
    return lost


def _keeper(alike: list[Row], stored: Served | None) -> Row | None:
    ranks = [_likeness(row, stored) for row in alike]
    first, *others = [row for row, rank in zip(alike, ranks, strict=True) if rank == max(ranks)]
    return first if all(other.raw.values == first.raw.values for other in others) else None


def _likeness(row: Row, stored: Served | None) -> tuple[bool, bool]:
    if stored is None:
        return False, False
    return row.file == stored["file"], all((row[name] or None) == stored[name] for name in row.raw.values if name in stored)
