"""The menu of downloads and the meeting pack in a real browser: every entry gives what it says, and the file opens."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect
from pptx import Presentation

from tests.support.browsing import goto_ready
from tests.support.files import csv_rows, pdf_text, sheet_rows, web_page
from tests.support.servers import Server

NewPage = Callable[..., Page]


def downloaded(page: Page, entry: Locator) -> tuple[str, bytes]:
    """Press an entry and return the name and the bytes of what it gives."""
    with page.expect_download() as waiting:
        entry.click()
    return waiting.value.suggested_filename, Path(waiting.value.path()).read_bytes()


@pytest.mark.parametrize(("size", "exhibit"), [((1440, 900), "tilannetaulu"), ((390, 844), "vaiheet")])
def test_every_entry_of_the_menu_downloads_what_it_says(server: Server, new_page: NewPage, size: tuple[int, int], exhibit: str) -> None:
    """Pictures of the size they say, a deck, a workbook, two kinds of CSV; in another language where that is chosen."""
    page = goto_ready(new_page(width=size[0], height=size[1], accept_downloads=True), server.url)
    menu = page.locator(f'[data-menu="{exhibit}"]')
    menu.locator("summary").click()
    name, picture = downloaded(page, menu.locator('[data-picture="png-slide"]'))
    assert (name, Image.open(io.BytesIO(picture)).size) == (f"{exhibit}-dia.png", (1920, 1080))
    name, drawing = downloaded(page, menu.locator('[data-picture="svg"]'))
    assert (name, drawing[:4]) == (f"{exhibit}.svg", b"<svg")
    menu.locator('[data-file-language="sv"]').click()
    name, deck = downloaded(page, menu.locator('[data-file="pptx"]'))
    assert name.endswith("-sv.pptx")
    assert len(Presentation(io.BytesIO(deck)).slides) >= 1
    name, book = downloaded(page, menu.locator('[data-file="xlsx"]'))
    assert (name.endswith("-sv.xlsx"), "Om filen" in sheet_rows(book)) == (True, True)
    _, excel = downloaded(page, menu.locator('[data-file="excel.csv"]'))
    assert excel.startswith(b"\xef\xbb\xbf")
    _, plain = downloaded(page, menu.locator('[data-file="csv"]'))
    assert csv_rows(plain, ",")[0][-3:] == ["view_on", "view_known", "view_generation"]


def test_a_plotly_chart_gives_its_picture_too(server: Server, new_page: NewPage) -> None:
    """The drawing of the figure is in the picture, under its title."""
    page = goto_ready(new_page(accept_downloads=True), f"{server.url}/avustusmallit")
    page.locator(".js-plotly-plot .main-svg").first.wait_for()
    menu = page.locator('[data-menu="avustusmallit"]')
    menu.locator("summary").click()
    _, drawing = downloaded(page, menu.locator('[data-picture="svg"]'))
    assert "Itä-Uusimaa" in drawing.decode("utf-8")


def test_a_table_can_be_copied(server: Server, new_page: NewPage) -> None:
    """Its cells go to the clipboard, tab by tab, and the page says so."""
    page = new_page(permissions=["clipboard-read", "clipboard-write"])
    goto_ready(page, f"{server.url}/hyte")
    menu = page.locator('[data-menu="hyte_velvoite"]')
    menu.locator("summary").click()
    menu.locator('[data-copy-of="table"]').click()
    expect(menu.locator("[data-said]")).not_to_be_empty()
    assert "612/2021" in page.evaluate("navigator.clipboard.readText()")


@pytest.mark.parametrize("size", [(1440, 900), (390, 844)])
def test_the_meeting_pack_downloads_in_every_format(server: Server, new_page: NewPage, size: tuple[int, int]) -> None:
    """Slides, print, workbook and web page of one region, in Swedish, with the same finding."""
    page = goto_ready(new_page(width=size[0], height=size[1], accept_downloads=True), f"{server.url}/kokouspaketti?alue=21&kieli=sv")
    found = {}
    for ending in ("pptx", "pdf", "xlsx", "html"):
        name, content = downloaded(page, page.locator(f".st-key-pack_get_{ending} button"))
        assert name == f"kokouspaketti-lappland-{name.split('-lappland-')[1][:10]}-sv.{ending}"
        found[ending] = content
    title = Presentation(io.BytesIO(found["pptx"])).slides[0].shapes.title.text
    assert "Lappland" in pdf_text(found["pdf"])
    assert title in " ".join(str(cell) for row in next(iter(sheet_rows(found["xlsx"]).values())) for cell in row)
    assert all(address.startswith(("https://", "http://")) for address in web_page(found["html"]).addresses)
    assert title in found["html"].decode("utf-8")
