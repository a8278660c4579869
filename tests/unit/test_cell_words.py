"""What a cell, a group statement and a silence are called in words."""

from datetime import date
from typing import Any

import pandas as pd
import pytest

from tilannekuva.figures.attention import share_words
from tilannekuva.figures.cell import cell_words, mark_words, step_words
from tilannekuva.figures.evidence import silence


@pytest.mark.parametrize(
    ("quantifier", "members", "low", "high", "words"),
    [
        ("partly", 0, None, None, "Uusimaa: osittain"),
        ("named", 0, None, None, "Uusimaa"),
        ("all", 21, 21, 21, "Uusimaa: kaikki (alueita yhteensä 21)"),
        ("most", 21, 17, 17, "Uusimaa: suurin osa, alueita 17 (yhteensä 21)"),
        ("most", 21, 11, 19, "Uusimaa: suurin osa, alueita 11–19 (yhteensä 21)"),
    ],
)
def test_a_group_statement_counts_no_more_than_its_source(quantifier: str, members: int, low: int | None, high: int | None, words: str) -> None:
    """One number where there is one, and no areas of a group that is not its areas."""
    told: dict[Any, Any] = {"group_name": "Uusimaa", "quantifier": quantifier, "members": members, "bounds_low": low, "bounds_high": high}
    assert share_words(told, "fi") == words


@pytest.mark.parametrize(("roles", "why"), [([], "none"), (["group", "group"], "none_own"), (["background", "group"], "none_stage")])
def test_a_cell_without_a_stage_says_what_its_sources_do_tell(roles: list[str], why: str) -> None:
    """No source at all, groups alone, or claims that tell no stage."""
    assert silence(pd.DataFrame({"role": roles})) == why


def test_a_step_named_like_its_stage_is_said_once() -> None:
    """Not "Käytössä: Käytössä"."""
    assert step_words({"stage_name": "Käytössä", "step": "Käytössä"}) == "Käytössä"
    assert step_words({"stage_name": "Päätetty", "step": "Hyväksytty"}) == "Päätetty: Hyväksytty"


def test_a_span_that_is_over_is_told_with_the_cell() -> None:
    """A call whose days ended is not told as if it were open."""
    marks = dict.fromkeys(("overdue", "unverified", "stale", "contradicted", "earlier_round", "outcome_unknown", "group_only"), False)
    cell: dict[Any, Any] = {"stage_name": "Luonnos", "ended_on": date(2026, 1, 5), "next_on": None, **marks}
    assert cell_words(cell, "fi") == "Luonnos, päättyi 5.1.2026"
    assert cell_words({**cell, "ended_on": None}, "fi") == "Luonnos"


def test_a_round_of_years_is_written_with_a_dash() -> None:
    """As a span is in all three languages; a year of its own stands as it is."""
    assert mark_words({"cycle": "2022-2025"}, "earlier_round", "fi") == "Aiempi kierros (2022–2025)"
    assert mark_words({"cycle": "2026"}, "earlier_round", "fi") == "Aiempi kierros (2026)"
