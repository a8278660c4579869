"""The three languages are complete, and days, numbers and names come out as their readers write them."""

import re
from datetime import date
from string import Formatter

import pytest

from tests.support.sources import ROOT
from tilannekuva.texts import LANGUAGES, TextMissing, catalogue, day, number, percent, sort_key, text

KEYS = sorted(catalogue("fi"))


def places(found: str) -> set[str]:
    """Return the names of the {places} of one text."""
    return {name for _, name, _, _ in Formatter().parse(found) if name}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_key_and_no_other(language: str) -> None:
    """A text that one language lacks would be shown in Finnish; a text that only one has is never seen."""
    assert sorted(catalogue(language)) == KEYS


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_asks_for_the_same_values(language: str) -> None:
    """A value that a translation forgets would silently vanish from the screen."""
    differing = {key for key in KEYS if places(catalogue(language)[key]) != places(catalogue("fi")[key])}
    assert not differing


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_empty_or_padded(language: str) -> None:
    """Blank labels leave a control without a name."""
    assert not [key for key, found in catalogue(language).items() if not found.strip(" \n") or found != found.strip(" \n")]


def test_every_text_is_used() -> None:
    """By its whole name, or by the beginning of one that the code completes: a text that nobody reads is translated for nothing."""
    files = [path for folder in ("tilannekuva", "pages", "etl") for path in (ROOT / folder).rglob("*.py")]
    code = "\n".join(path.read_text(encoding="utf-8") for path in (*files, ROOT / "dev.py"))
    named = set(re.findall(r"""["']([a-z0-9_]+\.[A-Za-z0-9_]+)["']""", code))
    begun = (*re.findall(r"""f["']([a-z0-9_]+\.[A-Za-z0-9_]*)\{""", code), "widget.")
    assert [key for key in KEYS if key not in named and not key.startswith(begun)] == []


def test_every_text_that_is_asked_for_exists() -> None:
    """Where the code names it whole; some are drawn so seldom that no other test sees them."""
    code = "\n".join(path.read_text(encoding="utf-8") for folder in ("tilannekuva", "pages", "etl") for path in (ROOT / folder).rglob("*.py"))
    asked = set(re.findall(r"""\b(?:text|words|section)\(["']([a-z0-9_]+\.[A-Za-z0-9_]+)["']""", code))
    assert len(asked) > 200
    assert asked - set(KEYS) == set()


def test_a_text_takes_its_values() -> None:
    """Values go to their places in every language."""
    assert text("filter.more_n", "sv", n=2) == "Fler avgränsningar (2)"


def test_a_language_that_is_not_ours_is_answered_in_finnish() -> None:
    """A forged or future language code never breaks a page."""
    assert text("nav.region", "de") == "Alue"


def test_a_missing_key_or_value_is_an_error() -> None:
    """A misspelt key is found by the first test that draws it."""
    with pytest.raises(TextMissing):
        text("nav.no_such_page", "fi")
    with pytest.raises(TextMissing):
        text("filter.more_n", "fi")
    with pytest.raises(TextMissing):
        text("filter.more_n", "fi", m=1)


@pytest.mark.parametrize(("language", "expected"), [("fi", "5.1.2026"), ("sv", "5.1.2026"), ("en", "5 Jan 2026")])
def test_a_day_is_written_as_the_language_writes_it(language: str, expected: str) -> None:
    """Days never depend on the browser's own language."""
    assert day(date(2026, 1, 5), language) == expected


@pytest.mark.parametrize(
    ("value", "decimals", "finnish", "english"),
    [
        (1234567.5, None, "1\u00a0234\u00a0567,5", "1,234,567.5"),
        (-12, None, "−12", "-12"),
        (0.1 + 0.2, None, "0,3", "0.3"),
        (2, 1, "2,0", "2.0"),
        (-0.001, None, "0", "0"),
    ],
)
def test_a_number_is_written_as_the_language_writes_it(value: float, decimals: int | None, finnish: str, english: str) -> None:
    """Thousands apart by a hard space and a decimal comma in Finnish."""
    assert (number(value, "fi", decimals), number(value, "en", decimals)) == (finnish, english)


def test_a_share_is_written_in_whole_per_cents() -> None:
    """A hard space stands before the sign in Finnish and none in English."""
    assert (percent(0.125, "fi"), percent(1, "en")) == ("13\u00a0%", "100%")


def test_names_sort_with_the_nordic_letters_last() -> None:
    """Python's own order would put Ähtäri before Åland and both before Öja's neighbours."""
    names = ["Öja", "Ähtäri", "Åland", "Zürich", "Vantaa ja Kerava", "Varsinais-Suomi", "étang"]
    assert sorted(names, key=sort_key) == ["étang", "Vantaa ja Kerava", "Varsinais-Suomi", "Zürich", "Åland", "Ähtäri", "Öja"]


def test_decomposed_letters_sort_like_composed_ones() -> None:
    """Names from a Mac may carry the dots as a sign of their own."""
    assert sort_key("A\u0308hta\u0308ri") == sort_key("Ähtäri")


def test_finnish_sentences_are_ours_and_not_placeholders() -> None:
    """No text still says that it is to be written."""
    assert not [key for key in KEYS if re.search(r"\b(TBD|xxx|lorem)\b", catalogue("fi")[key], re.IGNORECASE)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_names_a_shade(language: str) -> None:
    """What is darker in the light theme is lighter in the dark one."""
    shades = re.compile(r"tummemp|vaaleamp|mörkare|ljusare|darker|lighter", re.IGNORECASE)
    assert not [key for key in KEYS if shades.search(catalogue(language)[key])]
