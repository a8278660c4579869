"""What has a day: its fate and precision on both engines, and the same counts by plain Python from the files."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pandas as pd
import pytest
from sqlalchemy import Connection

from tests.support import plain_rule
from tests.support.stores import closing
from tilannekuva.figures.calendar import coming_finding, outlook
from tilannekuva.read.calendar import calendar_items, items_of, national_milestones, revisions
from tilannekuva.read.region import region_events
from tilannekuva.store.engine import Store
from tilannekuva.texts import text

Given = Callable[..., int | None]
ON = date(2026, 11, 10)
CLAIMS = """
    claim_id | scope | workstream_code | kind     | certainty | valid                 | reported   | relation   | related_claim_id
    held     | 01    | grant_call      | event    | asserted  | 2026-11-02            | 2026-11-03 |            |
    ahead    | 01    | grant_call      | event    | asserted  | 2026-12-01            | 2026-11-03 |            |
    ongoing  | 01    | grant_call      | event    | asserted  | 2026-11-01/2026-11-30 | 2026-11-01 |            |
    due      | 01    | grant_call      | deadline | asserted  | 2026-11-30            | 2026-11-01 |            |
    passed   | 01    | grant_call      | deadline | planned   | 2026-11-09            | 2026-11-01 |            |
    coming   | 02    | grant_call      | event    | planned   | 2026-11-20            | 2026-11-01 |            |
    unknown  | 02    | hyte            | event    | planned   | 2026-11-05            | 2026-11-01 |            |
    month    | 02    | hyte            | plan     | planned   | 2026-11               | 2026-11-01 |            |
    about    | 02    | hyte            | event    | planned   | 2026-11-20~           | 2026-11-01 |            |
    of_group | AREA  | hyte            | event    | planned   | 2026-11-25            | 2026-11-01 |            |
    told_later | 01  | hyte            | event    | planned   | 2026-11-15            | 2026-11-12 |            |
    moved    | 03    | hyte            | deadline | planned   | 2026-12-15            | 2026-11-05 | supersedes | old
    old      | 03    | hyte            | deadline | planned   | 2026-12-01            | 2026-11-01 |            |
    hoped    | 03    | hyte            | event    | hoped     | 2026-12-01            | 2026-11-01 |            |
"""
FATES = {
    "held": ("held", "day"), "ahead": ("ahead", "day"), "ongoing": ("ongoing", "window"), "due": ("ahead", "day"),
    "passed": ("passed", "day"), "coming": ("coming", "day"), "unknown": ("unknown", "day"), "month": ("running", "loose"),
    "about": ("coming", "loose"), "of_group": ("coming", "day"), "moved": ("coming", "day"),
}  # fmt: skip


@pytest.fixture
def told(given: Given, store: Store) -> Iterator[Connection]:
    """A store with the claims drawn above."""
    given(
        claim=CLAIMS,
        region_group="group_code | name_fi\nAREA | Alue",
        region_group_member="group_code | region_code\nAREA | 01\nAREA | 02",
    )
    with closing(store), store.connect() as db:
        yield db


def test_each_item_has_its_fate_and_how_exactly_its_day_is_told(told: Connection) -> None:
    """What is replaced, only hoped for, or told after the day shown is not there."""
    found = calendar_items(told, ON, ON, "fi")
    assert {item.claim_id: (item.fate, item.precision) for item in found.itertuples()} == FATES


def test_what_is_told_later_is_seen_when_it_is_known(told: Connection) -> None:
    """On day V only what had been told by V is planned; what happened by V is seen with the knowledge of R."""
    later = calendar_items(told, date(2026, 11, 12), date(2026, 11, 12), "fi")
    assert "told_later" in set(later["claim_id"])
    early = calendar_items(told, date(2026, 11, 4), date(2026, 11, 4), "fi").set_index("claim_id")
    assert early.loc["old", "fate"] == "coming"
    assert "moved" not in early.index


def test_a_group_statement_is_shown_to_the_members_and_keeps_its_name(told: Connection) -> None:
    """Chosen by one of its regions, it stays a statement on the group."""
    items = calendar_items(told, ON, ON, "fi")
    assert set(items_of(items, ["02"], [])["claim_id"]) == {"coming", "unknown", "month", "about", "of_group"}
    assert set(items_of(items, ["03"], ["hyte"])["claim_id"]) == {"moved"}
    assert set(items_of(items[items["claim_id"] == "of_group"], ["01"], [])["scope"]) == {"AREA"}


def test_the_region_page_shows_the_same_items(told: Connection) -> None:
    """One rule for both pages: the region's own claims, with the same fates."""
    mine = region_events(told, "01", ON, ON, "fi").set_index("claim_id")
    assert {code: (row.fate) for code, row in mine.iterrows()} == {
        code: fate for code, (fate, _) in FATES.items() if code in ("held", "ahead", "ongoing", "due", "passed")
    }


def test_a_replaced_claim_hands_its_place_on(told: Connection) -> None:
    """The later claim stands for the first, once it is known."""
    assert [tuple(row) for row in revisions(told, ON).itertuples(index=False)] == [("moved", "old", 1)]
    assert revisions(told, date(2026, 11, 4)).empty


def test_two_replacements_of_one_claim_do_not_share_its_place(given: Given, store: Store) -> None:
    """The one of the same kind goes on from it; a chain counts every step; a circle ends."""
    given(
        claim="""
        claim_id | scope | workstream_code | kind     | certainty | valid      | relation   | related_claim_id
        a        | 01    | w               | deadline | planned   | 2026-01-01 |            |
        b1       | 01    | w               | event    | planned   | 2026-01-02 | supersedes | a
        b2       | 01    | w               | deadline | planned   | 2026-01-02 | supersedes | a
        c        | 01    | w               | deadline | planned   | 2026-01-03 | supersedes | b2
        x        | 01    | w               | event    | planned   | 2026-01-03 | supersedes | y
        y        | 01    | w               | event    | planned   | 2026-01-03 | supersedes | x
    """
    )
    with closing(store), store.connect() as db:
        found = {row.claim_id: (row.first_claim_id, row.sequence) for row in revisions(db, ON).itertuples()}
    assert (found["b2"], found["c"], found.get("b1")) == (("a", 1), ("a", 2), None)


def test_national_milestones_are_seen_from_their_day_on(given: Given, store: Store) -> None:
    """The timeline names no day of knowledge, so that a milestone is known from its first day."""
    given(timeline="code | valid | title_fi | category\nT1 | 2026-11-01 | Alku | law\nT2 | 2026-12-01 | Loppu | law")
    with closing(store), store.connect() as db:
        assert list(national_milestones(db, ON, "fi")["code"]) == ["T1"]


@pytest.mark.postgres
def test_both_engines_give_the_same_frame_of_the_real_data(real_store: str, real_store_pg: str) -> None:
    """Order, fates and precisions included."""
    with closing(Store(real_store)) as one, closing(Store(real_store_pg)) as two, one.connect() as left, two.connect() as right:
        for day in (date(2020, 12, 31), date(2025, 11, 20), date(2026, 11, 24)):
            pd.testing.assert_frame_equal(calendar_items(left, day, day, "sv"), calendar_items(right, day, day, "sv"))
            pd.testing.assert_frame_equal(revisions(left, day), revisions(right, day))


@pytest.mark.parametrize("day", ["2023-10-20", "2025-11-20", "2026-11-24"])
def test_the_finding_counts_what_plain_python_finds_in_the_files(real_store: str, day: str) -> None:
    """The number and the regions of the next four weeks, by an independent reading of data/claims."""
    on = date.fromisoformat(day)
    with closing(Store(real_store)) as store, store.connect() as db:
        seen = outlook(calendar_items(db, on, on, "fi"), on)
    expected = [one for one in plain_rule.claims() if stands(one, on)]
    assert sorted(seen.soon["claim_id"]) == sorted(one["claim_id"] for one in expected)
    sentence = coming_finding(seen, 22, "fi")["c"][0]["c"][0]
    regions = {one["scope"] for one in expected if one["scope"] not in plain_rule.groups()}
    numbers = {"first": f"{on.day}.{on.month}.{on.year}", "last": "{0.day}.{0.month}.{0.year}".format(on + timedelta(days=27)), "total": 22}
    key = "calendar.finding" if expected else "calendar.finding_none"
    assert sentence == text(key, "fi", n=len(expected), regions=len(regions), **numbers)


def stands(one: dict[str, object], on: date) -> bool:
    """Tell whether a row of the files is an item with a day within four weeks from *on*, as told by then."""
    valid, first, last = str(one["valid"]), one["f"], one["t"]
    exact = len(valid) in (10, 21) and not set("~?%X") & set(valid) and valid[:4].isdigit()
    replaced = {other["related_claim_id"] for other in plain_rule.claims() if other["relation"] == "supersedes" and other["known"] <= on}
    if one["known"] > on or one["claim_id"] in replaced or not exact or not isinstance(first, date) or not isinstance(last, date):
        return False
    told = one["certainty"] in ("asserted", "speaker_view", "inferred", "planned", "expected") and one["kind"] in ("event", "deadline")
    planned = one["kind"] == "plan" and one["certainty"] == "planned"
    return (told or planned) and first <= on + timedelta(days=27) and last >= on
