"""An EDTF text of the data in a reader's words: 30.11.2020, 12/2020, syksy 2020, noin 8/2020, 2023 alkaen."""

import re
from datetime import date

from tilannekuva.texts import day as in_days
from tilannekuva.texts import text

_PART = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?([~?%]?)")
_SEASONS = ("21", "22", "23", "24")


def when(edtf: str | None, language: str) -> str:
    """Return the words of an EDTF text; a text of another form stands as it is, and nothing for none."""
    if not edtf:
        return ""
    first, slash, last = edtf.partition("/")
    if not slash:
        return _part(edtf, language)
    if first in ("", ".."):
        return text("date.until", language, day=_part(last, language))
    if last in ("", ".."):
        return text("date.since", language, day=_part(first, language))
    return text("date.span", language, first=_part(first, language), last=_part(last, language))


def cycle_words(cycle: str) -> str:
    """Return a round as it is written: 2026, 2022–2025."""
    return cycle.replace("-", "–")


def _part(edtf: str, language: str) -> str:
    found = _PART.fullmatch(edtf)
    if found is None:
        return edtf
    year, month, day, doubt = found.groups()
    if day:
        words = in_days(date(int(year), int(month), int(day)), language)
    elif month in _SEASONS:
        words = text(f"date.season_{month}", language, year=year)
    else:
        words = text("date.month", language, month=text(f"date.month_{int(month)}", language), year=year) if month else year
    return text({"~": "date.about", "?": "date.uncertain", "%": "date.uncertain"}[doubt], language, day=words) if doubt else words
