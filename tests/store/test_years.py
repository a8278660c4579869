"""The years of a yearly workstream on DuckDB and on PostgreSQL: stages and marks by year, judged like the board judges."""

import csv
from collections.abc import Callable, Iterator
from datetime import date

import pandas as pd
import pytest
from sqlalchemy import Connection

from tests.support.sources import ROOT
from tests.support.stores import closing, giver
from tilannekuva.read.board import progress_board
from tilannekuva.read.years import HYTE, negotiations, year_cells
from tilannekuva.store.engine import Store

LADDER = """
    workstream_code  | step_code   | step_order | stage
    hyte_negotiation | considered  | 10         | in_preparation
    hyte_negotiation | planned     | 20         | drafted
    hyte_negotiation | held        | 40         | in_operation
    hyte_negotiation | documented  | 50         | in_operation
    hyte_negotiation | followed_up | 60         | in_operation
"""
DUTY = """
    duty_code        | workstream_code  | cycle | due_rule              | starts_on
    hyte_negotiation | hyte_negotiation | year  | held_in_calendar_year | 2023-01-01
"""


@pytest.fixture
def talks(store: Store) -> Callable[[str], Connection]:
    """A function that gives claims on negotiations of two regions; it is used inside `with`."""
    given = giver(
        store,
        region="region_code | name_fi | on_board | sort_order\n21 | Lappi | yes | 2\n19 | Pohjois-Pohjanmaa | yes | 1",
        duty=DUTY, step=LADDER,
        workstream="workstream_code | cycle | duty_code | valid_from\nhyte_negotiation | year | hyte_negotiation | 2021-07-01\n"
        "representation | none | |",
        stage="stage | name_fi\nno_information | Ei tietoa\nin_preparation | Valmistelussa\ndrafted | Luonnos\nin_operation | Käytössä",
        source="source_id | title | url\nnews | Tiedote | https://example.org/news\nmemo | Muistio 2023 | https://example.org/memo",
        actor_role="actor_role | name_fi\nCSOs | järjestöt\ncounty | hyvinvointialue",
    )  # fmt: skip

    def opened(claims: str) -> Connection:
        given(claim=claims)
        return store.connect()

    return opened


Talks = Callable[[str], Connection]


def tile(cells: pd.DataFrame, region_code: str, year: str) -> dict[str, object]:
    """Return one tile."""
    (found,) = cells[(cells["region_code"] == region_code) & (cells["cycle"] == year)].to_dict("records")
    return found


def marks(cells: pd.DataFrame, region_code: str, year: str) -> list[str]:
    """Return the marks of one tile."""
    found = tile(cells, region_code, year)
    return [mark for mark in ("overdue", "unverified", "outcome_unknown") if found[mark]]


CLAIMS = """
    claim_id | scope | workstream_code  | cycle | kind   | step_code  | valid      | reported   | certainty | actor_role | source_id
    held     | 21    | hyte_negotiation | 2023  | event  | held       | 2023-06-05 | 2023-06-10 | asserted  | county     | news
    memo     | 21    | hyte_negotiation | 2023  | status | documented | 2023-07-01 | 2023-07-01 | asserted  | county     | memo
    csos     | 21    | hyte_negotiation | 2023  | status |            | 2023-06-05 | 2023-06-10 | asserted  | CSOs       | news
    planned  | 19    | hyte_negotiation | 2023  | event  | planned    | 2023-10-31 | 2023-10-16 | planned   | county     | news
    thought  | 19    | hyte_negotiation | 2025  | status | considered | 2025-02-01 | 2025-02-01 | asserted  | county     | news
    coming   | 19    | hyte_negotiation | 2025  | event  | planned    | 2025-11-20 | 2025-02-01 | planned   | county     | news
"""


def test_each_year_has_its_own_stage_and_marks(talks: Talks) -> None:
    """Held and documented in 2023; planned and its outcome not known; ended years without information are unverified, the running is not."""
    with talks(CLAIMS) as db:
        cells = year_cells(db, HYTE, date(2025, 3, 1), date(2025, 3, 1), "fi")
    assert sorted(cells["cycle"].unique()) == ["2023", "2024", "2025"]
    assert (tile(cells, "21", "2023")["step_code"], marks(cells, "21", "2023")) == ("documented", [])
    assert (tile(cells, "19", "2023")["step_code"], marks(cells, "19", "2023")) == ("planned", ["overdue", "outcome_unknown"])
    assert (tile(cells, "21", "2024")["stage"], marks(cells, "21", "2024")) == ("no_information", ["unverified"])
    assert (tile(cells, "21", "2025")["stage"], marks(cells, "21", "2025")) == ("no_information", [])
    assert tile(cells, "19", "2025")["next_valid"] == "2025-11-20"


def test_a_planned_negotiation_is_neither_late_nor_lost_while_its_year_runs(talks: Talks) -> None:
    """Before its day it is coming; after its day, in the running year, its outcome is not known; only the ended year is judged."""
    with talks(CLAIMS) as db:
        before, after = (year_cells(db, HYTE, on, on, "fi") for on in (date(2023, 10, 20), date(2023, 12, 1)))
    assert (marks(before, "19", "2023"), tile(before, "19", "2023")["next_valid"]) == ([], "2023-10-31")
    assert (marks(after, "19", "2023"), tile(after, "19", "2023")["next_valid"]) == (["outcome_unknown"], None)


def test_before_it_was_followed_there_are_no_tiles(talks: Talks) -> None:
    """On a day before the workstream lives, the page has nothing to show."""
    with talks(CLAIMS) as db:
        assert year_cells(db, HYTE, date(2021, 6, 30), date(2026, 1, 1), "fi").empty


def test_years_start_with_the_duty(talks: Talks) -> None:
    """On a day of 2022 the year of the duty stands there, not yet begun and with no mark."""
    with talks(CLAIMS) as db:
        cells = year_cells(db, HYTE, date(2022, 6, 1), date(2022, 6, 1), "fi")
    assert list(cells["cycle"].unique()) == ["2023"]
    assert not cells[["overdue", "unverified", "outcome_unknown", "judged"]].any(axis=None)


def test_what_is_told_of_a_negotiation(talks: Talks) -> None:
    """Parties, CSOs, the memo with its address, and the day on which it was held; what nobody tells is empty."""
    beside = CLAIMS + "    adviser | 19 | hyte_negotiation | 2025 | status | | 2025-02-01 | 2025-02-01 | asserted | CSO adviser | news\n"
    with talks(beside) as db:
        told = negotiations(db, HYTE, date(2025, 3, 1), date(2025, 3, 1), "fi")
    rows = told.set_index(["region_code", "cycle"])
    found = rows.loc[("21", "2023"), ["valid", "parties", "cso_claim_id", "memo", "memo_url", "follow_up"]].tolist()
    assert found == ["2023-06-05", "hyvinvointialue", "csos", "Muistio 2023", "https://example.org/memo", None]
    assert rows.loc[("19", "2025"), "cso"] is None
    assert list(told["cycle"]) == ["2025", "2023", "2023"]


def test_representation_told_of_the_same_days_by_the_same_source_is_of_the_negotiation(talks: Talks) -> None:
    """A claim on CSO representation counts where source and days are those of the negotiation, and not where the day is another."""
    claims = """
        claim_id | scope | workstream_code  | cycle | kind  | step_code | valid      | reported   | actor_role | source_id
        held     | 21    | hyte_negotiation | 2023  | event | held      | 2023-08-17 | 2023-08-20 | county     | news
        there    | 21    | representation   |       | event |           | 2023-08-17 | 2023-08-20 | CSOs       | news
        other    | 19    | hyte_negotiation | 2023  | event | held      | 2023-08-17 | 2023-08-20 | county     | memo
        later    | 19    | representation   |       | event |           | 2023-09-17 | 2023-09-20 | CSOs       | memo
    """
    with talks(claims) as db:
        told = negotiations(db, HYTE, date(2024, 1, 1), date(2024, 1, 1), "fi").set_index("region_code")
    assert told["cso_claim_id"].to_dict() == {"21": "there", "19": None}


@pytest.fixture(params=["real_store", pytest.param("real_store_pg", marks=pytest.mark.postgres)])
def real(request: pytest.FixtureRequest) -> Iterator[Connection]:
    """A connection to the real data, on each engine in turn."""
    with closing(Store(request.getfixturevalue(request.param))) as store, store.connect() as opened:
        yield opened


@pytest.mark.parametrize("on", [date(2024, 2, 1), date(2025, 6, 1), date(2026, 11, 24)])
def test_the_last_ended_year_is_judged_as_on_the_board(real: Connection, on: date) -> None:
    """Overdue and unverified of the year before are the marks that the board shows, region by region."""
    cells = year_cells(real, HYTE, on, on, "fi")
    last = cells[cells["cycle"] == str(on.year - 1)].set_index("region_code")[["overdue", "unverified"]]
    board = progress_board(real, on, on, "fi")
    board = board[board["workstream_code"] == HYTE].set_index("region_code")[["overdue", "unverified"]]
    pd.testing.assert_frame_equal(last, board)


def test_the_held_negotiations_are_those_of_the_files(real: Connection) -> None:
    """By year, counted in plain Python over the files: 4 of 2023, 1 of 2024; nothing is known of 2025 and 2026."""
    by_hand: dict[str, set[str]] = {}
    for path in sorted((ROOT / "data" / "claims").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                if row["workstream_code"] == HYTE and row["step_code"] in ("held", "documented", "followed_up"):
                    by_hand.setdefault(row["cycle"], set()).add(row["scope"])
    cells = year_cells(real, HYTE, date(2026, 11, 24), date(2026, 11, 24), "fi")
    held = cells[(cells["stage_rank"] == 4).fillna(False)]
    assert {year: set(part["region_code"]) for year, part in held.groupby("cycle")} == by_hand
    assert {year: len(codes) for year, codes in by_hand.items()} == {"2023": 4, "2024": 1}
    assert set(cells["cycle"]) == {"2023", "2024", "2025", "2026"}
    assert len(cells) == 88


@pytest.mark.postgres
def test_both_engines_tell_the_same_of_the_years(real_store: str, real_store_pg: str) -> None:
    """Whole frames are equal, on days before, within and after the first years of the duty."""
    with closing(Store(real_store)) as one, closing(Store(real_store_pg)) as two, one.connect() as left, two.connect() as right:
        for on in (date(2021, 1, 1), date(2023, 6, 30), date(2024, 2, 1), date(2026, 11, 24)):
            for read in (year_cells, negotiations):
                pd.testing.assert_frame_equal(read(left, HYTE, on, on, "sv"), read(right, HYTE, on, on, "sv"))
