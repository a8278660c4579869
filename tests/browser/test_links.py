"""The address is the view: deep links, language, filters and days, on servers visited and not."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.support.browsing import goto_ready, wait_ready
from tests.support.servers import Server

NewPage = Callable[..., Page]


def test_a_first_visitors_deep_link_is_the_right_page_in_its_language(fresh_server: Server, new_page: NewPage) -> None:
    """On a server nobody has visited, /alue?alue=21&kieli=sv is Lapland's page in Swedish, with the menu."""
    page = goto_ready(new_page(), f"{fresh_server.url}/alue?alue=21&kieli=sv")
    expect(page.locator("h1")).to_have_text("Område")
    expect(page.get_by_role("heading", level=2)).to_contain_text("Lappland")
    expect(page.get_by_role("link", name="Läget")).to_be_visible()
    assert page.evaluate("document.documentElement.lang") == "sv"


def test_choices_survive_another_page_and_a_reload(server: Server, new_page: NewPage) -> None:
    """Region, day, language and workstream stay in the address from page to page, and after a reload."""
    page = goto_ready(new_page(), f"{server.url}/?kieli=sv&alue=21&alue=19&paiva=2023-06-30&asia=grant_model")
    expect(page.locator("table.board tbody tr")).to_have_count(2)
    page.get_by_role("link", name="Område").click()
    page.wait_for_url("**/alue?*")
    wait_ready(page)
    for part in ("kieli=sv", "alue=21", "paiva=2023-06-30", "asia=grant_model"):
        assert part in page.url
    expect(page.get_by_role("heading", level=2)).to_contain_text("Lappland")
    page.get_by_role("link", name="Läget").click()
    expect(page.locator("table.board tbody tr")).to_have_count(2)
    page.reload()
    wait_ready(page)
    expect(page.locator("table.board tbody tr")).to_have_count(2)
    expect(page.locator("caption").first).to_contain_text("30.6.2023")


def test_a_region_opened_from_the_board_leaves_the_boards_choice_of_regions(server: Server, new_page: NewPage) -> None:
    """The address of Alue names the region shown; the way back leads to the same rows, and the way there to the same region."""
    page = goto_ready(new_page(), server.url)
    page.locator('table.board [data-press="region:01"]').click()
    page.wait_for_url("**/alue?alue=01")
    expect(page.get_by_role("heading", level=2)).to_contain_text("Itä-Uusimaa")
    page.get_by_role("link", name="Tilanne").click()
    expect(page.locator("table.board tbody tr")).to_have_count(22)
    page.get_by_role("link", name="Alue", exact=True).click()
    page.wait_for_url("**/alue?alue=01")
    goto_ready(page, f"{server.url}/?alue=21&alue=19&alue=18")
    page.locator('table.board [data-press="region:19"]').click()
    page.wait_for_url("**/alue?alue=19")
    page.go_back()
    expect(page.locator("table.board tbody tr")).to_have_count(3)
    goto_ready(page, f"{server.url}/?yta=YTA5")
    rows = page.locator("table.board tbody tr").count()
    page.get_by_role("link", name="Alue", exact=True).click()
    page.wait_for_url("**/alue?alue=*")
    assert "yta" not in page.url
    page.get_by_role("link", name="Tilanne").click()
    page.wait_for_url("**/?yta=YTA5")
    expect(page.locator("table.board tbody tr")).to_have_count(rows)


def test_the_language_can_be_changed_and_the_page_says_so(server: Server, new_page: NewPage) -> None:
    """A press on Svenska or English changes the words, the address and the page's declared language."""
    page = goto_ready(new_page(), server.url)
    for word, language, heading in (("Svenska", "sv", "Läget"), ("English", "en", "Situation")):
        page.get_by_role("button", name=word, exact=True).first.click()
        page.wait_for_url(f"**kieli={language}*")
        expect(page.locator("h1")).to_have_text(heading)
        page.wait_for_function("wanted => document.documentElement.lang === wanted", arg=language)


def test_streamlits_own_words_are_in_the_readers_language(server: Server, new_page: NewPage) -> None:
    """Labels, the link past the menu and the news of a page that is none; another language takes their place at once."""
    page = goto_ready(new_page(), f"{server.url}/kokouspaketti?kieli=sv")
    expect(page.get_by_label("Ta bort Läget")).to_have_count(1)
    expect(page.get_by_text("Gå till innehållet")).to_be_attached()
    page.get_by_role("button", name="Suomi", exact=True).first.click()
    expect(page.get_by_label("Poista Tilanne")).to_have_count(1)
    expect(page.get_by_text("Siirry sisältöön")).to_be_attached()
    goto_ready(page, f"{server.url}/nosuch")
    expect(page.get_by_text("Pyytämääsi sivua ei ole. Tässä on etusivu.")).to_be_visible()


def test_a_forged_address_is_passed_over_calmly(server: Server, new_page: NewPage) -> None:
    """Unknown regions, impossible days and foreign languages are as if they had not been given."""
    page = goto_ready(new_page(), f"{server.url}/?alue=99&paiva=2023-02-31&kieli=xx&asia=%27;drop")
    expect(page.locator("table.board tbody tr")).to_have_count(22)
    assert "alue=99" not in page.url
    assert "drop" not in page.url
