"""Each room of the product imports only what the table of the architecture allows; no step reaches back."""

from pathlib import Path

import pytest

from tests.support.rooms import ROOMS, room_of, strangers
from tests.support.sources import product_files, relative


@pytest.mark.parametrize("path", product_files(), ids=relative)
def test_a_file_imports_only_what_its_room_may(path: Path) -> None:
    """The table is executed on every file of the product."""
    assert strangers(relative(path), path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("tilannekuva/readiness.py", "import pandas"),
        ("tilannekuva/dates.py", "from tilannekuva.store import tables"),
        ("tilannekuva/store/engine.py", "import pandas as pd"),
        ("tilannekuva/store/engine.py", "from tilannekuva.read import board"),
        ("tilannekuva/store/engine.py", "from ..read import board"),
        ("tilannekuva/read/board.py", "import plotly.graph_objects as go"),
        ("tilannekuva/read/board.py", "def later():\n    import streamlit"),
        ("tilannekuva/figures/board.py", "from sqlalchemy import select"),
        ("tilannekuva/figures/board.py", "from tilannekuva.read.board import progress_board"),
        ("tilannekuva/exports/slides.py", "import streamlit as st"),
        ("tilannekuva/shell/show.py", "from etl.validate import RULES"),
        ("tilannekuva/shell/show.py", "import sqlalchemy"),
        ("pages/alue.py", "import plotly.express"),
        ("pages/alue.py", "from tilannekuva.store.engine import open_store"),
        ("dashboard.py", "from sqlalchemy import select"),
        ("etl/run.py", "from tilannekuva.read import board"),
        ("etl/run.py", "import tilannekuva.shell"),
        ("tilannekuva/new_thing.py", "import json"),
    ],
)
def test_the_check_finds_a_stranger(path: str, code: str) -> None:
    """A check that finds nothing anywhere would pass for ever."""
    assert strangers(path, code) != []


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("tilannekuva/read/board.py", "from tilannekuva.store.tables import claim\nimport pandas as pd\nimport json"),
        ("tilannekuva/read/board.py", "from .cells import standing_claims"),
        ("tilannekuva/shell/show.py", "from etl.run import load\nfrom etl import run\nimport streamlit"),
        ("pages/alue.py", "from tilannekuva import read\nfrom tilannekuva.shell import page"),
        ("etl/run.py", "from etl.validate import RULES\nfrom tilannekuva import texts"),
    ],
)
def test_the_check_lets_neighbours_pass(path: str, code: str) -> None:
    """Packages by name, relative imports and `from package import module` all count as what they are."""
    assert strangers(path, code) == []


def test_every_place_leads_to_its_own_room() -> None:
    """No place of the table hides behind another one."""
    for room in ROOMS:
        for place in room.places:
            assert room_of(f"{place}x.py" if place.endswith("/") else place) == room
