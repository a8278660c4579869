"""The stages of a workstream over time: one row each time the deciding claim changes, the same on both engines."""

from collections.abc import Callable, Iterator
from datetime import date

import pandas as pd
import pytest
from sqlalchemy import Connection

from tests.store.test_acceptance import random_days
from tests.support.stores import closing
from tilannekuva.read.board import progress_board
from tilannekuva.read.evidence import cell_history
from tilannekuva.read.spells import stage_spells
from tilannekuva.store.engine import Store

TODAY = date(2026, 11, 22)


@pytest.fixture(params=["real_store", pytest.param("real_store_pg", marks=pytest.mark.postgres)])
def db(request: pytest.FixtureRequest) -> Iterator[Connection]:
    """A connection to the real data, on each engine in turn."""
    with closing(Store(request.getfixturevalue(request.param))) as store, store.connect() as opened:
        yield opened


def test_an_older_claim_takes_the_cell_back_when_the_newer_one_has_ceased_to_speak(store: Store, given: Callable[..., int | None]) -> None:
    """One claim speaks for the year and one for its June: the cell changes on 1.6. and again on 1.7.; region 19 has no spell."""
    given(
        region="region_code | name_fi | on_board\n21 | Lappi | yes\n19 | Pohjois-Pohjanmaa | yes",
        stage="stage | name_fi\nno_information | Ei tietoa\ndrafted | Luonnos\ndecided | Päätetty",
        workstream="workstream_code | cycle | valid_from\nmodel | none | 2021-07-01",
        step="workstream_code | step_code | step_order | stage\nmodel | drafted | 20 | drafted\nmodel | approved | 30 | decided",
        claim="""
            claim_id | scope | workstream_code | step_code | certainty | valid   | reported
            year     | 21    | model           | approved  | asserted  | 2022    | 2022-12-31
            june     | 21    | model           | drafted   | asserted  | 2022-06 | 2023-02-07
            told     | 21    | model           | drafted   | planned   | 2024-01 | 2023-05-10
        """,
    )
    with store.connect() as opened:
        spells = stage_spells(opened, "model", TODAY, TODAY, "fi")
        earlier = stage_spells(opened, "model", date(2022, 6, 15), TODAY, "fi")
    drawn = [(row.claim_id, str(row.from_on.date()), None if pd.isna(row.to_on) else str(row.to_on.date())) for row in spells.itertuples()]
    assert drawn == [
        ("year", "2022-01-01", "2022-06-01"), ("june", "2022-06-01", "2022-07-01"), ("year", "2022-07-01", "2023-05-10"),
        ("told", "2023-05-10", None),
    ]  # fmt: skip
    assert list(spells["region_code"].unique()) == ["21"]
    assert list(earlier["claim_id"]) == ["year", "june"]
    assert earlier["to_on"].isna().tolist() == [False, True]


def test_on_any_day_the_spells_say_what_the_board_says(db: Connection) -> None:
    """For 12 random V, as known on two R, of two workstreams: the spell that runs on the day is the claim that decides the board's cell."""
    for known in (TODAY, date(2023, 3, 1)):
        spells = {track: stage_spells(db, track, TODAY, known, "fi") for track in ("grant_model", "strategy")}
        for on, _ in random_days(12):
            board, day = progress_board(db, on, known, "fi"), pd.Timestamp(on)
            for track, turns in spells.items():
                mine = board[(board["workstream_code"] == track) & board["claim_id"].notna()]
                running = turns[(turns["from_on"] <= day) & ~(turns["to_on"] <= day)]
                if mine.empty:
                    continue
                assert dict(zip(mine["region_code"], mine["claim_id"], strict=True)) == dict(
                    zip(running["region_code"], running["claim_id"], strict=True)
                )


def test_the_history_of_a_cell_is_its_spells(db: Connection) -> None:
    """The evidence of a cell tells the same turns as the page over all regions."""
    spells = stage_spells(db, "grant_model", TODAY, TODAY, "sv")
    for code, mine in spells.groupby("region_code"):
        history = cell_history(db, str(code), "grant_model", TODAY, "sv")
        assert list(zip(history["from_on"], history["claim_id"], strict=True)) == list(zip(mine["from_on"], mine["claim_id"], strict=True))


@pytest.mark.postgres
def test_duckdb_and_postgresql_give_the_same_spells(real_store: str, real_store_pg: str) -> None:
    """Whole frames are equal for random (V, R)."""
    with closing(Store(real_store)) as one, closing(Store(real_store_pg)) as two, one.connect() as left, two.connect() as right:
        for on, known in [*random_days(6), (TODAY, TODAY)]:
            pd.testing.assert_frame_equal(stage_spells(left, "grant_model", on, known, "en"), stage_spells(right, "grant_model", on, known, "en"))
