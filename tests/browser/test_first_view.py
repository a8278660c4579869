"""What the first view fetches: little, from the start, and no chart's library where there is no chart."""

from collections.abc import Callable

from playwright.sync_api import Page

from tests.support.browsing import count_bytes, goto_ready
from tests.support.servers import Server
from tests.unit.test_static_files import NAMES

MOST_BYTES = 1_200_000


def test_the_first_view_of_the_board_is_small(server: Server, new_page: Callable[..., Page]) -> None:
    """With an empty cache and no proxy, websocket and headers included; and Plotly is not fetched."""
    page, addresses = new_page(), []
    wire = count_bytes(page)
    page.on("request", lambda request: addresses.append(request.url))
    goto_ready(page, server.url)
    page.locator("h2").first.wait_for()
    page.wait_for_load_state("networkidle")
    assert 0 < sum(wire.values()) < MOST_BYTES
    assert not [address for address in addresses if "Plotly" in address]


def test_every_icon_of_our_font_is_drawn_as_one_sign(server: Server, page: Page) -> None:
    """A name that the font does not know would stand there letter by letter."""
    goto_ready(page, server.url)
    wide = page.evaluate(
        """async (names) => {
            await document.fonts.load("20px 'Material Symbols Rounded'");
            const pen = document.createElement("canvas").getContext("2d");
            pen.font = "20px 'Material Symbols Rounded'";
            return names.filter((name) => Math.abs(pen.measureText(name).width - 20) > 1);
        }""",
        NAMES,
    )
    assert wide == []
