"""The shared server in a real browser: every page under the strict policy, uploads and files in their own process, a death survived."""

import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from playwright.sync_api import Page, expect

from tests.conftest import ROOT
from tests.support import behind_nginx
from tests.support.browsing import goto_ready
from tests.support.servers import Server
from tilannekuva.serve.processes import app
from tilannekuva.shell.pages import PAGES
from tilannekuva.texts import text

NewPage = Callable[..., Page]


@pytest.fixture(scope="module")
def shared(real_store: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Two processes behind nginx, on the real data."""
    with behind_nginx.serve(ROOT, real_store, tmp_path_factory.mktemp("serve")) as running:
        yield running


def status(address: str) -> int:
    """Return the status of an answer."""
    try:
        with urllib.request.urlopen(address, timeout=20) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def home(page: Page) -> int:
    """Return the port of the process that the cookie of a page names."""
    return next(int(cookie["value"]) for cookie in page.context.cookies() if cookie["name"] == "prosessi")


def test_no_page_breaks_the_policy(shared: Server, new_page: NewPage) -> None:
    """Behind nginx all pages are drawn, nothing is refused by the policy, and nothing fails in a script."""
    page, said = new_page(), list[str]()
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(f"failed: {error}"))
    for place, file in enumerate(PAGES):
        goto_ready(page, f"{shared.url}/{file.address if place else ''}")
        expect(page.locator("h1")).to_have_text(text(file.title_key, "fi"))
        expect(page.locator("h2").first).not_to_be_empty()
    assert [line for line in said if any(word in line for word in ("Content Security Policy", "Refused", "failed:"))] == []


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        *((path, 404) for path in ("/_stcore/metrics", "/_stcore/agent/openapi.json", "/metrics", "/readyz")),
        *((path, 200) for path in ("/healthz", "/versio", "/_stcore/host-config", "/api/board.csv", "/kalenteri/kaikki/kaikki.ics")),
    ],
)
def test_what_is_for_this_machine_is_closed_to_readers(shared: Server, path: str, expected: int) -> None:
    """Figures and readiness are asked of a process itself; what is for readers comes through."""
    assert status(shared.url + path) == expected


def test_readers_are_shared_out_and_stay_in_their_process(shared: Server, new_page: NewPage) -> None:
    """Every process has its readers; what one uploads and takes away is found where his session is."""
    readers: dict[int, Page] = {}
    # A page's own short requests count for a moment too, so that the second reader may by chance come to the first one's process.
    for _ in range(4 * behind_nginx.PROCESSES):
        page = goto_ready(new_page(accept_downloads=True), f"{shared.url}/kokouspaketti")
        readers.setdefault(home(page), page)
        if len(readers) == behind_nginx.PROCESSES:
            break
    assert len(readers) == behind_nginx.PROCESSES
    for page in readers.values():
        with page.expect_download() as waiting:
            page.get_by_role("button", name=text("pack.get_definition", "fi")).click()
        page.get_by_text(text("pack.own_words", "fi")).click()
        page.locator("input[type=file]").last.set_input_files(
            {"name": waiting.value.suggested_filename, "mimeType": "application/json", "buffer": Path(waiting.value.path()).read_bytes()}
        )
        expect(page.get_by_text(text("pack.definition_used", "fi"))).to_be_visible()


def test_a_process_that_dies_is_replaced_and_its_readers_go_on(shared: Server, new_page: NewPage) -> None:
    """The page finds another process by itself, and the dead one is started again."""
    page = goto_ready(new_page(), shared.url)
    port = home(page)
    victim = next(child for child in psutil.Process(shared.process.pid).children() if str(port) in child.cmdline())
    victim.kill()
    goto_ready(page, f"{shared.url}/?kieli=sv")
    expect(page.locator("h1")).to_have_text(text(PAGES[0].title_key, "sv"))
    end = time.monotonic() + 60
    while app(port).readiness()[0] != 200:
        assert time.monotonic() < end, shared.log_text()
        time.sleep(0.2)
    assert f"process {port} had ended with -9 and was started again" in shared.log_text()
