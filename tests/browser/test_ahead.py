"""The board stands there before any script has run, in the very place where the live one comes."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import ROOT
from tests.support.browsing import READY, goto_ready
from tests.support.servers import Server, serve
from tilannekuva.texts import text

NewPage = Callable[..., Page]
FRAME = "#ahead"
NEAR_PX, HIGH_PX = 1, 500
PLACES = """(frame) => {
  const within = frame ? [document.getElementById("ahead").contentDocument]
    : [document, ...[...document.querySelectorAll("*")].filter((one) => one.shadowRoot).map((one) => one.shadowRoot)];
  const all = (selector) => within.flatMap((root) => [...root.querySelectorAll(selector)]).filter((one) => one.checkVisibility());
  const place = (one) => { const { x, y, width, height } = one.getBoundingClientRect(); return [x, y, width, height]; };
  return Object.fromEntries(["h1", "h2", "nav a", ".kpis li", ".board thead th", ".board tbody tr", ".board td button"]
    .map((selector) => [selector, all(selector).filter((one) => one.getBoundingClientRect().x >= 0).map(place)]));
}"""
VIEWS = [(1440, "fi", "light"), (1440, "sv", "dark"), (900, "en", "light"), (700, "fi", "dark"), (390, "fi", "light"), (390, "sv", "dark")]


def without_scripts(page: Page, url: str) -> Page:
    """Open an address as it is before Streamlit's script has come."""
    page.route("**/static/js/index*", lambda route: route.abort())
    page.goto(url)
    page.frame_locator(FRAME).locator("h2").wait_for()
    page.wait_for_function("() => document.getElementById('ahead').contentDocument.fonts.status === 'loaded'")
    return page


def far(before: dict[str, Any], after: dict[str, Any]) -> list[tuple[str, Any, Any]]:
    """Return the parts that are in one view but not at the same place in the other."""
    pairs = [(name, one, other) for name in before for one, other in zip(before[name], after[name], strict=True)]
    return [pair for pair in pairs if any(abs(a - b) > NEAR_PX for a, b in zip(pair[1], pair[2], strict=True))]


@pytest.mark.parametrize("address", ["/?", "/hyte?", "/alue?alue=18&", "/?paiva=2025-03-01&alue=21&alue=19&", "/tietoja?"])
@pytest.mark.parametrize("view", VIEWS, ids=str)
def test_nothing_moves_when_the_live_page_takes_the_place(server: Server, new_page: NewPage, address: str, view: tuple[int, str, str]) -> None:
    """On every width with a layout of its own, in each language, in both themes; what lies in the first screen is in both."""
    width, language, scheme = view
    url = f"{server.url}{address}kieli={language}"
    live = goto_ready(new_page(width=width, color_scheme=scheme), url)
    live.locator("h2").first.wait_for()
    before = without_scripts(new_page(width=width, color_scheme=scheme), url).evaluate(PLACES, True)
    after = live.evaluate(PLACES, False)
    assert {name for name in after if before[name]} >= {name for name in after if any(y < HIGH_PX for _, y, *_ in after[name])} >= {"h1", "h2"}
    assert far(before, {name: places[: len(before[name])] for name, places in after.items()}) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_has_the_colours_of_the_theme(server: Server, new_page: NewPage, scheme: str) -> None:
    """No script has told it which theme the reader has."""
    colours = "() => { const { color, backgroundColor } = getComputedStyle(%s); return [color, backgroundColor]; }"
    live = goto_ready(new_page(color_scheme=scheme), server.url).evaluate(colours % "document.body")
    ahead = without_scripts(new_page(color_scheme=scheme), server.url)
    assert ahead.evaluate(colours % "document.getElementById('ahead').contentDocument.body") == live


def test_nobody_lands_in_it_by_keyboard(server: Server, new_page: NewPage) -> None:
    """Nor by screen reader: both meet one page, the live one."""
    page = without_scripts(new_page(), server.url)
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.tagName") == "BODY"
    assert page.locator(FRAME).get_attribute("aria-hidden") == "true"


def test_it_stands_above_the_page_that_comes_to_life_and_goes_when_that_is_drawn(server: Server, new_page: NewPage) -> None:
    """Its menu would else vanish behind the empty one, and a press go to what nobody sees."""
    page, held = new_page(), []
    page.route("**/osat/*", lambda route: held.append(route))
    page.goto(server.url)
    page.get_by_test_id("stSidebar").wait_for()
    for x, y in ((100, 130), (1300, 65), (700, 150)):
        assert page.evaluate("([x, y]) => document.elementFromPoint(x, y).id", [x, y]) == "ahead"
    page.mouse.click(1300, 65)
    for route in held:
        route.continue_()
    page.wait_for_selector(READY, state="attached")
    assert page.locator(FRAME).count() == 0
    assert (page.locator(".board").count(), page.url) == (1, f"{server.url}/")


def test_it_says_so_where_the_page_does_not_come_to_life(server: Server, new_page: NewPage) -> None:
    """After some seconds, by style alone: what would tell it otherwise has not come."""
    page = without_scripts(new_page(), server.url)
    words = page.frame_locator(FRAME).get_by_text(text("state.not_alive", "fi"))
    expect(words).to_be_hidden()
    expect(words).to_be_visible()


@pytest.fixture
def own_server(real_store: str, tmp_path: Path) -> Iterator[Server]:
    """A server on a store of the test's own."""
    with serve(ROOT, shutil.copytree(real_store, tmp_path / "store"), tmp_path) as running:
        yield running


def test_a_fault_is_told_in_its_place(own_server: Server, new_page: NewPage, tmp_path: Path) -> None:
    """The board that was shown last would else hide that there is none now."""
    without_scripts(new_page(), own_server.url)
    for file in (tmp_path / "store").iterdir():
        file.unlink() if file.is_file() else shutil.rmtree(file)
    page = goto_ready(new_page(), own_server.url)
    expect(page.get_by_test_id("stAlert")).to_be_visible()
    expect(page.locator(FRAME)).to_be_hidden()
