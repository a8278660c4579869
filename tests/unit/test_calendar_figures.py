"""The timeline, the weeks and the month: what they draw is what they were given."""

from datetime import date

import pandas as pd
import pytest

from tests.support.drawn import records
from tilannekuva import dates
from tilannekuva.figures.calendar import coming_finding, items_table, outlook, recent, week_list, week_words
from tilannekuva.figures.elements import Element
from tilannekuva.figures.month import month_table, months, nearest_month, of_month, sign_of
from tilannekuva.figures.timeline import sight_of, timeline_chart
from tilannekuva.read.calendar import precision
from tilannekuva.texts import LANGUAGES

ON = date(2026, 11, 24)
DRAWN = """
    claim_id | scope | kind     | fate    | valid
    past     | 01    | event    | held    | 2026-10-05
    lost     | 02    | event    | unknown | 2026-11-02
    call     | 01    | event    | ongoing | 2026-11-01/2026-12-10
    due      | 01    | deadline | ahead   | 2026-12-10
    plan     | 02    | plan     | coming  | 2027-01
    far      | 02    | event    | coming  | 2028-02-29
    since    | 02    | plan     | running | 2020-12/..
    group    | AREA  | event    | coming  | 2026-12-21
"""
NO_MILESTONES = pd.DataFrame(columns=["code", "title", "valid", "valid_from_on", "valid_to_on", "source_title", "url"])


def items(drawn: str = DRAWN) -> pd.DataFrame:
    """Return items as `read.calendar_items` gives them."""
    rows = []
    for row in records(drawn):
        days = dates.parse(row["valid"])
        first, last = pd.Timestamp(days.first), pd.Timestamp(days.last) if days.last else pd.NaT
        rows.append(
            {
                **row, "scope_name": row["scope"], "region_codes": ("01", "02") if row["scope"] == "AREA" else (row["scope"],),
                "title": f"Title <b>{row['claim_id']}", "workstream": "W", "workstream_code": "w", "valid_from_on": first, "valid_to_on": last,
                "time_of_day": None, "source_title": "Source", "url": None, "known_on": first,
                "precision": precision(row["valid"], first, last),
            }
        )  # fmt: skip
    found = pd.DataFrame(rows)
    for name in ("valid_from_on", "valid_to_on", "known_on"):
        found[name] = found[name].astype("datetime64[s]")
    return found


def presses(tree: Element) -> list[str]:
    """Return everything that a press in a tree opens, in its order."""
    own = [tree["a"]["data-press"]] if "data-press" in tree["a"] else []
    return own + [press for child in tree["c"] if isinstance(child, dict) for press in presses(child)]


def texts(tree: Element | str) -> str:
    """Return the words of a tree."""
    return tree if isinstance(tree, str) else " ".join(texts(child) for child in tree["c"])


def test_the_outlook_counts_what_has_a_day_within_four_weeks() -> None:
    """What runs counts; what has only a month does not; a group is counted as an item and as no region."""
    seen = outlook(items(), ON)
    assert set(seen.soon["claim_id"]) == {"call", "due", "group"}
    assert (seen.coming or {})["claim_id"] == "due"
    assert (seen.previous or {})["claim_id"] == "lost"
    assert "3, alueita 1 (yhteensä 22)" in texts(coming_finding(seen, 22, "fi"))


def test_the_outlook_of_nothing_is_told() -> None:
    """No item at all is no error."""
    seen = outlook(items()[:0], ON)
    assert (seen.previous, seen.coming, len(seen.soon)) == (None, None, 0)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("every_year", [True, False])
def test_the_chart_and_its_table_hold_the_same(language: str, every_year: bool) -> None:
    """Whatever can be pressed in the figure has its row, and every row its place in the figure."""
    national = NO_MILESTONES.copy()
    national.loc[0] = ["T1", "Law", "2026-11-01", pd.Timestamp(2026, 11, 1), pd.Timestamp(2026, 11, 1), "Source", None]
    for name in ("valid_from_on", "valid_to_on"):
        national[name] = pd.to_datetime(national[name]).astype("datetime64[s]")
    sight = sight_of(outlook(items(), ON), items(), national, every_year, ON, language)
    chart = timeline_chart(items(), national, ["01", "02"], sight, "light", language)
    drawn = {press for trace in chart.figure.data for (press,) in trace.customdata or () if press}
    assert drawn == set(chart.table.frame["press"])
    assert ("claim:far" in drawn) == every_year
    assert str(len(chart.table.frame) - 1) in chart.table.title
    assert all("<b>" not in words for trace in chart.figure.data for words in trace.hovertext or ())


def test_planned_is_hollow_and_told_is_filled() -> None:
    """Markers and bars alike; an unknown outcome carries its question mark."""
    sight = sight_of(outlook(items(), ON), items(), NO_MILESTONES, True, ON, "fi")
    chart = timeline_chart(items(), NO_MILESTONES, ["01", "02"], sight, "light", "fi")
    points = next(trace for trace in chart.figure.data if trace.type == "scatter" and trace.mode == "markers+text")
    looks = {press[0]: (colour, words) for press, colour, words in zip(points.customdata, points.marker.color, points.text, strict=True)}
    assert looks["claim:past"][0] == looks["claim:due"][0] != looks["claim:lost"][0] == looks["claim:far"][0]
    assert [press for press, (_, words) in looks.items() if words == "?"] == ["claim:lost"]


def test_a_week_has_its_finnish_number_and_its_monday() -> None:
    """ISO 8601: the first days of January may belong to the last week of the year before."""
    assert week_words(date(2026, 11, 24), "fi") == "vk 48 · ma 23.11.2026"
    assert week_words(date(2027, 1, 1), "sv") == "v. 53 · mån 28.12.2026"


def test_the_weeks_tell_the_coming_first_and_leave_nothing_out() -> None:
    """Each item once; the past from the newest on."""
    listed = presses(week_list(items(), ON, "fi"))
    assert sorted(listed) == sorted(f"claim:{code}" for code in items()["claim_id"])
    assert listed.index("claim:due") < listed.index("claim:group") < listed.index("claim:lost") < listed.index("claim:past")


def test_the_newest_weeks_are_kept_and_all_that_is_not_over() -> None:
    """Nine weeks of the past: the oldest goes."""
    past = "claim_id | scope | kind | fate | valid\n" + "\n".join(f"p{nth} | 01 | event | held | 2026-0{nth}-01" for nth in range(1, 10))
    assert set(recent(items(past), ON)["claim_id"]) == {f"p{nth}" for nth in range(2, 10)}
    assert set(recent(items(), ON)["claim_id"]) == set(items()["claim_id"])


def test_a_month_has_every_day_under_its_weekday() -> None:
    """November 2026 begins on a Sunday, in week 44, and ends on a Monday, in week 49."""
    drawn = month_table(of_month(items(), "2026-11"), "2026-11", ON, "fi")
    weeks = [row["c"] for row in drawn["c"][2]["c"]]
    assert [texts(row[0]) for row in weeks] == ["44", "45", "46", "47", "48", "49"]
    days = [[texts(cell["c"][0]) if cell["c"] else "" for cell in row[1:]] for row in weeks]
    assert days[0] == ["", "", "", "", "", "", "1"]
    assert days[-1] == ["30", "", "", "", "", "", ""]
    assert [each for week in days for each in week][6:36] == [str(nth) for nth in range(1, 31)]
    assert presses(drawn) == ["claim:call", "claim:lost"]
    assert weeks[4][2]["a"]["class"] == "today"


def test_a_span_stands_on_its_first_and_its_last_day() -> None:
    """In the months of both."""
    assert presses(month_table(of_month(items(), "2026-12"), "2026-12", ON, "fi")) == ["claim:call", "claim:due", "claim:group"]


def test_months_run_over_the_turn_of_the_year() -> None:
    """And the nearest month with something is found in both directions."""
    assert months(date(2026, 11, 30), date(2027, 2, 1)) == ["2026-11", "2026-12", "2027-01", "2027-02"]
    assert (nearest_month(items(), "2026-11"), nearest_month(items(), "2027-02"), nearest_month(items()[:0], "2026-11")) == (
        "2026-11",
        "2026-12",
        None,
    )


def test_signs_tell_what_is_known() -> None:
    """Filled where told, hollow where planned."""
    assert [sign_of(item) for item in items().to_dict("records")] == ["●", "?", "●", "▼", "◇", "○", "◇", "○"]


@pytest.mark.parametrize(
    ("valid", "first", "last", "expected"),
    [
        ("2026-11-24", "2026-11-24", "2026-11-24", "day"), ("24.11.2026", "2026-11-24", "2026-11-24", "day"),
        ("2026-11-24~", "2026-11-24", "2026-11-24", "loose"), ("../2026-11-24", "2026-11-24", "2026-11-24", "loose"),
        ("2026-11-01/2026-11-24", "2026-11-01", "2026-11-24", "window"), ("1.–24.11.2026", "2026-11-01", "2026-11-24", "window"),
        ("2026-11", "2026-11-01", "2026-11-30", "loose"), ("2026-11/2026-11-24", "2026-11-01", "2026-11-24", "loose"),
        ("2026-11-24/..", "2026-11-24", None, "loose"), (None, "2026-11-24", "2026-11-24", "loose"),
    ],
)  # fmt: skip
def test_only_days_and_spans_of_days_are_exact(valid: str | None, first: str, last: str | None, expected: str) -> None:
    """A month, a season, an open end, an uncertain day are not."""
    assert precision(valid, pd.Timestamp(first), pd.Timestamp(last) if last else pd.NaT) == expected


def test_the_table_has_a_row_an_item() -> None:
    """In the order given, each opening its claim."""
    table = items_table("x", "title", items(), "fi")
    assert list(table.frame["press"]) == [f"claim:{code}" for code in items()["claim_id"]]
    assert {column.name for column in table.columns} <= set(table.frame.columns)
