"""What open pages ask now and then: which version is served."""

import asyncio
import json
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from starlette.requests import Request
from starlette.responses import Response

from tests.app.test_middleware import fetch
from tests.support.servers import Server
from tilannekuva.shell import newest
from tilannekuva.store.errors import StoreEmpty


def test_the_version_that_is_served_is_told(server: Server) -> None:
    """Its number and nothing else; whoever passes the answer on may keep it for seconds."""
    status, headers, told = fetch(f"{server.url}/versio")
    assert (status, json.loads(told), headers["cache-control"]) == (200, {"generation": 1}, "public, max-age=10")


@pytest.fixture
def look(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], tuple[int, bytes]]:
    """A function that asks at a moment, in seconds, and returns the status and the body."""
    monkeypatch.setattr(newest.Looks, "turn", -1)

    def asked(moment: float) -> tuple[int, bytes]:
        return looks(moment, 1, monkeypatch)[0]

    return asked


def looks(moment: float, most: int, monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, bytes]]:
    """Return what so many are told who look at the same moment."""

    async def at_once() -> list[Response]:
        return list(await asyncio.gather(*(newest.version(Request({"type": "http"})) for _ in range(most))))

    monkeypatch.setattr(newest, "time", SimpleNamespace(monotonic=lambda: moment))
    return [(answer.status_code, bytes(answer.body)) for answer in asyncio.run(at_once())]


def test_the_store_is_asked_once_for_all_who_look(look: Callable[[float], tuple[int, bytes]], monkeypatch: pytest.MonkeyPatch) -> None:
    """Three hundred open pages must not ask a database three hundred times."""
    numbers = iter([7, 8])
    monkeypatch.setattr(newest, "current_generation", lambda: next(numbers))
    assert {look(moment / 10) for moment in range(1000, 1100)} == {(200, b'{"generation":7}')}
    assert look(110.0) == (200, b'{"generation":8}')


def test_those_who_look_at_once_after_a_long_time_are_told_what_is_served_now(
    look: Callable[[float], tuple[int, bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was served before may have been taken back since, and is no news."""
    numbers = iter([8, 7])
    monkeypatch.setattr(newest, "current_generation", lambda: next(numbers))
    assert look(100.0) == (200, b'{"generation":8}')
    assert looks(3700.0, 3, monkeypatch) == [(200, b'{"generation":7}')] * 3


def test_without_a_store_nothing_newer_is_told(look: Callable[[float], tuple[int, bytes]], monkeypatch: pytest.MonkeyPatch) -> None:
    """The page itself says what is wrong."""

    def fail() -> int:
        raise StoreEmpty(store="x")

    monkeypatch.setattr(newest, "current_generation", fail)
    assert look(100.0) == (503, b"")
