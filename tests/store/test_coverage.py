"""Coverage: how old the newest information of a cell is, whom to ask, and the page's sentence against a count by hand."""

import csv
from collections.abc import Callable, Iterator
from datetime import date

import pandas as pd
import pytest
from sqlalchemy import Connection

from tests.support import plain_rule
from tests.support.sources import ROOT
from tests.support.stores import closing
from tilannekuva.exhibits.ask import Ask
from tilannekuva.exhibits.lahteet import EXHIBITS
from tilannekuva.figures.coverage import coverage_finding, coverage_matrix, coverage_table, least_known_table, shade
from tilannekuva.figures.table import cell_text
from tilannekuva.read.board import progress_board
from tilannekuva.read.coverage import coverage, coverage_by_region, region_contacts
from tilannekuva.read.reads import READS
from tilannekuva.store.engine import Store
from tilannekuva.texts import text
from tilannekuva.view import View

ON = date(2026, 11, 24)
WORLD = {
    "region": """
        region_code | name_fi | domain   | sort_order
        21          | Lappi   | lapha.fi | 1
        20          | Kainuu  | kainuu.fi| 2
    """,
    "workstream": """
        workstream_code | sort_order | stale_after_days
        grant_model     | 1          | 365
    """,
    "step": """
        workstream_code | step_code | step_order | stage
        grant_model     | approved  | 10         | decided
    """,
    "stage": """
        stage          | stage_rank
        decided        | 3
        no_information |
    """,
    "source": """
        source_id | publisher
        a         | Lapin hyvinvointialue
        b         | Kolarin kunta
    """,
    "claim": """
        claim_id | source_id | scope | workstream_code | step_code | valid   | reported
        C1       | a         | 21    | grant_model     | approved  | 2022-06 | 2023-02-07
        C2       | b         | 21    | grant_model     | approved  | 2022-06 | 2022-08-01
        C3       | a         | 21    | grant_model     |           |         | 2022-07-01
    """,
}


@pytest.fixture(params=["real_store", pytest.param("real_store_pg", marks=pytest.mark.postgres)])
def db(request: pytest.FixtureRequest) -> Iterator[Connection]:
    """A connection to the real data, on each engine in turn."""
    with closing(Store(request.getfixturevalue(request.param))) as store, store.connect() as opened:
        yield opened


def test_the_newest_candidate_gives_the_age(store: Store, given: Callable[..., int | None]) -> None:
    """Lappi was last told of on 7.2.2023; on 7.2.2024 that is 365 days, not yet stale, a day later it is; Kainuu has no age."""
    given(**WORLD)
    with store.connect() as opened:
        for on, age, stale in ((date(2024, 2, 7), 365, False), (date(2024, 2, 8), 366, True), (date(2022, 12, 31), -38, False)):
            found = coverage(opened, on, ON, "fi").set_index("region_code")
            assert tuple(found.loc["21", ["age_days", "is_known", "is_stale"]]) == (age, True, stale)
            assert pd.isna(found.loc["20", "age_days"])
            assert tuple(found.loc["20", ["is_known", "is_stale"]]) == (False, False)


def test_whom_to_ask_is_who_has_told_the_most_frequent_first(store: Store, given: Callable[..., int | None]) -> None:
    """The county told twice of Lappi, the municipality once; of Kainuu nobody, so its own pages are left."""
    given(**WORLD)
    with store.connect() as opened:
        found = region_contacts(opened, ON).set_index("region_code")
        assert found.loc["21", "publishers"] == "Lapin hyvinvointialue, Kolarin kunta"
        assert found.loc["20", "publishers"] is None
        cells = coverage(opened, ON, ON, "fi")
        table = least_known_table(coverage_by_region(cells), region_contacts(opened, ON), "fi")
        assert list(table.frame["region"]) == ["Kainuu"]
        assert list(table.frame["ask"]) == ["kainuu.fi"]
        assert region_contacts(opened, date(2022, 7, 15)).set_index("region_code").loc["21", "publishers"] == "Lapin hyvinvointialue"


@pytest.mark.parametrize("day", ["2020-12-31", "2023-06-30", "2026-11-24"])
def test_coverage_and_board_tell_the_same(db: Connection, day: str) -> None:
    """Known and stale are those of the board, cell by cell."""
    on = date.fromisoformat(day)
    cells, board = coverage(db, on, on, "fi"), progress_board(db, on, on, "fi")
    assert list(cells["is_known"]) == list(board["stage"] != "no_information")
    assert list(cells["is_stale"]) == list(board["stale"])


def test_the_finding_equals_a_count_by_the_rule_in_plain_python(db: Connection) -> None:
    """Cells with a deciding claim by an independent reading of the rule, out of all; the sentence says just these numbers."""
    decided = plain_rule.board(ON, ON)
    cells = coverage(db, ON, ON, "fi")
    known = sum(claim_id is not None for claim_id in decided.values())
    stale = int(progress_board(db, ON, ON, "fi")["stale"].sum())
    told = coverage_finding(cells, "fi")["c"][0]
    assert told == text("coverage.finding", "fi", known=known, total=len(decided), stale=stale)


def test_publishers_equal_those_in_the_files(db: Connection) -> None:
    """For every region, the first publisher named has the most claims in data/claims."""
    publishers, counts = {}, {}
    for path in (ROOT / "data" / "sources").glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            publishers |= {row["source_id"]: row["publisher"] for row in csv.DictReader(file)}
    for path in (ROOT / "data" / "claims").glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                told = counts.setdefault(row["scope"], {})
                told[publishers[row["source_id"]]] = told.get(publishers[row["source_id"]], 0) + 1
    for row in region_contacts(db, ON).itertuples():
        first = max((name for name in counts[row.region_code] if row.publishers.startswith(name)), key=len)
        assert counts[row.region_code][first] == max(counts[row.region_code].values())


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_the_matrix_and_its_table_have_the_same_cells(db: Connection, language: str) -> None:
    """Every cell of the table twin opens what the matrix's cell opens, in the same order; stale ones are marked in both."""
    cells = coverage(db, ON, ON, language)
    table = coverage_table(cells, language)
    buttons = [button for button in flat(coverage_matrix(cells, ON, language)) if str(button["a"].get("data-press", "")).startswith("cell:")]
    assert [button["a"]["data-press"] for button in buttons] == list(table.frame["press"])
    stale = text("mark.stale", language)
    told = [cell_text(row, table.columns[-1], language) == stale for row in table.frame.to_dict("records")]
    assert [stale in button["a"]["aria-label"] for button in buttons] == told


def flat(element: dict[str, object] | str) -> list[dict[str, object]]:
    """Return an element and everything in it."""
    if isinstance(element, str):
        return []
    return [element, *(inner for child in element["c"] for inner in flat(child))]


def test_older_information_is_lighter() -> None:
    """Five shades, each limit still in the darker one."""
    assert [shade(age) for age in (-5, 0, 180, 181, 365, 366, 730, 731, 1095, 1096)] == [0, 0, 0, 1, 1, 2, 2, 3, 3, 4]


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
@pytest.mark.parametrize("name", sorted(EXHIBITS))
def test_every_table_can_be_asked_for_on_a_day_before_and_after(real_store: str, name: str, language: str) -> None:
    """As a file asks for it, by name: with words in every cell, and before anything was followed no fault."""
    with closing(Store(real_store)) as store, store.connect() as opened:
        for on in (date(2016, 1, 1), ON):
            table = EXHIBITS[name](Ask(lambda read, *asked: READS[read](opened, *asked), View(today=on, language=language, on=on, known=on)))
            assert table.name == name
            assert all(isinstance(cell_text(row, column, language), str) for row in table.frame.to_dict("records") for column in table.columns)
