"""What every answer carries and what no request may do, on a running server."""

import gzip
import http.client
import json
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import streamlit

from tests.support.servers import Server, free_port
from tilannekuva.shell import gauges
from tilannekuva.store.engine import Store
from tilannekuva.store.reading import Reading
from tilannekuva.texts import text

STATIC = Path(streamlit.__file__).parent / "static" / "static"


def fetch(address: str, **headers: str) -> tuple[int, dict[str, str], str]:
    """Return status, headers (small letters) and text of an address."""
    try:
        with urllib.request.urlopen(urllib.request.Request(address, headers=headers), timeout=20) as answer:
            return answer.status, {name.lower(): value for name, value in answer.headers.items()}, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, {name.lower(): value for name, value in error.headers.items()}, error.read().decode()


def packed_request(address: str) -> urllib.request.Request:
    """Return a request that a browser would make: it can unpack."""
    return urllib.request.Request(address, headers={"Accept-Encoding": "gzip, deflate"})


def shake_hands(server: Server, origin: str | None) -> int:
    """Ask for the app's websocket as a page of *origin* and return the status of the answer."""
    connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=20)
    headers = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ=="}
    connection.request("GET", "/_stcore/stream", headers=headers | ({"Origin": origin} if origin else {}))
    status = connection.getresponse().status
    connection.close()
    return status


def test_every_answer_carries_the_security_headers(server: Server) -> None:
    """A strict policy without eval, no sniffing, no referrer; on pages, files and routes alike."""
    for path in ("/", "/alue", "/healthz", "/_stcore/health"):
        _, headers, _ = fetch(server.url + path)
        policy = headers["content-security-policy"]
        assert "default-src 'self'" in policy
        assert "unsafe-eval" not in policy
        assert "script-src 'self' blob: 'sha256-" in policy
        assert (headers["x-content-type-options"], headers["referrer-policy"]) == ("nosniff", "no-referrer")


@pytest.mark.parametrize(("address", "language"), [("/", "fi"), ("/alue?kieli=sv", "sv"), ("/?kieli=en", "en"), ("/?kieli=xx", "fi")])
def test_the_page_declares_its_language_before_any_script(server: Server, address: str, language: str) -> None:
    """And has our name, not Streamlit's."""
    _, headers, page = fetch(server.url + address)
    assert f'<html lang="{language}">' in page
    assert "<title>Streamlit</title>" not in page
    assert text("state.no_script", language) in page
    assert 'rel="service-desc"' not in page
    assert int(headers["content-length"]) == len(page.encode())


def exchange(server: Server, method: str, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    """Send one request, also as another host or without asking for a body; return status, headers (small letters), body."""
    connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=20)
    connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    answer = connection.getresponse()
    told = (answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())
    connection.close()
    return told


@pytest.mark.parametrize("path", ["/", "/alue?kieli=sv", "/healthz"])
def test_head_tells_what_get_sends(server: Server, path: str) -> None:
    """The same status, kind and length, and no body."""
    _, got, body = exchange(server, "GET", path)
    status, headers, nothing = exchange(server, "HEAD", path)
    assert (status, nothing) == (200, b"")
    assert headers["content-type"] == got["content-type"]
    assert int(headers["content-length"]) == int(got["content-length"]) == len(body)


def test_head_of_a_packed_script_tells_its_packed_length(server: Server) -> None:
    """As a browser would get it."""
    path = f"/static/js/{next((STATIC / 'js').glob('index.*.js')).name}"
    _, got, body = exchange(server, "GET", path, Accept_Encoding="gzip")
    _, headers, nothing = exchange(server, "HEAD", path, Accept_Encoding="gzip")
    assert (headers["content-encoding"], headers["content-length"], nothing) == ("gzip", got["content-length"], b"")
    assert int(got["content-length"]) == len(body)


@pytest.mark.parametrize("path", ["/", "/alue", "/healthz", "/_stcore/health", "/static/js/none.js"])
def test_only_our_own_names_are_answered(server: Server, path: str) -> None:
    """A foreign name that points here gets nothing but a refusal, as its websocket does."""
    for host in ("evil.example", "evil.example:8601", "localhost.evil.example", "user@localhost", ""):
        status, headers, body = exchange(server, "GET", path, Host=host)
        assert (status, body.decode()) == (403, text("state.foreign_host", "fi"))
        assert "content-security-policy" in headers
    for host in ("localhost", "LOCALHOST:1", "127.0.0.1:80"):
        assert exchange(server, "GET", path, Host=host)[0] in (200, 404)


def test_only_our_own_pages_may_open_a_websocket(server: Server) -> None:
    """A page of another host, or none, is refused; our own is let in."""
    assert shake_hands(server, server.url) == 101
    for origin in ("http://evil.example", "null", None, f"http://127.0.0.1:{free_port()}"):
        assert shake_hands(server, origin) == 403


def test_no_other_site_may_steer_the_app(server: Server) -> None:
    """Left to itself, Streamlit names its own hosts as frames whose messages the app obeys."""
    assert json.loads(fetch(f"{server.url}/_stcore/host-config")[2])["allowedOrigins"] == []


def test_scripts_travel_packed_and_unpack_to_the_installed_file(server: Server) -> None:
    """Twice, as the first answer packs and the second is kept; whoever cannot unpack gets the plain file."""
    script = next((STATIC / "js").glob("index.*.js"))
    for _ in range(2):
        with urllib.request.urlopen(packed_request(f"{server.url}/static/js/{script.name}"), timeout=20) as answer:
            assert (answer.headers["Content-Encoding"], answer.headers["Vary"]) == ("gzip", "Accept-Encoding")
            assert "immutable" in answer.headers["Cache-Control"]
            assert gzip.decompress(answer.read()) == script.read_bytes()
    _, headers, plain = fetch(f"{server.url}/static/js/{script.name}")
    assert "content-encoding" not in headers
    assert plain == script.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", ["/", "script"])
def test_a_browser_that_was_stopped_half_way_gets_the_whole_again(server: Server, path: str) -> None:
    """The rest of the plain file behind the beginning of the packed one would be kept as a script that is broken for ever."""
    script = next((STATIC / "js").glob("index.*.js"))
    request = packed_request(server.url + (f"/static/js/{script.name}" if path == "script" else path))
    request.add_header("Range", "bytes=1000-")
    with urllib.request.urlopen(request, timeout=20) as answer:
        assert answer.status == 200
        assert gzip.decompress(answer.read())
        assert [name for name in ("Accept-Ranges", "ETag", "Last-Modified") if name in answer.headers] == []


@pytest.mark.parametrize("name", ["js/no-such-file.js", "js/", "css/none.css", "media/none.woff2", "none"])
def test_a_made_up_file_name_is_no_file(server: Server, name: str) -> None:
    """Streamlit answers it with its page and 200: nginx would then not ask the process that has the file, and a browser take the page for it."""
    assert fetch(f"{server.url}/static/{name}", **{"Accept-Encoding": "gzip"})[0] == 404


@pytest.mark.parametrize("path", ["/_stcore/metrics", "/_stcore/agent/openapi.json"])
def test_inner_addresses_are_closed(server: Server, path: str) -> None:
    """They tell of the machine or drive the app."""
    assert fetch(server.url + path)[0] == 404


def test_healthz_names_the_generation(server: Server) -> None:
    """200 with the generation that is served."""
    status, headers, told = fetch(f"{server.url}/healthz")
    assert (status, json.loads(told)["status"], json.loads(told)["generation"]) == (200, "ok", 1)
    assert headers["cache-control"] == "no-store"


def test_healthz_says_when_there_is_no_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """503 with the code of the fault."""
    monkeypatch.setattr(gauges, "open_reading", lambda: Reading(Store(str(tmp_path / "nothing"))))
    status, told = gauges.health()
    assert (status, told["status"]) == (503, "empty")
