"""The comparison page in a real browser: what a press opens, and the map with and without outlines."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from etl.__main__ import main as etl
from tests.conftest import ROOT
from tests.support.browsing import goto_ready
from tests.support.servers import Server, serve
from tests.support.shapes import squares, written

NewPage = Callable[..., Page]
SPOT = """(plot, press) => { const points = plot.data.at(-1), at = points.customdata.findIndex((own) => String(own) === press);
  const {xaxis, yaxis} = plot._fullLayout, box = plot.getBoundingClientRect();
  return [box.x + xaxis._offset + xaxis.d2p(points.x[at]), box.y + yaxis._offset + yaxis.d2p(points.y[at])]; }"""


def press(page: Page, place: int, what: str) -> None:
    """Press the point of a chart that opens *what*."""
    plot = page.locator(".js-plotly-plot").nth(place)
    plot.locator(".scatterlayer .trace").first.wait_for(state="attached")
    page.mouse.click(*plot.evaluate(SPOT, what))


def test_a_tile_and_a_dot_open_their_evidence(server: Server, new_page: NewPage) -> None:
    """Of a workstream, the cell's; the choice is in the address."""
    page = goto_ready(new_page(height=1800), f"{server.url}/vertailu?mittari=grant_model&alue=21")
    page.locator('.tile[data-press="cell:21.grant_model"]').click()
    expect(page.locator("dialog[open]")).to_contain_text("Lappi: Järjestöavustusmalli")
    page.keyboard.press("Escape")
    expect(page.locator("dialog[open]")).to_have_count(0)
    press(page, 0, "cell:20.grant_model")
    expect(page.locator("dialog[open]")).to_contain_text("Kainuu: Järjestöavustusmalli")


def test_without_outlines_the_page_says_how_to_bring_them_in_and_shows_tiles(server: Server, new_page: NewPage) -> None:
    """The region filter highlights and removes nothing."""
    page = goto_ready(new_page(), f"{server.url}/vertailu?nakyma=map&alue=21")
    expect(page.get_by_text("python -m etl geo")).to_be_visible()
    expect(page.locator(".tile")).to_have_count(22)
    expect(page.locator(".tile.chosen")).to_have_count(1)


@pytest.fixture
def mapped_server(tmp_path: Path) -> Iterator[Server]:
    """A server whose store has the outlines of squares."""
    store = str(tmp_path / "store")
    assert etl(["load", "--data", str(ROOT / "data"), "--store", store, "--json"]) == 0
    assert etl(["geo", str(written(tmp_path, squares())), "--store", store, "--json"]) == 0
    with serve(ROOT, store, tmp_path) as running:
        yield running


def test_a_region_on_the_map_opens_its_page(mapped_server: Server, new_page: NewPage) -> None:
    """Where readiness is compared; the attribution stands under the map."""
    page = goto_ready(new_page(height=1800), f"{mapped_server.url}/vertailu?nakyma=map")
    expect(page.get_by_text("Kartta: Tilastokeskus").first).to_be_attached()
    press(page, 1, "region:21")
    page.wait_for_url("**/alue?alue=21")
    expect(page.get_by_role("heading", level=2)).to_contain_text("Lappi")
