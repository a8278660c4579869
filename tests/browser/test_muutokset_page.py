"""The page of changes in a real browser: its finding, what a press opens, the last visit, the copied text."""

import re
from collections.abc import Callable
from datetime import date, timedelta

from playwright.sync_api import Page, expect

from tests.support.browsing import goto_ready, wait_ready
from tests.support.servers import Server

NewPage = Callable[..., Page]
YEAR = "/muutokset?paiva=2026-11-24&tiedossa=2026-11-24&vertaa=2025-12-31"


def test_a_row_opens_the_evidence_of_its_day_and_a_total_its_list(server: Server, new_page: NewPage) -> None:
    """The region's name opens the claims; the count of unchanged cells to their list."""
    page = goto_ready(new_page(), server.url + YEAR)
    expect(page.locator("h2").first).to_contain_text("12 muutosta 31.12.2025 jälkeen")
    row = page.locator('table[data-key="muutokset"] tbody tr').filter(has_text="Järjestöyhteistyön rakenne")
    row.get_by_role("button").click()
    dialog = page.locator("dialog[open]")
    expect(dialog).to_contain_text("Pohjois-Pohjanmaa: Järjestöyhteistyön rakenne")
    expect(dialog).to_contain_text("25.2.2026")
    page.keyboard.press("Escape")
    page.locator('[data-open="unchanged"]').click()
    expect(page.locator('details[data-list="unchanged"]')).to_have_attribute("open", "")


def test_where_nothing_changed_the_last_change_is_one_press_away(server: Server, new_page: NewPage) -> None:
    """The page says the day, and the press takes it into the address."""
    page = goto_ready(new_page(), f"{server.url}/muutokset?paiva=2026-11-24&alue=08")
    expect(page.locator("h2").first).to_contain_text("Ei muutoksia 25.10.2026 jälkeen")
    page.locator('[data-press^="own:"]').click()
    expect(page.locator("h2").first).to_contain_text(re.compile("^1 muutos 8.2.2026 jälkeen"))
    expect(page).to_have_url(re.compile("vertaa=2026-02-08"))


def test_the_last_visit_is_kept_in_the_browser_and_compared_on_a_press(server: Server, new_page: NewPage) -> None:
    """A first visit offers nothing; a later one offers the day of the earlier, and the same day counts once."""
    page = goto_ready(new_page(), f"{server.url}/muutokset")
    line = page.locator("[data-visit]")
    expect(line).to_contain_text("Käyntipäivä jää vain selaimeesi")
    today = date.fromisoformat(line.get_attribute("data-visit-today") or "")
    before = today - timedelta(days=400)
    kept = page.evaluate("JSON.parse(localStorage.getItem('tilannekuva.visit.muutokset'))")
    assert kept == {"last": today.isoformat(), "before": None}
    page.evaluate("day => localStorage.setItem('tilannekuva.visit.muutokset', JSON.stringify({last: day}))", before.isoformat())
    for _ in range(2):
        page.reload()
        wait_ready(page)
        expect(line.get_by_role("button")).to_have_text(f"Näytä muutokset edellisen käyntisi jälkeen ({before.day}.{before.month}.{before.year})")
    line.get_by_role("button").click()
    expect(page.locator("h2").first).to_contain_text(f"{before.day}.{before.month}.{before.year} jälkeen")


def test_the_text_is_copied_in_its_own_language_and_the_page_says_so(server: Server, new_page: NewPage) -> None:
    """The brief in Swedish on a Finnish screen; the confirmation stands in a live region."""
    page = goto_ready(new_page(permissions=["clipboard-read", "clipboard-write"]), f"{server.url}{YEAR}&teksti=sv")
    page.get_by_role("button", name="Kopioi teksti").click()
    expect(page.locator('[role="status"]', has_text="Kopioitu leikepöydälle")).to_have_attribute("aria-live", "polite")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("12 ändringar efter 31.12.2025")
    assert "Norra Savolax" in copied
    assert "Källa: " in copied
