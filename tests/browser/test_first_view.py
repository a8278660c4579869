"""What the first view fetches: little, from the start, and no chart's library where there is no chart."""

from collections.abc import Callable

from playwright.sync_api import Page

from tests.support.browsing import goto_ready
from tests.support.servers import Server
from tests.unit.test_static_files import NAMES

MOST_BYTES = 1_200_000


def test_the_first_view_of_the_board_is_small(server: Server, new_page: Callable[..., Page]) -> None:
    """With an empty cache and no proxy, websocket and headers included; and Plotly is not fetched."""
    page, bytes_on_the_wire, addresses = new_page(), [], {}
    watch = page.context.new_cdp_session(page)
    watch.send("Network.enable")
    watch.on("Network.requestWillBeSent", lambda event: addresses.update({event["requestId"]: event["request"]["url"]}))
    watch.on("Network.loadingFinished", lambda event: bytes_on_the_wire.append(event["encodedDataLength"] if event["requestId"] in addresses else 0))
    watch.on("Network.webSocketFrameReceived", lambda event: bytes_on_the_wire.append(len(event["response"]["payloadData"]) * 3 // 4))
    goto_ready(page, server.url)
    page.locator("h2").first.wait_for()
    page.wait_for_load_state("networkidle")
    assert sum(bytes_on_the_wire) < MOST_BYTES
    assert not [address for address in addresses.values() if "Plotly" in address]


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
