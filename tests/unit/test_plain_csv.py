"""Plain CSV: what a cell looks like, and that no text becomes a formula while every text can be had back."""

import csv
import io
from datetime import date
from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tilannekuva.exports.plain import cell, csv_text, exact, safe

SIGNS = "=+-@＝＋－＠−\t\r\n\0"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, ""), (float("nan"), ""), (pd.NaT, ""), (pd.NA, ""), (True, "1"), (False, "0"), (7, "7"), (-7, "-7"), (0.5, "0.5"),
        (Decimal("208200.0000"), "208200"), (Decimal("2.50"), "2.5"), (Decimal("1E+3"), "1000"), (pd.Timestamp("2026-11-24"), "2026-11-24"),
        (date(2026, 11, 24), "2026-11-24"), ("Päijät-Häme", "Päijät-Häme"), ("../2020-12", "../2020-12"), ("a=b", "a=b"), ("", ""),
    ],
)  # fmt: skip
def test_a_value_is_written_plainly(value: object, written: str) -> None:
    """Numbers stay numbers with their sign; texts stay as they are."""
    assert cell(value) == written


@pytest.mark.parametrize(
    ("given_text", "written"),
    [
        ("=1+1", "'=1+1"), ("+358 40", "'+358 40"), ("-20 %", "'-20 %"), ("@SUM(A1)", "'@SUM(A1)"), ("＝1", "'＝1"), ("\t=1", "'\t'=1"),
        ("\r=1", "'\r'=1"), ("\0=1", "'\0=1"), ("'=1", "''=1"), ("''-", "'''-"), ("'tis", "'tis"), ("a;=cmd", "a;'=cmd"), ("a\n=b", "a\n'=b"),
        ("kysely; -20 %", "kysely; -20 %"), (" =1", "' =1"), ("\u00a0\u2212x", "'\u00a0\u2212x"), ("' =1", "'' =1"), (" x", " x"),
    ],
)  # fmt: skip
def test_what_would_begin_a_formula_carries_an_apostrophe(given_text: str, written: str) -> None:
    """At the start, and after what a spreadsheet may split at."""
    assert safe(given_text) == written
    assert exact(written) == given_text


@given(st.text(alphabet=st.one_of(st.sampled_from(SIGNS + "';\n, \"ab1"), st.characters(codec="utf-8"))))
def test_every_text_comes_back_and_none_begins_a_formula(text: str) -> None:
    """`exact` undoes `safe`; through a strict reader, and through one that splits at semicolons, no cell begins with a sign."""
    assert exact(safe(text)) == text
    written = csv_text(pd.DataFrame({"a": [text], "b": ["x"]}), ["a", "b"])
    (_, row) = list(csv.reader(io.StringIO(written, newline=""), strict=True))
    assert exact(row[0]) == text
    assert not row[0].startswith(tuple(SIGNS))
    assert not any(part.startswith(tuple(SIGNS)) for part in safe(text).split(";"))


def test_the_file_is_as_rfc_4180_says() -> None:
    """A heading, commas, CRLF, quotes doubled, a line end inside a cell kept; no byte order mark."""
    found = pd.DataFrame({"a": ['sanoi "ei", ei', "rivi\nrivi"], "b": [1, 2]})
    assert csv_text(found, ["b", "a"]) == 'b,a\r\n1,"sanoi ""ei"", ei"\r\n2,"rivi\nrivi"\r\n'


def test_nothing_but_a_heading_is_a_file_too() -> None:
    """A choice that leaves no rows."""
    assert csv_text(pd.DataFrame({"a": []}), ["a"]) == "a\r\n"
