"""What an open page fetches for a choice: the same as a run of Streamlit would draw, and nothing else."""

import asyncio
import gzip
import json
import urllib.request
from contextlib import nullcontext
from types import SimpleNamespace
from typing import Any

import pytest
from starlette.requests import Request
from streamlit.testing.v1 import AppTest

from tests.app.test_middleware import fetch, packed_request
from tests.support.elements import every, words_of
from tests.support.servers import Server
from tests.support.sources import ROOT
from tilannekuva.shell import data, fetched, filters
from tilannekuva.shell.canvas import unpacked
from tilannekuva.shell.pages import FOLDER, PAGES, PageFile
from tilannekuva.store.errors import NoSuchGeneration, StoreUnreachable
from tilannekuva.store.reading import Reading
from tilannekuva.texts import text

NAVIGATION = ROOT / "tilannekuva" / "shell" / "navigation.py"
BOARD = PAGES[0]
ADDRESSES: list[tuple[PageFile, dict[str, list[str]]]] = [
    (BOARD, {}),
    (BOARD, {"kieli": ["sv"], "paiva": ["2024-06-30"], "tiedossa": ["2024-12-31"], "alue": ["21", "19"], "asia": ["strategy"], "aihe": ["strategy"]}),
    (BOARD, {"yta": ["YTA5"]}),
    (BOARD, {"alue": ["21"], "yta": ["YTA1"]}),
    (BOARD, {"paiva": ["2016-01-01"]}),
    (fetched.WHOLE["hyte"], {"kieli": ["en"], "alue": ["05"]}),
    (fetched.WHOLE["tietoja"], {"kieli": ["sv"], "paiva": ["2024-06-30"], "alue": ["21"]}),
    (fetched.WHOLE["alue"], {"alue": ["18"], "asia": ["grant_model"]}),
]


@pytest.fixture(autouse=True)
def store(real_store: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The real data."""
    monkeypatch.setenv("TILANNEKUVA_STORE", real_store)


def lines(page: bytes | None) -> list[dict[str, Any]]:
    """Return what an answer tells: what the page is, then its menu, its head and itself."""
    assert page
    return [json.loads(line) for line in gzip.decompress(page).split(b"\n")]


@pytest.mark.parametrize(("page", "asked"), ADDRESSES, ids=lambda one: one.address if isinstance(one, PageFile) else "&".join(one))
def test_it_is_what_a_run_of_streamlit_draws_at_that_address(page: PageFile, asked: dict[str, list[str]]) -> None:
    """Menu, head and page, to the letter; so it cannot matter which way a reader came."""
    app = AppTest.from_file(str(NAVIGATION), default_timeout=60).run()
    if page is not BOARD:
        app.switch_page(str(FOLDER / page.file))
    for name, values in asked.items():
        app.query_params[name] = values
    head, drawn, menu = [unpacked(one.proto.bytes) for one in app.run().get("bidi_component")]  # the sidebar comes last here
    told, *drawings = lines(fetched.answer(page, asked))
    assert not app.exception
    assert drawings == [menu, head, drawn]
    assert {drawing["at"] for drawing in drawings} == {told["at"]}


def test_its_address_is_written_as_the_server_writes_it() -> None:
    """In one order, without what is as by default and what there is not."""
    asked = {"aihe": ["strategy"], "alue": ["99", "21"], "kieli": ["fi"], "vuosi": ["2024"], "asia": ["grant_model"], "paiva": ["2025-02-30"]}
    told, *_ = lines(fetched.answer(BOARD, asked))
    assert told == {"at": "alue=21&asia=grant_model&aihe=strategy", "title": f"{text('nav.board', 'fi')} – {text('app.title', 'fi')}"}


def test_the_way_back_from_a_region_leads_to_the_places_chosen_before() -> None:
    """Which the address of a page about one region does not name."""
    _, menu, head, _ = lines(fetched.answer(fetched.WHOLE["alue"], {"alue": ["18"], "paikat": ["alue=21&alue=19&yta=YTA5"]}))
    links = {words_of(one): one["a"]["href"] for one in every(menu["tree"]) if one["t"] == "a"}
    assert links[text("nav.board", "fi")] == "/?alue=21&alue=19&yta=YTA5"
    assert [one["a"]["value"] for one in every(head["tree"]) if "selected" in one["a"]] == ["18"]
    assert head["tree"][0]["a"]["data-around"] == "alue=21&alue=19&yta=YTA5"


@pytest.mark.parametrize(
    ("path", "status"), [("vertailu", 404), ("alue.py", 404), ("alue", 503), ("alue?alue=99", 503), ("alue?alue=", 503), ("tilanne?alue=99", 200)]
)
def test_only_pages_in_one_piece_are_there(server: Server, path: str, status: int) -> None:
    """A page about one region is that of some region; without, Streamlit chooses one."""
    with urllib.request.urlopen(packed_request(f"{server.url}/nakyma/{path}"), timeout=20) if status == 200 else nullcontext() as answer:
        assert (answer.status if answer else fetch(f"{server.url}/nakyma/{path}")[0]) == status


def test_an_address_says_no_more_than_choices_need() -> None:
    """Drawings are kept by it: rubbish would take the place of what people look at."""
    asked = {"aihe": ["x" * 500], "paiva": ["2024-06-30"], "muu": ["y"], "alue": ["21", "z" * 500]}
    told, *_ = lines(fetched.answer(BOARD, asked))
    assert told["at"] == "paiva=2024-06-30&alue=21"
    assert filters.heard({"asia": ["a"] * 300, "alue": []}) == {"asia": ["a"] * 100}


def test_it_comes_packed_and_is_not_kept(server: Server) -> None:
    """The version that is served may be another the next moment."""
    with urllib.request.urlopen(packed_request(f"{server.url}/nakyma/tilanne?alue=21"), timeout=20) as answer:
        assert (answer.headers["content-encoding"], answer.headers["cache-control"]) == ("gzip", "no-store")
        assert len(lines(answer.read())) == 4


@pytest.mark.parametrize(("others", "waiting", "status"), [(0, 0, 200), (1, 0, 503), (0, 1, 503)])
def test_what_a_reader_only_may_choose_waits_for_no_turn(others: int, waiting: int, status: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """While another fetch is answered, or somebody waits for a turn to draw, it is refused at once; what is chosen never is."""

    def asked(*headers: tuple[bytes, bytes]) -> int:
        scope = {"type": "http", "path_params": {"page": "tilanne"}, "query_string": b"alue=21", "headers": headers}
        return asyncio.run(fetched.fetch(Request(scope))).status_code

    monkeypatch.setattr(fetched, "UNDER_WAY", {Request({"type": "http"}) for _ in range(others)})
    monkeypatch.setattr(fetched, "TURNS", SimpleNamespace(waiting=waiting))
    assert asked((b"purpose", b"prefetch")) == status
    assert asked() == 200
    assert len(fetched.UNDER_WAY) == others


def test_what_streamlit_has_to_tell_is_left_to_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """While the store is away its last answer stands under a notice, which only a run draws; a fault is told by one too."""
    assert fetched.answer(BOARD, {})
    monkeypatch.setattr(Reading, "away", lambda source: 3.0)
    assert fetched.answer(BOARD, {}) is None

    def away() -> int:
        raise StoreUnreachable(what="away")

    monkeypatch.setattr(data, "current_generation", away)
    assert fetched._response(BOARD, {}).status_code == 503


def test_a_version_that_goes_meanwhile_is_asked_for_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Once or twice; not for ever."""
    real, gone = fetched.head_of, iter([NoSuchGeneration(generation=1)])

    def head_of(*given: Any) -> bytes:
        for fault in gone:
            raise fault
        return real(*given)

    monkeypatch.setattr(fetched, "head_of", head_of)
    monkeypatch.setattr(fetched, "FETCHES", type(fetched.FETCHES)(1000, len))
    assert lines(fetched.answer(BOARD, {}))[0]["at"] == ""
    gone = iter([NoSuchGeneration(generation=1) for _ in range(9)])
    assert fetched.answer(BOARD, {}) is None


def test_a_drawing_that_a_newer_version_overtakes_is_made_of_that(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a run: what nobody needs any more holds up those who wait."""
    served = [1, 2]
    monkeypatch.setattr("tilannekuva.shell.layout.current_generation", served.pop)
    for place in ("fetched.FETCHES", "layout.DRAWINGS"):
        monkeypatch.setattr(f"tilannekuva.shell.{place}", type(fetched.FETCHES)(1_000_000, len))
    assert len(lines(fetched.answer(BOARD, {"alue": ["05"]}))) == 4
    assert served == []
