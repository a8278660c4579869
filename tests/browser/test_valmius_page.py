"""Valmiusasteen kehitys in the browser: the board steps through time by keyboard and by itself, without asking the server."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.support.browsing import goto_ready
from tests.support.servers import Server

NewPage = Callable[..., Page]


def test_arrow_keys_step_through_the_months_and_a_cell_opens_the_evidence_of_its_day(server: Server, new_page: NewPage) -> None:
    """Back from 1 July 2023 to June: the month is named, and Helsinki's model is told as of 30.6.2023."""
    page = goto_ready(new_page(), f"{server.url}/valmius?paiva=2023-07-01&alue=90")
    month = page.locator("[data-month]")
    expect(month).to_have_attribute("aria-valuetext", "heinäkuu 2023 (1.7.2023)")
    month.focus()
    page.keyboard.press("ArrowLeft")
    expect(month).to_have_attribute("aria-valuetext", "kesäkuu 2023")
    cell = page.locator('.player [data-press="cell:90.grant_model@2023-06-30@2023-06-30"]')
    stage = cell.get_attribute("aria-label").rpartition(": ")[2]
    cell.click()
    dialog = page.locator("dialog[open]")
    expect(dialog).to_contain_text(f"Vaihe 30.6.2023, tiedot sellaisina kuin ne tunnettiin 30.6.2023: {stage}")
    page.keyboard.press("Escape")
    expect(month).to_have_attribute("aria-valuetext", "kesäkuu 2023")


def test_the_board_plays_without_asking_the_server(server: Server, new_page: NewPage) -> None:
    """It stands still until Play is pressed, then goes on by itself with nothing sent, and stops."""
    page, sent = new_page(), []
    page.on("websocket", lambda socket: socket.on("framesent", lambda _: sent.append(1)))
    goto_ready(page, f"{server.url}/valmius?alue=21")
    month, play = page.locator("[data-month]"), page.locator("[data-play]")
    expect(month).to_have_js_property("value", month.get_attribute("max"))
    page.wait_for_timeout(1000)
    before = len(sent)
    play.click()
    expect(play).to_have_text("Pysäytä")
    expect(month).to_have_js_property("value", "2")
    play.click()
    expect(play).to_have_text("Toista")
    assert len(sent) == before


def test_a_point_of_the_line_opens_the_board_of_its_day(server: Server, new_page: NewPage) -> None:
    """A press on a month leads to the board of that day, as known that day, with the same regions."""
    page = goto_ready(new_page(), f"{server.url}/valmius?alue=21")
    plot = page.locator(".js-plotly-plot").first
    plot.scroll_into_view_if_needed()
    x, y = plot.evaluate(
        """(graph) => { const { xaxis, yaxis } = graph._fullLayout, [line] = graph.data, box = graph.getBoundingClientRect();
        const nth = line.x.findIndex((day) => day.startsWith("2023-06-30"));
        return [box.left + xaxis._offset + xaxis.d2p(line.x[nth]), box.top + yaxis._offset + yaxis.d2p(line.y[nth])]; }"""
    )
    page.mouse.click(x, y)
    expect(page).to_have_url(re.compile(r"/\?(?=.*paiva=2023-06-30)(?=.*tiedossa=2023-06-30)(?=.*alue=21)"))
    expect(page.locator("table.board caption")).to_contain_text("30.6.2023")
