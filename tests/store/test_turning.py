"""The days on which reads can change, on DuckDB and on PostgreSQL: no other day may answer otherwise than the last of these before it."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import cache

import pandas as pd
import pytest
from sqlalchemy import Connection

from tests.store.test_acceptance import random_days
from tests.support.stores import closing, giver
from tilannekuva.read.reads import READS, TURNING
from tilannekuva.read.years import HYTE
from tilannekuva.store.engine import Store

LATER = date(2030, 1, 1)
DAYS = [date(2022, 12, 30) + timedelta(days) for days in range(4)] + [date(2023, 3, 1) + timedelta(days) for days in range(34)]
TRACKS = """
    workstream_code | cycle | sort_order | duty_code | stale_after_days | valid_from | valid_to
    model           | none  | 1          |           | 1000             |            |
    call            | none  | 2          |           | 40               |            |
    talks           | year  | 3          | talks     | 1000             |            |
    plan            | term  | 4          | plan      | 1000             |            |
    begins          | none  | 5          |           | 1000             | 2023-03-27 |
    ends            | none  | 6          |           | 1000             |            | 2023-03-28
"""
LADDER = "workstream_code | step_code | step_order | stage\n" + "\n".join(
    f"{track} | {step} | {order} | {stage}"
    for track in ("model", "call", "talks", "plan", "begins", "ends")
    for step, order, stage in (("drafted", 20, "drafted"), ("approved", 30, "decided"))
)
CLAIMS = """
    claim_id   | scope | workstream_code | step_code | cycle     | kind  | quantifier | certainty | valid                 | reported
    begun      | 01    | model           | drafted   |           | state |            |           | 2023-03-03            | 2023-03-04
    outspoken  | 02    | model           | drafted   |           | state |            |           | 2023-03-06            | 2023-06-01
    speaks_on  | 02    | model           | approved  |           | state |            |           | 2022-12-01/..         | 2023-04-08
    spans      | 03    | model           | drafted   |           | state |            |           | 2022-12-01/2023-03-11 | 2023-01-05
    grows_old  | 01    | call            | drafted   |           | state |            |           | 2023-02-01            | 2023-02-01
    planned    | 04    | model           |           |           | event |            | planned   | 2023-03-17/2023-03-18 | 2023-03-15
    planned_2  | 05    | model           |           |           | event |            | planned   | 2023-01-17            | 2023-01-10
    held       | 05    | model           |           |           | event |            |           | 2023-01-17            | 2023-03-20
    planned_3  | 06    | model           |           |           | event |            | planned   | 2025-01-17            | 2023-01-10
    in_term    | 01    | plan            | drafted   | 2020-2022 | state |            |           | 2022-12-01            | 2022-12-01
    in_year    | 01    | talks           | drafted   | 2022      | state |            |           | 2022-06-01            | 2022-06-01
    talk_plan  | 03    | talks           |           | 2023      | event |            | planned   | 2023-03-10            | 2023-03-02
    talk_held  | 04    | talks           | approved  | 2022      | state |            |           | 2022-05-01            | 2023-03-16
    of_group   | NORTH | model           | drafted   |           | state | some       |           | 2023-03-31            | 2023-03-01
    of_group_2 | SOUTH | model           | drafted   |           | state | some       |           | 2022-12-01            | 2023-03-09
    of_group_3 | WEST  | model           | drafted   |           | state | some       |           | 2022-12-01            | 2022-12-02
    replaced   | 09    | model           | drafted   |           | state |            |           | 2022-12-01            | 2022-12-02
    says_so    | 02    | call            |           |           | state |            |           | 2022-12-01            | 2022-12-01
    of_ended   | NORTH | ends            | drafted   |           | state | some       |           | 2022-12-01            | 2022-12-01
    of_begun   | NORTH | begins          | drafted   |           | state | some       |           | 2022-12-01            | 2022-12-01
"""
ANSWERING = """
    claim_id   | scope | workstream_code | kind  | valid      | reported   | relation    | related_claim_id
    called_off | 06    | model           | state |            | 2023-03-22 | supersedes  | planned_3
    not_so     | 10    | model           | state | 2022-12-01 | 2023-03-13 | supersedes  | of_group_3
    replacing  | 09    | model           | event | 2023-03-24 | 2023-03-24 | supersedes  | replaced
    says_no    | 02    | call            | state | 2022-12-01 | 2023-03-26 | contradicts | says_so
"""
"""Each tells of something that turns on a day of its own."""
CHANGES = {
    "board": {
        "on": "01-01 03-01 03-02 03-03 03-06 03-07 03-10 03-11 03-12 03-14 03-15 03-17 03-19 03-20 03-25 03-27 03-29 03-31",
        "known": "03-01 03-02 03-04 03-09 03-13 03-15 03-16 03-20 03-22 03-24 03-26",
    },
    "year_cells": {"on": "01-01 03-02 03-10 03-11", "known": "03-02 03-16"},
    "groups": {"on": "03-27 03-29 03-31", "known": "03-01 03-09 03-13"},
}
"""Days of 2023 on which each read differs from the day before, by the day that turns; on 1 March from 2 January."""


@pytest.fixture
def db(store: Store) -> Callable[[], Connection]:
    """A function that opens a store of claims that turn on days of their own."""
    giver(
        store,
        region="region_code | name_fi | on_board\n" + "\n".join(f"{number:02} | Alue {number} | yes" for number in range(1, 11)),
        region_group="group_code | name_fi\nNORTH | Pohjoinen\nSOUTH | Etelä\nWEST | Länsi",
        region_group_member="group_code | region_code\nNORTH | 07\nSOUTH | 08\nWEST | 10",
        stage="stage | name_fi\nno_information | Ei tietoa\ndrafted | Luonnos\ndecided | Päätetty",
        duty="duty_code | workstream_code | cycle | due_rule | starts_on\ntalks | talks | year | held_in_calendar_year | 2020-01-01\n"
        "plan | plan | term | approved_in_council_term | 2020-01-01",
        council_term="cycle | valid_from | valid_to\n2020-2022 | 2020-01-01 | 2023-03-19\n2023-2026 | 2023-03-25 | 2026-01-01",
        workstream=TRACKS, step=LADDER, claim=CLAIMS,
    )(claim=ANSWERING)  # fmt: skip
    return store.connect


def both(db: Connection, name: str, track: tuple[str, ...]) -> Callable[[date, date], tuple[pd.DataFrame, pd.DataFrame]]:
    """Return what gives a read for two days, and the read for the days on which it last turned."""
    turns, read = READS[TURNING[name]](db), cache(lambda on, known: READS[name](db, *track, on, known, "fi"))
    return lambda on, known: (read(on, known), read(*turns.last(on, known)))


@pytest.mark.parametrize("name", TURNING)
def test_between_two_turns_every_day_has_the_same_answer(db: Callable[[], Connection], name: str) -> None:
    """Day by day, as known later and as shown later; each condition on a day changes the answer on a day of its own."""
    changed: dict[str, list[str]] = {}
    with db() as opened:
        answered = both(opened, name, ("talks",) if name == "year_cells" else ())
        for way, asked in {"on": lambda day: (day, LATER), "known": lambda day: (LATER, day)}.items():
            before = None
            for day in DAYS:
                found, same = answered(*asked(day))
                pd.testing.assert_frame_equal(found, same, obj=f"{name} {way} {day}")
                if before is not None and not before.equals(found):
                    changed.setdefault(way, []).append(f"{day:%m-%d}")
                before = found
    assert {way: " ".join(days) for way, days in changed.items()} == CHANGES[name]


@pytest.mark.parametrize("name", TURNING)
def test_on_the_real_data_too(real_store: str, name: str) -> None:
    """For random (V, R), and for the days before and after some turns."""
    with closing(Store(real_store)) as store, store.connect() as opened:
        turns, answered = READS[TURNING[name]](opened), both(opened, name, (HYTE,) if name == "year_cells" else ())
        around = [(day + timedelta(days), LATER) for day in turns.on[:: len(turns.on) // 12 + 1] for days in (-1, 1)]
        for asked in [*random_days(12), *around]:
            found, same = answered(*asked)
            pd.testing.assert_frame_equal(found, same, obj=f"{name} {asked}")


def test_what_never_ends_and_never_grows_old_turns_on_no_day(store: Store) -> None:
    """As the last day of the calendar, and more days than it has, say it; what ends a day before has a first day after it."""
    giver(
        store,
        region="region_code | on_board\n01 | yes",
        stage="stage | name_fi\nno_information | Ei tietoa\ndrafted | Luonnos",
        council_term="cycle | valid_from | valid_to\n2023-2026 | 2023-01-01 | 9999-12-31",
        workstream="workstream_code | stale_after_days | valid_to\nmodel | 2000000000 | 9999-12-31\nends | 365 | 9999-12-30",
        step="workstream_code | step_code | step_order | stage\nmodel | drafted | 20 | drafted",
        claim="claim_id | scope | workstream_code | step_code | valid\nbegun | 01 | model | drafted | 2023-03-03",
    )()
    with store.connect() as opened:
        assert READS["board_turning"](opened).on == (date(2023, 1, 1), date(2023, 3, 3), date(2023, 3, 4), date.max)
        assert READS["groups_turning"](opened).on == (date.max,)
