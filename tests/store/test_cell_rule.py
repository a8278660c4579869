"""The cell rule, point by point, on DuckDB and on PostgreSQL: what a cell shows, and why."""

from collections.abc import Callable
from datetime import date

import pandas as pd
import pytest
from sqlalchemy import select

from tests.support.stores import giver
from tilannekuva.read.board import progress_board
from tilannekuva.read.cells import standing_claims
from tilannekuva.read.evidence import cell_evidence
from tilannekuva.store.engine import Store

LADDER = """
    workstream_code | step_code | step_order | stage
    ----------------+-----------+------------+---------------
    model           | drafted   | 20         | drafted
    model           | approved  | 30         | decided
    model           | in_use    | 40         | in_operation
    model           | paused    | 90         | paused
    call            | announced | 10         | in_preparation
    call            | open      | 20         | drafted
    call            | granted   | 40         | decided
    talks           | planned   | 20         | drafted
    talks           | held      | 40         | in_operation
    plan            | drafted   | 20         | drafted
    plan            | approved  | 30         | decided
"""
TRACKS = """
    workstream_code | cycle | sort_order | duty_code | stale_after_days | valid_from
    model           | none  | 1          |           | 365              |
    call            | year  | 2          |           | 365              |
    talks           | year  | 3          | talks     | 365              | 2023-01-01
    plan            | term  | 4          | plan      | 365              | 2023-01-01
"""
TERMS = """
    cycle     | valid_from | valid_to
    2022-2025 | 2022-03-01 | 2025-05-31
    2025-2029 | 2025-06-01 | 2029-05-31
"""
DUTY = """
    duty_code | workstream_code | cycle | due_rule              | starts_on
    talks     | talks           | year  | held_in_calendar_year | 2023-01-01
    plan      | plan            | term  | approved_in_council_term | 2023-01-01
"""
NOTHING = "claim_id | scope | workstream_code\nx | 19 | model"
"""A claim elsewhere: nothing is told of region 21."""
AS_TOLD = ""
"""No further claims: what was given before is asked once more."""


@pytest.fixture
def cell(store: Store) -> Callable[..., dict[str, object]]:
    """A function that gives claims on region 21, if any, and returns one cell of a day."""
    given = giver(
        store,
        region="region_code | name_fi | on_board\n21 | Lappi | yes\n19 | Pohjois-Pohjanmaa | yes",
        region_group="group_code | name_fi\nNORTH | Pohjoinen",
        region_group_member="group_code | region_code\nNORTH | 21\nNORTH | 19",
        stage="stage | name_fi\nno_information | Ei tietoa\npaused | Tauolla\nin_preparation | Valmistelussa\ndrafted | Luonnos\n"
        "decided | Päätetty\nin_operation | Käytössä",
        duty=DUTY, workstream=TRACKS, step=LADDER, council_term=TERMS,
    )  # fmt: skip

    def shown(claims: str, on: str, known: str | None = None, track: str = "model", region: str = "21") -> dict[str, object]:
        if claims:
            given(claim=claims)
        with store.connect() as db:
            board = progress_board(db, date.fromisoformat(on), date.fromisoformat(known or on), "fi")
        (found,) = board[(board["region_code"] == region) & (board["workstream_code"] == track)].to_dict("records")
        return found

    return shown


Cell = Callable[..., dict[str, object]]


def test_the_claim_that_speaks_latest_decides(cell: Cell) -> None:
    """A newer state wins, though an older source was further; later news is not shown on an earlier day."""
    claims = """
        claim_id | scope | workstream_code | step_code | valid      | reported
        a        | 21    | model           | in_use    | 2022-01-10 | 2022-01-10
        b        | 21    | model           | approved  | 2023-01-10 | 2023-01-10
        c        | 21    | model           | drafted   | 2024-01-10 | 2024-01-10
    """
    assert cell(claims, "2023-06-01")["claim_id"] == "b"


def test_the_furthest_step_of_one_report_decides(cell: Cell) -> None:
    """Inside one report, on one day, the furthest step wins."""
    claims = """
        claim_id | scope | workstream_code | step_code | valid      | reported
        a        | 21    | model           | approved  | 2022-01-10 | 2022-01-10
        b        | 21    | model           | drafted   | 2022-01-10 | 2022-01-10
    """
    assert cell(claims, "2022-06-01")["claim_id"] == "a"


def test_a_late_report_that_retells_an_old_decision_does_not_undo_a_newer_state(cell: Cell) -> None:
    """What counts is up to which day a claim speaks, not when it was told."""
    claims = """
        claim_id | scope | workstream_code | step_code | valid      | reported
        new      | 21    | model           | in_use    | 2023-03-01 | 2023-03-01
        retold   | 21    | model           | approved  | 2022-01-10 | 2023-09-01
    """
    assert cell(claims, "2023-12-31")["claim_id"] == "new"


def test_what_was_not_yet_known_is_not_shown(cell: Cell) -> None:
    """The second clock: as known on R."""
    claims = """
        claim_id | scope | workstream_code | step_code | valid      | reported
        a        | 21    | model           | approved  | 2022-01-10 | 2022-08-01
    """
    assert cell(claims, "2022-06-01", "2022-06-01")["stage"] == "no_information"


def test_knowing_later_fills_the_past(cell: Cell) -> None:
    """The same day, known later, has the claim."""
    claims = """
        claim_id | scope | workstream_code | step_code | valid      | reported
        a        | 21    | model           | approved  | 2022-01-10 | 2022-08-01
    """
    assert cell(claims, "2022-06-01", "2022-09-01")["stage"] == "decided"


def test_a_superseded_claim_is_out_once_the_other_is_known(cell: Cell) -> None:
    """It counts before that, and not after."""
    claims = """
        claim_id | scope | workstream_code | step_code | valid      | reported   | relation   | related_claim_id
        old      | 21    | model           | in_use    | 2022-05-01 | 2022-05-01 |            |
        better   | 21    | model           | drafted   | 2022-01-01 | 2022-07-01 | supersedes | old
    """
    assert cell(claims, "2022-12-31", "2022-06-30")["claim_id"] == "old"
    assert cell(AS_TOLD, "2022-12-31")["claim_id"] == "better"


def test_a_lower_bound_never_lowers_a_stage(cell: Cell) -> None:
    """At least drafted, told later, does not undo approved."""
    claims = """
        claim_id | scope | workstream_code | step_code | valid      | reported   | qualifier
        firm     | 21    | model           | approved  | 2022-01-01 | 2022-01-01 |
        bound    | 21    | model           | drafted   | 2022-06-01 | 2022-06-01 | at_least
    """
    assert cell(claims, "2022-12-31")["claim_id"] == "firm"


def test_a_lower_bound_decides_where_everything_else_is_lower(cell: Cell) -> None:
    """At least in use lifts a draft told later."""
    claims = """
        claim_id | scope | workstream_code | step_code | valid      | reported   | qualifier
        firm     | 21    | model           | drafted   | 2022-06-01 | 2022-06-01 |
        bound    | 21    | model           | in_use    | 2022-01-01 | 2022-01-01 | at_least
    """
    assert cell(claims, "2022-12-31")["claim_id"] == "bound"


def test_a_hope_moves_nothing(cell: Cell) -> None:
    """Hoped never counts."""
    claims = """
        claim_id | scope | workstream_code | step_code | valid      | reported   | certainty
        a        | 21    | model           | approved  | 2022-01-10 | 2022-01-10 | hoped
    """
    assert cell(claims, "2022-12-31")["stage"] == "no_information"


def test_an_announcement_holds_from_the_day_it_was_told(cell: Cell) -> None:
    """Announced in May for August: in preparation from May, and the coming day is named."""
    claims = """
        claim_id | scope | workstream_code | cycle | kind  | step_code | valid                 | reported   | certainty
        a        | 21    | call            | 2025  | event | announced | 2025-08-01/2025-09-01 | 2025-05-14 | planned
    """
    found = cell(claims, "2025-06-01", track="call")
    assert found["stage"] == "in_preparation"
    assert str(found["next_on"])[:10] == "2025-08-01"
    assert not found["outcome_unknown"]


def test_a_planned_event_gone_by_is_planned_outcome_not_known(cell: Cell) -> None:
    """Nobody tells that it was held: it is marked, and not counted as held."""
    claims = """
        claim_id | scope | workstream_code | cycle | kind  | step_code | valid      | reported   | certainty
        a        | 21    | talks           | 2023  | event | planned   | 2023-10-31 | 2023-10-16 | planned
    """
    found = cell(claims, "2023-11-30", track="talks")
    assert (found["stage"], found["outcome_unknown"]) == ("drafted", True)


def test_a_claim_that_it_was_held_closes_the_plan(cell: Cell) -> None:
    """Then the outcome is known."""
    claims = """
        claim_id | scope | workstream_code | cycle | kind  | step_code | valid      | reported   | certainty
        a        | 21    | talks           | 2023  | event | planned   | 2023-10-31 | 2023-10-16 | planned
        b        | 21    | talks           | 2023  | event | held      | 2023-10-31 | 2023-11-02 | asserted
    """
    found = cell(claims, "2023-11-30", track="talks")
    assert (found["stage"], found["outcome_unknown"]) == ("in_operation", False)


@pytest.mark.parametrize(("quantifier", "stage"), [("each", "decided"), ("most", "no_information"), ("all", "no_information")])
def test_only_each_stands_at_the_members(cell: Cell, quantifier: str, stage: str) -> None:
    """Every other statement on a group stays on the group, and the cell says that only the group is spoken of."""
    claims = f"""
        claim_id | scope | quantifier   | workstream_code | step_code | valid      | reported
        a        | NORTH | {quantifier} | model           | approved  | 2022-01-10 | 2022-01-10
    """
    found = cell(claims, "2022-12-31")
    assert (found["stage"], found["group_only"]) == (stage, True)


def test_the_newest_round_is_shown_and_an_earlier_one_named(cell: Cell) -> None:
    """In 2025 the call of 2024 is an earlier round."""
    claims = """
        claim_id | scope | workstream_code | cycle | step_code | valid      | reported
        a        | 21    | call            | 2023  | granted   | 2024-11-01 | 2024-11-01
        b        | 21    | call            | 2024  | open      | 2024-02-01 | 2024-02-01
    """
    found = cell(claims, "2025-03-01", track="call")
    assert (found["claim_id"], found["cycle"], found["earlier_round"]) == ("b", "2024", True)


def test_a_duty_is_overdue_only_on_evidence(cell: Cell) -> None:
    """Of 2023 it is known that talks were planned, and not that they were held: overdue in 2024."""
    claims = """
        claim_id | scope | workstream_code | cycle | kind  | step_code | valid      | reported   | certainty
        a        | 21    | talks           | 2023  | event | planned   | 2023-10-31 | 2023-10-16 | planned
    """
    found = cell(claims, "2024-02-01", track="talks")
    assert (found["overdue"], found["unverified"]) == (True, False)


def test_without_any_information_a_duty_is_unverified(cell: Cell) -> None:
    """No information is never a breach."""
    found = cell(NOTHING, "2024-02-01", track="talks")
    assert (found["stage"], found["overdue"], found["unverified"]) == ("no_information", False, True)


def test_a_duty_is_not_judged_before_it_was_in_force(cell: Cell) -> None:
    """In 2023 the last ended year is 2022, and the duty began in 2023."""
    found = cell(NOTHING, "2023-02-01", track="talks")
    assert (found["overdue"], found["unverified"]) == (False, False)


def test_old_information_is_marked_and_lowers_nothing(cell: Cell) -> None:
    """Older than the workstream's limit: stale, the stage stays."""
    claims = """
        claim_id | scope | workstream_code | step_code | valid      | reported
        a        | 21    | model           | approved  | 2022-01-10 | 2022-01-10
    """
    assert not cell(claims, "2023-01-10")["stale"]
    found = cell(AS_TOLD, "2023-01-11")
    assert (found["stale"], found["stage"]) == (True, "decided")


def test_contradiction_marks_the_cell(cell: Cell) -> None:
    """Two claims that contradict each other mark their cell once both are known."""
    claims = """
        claim_id | scope | workstream_code | step_code | valid   | reported   | relation    | related_claim_id
        a        | 21    | model           | approved  | 2022-06 | 2022-07-01 |             |
        b        | 21    | model           | approved  | 2023-02 | 2023-03-01 | contradicts | a
    """
    assert not cell(claims, "2023-02-01")["contradicted"]
    assert cell(AS_TOLD, "2023-04-01")["contradicted"]


def test_a_ladder_step_goes_before_a_pause_told_at_once(cell: Cell) -> None:
    """On one day and in one report, in use wins over paused."""
    claims = """
        claim_id | scope | workstream_code | step_code | valid      | reported
        a        | 21    | model           | drafted   | 2022-01-10 | 2022-01-10
        b        | 21    | model           | paused    | 2022-01-10 | 2022-01-10
    """
    assert cell(claims, "2022-12-31")["claim_id"] == "a"


def test_an_empty_valid_means_when_told(cell: Cell) -> None:
    """Without a day of its own a claim speaks for the day on which it became known."""
    claims = """
        claim_id | scope | workstream_code | step_code | valid      | reported
        a        | 21    | model           | drafted   | 2022-03-01 | 2022-03-01
        b        | 21    | model           | approved  |            | 2022-06-30
    """
    assert cell(claims, "2022-06-29", "2022-12-31")["claim_id"] == "a"
    assert cell(AS_TOLD, "2022-06-30", "2022-12-31")["claim_id"] == "b"


def test_an_open_end_speaks_until_it_was_told_and_no_longer(cell: Cell) -> None:
    """In use since 2021, told in 2022, does not outlast what was told in 2023."""
    claims = """
        claim_id | scope | workstream_code | step_code | valid         | reported
        since    | 21    | model           | in_use    | 2021-01-01/.. | 2022-06-01
        older    | 21    | model           | drafted   | 2022-05-01    | 2022-05-01
        newer    | 21    | model           | approved  | 2023-02-01    | 2023-02-01
    """
    assert cell(claims, "2022-12-31")["claim_id"] == "since"
    assert cell(AS_TOLD, "2023-12-31")["claim_id"] == "newer"


def test_an_open_start_counts_as_its_end(cell: Cell) -> None:
    """By the end of 2020: it does not stand before that day."""
    claims = """
        claim_id | scope | workstream_code | step_code | valid      | reported
        a        | 21    | model           | approved  | ../2020-12 | 2021-02-01
    """
    assert cell(claims, "2020-12-30", "2021-06-01")["stage"] == "no_information"
    assert cell(AS_TOLD, "2020-12-31", "2021-06-01")["stage"] == "decided"


def test_a_vague_day_stands_from_its_first_possible_day(cell: Cell) -> None:
    """Autumn 2020 begins on 1 September."""
    claims = """
        claim_id | scope | workstream_code | step_code | valid   | reported
        a        | 21    | model           | approved  | 2020-23 | 2021-02-01
    """
    assert cell(claims, "2020-08-31", "2021-06-01")["stage"] == "no_information"
    assert cell(AS_TOLD, "2020-09-01", "2021-06-01")["stage"] == "decided"


def test_of_two_that_speak_equally_late_the_later_told_decides(cell: Cell) -> None:
    """Both tell of 1 June; one was told in July, the other in August."""
    claims = """
        claim_id | scope | workstream_code | step_code | valid      | reported
        b_first  | 21    | model           | in_use    | 2022-06-01 | 2022-07-01
        a_second | 21    | model           | approved  | 2022-06-01 | 2022-08-01
    """
    assert cell(claims, "2022-12-31")["claim_id"] == "a_second"


def test_the_greatest_id_settles_a_full_tie(cell: Cell) -> None:
    """Alike on both engines: M10 comes before M9, and small letters after great ones."""
    claims = """
        claim_id | scope | workstream_code | step_code | valid      | reported
        M10      | 21    | model           | approved  | 2022-06-01 | 2022-07-01
        M9       | 21    | model           | approved  | 2022-06-01 | 2022-07-01
        m1       | 21    | model           | approved  | 2022-06-01 | 2022-07-01
    """
    assert cell(claims, "2022-12-31")["claim_id"] == "m1"


def test_a_later_pause_decides_and_has_no_rank(cell: Cell) -> None:
    """Only a tie is lost to a ladder step; told later, the pause stands."""
    claims = """
        claim_id | scope | workstream_code | step_code | valid      | reported
        a        | 21    | model           | approved  | 2022-01-10 | 2022-01-10
        b        | 21    | model           | paused    | 2022-02-10 | 2022-02-10
    """
    found = cell(claims, "2022-12-31")
    assert (found["claim_id"], found["stage"], pd.isna(found["stage_rank"])) == ("b", "paused", True)


def test_a_lower_bound_with_a_value_is_an_ordinary_claim(cell: Cell) -> None:
    """At least 3 members invited tells the step itself."""
    claims = """
        claim_id | scope | workstream_code | step_code | valid      | reported   | qualifier | value | unit
        firm     | 21    | model           | in_use    | 2022-01-01 | 2022-01-01 |           |       |
        counted  | 21    | model           | drafted   | 2022-06-01 | 2022-06-01 | at_least  | 3     | members
    """
    assert cell(claims, "2022-12-31")["claim_id"] == "counted"


def test_alone_a_lower_bound_decides(cell: Cell) -> None:
    """Where nothing else is known it is all there is."""
    claims = """
        claim_id | scope | workstream_code | step_code | valid      | reported   | qualifier
        bound    | 21    | model           | drafted   | 2022-06-01 | 2022-06-01 | at_least
    """
    assert cell(claims, "2022-12-31")["claim_id"] == "bound"


@pytest.mark.parametrize("certainty", ["planned", "expected"])
def test_an_announcement_is_nothing_before_it_was_told(cell: Cell, certainty: str) -> None:
    """The day before: no information, though known later."""
    claims = f"""
        claim_id | scope | workstream_code | cycle | step_code | valid      | reported   | certainty
        a        | 21    | call            | 2025  | announced | 2025-08-01 | 2025-05-14 | {certainty}
    """
    assert cell(claims, "2025-05-13", "2025-12-31", "call")["stage"] == "no_information"
    assert cell(AS_TOLD, "2025-05-14", "2025-12-31", "call")["stage"] == "in_preparation"


def test_each_stands_at_every_member_and_nowhere_else(cell: Cell) -> None:
    """Both regions of the group; a claim of the region itself may go before it."""
    claims = """
        claim_id | scope | quantifier | workstream_code | step_code | valid      | reported
        a        | NORTH | each       | model           | approved  | 2022-01-10 | 2022-01-10
        b        | 19    | named      | model           | in_use    | 2022-06-01 | 2022-06-01
    """
    assert cell(claims, "2022-12-31")["claim_id"] == "a"
    found = cell("claim_id | scope | workstream_code\ny | 21 | call", "2022-12-31", region="19")
    assert (found["claim_id"], found["group_only"]) == ("b", False)


@pytest.mark.parametrize("quantifier", ["many", "some", "few", "partly", "unspecified", "sum"])
def test_a_word_of_quantity_colours_no_cell(cell: Cell, quantifier: str) -> None:
    """It stays on the group; the cell has no information of its own."""
    claims = f"""
        claim_id | scope | quantifier   | workstream_code | step_code | valid      | reported
        a        | NORTH | {quantifier} | model           | approved  | 2022-01-10 | 2022-01-10
    """
    assert cell(claims, "2022-12-31")["stage"] == "no_information"


def test_a_superseded_group_statement_marks_nothing(cell: Cell) -> None:
    """Group only is said while the statement stands."""
    claims = """
        claim_id | scope | quantifier | workstream_code | step_code | valid      | reported   | relation   | related_claim_id
        a        | NORTH | most       | model           | approved  | 2022-01-10 | 2022-01-10 |            |
        b        | NORTH | most       | model           |           | 2022-01-10 | 2022-05-01 | supersedes | a
    """
    assert cell(claims, "2022-12-31", "2022-04-30")["group_only"]
    assert not cell(AS_TOLD, "2022-12-31", "2022-05-01")["group_only"]


def test_the_round_of_the_day_is_no_earlier_round(cell: Cell) -> None:
    """In 2025 the call of 2025, and the call announced for 2026 once it is told."""
    claims = """
        claim_id | scope | workstream_code | cycle | step_code | valid      | reported   | certainty
        a        | 21    | call            | 2025  | granted   | 2025-02-01 | 2025-02-01 | asserted
        b        | 21    | call            | 2026  | announced | 2025-12-01 | 2025-10-01 | planned
    """
    found = cell(claims, "2025-09-30", track="call")
    assert (found["cycle"], found["earlier_round"]) == ("2025", False)
    found = cell(AS_TOLD, "2025-10-01", track="call")
    assert (found["cycle"], found["earlier_round"]) == ("2026", False)


def test_a_council_term_is_a_round(cell: Cell) -> None:
    """The plan of the term that ended in May 2025 is an earlier round in June."""
    claims = """
        claim_id | scope | workstream_code | cycle     | step_code | valid      | reported
        a        | 21    | plan            | 2022-2025 | approved  | 2023-06-01 | 2023-06-01
    """
    assert not cell(claims, "2025-05-31", track="plan")["earlier_round"]
    found = cell(AS_TOLD, "2025-06-01", track="plan")
    assert (found["earlier_round"], found["overdue"], found["unverified"]) == (True, False, False)


def test_a_term_that_ended_without_approval_is_overdue(cell: Cell) -> None:
    """A draft is all that is known of the ended term; a met duty of the next is no excuse."""
    claims = """
        claim_id | scope | workstream_code | cycle     | step_code | valid      | reported
        a        | 21    | plan            | 2022-2025 | drafted   | 2023-06-01 | 2023-06-01
        b        | 21    | plan            | 2025-2029 | approved  | 2025-09-01 | 2025-09-01
    """
    assert not cell(claims, "2025-05-31", track="plan")["overdue"]
    found = cell(AS_TOLD, "2025-12-31", track="plan")
    assert (found["overdue"], found["unverified"], found["stage"]) == (True, False, "decided")


def test_a_duty_met_in_its_year_is_not_overdue(cell: Cell) -> None:
    """Held in 2023: in 2024 nothing is overdue or unverified; in 2025 nothing is known of 2024."""
    claims = """
        claim_id | scope | workstream_code | cycle | kind  | step_code | valid      | reported
        a        | 21    | talks           | 2023  | event | held      | 2023-10-31 | 2023-11-02
    """
    found = cell(claims, "2024-06-01", track="talks")
    assert (found["overdue"], found["unverified"]) == (False, False)
    found = cell(AS_TOLD, "2025-06-01", track="talks")
    assert (found["overdue"], found["unverified"]) == (False, True)


def test_evidence_told_late_lifts_an_overdue_mark(cell: Cell) -> None:
    """Held in 2023 but told in March 2024: overdue as known in February, not as known in April."""
    claims = """
        claim_id | scope | workstream_code | cycle | kind  | step_code | valid      | reported   | certainty
        a        | 21    | talks           | 2023  | event | planned   | 2023-10-31 | 2023-10-16 | planned
        b        | 21    | talks           | 2023  | event | held      | 2023-10-31 | 2024-03-01 | asserted
    """
    assert cell(claims, "2024-02-01", "2024-02-01", "talks")["overdue"]
    found = cell(AS_TOLD, "2024-02-01", "2024-04-01", "talks")
    assert (found["overdue"], found["outcome_unknown"]) == (False, False)


def test_the_next_plan_is_the_earliest_to_come(cell: Cell) -> None:
    """Of two plans the nearer; on its day it is no longer to come."""
    claims = """
        claim_id | scope | workstream_code | cycle | kind     | step_code | valid      | reported   | certainty
        far      | 21    | talks           | 2023  | event    | planned   | 2023-11-30 | 2023-09-01 | planned
        near     | 21    | talks           | 2023  | deadline |           | 2023-10-31 | 2023-09-01 | planned
        told     | 21    | talks           | 2023  | event    |           | 2023-10-01 | 2023-09-20 | planned
    """
    assert cell(claims, "2023-09-10", track="talks")["next_claim_id"] == "near"
    found = cell(AS_TOLD, "2023-10-31", track="talks")
    assert (found["next_claim_id"], str(found["next_on"])[:10]) == ("far", "2023-11-30")
    assert pd.isna(cell(AS_TOLD, "2023-11-30", track="talks")["next_on"])


def test_a_further_step_after_its_day_closes_a_plan(cell: Cell) -> None:
    """That the talks led to a record tells that they were held; a plan told anew does not."""
    claims = """
        claim_id | scope | workstream_code | cycle | kind   | step_code | valid      | reported   | certainty
        a        | 21    | talks           | 2023  | event  | planned   | 2023-10-31 | 2023-10-16 | planned
        again    | 21    | talks           | 2023  | event  | planned   | 2023-10-31 | 2023-10-20 | planned
        b        | 21    | talks           | 2023  | status | held      | 2023-12-01 | 2023-12-01 | asserted
    """
    assert cell(claims, "2023-11-30", track="talks")["outcome_unknown"]
    assert not cell(AS_TOLD, "2023-12-31", track="talks")["outcome_unknown"]


def test_a_cell_off_the_life_of_its_workstream_is_not_shown(cell: Cell) -> None:
    """The talks began in 2023: on a day of 2022 they have no cell."""
    with pytest.raises(ValueError, match="not enough values"):
        cell(NOTHING, "2022-12-31", track="talks")


def test_a_step_of_another_workstream_stays_there(cell: Cell) -> None:
    """A call announced says nothing of the model."""
    claims = """
        claim_id | scope | workstream_code | cycle | step_code | valid      | reported
        a        | 21    | call            | 2022  | open      | 2022-02-01 | 2022-02-01
    """
    found = cell(claims, "2022-06-01")
    assert (found["stage"], found["claim_id"], found["known_on"] is None or str(found["known_on"]) == "NaT") == ("no_information", None, True)


def test_every_round_of_a_cell_has_a_deciding_claim_when_rounds_are_asked_for(store: Store, cell: Cell) -> None:
    """The cell shows the newest round, 2024; asked by round, 2023 is decided by its own furthest claim."""
    claims = """
        claim_id | scope | workstream_code | cycle | step_code | valid      | reported
        a        | 21    | call            | 2023  | open      | 2023-02-01 | 2023-11-01
        b        | 21    | call            | 2023  | granted   | 2023-02-01 | 2023-11-01
        c        | 21    | call            | 2024  | announced | 2024-01-10 | 2024-01-10
    """
    day = date(2025, 3, 1)
    assert cell(claims, "2025-03-01", track="call")["claim_id"] == "c"
    with store.connect() as db:
        rounds = standing_claims(day, day, every_round=True)
        assert dict(map(tuple, db.execute(select(rounds.c.cycle, rounds.c.claim_id)))) == {"2023": "b", "2024": "c"}
        roles = [cell_evidence(db, "21", "call", day, day, "fi", cycle).set_index("claim_id")["role"].to_dict() for cycle in ("2023", "2024")]
    assert roles == [{"b": "deciding", "a": "candidate"}, {"c": "deciding"}]
