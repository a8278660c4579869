"""Steering groups and hyte negotiations in a real browser: what a press opens, and the year chosen on a phone."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.support.browsing import goto_ready
from tests.support.servers import Server

NewPage = Callable[..., Page]


def test_a_dot_and_a_row_of_the_strip_open_their_claim(server: Server, new_page: NewPage) -> None:
    """The meeting of Satakunta, by its dot and by its row in the twin."""
    page = goto_ready(new_page(), f"{server.url}/ohjausryhmat")
    dot = page.locator(".scatterlayer .trace").first.locator("path.point").last
    dot.scroll_into_view_if_needed()
    # Plotly's own layer lies over the dots and finds the nearest.
    place = dot.bounding_box()
    assert place is not None
    page.mouse.click(place["x"] + place["width"] / 2, place["y"] + place["height"] / 2)
    dialog = page.locator("dialog[open]")
    expect(dialog).to_contain_text("kokoontui viimeisen kerran torstaina 17. helmikuuta")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    page.get_by_text("Samat tiedot taulukkona").click()
    page.locator('[data-press="claim:S0-045"]').first.click()
    expect(page.locator("dialog[open]")).to_contain_text("kick off -tilaisuuden 19.1.2021")


def test_a_tile_opens_the_claims_of_its_year_alone(server: Server, new_page: NewPage) -> None:
    """Kanta-Häme 2023 opens its sentence; 2025 of the same region says that nobody tells."""
    page = goto_ready(new_page(), f"{server.url}/hyte")
    page.locator('[data-press="cell:07.hyte_negotiation.2023"]').first.click()
    dialog = page.locator("dialog[open]")
    expect(dialog.locator("h2")).to_have_text("Kanta-Häme: Hyte-neuvottelu 2023")
    expect(dialog.locator("blockquote").first).to_contain_text("ensimmäisen lakisääteisen hyte-kuntakokouksen")
    page.keyboard.press("Escape")
    page.locator('[data-press="cell:07.hyte_negotiation.2025"]').first.click()
    expect(page.locator("dialog[open]")).to_contain_text("Yksikään lähde ei kerro tästä asiasta")


def test_on_a_phone_the_year_of_the_day_is_chosen_first(server: Server, new_page: NewPage) -> None:
    """One year is shown at a time, that of the day first; another is a press away."""
    page = goto_ready(new_page(width=390, height=844), f"{server.url}/hyte?paiva=2024-06-01")
    expect(page.locator('[data-pick][aria-pressed="true"]')).to_have_text("2024")
    page.locator("[data-pick]").first.click()
    expect(page.locator('[data-press="cell:07.hyte_negotiation.2023"]').first).to_be_visible()
    expect(page.locator('[data-press="cell:07.hyte_negotiation.2024"]').first).to_be_hidden()
