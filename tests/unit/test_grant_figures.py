"""The charts of grants: they show what their tables say, no sum is ever 0 for want of information, and nothing is told as more than it is."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go
import pytest

from tilannekuva.figures.bands import lanes
from tilannekuva.figures.grant_amounts import amounts_chart, amounts_table, missing_regions, series_chart, yearly_sums
from tilannekuva.figures.grant_calls import calls_chart, calls_now, calls_sentence, calls_table, closing_words, state_words
from tilannekuva.figures.grant_model import model_chart

ON = pd.Timestamp("2025-12-01").date()
REGIONS = {"05": "Varsinais-Suomi", "07": "Kanta-Häme", "10": "Kymenlaakso"}


def cells(track: str, stages: dict[str, str]) -> pd.DataFrame:
    """Return the board's cells of one workstream in three regions."""
    ranks = {"decided": 3, "in_operation": 4}
    rows = [
        {
            "region_code": code, "region": name, "region_order": int(code), "workstream_code": track, "stage": stages.get(code, "no_information"),
            "stage_name": stages.get(code, "Ei tietoa"), "stage_rank": ranks.get(stages.get(code, "")), "cycle": None, "next_on": None,
            "next_valid": None, "stale": code == "05", "overdue": False, "unverified": False, "contradicted": False, "group_only": False,
            "earlier_round": False, "outcome_unknown": False,
        }
        for code, name in REGIONS.items()
    ]  # fmt: skip
    return pd.DataFrame(rows).astype({"stage_rank": "Int8"})


def told(**columns: list[Any]) -> pd.DataFrame:
    """Return a frame of claims with their source; *columns* are those that the test is about."""
    frame = pd.DataFrame(columns)
    given = {"title": "Lähde kertoo", "source_title": "Lähde", "url": "https://example.fi/", "valid": "2025"}
    given |= {"region": [REGIONS[code] for code in frame["region_code"]], "region_order": [int(code) for code in frame["region_code"]]}
    frame = frame.assign(**{name: value for name, value in given.items() if name not in frame})
    for name in frame.columns:
        if name.endswith("_on"):
            frame[name] = pd.to_datetime(frame[name])
    return frame


def bars(figure: go.Figure) -> dict[str, tuple[pd.Timestamp, int, float]]:
    """Return (first day, days, place) of every bar in time, by what a press on it opens."""
    found = {}
    for trace in figure.data:
        if trace.type == "bar":
            for base, length, place, data in zip(trace.base, trace.x, trace.y, trace.customdata, strict=True):
                found[data[0]] = (pd.Timestamp(base), int(length / 86_400_000), place)
    return found


CALLS = {
    "region_code": ["07", "07", "05", "05"],
    "claim_id": ["w", "w2", "o", "lone"],
    "deadline_claim_id": ["d", "d2", None, "lone"],
    "cycle": ["2026"] * 4,
    "opens_on": ["2025-11-17", "2025-12-30", "2025-11-20", None],
    "closes_on": ["2025-12-14", "2026-01-07", None, "2025-12-20"],
    "last_on": ["2025-12-14", "2026-01-07", None, "2025-12-20"],
    "time_of_day": [None, "12:00", None, None],
    "moved_on": ["2026-01-07", None, None, None],
    "moved_time": ["12:00", None, None, None],
    "state": ["open", "coming", "passed", "closing"],
    "certainty": ["planned", "planned", "planned", "planned"],
    "kind": ["event", "event", "event", "deadline"],
    "valid": ["2025-11-17/2025-12-14", "2025-12-30/2026-01-07", "2025-11-20", "2025-12-20"],
}


def test_the_bars_of_calls_are_the_rows_of_the_table() -> None:
    """Each window with two days is a bar of these days, one row a region; the others are points; every row can be pressed."""
    chart = calls_chart(told(**CALLS), cells("grant_call", {}), "2026", ON, ON, "fi", "light")
    drawn, frame = bars(chart.figure), chart.table.frame.set_index("press")
    assert set(drawn) == {"claim:w", "claim:w2"}
    for press, (first, days, place) in drawn.items():
        row = frame.loc[press]
        assert (first, first + pd.Timedelta(days=days - 1)) == (row["opens_on"], row["last_on"])
        assert round(place) == list(REGIONS).index(row["region_code"])
    points = {data[0] for trace in chart.figure.data if trace.type == "scatter" and trace.customdata is not None for data in trace.customdata}
    assert set(frame.index) - set(drawn) <= points
    assert {"claim:d", "cell:10.grant_call"} <= points, "the old deadline and the region without a call have their places"
    assert chart.table.title == "Avustusvuosi 2026: hakuajoista on tieto 2 alueelta (yhteensä 3), hakuajat välillä 17.11.2025–7.1.2026"


def test_a_day_is_told_no_more_precisely_than_the_source_tells_it() -> None:
    """A call that opened some day in October 2022 opened 10/2022."""
    calls = told(**{**CALLS, "valid": ["2025-11/2025-12-14", *CALLS["valid"][1:]], "opens_on": ["2025-11-01", *CALLS["opens_on"][1:]]})
    assert calls_table(calls, 3, "2026", "fi").title.endswith(", hakuajat välillä 11/2025–7.1.2026")
    month = {**calls.iloc[0], "valid": "2023-01/2023-02", "last_on": pd.Timestamp("2023-02-28"), "moved_on": pd.NaT}
    assert closing_words(month, "fi") == "2/2023"


def test_a_round_far_from_the_day_is_drawn_without_it() -> None:
    """Else its bars were too small to see; near, the line of the day stands."""
    lines = {
        day: len(calls_chart(told(**CALLS), cells("grant_call", {}), "2026", day, day, "fi", "light").figure.layout.shapes)
        for day in (ON, pd.Timestamp("2028-01-01").date())
    }
    assert list(lines.values()) == [1, 0]


def test_a_call_says_what_it_is_in_words() -> None:
    """Open by announcement is not seen open; a moved deadline names both days."""
    rows = told(**CALLS).to_dict("records")
    assert state_words(rows[0], "fi") == "Haku avoinna ilmoitetun hakuajan mukaan. Määräaika siirrettiin: aiemmin 14.12.2025, nyt 7.1.2026 klo 12.00"
    assert state_words({**rows[0], "certainty": "asserted", "moved_on": pd.NaT}, "fi") == "Haku avoinna"
    assert state_words(rows[2], "fi") == "Hakuaika päättynyt, toteutuminen ei tiedossa"


@pytest.mark.parametrize(
    ("states", "sentence"),
    [
        (["open", "coming", "passed", "closing"], "Haku on nyt avoinna 1 alueella (yhteensä 3). Seuraava hakuaika päättyy 14.12.2025."),
        (["passed", "coming", "passed", "passed"], "Avoimia hakuja ei ole nyt tiedossa. Seuraava haku avautuu 30.12.2025: Kanta-Häme."),
        (["passed", "closed", "closed", "intended"], "Avoimia tai tulevia hakuja ei ole nyt tiedossa."),
    ],
)
def test_the_finding_says_where_one_can_apply(states: list[str], sentence: str) -> None:
    """Open and the next closing day, else the next opening, else that none is known."""
    calls = told(**CALLS).assign(state=states)
    assert calls_sentence(calls, 3, ON, ON, "fi") == sentence


def test_where_no_call_is_open_the_last_known_one_is_named() -> None:
    """With the time of day of its closing."""
    shown = calls_now(told(**CALLS).assign(state="closed", moved_on=pd.NaT), "fi")
    assert shown["c"][0] == "Viimeisin tiedossa oleva hakuaika päättyi 7.1.2026 klo 12.00: Kanta-Häme."


def test_bars_that_overlap_in_a_row_stand_one_below_the_other() -> None:
    """The second of two that overlap has a lane of its own; one that comes later shares the first lane."""
    days = [pd.Timestamp(f"2025-11-{day:02d}") for day in (1, 5, 20)]
    ends = [pd.Timestamp(f"2025-11-{day:02d}") for day in (10, 15, 25)]
    offsets = [offset for offset, _ in lanes(["a", "a", "a"], days, ends)]
    assert offsets[0] == offsets[2] < offsets[1]
    assert [offset for offset, _ in lanes(["a", "b", "c"], days, ends)] == [0, 0, 0]


SPELLS = {
    "region_code": ["05", "07", "07"],
    "claim_id": ["a", "b", "c"],
    "from_on": ["2025-01-01", "2022-12-01", "2025-09-01"],
    "to_on": [None, "2025-09-01", None],
    "stage": ["in_operation", "decided", "in_operation"],
    "stage_name": ["Käytössä", "Päätetty", "Käytössä"],
    "step": ["Käytössä", "Hyväksytty", "Uudistettu"],
}


def test_the_bands_of_the_model_are_the_rows_of_the_table() -> None:
    """Each spell is a bar up to the day before the next one, or to the day shown; a region without information has a row too."""
    stages = pd.DataFrame({"stage": ["decided", "in_operation"], "stage_name": ["Päätetty", "Käytössä"], "stage_rank": [3, 4]})
    board = cells("grant_model", {"05": "in_operation", "07": "in_operation"})
    chart = model_chart(told(**SPELLS), board, stages, ON, ON, "fi", "dark")
    drawn, frame = bars(chart.figure), chart.table.frame.set_index("press")
    assert set(frame.index) == {*drawn, "cell:10.grant_model"}
    for press, (first, days, place) in drawn.items():
        end = frame.loc[press, "to_on"] if pd.notna(frame.loc[press, "to_on"]) else pd.Timestamp(ON) + pd.Timedelta(days=1)
        assert (first, first + pd.Timedelta(days=days)) == (frame.loc[press, "from_on"], end)
        assert place == list(REGIONS).index(frame.loc[press, "region_code"])
    assert chart.table.title == "Malli on käytössä 2 alueella; hyväksytty, mutta käytöstä ei ole tietoa, 0 alueella (yhteensä 3)"
    assert frame.loc["claim:a", "marks"] == "Vanhentunut tieto"


def sums(kind: str = "awarded", cycles: tuple[str, ...] = ("2024", "2026", "2026")) -> pd.DataFrame:
    """Return three sums of one kind."""
    return told(
        region_code=["05", "05", "07"], workstream_code=["grant_call"] * 3, claim_id=["a", "b", "c"], cycle=list(cycles), amount_kind=[kind] * 3,
        value_eur=[2500000.0, 2600000.0, 500.0], per_resident_eur=[5.0, 5.2, 0.0029], qualifier=["exact", "about", "exact"],
        planned=[False, False, True], population=[485567, 485567, 169537], population_on=["2022-12-31"] * 3,
    )  # fmt: skip


@pytest.mark.parametrize("per_resident", [False, True])
def test_the_bars_of_sums_are_the_rows_of_the_table(per_resident: bool) -> None:
    """Every known sum is a bar of its own; a region without one has a row in words and no bar, and no cell holds 0."""
    year = sums().query("cycle == '2026'")
    chart = amounts_chart(year, cells("grant_call", {}), "awarded", "2026", per_resident, "fi", "light")
    (trace,) = chart.figure.data
    frame = chart.table.frame
    known = frame[frame["shown"].notna()]
    assert list(trace.x) == list(known["shown"]) == list(year["per_resident_eur" if per_resident else "value_eur"])
    assert [data[0] for data in trace.customdata] == list(known["press"])
    assert frame.loc[frame["shown"].isna(), "sure"].tolist() == ["Ei tietoa"]
    assert not (frame["shown"] == 0).any()
    assert chart.table.title == "Myönnetyt avustukset 2026: tieto 2 alueelta (yhteensä 3)"
    assert ("31.12.2022" in chart.table.note) == per_resident


def test_sums_say_how_exact_they_are() -> None:
    """About stands before the sum, a proposal after it."""
    table = amounts_table(sums().query("cycle == '2026'"), cells("grant_call", {}), "awarded", "2026", False, "fi")
    assert table.frame["words"].tolist() == ["noin 2\u00a0600\u00a0000\u00a0€", "500\u00a0€ (esitys)", "Ei tietoa"]


def test_regions_without_a_sum_lead_to_what_is_known_of_their_call() -> None:
    """Kymenlaakso is named, as a button to its cell."""
    shown = missing_regions(sums(), cells("grant_call", {}), "fi")
    assert shown is not None
    assert [child["a"]["data-press"] for child in shown["c"] if child["t"] == "button"] == ["cell:10.grant_call"]


def test_the_years_of_a_region_are_drawn_with_the_year_that_is_not_known() -> None:
    """2024 and 2026 have bars, 2025 its row in words; a region with one year has no chart."""
    yearly = yearly_sums(sums())
    chart = series_chart(yearly, "awarded", "fi", "light")
    frame = chart.table.frame
    assert frame["cycle"].tolist() == ["2024", "2025", "2026"]
    assert list(chart.figure.data[0].x) == [2500000.0, None, 2600000.0]
    assert frame["words"].tolist()[1] == "Ei tietoa"
    assert len(chart.figure.data) == 1


def test_sums_of_a_part_or_several_of_a_year_make_no_series() -> None:
    """Sums of one grant type may be of different types; two sums of one year are none that stands for it."""
    assert yearly_sums(sums("one_grant_type")).empty
    assert yearly_sums(sums(cycles=("2026", "2026", "2026"))).empty
