"""The words of the product in Finnish, Swedish and English: the only reader of data/texts.

Babel is left out on purpose: its import and first use cost more than the few formats below, which are texts themselves.
"""

import tomllib
import unicodedata
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

LANGUAGES = ("fi", "sv", "en")
TEXTS = Path(__file__).resolve().parents[1] / "data" / "texts"
# Finnish and Swedish put these three after z, in this order; every other accent only decorates its letter.
LAST_LETTERS = str.maketrans({"å": "{", "ä": "|", "ö": "}", "æ": "|", "ø": "}"})


class TextMissing(LookupError):
    """A key, or a value that its text needs, does not exist."""


def text(key: str, language: str, **values: object) -> str:
    """Return the text of *key* with its {values}; where the language lacks it, the Finnish one. Raises TextMissing."""
    found = catalogue(language).get(key) or catalogue("fi").get(key)
    if found is None:
        raise TextMissing(key)
    try:
        return found.format(**values) if values else _without_values(found, key)
    except (KeyError, IndexError) as error:
        raise TextMissing(f"{key}: {error}") from error


def _without_values(found: str, key: str) -> str:
    if "{" in found:
        raise TextMissing(f"{key}: {found}")
    return found


@cache
def catalogue(language: str) -> dict[str, str]:
    """Return every text of one language by its dotted key; empty for a language that is not ours."""
    if language not in LANGUAGES:
        return {}
    with (TEXTS / f"{language}.toml").open("rb") as file:
        return dict(_flat(tomllib.load(file), ""))


def _flat(tree: dict[str, Any], before: str) -> list[tuple[str, str]]:
    pairs = []
    for name, value in tree.items():
        key = f"{before}{name}"
        pairs += _flat(value, f"{key}.") if isinstance(value, dict) else [(key, str(value))]
    return pairs


def day(on: date, language: str) -> str:
    """Return a day as its readers write it: 22.11.2026 in Finnish and Swedish, 22 Nov 2026 in English."""
    month = text(f"date.month_{on.month}", language)
    return text("date.day", language, day=on.day, month=month, year=on.year)


def number(value: float, language: str, decimals: int | None = None) -> str:
    """Return a number with the language's signs; without *decimals* at most two, and none that say nothing."""
    places = decimals if decimals is not None else 2
    whole, _, part = f"{abs(value):,.{places}f}".partition(".")
    part = part if decimals is not None else part.rstrip("0")
    shown = whole.replace(",", text("number.group", language))
    shown += text("number.decimal", language) + part if part else ""
    return text("number.minus", language) + shown if value < 0 and shown.strip("0,.") else shown


def euros(value: float, language: str) -> str:
    """Return a sum in euros: whole euros alone, or cents in two figures."""
    return text("unit.euro", language, n=number(value, language, 0 if value == int(value) else 2))


def percent(share: float, language: str) -> str:
    """Return a share (0–1) as whole per cents."""
    return text("unit.percent", language, n=number(int(share * 100 + 0.5), language))


def sort_key(name: str) -> str:
    """Return the key that sorts names as Finnish and Swedish do: å, ä, ö after z, accents ignored."""
    composed = unicodedata.normalize("NFC", name.casefold()).translate(LAST_LETTERS)
    return "".join(sign for sign in unicodedata.normalize("NFKD", composed) if not unicodedata.combining(sign))
