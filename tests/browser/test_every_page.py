"""Every page in a real browser, at both widths: it fits, it asks nobody else, axe finds nothing grave, its first view answers."""

from collections.abc import Callable
from itertools import product

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.support.browsing import goto_ready
from tests.support.servers import Server
from tilannekuva.shell.pages import PAGES
from tilannekuva.texts import text

NewPage = Callable[..., Page]
VIEWS = ((1440, 900, "fi", "light"), (390, 844, "sv", "light"), (1440, 900, "en", "dark"))
"""Width, height, language, theme: every language and theme, and both widths."""
FITS = "() => { const main = document.querySelector('[data-testid=stMain]'); return main.scrollWidth <= main.clientWidth; }"


def address(place: int) -> str:
    """Return the address of a page by its place in the menu."""
    return f"/{PAGES[place].address}" if place else "/"


@pytest.mark.parametrize(
    ("place", "view"), list(product(range(len(PAGES)), VIEWS)), ids=lambda one: PAGES[one].address if isinstance(one, int) else one[2]
)
def test_a_page_fits_answers_and_is_accessible(server: Server, new_page: NewPage, place: int, view: tuple[int, int, str, str]) -> None:
    """No sideways scrolling, a finding as the first heading, nothing serious or critical by axe; `new_page` counts other hosts."""
    width, height, language, scheme = view
    page = goto_ready(new_page(width=width, height=height, color_scheme=scheme), f"{server.url}{address(place)}?kieli={language}")
    expect(page.locator("h1")).to_have_text(text(PAGES[place].title_key, language))
    finding = page.locator("h2").first
    expect(finding).not_to_be_empty()
    assert page.evaluate(FITS), "the page scrolls sideways"
    found = [fault for fault in Axe().run(page).response["violations"] if fault["impact"] in ("serious", "critical")]
    assert [(fault["id"], [node["target"] for node in fault["nodes"]][:3]) for fault in found] == []
