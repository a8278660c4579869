"""The board over many days in one query: the same cells as the board of each day, on DuckDB and on PostgreSQL."""

from collections.abc import Callable, Iterator
from datetime import date

import pandas as pd
import pytest
from sqlalchemy import Connection

from tests.store.test_acceptance import random_days
from tests.support.stores import closing
from tilannekuva.read.board import progress_board
from tilannekuva.read.history import boards_over
from tilannekuva.store.engine import Store

COLUMNS = ["region_code", "workstream_code", "stage", "stage_rank", "step_code", "cycle", "claim_id", "source_id", "weight"]


@pytest.fixture(params=["real_store", pytest.param("real_store_pg", marks=pytest.mark.postgres)])
def db(request: pytest.FixtureRequest) -> Iterator[Connection]:
    """A connection to the real data, on each engine in turn."""
    with closing(Store(request.getfixturevalue(request.param))) as store, store.connect() as opened:
        yield opened


def test_every_one_of_many_boards_is_the_board_of_its_day(db: Connection) -> None:
    """For 30 random (V, R), asked at once: the cells, stages, cycles and deciding claims of `progress_board`."""
    pairs = random_days(30)
    many = boards_over(db, [on for on, _ in pairs], [known for _, known in pairs])
    for on, known in pairs:
        mine = many.loc[(many["on"] == pd.Timestamp(on)) & (many["known"] == pd.Timestamp(known)), COLUMNS].reset_index(drop=True)
        alone = progress_board(db, on, known, "fi")[COLUMNS].astype({"weight": "int64"})
        pd.testing.assert_frame_equal(mine, alone, check_column_type=False, obj=f"{on} {known}")
    assert len(many) == len(many.drop_duplicates(["on", "known", "region_code", "workstream_code"]))


@pytest.mark.postgres
def test_duckdb_and_postgresql_give_the_same_history(real_store: str, real_store_pg: str) -> None:
    """Whole frames are equal for random (V, R), and with R the same day."""
    pairs = random_days(15)
    days = [on for on, _ in pairs]
    with closing(Store(real_store)) as one, closing(Store(real_store_pg)) as two, one.connect() as left, two.connect() as right:
        for known in ([known for _, known in pairs], None, date(2026, 11, 22)):
            pd.testing.assert_frame_equal(boards_over(left, days, known), boards_over(right, days, known))


def test_as_it_looked_then_and_as_is_known_now(store: Store, given: Callable[..., int | None]) -> None:
    """Without R each day is as known on that day; with one R the past has what was told later."""
    given(
        region="region_code | name_fi | on_board\n21 | Lappi | yes",
        stage="stage | name_fi\nno_information | Ei tietoa\ndecided | Päätetty",
        workstream="workstream_code | cycle | weight | valid_from\nmodel | none | 3 | 2022-02-01",
        step="workstream_code | step_code | step_order | stage\nmodel | approved | 30 | decided",
        claim="""
            claim_id | scope | workstream_code | step_code | valid      | reported
            a        | 21    | model           | approved  | 2022-03-10 | 2022-05-10
        """,
    )
    days = [date(2022, month, 28) for month in (1, 3, 5)]
    with store.connect() as opened:
        then, now = boards_over(opened, days), boards_over(opened, days, date(2022, 12, 31))
        assert boards_over(opened, []).empty
    assert [(str(on)[:10], stage) for on, stage in zip(then["on"], then["stage"], strict=True)] == [
        ("2022-03-28", "no_information"), ("2022-05-28", "decided"),
    ]  # fmt: skip
    assert list(now["stage"]) == ["decided", "decided"]
    assert list(then["known"]) == list(then["on"])
