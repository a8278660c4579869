"""Grant calls and sums: windows with their fate, moved deadlines, sums of one kind and round; on DuckDB and on PostgreSQL."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import Connection

from tests.store.test_acceptance import random_days
from tests.support import plain_rule
from tests.support.stores import closing, giver
from tilannekuva.exhibits.ask import Ask
from tilannekuva.exhibits.registry import EXHIBITS
from tilannekuva.figures.grant_amounts import yearly_sums
from tilannekuva.figures.grant_calls import calls_sentence, grants_finding
from tilannekuva.read.board import progress_board
from tilannekuva.read.grants import CALL, MODEL, grant_amounts, grant_calls
from tilannekuva.read.reads import READS
from tilannekuva.store.engine import Store
from tilannekuva.texts import text
from tilannekuva.view import View

TODAY = date(2026, 11, 22)
Shown = Callable[..., dict[str, dict[str, Any]]]


@pytest.fixture(params=["real_store", pytest.param("real_store_pg", marks=pytest.mark.postgres)])
def db(request: pytest.FixtureRequest) -> Iterator[Connection]:
    """A connection to the real data, on each engine in turn."""
    with closing(Store(request.getfixturevalue(request.param))) as store, store.connect() as opened:
        yield opened


@pytest.fixture
def ladder(store: Store) -> Callable[..., int | None]:
    """`given`, with region 21, the workstream of calls and its steps."""
    return giver(
        store,
        region="region_code | name_fi | on_board | population | population_on\n21 | Lappi | yes | 200 | 2022-12-31\n19 | Pohjois-Pohjanmaa | yes | |",
        stage="stage | name_fi\nno_information | Ei tietoa\nin_preparation | Valmistelussa\ndrafted | Luonnos\ndecided | Päätetty",
        workstream="workstream_code | cycle\ngrant_call | year",
        step="""
            workstream_code | step_code | step_order | stage
            grant_call      | announced | 10         | in_preparation
            grant_call      | open      | 20         | drafted
            grant_call      | closed    | 30         | drafted
            grant_call      | granted   | 40         | decided
        """,
    )


@pytest.fixture
def calls(store: Store, ladder: Callable[..., int | None]) -> Shown:
    """A function that gives claims of the round 2026, if any, and returns the calls of a day by the id of their claim."""

    def shown(claims: str, on: str, known: str | None = None) -> dict[str, dict[str, Any]]:
        if claims:
            heading, *rows = [line for line in claims.strip().splitlines() if line.strip()]
            drawn = [f"{heading} | scope | workstream_code | cycle", *(f"{row} | 21 | grant_call | 2026" for row in rows)]
            ladder(claim="\n".join(drawn))
        with store.connect() as opened:
            found = grant_calls(opened, date.fromisoformat(on), date.fromisoformat(known or on), "fi")
        return {row["claim_id"]: {name: None if pd.isna(value) else value for name, value in row.items()} for row in found.to_dict("records")}

    return shown


ANNOUNCED = """
    claim_id | kind     | step_code | certainty | valid                 | reported   | time_of_day
    w        | event    | announced | planned   | 2025-11-01/2025-11-30 | 2025-10-15 |
    d        | deadline |           | planned   | 2025-11-30            | 2025-10-15 | 16:15
"""


@pytest.mark.parametrize(
    ("on", "state"), [("2025-10-31", "coming"), ("2025-11-01", "open"), ("2025-11-30", "open"), ("2025-12-01", "passed")]
)  # fmt: skip
def test_an_announced_window_is_coming_then_open_then_passed(calls: Shown, on: str, state: str) -> None:
    """Its last day is still a day to apply; after it nothing tells that the call was held."""
    (call,) = calls(ANNOUNCED, on).values()
    assert (call["state"], call["deadline_claim_id"], call["time_of_day"], str(call["last_on"].date())) == (state, "d", "16:15", "2025-11-30")


def test_a_window_told_after_the_day_shown_is_not_there(calls: Shown) -> None:
    """On 14.10. nobody had announced it, whatever is known now."""
    assert calls(ANNOUNCED, "2025-10-14", "2026-11-22") == {}


def test_a_call_is_closed_when_a_source_tells_what_came_of_it(calls: Shown) -> None:
    """Applications were counted after an announced window: it was held."""
    told = ANNOUNCED + "    t        | tally    | closed    | asserted  | 2025-11-30            | 2026-01-10 |\n"
    assert calls(told, "2026-02-01")["w"]["state"] == "closed"


def test_a_window_seen_open_is_closed_after_its_last_day(calls: Shown) -> None:
    """What a source saw needs no further proof."""
    claims = """
        claim_id | kind  | step_code | certainty | valid                 | reported
        w        | event | open      | asserted  | 2025-11-01/2025-11-30 | 2025-11-01
    """
    assert calls(claims, "2025-11-02")["w"]["state"] == "open"
    assert calls("", "2025-12-02")["w"]["state"] == "closed"


def test_a_moved_deadline_keeps_the_old_one_and_moves_the_call(calls: Shown) -> None:
    """From the day on which the move is known the call is open longer; before, it is as it was first told."""
    moved = """
        claim_id | kind     | step_code | certainty | valid                 | reported   | time_of_day | relation   | related_claim_id
        w        | event    | announced | planned   | 2025-11-01/2025-11-30 | 2025-10-15 |             |            |
        d        | deadline |           | planned   | 2025-11-30            | 2025-10-15 |             |            |
        d2       | deadline |           | planned   | 2025-12-05            | 2025-11-20 |             | supersedes | d
        d3       | deadline |           | planned   | 2025-12-15            | 2025-11-25 | 12:00       | supersedes | d2
    """
    now = calls(moved, "2025-12-10")
    assert list(now) == ["w"]
    call = now["w"]
    assert [str(call[name].date()) for name in ("closes_on", "moved_on", "last_on")] == ["2025-11-30", "2025-12-15", "2025-12-15"]
    assert (call["state"], call["moved_claim_id"], call["moved_time"], call["deadline_claim_id"]) == ("open", "d3", "12:00", "d")


def test_before_a_move_is_known_the_deadline_stands(calls: Shown) -> None:
    """As known on 19.11. the deadline is 30.11."""
    moved = """
        claim_id | kind     | step_code | certainty | valid                 | reported   | relation   | related_claim_id
        w        | event    | announced | planned   | 2025-11-01/2025-11-30 | 2025-10-15 |            |
        d        | deadline |           | planned   | 2025-11-30            | 2025-10-15 |            |
        d2       | deadline |           | planned   | 2025-12-05            | 2025-11-20 | supersedes | d
    """
    call = calls(moved, "2025-11-19")["w"]
    assert (str(call["last_on"].date()), call["moved_on"]) == ("2025-11-30", None)


def test_a_reopened_call_is_a_window_of_its_own(calls: Shown) -> None:
    """The first window keeps its last day and tells to which day the deadline was moved."""
    claims = """
        claim_id | kind     | step_code | certainty | valid                 | reported   | relation   | related_claim_id
        w        | event    | announced | planned   | 2025-11-17/2025-12-14 | 2025-11-14 |            |
        d        | deadline |           | planned   | 2025-12-14            | 2025-11-14 |            |
        w2       | event    | announced | planned   | 2025-12-30/2026-01-07 | 2025-12-29 | supersedes | d
        d2       | deadline |           | planned   | 2026-01-07            | 2025-12-29 | supersedes | d
    """
    now = calls(claims, "2026-01-02")
    assert {name: (str(call["last_on"].date()), call["state"]) for name, call in now.items()} == {
        "w": ("2025-12-14", "passed"), "w2": ("2026-01-07", "open"),
    }  # fmt: skip
    assert (str(now["w"]["moved_on"].date()), now["w2"]["moved_on"]) == ("2026-01-07", None)


def test_a_replaced_window_is_kept_as_replaced(calls: Shown) -> None:
    """The old window stays in sight and is never open."""
    claims = """
        claim_id | kind  | step_code | certainty | valid                 | reported   | relation   | related_claim_id
        w        | event | announced | planned   | 2025-11-01/2025-11-30 | 2025-10-15 |            |
        w2       | event | announced | planned   | 2025-11-10/2025-12-10 | 2025-10-25 | supersedes | w
    """
    assert {name: call["state"] for name, call in calls(claims, "2025-11-20").items()} == {"w": "replaced", "w2": "open"}


def test_a_plan_without_a_decision_is_never_open(calls: Shown) -> None:
    """A proposed window is a plan until someone tells that it was decided."""
    claims = """
        claim_id | kind     | certainty | valid                 | reported
        w        | plan     | planned   | 2025-11-10/2025-12-08 | 2025-09-17
        d        | deadline | planned   | 2025-12-08            | 2025-09-17
        aim      | plan     | planned   | 2026-01/2026-02       | 2025-09-17
    """
    assert {name: call["state"] for name, call in calls(claims, "2025-11-20").items()} == {"w": "intended"}


def test_a_deadline_alone_is_a_call_unless_its_round_was_granted(calls: Shown) -> None:
    """The closing day of a call is told alone; a day for reports after the grants is no call."""
    claims = """
        claim_id | kind     | step_code | certainty | valid      | reported
        d        | deadline |           | planned   | 2025-11-30 | 2025-10-15
        g        | event    | granted   | asserted  | 2026-01-10 | 2026-01-10
        report   | deadline |           | planned   | 2027-03-31 | 2026-01-10
    """
    assert {name: call["state"] for name, call in calls(claims, "2025-11-20").items()} == {"d": "closing"}
    assert list(calls("", "2026-02-01")) == ["d"]


def test_a_first_day_alone_has_no_end(calls: Shown) -> None:
    """Announced: outcome not known; once seen open: opened, its last day not known; once grants are given: closed."""
    claims = """
        claim_id | kind  | step_code | certainty | valid      | reported
        planned  | event | announced | planned   | 2025-11-15 | 2025-11-01
        seen     | event | open      | asserted  | 2025-11-17 | 2025-11-17
        decision | event | announced | asserted  | 2025-11-02 | 2025-11-02
        granted  | event | granted   | asserted  | 2026-01-15 | 2026-01-15
    """
    days = {on: calls(claims if on == "2025-11-16" else "", on) for on in ("2025-11-16", "2025-11-20", "2026-02-01")}
    assert {on: {name: call["state"] for name, call in found.items()} for on, found in days.items()} == {
        "2025-11-16": {"planned": "passed"},
        "2025-11-20": {"planned": "unended", "seen": "unended"},
        "2026-02-01": {"planned": "closed", "seen": "closed"},
    }
    assert days["2025-11-20"]["seen"]["last_on"] is None


def test_sums_of_a_day_are_those_told_and_not_replaced(store: Store, ladder: Callable[..., int | None]) -> None:
    """Each keeps its kind and round; a proposal is marked; without a population there is no sum per resident."""
    ladder(
        claim="""
            claim_id | scope | workstream_code | cycle | kind   | certainty | value  | unit | amount_kind | qualifier | valid      | reported   | relation   | related_claim_id
            award    | 21    | grant_call      | 2026  | amount | asserted  | 1000.5 | EUR  | awarded     | about     | 2026-01-10 | 2026-01-10 |            |
            old      | 21    | grant_call      | 2026  | amount | planned   | 900    | EUR  | budget      | exact     | 2025-10-01 | 2025-10-01 |            |
            new      | 21    | grant_call      | 2026  | amount | asserted  | 950    | EUR  | call        | exact     | 2026-01-10 | 2026-01-10 | supersedes | old
            other    | 19    | grant_call      | 2026  | amount | asserted  | 10     | EUR  | awarded     | exact     | 2026-01-10 | 2026-01-10 |            |
            count    | 21    | grant_call      | 2026  | tally  | asserted  | 40     | csos |             | exact     | 2026-01-10 | 2026-01-10 |            |
            unknown  | 21    | grant_call      | 2026  | amount | asserted  |        | EUR  | applied     |           | 2026-01-10 | 2026-01-10 |            |
        """  # noqa: E501  # the rows of a table
    )
    with store.connect() as opened:
        before, after = (grant_amounts(opened, day, day, "fi") for day in (date(2025, 11, 1), date(2026, 2, 1)))
    assert list(before[["claim_id", "planned"]].itertuples(index=False, name=None)) == [("old", True)]
    assert list(after["claim_id"]) == ["award", "other", "new"]
    assert after["per_resident_eur"].tolist()[0] == pytest.approx(1000.5 / 200)
    assert pd.isna(after["per_resident_eur"].iloc[1])


def plain_open_regions(on: date, known: date) -> set[str]:
    """Regions with an open call, by an independent reading of the files: a told window that holds the day and is not replaced."""
    told = [one for one in plain_rule.claims() if one["workstream_code"] == CALL and one["known"] <= known]
    gone = {one["related_claim_id"] for one in told if one["relation"] == "supersedes"}
    deadlines = {(one["scope"], one["cycle"], one["t"]) for one in told if one["kind"] == "deadline"}
    return {
        one["scope"]
        for one in told
        if "/" in one["valid"] and one["f"] <= on <= (one["t"] or on) and one["claim_id"] not in gone and one["kind"] == "event"
        and (one["known"] <= on or one["certainty"] == "asserted")
        and (one["step_code"] in ("announced", "open") or (not one["step_code"] and (one["scope"], one["cycle"], one["t"]) in deadlines))
    }  # fmt: skip


DAYS = [TODAY, *(date(2023, 1, 2) + pd.Timedelta(days=20 * nth) for nth in range(56))]


def test_as_many_regions_have_an_open_call_as_counted_in_the_files(db: Connection) -> None:
    """Every twentieth day of three years, and the finding's sentence says that number and the next closing day."""
    for on in DAYS:
        calls = grant_calls(db, on, TODAY, "fi")
        opened = calls[calls["state"] == "open"]
        assert set(opened["region_code"]) == plain_open_regions(on, TODAY), on
        sentence = calls_sentence(calls, 22, on, on, "fi")
        expected = f"Haku on nyt avoinna {len(plain_open_regions(on, TODAY))} alueella (yhteensä 22)"
        assert sentence.startswith(expected) == bool(len(opened)), (on, sentence)


def test_the_moved_deadline_of_kanta_hame(db: Connection) -> None:
    """M0136b was replaced by M0138b (7.1.2026, 12.00); both windows stay, and the first tells the old day and the new."""
    calls = grant_calls(db, TODAY, TODAY, "fi").set_index("claim_id")
    first = calls.loc["M0136a"]
    assert [str(first[name].date()) for name in ("closes_on", "moved_on", "last_on")] == ["2025-12-14", "2026-01-07", "2025-12-14"]
    assert (first["moved_claim_id"], first["moved_time"], calls.loc["M0138a", "time_of_day"]) == ("M0138b", "12:00", "12:00")


def test_the_findings_number_of_models_is_the_boards(db: Connection) -> None:
    """Approved or in use, of 22, as the cells of the rule in plain Python have it."""
    board = progress_board(db, TODAY, TODAY, "fi")
    cells = board[board["workstream_code"] == MODEL]
    deciding = [claim_id for (_, track), claim_id in plain_rule.board(TODAY, TODAY).items() if track == MODEL and claim_id]
    steps = {one["claim_id"]: plain_rule.steps()[MODEL, one["step_code"]] for one in plain_rule.claims() if one["claim_id"] in deciding}
    done = sum(int(step["stage_rank"] or 0) >= 3 for step in steps.values())
    words = text("grants.finding_model", "fi", done=done, total=22, known=len(deciding))
    assert grants_finding(cells, None, 22, TODAY, TODAY, "fi")["c"] == [words]


def test_sums_are_those_of_the_files(db: Connection) -> None:
    """Every sum of a call with a value that no other claim replaces, and none twice."""
    told = [one for one in plain_rule.claims() if one["workstream_code"] == CALL]
    gone = {one["related_claim_id"] for one in told if one["relation"] == "supersedes"}
    expected = {one["claim_id"]: float(one["value"]) for one in told if one["unit"] == "EUR" and one["value"] and one["claim_id"] not in gone}
    found = grant_amounts(db, TODAY, TODAY, "fi")
    assert dict(zip(found["claim_id"], found["value_eur"], strict=True)) == expected
    assert len(found) == len(expected)


@pytest.mark.parametrize(("own", "cycle", "kind"), [({}, "2026", "awarded"), ({"vuosi": "2024", "summa": "budget"}, "2024", "budget")])
def test_files_carry_what_the_page_shows(db: Connection, own: dict[str, str], cycle: str, kind: str) -> None:
    """The exhibits follow the choices in the address; without any they are the newest year and the sums awarded."""
    ask = Ask(lambda name, *asked: READS[name](db, *asked), View(today=TODAY, on=TODAY, known=TODAY), own)
    calls, sums = grant_calls(db, TODAY, TODAY, "fi"), grant_amounts(db, TODAY, TODAY, "fi")
    mine = sums[sums["amount_kind"] == kind]
    assert list(EXHIBITS["avustushaut"](ask).frame["claim_id"]) == list(calls.loc[calls["cycle"] == cycle, "claim_id"])
    table = EXHIBITS["avustussummat"](ask).frame
    assert list(table["claim_id"].dropna()) == list(mine.loc[mine["cycle"] == cycle, "claim_id"])
    assert table["region_code"].nunique() == 22
    assert set(EXHIBITS["avustussummat_vuosittain"](ask).frame["claim_id"].dropna()) == set(yearly_sums(mine)["claim_id"])
    model = EXHIBITS["avustusmallit"](ask).frame
    assert model["region_code"].nunique() == 22


def test_a_choice_of_one_region_leaves_one_region(db: Connection) -> None:
    """In every table; a region without sums of two years has an empty series."""
    view = View(today=TODAY, on=TODAY, known=TODAY, regions=("21",))
    ask = Ask(lambda name, *asked: READS[name](db, *asked), view)
    for name in ("avustusmallit", "avustushaut", "avustussummat"):
        assert set(EXHIBITS[name](ask).frame["region_code"]) == {"21"}, name
    assert EXHIBITS["avustussummat_vuosittain"](ask).frame.empty


@pytest.mark.postgres
def test_duckdb_and_postgresql_give_the_same_calls_and_sums(real_store: str, real_store_pg: str) -> None:
    """Whole frames are equal for random (V, R)."""
    with closing(Store(real_store)) as one, closing(Store(real_store_pg)) as two, one.connect() as left, two.connect() as right:
        for read in (grant_calls, grant_amounts):
            for on, known in [*random_days(6), (TODAY, TODAY), (date(2025, 12, 1), date(2025, 12, 30))]:
                pd.testing.assert_frame_equal(read(left, on, known, "sv"), read(right, on, known, "sv"))
