"""Every page in every language, run by Streamlit without a browser: no error, and its own heading."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.support.elements import every
from tests.support.sources import ROOT
from tests.support.stores import closing, giver
from tilannekuva.shell import away, data
from tilannekuva.shell.canvas import unpacked
from tilannekuva.shell.pages import FOLDER, PAGES, PageFile
from tilannekuva.store.engine import Store, open_reading
from tilannekuva.store.errors import NoSuchGeneration, StoreUnreachable
from tilannekuva.store.reading import Reading
from tilannekuva.texts import LANGUAGES, text

NAVIGATION = ROOT / "tilannekuva" / "shell" / "navigation.py"
RUN_SECONDS = 60


def test_every_file_in_pages_is_in_the_menu() -> None:
    """A page that no menu leads to is a page that nobody reads."""
    assert {path.name for path in FOLDER.glob("*.py")} == {page.file for page in PAGES}


def opened(page: PageFile, language: str, store: str, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """Run the navigation and then the page, as a visitor with this language in the address."""
    monkeypatch.setenv("TILANNEKUVA_STORE", store)
    app = AppTest.from_file(str(NAVIGATION), default_timeout=RUN_SECONDS)
    app.query_params["kieli"] = language
    app.run()
    return app.switch_page(str(FOLDER / page.file)).run() if page is not PAGES[0] else app


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.address)
def test_a_page_runs_without_an_error(page: PageFile, language: str, real_store: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The page shows its name in the language asked for, and no fault."""
    app = opened(page, language, real_store, monkeypatch)
    assert [fault.value for fault in app.error] == []
    assert not app.exception
    trees = [tree for one in app.get("bidi_component") for tree in unpacked(one.proto.bytes)["tree"]]
    assert [name["c"] for name in every(trees) if name["t"] == "h1"] == [[text(page.title_key, language)]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_empty_store_says_what_to_do(language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before the first load a visitor reads how to load, not a traceback."""
    app = opened(PAGES[0], language, str(tmp_path / "store"), monkeypatch)
    assert not app.exception
    assert text("state.no_store", language) in app.info[0].value


def test_a_version_published_before_a_page_is_drawn_is_the_one_drawn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Under many readers a drawing waits for its turn; one of a version that nobody needs any more is not made."""
    with closing(Store(str(tmp_path))) as store:
        given = giver(store)
        for code in ("21", "20"):
            given(region=f"region_code | name_fi | collab_area_code | collab_area_fi\n{code} | A{code} | pohjoinen | Pohjoinen")
    served = iter([1])
    monkeypatch.setattr(type(open_reading()), "current", lambda _: next(served, 2))
    monkeypatch.setenv("TILANNEKUVA_STORE", str(tmp_path))
    app = AppTest.from_file(str(NAVIGATION), default_timeout=RUN_SECONDS).run()
    assert not app.exception
    assert app.session_state["generation"] == 2


def test_a_store_that_goes_away_as_its_version_is_gone_is_told_in_words(real_store: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is served is asked again where a version is gone; that question may fail too, and is no reason for a bare page."""
    served = iter([1])

    def current() -> int:
        try:
            return next(served)
        except StopIteration:
            raise StoreUnreachable(what="away") from None

    def gone(language: str) -> None:
        raise NoSuchGeneration(generation=1)

    monkeypatch.setenv("TILANNEKUVA_STORE", real_store)
    monkeypatch.setattr(data, "current_generation", current)
    monkeypatch.setattr(away, "notice", gone)
    monkeypatch.setattr(Reading, "away", lambda source: 3.0)
    app = AppTest.from_file(str(NAVIGATION), default_timeout=RUN_SECONDS).run()
    assert not app.exception
    assert text("state.error", "fi") in app.info[0].value
