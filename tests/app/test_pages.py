"""The navigation and the address, without a browser: every page is in the menu, every choice comes back from its address."""

from datetime import date

import pandas as pd
import pytest

from tilannekuva.shell.pages import FOLDER, PAGES
from tilannekuva.texts import LANGUAGES, text
from tilannekuva.view import Allowed, View, view_of

TODAY = date(2026, 11, 24)
ALLOWED = Allowed(frozenset({"21", "19"}), frozenset({"YTA5"}), frozenset({"grant_model"}))


def test_every_page_file_is_in_the_navigation() -> None:
    """A file in pages/ that nobody can reach would be dead."""
    assert {page.file for page in PAGES} == {path.name for path in FOLDER.glob("*.py")}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_has_its_name_in_every_language(language: str) -> None:
    """Shown in the menu and in the tab."""
    assert all(text(page.title_key, language) for page in PAGES)


def test_a_view_comes_back_from_its_own_address() -> None:
    """Whatever is chosen."""
    chosen = View(TODAY, "sv", date(2023, 6, 30), date(2024, 1, 1), ("21", "19"), "YTA5", ("grant_model",))
    assert view_of(chosen.parameters(), ALLOWED, TODAY) == chosen


def test_statements_on_groups_follow_the_choices_of_topic_and_region() -> None:
    """One topic chosen leaves its statements alone; a region chosen, those on groups to which it belongs."""
    told = pd.DataFrame({"workstream_code": ["grant_model", "strategy", "grant_model"], "member_codes": [("21", "19"), ("21",), ("01",)]})
    regions = pd.DataFrame({"region_code": ["21", "19", "01"], "collab_area_code": ["YTA5", "YTA5", "YTA2"]})
    assert list(View(TODAY, regions=("21",), workstreams=("grant_model",)).of_groups(told, regions).index) == [0]
    assert list(View(TODAY, collab_area="YTA2").of_groups(told, regions).index) == [2]
    assert list(View(TODAY).of_groups(told, regions).index) == [0, 1, 2]
    assert View(TODAY, workstreams=("none",)).of_groups(told, regions).columns.tolist() == list(told.columns)


def test_the_default_view_has_a_bare_address() -> None:
    """Today, in Finnish, everything."""
    assert view_of({}, ALLOWED, TODAY).parameters() == {}


@pytest.mark.parametrize(
    "forged", [{"alue": ["99"]}, {"paiva": ["2023-02-31"]}, {"paiva": ["0001-01-01"]}, {"kieli": ["../x"]}, {"asia": ["';drop"]}]
)
def test_what_is_forged_is_as_by_default(forged: dict[str, list[str]]) -> None:
    """An allow-list, not a block-list."""
    assert view_of(forged, ALLOWED, TODAY) == view_of({}, ALLOWED, TODAY)
