"""Which two days the page of changes compares."""

from datetime import date, timedelta

import pandas as pd
import pytest

from tilannekuva.change import Clock
from tilannekuva.exhibits.ask import Ask
from tilannekuva.exhibits.muutokset import compared, sides, starts
from tilannekuva.view import FIRST_DAY, View

TODAY = date(2026, 11, 24)
MONTH_AGO = date(2026, 10, 25)


def view(on: date = TODAY, known: date = TODAY) -> View:
    """Return a view of these days."""
    return View(TODAY, "fi", on, known)


def test_each_day_is_as_known_on_that_day_unless_chosen() -> None:
    """R1 = V1 and R2 = V2; a chosen R holds for the later side, and the earlier never knows more than the later."""
    assert sides(MONTH_AGO, view(), False).days == (MONTH_AGO, MONTH_AGO, TODAY, TODAY)
    past = date(2023, 6, 30)
    assert sides(date(2023, 1, 1), view(past), False).now == Clock(past, past)
    chosen = date(2022, 6, 1)
    assert sides(date(2023, 1, 1), view(past, chosen), False).days == (date(2023, 1, 1), chosen, past, chosen)


def test_both_days_with_the_newest_information() -> None:
    """R1 = R2 = the R of the page."""
    assert sides(MONTH_AGO, view(date(2026, 11, 1)), True).days == (MONTH_AGO, TODAY, date(2026, 11, 1), TODAY)


def test_presets_begin_where_they_say_and_exist_only_with_a_day() -> None:
    """30 days, the turn of the year, the last meeting and the load before; a day after the one shown is none."""
    meeting = date(2022, 2, 17)
    assert dict(starts(view(), meeting, TODAY - timedelta(days=1))) == {
        "kuukausi": MONTH_AGO, "vuosi": date(2025, 12, 31), "kokous": meeting, "lataus": date(2026, 11, 23),
    }  # fmt: skip
    assert set(starts(view(), None, None)) == {"kuukausi", "vuosi"}
    assert "lataus" not in starts(view(date(2023, 1, 1)), None, TODAY)
    assert starts(view(FIRST_DAY), None, None)["kuukausi"] == FIRST_DAY


@pytest.mark.parametrize(
    ("own", "since", "at_once"),
    [
        ({}, MONTH_AGO, False),
        ({"jakso": "vuosi"}, date(2025, 12, 31), False),
        ({"jakso": "kokous"}, date(2022, 2, 17), False),
        ({"jakso": "oma", "vertaa": "2024-02-29", "tieto": "nyt"}, date(2024, 2, 29), True),
        ({"vertaa": "2024-02-29"}, date(2024, 2, 29), False),
        ({"jakso": "lataus"}, MONTH_AGO, False),
        ({"jakso": "';drop", "vertaa": "2024-02-30", "tieto": "x"}, MONTH_AGO, False),
        ({"vertaa": "2099-01-01"}, MONTH_AGO, False),
        ({"vertaa": "0001-01-01"}, MONTH_AGO, False),
    ],
)
def test_the_address_gives_the_two_days_and_what_is_forged_is_as_by_default(own: dict[str, str], since: date, at_once: bool) -> None:
    """The same for the page and for its files: a preset without a day, and a day after the one shown, are passed over."""
    answers = {
        "steering_meetings": pd.DataFrame({"region_code": ["06"], "held_on": [pd.Timestamp(2022, 2, 17)]}),
        "regions": pd.DataFrame({"region_code": ["06"], "collab_area_code": ["YTA1"]}),
        "earlier_load": None,
    }
    found = compared(Ask(lambda name, *_: answers[name], view(), own))
    assert (found.since.on, found.at_once) == (since, at_once)
