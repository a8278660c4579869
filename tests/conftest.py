"""What every part of the tests may ask for: PostgreSQL, the real data in a store, running servers, a browser."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from tests.support.locks import held_lock
from tests.support.needs import cannot_run
from tests.support.servers import Server, serve

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

# No test is one of speed: a generated case may take its time on a busy machine.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
ROOT = Path(__file__).resolve().parents[1]
CHROMIUM = Path("/usr/bin/chromium")
CHROMIUM_ARGS = (
    "--no-sandbox",  # Chromium refuses its sandbox to root, which CI is
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    # The rest keeps the browser's own calls home out of a closed network, and out of the count of outside requests.
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Chromium takes the last such list alone, so what Playwright keeps quiet is named again. The first three are pages of the browser's
    # own, ready behind every new window for an address bar that nobody sees: a third of what a page of ours cost.
    "--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup,WebUIOmniboxFullPopup,"
    "AimEnabled,HttpsUpgrades,LensOverlay,MediaRouter,NetworkTimeServiceQuerying,OptimizationHints,PaintHolding,PreconnectToSearch",
)


@pytest.fixture(scope="session")
def postgres_uri() -> Iterator[str]:
    """The `postgresql://` address of a server of these tests' own, on a unix socket."""
    try:
        from tests.support import postgres
    except ImportError as error:
        cannot_run(f"PostgreSQL: {error}; python3 dev.py test installs it")
    with ExitStack() as stack:
        try:
            server = stack.enter_context(postgres.started())
        except (OSError, subprocess.SubprocessError, AssertionError) as error:
            cannot_run(f"PostgreSQL: the embedded server could not start ({error})")
        yield server.get_uri()


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all workers of this run share."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


@pytest.fixture(scope="session")
def real_store(shared_folder: Path) -> str:
    """The address of a DuckDB store loaded from data/ by the real ETL, once a run; read it, do not load into it."""
    folder = shared_folder / "real-store"
    with held_lock("real-store", shared_folder):
        if not (folder / "CURRENT").exists():
            load_real_data(str(folder))
    return str(folder)


@pytest.fixture(scope="session")
def real_store_pg(postgres_uri: str) -> Iterator[str]:
    """The address of a PostgreSQL database loaded from data/ by the real ETL; read it, do not load into it."""
    from tests.support.stores import new_database

    with new_database(postgres_uri, "real") as address:
        load_real_data(address)
        yield address


def load_real_data(address: str) -> None:
    """Load data/ into the store at the address, as a user would."""
    command = [sys.executable, "-m", "etl", "load", "--data", str(ROOT / "data"), "--store", address]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    if done.returncode:
        pytest.fail(f"etl load ended with {done.returncode}:\n{done.stdout}{done.stderr}", pytrace=False)


@pytest.fixture(scope="session")
def server(real_store: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A running server on the real data, shared by the tests of a worker."""
    with serve(ROOT, real_store, tmp_path_factory.mktemp("server")) as running:
        yield running


@pytest.fixture
def fresh_server(real_store: str, tmp_path: Path) -> Iterator[Server]:
    """A server of the test's own that nobody has visited yet."""
    with serve(ROOT, real_store, tmp_path) as running:
        yield running


@pytest.fixture(scope="session")
def browser() -> Iterator["Browser"]:
    """Debian's Chromium, driven by Playwright."""
    try:
        from playwright.sync_api import expect, sync_playwright
    except ImportError as error:
        cannot_run(f"{error}; python3 dev.py test installs it")
    if not CHROMIUM.exists():
        cannot_run(f"{CHROMIUM} is missing; on Debian: apt-get install chromium")
    # A busy machine may take longer than Playwright's five seconds; a fault is still a fault after thirty.
    expect.set_options(timeout=30_000)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(CHROMIUM_ARGS))
        yield chromium
        chromium.close()


@pytest.fixture
def new_page(browser: "Browser") -> Iterator[Callable[..., "Page"]]:
    """A function that opens a page in a profile of its own: `new_page(width=390, height=844, color_scheme="dark")`.

    Further keywords are those of Playwright's `new_context`. After the test no page may have asked another host.
    """
    from tests.support.browsing import PageMaker

    maker = PageMaker(browser)
    yield maker.new_page
    maker.close()
    assert maker.outside == [], "a page asked another host than this machine"


@pytest.fixture
def page(new_page: Callable[..., "Page"]) -> "Page":
    """One page, 1440 × 900, light, Finnish; after the test it must not have asked another host."""
    return new_page()
