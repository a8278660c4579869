"""Tietoja in a real browser: the example leads to its claims, the parts unfold by keyboard, the open data come down."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.support.browsing import goto_ready
from tests.support.servers import Server


def test_the_example_is_the_figure_of_the_region_page(server: Server, new_page: Callable[..., Page]) -> None:
    """The share at the end of the sum stands in the finding of the region's own page, and a term opens its evidence."""
    page = goto_ready(new_page(), f"{server.url}/tietoja?alue=09&paiva=2026-11-22&tiedossa=2026-11-22")
    share = page.locator(".formula").last.inner_text().split("=")[1].strip()
    page.locator('[data-press="cell:09.grant_call"]').first.click()
    expect(page.locator("dialog[open] blockquote").first).to_be_visible()
    page = goto_ready(new_page(), f"{server.url}/alue?alue=09&paiva=2026-11-22&tiedossa=2026-11-22")
    expect(page.locator("h2").first).to_contain_text(share)


def test_parts_unfold_by_keyboard_and_a_table_of_open_data_comes_down(server: Server, new_page: Callable[..., Page]) -> None:
    """Enter on a heading opens it; the link gives the file with the page's own choices."""
    page = goto_ready(new_page(), f"{server.url}/tietoja?alue=21&kieli=sv")
    page.locator("summary", has_text="Öppna data").focus()
    page.keyboard.press("Enter")
    with page.expect_download() as coming:
        page.get_by_role("link", name="board.csv").click()
    told = coming.value.path().read_text(encoding="utf-8")
    assert told.splitlines()[1].startswith("21,Lappland,")
    assert len(told.splitlines()) == 11


def test_the_end_of_a_compound_stays_with_its_hyphen(server: Server, new_page: Callable[..., Page]) -> None:
    """However narrow its place; the words are the same to read, to find and to copy."""
    page = goto_ready(new_page(width=390), f"{server.url}/tietoja?paiva=2026-11-22&tiedossa=2026-11-22")
    name = page.get_by_role("button", name="Hyvinvointikertomus ja -suunnitelma", exact=True).first
    name.evaluate("button => button.style.width = '1px'")
    assert name.locator(".whole").evaluate("part => part.getClientRects().length") == 1
