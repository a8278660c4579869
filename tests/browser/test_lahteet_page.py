"""Lähteet ja laatu in a real browser: from a cell to its evidence, from a source to its claims and on to a claim."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.support.browsing import goto_ready, wait_ready
from tests.support.servers import Server

SOURCE = "lapha-2023-02-07-avustusluonnos"


def test_a_cell_of_the_matrix_opens_its_evidence(server: Server, new_page: Callable[..., Page]) -> None:
    """The evidence names file, row, load and the file's hash."""
    page = goto_ready(new_page(), f"{server.url}/lahteet")
    page.locator('[data-press="cell:21.grant_model"]').first.click()
    card = page.locator("dialog[open] .claim").first
    expect(card).to_contain_text("claims/public.csv, rivi 448")
    expect(card).to_contain_text("SHA-256")


def test_a_source_leads_to_its_claims_and_they_to_their_evidence(server: Server, new_page: Callable[..., Page]) -> None:
    """A press on a source puts it into the address, brings its claims into sight, and a claim opens."""
    page = goto_ready(new_page(), f"{server.url}/lahteet")
    page.locator(f'[data-press="own:lahde={SOURCE}"]').click()
    panel = page.locator(f'[data-arrive="{SOURCE}"]')
    expect(panel).to_be_in_viewport()
    wait_ready(page)
    assert f"lahde={SOURCE}" in page.url
    panel.locator('[data-press="claim:M0342"]').click()
    expect(page.locator("dialog[open] blockquote").first).to_contain_text("kesäkuussa 2022")


def test_a_source_in_the_address_is_shown(server: Server, new_page: Callable[..., Page]) -> None:
    """A link to a source shows its claims to whoever opens it, and an unknown one is passed over."""
    page = goto_ready(new_page(), f"{server.url}/lahteet?lahde={SOURCE}&kieli=sv")
    expect(page.locator(f'[data-arrive="{SOURCE}"] [data-press="claim:M0342"]')).to_be_visible()
    page = goto_ready(new_page(), f"{server.url}/lahteet?lahde=no-such")
    expect(page.locator("[data-arrive]")).to_have_count(0)


def test_what_only_a_screen_reader_hears_does_not_lengthen_the_page(server: Server, new_page: Callable[..., Page]) -> None:
    """The frame of 185 sources scrolls inside itself; the page ends at its foot."""
    page = goto_ready(new_page(), f"{server.url}/lahteet")
    page.locator(".foot").wait_for()
    main, foot = "document.querySelector('[data-testid=stMain]')", page.locator(".foot").bounding_box()
    assert foot is not None
    assert page.evaluate(f"{main}.scrollHeight - {main}.scrollTop") - foot["y"] - foot["height"] < 300
