"""What a reader sees while the data server is away: the last good board with its age, a plain word where there is none, no wait."""

import os
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from starlette.datastructures import QueryParams
from starlette.requests import Request
from streamlit.testing.v1 import AppTest

from tests.support.passage import Passage, passage_to
from tests.support.sources import ROOT
from tilannekuva.shell import away, calendar_feed, downloads, gauges, open_data
from tilannekuva.store.engine import open_reading
from tilannekuva.store.errors import StoreSlow
from tilannekuva.texts import text

pytestmark = pytest.mark.postgres
NAVIGATION = ROOT / "tilannekuva" / "shell" / "navigation.py"
LONGEST_SECONDS = 5.0


@pytest.fixture
def passage(real_store_pg: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Passage]:
    """The real data behind a passage that can be closed and cut."""
    with passage_to(real_store_pg) as (way, address):
        monkeypatch.setenv("TILANNEKUVA_STORE", address)
        yield way
        open_reading(address).close()


def visited(**parameters: str) -> AppTest:
    """Open the board as a new visitor."""
    app = AppTest.from_file(str(NAVIGATION), default_timeout=60)
    for name, value in parameters.items():
        app.query_params[name] = value
    return app.run()


def told(app: AppTest) -> str:
    """Return the calm lines of a page."""
    assert not app.exception
    assert [fault.value for fault in app.error] == []
    return " ".join(line.value for line in app.info)


def test_the_last_good_board_is_shown_with_its_age_and_the_rest_says_why_not(passage: Passage) -> None:
    """The board that was read is there, under a line that says since when; a day that was not read is not, and nobody waits."""
    assert told(visited()) == ""
    passage.close()
    start = time.monotonic()
    shown = visited()
    assert time.monotonic() - start < LONGEST_SECONDS
    assert text("state.away_shown", "fi", since="|", generation=1).split("|")[0] in told(shown)
    assert len(shown.get("bidi_component")) > 0
    start = time.monotonic()
    nothing = visited(paiva="2023-06-30", tiedossa="2023-06-30")
    assert time.monotonic() - start < LONGEST_SECONDS
    assert text("state.away_nothing", "fi", since="|").split("|")[0] in told(nothing)
    passage.open()
    end = time.monotonic() + LONGEST_SECONDS
    while open_reading().away() is not None:
        assert time.monotonic() < end, "it did not come back by itself"
        time.sleep(0.1)
    assert told(visited(paiva="2023-06-30", tiedossa="2023-06-30")) == ""


def test_a_version_older_than_the_one_just_seen_is_said(passage: Passage) -> None:
    """After a roll-back, or from a replica that lags while the primary is away."""
    app = visited()
    app.session_state["newest_seen"] = 7
    assert told(app.run()) == text("state.older", "fi", generation=1, seen=7)


@pytest.mark.usefixtures("passage")
def test_a_server_that_is_only_too_busy_is_not_told_as_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor as a fault to report: the page says that it tries again by itself."""
    assert told(visited()) == ""

    def slow(*_: object) -> object:
        raise StoreSlow

    monkeypatch.setattr("tilannekuva.store.reading._tried", slow)
    assert text("state.busy_soon", "fi") in told(visited(paiva="2023-05-31", tiedossa="2023-05-31"))


def test_the_page_looks_by_itself_whether_the_server_is_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not as it is drawn, else a page that fails again would be run without end; then at each look."""
    looks: list[Any] = []
    runs: list[str] = []
    monkeypatch.setattr(away.st, "fragment", lambda run_every: lambda look: looks.append(look) or look)
    monkeypatch.setattr(away.st, "rerun", lambda: runs.append("again"))
    state = {"away": None}
    monkeypatch.setattr(away, "open_reading", lambda: type("Source", (), {"away": lambda self: state["away"]})())
    away._come_back()
    assert runs == []
    state["away"] = 3.0
    looks[0]()
    assert runs == []
    state["away"] = None
    looks[0]()
    assert runs == ["again"]


def test_readiness_follows_the_store_and_health_what_can_be_served(passage: Passage) -> None:
    """A supervisor must not restart a process that still serves the last board; whoever starts one waits until it is ready."""
    now = datetime(2036, 1, 1, tzinfo=UTC)
    status, ready = gauges.readiness(now)
    assert (status, ready["status"], ready["generation"], ready["stores"]) == (200, "ok", 1, ["ok"])
    assert ready["load_age_s"] > 3600
    passage.close()
    assert gauges.health()[0] == 200
    status, ready = gauges.readiness(now)
    assert (status, ready["status"], ready["generation"], ready["stores"]) == (503, "away", 1, ["away"])
    lines = dict(line.rsplit(" ", 1) for line in gauges.metrics(now))
    assert (lines["tilannekuva_ready"], lines['tilannekuva_store_answers{store="0"}'], lines["tilannekuva_generation"]) == ("0", "0", "1")


def test_without_the_replica_every_address_reads_from_the_primary(passage: Passage, real_store_pg: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages, health, calendar, open data and files: nothing of it was read before."""
    monkeypatch.setenv("TILANNEKUVA_READ_STORE", os.environ["TILANNEKUVA_STORE"])
    monkeypatch.setenv("TILANNEKUVA_STORE", real_store_pg)
    passage.close()
    assert told(visited()) == ""
    assert gauges.health()[0] == 200
    assert calendar_feed.answer("21", "kaikki", "sv").status_code == 200
    assert open_data.answer("board.csv", QueryParams("kieli=sv"), "", date(2024, 5, 5)).status_code == 200
    assert downloads.made("tilannetaulu", "csv", {}, date(2024, 5, 5)) is not None
    assert gauges.readiness(datetime(2036, 1, 1, tzinfo=UTC))[1]["stores"] == ["away", "ok"]
    open_reading().close()


@pytest.mark.parametrize(
    ("client", "host", "headers", "seen"),
    [
        ("127.0.0.1", "localhost:8611", {}, True),
        ("::1", "[::1]:8611", {}, True),
        ("127.0.0.1", "LOCALHOST", {}, True),
        (None, "localhost", {}, False),
        ("10.0.0.7", "localhost", {}, False),
        ("127.0.0.1", "tilannekuva.example.fi", {}, False),
        ("127.0.0.1", "localhost.example.fi", {}, False),
        ("127.0.0.1", "", {}, False),
        ("127.0.0.1", "localhost", {"x-forwarded-for": "10.0.0.7"}, False),
        ("127.0.0.1", "localhost", {"x-real-ip": "127.0.0.1"}, False),
    ],
)
def test_figures_are_told_on_this_machine_only(client: str | None, host: str, headers: dict[str, str], seen: bool) -> None:
    """A proxy on the same machine passes others' requests on, and says so, or at least under which name they came."""
    given = [(name.encode(), value.encode()) for name, value in {"host": host, **headers}.items()]
    assert gauges.is_from_here(Request({"type": "http", "headers": given, "client": client and (client, 1)})) is seen
