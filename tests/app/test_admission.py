"""At the limit new readers are asked to wait; those who are reading, files and supervisors go on."""

import http.client
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from websockets.sync.client import connect

from tests.conftest import ROOT
from tests.support.servers import Server, serve
from tilannekuva.shell.settings import MOST_SESSIONS, USUAL_MOST_SESSIONS, most_sessions
from tilannekuva.shell.static_files import ICONS
from tilannekuva.texts import text

GO_ON = (
    "/healthz", "/readyz", "/_stcore/health", "/_stcore/host-config", f"/static/media/{ICONS.name}", "/vienti/tilannetaulu.csv",
    "/api/datapackage.json", "/versio",
)  # fmt: skip


@pytest.fixture(scope="module")
def small_server(real_store: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that serves one reader at a time."""
    with serve(ROOT, real_store, tmp_path_factory.mktemp("small"), **{MOST_SESSIONS: "1"}) as running:
        yield running


@contextmanager
def reader(server: Server) -> Iterator[None]:
    """Be a reader who has the board open."""
    address = server.url.replace("http", "ws", 1)
    with connect(f"{address}/_stcore/stream", origin=server.url, subprotocols=["streamlit"], max_size=None):  # type: ignore[arg-type, list-item]
        yield


def asked(server: Server, path: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], str]:
    """Return status, headers (small letters) and text of an answer."""
    connection = http.client.HTTPConnection(server.url.removeprefix("http://"), timeout=20)
    connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    answer = connection.getresponse()
    told = answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read().decode("utf-8", "replace")
    connection.close()
    return told


def test_a_new_reader_waits_until_there_is_room(small_server: Server) -> None:
    """503 with a time to come back, by the page itself too; and the board as soon as the one before has left."""
    assert asked(small_server, "/")[0] == 200
    with reader(small_server):
        status, headers, page = asked(small_server, "/alue")
        assert (status, headers["content-type"], headers["cache-control"]) == (503, "text/html; charset=utf-8", "no-store")
        assert 10 <= int(headers["retry-after"]) < 20
        assert f'<meta http-equiv="refresh" content="{headers["retry-after"]}">' in page
        assert "content-security-policy" in headers
        assert asked(small_server, "/", "HEAD")[0] == 503
    for _ in range(100):
        if asked(small_server, "/")[0] == 200:
            break
    assert asked(small_server, "/")[0] == 200


@pytest.mark.parametrize(
    ("path", "accepted", "language"),
    [("/", "", "fi"), ("/", "sv-FI,sv;q=0.9,en;q=0.8", "sv"), ("/?kieli=en", "sv", "en"), ("/", "de-DE,de;q=0.9,en;q=0.8", "en"), ("/", "de", "fi")],
)
def test_the_page_that_waits_speaks_the_readers_language(small_server: Server, path: str, accepted: str, language: str) -> None:
    """That of the address, else the first of ours that the browser names, else Finnish."""
    with reader(small_server):
        _, _, page = asked(small_server, path, Accept_Language=accepted)
    assert f'<html lang="{language}">' in page
    assert f"<h1>{text('state.busy', language)}</h1>" in page


def test_those_who_read_and_those_who_watch_over_the_server_go_on(small_server: Server) -> None:
    """Only pages wait: an open board still fetches its files, and a supervisor sees a healthy server."""
    with reader(small_server):
        for path in GO_ON:
            assert asked(small_server, path)[0] == 200, path


def test_the_limit_is_a_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Left out or blank it is as usual; what is no number stops the start, in words."""
    monkeypatch.delenv(MOST_SESSIONS, raising=False)
    assert most_sessions() == USUAL_MOST_SESSIONS
    monkeypatch.setenv(MOST_SESSIONS, " 50 ")
    assert most_sessions() == 50
    for wrong in ("0", "many", "-1", "1.5"):
        monkeypatch.setenv(MOST_SESSIONS, wrong)
        with pytest.raises(ValueError, match=MOST_SESSIONS):
            most_sessions()
