"""Streamlit's own files, as installed, are the ones that our leaner first view was made for."""

import re

import pytest

from tilannekuva.shell.static_files import FIRST_ELEMENTS, ICONS, STATIC, first_scripts

NAMES = (ICONS.parent / "names.txt").read_text(encoding="utf-8").split()
NO_ICONS = {"star_filled"}
"""Names in Streamlit's scripts that its own font has no icon for either."""


def test_our_icons_stand_for_the_installed_font_and_hold_all_that_its_scripts_name() -> None:
    """After a change of Streamlit the subset is made anew (docs/decisions/041); until then its own font is served."""
    assert (STATIC / "media" / ICONS.name).exists(), "another font of icons is installed: make the subset anew"
    used = {name for script in (STATIC / "js").glob("*.js") for name in re.findall(r":material/([a-z0-9_]+)", script.read_text(encoding="utf-8"))}
    assert used - NO_ICONS == set(NAMES)


@pytest.mark.parametrize("element", FIRST_ELEMENTS)
def test_the_elements_of_every_page_are_fetched_early(element: str) -> None:
    """Under the name that the installed Streamlit has for them, each with a file behind it."""
    assert any(name.startswith(f"{element}.") for name in first_scripts())
    assert all((STATIC / "js" / name).exists() for name in first_scripts())
