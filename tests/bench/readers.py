"""Readers without a browser: one opens the board and changes its choices, as its browser would, of ours or of Dash's.

What is drawn is looked at each time: an error page, a page without the board, and a board of other regions than asked
are faults, however fast they came. Static files are not fetched: a browser has them from its first visit.
"""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from http import HTTPStatus
from typing import Any, NamedTuple, Protocol
from urllib.parse import urlencode

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from tests.bench.protocol import Conversation, Drawn, drawn_in
from tests.bench.wire import Line

PATIENCE_SECONDS = 60
ALL_REGIONS = 22
FAILURES = (OSError, WebSocketException, asyncio.IncompleteReadError, TimeoutError, KeyError, ValueError)
"""How a reading fails without an answer; each is told as a fault of that reading."""


class Choice(NamedTuple):
    """What a reader chooses: a region by its code, or none for all; a day as yyyy-mm-dd, or none for today."""

    region: str | None = None
    day: str | None = None


class Look(NamedTuple):
    """One reading: when it was asked (seconds since 1970), how long until it was drawn, what was drawn, what was wrong, what was asked."""

    at: float
    seconds: float
    generation: int = 0
    claims: int = 0
    informed: int = 0
    fault: str = ""
    region: str = ""
    day: str = ""


class Reader(Protocol):
    """One person with the board open."""

    async def open(self) -> Look:
        """Open the board."""

    async def change(self, choice: Choice) -> Look:
        """Make a choice and wait for the board."""

    async def rest(self, choice: Choice) -> None:
        """Rest on a choice that is then not made."""

    async def close(self) -> None:
        """Leave."""


async def looked(work: Callable[[], Awaitable[Drawn]], choice: Choice) -> Look:
    """Time one reading and judge what was drawn."""
    asked = {"region": choice.region or "", "day": choice.day or ""}
    at, start = time.time(), time.perf_counter()
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            drawn = await work()
    except FAILURES as failure:
        return Look(at, time.perf_counter() - start, fault=f"{type(failure).__name__}: {failure}"[:200], **asked)
    seconds = time.perf_counter() - start
    return Look(at, seconds, drawn.generation, drawn.claims, drawn.informed, judged(drawn, choice), **asked)


def judged(drawn: Drawn, choice: Choice) -> str:
    """Return what is wrong with a board for this choice, or nothing."""
    if drawn.faults:
        return "; ".join(drawn.faults)
    if choice.region and drawn.regions != {choice.region}:
        return f"asked for region {choice.region}, drawn {', '.join(sorted(drawn.regions))}"
    if not choice.region and len(drawn.regions) < ALL_REGIONS:
        return f"asked for all regions, drawn {len(drawn.regions)}"
    return ""


class StreamlitReader:
    """A reader of our board: Streamlit's websocket brings it, and stays open; for a choice the page fetches it."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.line = Line(url)
        self.talk = Conversation(url + "/")
        self.socket: ClientConnection | None = None

    async def open(self) -> Look:
        """Fetch the document and what it asks for, connect, and run the page for the first time."""
        return await looked(self._open, Choice())

    async def _open(self) -> Drawn:
        for path in ("/", "/_stcore/health", "/_stcore/host-config"):
            answer = await self.line.ask(path)
            if answer.status != HTTPStatus.OK:
                raise ValueError(f"{path} answered {answer.status}")
        address = self.url.replace("http://", "ws://", 1) + "/_stcore/stream"
        self.socket = await connect(address, origin=self.url, subprotocols=["streamlit"], max_size=None, proxy=None, open_timeout=PATIENCE_SECONDS)
        return await self._run(self.talk.rerun())

    async def change(self, choice: Choice) -> Look:
        """Make a choice: the page moves to its address and fetches what stands there."""
        return await looked(lambda: self._move(choice), choice)

    async def _move(self, choice: Choice) -> Drawn:
        path = path_of(choice)
        answer = await self.line.ask(path)
        if answer.status == HTTPStatus.SERVICE_UNAVAILABLE:
            return await self._run(self.talk.rerun(query_of(choice)))
        if answer.status != HTTPStatus.OK:
            # The page would ask Streamlit here too, and its reader see no fault; but none of these answers is meant.
            raise ValueError(f"{path} answered {answer.status}")
        return drawn_in(answer.body)

    async def rest(self, choice: Choice) -> None:
        """Fetch what is not chosen then: of an answer that does not come, as of one that does, nothing is seen."""
        with suppress(*FAILURES):
            await self.line.ask(path_of(choice), None, "Purpose: prefetch")

    async def _run(self, asked: bytes) -> Drawn:
        if self.socket is None:
            raise ConnectionError("the board was never opened")
        await self.socket.send(asked)
        over = False
        while not over:
            raw = await self.socket.recv()
            over = self.talk.hear(raw if isinstance(raw, bytes) else raw.encode())
        return self.talk.drawn()

    async def close(self) -> None:
        """Close the tab."""
        self.line.close()
        if self.socket:
            await self.socket.close()


def query_of(choice: Choice) -> str:
    """Return what stands behind the ? of the address for a choice; what is as usual is left out."""
    named = {"paiva": choice.day, "alue": choice.region}
    return urlencode({name: value for name, value in named.items() if value})


def path_of(choice: Choice) -> str:
    """Return the address at which the board of a choice is fetched."""
    query = query_of(choice)
    return "/nakyma/tilanne" + (query and f"?{query}")


class DashReader:
    """A reader of the board that Dash serves, over its addresses."""

    def __init__(self, url: str) -> None:
        self.line = Line(url)

    async def open(self) -> Look:
        """Fetch the document, the layout and the callbacks, and ask for the board."""
        return await looked(self._open, Choice())

    async def _open(self) -> Drawn:
        for path in ("/", "/_dash-layout", "/_dash-dependencies"):
            answer = await self.line.ask(path)
            if answer.status != 200:
                raise ValueError(f"{path} answered {answer.status}")
        return await self._board(Choice())

    async def change(self, choice: Choice) -> Look:
        """Make a choice, which calls back."""
        return await looked(lambda: self._board(choice), choice)

    async def rest(self, choice: Choice) -> None:
        """Do nothing: Dash asks when a choice is made."""

    async def _board(self, choice: Choice) -> Drawn:
        answer = await self.line.ask("/_dash-update-component", json.dumps(callback(choice)).encode())
        if answer.status != 200:
            raise ValueError(f"the callback answered {answer.status}")
        return drawn_in(answer.body)

    async def close(self) -> None:
        """Close the tab."""
        self.line.close()


def callback(choice: Choice) -> dict[str, Any]:
    """Return what Dash's page sends when a choice changes."""
    regions, day = [choice.region] if choice.region else [], choice.day
    inputs = [{"id": "regions", "property": "value", "value": regions}, {"id": "day", "property": "date", "value": day}]
    return {
        "output": "board.children", "outputs": {"id": "board", "property": "children"}, "inputs": inputs,
        "changedPropIds": ["regions.value"], "parsedChangedPropsIds": ["regions.value"],
    }  # fmt: skip


READERS: dict[str, Callable[[str], Reader]] = {"ours": StreamlitReader, "dash": DashReader}
