"""The tables made at publishing: boards read through them are those of the rule over every claim, and a wrong one is not published."""

import itertools
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection, Subquery, delete, func, null, select, update

from etl.run import load
from tests.bench.claims import data_folder
from tests.store.test_acceptance import random_days
from tests.support import general_marks, general_rule
from tests.support.stores import closing
from tilannekuva.read.cells import standing_claims
from tilannekuva.read.marks import contradicted, group_statements, plans, unknown_outcomes
from tilannekuva.store import generations, read_tables
from tilannekuva.store.cell_tables import cell_claim, cell_round
from tilannekuva.store.engine import Store
from tilannekuva.store.errors import NotVerified, StoreEmpty
from tilannekuva.store.generations import verify
from tilannekuva.store.mark_tables import cell_conflict, group_claim
from tilannekuva.store.plan_tables import plan_cell, plan_claim, plan_told
from tilannekuva.store.read_tables import NUMBERED_BY, make, wrong
from tilannekuva.store.rows import digest
from tilannekuva.store.tables import claim

NOW, TODAY = datetime(2026, 11, 24, 9, tzinfo=UTC), date(2026, 11, 24)
DAYS = [*random_days(12), (TODAY, TODAY), (date(2023, 6, 30), TODAY), (date(2023, 6, 30), date(2023, 6, 30))]
CLAIMS = """
    claim_id | scope | workstream_code | step_code | kind  | valid      | reported   | certainty
    a        | 21    | model           | approved  | step  | 2022-01-10 | 2022-01-10 |
    b        | 21    | model           | in_use    | step  | 2023-01-10 | 2023-01-10 |
    c        | 21    | model           | approved  | event | 2022-05-10 | 2022-01-10 | planned
"""
OF_A = select(claim.c.scope, claim.c.workstream_code, claim.c.valid_from).where(claim.c.claim_id == "a")
LADDER = "workstream_code | step_code | step_order | stage\nmodel | approved | 30 | decided\nmodel | in_use | 40 | in_operation"


def shown(db: Connection, on: date, known: date) -> dict[tuple[str, str], general_rule.Shown]:
    """Return what each cell with information shows by the read tables."""
    found = standing_claims(on, known)
    return {
        (row["region_code"], row["workstream_code"]): (row["cycle"], row["claim_id"], row["latest_known_on"], bool(row["own"]))
        for row in db.execute(select(found)).mappings()
    }


def fates(db: Connection, on: date, known: date) -> list[general_marks.Fate]:
    """Return the fate of every plan by the read tables, sorted."""
    found = plans(on, known)
    return sorted(map(tuple, db.execute(select(found.c.region_code, found.c.workstream_code, found.c.claim_id, found.c.fate))))


def cells(db: Connection, found: Subquery) -> set[tuple[str, str]]:
    """Return region and workstream of the cells that have a mark."""
    return set(map(tuple, db.execute(select(found.c.region_code, found.c.workstream_code))))


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder of 1500 claims, close to each other, among them lower bounds, groups and replaced ones."""
    return data_folder(1500, tmp_path_factory.mktemp("many") / "data", bad_share=0)


def test_boards_are_those_of_the_rule_over_every_claim(store: Store, many: Path) -> None:
    """For random and chosen (V, R) on 1500 claims: round, deciding claim, newest day and whether the region itself is named."""
    load(many, store, NOW, TODAY)
    with store.connect() as db:
        for on, known in DAYS:
            due = general_rule.board(db, on, known)
            assert shown(db, on, known) == due, (on, known)
            assert len(due) > 30 or min(on, known) < date(2020, 1, 1)


def test_real_boards_are_those_of_the_rule_over_every_claim(real_store: str) -> None:
    """The same on the real data, where groups and lower bounds speak too."""
    with closing(Store(real_store)) as store, store.connect() as db:
        for on, known in [*DAYS, *random_days(30)]:
            assert shown(db, on, known) == general_rule.board(db, on, known), (on, known)


def test_fates_are_those_of_every_claim(store: Store, many: Path) -> None:
    """For the same days: which plans are to come, run, were held, or are of unknown outcome; and the cells of unknown events."""
    load(many, store, NOW, TODAY)
    seen = set()
    with store.connect() as db:
        for on, known in DAYS:
            due = general_marks.fates(db, on, known)
            assert fates(db, on, known) == due, (on, known)
            events = set(db.execute(select(plan_claim.c.claim_id).where(plan_claim.c.kind == "event")).scalars())
            assert cells(db, unknown_outcomes(on, known)) == {
                (region, track) for region, track, claim, fate in due if fate == "unknown" and claim in events
            }
            seen |= {fate for *_, fate in due}
    assert seen == {"running", "held", "unknown"}


def test_fates_turn_on_the_days_of_a_plan(store: Store, given: Callable[..., int | None]) -> None:
    """An event that touches the plan's days, or a further step told for its first day or later, holds it; the day before or after does not."""
    days = ["2022-05-09", "2022-05-10", "2022-05-12", "2022-05-13"]
    spans = [f"{first}/{last}" for first, last in itertools.combinations_with_replacement(days, 2)] + [f"{day}/.." for day in days]
    lines = []
    for number, (told, span) in enumerate(itertools.product(("event | approved", "step | approved", "step | in_use"), spans)):
        lines += [
            f"p{number} | 21 | model | {number} | event | approved | 2022-05-10/2022-05-12 | 2022-05-01 | planned",
            f"t{number} | 21 | model | {number} | {told} | {span} | {days[number % 4]} | ",
        ]
    heads = "claim_id | scope | workstream_code | cycle | kind | step_code | valid | reported | certainty"
    given(workstream="workstream_code | cycle\nmodel | none", step=LADDER, claim="\n".join([heads, *lines]))
    with store.connect() as db:
        for on, known in itertools.product((date(2022, 5, day) for day in (1, 9, 10, 12, 13, 14)), repeat=2):
            due = general_marks.fates(db, on, known)
            assert fates(db, on, known) == due, (on, known)
            newest = db.execute(select(func.max(unknown_outcomes(on, known).c.cycle))).scalar()
            assert newest == max((claim[1:] for *_, claim, fate in due if fate == "unknown"), default=None), (on, known)


def test_real_marks_are_those_of_every_claim(real_store: str) -> None:
    """The same on the real data, where groups plan too; and which cells are contradicted, and spoken of by a group."""
    seen, conflicts, stated = set(), set(), set()
    with closing(Store(real_store)) as store, store.connect() as db:
        for on, known in [*DAYS, *random_days(30)]:
            due = general_marks.fates(db, on, known)
            assert fates(db, on, known) == due, (on, known)
            assert cells(db, contradicted(known)) == general_marks.contradicted(db, known), known
            assert cells(db, group_statements(on, known)) == general_marks.group_statements(db, on, known), (on, known)
            seen |= {fate for *_, fate in due}
            conflicts.add(frozenset(general_marks.contradicted(db, known)))
            stated.add(frozenset(general_marks.group_statements(db, on, known)))
    assert seen == {"coming", "running", "held", "unknown"}
    assert len(conflicts) == 2
    assert len(stated) > 3


def test_what_tracks_without_rounds_name_is_no_round(store: Store, given: Callable[..., int | None]) -> None:
    """A claim of an event may name any text as its round; rounds are those of tracks that have them."""
    tracks = "workstream_code | cycle | on_board\nmodel | none | true\nevent | none | false\nplan | year | true"
    steps = f"{LADDER}\nplan | approved | 30 | decided\nevent | approved | 30 | decided"
    told = [("plan", "2022"), ("plan", "2023"), *(("model", f"M{n}") for n in range(5)), *(("event", f"E{n}") for n in range(5))]
    claims = "\n".join(f"c{n} | 21 | {track} | approved | {cycle} | 2022-01-10 | 2022-01-10" for n, (track, cycle) in enumerate(told))
    given(
        region="region_code | name_fi\n21 | Lappi", workstream=tracks, step=steps,
        claim=f"claim_id | scope | workstream_code | step_code | cycle | valid | reported\n{claims}",
    )  # fmt: skip
    with store.connect() as db:
        rounds = db.execute(select(cell_round.c.workstream_code, cell_round.c.cycle)).all()
        assert sorted(map(tuple, rounds), key=str) == [("model", None), ("plan", "2022"), ("plan", "2023"), ("plan", None)]
        assert db.execute(select(func.count(), func.count(cell_claim.c.round_no.distinct()))).one() == (7, 3)


def test_the_bound_that_decides_is_above_all_that_is_firm(store: Store, given: Callable[..., int | None]) -> None:
    """Two steps of one place in the order, of another rank: the lower bound that no firm claim reaches decides, whatever the ids."""
    ladder = (
        "workstream_code | step_code | step_order | stage\nmodel | firm | 20 | decided\nmodel | low | 30 | drafted\nmodel | high | 30 | in_operation"
    )
    claims = "\n".join(
        f"{id_} | 21 | model | {step} | {bound} | 2022-01-10 | 2022-01-10"
        for id_, step, bound in (("1", "firm", ""), ("2", "high", "at_least"), ("3", "low", "at_least"))
    )
    given(
        region="region_code | name_fi\n21 | Lappi", workstream="workstream_code | cycle\nmodel | none", step=ladder,
        claim=f"claim_id | scope | workstream_code | step_code | qualifier | valid | reported\n{claims}",
    )  # fmt: skip
    with store.connect() as db:
        due = general_rule.board(db, TODAY, TODAY)
        assert [one[1] for one in due.values()] == ["2"]
        assert shown(db, TODAY, TODAY) == due


def broken(how: Callable[[Connection], object]) -> Callable[[Connection], None]:
    """Return a `make` after which something is wrong."""

    def made(db: Connection) -> None:
        make(db)
        how(db)

    return made


@pytest.mark.parametrize(
    "how",
    [
        lambda db: db.execute(delete(cell_claim).where(cell_claim.c.claim_id == "a")),
        lambda db: db.execute(update(cell_claim).where(cell_claim.c.claim_id == "b").values(until_on=date(2024, 1, 1))),
        lambda db: db.execute(cell_claim.insert().from_select(cell_claim.columns.keys(), select(cell_claim).where(cell_claim.c.claim_id == "b"))),
        lambda db: db.execute(delete(cell_round)),
        lambda db: db.execute(delete(plan_cell)),
        lambda db: db.execute(update(plan_claim).values(valid_to=date(2024, 1, 1))),
        lambda db: db.execute(delete(plan_told).where(plan_told.c.step_order == 40)),
        lambda db: db.execute(cell_conflict.insert().from_select(cell_conflict.columns.keys(), OF_A)),
        lambda db: db.execute(group_claim.insert().from_select(group_claim.columns.keys(), OF_A.add_columns(claim.c.known_on, null()))),
    ],
    ids=["a row less", "another day", "a row twice", "no rounds", "no cells of plans", "a plan of another day", "less told", "a conflict", "a group"],
)
def test_a_wrong_read_table_is_not_published(
    store: Store, given: Callable[..., int | None], monkeypatch: pytest.MonkeyPatch, how: Callable[[Connection], object]
) -> None:
    """A row less, another day, a row twice: the load is refused, and nothing is served."""
    monkeypatch.setattr(generations, "make", broken(how))
    with pytest.raises(NotVerified, match=r"cell_|plan_|group_"):
        given(workstream="workstream_code | cycle\nmodel | none", step=LADDER, claim=CLAIMS)
    with pytest.raises(StoreEmpty), store.connect():
        pytest.fail("a generation with a wrong table is served")


def test_every_region_falls_in_one_share(store: Store, many: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of as many loads as there are regions each compares another one, all its rounds: what is wrong in two of them, two tell."""
    of_two = select(cell_round.c.round_no).where(cell_round.c.region_code.in_(["05", "90"]))
    harm = update(cell_claim).where(cell_claim.c.round_no.in_(of_two)).values(until_on=date(2014, 1, 1))
    told: list[list[str]] = []

    def each(db: Connection, _: int) -> list[str]:
        told.extend(wrong(db, number) for number in range(100, 122))
        return []

    monkeypatch.setattr(read_tables, "SAMPLED_ROWS", 1)
    monkeypatch.setattr(generations, "make", broken(lambda db: db.execute(harm)))
    monkeypatch.setattr(generations, "wrong", each)
    load(many, store, NOW, TODAY)
    assert sorted(told) == [[]] * 20 + [["cell_claim"]] * 2


def test_each_share_holds_what_groups_say_of_its_region(real_store: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A share is made from few claims: those of its region, and those of the groups around it."""
    monkeypatch.setattr(read_tables, "SAMPLED_ROWS", 1)
    with closing(Store(real_store)) as store, store.connect() as db:
        assert db.execute(select(func.count()).where(cell_claim.c.via_group)).scalar_one()
        assert [wrong(db, number) for number in range(22)] == [[]] * 22


@pytest.mark.postgres
def test_a_read_table_that_went_stale_is_told(real_store_pg: str) -> None:
    """In PostgreSQL a hand may change a table after publishing: `verify` says so."""
    with closing(Store(real_store_pg)) as store, store.connect() as db:
        number = db.info["generation"]
    with closing(Store(real_store_pg)) as store, store.generations.writing():
        writer = store.generations._held()
        writer.exec_driver_sql(f"SET LOCAL search_path = generation_{number:06d}")
        with writer.begin_nested() as changed:
            writer.execute(update(cell_claim).where(cell_claim.c.known_on < date(2022, 1, 1)).values(known_on=date(2022, 1, 1)))
            assert generations.wrong(writer, number) == ["cell_claim"]
            changed.rollback()
        assert generations.wrong(writer, number) == []
    with closing(Store(real_store_pg)) as store:
        assert verify(store)["load_no"] == number


def _older(db: Connection) -> None:
    db.exec_driver_sql("DROP TABLE IF EXISTS cell_claim")
    db.exec_driver_sql("CREATE TABLE cell_claim (round_no INTEGER, learnt_on DATE)")


def test_a_generation_older_than_the_read_tables_is_read(store: Store, many: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its tables are others or none, though one may have the name of today; its boards are the same, and the next load makes them."""
    for name, stood_for in (("make", _older), ("wrong", lambda *_: []), ("SCHEMA_VERSION", 2)):
        monkeypatch.setattr(generations, name, stood_for)
    load(many, store, NOW, TODAY)
    monkeypatch.undo()
    with store.connect() as db:
        assert db.info["schema"] == 2
        for on, known in DAYS[-3:]:
            assert shown(db, on, known) == general_rule.board(db, on, known)
            assert fates(db, on, known) == general_marks.fates(db, on, known)
            assert cells(db, contradicted(known)) == general_marks.contradicted(db, known)
            assert cells(db, group_statements(on, known)) == general_marks.group_statements(db, on, known)
    assert load(many, store, NOW, TODAY).generation == 2
    with store.connect() as db:
        assert all(db.execute(select(func.count()).select_from(table)).scalar_one() for table in (*NUMBERED_BY, *NUMBERED_BY.values()))


def test_the_hash_of_a_table_tells_every_digit_of_its_sum() -> None:
    """Sums of row hashes are longer than what a floating number holds."""
    assert digest({"claim": (3, 2**84)}) != digest({"claim": (3, 2**84 + 1)})
