"""Steering groups on DuckDB and on PostgreSQL: who has met, the strip without doubles, seats and people apart."""

import csv
from collections.abc import Callable, Iterator
from datetime import date

import pandas as pd
import pytest
from sqlalchemy import Connection

from tests.support.sources import ROOT
from tests.support.stores import closing, giver
from tilannekuva.read import steering
from tilannekuva.store.engine import Store

DAY = date(2022, 6, 1)
LADDER = """
    workstream_code | step_code           | step_order | stage
    steering_group  | cso_members_invited | 20         | decided
    steering_group  | meets               | 30         | in_operation
    event           | held                | 30         | in_operation
"""


@pytest.fixture
def groups(store: Store) -> Callable[[str], Connection]:
    """A function that gives claims on steering groups of two regions; it is used inside `with`."""
    given = giver(
        store,
        region="region_code | name_fi | on_board | sort_order\n21 | Lappi | yes | 2\n19 | Pohjois-Pohjanmaa | yes | 1\n20 | Kainuu | yes | 3",
        workstream="workstream_code\nsteering_group\nevent", step=LADDER, stage="stage | name_fi\ndecided | Päätetty\nin_operation | Käytössä",
    )  # fmt: skip

    def opened(claims: str) -> Connection:
        given(claim=claims)
        return store.connect()

    return opened


Groups = Callable[[str], Connection]


def test_a_group_has_met_where_a_meeting_is_told_and_not_where_a_member_was_invited(groups: Groups) -> None:
    """A dated meeting counts, and an invitation seats a CSO; a plan is neither; of Kainuu nothing is told."""
    claims = """
        claim_id | scope | workstream_code | kind  | step_code           | value | unit     | valid      | reported   | certainty
        met      | 21    | steering_group  | event | meets               | 1     | meetings | 2021-02-03 | 2021-03-01 | asserted
        invited  | 19    | steering_group  | event | cso_members_invited |       |          | 2021-02-03 | 2021-03-01 | asserted
        planned  | 19    | steering_group  | event |                     | 1     | meetings | 2021-05-03 | 2021-03-01 | planned
    """
    with groups(claims) as db:
        found = steering.steering_regions(db, DAY, DAY, "fi").set_index("region_code")
    assert found[["told", "met", "seated"]].T.to_dict("list") == {"19": [True, False, True], "21": [True, True, False], "20": [False] * 3}


def test_what_was_told_later_is_not_known_before(groups: Groups) -> None:
    """The second clock: a meeting of February told in March is not known in February."""
    claims = """
        claim_id | scope | workstream_code | kind  | step_code | value | unit     | valid      | reported
        met      | 21    | steering_group  | event | meets     | 1     | meetings | 2021-02-03 | 2021-03-01
    """
    with groups(claims) as db:
        early, late = (steering.steering_regions(db, DAY, known, "fi")["met"].sum() for known in (date(2021, 2, 28), date(2021, 3, 1)))
    assert (early, late) == (0, 1)


def test_the_strip_has_each_meeting_once_and_no_count(groups: Groups) -> None:
    """A talk that is part of a meeting, a plan that was held, a count and a year without a month stand not on the strip."""
    claims = """
        claim_id | scope | workstream_code | kind  | value | unit     | valid      | reported   | certainty | relation | related_claim_id | source_id
        met      | 21    | steering_group  | event | 1     | meetings | 2021-02-03 | 2021-03-01 | asserted  |          |                  | one
        talk     | 21    | steering_group  | event |       |          | 2021-02-03 | 2021-03-01 | asserted  | part_of  | met              | one
        plan     | 21    | steering_group  | event | 1     | meetings | 2021-02-03 | 2021-01-10 | planned   |          |                  | one
        lost     | 21    | steering_group  | event | 1     | meetings | 2021-09-09 | 2021-03-01 | planned   |          |                  | one
        count    | 21    | steering_group  | tally | 2     | meetings | ../2021-03 | 2021-03-01 | asserted  |          |                  | one
        year     | 21    | steering_group  | event |       |          | 2020       | 2022-01-01 | asserted  |          |                  | one
        beside   | 21    | event           | event |       |          | 2021-04-01 | 2021-05-01 | asserted  |          |                  | one
        other    | 21    | event           | event |       |          | 2021-04-02 | 2021-05-01 | asserted  |          |                  | two
    """
    with groups(claims) as db:
        events = steering.steering_events(db, DAY, DAY, "fi")
        tallies = steering.steering_tallies(db, DAY, DAY, "fi")
    strip = events[events["on_strip"]]
    assert dict(zip(strip["claim_id"], strip["fate"], strict=True)) == {"met": "held", "lost": "unknown", "beside": "held"}
    assert list(strip.loc[strip["meeting"], "claim_id"]) == ["met", "lost"]
    assert set(events["claim_id"]) == {"met", "talk", "plan", "lost", "year", "beside"}
    assert list(tallies["claim_id"]) == ["count"]


def test_a_coming_meeting_is_planned_and_not_held(groups: Groups) -> None:
    """Seen before its day a plan is coming."""
    claims = """
        claim_id | scope | workstream_code | kind  | value | unit     | valid      | reported   | certainty
        plan     | 21    | steering_group  | event | 1     | meetings | 2021-02-03 | 2021-01-10 | planned
    """
    with groups(claims) as db:
        events = steering.steering_events(db, date(2021, 1, 20), DAY, "fi")
        regions = steering.steering_regions(db, date(2021, 1, 20), DAY, "fi")
    assert list(events["fate"]) == ["coming"]
    assert (regions["met"].sum(), regions["told"].sum()) == (0, 1)


def test_seats_and_people_are_counted_apart(groups: Groups) -> None:
    """The same person in two groups: three seats, two persons; the newest number of a region counts."""
    claims = """
        claim_id | scope | workstream_code | kind  | value | unit                | valid   | relation      | related_claim_id
        old      | 21    | steering_group  | tally | 4     | cso_representatives | 2020-12 |               |
        a        | 21    | steering_group  | tally | 2     | cso_representatives | 2021-12 |               |
        b        | 19    | steering_group  | tally | 1     | cso_representatives | 2021-12 | same_actor_as | a
    """
    with groups(claims) as db:
        seats = steering.steering_seats(db, DAY, DAY, "fi")
    assert dict(zip(seats["claim_id"], seats["same_as"], strict=True)) == {"b": ("a",), "a": ("b",)}
    assert (int(seats["value"].sum()), steering.people(seats)) == (3, 2)
    assert steering.people(seats[seats["region_code"] == "19"]) == 1


@pytest.fixture(params=["real_store", pytest.param("real_store_pg", marks=pytest.mark.postgres)])
def real(request: pytest.FixtureRequest) -> Iterator[Connection]:
    """A connection to the real data, on each engine in turn."""
    with closing(Store(request.getfixturevalue(request.param))) as store, store.connect() as opened:
        yield opened


def claims_by_hand() -> list[dict[str, str]]:
    """Return the claims of the steering groups as the files have them."""
    rows = []
    for path in sorted((ROOT / "data" / "claims").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows += [row for row in csv.DictReader(file) if row["workstream_code"] == "steering_group" and row["scope"].isdigit()]
    return rows


def test_the_numbers_of_the_finding_are_those_of_the_files(real: Connection) -> None:
    """Told, met and seated, counted in plain Python over the files; today the files are known whole."""
    rows = claims_by_hand()
    told = {row["scope"] for row in rows}
    met = {row["scope"] for row in rows if row["certainty"] == "asserted" and (row["unit"] == "meetings" or row["step_code"] == "cso_topic_handled")}
    seated = {row["scope"] for row in rows if row["unit"] == "cso_representatives" or row["step_code"] == "cso_members_invited"}
    found = steering.steering_regions(real, date(2026, 11, 24), date(2026, 11, 24), "fi")
    assert len(found) == 22
    for name, expected in (("told", told), ("met", met), ("seated", seated)):
        assert set(found.loc[found[name], "region_code"]) == expected
    assert (len(met), len(seated), len(told)) == (4, 5, 6)


def test_the_end_of_2020_as_the_model_promises(real: Connection) -> None:
    """03, 04 and Helsinki have met; seven seats, six persons; the kick-off is coming, and later its outcome is not known."""
    end = date(2020, 12, 31)
    found = steering.steering_regions(real, end, end, "fi")
    assert set(found.loc[found["met"], "region_code"]) == {"03", "04", "90"}
    seats = steering.steering_seats(real, end, end, "fi")
    assert (int(seats["value"].sum()), steering.people(seats)) == (7, 6)
    for on, fate in ((end, "coming"), (date(2021, 6, 1), "unknown")):
        events = steering.steering_events(real, on, on, "fi").set_index("claim_id")
        assert events.loc["S0-045", ["fate", "on_strip"]].tolist() == [fate, True]


@pytest.mark.postgres
def test_both_engines_tell_the_same_of_steering_groups(real_store: str, real_store_pg: str) -> None:
    """Whole frames are equal, on days before, within and after the time in which the groups were followed."""
    with closing(Store(real_store)) as one, closing(Store(real_store_pg)) as two, one.connect() as left, two.connect() as right:
        for on in (date(2020, 3, 1), date(2020, 12, 31), date(2022, 3, 1), date(2026, 11, 24)):
            for read in (steering.steering_regions, steering.steering_events, steering.steering_tallies, steering.steering_seats):
                pd.testing.assert_frame_equal(read(left, on, on, "sv"), read(right, on, on, "sv"))
