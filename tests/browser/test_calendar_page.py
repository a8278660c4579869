"""Aikajana in a real browser: a press on the timeline, the months, and the ways to the calendar."""

from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.support.browsing import goto_ready, wait_ready
from tests.support.servers import Server

NewPage = Callable[..., Page]
DAY = "paiva=2025-11-20"


def press(page: Page, mark: Locator, words: str) -> None:
    """Press where a mark is, once Plotly tells its *words*: it lays a surface of its own over its marks, and looks for them on a move."""
    mark.scroll_into_view_if_needed()
    box = mark.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=3)
    expect(page.locator(".hoverlayer .hovertext", has_text=words).first).to_be_visible()
    page.mouse.down()
    page.mouse.up()


def test_a_press_on_the_timeline_opens_the_claim(server: Server, new_page: NewPage) -> None:
    """A bar of Lapland opens its sentence; a star the national milestone."""
    page = goto_ready(new_page(), f"{server.url}/aikajana?{DAY}&alue=21&asia=grant_call")
    press(page, page.locator(".js-plotly-plot .bars .point path").last, "Lappi")
    expect(page.locator("dialog[open] blockquote").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("dialog[open]")).to_have_count(0)
    press(page, page.locator(".js-plotly-plot .scatterlayer .trace").last.locator(".points path").last, "2026")
    expect(page.locator("dialog[open] h2")).to_have_text("Valtakunnallinen")


def test_the_months_go_on_and_back_and_stay_in_the_address(server: Server, new_page: NewPage) -> None:
    """Next, previous; a reload shows the same month; Monday comes first."""
    page = goto_ready(new_page(), f"{server.url}/aikajana?nakyma=kuukausi&{DAY}")
    table = page.locator("table.month-grid")
    expect(table.locator("thead th").nth(1)).to_have_text("ma")
    expect(table.locator("tbody th").first).to_have_text("44")
    page.get_by_role("button", name="joulukuu 2025 ›").click()
    page.wait_for_url("**kuukausi=2025-12*")
    wait_ready(page)
    page.reload()
    wait_ready(page)
    expect(table.locator("caption")).to_contain_text("Joulukuu 2025")
    page.get_by_role("button", name="‹ marraskuu 2025").click()
    expect(table.locator("caption")).to_contain_text("Marraskuu 2025")
    table.locator("button.entry").first.click()
    expect(page.locator("dialog[open] blockquote").first).to_be_visible()


def test_the_calendar_of_what_is_chosen_can_be_taken_along(server: Server, new_page: NewPage) -> None:
    """Subscribe by webcal, download by a plain link, both to the regions and workstreams chosen, in the language."""
    page = goto_ready(new_page(), f"{server.url}/aikajana?alue=21&alue=19&asia=grant_call&kieli=sv")
    path = "/kalenteri/19,21/grant_call.ics?kieli=sv"
    download = page.get_by_role("link", name="Ladda ner kalenderfilen")
    expect(download).to_have_attribute("href", path)
    expect(page.get_by_role("link", name="Prenumerera")).to_have_attribute("href", f"webcal://{server.url.partition('://')[2]}{path}")
    with page.expect_download() as taken:
        download.click()
    assert taken.value.suggested_filename == "19-21-grant_call-sv.ics"
