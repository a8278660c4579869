"""Avustusmallit in a real browser: a bar and a row open their claim, the year stays in the address, the note stands above the sums."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.support.browsing import goto_ready, wait_ready
from tests.support.servers import Server

NewPage = Callable[..., Page]
DECEMBER = "/avustusmallit?paiva=2025-12-30&tiedossa=2025-12-30"


def test_the_finding_and_a_press_on_a_bar_open_who_says_so(server: Server, new_page: NewPage) -> None:
    """On 30.12.2025 two calls were open; the first bar of the model opens the sentence it stands on."""
    page = goto_ready(new_page(), server.url + DECEMBER)
    expect(page.locator("h2").first).to_contain_text("avoinna 2 alueella (yhteensä 22). Seuraava hakuaika päättyy 5.1.2026")
    bar = page.locator(".js-plotly-plot").first.locator(".barlayer .point path").first
    bar.scroll_into_view_if_needed()
    # Plotly hears the pointer on a sheet above its bars, so the place is pressed, not the bar.
    box = bar.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page.locator("dialog[open] blockquote").first).to_be_visible()


def test_a_row_opens_its_claim_and_the_moved_deadline_names_both_days(server: Server, new_page: NewPage) -> None:
    """Kanta-Häme moved its deadline from 14.12.2025 to 7.1.2026, 12.00; the old one is in the legend of the chart and in the table."""
    page = goto_ready(new_page(), server.url + DECEMBER)
    table = page.locator('table[data-key="avustushaut"]')
    expect(table).to_contain_text("Määräaika siirrettiin: aiemmin 14.12.2025, nyt 7.1.2026 klo 12.00")
    expect(page.locator(".legendtext", has_text="Aiempi määräaika")).to_have_count(1)
    table.locator('[data-press="claim:M0138a"]').click()
    expect(page.locator("dialog[open]")).to_contain_text("30.12.2025")


def test_the_year_is_kept_in_the_address_and_the_note_stands_above_the_sums(server: Server, new_page: NewPage) -> None:
    """Choosing a year changes calls and sums alike; a region without a sum is named, never 0."""
    page = goto_ready(new_page(), server.url + "/avustusmallit")
    page.get_by_role("radio", name="2024", exact=True).click()
    wait_ready(page)
    expect(page.locator("h3", has_text="Myönnetyt avustukset 2024: tieto 4 alueelta (yhteensä 22)")).to_be_visible()
    expect(page.locator("h3", has_text="Avustusvuosi 2024:")).to_be_visible()
    page.wait_for_url("**vuosi=2024**")
    note = page.get_by_text("Summat eivät ole suoraan vertailukelpoisia")
    sums = page.locator("h3", has_text="Myönnetyt avustukset 2024")
    assert (note.bounding_box() or {})["y"] < (sums.bounding_box() or {})["y"]
    expect(page.locator('[data-press="cell:10.grant_call"]').last).to_have_text("Kymenlaakso")
