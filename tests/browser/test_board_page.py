"""The board and the region page in a real browser: keyboard, evidence, sorting, both widths, accessibility, no outside request."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.support.browsing import goto_ready
from tests.support.servers import Server

MEASURES = ((1440, "[data-testid=stMainBlockContainer]", "padding-left", "32px"), (390, "[data-testid=stMain] h1", "font-size", "28px"))
NewPage = Callable[..., Page]
FOCUS = """() => { let at = document.activeElement;
  while (at && at.shadowRoot && at.shadowRoot.activeElement) at = at.shadowRoot.activeElement;
  return at ? at.dataset.press || at.tagName : null; }"""


def drop_topic(page: Page, code: str) -> None:
    """Take a topic out of the filter."""
    choice = page.locator("[data-choice=more]")
    if choice.get_attribute("open") is None:
        choice.locator("summary").click()
    choice.locator(f"input[name=asia][value={code}]").uncheck()


def test_keyboard_alone_opens_a_cells_evidence_and_comes_back(server: Server, new_page: NewPage) -> None:
    """Enter on a cell opens its quote, source and days; Escape closes them, and focus is on the cell again."""
    page = goto_ready(new_page(), server.url)
    cell = page.locator('table.board [data-press="cell:21.grant_model"]')
    cell.focus()
    page.keyboard.press("Enter")
    dialog = page.locator("dialog[open]")
    expect(dialog.locator("blockquote").first).to_contain_text("hyväksyttiin hyvinvointi- ja yhdyspintalautakunnassa")
    expect(dialog.get_by_role("link").first).to_have_attribute("href", "https://lapha.fi/tietoameista/jarjestoavustukset")
    expect(dialog).to_contain_text("30.11.2023")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    assert page.evaluate(FOCUS) == "cell:21.grant_model"


def test_a_cell_without_information_says_that_nobody_tells(server: Server, new_page: NewPage) -> None:
    """No information opens too, and is not told as not begun."""
    page = goto_ready(new_page(), server.url)
    page.locator('table.board [data-press="cell:21.service_path"]').click()
    expect(page.locator("dialog[open]")).to_contain_text("Se ei tarkoita, ettei työtä ole aloitettu")


def test_the_board_sorts_by_a_column_and_says_so(server: Server, new_page: NewPage) -> None:
    """The head of a column sorts up, down and back, and aria-sort tells it."""
    page = goto_ready(new_page(), server.url)
    head = page.locator("table.board thead th").first
    first = page.locator("table.board tbody th").first
    head.get_by_role("button").click()
    expect(head).to_have_attribute("aria-sort", "ascending")
    expect(first).to_have_text("Etelä-Karjala")
    head.get_by_role("button").click()
    expect(first).to_have_text("Varsinais-Suomi")
    head.get_by_role("button").click()
    expect(first).to_have_text("Itä-Uusimaa")


def test_a_sort_ends_with_its_column_and_a_column_kept_stays_sorted(server: Server, new_page: NewPage) -> None:
    """A filter of topics moves columns and takes them away: the board is drawn all the same; the first press puts the furthest on top."""
    page = goto_ready(new_page(), f"{server.url}/?asia=cooperation_structure&asia=participation_programme&asia=grant_model")
    head = page.locator("table.board thead [data-column=participation_programme]")
    head.get_by_role("button").click()
    expect(head).to_have_attribute("aria-sort", "descending")
    stages = page.locator("table.board tbody td:last-child").evaluate_all("cells => cells.map((cell) => cell.dataset.value)")
    assert stages == sorted(stages, reverse=True)
    assert stages[0] > stages[-1]
    drop_topic(page, "grant_model")
    expect(page.locator("table.board thead th")).to_have_count(3)
    expect(head).to_have_attribute("aria-sort", "descending")
    drop_topic(page, "participation_programme")
    expect(page.locator("table.board thead th")).to_have_count(2)
    expect(page.locator("table.board tbody tr")).to_have_count(22)


def test_on_a_phone_a_picked_topic_that_is_filtered_away_gives_way_to_the_first(server: Server, new_page: NewPage) -> None:
    """One column is shown and one button pressed, whatever is left; its head sorts."""
    page = goto_ready(new_page(width=390, height=844), f"{server.url}/?asia=grant_model&asia=hyte_negotiation")
    page.locator("[data-pick=hyte_negotiation]:visible").click()
    expect(page.locator("table.board tbody td:visible")).to_have_count(22)
    drop_topic(page, "hyte_negotiation")
    expect(page.locator("[data-pick]:visible")).to_have_count(1)
    expect(page.locator('[data-pick][aria-pressed="true"]:visible')).to_have_count(1)
    expect(page.locator("table.board tbody td:visible")).to_have_count(22)
    page.keyboard.press("Escape")
    head = page.locator("table.board thead th:visible").last
    head.get_by_role("button").click()
    expect(head).to_have_attribute("aria-sort", "descending")


def test_the_keyboard_can_pass_the_board(server: Server, new_page: NewPage) -> None:
    """One press leads past its 220 cells."""
    page = goto_ready(new_page(), server.url)
    page.get_by_role("button", name="Ohita taulukko").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUS) == "SUMMARY"


@pytest.mark.parametrize("width", [1440, 390])
def test_one_choice_of_topic_drives_the_heading_and_the_tiles(server: Server, new_page: NewPage, width: int) -> None:
    """At both widths a press names the topic in the finding, in the tile grid and in the address, and focus stays on it."""
    page = goto_ready(new_page(width=width), server.url)
    page.locator("[data-pick=strategy]:visible").click()
    expect(page.get_by_role("heading", level=2)).to_contain_text("Hyvinvointialuestrategia")
    expect(page.locator("figcaption").first).to_contain_text("Hyvinvointialuestrategia")
    expect(page).to_have_url(f"{server.url}/?aihe=strategy")
    assert page.evaluate(FOCUS) == "own:aihe=strategy"


def test_the_board_is_a_table_with_heads_and_a_caption(server: Server, new_page: NewPage) -> None:
    """22 regions × 10 workstreams alive today, each row and column with its scope."""
    page = goto_ready(new_page(), server.url)
    board = page.locator("table.board")
    expect(board.locator("caption")).to_have_count(1)
    expect(board.locator('tbody th[scope="row"]')).to_have_count(22)
    expect(board.locator('thead th[scope="col"]')).to_have_count(11)
    expect(board.locator("tbody td button")).to_have_count(220)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_open_evidence_has_no_serious_accessibility_fault(server: Server, new_page: NewPage, scheme: str) -> None:
    """Nor with the evidence open, in both themes."""
    page = goto_ready(new_page(color_scheme=scheme), server.url)
    page.locator('table.board [data-press="cell:21.grant_model"]').click()
    page.locator("dialog[open]").wait_for()
    found = [fault for fault in Axe().run(page).response["violations"] if fault["impact"] in ("serious", "critical")]
    assert [(fault["id"], [node["target"] for node in fault["nodes"]][:3]) for fault in found] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_choices_made_have_no_serious_accessibility_fault(server: Server, new_page: NewPage, scheme: str) -> None:
    """Chosen regions and the chosen language are readable in both themes."""
    page = goto_ready(new_page(color_scheme=scheme), f"{server.url}/?kieli=sv&alue=21&alue=19")
    page.locator("h2").first.wait_for()
    found = [fault for fault in Axe().run(page).response["violations"] if fault["impact"] in ("serious", "critical")]
    assert [(fault["id"], [node["target"] for node in fault["nodes"]][:3]) for fault in found] == []


@pytest.mark.parametrize(("width", "selector", "style", "value"), MEASURES)
def test_our_measures_win_over_those_of_streamlit(server: Server, new_page: NewPage, width: int, selector: str, style: str, value: str) -> None:
    """The board has the width that it needs, and on a phone the name of the page is small."""
    page = goto_ready(new_page(width=width, height=900), server.url)
    found = page.locator(selector).first
    assert found.evaluate("(element, style) => getComputedStyle(element).getPropertyValue(style)", style) == value
