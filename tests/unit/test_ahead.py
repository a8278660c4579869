"""The first screen that goes along with the empty page: whose it is, what of it, and that words stay words."""

import re
from datetime import date
from html import unescape
from types import SimpleNamespace
from typing import Any

import pytest

from tilannekuva.figures.elements import Element, el
from tilannekuva.shell import ahead
from tilannekuva.shell.canvas import packed
from tilannekuva.shell.our_page import translate
from tilannekuva.texts import text

TODAY, GENERATION = date(2026, 11, 24), 7
PAGE = '<body><div id="root"></div></body>'
MENU = packed([el("nav", "Valikko")], "fi")
CHOICE = el("details", el("summary", "Alueet"), el("div", "Kainuu, Lappi", class_="panel"))
HEAD = packed([el("div", el("h1", "Otsikko"), CHOICE, class_="head")], "fi")


class Day(date):
    """A calendar whose today is set."""

    shown = TODAY

    @classmethod
    def today(cls) -> date:
        return cls.shown


@pytest.fixture(autouse=True)
def reading(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """Nothing shown yet, a day of the test's own, and what this process served last."""
    served = SimpleNamespace(served=GENERATION)
    monkeypatch.setattr(ahead, "SHOWN", ahead._Shown())
    monkeypatch.setattr(ahead, "date", Day)
    monkeypatch.setattr(Day, "shown", TODAY)
    monkeypatch.setattr(ahead, "open_reading", lambda: served)
    return served


def show(path: str, asked: dict[str, list[str]], *tree: Element) -> None:
    """Have a first run at an address draw a page."""
    ahead.keep(ahead.Opened(ahead.address_of(path, asked), Day.today(), GENERATION, MENU, HEAD), packed(tree, "fi"))


def told(path: str, asked: dict[str, list[str]]) -> str:
    """Return the document that is sent along to an address."""
    page = ahead.shown_at(ahead.address_of(path, asked))
    assert page
    inside = re.search(r'srcdoc="([^"]*)"', ahead.put_ahead(page, PAGE))
    assert inside
    return unescape(inside[1])


def board(**columns: str) -> Element:
    """Return a board of one row, a column by name."""
    heads = [el("th", "Alue", data_column="region"), *(el("th", name, data_column=name) for name in columns)]
    cells = [el("th", "Kainuu"), *(el("td", words) for words in columns.values())]
    return el("table", el("thead", el("tr", heads)), el("tbody", el("tr", cells)), class_="board")


def test_a_page_is_sent_to_whoever_opens_the_same_address() -> None:
    """In whichever order the address names what it asks for; another region is another page."""
    show("/", {"kieli": ["sv"], "alue": ["18", "19"]}, el("h2", "Läget"))
    assert "Läget" in told("", {"alue": ["18", "19"], "kieli": ["sv"]})
    assert ahead.shown_at(ahead.address_of("/", {"alue": ["18"], "kieli": ["sv"]})) is None
    assert ahead.shown_at(ahead.address_of("/hyte", {"alue": ["18", "19"], "kieli": ["sv"]})) is None


def test_the_head_stands_there_without_what_its_lists_hold() -> None:
    """A list that is closed shows its name only."""
    show("/", {}, el("h2", "Läget"))
    page = told("/", {})
    assert "<h1>Otsikko</h1>" in page
    assert "Alueet" in page
    assert "Lappi" not in page


def test_the_last_drawing_counts_and_a_day_ends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page names the day and what is late on it, so that of yesterday is not sent."""
    show("/", {}, el("h2", "Ensin"))
    show("/", {}, el("h2", "Sitten"))
    assert "Sitten" in told("/", {})
    monkeypatch.setattr(Day, "shown", date(2026, 11, 25))
    assert ahead.shown_at(ahead.address_of("/", {})) is None


def test_a_version_that_is_served_no_more_is_not_sent(reading: SimpleNamespace) -> None:
    """One taken back was wrong, and one that a newer has followed is old."""
    show("/", {}, el("h2", "Tilanne"))
    reading.served = GENERATION - 1
    assert ahead.shown_at(ahead.address_of("/", {})) is None


def test_a_run_over_midnight_shows_the_day_on_which_it_began(monkeypatch: pytest.MonkeyPatch) -> None:
    """It may have waited for its turn."""
    opened = ahead.Opened(ahead.address_of("/", {}), TODAY, GENERATION, "Tilanne", MENU)
    monkeypatch.setattr(Day, "shown", date(2026, 11, 25))
    ahead.keep(opened, packed([el("h2", "Tilanne")], "fi"))
    assert ahead.shown_at(opened.address) is None


def test_an_address_of_great_length_is_not_kept() -> None:
    """Five hundred of those that a websocket may tell would fill a gigabyte."""
    show("/", {"x": ["😀" * 500_000]}, el("h2", "Tilanne"))
    assert ahead.shown_at(ahead.address_of("/", {"x": ["😀" * 500_000]})) is None


def test_the_page_goes_without_a_first_screen_that_cannot_be_drawn(caplog: pytest.LogCaptureFixture) -> None:
    """It is whole without; the log has the cause."""
    show("/", {}, {"t": "h2"})
    page = ahead.shown_at(ahead.address_of("/", {}))
    assert page
    assert translate(PAGE.encode(), "fi", page).decode() == PAGE
    assert "KeyError" in caplog.text


def test_later_runs_of_a_session_are_not_sent() -> None:
    """They show the reader's own way there, such as a choice made in another page."""
    ahead.keep(None, packed([el("h2", "Tilanne")], "fi"))
    assert ahead.shown_at(ahead.address_of("/", {})) is None


def test_the_addresses_not_shown_for_longest_make_room() -> None:
    """Whoever makes addresses up fills no memory."""
    for number in range(ahead.MOST_ADDRESSES + 1):
        show("/", {"alue": [str(number)]}, el("h2", "Tilanne"))
    kept = [ahead.shown_at(ahead.address_of("/", {"alue": [str(number)]})) is not None for number in range(ahead.MOST_ADDRESSES + 1)]
    assert kept == [False, *[True] * ahead.MOST_ADDRESSES]


@pytest.mark.parametrize("words", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', r"\g<0> \1 \n", "&lt;b&gt;"])
def test_words_stay_words(words: str) -> None:
    """In the frame, in its own place in the page, and through the change of Streamlit's page."""
    show("/", {}, el("h2", words, title=words))
    page = ahead.shown_at(ahead.address_of("/", {}))
    whole = translate(PAGE.encode(), "fi", page).decode()
    (frame,) = re.findall(r"<iframe [^>]*></iframe>", whole)
    assert whole.startswith(f'<body>{frame}<div id="root"></div><template')
    assert whole.endswith("</script></body>")
    heading = re.search(r"<h2 title=\"([^\"]*)\">([^<]*)</h2>", told("/", {}))
    assert heading
    assert (unescape(heading[1]), unescape(heading[2])) == (words, words)
    assert re.findall(r"<(?:script|img)", told("/", {})) == []


def test_the_first_screen_ends_with_the_first_figure_and_folds_nothing() -> None:
    """What lies below, and what is folded, would only hold up the page that comes to life."""
    figure = el("div", el("div", "Taulu", data_figure="tilannetaulu"), el("details", el("summary", "Lataa")))
    show("/", {}, el("h2", "Havainto"), el("div", figure), el("section", "Nostot"))
    document = told("/", {})
    assert [words for words in ("Valikko", "Havainto", "Taulu", "Lataa", "Nostot") if words in document] == ["Valikko", "Havainto", "Taulu"]


@pytest.mark.parametrize(
    ("pressed", "left"),
    [({"b": "true"}, ["Kaksi"]), ({}, ["Yksi"]), ({"x": "true"}, [])],
    ids=["the one picked", "else the first", "one that is gone"],
)
def test_a_narrow_screen_shows_the_picked_column(pressed: dict[str, str], left: list[str]) -> None:
    """As the live page does: the first column, and of the others the one whose button is pressed."""
    buttons = [el("button", name, data_pick=name, aria_pressed=pressed.get(name, "false")) for name in ("a", "b", "x")]
    show("/", {}, el("div", buttons), board(a="Yksi", b="Kaksi"))
    cells: list[Any] = re.findall(r"<td( class=\"unpicked\")?>(\w+)</td>", told("/", {}))
    assert [words for hidden, words in cells if not hidden] == left


def test_without_scripts_the_page_says_what_it_needs() -> None:
    """A board that never answers would be a riddle, and it would lie above the words."""
    page = translate(b"<noscript>In English</noscript>", "sv").decode()
    assert page == f"<noscript><style>#ahead {{ display: none }}</style><p>{text('state.no_script', 'sv')}</p></noscript>"


def test_scripts_are_named_when_the_first_screen_has_been_drawn() -> None:
    """All of them, in their order, and after the root in which they draw; a stylesheet is asked for as ever."""
    first, second = '<script type="module" crossorigin src="./a.js"></script>', '<link rel="modulepreload" crossorigin href="./b.js">'
    style = '<link rel="stylesheet" crossorigin href="./c.css">'
    show("/", {}, el("h2", "Tilanne"))
    page = ahead.shown_at(ahead.address_of("/", {}))
    assert page
    whole = ahead.put_ahead(page, f'<head>{first}{second}{style}</head><body><div id="root"></div></body>')
    assert whole.startswith(f"<head>{style}</head><body><iframe ")
    assert whole.endswith(f'<div id="root"></div><template id="late">{first}{second}</template><script>{ahead.NAME_SCRIPTS}</script></body>')
