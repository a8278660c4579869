"""The colours hold what the design promises: text can be read, edges seen, and stages told apart without colour."""

from itertools import pairwise

import pytest

from tilannekuva.figures.palette import THEMES, palette

STAGES = ("not_started", "in_preparation", "drafted", "decided", "in_operation")
MARKS = ("overdue", "stale")


def light(colour: str) -> float:
    """Return the relative luminance of a colour code (WCAG 2.2)."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, 1 to 21 (WCAG 2.2)."""
    darker, lighter = sorted((light(one), light(other)))
    return (lighter + 0.05) / (darker + 0.05)


def grey(colour: str) -> float:
    """Return the lightness L* of a colour, 0 to 100, as a black-and-white print shows it."""
    luminance = light(colour)
    return 116 * luminance ** (1 / 3) - 16 if luminance > 0.008856 else 903.3 * luminance


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("key", [*STAGES, *MARKS, "no_data", "background"])
def test_words_can_be_read_on_every_fill(theme: str, key: str) -> None:
    """At least 4.5:1, also for small text."""
    tone = palette()[theme, key]
    assert contrast(tone["text"], tone["fill"]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("key", [*STAGES, *MARKS, "no_data"])
def test_every_cell_has_an_edge_on_the_page(theme: str, key: str) -> None:
    """At least 3:1 between the outline and the page, as the fill of early stages is faint."""
    assert contrast(palette()[theme, key]["outline"], palette()[theme, "background"]["fill"]) >= 3


@pytest.mark.parametrize("theme", THEMES)
def test_a_grey_print_keeps_the_stages_apart_and_in_order(theme: str) -> None:
    """Each stage is darker than the one before by ten or more of a hundred steps of grey; lighter in the dark theme."""
    steps = [grey(palette()[theme, stage]["fill"]) for stage in STAGES]
    differences = [(one - other) * (1 if theme == "light" else -1) for one, other in pairwise(steps)]
    assert min(differences) >= 10
