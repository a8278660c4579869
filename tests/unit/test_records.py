"""Rows for drawing are the ones that pandas gives."""

import pandas as pd

from tilannekuva.figures.records import records, tracks_of


def test_rows_are_those_of_pandas() -> None:
    """Of every type that a read promises, with what is not known in each."""
    frame = pd.DataFrame(
        {
            "name": ["Åland", None],
            "known_on": pd.to_datetime(["2024-05-01", None]).astype("datetime64[s]"),
            "stage_rank": pd.array([4, None], dtype="Int8"),
            "stale": [True, False],
            "members": [12, 3],
            "share": [0.5, 2.0],
            "codes": [("01", "02"), ()],
        }
    )
    drawn, given = records(frame), frame.to_dict("records")
    assert [[repr(value) for value in row.values()] for row in drawn] == [[repr(value) for value in row.values()] for row in given]
    assert [list(row) for row in drawn] == [list(row) for row in given]
    assert records(frame.head(0)) == []


def test_each_workstream_stands_once_in_the_order_of_the_board() -> None:
    """Whatever the number of regions."""
    board = pd.DataFrame({"workstream_code": ["b", "a", "b"], "workstream": ["B", "A", "B"], "workstream_short": ["b.", "a.", "b."]})
    assert tracks_of(board) == [("b", "B", "b."), ("a", "A", "a.")]
