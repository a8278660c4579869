"""Rows that share an id: the one that is served keeps it, whatever the files are called."""

from collections.abc import Mapping, Sequence

import pytest

from etl.doubles import doubles
from etl.extract import RawRow
from etl.known import Row

SERVED = {"A1": {"file": "public.csv", "quote": "malli on hyväksytty", "scope": "21"}}


def row(file: str, number: int, quote: str) -> Row:
    """Return the claim A1 as it stands in a file."""
    return Row("claim", file, RawRow(number, {"claim_id": "A1", "quote": quote, "scope": "21", "value": "1"}))


def judged(rows: Sequence[Row], served: Mapping[str, Mapping[str, str]]) -> list[str]:
    """Return "the row that loses its id → the other row" for each that does."""
    lost = doubles("claim", rows, lambda table, ids: {id_: served[id_] for id_ in ids if id_ in served})
    return [f"{file}:{number} → {other}:{place}" for (file, number), (other, place) in lost.items()]


OLD, NEW = "malli on hyväksytty", "malli on luonnos"


@pytest.mark.parametrize(
    ("rows", "served", "lost"),
    [
        ([row("UUSI.CSV", 2, OLD), row("public.csv", 9, OLD)], SERVED, ["UUSI.CSV:2 → public.csv:9"]),
        ([row("UUSI.CSV", 2, NEW), row("public.csv", 9, OLD)], SERVED, ["UUSI.CSV:2 → public.csv:9"]),
        ([row("UUSI.CSV", 2, OLD), row("public.csv", 9, NEW)], SERVED, ["UUSI.CSV:2 → public.csv:9"]),
        ([row("public.csv", 5, NEW), row("public.csv", 9, OLD)], SERVED, ["public.csv:5 → public.csv:9"]),
        ([row("a.csv", 2, NEW), row("moved.csv", 9, OLD)], SERVED, ["a.csv:2 → moved.csv:9"]),
        ([row("a.csv", 2, OLD), row("b.csv", 9, OLD)], {}, ["b.csv:9 → a.csv:2"]),
        ([row("a.csv", 2, OLD), row("b.csv", 9, NEW)], {}, ["a.csv:2 → b.csv:9", "b.csv:9 → a.csv:2"]),
        ([row("a.csv", 2, NEW), row("b.csv", 9, "kolmas")], SERVED, ["a.csv:2 → b.csv:9", "b.csv:9 → a.csv:2"]),
        ([row("a.csv", 2, OLD)], SERVED, []),
    ],
    ids=["copy", "changed copy", "mended original", "added in the same file", "renamed file", "equal and new", "differing and new", "neither", "one"],
)
def test_the_served_row_keeps_its_id(rows: list[Row], served: Mapping[str, Mapping[str, str]], lost: list[str]) -> None:
    """The row in its file first, then the one with its text; without one, equal rows keep the first and differing ones none."""
    assert judged(rows, served) == lost


def test_the_store_is_asked_only_for_ids_that_stand_twice() -> None:
    """Nothing is read where nothing is double; rows without an id are no doubles."""
    rows = [row("a.csv", 2, OLD), *(Row("claim", "a.csv", RawRow(number, {"claim_id": ""})) for number in (3, 4))]
    assert doubles("claim", rows, lambda table, ids: pytest.fail("asked")) == {}
