"""Valmiusasteen kehitys: what the page says equals an independent count, its charts equal their tables, its player the board of each day."""

import re
from collections.abc import Callable, Iterator
from datetime import date

import pandas as pd
import pytest
from sqlalchemy import Connection

from tests.support import plain_rule
from tests.support.stores import closing
from tilannekuva.exhibits import valmius
from tilannekuva.exhibits.ask import Ask
from tilannekuva.figures.player import runs
from tilannekuva.figures.readiness import readiness_chart, readiness_finding, track_charts
from tilannekuva.figures.stage_lines import known_tracks, stage_chart
from tilannekuva.read.board import progress_board
from tilannekuva.read.history import month_ends, readiness_over
from tilannekuva.read.reads import READS
from tilannekuva.readiness import NO_INFORMATION
from tilannekuva.store.engine import Store
from tilannekuva.view import View

TODAY = date(2026, 11, 22)
Asking = Callable[..., Ask]


@pytest.fixture
def db(real_store: str) -> Iterator[Connection]:
    """A connection to the real data."""
    with closing(Store(real_store)) as store, store.connect() as opened:
        yield opened


@pytest.fixture
def asking(db: Connection) -> Asking:
    """A function that gives what a page has: `asking(on=…, regions=("21",), own={"tieto": "nyt"})`."""

    def ask(own: dict[str, str] | None = None, **chosen: object) -> Ask:
        view = View(**{"today": TODAY, "on": TODAY, "known": TODAY, **chosen})
        return Ask(lambda name, *asked: READS[name](db, *asked), view, own or {})

    return ask


def counted(on: date, known: date) -> tuple[float, int, int]:
    """Return readiness, cells known and cells alive, by the rule in plain Python over the files."""
    by_id = {one["claim_id"]: one for one in plain_rule.claims()}
    weights = {row["workstream_code"]: int(row["weight"]) for row in plain_rule.rows("reference/workstreams.csv")}
    board = plain_rule.board(on, known)
    gained = possible = 0
    for (_, track), claim_id in board.items():
        rank = plain_rule.steps()[track, by_id[claim_id]["step_code"]]["stage_rank"] if claim_id else ""
        if rank:
            gained, possible = gained + weights[track] * int(rank), possible + weights[track] * 4
    return gained / possible, sum(claim_id is not None for claim_id in board.values()), len(board)


def words(element: object) -> str:
    """Return the text of an element tree."""
    return element if isinstance(element, str) else "".join(words(child) for child in element["c"])


def test_the_finding_is_the_independent_count(asking: Asking) -> None:
    """Readiness, share known and their change in a year, each with n, as counted from the files without the store."""
    found = valmius.past(asking())
    now = valmius.readiness_by_month(found).iloc[-1]
    said = words(readiness_finding(now, found.year_ago, found.same, found.scope, "fi")["c"][0])
    share, known, total = counted(TODAY, TODAY)
    earlier, earlier_known, earlier_total = counted(date(2025, 11, 22), date(2025, 11, 22))
    whole = [round(number * 100) for number in (share, known / total, earlier, earlier_known / earlier_total)]
    assert [int(number) for number in re.findall(r"[+−]?\d+", said.replace("−", "-"))] == [
        whole[0], whole[1], known, total, whole[0] - whole[2], whole[1] - whole[3], earlier_known, earlier_total,
    ]  # fmt: skip


@pytest.mark.parametrize(("tieto", "known"), [("silloin", date(2023, 6, 30)), ("nyt", TODAY)])
def test_a_month_is_as_known_then_or_as_known_now(asking: Asking, tieto: str, known: date) -> None:
    """June 2023 by the choice: readiness and the number known are those of the plain rule with that R."""
    series = valmius.readiness_by_month(valmius.past(asking({"tieto": tieto}))).set_index("on")
    june = series.loc[pd.Timestamp(2023, 6, 30)]
    share, cells, total = counted(date(2023, 6, 30), known)
    assert (round(june["share"], 9), june["known_cells"], june["alive_cells"]) == (round(share, 9), cells, total)


def test_no_month_is_known_later_than_r(asking: Asking) -> None:
    """Where R is chosen, months after it stand as known on R."""
    boards = valmius.past(asking(known=date(2021, 6, 30))).monthly
    assert boards["known"].max() == pd.Timestamp(2021, 6, 30)
    assert (boards["known"] <= boards["on"]).all()


def test_readiness_over_regions_is_one_sum_and_not_a_mean(asking: Asking) -> None:
    """The sums of single regions add up to the sum of the whole, weighted by what is known of each."""
    boards = valmius.past(asking(on=date(2023, 6, 30))).monthly
    whole, parts = readiness_over(boards).iloc[-1], readiness_over(boards[boards["on"] == pd.Timestamp(2023, 6, 30)], ["region_code"])
    ranked = boards[(boards["on"] == pd.Timestamp(2023, 6, 30)) & boards["stage_rank"].notna()]
    weight = ranked.groupby("region_code")["weight"].sum()
    shares = parts.set_index("region_code")["share"].reindex(weight.index)
    assert whole["share"] == pytest.approx(float((shares * weight).sum() / weight.sum()))
    assert parts["known_cells"].sum() == whole["known_cells"]
    assert shares.mean() != pytest.approx(whole["share"])


def test_the_chart_of_months_equals_its_table(asking: Asking) -> None:
    """Both lines carry the columns of the table twin, and each point opens what its row opens."""
    asked = asking(regions=("21", "90"))
    found = valmius.past(asked)
    chart = readiness_chart(valmius.readiness_by_month(found), valmius.marks(asked, found)[1], "light", "sv")
    for trace, column in zip(chart.figure.data, ("share", "known_share"), strict=True):
        assert_same_points(trace, chart.table.frame, column)


def test_the_panels_of_workstreams_equal_their_table(asking: Asking) -> None:
    """Two lines a workstream, known share and readiness, with the rows of that workstream."""
    asked = asking(collab_area="YTA5", own={"jako": "asioittain"})
    found = valmius.past(asked)
    names = valmius.track_names(asked)
    chart = track_charts(valmius.track_turns(found), names, valmius.marks(asked, found)[1], "dark", "fi")
    rows = chart.table.frame
    codes = [code for code in names.index if code in set(rows["workstream_code"])]
    for nth, code in enumerate(codes):
        mine = rows[rows["workstream_code"] == code]
        assert_same_points(chart.figure.data[2 * nth], mine, "known_share")
        assert_same_points(chart.figure.data[2 * nth + 1], mine, "share")
    assert len(chart.figure.data) == 2 * len(codes)


def assert_same_points(trace: object, rows: pd.DataFrame, column: str) -> None:
    """A line has the rows' days, values and presses; a point more only where it is drawn on before a gap."""
    drawn = dict(zip(trace.x, zip(trace.y, trace.customdata, strict=True), strict=True))
    assert len(drawn) == len(rows)
    for row in rows.itertuples():
        value, (press, _) = drawn[row.day_on]
        shown = getattr(row, column)
        assert (value is None and pd.isna(shown)) or value == shown
        assert press == row.press


def test_the_panels_of_stages_equal_their_table(asking: Asking) -> None:
    """A point a row in every panel, with the rank of its stage; a row opens the evidence of its day."""
    asked = asking(regions=("07",))
    found = valmius.past(asked)
    turns = valmius.stage_turns(asked, found, "07")
    chart = stage_chart(turns, found.ends, "Satakunta", valmius.marks(asked, found)[1], "light", "fi")
    told = set(known_tracks(turns))
    rows = chart.table.frame[chart.table.frame["workstream_code"].isin(told)]
    points = [trace for trace in chart.figure.data if trace.mode == "markers"]
    assert len(points) == len(told)
    assert [press for trace in points for press, _ in trace.customdata] == list(rows["press"])
    ranks = [None if pd.isna(rank) else int(rank) for trace in points for rank in trace.y]
    stages = zip(rows["stage"], rows["stage_rank"], strict=True)
    assert ranks == [None if stage == NO_INFORMATION else 0 if pd.isna(rank) else int(rank) for stage, rank in stages]


def test_the_player_holds_the_board_of_every_month(asking: Asking, db: Connection) -> None:
    """Decoded, the runs give the stage of each cell as `progress_board` has it, and nothing where no cell is."""
    asked = asking()
    found, stages = valmius.past(asked), list(asked.frame("stages", "fi")["stage"])
    regions, tracks = (list(asked.frame(name, "fi")[code]) for name, code in (("regions", "region_code"), ("workstreams", "workstream_code")))
    days = list(month_ends(READS["first_day"](db), TODAY))
    packed = runs(found.monthly, days, regions, tracks, stages)
    assert sum(map(len, packed)) < 5000
    for on in (days[0], days[40], date(2023, 12, 31), days[-1]):
        board = progress_board(db, on, on, "fi")
        told = {(row.region_code, row.workstream_code): row.stage for row in board.itertuples()}
        for nth, cell in enumerate(packed):
            place = regions[nth // len(tracks)], tracks[nth % len(tracks)]
            starts = [(int(day), sign) for sign, day in re.findall(r"([a-z-])(\d+)", cell)]
            sign = next(sign for day, sign in reversed(starts) if day <= days.index(on))
            assert (None if sign == "-" else stages[ord(sign) - ord("a")]) == told.get(place), (on, place)


def test_the_marked_milestones_stand_apart_and_in_the_table(asking: Asking) -> None:
    """Few, at least five months from each other, numbered in order; the table has all and the same numbers."""
    asked = asking()
    every, marked = valmius.marks(asked, valmius.past(asked))
    assert 3 <= len(marked) <= 8
    assert marked["valid_from_on"].diff().dropna().min() >= pd.Timedelta(days=150)
    table = valmius.milestones(asked).frame
    assert len(table) == len(every)
    assert list(table["number"].dropna()) == list(range(1, len(marked) + 1))


@pytest.mark.parametrize("chosen", [{"on": date(2018, 5, 1)}, {"regions": ("21",), "collab_area": "YTA1"}])
def test_the_tables_of_nothing_are_empty_and_no_fault(asking: Asking, chosen: dict[str, object]) -> None:
    """Before anything was followed, and where choices exclude each other, a file is empty and has its title."""
    for build in (valmius.readiness, valmius.by_workstream, valmius.stages_of_region):
        table = build(asking(**chosen))
        assert table.frame.empty
        assert table.title
    assert not valmius.milestones(asking(on=date(2018, 5, 1))).frame["number"].notna().any()
