"""Regions beside one another: places, groups and medians, from small tables and against a count from the files."""

from collections.abc import Callable, Iterator
from datetime import date
from fractions import Fraction
from statistics import median

import pandas as pd
import pytest

from tests.support import plain_rule
from tests.support.stores import closing
from tilannekuva.exhibits.ask import Ask
from tilannekuva.exhibits.registry import EXHIBITS
from tilannekuva.figures.comparison import Comparison, comparison_finding, comparison_table, comparison_tiles, place_title, stage_words
from tilannekuva.figures.dots import dot_plot
from tilannekuva.figures.elements import Element
from tilannekuva.read.board import progress_board
from tilannekuva.read.comparison import GROUPINGS, SIZE_LIMITS, grouped, measures, standing
from tilannekuva.read.reference import regions, stages
from tilannekuva.readiness import READINESS
from tilannekuva.shell.data import READS
from tilannekuva.store.engine import Store
from tilannekuva.texts import percent, text
from tilannekuva.view import View

DAY = date(2026, 11, 22)
Given = Callable[..., object]
TRACKS = """
    workstream_code | weight | sort_order | name_fi
    grant_model     | 3      | 1          | Avustusmalli
    strategy        | 1      | 2          | Strategia
"""
STEPS = """
    workstream_code | step_code | step_order | stage
    grant_model     | drafted   | 1          | drafted
    grant_model     | paid      | 2          | in_operation
    grant_model     | paused    | 3          | paused
    strategy        | begun     | 1          | in_preparation
"""
STAGES = """
    stage          | stage_rank | name_fi      | sort_order
    in_preparation | 1          | Valmistelussa | 1
    drafted        | 2          | Luonnos      | 2
    in_operation   | 4          | Toiminnassa  | 3
    paused         |            | Tauolla      | 4
    no_information |            | Ei tietoa    | 5
"""
REGIONS = """
    region_code | name_fi | sort_order | population | bilingual | collab_area_code
    01          | Itä     | 1          | 150000     | yes       | YTA1
    02          | Keski   | 2          | 149999     | no        | YTA1
    03          | Länsi   | 3          | 300000     | yes       | YTA2
    04          | Vantaa  | 4          | 299999     | no        | YTA2
"""
CLAIMS = """
    claim_id | scope | workstream_code | step_code | valid      | cycle
    C1       | 01    | grant_model     | paid      | 2026-01-01 |
    C2       | 01    | strategy        | begun     | 2026-01-01 |
    C3       | 02    | grant_model     | drafted   | 2026-01-01 |
    C4       | 03    | grant_model     | paused    | 2026-01-01 |
"""


def placed(store: Store, measure: str) -> pd.DataFrame:
    """Return `standing` on the day of these tests."""
    with store.connect() as db:
        return standing(progress_board(db, DAY, DAY, "fi"), regions(db, "fi"), measure)


def given_all(given: Given) -> None:
    """Publish the tables above."""
    given(region=REGIONS, workstream=TRACKS, step=STEPS, stage=STAGES, claim=CLAIMS)


def test_readiness_ranks_the_known_and_lists_the_rest_last(store: Store, given: Given) -> None:
    """01: (3·4 + 1·1) / (4·4); 02: 3·2 / (3·4); a paused region and a silent one have no place, and neither is at zero."""
    given_all(given)
    found = placed(store, READINESS)
    assert found["region_code"].tolist() == ["01", "02", "03", "04"]
    assert found["place"].tolist() == [13 / 16, 0.5, pd.NA, pd.NA]
    assert found[["known", "alive", "set_aside"]].to_numpy().tolist() == [[2, 2, 0], [1, 2, 0], [1, 2, 1], [0, 2, 0]]
    assert found["press"].tolist() == ["region:01", "region:02", "region:03", "region:04"]


def test_a_workstream_ranks_by_stage_and_opens_its_cells(store: Store, given: Given) -> None:
    """The paused region is known but has no rank."""
    given_all(given)
    found = placed(store, "grant_model")
    assert found["place"].tolist() == [4, 2, pd.NA, pd.NA]
    assert found["stage"].tolist() == ["in_operation", "drafted", "paused", "no_information"]
    assert found["known"].tolist() == [1, 1, 1, 0]
    assert found["press"].tolist() == [f"cell:{code}.grant_model" for code in ("01", "02", "03", "04")]


@pytest.mark.parametrize(
    ("grouping", "groups"),
    [
        ("none", {"": ["01", "02", "03", "04"]}),
        ("collab_area", {"YTA1": ["01", "02"], "YTA2": ["03", "04"]}),
        ("languages", {"bilingual": ["01", "03"], "unilingual": ["02", "04"]}),
        ("size", {"small": ["02"], "middle": ["01", "04"], "large": ["03"]}),
    ],
)
def test_groups_stand_in_their_order_and_keep_the_order_inside(store: Store, given: Given, grouping: str, groups: dict[str, list[str]]) -> None:
    """A limit of population belongs to the larger class."""
    given_all(given)
    found = grouped(placed(store, READINESS), grouping)
    assert {code: cells["region_code"].tolist() for code, cells in found.groupby("group_code", sort=False)} == groups
    assert list(found["group_code"].drop_duplicates()) == list(groups)


@pytest.fixture(params=["real_store", pytest.param("real_store_pg", marks=pytest.mark.postgres)])
def real(request: pytest.FixtureRequest) -> Iterator[Store]:
    """The real data, on each engine in turn."""
    with closing(Store(request.getfixturevalue(request.param))) as opened:
        yield opened


def compared(store: Store, measure: str, grouping: str = "none", chosen: frozenset[str] = frozenset()) -> Comparison:
    """Return the comparison that the page makes."""
    with store.connect() as db:
        board = progress_board(db, DAY, DAY, "fi")
        assert measure in measures(board)
        rows = grouped(standing(board, regions(db, "fi"), measure), grouping)
        name = "Valmiusaste" if measure == READINESS else board.loc[board["workstream_code"] == measure, "workstream"].iloc[0]
        return Comparison(rows, measure, name, grouping, chosen, stage_words(stages(db, "fi")), SIZE_LIMITS, "fi")


def plain_readiness() -> tuple[dict[str, Fraction], dict[str, int]]:
    """Return readiness and known cells of every region, counted from the files without SQL or pandas."""
    weights = {row["workstream_code"]: int(row["weight"]) for row in plain_rule.rows("reference/workstreams.csv")}
    claims = {one["claim_id"]: one for one in plain_rule.claims()}
    sums: dict[str, list[int]] = {}
    known: dict[str, int] = {}
    for (region, track), claim_id in plain_rule.board(DAY, DAY).items():
        known[region] = known.get(region, 0) + (claim_id is not None)
        if claim_id is None:
            continue
        rank = plain_rule.steps()[track, claims[claim_id]["step_code"]]["stage_rank"]
        if rank:
            top, bottom = sums.get(region, [0, 0])
            sums[region] = [top + weights[track] * int(rank), bottom + weights[track] * 4]
    return {region: Fraction(top, bottom) for region, (top, bottom) in sums.items()}, known


def test_the_finding_of_readiness_equals_a_count_from_the_files(real: Store) -> None:
    """Median, regions with readiness, cells with information."""
    shares, known = plain_readiness()
    middle = percent(float(median(shares.values())), "fi")
    said = text("compare.finding_readiness", "fi", median=middle, n=len(shares), total=22, known=sum(known.values()), cells=220)
    assert comparison_finding(compared(real, READINESS))["c"] == [said]


def test_the_finding_of_a_workstream_equals_a_count_from_the_files(real: Store) -> None:
    """The furthest stage that half of the regions with information have reached, and how many of the chosen do."""
    claims = {one["claim_id"]: one for one in plain_rule.claims()}
    cells = {region: claim for (region, track), claim in plain_rule.board(DAY, DAY).items() if track == "grant_model" and claim}
    ranks = {region: int(plain_rule.steps()["grant_model", claims[claim]["step_code"]]["stage_rank"]) for region, claim in cells.items()}
    middle = max(rank for rank in ranks.values() if 2 * sum(other >= rank for other in ranks.values()) >= len(ranks))
    stage = next(row["name_fi"] for row in plain_rule.rows("reference/stages.csv") if row["stage_rank"] == str(middle))
    chosen = frozenset({"01", "21", "90"})
    reach = sum(ranks.get(region, -1) >= middle for region in chosen)
    said = text("compare.finding_stage", "fi", track="Järjestöavustusmalli", stage=stage, known=len(ranks), total=22)
    said += " " + text("compare.finding_chosen", "fi", n=reach, total=3)
    assert comparison_finding(compared(real, "grant_model", chosen=chosen))["c"] == [said]


@pytest.mark.parametrize("grouping", GROUPINGS)
@pytest.mark.parametrize("measure", [READINESS, "grant_model", "hyte_negotiation"])
def test_the_dots_are_the_table(real: Store, measure: str, grouping: str) -> None:
    """Each dot has its row in the twin, in the same order, at the same place, opening the same; without a place it is left of zero."""
    made = compared(real, measure, grouping)
    chart = dot_plot(made, "light")
    dots = chart.figure.data[-1]
    frame = chart.table.frame
    assert [press for (press,) in dots.customdata] == frame["press"].tolist()
    for x, place in zip(dots.x, frame["place"], strict=True):
        assert x < 0 if pd.isna(place) else x == place
    assert list(dots.y) == sorted(dots.y, reverse=True)
    assert all(column.name in frame.columns or f"{column.name}_name" in frame.columns for column in chart.table.columns)


def presses(tree: Element) -> list[str]:
    """Return what the buttons of a tree open."""
    own = [tree["a"]["data-press"]] if "data-press" in tree["a"] else []
    return own + [press for child in tree["c"] if isinstance(child, dict) for press in presses(child)]


@pytest.mark.parametrize("measure", [READINESS, "hyte_negotiation"])
def test_the_tiles_are_the_table(real: Store, measure: str) -> None:
    """Every region has one tile, which opens what its row opens; the finding counts them."""
    made = compared(real, measure)
    table = comparison_table(made, place_title(made), "vertailu_kartalla")
    assert sorted(presses(comparison_tiles(made))) == sorted(table.frame["press"])
    if measure == READINESS:
        far = sum(share >= Fraction("0.795") for share in plain_readiness()[0].values())
        assert place_title(made) == text("compare.title_places", "fi", n=far, total=22, share=percent(0.8, "fi"))


@pytest.mark.parametrize(("own", "columns"), [({}, 5), ({"mittari": "x", "ryhmittely": "x"}, 5), ({"mittari": "strategy", "ryhmittely": "size"}, 5)])
def test_the_tables_go_into_files_as_the_page_shows_them(real_store: str, own: dict[str, str], columns: int) -> None:
    """By the page's own choices, forged ones as by default; choosing a region removes none."""
    view = View(DAY, on=DAY, known=DAY, regions=("21",))
    with closing(Store(real_store)) as opened, opened.connect() as db:
        made = Ask(lambda name, *asked: READS[name](db, *asked), view, own)
        tables = [EXHIBITS[name](made) for name in ("vertailu", "vertailu_kartalla")]
        early = Ask(made.read, View(DAY, on=date(2016, 1, 1), known=DAY))
        assert [len(EXHIBITS[name](early).frame) for name in ("vertailu", "vertailu_kartalla")] == [0, 0]
    assert [len(table.frame) for table in tables] == [22, 22]
    assert [len(table.columns) for table in tables] == [columns, columns]
