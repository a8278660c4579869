"""The tables of Ohjausryhmät and Hyte-neuvottelut as files ask for them: by name, on any day."""

from datetime import date

import pytest

from tests.support.stores import closing
from tilannekuva.exhibits.ask import Ask
from tilannekuva.exhibits.registry import EXHIBITS
from tilannekuva.figures.table import cell_text
from tilannekuva.read.reads import READS
from tilannekuva.store.engine import Store
from tilannekuva.view import View

ROWS = {
    "ohjausryhmien_kokoukset": (0, 4), "ohjausryhmien_jarjestopaikat": (0, 5), "ohjausryhmien_kokousmaarat": (0, 2),
    "ohjausryhmien_asiat": (0, 8), "hyte_neuvottelut_vuosittain": (0, 88), "hyte_neuvottelujen_osapuolet": (0, 6),
}  # fmt: skip
"""How many rows each table has on a day before anything was followed, and in November 2026."""


@pytest.mark.parametrize("name", ROWS)
@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_a_table_can_be_asked_for_on_a_day_before_and_after(real_store: str, name: str, language: str) -> None:
    """It has its rows, its sources, and a word for every cell; before the time it is empty and no fault."""
    with closing(Store(real_store)) as store, store.connect() as db:
        for on, rows in zip((date(2019, 1, 1), date(2026, 11, 24)), ROWS[name], strict=True):
            table = EXHIBITS[name](Ask(lambda read, *asked: READS[read](db, *asked), View(today=on, language=language, on=on, known=on)))
            assert table.name == name
            assert len(table.frame) == rows
            assert {"source_id", "press"} <= set(table.frame.columns)
            assert all(isinstance(cell_text(row, column, language), str) for row in table.frame.to_dict("records") for column in table.columns)
