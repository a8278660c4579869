"""A page that stays open while a load publishes: it says so by itself, and shows the new version when it is asked to."""

import re
import shutil
import time
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from etl.run import load
from tests.conftest import ROOT
from tests.support.browsing import goto_ready
from tests.support.servers import Server, serve
from tests.support.stores import closing
from tilannekuva.store.engine import Store
from tilannekuva.texts import text

NewPage = Callable[..., Page]
LOOK_MS, LONGEST_SECONDS = 60_000, 60
VIEWS = ((1440, 900, "fi", "light"), (390, 844, "sv", "dark"))


@pytest.fixture
def store(real_store: str, tmp_path: Path) -> Path:
    """The real data in a store of the test's own."""
    return Path(shutil.copytree(real_store, tmp_path / "store"))


@pytest.fixture
def own_server(store: Path, tmp_path: Path) -> Iterator[Server]:
    """A server on that store."""
    with serve(ROOT, str(store), tmp_path) as running:
        yield running


def publish(store: Path, folder: Path) -> None:
    """Load the real data once more, with one title changed."""
    data = Path(shutil.copytree(ROOT / "data", folder / "data", ignore=shutil.ignore_patterns("store")))
    path = data / "claims" / "newsletters.csv"
    lines = path.read_text(encoding="utf-8").split("\n")
    cells = lines[1].split(",")
    cells[19] = "Otsikko"
    path.write_text("\n".join([lines[0], ",".join(cells), *lines[2:]]), encoding="utf-8")
    with closing(Store(str(store))) as opened:
        load(data, opened, datetime(2026, 11, 24, 9, tzinfo=UTC), date(2026, 11, 24))


def runs(server: Server) -> int:
    """Return how many runs of pages the server has made."""
    with urllib.request.urlopen(f"{server.url}/metrics", timeout=20) as answer:
        return int(re.findall(r"tilannekuva_runs_total (\d+)", answer.read().decode())[0])


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view[2])
def test_an_open_page_tells_of_a_newer_version_and_shows_it_when_asked(
    own_server: Server, store: Path, tmp_path: Path, new_page: NewPage, view: tuple[int, int, str, str]
) -> None:
    """1. A page is open with a choice. 2. A load publishes. 3. The next look tells, and nothing has run. 4. A key shows it, the choice stays."""
    width, height, language, scheme = view
    page = new_page(width=width, height=height, color_scheme=scheme)
    page.clock.install()
    goto_ready(page, f"{own_server.url}/?kieli={language}&alue=21&alue=20")
    before, address = runs(own_server), page.url
    news = page.get_by_role("status").filter(has_text=text("state.newer", language, n=2))
    page.clock.fast_forward(LOOK_MS)
    expect(page.get_by_text(text("view.generation", language, n=1)).first).to_be_visible()
    publish(store, tmp_path)
    end = time.monotonic() + LONGEST_SECONDS
    while not news.is_visible():
        assert time.monotonic() < end, "the page does not tell of the new version"
        page.clock.fast_forward(LOOK_MS)
        page.wait_for_timeout(500)
    assert runs(own_server) == before
    assert [fault["id"] for fault in Axe().run(page).response["violations"] if fault["impact"] in ("serious", "critical")] == []
    news.get_by_role("button", name=text("state.show_newer", language)).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text(text("view.generation", language, n=2)).first).to_be_visible()
    expect(news).to_be_hidden()
    assert (runs(own_server), page.url) == (before + 1, address)
    assert page.evaluate("document.activeElement.dataset.testid") == "stMain"
