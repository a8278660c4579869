"""Dates: what a text means, what is refused, and that nothing is guessed, swapped or slow."""

import csv
import re
import time
from datetime import date, timedelta
from pathlib import Path

import edtf
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.support.drawn import records
from tilannekuva.dates import DateUnclear, Interval, parse
from tilannekuva.texts import LANGUAGES, text

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "data"
CORPUS = ROOT.parent / "shared" / "badinput" / "dates" / "dates_fi_sv.csv"
DAYS = st.dates(date(1990, 1, 1), date(2199, 12, 31))

READ = """
    written                           | first      | last       | precision
    ----------------------------------+------------+------------+--------------
    2020-11-30                        | 2020-11-30 | 2020-11-30 | day
    2020-12                           | 2020-12-01 | 2020-12-31 | month
    2020                              | 2020-01-01 | 2020-12-31 | year
    2020-21                           | 2020-03-01 | 2020-05-31 | season
    2020-23                           | 2020-09-01 | 2020-11-30 | season
    2020-24                           | 2020-12-01 | 2021-02-28 | season
    2023/..                           | 2023-01-01 |            | interval
    ../2020-12                        |            | 2020-12-31 | interval
    2020-11/2020-12-05                | 2020-11-01 | 2020-12-05 | interval
    202X                              | 2020-01-01 | 2029-12-31 | decade
    2020-XX                           | 2020-01-01 | 2020-12-31 | year
    2020-12-XX                        | 2020-12-01 | 2020-12-31 | month
    2020-W53                          | 2020-12-28 | 2021-01-03 | week
    1.2.2021                          | 2021-02-01 | 2021-02-01 | day
    1. 2. 2021                        | 2021-02-01 | 2021-02-01 | day
    2021.02.01                        | 2021-02-01 | 2021-02-01 | day
    1. helmikuuta 2021                | 2021-02-01 | 2021-02-01 | day
    maanantaina 1.2.2021              | 2021-02-01 | 2021-02-01 | day
    den 1 februari 2021               | 2021-02-01 | 2021-02-01 | day
    måndagen den 1 februari 2021      | 2021-02-01 | 2021-02-01 | day
    12/2020                           | 2020-12-01 | 2020-12-31 | month
    JOULUKUUSSA 2020                  | 2020-12-01 | 2020-12-31 | month
    i december 2020                   | 2020-12-01 | 2020-12-31 | month
    joulukuun alussa 2020             | 2020-12-01 | 2020-12-10 | part_of_month
    i mitten av december 2020         | 2020-12-11 | 2020-12-20 | part_of_month
    helmikuun 2020 lopussa            | 2020-02-21 | 2020-02-29 | part_of_month
    elo–syyskuussa 2020               | 2020-08-01 | 2020-09-30 | interval
    kesä-elokuussa 2020               | 2020-06-01 | 2020-08-31 | interval
    24.–25.3.2021                     | 2021-03-24 | 2021-03-25 | interval
    30.11.–1.12.2020                  | 2020-11-30 | 2020-12-01 | interval
    28.12.2020–3.1.2021               | 2020-12-28 | 2021-01-03 | interval
    joulukuu 2020 – helmikuu 2021     | 2020-12-01 | 2021-02-28 | interval
    24–25 mars 2021                   | 2021-03-24 | 2021-03-25 | interval
    viikko 42/2020                    | 2020-10-12 | 2020-10-18 | week
    vecka 42 2020                     | 2020-10-12 | 2020-10-18 | week
    v. 42/2020                        | 2020-10-12 | 2020-10-18 | week
    viikot 42–43/2020                 | 2020-10-12 | 2020-10-25 | interval
    v. 2020                           | 2020-01-01 | 2020-12-31 | year
    Q3/2022                           | 2022-07-01 | 2022-09-30 | quarter
    vuoden 2022 kolmas neljännes      | 2022-07-01 | 2022-09-30 | quarter
    tredje kvartalet 2022             | 2022-07-01 | 2022-09-30 | quarter
    vuoden 2022 alkupuolella          | 2022-01-01 | 2022-06-30 | half_year
    andra halvåret 2022               | 2022-07-01 | 2022-12-31 | half_year
    syksyllä 2020                     | 2020-09-01 | 2020-11-30 | season
    på våren 2020                     | 2020-03-01 | 2020-05-31 | season
    talvella 2020–2021                | 2020-12-01 | 2021-02-28 | season
    alkuvuodesta 2021                 | 2021-01-01 | 2021-03-31 | part_of_year
    vuoden 2019 lopulla               | 2019-10-01 | 2019-12-31 | part_of_year
    i slutet av 2020                  | 2020-10-01 | 2020-12-31 | part_of_year
    vuodenvaihteessa 2020–2021        | 2020-12-01 | 2021-01-31 | turn_of_year
    vuosina 2020–2022                 | 2020-01-01 | 2022-12-31 | interval
    1.1.2023 alkaen                   | 2023-01-01 |            | interval
    vuodesta 2023 lähtien             | 2023-01-01 |            | interval
    fr.o.m. 1.1.2023                  | 2023-01-01 |            | interval
    2023–                             | 2023-01-01 |            | interval
    vuoden 2022 loppuun mennessä      |            | 2022-12-31 | interval
    t.o.m. 31.12.2022                 |            | 2022-12-31 | interval
"""

REFUSED = """
    written                 | code
    ------------------------+-------------------
    2021-02-29              | impossible_date
    0.1.2021                | impossible_date
    1.13.2021               | impossible_date
    13.1.2021–32.1.2021     | impossible_date
    42/2020                 | impossible_date
    viikko 53/2021          | impossible_date
    Q5/2022                 | impossible_date
    2020-99                 | impossible_date
    10/08/2008              | ambiguous_date
    31/12/2012              | ambiguous_date
    2020–22                 | ambiguous_date
    1.2.68                  | ambiguous_date
    talvella 2021           | ambiguous_date
    vuodenvaihteessa 2020   | ambiguous_date
    joulu–tammikuussa 2020  | ambiguous_date
    18.3.                   | date_without_year
    huhtikuussa             | date_without_year
    viikolla 42             | date_without_year
    hösten                  | date_without_year
    eilen                   | date_relative
    för 2 månader sedan     | date_relative
    ensi vuonna             | date_relative
    42766                   | date_serial_number
    60                      | date_serial_number
    20140102                | date_serial_number
    1.1.1900                | date_placeholder
    1970-01-01              | date_placeholder
    1899-12-30              | year_out_of_range
    9999-12-31              | year_out_of_range
    2021-03-02/2021-03-01   | date_reversed
    5.3.–1.3.2021           | date_reversed
    ennen vuotta 2020       | bad_date
    före 2020               | bad_date
    2020-12-01T25           | bad_date
    ../..                   | bad_date
    1.2.2021 Kuopiossa      | bad_date
    ¹.².2021                | bad_date
    ٣.٢.2021                | bad_date
    1.2\u200b.2021          | bad_date
"""


def _day(written: str) -> date | None:
    return date.fromisoformat(written) if written else None


@pytest.mark.parametrize("row", records(READ), ids=lambda row: row["written"])
def test_a_date_becomes_its_first_and_last_day(row: dict[str, str]) -> None:
    """EDTF, Finnish and Swedish spellings all end as the same kind of interval, with how exact it is."""
    found = parse(row["written"])
    assert (found.first, found.last, found.precision) == (_day(row["first"]), _day(row["last"]), row["precision"])
    assert found.text == row["written"]


@pytest.mark.parametrize("row", records(REFUSED), ids=lambda row: ascii(row["written"]))
def test_what_is_not_certain_is_refused_with_its_reason(row: dict[str, str]) -> None:
    """No day and month are swapped, no year is borrowed, no plain number becomes a day; each reason has its words."""
    with pytest.raises(DateUnclear) as refusal:
        parse(row["written"])
    assert refusal.value.code == row["code"]
    for language in LANGUAGES:
        assert row["written"] in text(f"finding.{refusal.value.code}", language, value=row["written"])


@pytest.mark.parametrize(
    ("written", "approximate", "uncertain"),
    [
        ("2020-12~", True, False),
        ("2025?", False, True),
        ("2025%", True, True),
        ("2025-06~/2025-08", True, False),
        ("2020/", False, True),
        ("noin 12/2020", True, False),
        ("n. 2020", True, False),
        ("ca 2020", True, False),
        ("ehkä syksyllä 2020", False, True),
        ("24.3.2021?", False, True),
    ],
)
def test_doubt_is_kept(written: str, approximate: bool, uncertain: bool) -> None:
    """About and perhaps are said of the interval and do not widen it."""
    found = parse(written)
    assert (found.approximate, found.uncertain) == (approximate, uncertain)


@pytest.mark.parametrize(
    ("written", "notes"),
    [
        ("1.2.21", ("two_digit_year",)),
        ("ma tammi 16, 2015", ("weekday_differs",)),
        ("pe tammi 16, 2015", ()),
        ("1.2.2021 klo 14.30", ("time_ignored",)),
        ("2021-02-01T14:30:00+02:00", ("time_ignored",)),
    ],
)
def test_what_was_read_with_a_reservation_is_noted(written: str, notes: tuple[str, ...]) -> None:
    """A two-digit year, a weekday that does not fit and a time of day are read, and said."""
    assert parse(written).notes == notes


def test_the_collected_spellings_are_read_or_refused_as_agreed() -> None:
    """The list of spellings met in newsletters and in other programs' tests, with the days that people agreed on."""
    if not CORPUS.exists():
        pytest.skip("the collected spellings are not here (../shared/badinput)")
    with CORPUS.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    differing = {row["text"]: _outcome(row["text"]) for row in rows if _outcome(row["text"]) != _agreed(row)}
    assert not differing


def _agreed(row: dict[str, str]) -> tuple[str, str] | None:
    refused = row["precision"] in ("refuse", "relative") or "from context" in row["precision"]
    return None if refused else (row["from"], row["to"])


def _outcome(written: str) -> tuple[str, str] | None:
    try:
        found = parse(written)
    except DateUnclear:
        return None
    return str(found.first), str(found.last)


def test_every_date_of_the_data_is_read() -> None:
    """The claims and sources in the repository hold no date that this reader refuses."""
    written = set()
    for path in sorted([*DATA.glob("claims/*.csv"), *DATA.glob("sources/*.csv")]):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                written |= {row.get(column) for column in ("valid", "observed", "reported", "recorded", "published")}
    unread = [one for one in written if one and _outcome(one) is None]
    assert len(written) > 300
    assert not unread


@given(DAYS)
def test_a_day_survives_every_spelling(day: date) -> None:
    """One day, written in each way that is certain, comes back as itself."""
    year, month, number = day.year, day.month, day.day
    iso_year, week, weekday = day.isocalendar()
    for written in (day.isoformat(), f"{number}.{month}.{year}", f"{number:02}.{month:02}.{year}"):
        assert parse(written).first == parse(written).last == day
    assert parse(f"viikko {week}/{iso_year}").first == day - timedelta(days=weekday - 1)


@given(DAYS, DAYS)
def test_an_interval_has_its_ends_in_order_or_is_refused(one: date, other: date) -> None:
    """The first day is never after the last; an interval that ends before it begins is refused, never turned round."""
    written = f"{one}/{other}"
    if one <= other:
        assert (parse(written).first, parse(written).last) == (one, other)
    else:
        with pytest.raises(DateUnclear):
            parse(written)


@given(st.text(st.sampled_from("0123456789./-–?~%XQW klovuosimarTZ\u00a0\u200b"), max_size=30) | st.text(max_size=200))
@example("1" * 81)
@example(", klo 14.30")
@example("2020-12-20/2020-12-05")
def test_any_text_is_read_or_refused(written: str) -> None:
    """Whatever stands in a cell, the answer is an interval in order or DateUnclear, always the same."""
    found = _found(written)
    if isinstance(found, DateUnclear):
        assert found.text == written
        assert text(f"finding.{found.code}", "fi", value=written)
        return
    assert found.first or found.last
    assert not (found.first and found.last) or found.first <= found.last
    assert parse(written) == found


def _found(written: str) -> Interval | DateUnclear:
    try:
        return parse(written)
    except DateUnclear as refusal:
        return refusal


EDTF_PATTERNS = ("%Y", "%Y?", "%Y~", "%Y%%", "%Y-%m", "%Y-%m~", "%Y-%m-%d", "%Y-%m-%d?", "%Y-21", "%Y-22", "%Y-23")


@settings(max_examples=30)
@given(DAYS, st.sampled_from(EDTF_PATTERNS))
def test_edtf_agrees_with_the_reference_reader(day: date, pattern: str) -> None:
    """The edtf library reads the same days; it is left out of the product for its speed and its winter (decisions)."""
    written = day.strftime(pattern)
    theirs, ours = edtf.parse_edtf(written), parse(written)
    assert (ours.first, ours.last) == (date(*theirs.lower_strict()[:3]), date(*theirs.upper_strict()[:3]))


@pytest.mark.parametrize("hostile", ["1", "1.", "1/", "–", "?", " ", "vuonna ", "1.1.2021 ", "klo 1 ", "(", "X"])
def test_hostile_text_costs_no_more_than_a_look(hostile: str) -> None:
    """100 kB of a repeated piece, and 80 characters of it, are answered at once."""
    begun = time.perf_counter()
    for written in (hostile * 100_000, (hostile * 80)[:80]):
        with pytest.raises(DateUnclear):
            parse(written)
    assert time.perf_counter() - begun < 0.25


def test_every_reason_in_the_code_is_tried_here() -> None:
    """A refusal that no row above shows would be a rule nobody has seen at work."""
    code = "".join((ROOT / "tilannekuva" / name).read_text(encoding="utf-8") for name in ("dates.py", "date_words.py", "intervals.py"))
    reasons = set(re.findall(r'Refused\(\s*"(\w+)"', code))
    assert reasons == {row["code"] for row in records(REFUSED)}
