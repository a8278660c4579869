"""The rules of the house, executed on every file: lengths, docstrings, errors, surroundings, colours, words."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support import house
from tests.support.sources import ROOT, files_of_tests, product_files, relative

PRODUCT = product_files()
SPEAKING = ("tilannekuva/shell/", "tilannekuva/figures/", "tilannekuva/exports/", "pages/", "dashboard.py")
Check = Callable[[str], list[str]]


def faults(paths: list[Path], check: Check) -> list[str]:
    """Return what the check finds in the files, each with its place."""
    return [f"{relative(path)}:{found}" for path in paths for found in check(path.read_text(encoding="utf-8"))]


def test_functions_and_modules_stay_short() -> None:
    """A function has at most 50 lines, a module of the product 300; then it is split by noun."""
    assert faults(PRODUCT, house.too_long) == []


def test_what_is_public_says_what_it_does() -> None:
    """Public functions, methods and classes have a docstring and annotations."""
    assert faults([*PRODUCT, ROOT / "dev.py"], house.undocumented) == []


def test_every_test_says_what_it_promises() -> None:
    """A failing test is read by its docstring first."""
    assert faults(files_of_tests(), house.untold_tests) == []


def test_no_error_is_hidden() -> None:
    """No bare except, no handler that only passes, no assert in the product."""
    assert faults([*PRODUCT, ROOT / "dev.py"], house.careless_errors) == []


def test_clock_and_environment_are_read_in_their_places_only() -> None:
    """What depends on the day is told the day: so it can be tested, and repeated."""
    others = [path for path in PRODUCT if not relative(path).startswith(house.MAY_READ_SURROUNDINGS)]
    assert faults(others, house.surroundings_read) == []


def test_colour_codes_are_in_the_palette_only() -> None:
    """A colour is changed in one place, for both themes and every export."""
    styles = [path for kind in ("css", "js", "html") for path in (ROOT / "tilannekuva").rglob(f"*.{kind}")]
    others = [path for path in [*PRODUCT, *styles] if relative(path) != "tilannekuva/figures/palette.py"]
    assert faults(others, house.colours) == []


def test_no_work_is_put_off_in_comments() -> None:
    """What is left to do is an issue."""
    assert faults([*PRODUCT, *files_of_tests(), ROOT / "dev.py"], house.unfinished) == []


def test_readers_words_are_in_the_texts() -> None:
    """What a reader sees comes from data/texts, in three languages."""
    speaking = [path for path in PRODUCT if relative(path).startswith(SPEAKING)]
    pages = [path for path in speaking if relative(path).startswith(("pages/", "dashboard.py"))]
    assert faults(speaking, lambda code: house.reader_texts(code, sentences=False)) == []
    assert faults(pages, lambda code: house.reader_texts(code, sentences=True)) == []


@pytest.mark.parametrize(
    ("check", "bad", "good"),
    [
        (house.too_long, "def f():\n" + "    x = 1\n" * 50, "def f():\n" + "    x = 1\n" * 49),
        (house.too_long, "x = 1\n" * 301, "x = 1\n" * 300),
        (house.undocumented, "def f() -> int:\n    return 1", "def _f():\n    return 1"),
        (house.undocumented, 'def f(x) -> int:\n    """Do."""', 'def f(x: int) -> int:\n    """Do."""'),
        (house.undocumented, 'def f(x: int):\n    """Do."""', 'class A:\n    """A."""\n    def __init__(self): ...'),
        (house.undocumented, 'class A:\n    """A."""\n    def f(self) -> None: ...', "class _A:\n    def f(self): ..."),
        (house.untold_tests, "def test_x(): ...", 'def test_x():\n    """It holds."""'),
        (house.careless_errors, "assert x", "if not x:\n    raise ValueError"),
        (house.careless_errors, "try:\n    f()\nexcept:\n    g()", "try:\n    f()\nexcept OSError:\n    g()"),
        (
            house.careless_errors,
            "try:\n    f()\nexcept OSError:\n    pass",
            "try:\n    f()\nexcept OSError:\n    return",
        ),
        (house.careless_errors, "try:\n    f()\nexcept OSError:\n    ...", "try:\n    f()\nfinally:\n    g()"),
        (house.careless_errors, "with suppress(Exception):\n    f()", "with contextlib.suppress(KeyError):\n    f()"),
        (
            house.surroundings_read,
            "from datetime import date\ndate.today()",
            "from datetime import date\ndate(2020, 1, 1)",
        ),
        (house.surroundings_read, "import datetime as d\nd.datetime.now(d.UTC)", "import time\ntime.monotonic()"),
        (house.surroundings_read, "from os import environ\nenviron['A']", "environ = {}\nenviron['A']"),
        (house.surroundings_read, "import os\nos.getenv('A')", "import os\nos.getpid()"),
        (house.surroundings_read, "from sqlalchemy import func\nfunc.current_date()", "func.count()"),
        (house.colours, "x = '#2A6EBB'", "x = '#alue'"),
        (house.colours, "a { color: #fff; }", "a { color: var(--text); }"),
        (house.unfinished, "x = 1  # TODO: later", "todo = 1"),
    ],
)
def test_each_check_finds_a_fault_and_lets_the_mended_pass(check: Check, bad: str, good: str) -> None:
    """A check that finds nothing anywhere would pass for ever."""
    assert check(bad) != []
    assert check(good) == []


def test_the_check_of_words_knows_keys_from_sentences() -> None:
    """Keys, addresses and docstrings are no words to a reader."""
    assert house.reader_texts("st.write('Tervetuloa mukaan')", sentences=True) != []
    assert house.reader_texts("st.write('Päätetty')", sentences=False) != []
    assert house.reader_texts('"""Sivu: päätökset."""\ntext("board.title", "fi")', sentences=True) == []
