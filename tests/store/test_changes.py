"""Two days compared, on DuckDB and on PostgreSQL: small tables in sight, then the real data."""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import cache
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import Connection

from tests.support import plain_rule
from tests.support.stores import closing, giver
from tilannekuva.change import CLASSES, Clock, mirrored, path
from tilannekuva.exhibits.ask import Ask
from tilannekuva.exhibits.registry import EXHIBITS
from tilannekuva.figures.changes import counts, finding_words
from tilannekuva.figures.table import cell_text
from tilannekuva.read.changes import States, cell_states, changes, compare, earlier_load_on, last_change, steering_meetings
from tilannekuva.read.reads import READS
from tilannekuva.store.engine import Store
from tilannekuva.texts import LANGUAGES, text
from tilannekuva.view import View

Given = Callable[..., int | None]
LADDER = """
    workstream_code | step_code | step_order | stage        | name_fi
    model           | drafted   | 20         | drafted      | drafted
    model           | approved  | 30         | decided      | approved
    model           | in_use    | 40         | in_operation | in_use
    model           | paused    | 90         | paused       | paused
    model           | ended     | 99         | ended        | ended
    call            | open      | 20         | drafted      | open
    call            | closed    | 30         | drafted      | closed
    call            | granted   | 40         | decided      | granted
    centre          | drafted   | 20         | drafted      | drafted
"""
TRACKS = """
    workstream_code | cycle | sort_order | valid_from | valid_to
    model           | none  | 1          |            |
    call            | year  | 2          |            |
    centre          | none  | 3          | 2020-01-01 | 2024-06-30
"""
BEFORE, AFTER = date(2024, 1, 1), date(2025, 1, 1)


@pytest.fixture
def compared(store: Store) -> Callable[..., dict[str, Any]]:
    """A function that gives claims on region 21, if any, and returns one cell compared, by default each day as known then."""
    given = giver(
        store,
        region="region_code | name_fi | on_board\n21 | Lappi | yes",
        stage="stage | name_fi\nno_information | Ei tietoa\npaused | Tauolla\nended | Päättynyt\n"
        "drafted | Luonnos\ndecided | Päätetty\nin_operation | Käytössä",
        workstream=TRACKS, step=LADDER,
    )  # fmt: skip

    def told(claims: str, track: str = "model", days: tuple[date, date, date, date] = (BEFORE, BEFORE, AFTER, AFTER)) -> dict[str, Any]:
        if claims:
            given(claim=claims)
        with store.connect() as db:
            found = changes(db, *days, "fi")
        (row,) = found[found["workstream_code"] == track].to_dict("records")
        return row

    return told


Compared = Callable[..., dict[str, Any]]
ONE = """
    claim_id | scope | workstream_code | step_code | valid      | reported
    a        | 21    | model           | drafted   | 2023-05-01 | 2023-05-01
"""


@pytest.mark.parametrize(
    ("later", "expected"),
    [("approved", "advanced"), ("drafted", "unchanged"), ("paused", "went_back"), ("ended", "ended")],
)
def test_what_happened_between_the_days(compared: Compared, later: str, expected: str) -> None:
    """A newer claim moves the cell and is named; one that tells the same changes nothing and is not."""
    row = compared(ONE + f"    b | 21 | model | {later} | 2024-05-01 | 2024-05-02\n")
    assert row["change"] == expected
    assert (row["before_step"], row["after_step"]) == ("drafted", later)
    assert (row["claim_id"] == "b") == (expected != "unchanged")
    assert not row["restated"]


def test_a_late_report_of_an_earlier_decision_is_a_correction(compared: Compared) -> None:
    """On the earlier day the decision had been made, but nobody had told it: the claim that tells it is named."""
    row = compared(ONE + "    b | 21 | model | approved | 2023-12-01 | 2024-05-02\n")
    assert (row["change"], row["claim_id"], row["restated"]) == ("corrected", "b", True)


def test_a_correction_and_a_step_further_are_a_step_with_its_corrected_start(compared: Compared) -> None:
    """Known then: drafted. In fact decided already. Then in use: it advanced, from decided."""
    more = "    b | 21 | model | approved | 2023-12-01 | 2024-05-02\n    c | 21 | model | in_use | 2024-08-01 | 2024-08-01\n"
    row = compared(ONE + more)
    assert (row["change"], row["claim_id"]) == ("advanced", "c")
    assert (row["before_step"], row["start_step"], row["after_step"]) == ("drafted", "approved", "in_use")


def test_with_the_newest_information_for_both_days_nothing_is_corrected(compared: Compared) -> None:
    """The late report is known on both sides."""
    row = compared(ONE + "    b | 21 | model | approved | 2023-12-01 | 2024-05-02\n", days=(BEFORE, AFTER, AFTER, AFTER))
    assert (row["change"], row["before_step"]) == ("unchanged", "approved")


def test_first_information_even_where_a_late_source_tells_of_the_earlier_day(compared: Compared) -> None:
    """Nothing was told before that could be corrected."""
    row = compared(ONE.replace("| 2023-05-01\n", "| 2024-05-01\n"))
    assert (row["change"], row["claim_id"], row["before_stage"]) == ("first_information", "a", "no_information")


def test_information_lost_is_a_correction_by_the_claim_that_replaced_it(compared: Compared) -> None:
    """A withdrawn claim leaves the cell empty; the withdrawal is named."""
    row = compared("""
        claim_id | scope | workstream_code | step_code | valid      | reported   | relation   | related_claim_id
        a        | 21    | model           | drafted   | 2023-05-01 | 2023-05-01 |            |
        w        | 21    | model           |           | 2024-02-01 | 2024-02-01 | supersedes | a
    """)
    assert (row["change"], row["claim_id"], row["after_stage"]) == ("corrected", "w", "no_information")


def test_a_new_round_and_a_step_inside_a_round(compared: Compared) -> None:
    """Closing the call is an advance though its stage stays; next year's call is a new round."""
    calls = """
        claim_id | scope | workstream_code | step_code | cycle | valid      | reported
        a        | 21    | call            | open      | 2024  | 2023-11-01 | 2023-11-01
        b        | 21    | call            | closed    | 2024  | 2024-02-01 | 2024-02-01
        c        | 21    | call            | open      | 2025  | 2024-11-01 | 2024-11-01
    """
    row = compared(calls, "call")
    assert (row["change"], row["before_cycle"], row["after_cycle"]) == ("new_round", "2024", "2025")
    spring = date(2024, 3, 1)
    inside = compared("", "call", (BEFORE, BEFORE, spring, spring))
    assert (inside["change"], inside["claim_id"], inside["after_stage_rank"]) == ("advanced", "b", 2)


def test_a_workstream_that_ends_or_begins_between_the_days(compared: Compared) -> None:
    """Ended where something was known; where nothing was, neither its end nor its beginning is a change."""
    nothing = compared("claim_id | scope | workstream_code\nx | 21 | model", "centre")
    assert (nothing["change"], nothing["after_alive"]) == ("unchanged", False)
    some = "claim_id | scope | workstream_code | step_code | valid | reported\na | 21 | centre | drafted | 2023-05-01 | 2023-05-01"
    row = compared(some, "centre")
    assert (row["change"], row["after_alive"], row["followed_to_on"]) == ("ended", False, pd.Timestamp(2024, 6, 30))
    early = date(2019, 6, 1)
    begun = compared("", "centre", (early, early, BEFORE, BEFORE))
    assert (begun["change"], begun["before_alive"]) == ("first_information", False)


def test_asked_the_other_way_round_it_is_the_mirror(compared: Compared) -> None:
    """What advanced from A to B went back from B to A, with old and new in each other's place."""
    claims = ONE + "    b | 21 | model | approved | 2024-05-01 | 2024-05-02\n"
    row = compared(claims, days=(AFTER, AFTER, BEFORE, BEFORE))
    assert (row["change"], row["before_step"], row["after_step"], row["claim_id"]) == ("went_back", "approved", "drafted", "b")


def test_the_last_change_is_found_backwards(store: Store, compared: Compared) -> None:
    """The day on which the cell came to show something else, as known then: a claim that tells the same is no change."""
    compared(ONE + "    b | 21 | model | approved | 2023-09-01 | 2023-10-05\n    c | 21 | model | approved | 2023-12-01 | 2023-12-01\n")
    with store.connect() as db:
        assert last_change(db, BEFORE, None, ("21",), ("model",)) == date(2023, 10, 5)
        assert last_change(db, BEFORE, AFTER, ("21",), ("model",)) == date(2023, 9, 1)
        assert last_change(db, date(2023, 4, 1), None, ("21",), ("model",)) is None
        assert last_change(db, BEFORE, None, ("21",), ("call",)) is None
        assert last_change(db, date(2025, 1, 1), None, ("21",), ("model", "centre")) == date(2023, 10, 5)


def test_dated_meetings_of_steering_groups_and_no_load_before_the_first(store: Store, given: Given) -> None:
    """A planned meeting and one dated by its month alone are none to start from."""
    given(claim="""
        claim_id | scope | workstream_code | kind  | certainty | valid      | reported
        a        | 21    | steering_group  | event | asserted  | 2021-03-05 | 2021-03-05
        b        | 21    | steering_group  | event | asserted  | 2021-05    | 2021-05-31
        c        | 21    | steering_group  | event | planned   | 2021-06-01 | 2021-05-31
    """)  # fmt: skip
    with store.connect() as db:
        assert [row.held_on.date() for row in steering_meetings(db, AFTER, AFTER).itertuples()] == [date(2021, 3, 5)]
        assert earlier_load_on(db) is None


@pytest.fixture(params=["real_store", pytest.param("real_store_pg", marks=pytest.mark.postgres)])
def db(request: pytest.FixtureRequest) -> Iterator[Connection]:
    """A connection to the real data, on each engine in turn."""
    with closing(Store(request.getfixturevalue(request.param))) as store, store.connect() as opened:
        yield opened


def random_clocks(seed: int, days: int) -> Iterator[Clock]:
    """Yield sides without end, of few days so that boards can be kept: early, late, and days on which much was told."""
    draw = random.Random(seed)  # noqa: S311  # days to try, no secret
    pool = [date(2019, 1, 1) + timedelta(days=draw.randrange(2900)) for _ in range(days)] + [date(2023, 12, 31), date(2024, 1, 1)]
    while True:
        yield Clock(draw.choice(pool), draw.choice(pool))


def test_200_random_pairs_partition_the_cells_and_agree_both_ways(db: Connection) -> None:
    """Every cell of either day in one class; B → A is the mirror of A → B; corrections only where knowledge differs.

    200 pairs on DuckDB; fewer on PostgreSQL, whose answers are held against DuckDB's below.
    """

    @cache
    def states(side: Clock) -> States:
        return cell_states(db, side.on, side.known, "fi")

    def place(cell: tuple[str, str]) -> tuple[int, int]:
        row = next(side[cell] for side in sides if cell in side)
        return row["region_order"], row["workstream_order"]

    clocks = random_clocks(31, 8)
    for _ in range(200 if db.dialect.name == "duckdb" else 40):
        one, other = next(clocks), next(clocks)
        sides = [states(side) for side in path(one, other)]
        there = compare(sides, backwards=path(one, other)[0] != one)
        back = compare([states(side) for side in path(other, one)], backwards=path(other, one)[0] != other)
        cells = {*sides[0], *sides[2]}
        assert [*zip(there["region_code"], there["workstream_code"], strict=True)] == sorted(cells, key=place)
        assert sum(counts(there).values()) == len(cells)
        if one != other:
            assert [mirrored(name) for name in there["change"]] == list(back["change"])
            assert list(there["before_stage"].fillna("")) == list(back["after_stage"].fillna(""))
        if one.known == other.known:
            assert "corrected" not in set(there["change"])
        if one.on == other.on:
            assert set(there["change"]) <= {"unchanged", "first_information", "corrected"}


@pytest.mark.postgres
def test_both_engines_tell_the_same_changes(real_store: str, real_store_pg: str) -> None:
    """Classes, states, movers and the last change, for pairs of random days, in every order of the clocks."""
    clocks = random_clocks(7, 6)
    with closing(Store(real_store)) as one, closing(Store(real_store_pg)) as other, one.connect() as duckdb, other.connect() as postgres:
        for _ in range(12):
            a, b = next(clocks), next(clocks)
            asked = (a.on, a.known, b.on, b.known, "sv")
            pd.testing.assert_frame_equal(changes(duckdb, *asked), changes(postgres, *asked))
        everything = tuple(f"{n:02d}" for n in range(1, 22)), ("grant_model", "strategy")
        latest = [last_change(on, date(2026, 11, 24), None, *everything) for on in (duckdb, postgres)]
        assert latest[0] is not None
        assert latest[0] == latest[1]


def plain_states(on: date, known: date) -> dict[tuple[str, str], tuple[Any, ...] | None]:
    """Return what each cell shows by the plain rule: (stage, place on the ladder, round), or None without information."""
    found: dict[tuple[str, str], tuple[Any, ...] | None] = {}
    told = {one["claim_id"]: one for one in plain_rule.claims()}
    yearly = {row["workstream_code"] for row in plain_rule.rows("reference/workstreams.csv") if row["cycle"] != "none"}
    for cell, claim_id in plain_rule.board(on, known).items():
        if claim_id is None:
            found[cell] = None
            continue
        step = plain_rule.steps()[cell[1], told[claim_id]["step_code"]]
        found[cell] = step["stage"], int(step["step_order"]), told[claim_id]["cycle"] if cell[1] in yearly else ""
    return found


def plain_class(then: Any, start: Any, now: Any, followed: bool) -> str:
    """Return the class of a cell by the words of the model, for days in their order: a second opinion."""
    if then is None:
        return "first_information" if now else "unchanged"
    if start and not followed:
        return "ended"
    if start and now and start != now:
        if now[0] == "ended" != start[0]:
            return "ended"
        if now[2] != start[2] or now[2] != then[2]:
            return "new_round"
        ladder = [("ended", "paused").index(state[0]) - 2 if state[0] in ("ended", "paused") else state[1] for state in (start, now)]
        return "advanced" if ladder[1] > ladder[0] else "went_back"
    return "unchanged" if then == start == now else "corrected"


@pytest.mark.parametrize(("since", "on"), [("2025-12-31", "2026-11-24"), ("2024-06-30", "2025-06-30"), ("2022-02-17", "2024-02-01")])
def test_the_finding_tells_the_numbers_of_the_plain_rule(real_store: str, since: str, on: str) -> None:
    """Counted once more in plain Python from the files: every class, and the sentence of the page."""
    first, last = date.fromisoformat(since), date.fromisoformat(on)
    then, start, now = plain_states(first, first), plain_states(first, last), plain_states(last, last)
    expected = Counter(plain_class(then.get(cell), start.get(cell), now.get(cell), cell in now) for cell in {**then, **now})
    with closing(Store(real_store)) as store, store.connect() as db:
        found = changes(db, first, first, last, last, "fi")
    assert {name: n for name, n in counts(found).items() if n} == dict(expected)
    moved = sum(expected[name] for name in CLASSES[:5])
    words = finding_words(found, Clock(first, first), Clock(last, last), last, "fi")
    assert words.startswith(f"{moved} muutosta {first.day}.{first.month}.{first.year} jälkeen: ")
    for name in CLASSES[:6]:
        key = f"changes.n_{name}_{'one' if expected[name] == 1 else 'many'}"
        assert (text(key, "fi", n=expected[name]) in words) == bool(expected[name])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["muutokset", "muutokset_korjatut", "muutokset_ennallaan", "muutokset_kuvio"])
def test_the_tables_as_files_ask_for_them(real_store: str, name: str, language: str) -> None:
    """On a day before anything was followed they are empty and no fault; later every cell has its words, and rows their sources."""
    rows = {"muutokset": 12, "muutokset_korjatut": 2, "muutokset_ennallaan": 10, "muutokset_kuvio": 12}
    with closing(Store(real_store)) as store, store.connect() as db:
        for on, expected in ((date(2016, 1, 1), 0), (date(2026, 11, 24), rows[name])):
            asked = Ask(lambda read, *given: READS[read](db, *given), View(today=on, language=language, on=on, known=on), {"jakso": "vuosi"})
            table = EXHIBITS[name](asked)
            assert (table.name, len(table.frame)) == (name, expected)
            assert all(isinstance(cell_text(row, column, language), str) for row in table.frame.to_dict("records") for column in table.columns)
            assert name == "muutokset_ennallaan" or {"source_id", "press"} <= set(table.frame.columns)
