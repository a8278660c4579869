"""Days and lines of the history: months, the year before, where a step line turns, and how it ends before a gap."""

from datetime import date

import pandas as pd
import pytest

from tilannekuva.figures.player import month_words, runs
from tilannekuva.figures.readiness import scope_words
from tilannekuva.figures.time_axis import step_line
from tilannekuva.read.history import known_twice, month_ends, readiness_over, turning_points, year_before

FEB, MARCH, MAY_DAY = date(2024, 2, 29), date(2024, 3, 31), date(2024, 5, 1)


def test_months_end_on_their_last_day_and_the_last_month_on_the_day_asked() -> None:
    """From the first month's end to the day itself; nothing before the first."""
    assert month_ends(date(2024, 2, 10), MAY_DAY) == (FEB, MARCH, date(2024, 4, 30), MAY_DAY)
    assert month_ends(FEB, FEB) == (FEB,)
    assert month_ends(MARCH, FEB) == ()


@pytest.mark.parametrize(("day", "before"), [(FEB, date(2023, 2, 28)), (MARCH, date(2023, 3, 31))])
def test_a_year_before(day: date, before: date) -> None:
    """The same day, and 28 February for 29 February."""
    assert year_before(day) == before


def boards() -> pd.DataFrame:
    """Two cells of one region on two days: one known throughout, one learnt of on the second."""
    rows = [
        (FEB, "model", "decided", 3, 3), (FEB, "call", "no_information", None, 1),
        (MARCH, "model", "in_operation", 4, 3), (MARCH, "call", "drafted", 2, 1),
    ]  # fmt: skip
    drawn = pd.DataFrame(rows, columns=["on", "workstream_code", "stage", "stage_rank", "weight"]).astype({"stage_rank": "Int8"})
    drawn["on"] = pd.to_datetime(drawn["on"])
    return drawn.assign(known=drawn["on"], region_code="21")


def test_readiness_stands_on_the_known_cells_and_says_how_many() -> None:
    """3·3 of 3·4 known from one cell of two; then (3·4 + 1·2) of (3·4 + 1·4)."""
    found = readiness_over(boards())
    assert list(found["share"]) == [0.75, 14 / 16]
    assert list(found["known_share"]) == [0.5, 1.0]
    assert list(zip(found["known_cells"], found["alive_cells"], strict=True)) == [(1, 2), (2, 2)]


def test_a_change_among_the_same_cells_leaves_out_what_was_learnt_since() -> None:
    """Only the cell known on both days."""
    assert list(readiness_over(known_twice(boards()))["share"]) == [0.75, 1.0]


def test_a_line_turns_where_a_value_changes_and_ends_with_the_last_day() -> None:
    """First and last of each, and each change; two missing values are the same."""
    series = pd.DataFrame({"code": ["a"] * 5 + ["b"] * 2, "share": [None, None, 0.5, 0.5, 0.5, 1.0, 1.0], "n": [0, 0, 1, 1, 1, 2, 2]})
    assert list(turning_points(series, ["code"], ["share", "n"]).index) == [0, 2, 4, 5, 6]


def test_a_step_is_drawn_on_to_the_day_on_which_it_ends() -> None:
    """Before a gap the last value stands once more on the day of the gap."""
    days = pd.Series(pd.to_datetime([FEB, MARCH, MAY_DAY]))
    line = step_line(days, pd.Series([3.0, None, 4.0]), 1, "light", [["a", ""], ["b", ""], ["c", ""]])
    assert list(line.y) == [3.0, 3.0, None, 4.0]
    assert [press for press, _ in line.customdata] == ["a", "a", "b", "c"]


def test_a_cell_is_told_in_runs() -> None:
    """A sign and the number of the day from which it holds; absent where there is no cell."""
    days = [FEB, MARCH, MAY_DAY]
    found = runs(boards(), days, ["21"], ["model", "call", "plan"], ["drafted", "decided", "in_operation", "no_information"])
    assert found == ["b0c1-2", "d0a1-2", "-0"]


def test_a_month_is_told_in_words_with_its_day_where_it_has_not_ended() -> None:
    """May is not over on 1 May."""
    assert month_words(pd.Timestamp(MARCH), "fi") == "maaliskuu 2024"
    assert month_words(pd.Timestamp(MAY_DAY), "fi") == "toukokuu 2024 (1.5.2024)"


@pytest.mark.parametrize(
    ("regions", "area", "tracks", "said"),
    [
        (["Lappi"], None, [], "Lappi"),
        (["Lappi", "Kainuu"], None, [], "Valitut alueet (2)"),
        (["Lappi", "Kainuu"], "Pohjois-Suomi", ["Strategia"], "Pohjois-Suomi, Strategia"),
        (["Lappi", "Kainuu", "Satakunta"], None, ["Strategia", "Haku"], "Kaikki alueet, valitut asiat (2)"),
    ],
)
def test_it_is_said_of_what_readiness_is_told(regions: list[str], area: str | None, tracks: list[str], said: str) -> None:
    """One region by its name, a collaboration area by its name, several by their number, all as all."""
    assert scope_words(regions, 3, area, tracks, "fi") == said
