"""What open pages ask now and then: which version is served."""

import asyncio
import json
from collections.abc import Callable

import pytest
from starlette.requests import Request

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
    monkeypatch.setattr(newest.Looks, "answer", newest.Looks.answer)

    def asked(moment: float) -> tuple[int, bytes]:
        monkeypatch.setattr(newest.time, "monotonic", lambda: moment)
        answer = asyncio.run(newest.version(Request({"type": "http"})))
        return answer.status_code, bytes(answer.body)

    return asked


def test_the_store_is_asked_once_for_all_who_look(look: Callable[[float], tuple[int, bytes]], monkeypatch: pytest.MonkeyPatch) -> None:
    """Three hundred open pages must not ask a database three hundred times."""
    numbers = iter([7, 8])
    monkeypatch.setattr(newest, "current_generation", lambda: next(numbers))
    assert {look(moment / 10) for moment in range(1000, 1100)} == {(200, b'{"generation":7}')}
    assert look(110.0) == (200, b'{"generation":8}')


def test_without_a_store_nothing_newer_is_told(look: Callable[[float], tuple[int, bytes]], monkeypatch: pytest.MonkeyPatch) -> None:
    """The page itself says what is wrong."""

    def fail() -> int:
        raise StoreEmpty(store="x")

    monkeypatch.setattr(newest, "current_generation", fail)
    assert look(100.0) == (503, b"")
