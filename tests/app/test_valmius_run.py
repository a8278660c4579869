"""Valmiusasteen kehitys with choices at the edge: before anything was followed, where choices exclude each other, and by workstream."""

import pytest
from streamlit.testing.v1 import AppTest

from tests.app.test_pages_run import NAVIGATION, RUN_SECONDS
from tilannekuva.shell.pages import FOLDER


@pytest.mark.parametrize(
    ("address", "charts"),
    [
        ({}, 2),
        ({"paiva": "2018-05-01"}, 0),
        ({"alue": "21", "yta": "YTA1"}, 0),
        ({"paiva": "2019-01-15"}, 1),
        ({"jako": "asioittain", "tieto": "nyt", "kohde": "90"}, 2),
        ({"kohde": "21", "asia": "recruitment"}, 1),
    ],
)
def test_every_choice_gives_a_page(address: dict[str, str], charts: int, real_store: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """No fault, and a chart wherever there is something to draw: nothing is known of recruitment in Lappi, so its stages have none."""
    monkeypatch.setenv("TILANNEKUVA_STORE", real_store)
    app = AppTest.from_file(str(NAVIGATION), default_timeout=RUN_SECONDS)
    app.run()
    for name, value in address.items():
        app.query_params[name] = value
    app.switch_page(str(FOLDER / "valmius.py")).run()
    assert not app.exception
    assert [fault.value for fault in app.error] == []
    assert len(app.get("plotly_chart")) == charts
