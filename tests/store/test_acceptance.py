"""The numbers that the model promises, on the real data, from DuckDB and from PostgreSQL."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import pandas as pd
import pytest
from sqlalchemy import Connection, select

from tests.support import plain_rule
from tests.support.stores import closing
from tilannekuva.read.board import progress_board
from tilannekuva.read.evidence import cell_evidence
from tilannekuva.read.groups import group_statements
from tilannekuva.store.engine import Store
from tilannekuva.store.tables import claim

END_OF_2020 = date(2020, 12, 31)


@pytest.fixture(params=["real_store", pytest.param("real_store_pg", marks=pytest.mark.postgres)])
def db(request: pytest.FixtureRequest) -> Iterator[Connection]:
    """A connection to the real data, on each engine in turn."""
    with closing(Store(request.getfixturevalue(request.param))) as store, store.connect() as opened:
        yield opened


def told(db: Connection, *claim_ids: str) -> list[tuple[str, str, Decimal | None]]:
    """Return scope, unit and value of claims."""
    query = select(claim.c.scope, claim.c.unit, claim.c.value).where(claim.c.claim_id.in_(claim_ids)).order_by(claim.c.claim_id)
    return [tuple(row) for row in db.execute(query)]


@pytest.mark.parametrize(("day", "tracks", "known"), [("2026-11-22", 10, 100), ("2020-12-31", 7, 21), ("2023-06-30", 14, 71)])
def test_the_board_has_as_many_cells_with_information_as_counted_by_hand(db: Connection, day: str, tracks: int, known: int) -> None:
    """22 regions × the workstreams alive that day, and the independent count of those with information."""
    board = progress_board(db, date.fromisoformat(day), date.fromisoformat(day), "fi")
    assert len(board) == 22 * tracks
    assert board["workstream_code"].nunique() == tracks
    assert (board["stage"] != "no_information").sum() == known


def test_steering_meetings_known_at_the_end_of_2020(db: Connection) -> None:
    """04 met once, 03 twice, Helsinki at least once (30.11.2020); of 01 and 02 no meeting is known."""
    query = select(claim.c.scope, claim.c.value, claim.c.qualifier, claim.c.valid).where(
        claim.c.workstream_code == "steering_group", claim.c.unit == "meetings", claim.c.known_on <= END_OF_2020
    )
    meetings = {scope: (int(value), qualifier, valid) for scope, value, qualifier, valid in db.execute(query)}
    assert meetings == {"04": (1, "exact", "../2020-12"), "03": (2, "exact", "../2020-12"), "90": (1, "at_least", "2020-11-30")}


def test_cso_members_in_steering_groups(db: Connection) -> None:
    """02 has 2, 01 has 2, 04, 03 and Helsinki have 1 each."""
    query = select(claim.c.scope, claim.c.value).where(
        claim.c.workstream_code == "steering_group", claim.c.unit == "cso_representatives", claim.c.known_on <= END_OF_2020
    )
    seats: dict[str, int] = {}
    for scope, value in db.execute(query):
        seats[scope] = max(seats.get(scope, 0), int(value))
    assert {code: seats[code] for code in ("01", "02", "03", "04", "90") if code in seats} == {"01": 2, "02": 2, "03": 1, "04": 1, "90": 1}


def test_projects_money_and_municipalities_of_uusimaa(db: Connection) -> None:
    """11 projects = 5 + 5 + 1; under 50 M€; 23 municipalities."""
    query = select(claim.c.unit, claim.c.value, claim.c.qualifier).where(
        claim.c.source_id == "kumaja-2020-08-hankkeet", claim.c.unit.in_(["projects", "EUR", "municipalities"])
    )
    found = [(unit, int(value), qualifier) for unit, value, qualifier in db.execute(query) if value is not None]
    projects = sorted(value for unit, value, _ in found if unit == "projects")
    assert projects[-1] == 11
    assert sum(projects[:-1]) == 11
    assert ("EUR", 50_000_000, "at_most") in found
    assert 23 in [value for unit, value, _ in found if unit == "municipalities"]


def test_the_development_group_met_once(db: Connection) -> None:
    """One meeting is known, 18.3.2019."""
    query = select(claim.c.valid).where(claim.c.workstream_code == "development_group", claim.c.unit == "meetings")
    assert db.execute(query).scalars().all() == ["2019-03-18"]


def test_most_counties_have_a_model_stands_on_the_group_and_colours_no_cell(db: Connection) -> None:
    """Bounds 11–19 of 21; no cell of the board rests on the statement."""
    on, known = date(2022, 12, 31), date(2023, 2, 28)
    statements = group_statements(db, on, known, "fi").set_index("claim_id")
    assert tuple(statements.loc["S2-017", ["bounds_low", "bounds_high", "members"]]) == (11, 19, 21)
    assert not set(progress_board(db, on, known, "fi")["claim_id"]) & set(statements.index)


def test_what_a_group_statement_may_be_counted_of(db: Connection) -> None:
    """Where the source counts, its number; of Uusimaa, which is not its five areas, nothing."""
    statements = group_statements(db, date(2026, 11, 24), date(2026, 11, 24), "fi").set_index("claim_id")
    assert tuple(statements.loc["M0010b", ["bounds_low", "bounds_high", "members"]]) == (17, 17, 21)
    uusimaa = statements[statements["group_code"] == "UUSIMAA"]
    assert set(uusimaa["members"]) == {0}
    assert uusimaa["bounds_low"].isna().all()


def test_a_call_once_open_whose_days_are_over_tells_when_they_ended(db: Connection) -> None:
    """Lappi's call of 2025 is not stale on 24.11.2026, but it closed on 5.1.2026; on that day it had not ended."""
    for on, ended in ((date(2026, 11, 24), pd.Timestamp(2026, 1, 5)), (date(2026, 1, 5), None)):
        board = progress_board(db, on, on, "fi").set_index(["region_code", "workstream_code"])
        told = board.loc[("21", "grant_call"), "ended_on"]
        assert (None if pd.isna(told) else pd.Timestamp(told)) == ended


def test_the_kick_off_is_planned_and_its_outcome_not_known(db: Connection) -> None:
    """S0-045, 19.1.2021, seen from 1.6.2021: planned, and no claim of the event tells that it was held."""
    query = select(claim.c.claim_id, claim.c.certainty).where(claim.c.workstream_code == "event", claim.c.valid == "2021-01-19")
    assert sorted(tuple(row) for row in db.execute(query)) == [("S0-045", "planned"), ("S0-046", "planned")]
    later = select(claim.c.claim_id).where(
        claim.c.workstream_code == "event", claim.c.scope == "90", claim.c.known_on <= date(2021, 6, 1),
        claim.c.certainty == "asserted", claim.c.valid_from >= date(2021, 1, 19), claim.c.kind == "event",
    )  # fmt: skip
    assert db.execute(later).all() == []
    evidence = cell_evidence(db, "90", "event", date(2021, 6, 1), date(2021, 6, 1), "fi").set_index("claim_id")
    assert evidence.loc["S0-045", "certainty"] == "planned"


def test_one_person_in_two_groups_is_one_person(db: Connection) -> None:
    """03 and 04 share a representative: two seats, one person."""
    query = select(claim.c.scope, claim.c.relation, claim.c.related_claim_id).where(claim.c.relation == "same_actor_as")
    ((scope, _, other),) = db.execute(query).all()
    other_scope = db.execute(select(claim.c.scope).where(claim.c.claim_id == other)).scalar_one()
    assert {scope, other_scope} == {"03", "04"}
    seats = select(claim.c.value).where(claim.c.relation == "same_actor_as").union_all(select(claim.c.value).where(claim.c.claim_id == other))
    assert [int(value) for value in db.execute(seats).scalars()] == [1, 1]


def test_the_members_of_01_were_told_for_the_year_to_come(db: Connection) -> None:
    """01 has two CSO members invited, who start in January 2021: both said in 2020, the start only planned."""
    query = select(claim.c.claim_id, claim.c.certainty, claim.c.valid_from, claim.c.value).where(
        claim.c.workstream_code == "steering_group", claim.c.claim_id.in_(["S0-062", "S0-063"]), claim.c.scope == "01",
        claim.c.known_on <= END_OF_2020,
    ).order_by(claim.c.claim_id)  # fmt: skip
    assert [tuple(row) for row in db.execute(query)] == [
        ("S0-062", "asserted", date(2020, 12, 1), 2),
        ("S0-063", "planned", date(2021, 1, 1), None),
    ]


def test_uusimaa_is_not_its_areas(db: Connection) -> None:
    """No cell of the five areas rests on a claim about UUSIMAA as a whole."""
    board = progress_board(db, END_OF_2020, END_OF_2020, "fi")
    query = select(claim.c.claim_id).where(claim.c.scope == "UUSIMAA", claim.c.quantifier != "each")
    assert not set(board["claim_id"].dropna()) & set(db.execute(query).scalars())


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_the_board_has_a_name_for_everything_in_every_language(db: Connection, language: str) -> None:
    """Regions, workstreams, stages and the steps shown."""
    board = progress_board(db, date(2026, 11, 22), date(2026, 11, 22), language)
    assert board[["region", "workstream", "workstream_short", "stage_name"]].map(bool).all(axis=None)
    assert board.loc[board["step_code"].notna(), "step"].map(bool).all()


def test_what_no_source_told_by_a_day_is_on_no_board_of_that_day(db: Connection) -> None:
    """Whatever V: no cell rests on a claim, and no mark names one, that was known after R."""
    for on, known in random_days(5):
        board = progress_board(db, on, known, "fi")
        shown = set(board["claim_id"].dropna()) | set(board["next_claim_id"].dropna())
        late = set(db.execute(select(claim.c.claim_id).where(claim.c.known_on > known)).scalars())
        assert not shown & late, (on, known)


@pytest.mark.parametrize("day", ["2020-12-31", "2023-06-30", "2026-11-22"])
def test_every_cell_with_information_opens_its_sentence(real_store: str, day: str) -> None:
    """One deciding claim a cell, the one the board names, with quote, source and day."""
    on = date.fromisoformat(day)
    with closing(Store(real_store)) as store, store.connect() as opened:
        board = progress_board(opened, on, on, "fi")
        for cell in board[board["stage"] != "no_information"].itertuples():
            claims = cell_evidence(opened, cell.region_code, cell.workstream_code, on, on, "fi")
            deciding = claims[claims["role"] == "deciding"]
            assert list(deciding["claim_id"]) == [cell.claim_id]
            assert deciding[["quote", "source_title", "reported"]].map(bool).all(axis=None)
            assert deciding["known_on"].notna().all()


def random_days(count: int) -> list[tuple[date, date]]:
    """Return pairs of V and R, the same in every run."""
    draw = random.Random(20261122)  # noqa: S311  # the same days in every run, no secret
    first = date(2019, 1, 1)
    return [(first + timedelta(draw.randrange(2900)), first + timedelta(draw.randrange(2900))) for _ in range(count)]


@pytest.mark.postgres
def test_duckdb_and_postgresql_give_the_same_boards(real_store: str, real_store_pg: str) -> None:
    """Whole frames are equal for 20 random (V, R)."""
    with closing(Store(real_store)) as one, closing(Store(real_store_pg)) as two, one.connect() as left, two.connect() as right:
        for on, known in random_days(20):
            pd.testing.assert_frame_equal(progress_board(left, on, known, "sv"), progress_board(right, on, known, "sv"))


def test_the_board_agrees_with_the_rule_in_plain_python(real_store: str) -> None:
    """The deciding claim of every cell is the same by an independent reading of the rule, for 40 random (V, R)."""
    with closing(Store(real_store)) as store, store.connect() as opened:
        for on, known in random_days(40):
            board = progress_board(opened, on, known, "fi")
            found = {(cell.region_code, cell.workstream_code): cell.claim_id for cell in board.itertuples()}
            assert found == plain_rule.board(on, known), (on, known)
