"""The rules, each with a row that breaks it; a rule without such a row fails the last test."""

import re
from datetime import date
from pathlib import Path

import pytest

from etl import personal, validate
from etl.columns import words_of
from etl.extract import RawRow
from etl.known import Known, Row
from etl.reference import read_reference
from etl.settle import notes, settled
from etl.validate import RULES, judge
from tilannekuva.texts import LANGUAGES, catalogue

ROOT = Path(__file__).resolve().parents[2]
WORDS = words_of(read_reference(ROOT / "data").rows)
GOOD = {
    "claim_id": "A1", "source_id": "kirje", "quote": "malli on hyväksytty", "scope": "21", "quantifier": "named", "workstream_code": "grant_model",
    "cycle": "", "kind": "status", "step_code": "approved", "certainty": "asserted", "value": "", "unit": "", "qualifier": "", "amount_kind": "",
    "valid": "2022-06", "observed": "", "reported": "2022-06-30", "recorded": "2026-11-22", "time_of_day": "", "title_fi": "Malli hyväksyttiin",
    "title_sv": "Modellen godkändes", "title_en": "The model was approved", "actor_role": "county", "relation": "", "related_claim_id": "",
    "confidence": "high", "note": "",
}  # fmt: skip
GOOD_SOURCE = {
    "source_id": "kirje", "parent_source_id": "", "kind": "letter", "title": "Kirje", "publisher": "Hyvinvointialue", "language": "fi",
    "published": "2022-06-30", "published_basis": "stated", "url": "https://example.invalid/kirje", "note": "",
}  # fmt: skip

BROKEN = [
    ("required_value", {"quote": ""}, "required_value"),
    ("missing_language", {"title_sv": ""}, "missing_language"),
    ("duplicate_id", {"claim_id": "TWICE"}, "duplicate_id"),
    ("code_in_vocabulary", {"kind": "gossip"}, "unknown_code"),
    ("code_in_vocabulary", {"value": "3", "unit": "bananas"}, "unknown_code"),
    ("code_in_vocabulary", {"actor_role": "foobar"}, "unknown_role"),
    ("region_known", {"scope": "Lapin hyvinvointialu"}, "unknown_region_near"),
    ("region_known", {"scope": "lappi"}, "unknown_region_near"),
    ("region_known", {"scope": "Atlantis"}, "unknown_region"),
    ("workstream_known", {"workstream_code": "grant_modell"}, "unknown_code"),
    ("step_of_workstream", {"step_code": "meets"}, "wrong_step"),
    ("cycle_of_workstream", {"workstream_code": "grant_call", "step_code": "open"}, "missing_cycle"),
    ("cycle_of_workstream", {"workstream_code": "grant_call", "step_code": "open", "cycle": "26"}, "wrong_cycle"),
    ("cycle_of_workstream", {"workstream_code": "strategy", "cycle": "2021-2025"}, "wrong_cycle"),
    ("cycle_of_workstream", {"cycle": "2026"}, "wrong_cycle"),
    ("date_readable", {"valid": "31.2.2021"}, "impossible_date"),
    ("date_readable", {"valid": "1821"}, "year_out_of_range"),
    ("date_readable", {"valid": "joskus myöhemmin"}, "bad_date"),
    ("date_readable", {"valid": "2014"}, "date_out_of_range"),
    ("date_readable", {"valid": "2051-01-01"}, "date_out_of_range"),
    ("date_readable", {"valid": "2022-06/2022-01"}, "date_reversed"),
    ("date_readable", {"reported": "2022-06/.."}, "open_date"),
    ("date_readable", {"valid": "1.6.2022 klo 12.00"}, "date_time_ignored"),
    ("date_readable", {"recorded": "2026-11"}, "not_a_day"),
    ("reported_before_recorded", {"reported": "2027-01-01"}, "reported_after_recorded"),
    ("days_have_come", {"recorded": "2030-01-01"}, "day_to_come"),
    ("days_have_come", {"reported": "2049"}, "day_to_come"),
    ("days_have_come", {"observed": "2026-12"}, "day_to_come"),
    ("source_known", {"source_id": "kirja"}, "unknown_source"),
    ("relation_is_whole", {"relation": "supersedes"}, "missing_related_claim"),
    ("relation_is_whole", {"related_claim_id": "A2"}, "missing_relation"),
    ("related_claim_known", {"relation": "supersedes", "related_claim_id": "A99"}, "unknown_related_claim"),
    ("related_claim_known", {"relation": "supersedes", "related_claim_id": "A1"}, "own_relation"),
    ("related_claim_known", {"relation": "supersedes", "related_claim_id": "A3"}, "circle_of_relations"),
    ("number_readable", {"value": "kolme", "unit": "EUR", "amount_kind": "awarded"}, "bad_number"),
    ("number_readable", {"value": "1.234", "unit": "EUR", "amount_kind": "awarded"}, "ambiguous_number"),
    ("number_readable", {"value": "123456789012345", "unit": "EUR", "amount_kind": "awarded"}, "bad_number"),
    ("number_readable", {"value": "-5", "unit": "members"}, "negative_number"),
    ("number_readable", {"value": "3"}, "missing_unit"),
    ("number_readable", {"value": "3", "unit": "EUR"}, "missing_amount_kind"),
    ("quantifier_fits_scope", {"quantifier": "most"}, "quantifier_needs_group"),
    ("time_readable", {"time_of_day": "25:00"}, "bad_time"),
    ("link_is_web", {"url": "javascript:alert(1)"}, "bad_url"),
    ("no_personal_data", {"title_fi": "Kysy: nimi@example.invalid"}, "personal_e_mail"),
    ("no_personal_data", {"note": "soita +358 40 123 4567"}, "personal_telephone"),
    ("no_personal_data", {"quote": "soita 040-1234567"}, "personal_telephone"),
    ("no_personal_data", {"actor_role": "@nimimerkki"}, "personal_social_media"),
    ("no_personal_data", {"title_en": "See facebook.com/someone"}, "personal_social_media"),
    ("plain_letters", {"quote": "mal\u200bli"}, "hidden_characters"),
    ("plain_letters", {"quote": "mal\x00li"}, "hidden_characters"),
    ("plain_letters", {"title_fi": "iaun\u202eKainuu"}, "hidden_characters"),
    ("one_line", {"note": "ensin\ntoiseksi"}, "line_break"),
    ("quote_is_short", {"quote": "sana " * 13}, "long_quote"),
    ("hope_moves_nothing", {"certainty": "hoped"}, "hoped_step"),
]


@pytest.fixture
def known() -> Known:
    """What the rows of these tests are judged by; the words are those of the project."""
    return Known(
        words=WORDS,
        regions={"21": "Lappi", "01": "Itä-Uusimaa"}, official={"Lapin hyvinvointialue": "21", "Lappi": "21"},
        forms={"lapin hyvinvointialue": "21", "lappi": "21"}, groups=frozenset({"FI21"}),
        workstreams={"grant_model": "none", "grant_call": "year", "strategy": "term"},
        steps={"grant_model": ("drafted", "approved"), "grant_call": ("open",)}, terms=frozenset({"2022-2025"}), today=date(2026, 11, 24),
        sources=frozenset({"kirje"}), claims=frozenset({"A1", "A2", "A3"}), replaces={"A1": "A3", "A3": "A2", "A2": "A1"},
        doubles={("twice.csv", 7): ("public.csv", 12)},
    )  # fmt: skip


def test_a_good_claim_and_a_good_source_pass_every_rule(known: Known) -> None:
    """Nothing to say."""
    for table, values in (("claim", GOOD), ("source", GOOD_SOURCE)):
        assert judge(Row(table, "test.csv", RawRow(2, values)), known) == []


@pytest.mark.parametrize(("rule", "change", "code"), BROKEN)
def test_a_broken_row_gets_its_finding(known: Known, rule: str, change: dict[str, str], code: str) -> None:
    """The rule that is broken says so, in three languages, and never repeats personal data."""
    table, values = ("source", GOOD_SOURCE | change) if "url" in change else ("claim", GOOD | change)
    row = Row(table, "twice.csv" if "TWICE" in values.values() else "test.csv", RawRow(7, values))
    found = list(getattr(validate, rule)(row, known))
    assert [finding.code for finding in found] == [code]
    for language in LANGUAGES:
        message = found[0].message(language)
        assert "{" not in message
        assert "nimi@" not in message
        assert "123 4567" not in message


@pytest.mark.parametrize(
    ("scope", "suggestion"),
    [("Lapin hyvinvointialu", "21 (Lappi)"), ("LAPPI", "21 (Lappi)"), ("Lapin  hyvinvointialue", "21 (Lappi)")],
)
def test_a_region_written_otherwise_is_not_guessed_but_suggested(known: Known, scope: str, suggestion: str) -> None:
    """The row is set aside and the code that was meant is named, in every language."""
    (found,) = validate.region_known(settled(Row("claim", "test.csv", RawRow(7, GOOD | {"scope": scope})), known), known)
    assert found.severity == "set_aside"
    assert all(suggestion in found.message(language) for language in LANGUAGES)


@pytest.mark.parametrize(
    ("column", "word", "code"),
    [
        ("scope", "1", "01"),
        ("scope", "Lapin hyvinvointialue", "21"),
        ("scope", "FI21", "FI21"),
        ("scope", "3", "3"),
        ("quantifier", "Suurin osa", "most"),
        ("quantifier", "de flesta", "most"),
        ("certainty", "speaker view", "speaker_view"),
        ("kind", "määräaika", "deadline"),
        ("unit", "euroa", "EUR"),
        ("actor_role", "aluehallitus", "county board"),
        ("kind", "most", "most"),
        ("confidence", "", ""),
    ],
)
def test_a_cell_may_hold_a_code_or_the_name_of_one(known: Known, column: str, word: str, code: str) -> None:
    """Words in three languages, official names of regions, a nought that a spreadsheet took; anything else stays as it is."""
    assert settled(Row("claim", "test.csv", RawRow(7, GOOD | {column: word})), known)[column] == code


def test_regions_read_from_numbers_or_names_are_said_once_a_file(known: Known) -> None:
    """With how many there were, what the first says and what it was read as; the rows pass the rule."""
    scopes = [("a.csv", "1"), ("a.csv", "1"), ("a.csv", "Lappi"), ("b.csv", "1"), ("b.csv", "21")]
    rows = [settled(Row("claim", file, RawRow(nth, GOOD | {"scope": scope})), known) for nth, (file, scope) in enumerate(scopes, 2)]
    said = [(found.file, found.row, found.code, found.values["count"], found.severity) for found in notes(rows)]
    assert said == [("a.csv", 2, "scope_digit", "2", "note"), ("a.csv", 4, "scope_name", "1", "note"), ("b.csv", 5, "scope_digit", "1", "note")]
    assert "Lappi = 21" in next(found for found in notes(rows) if found.code == "scope_name").message("fi")
    assert [found for row in rows for found in judge(row, known)] == []


@pytest.mark.parametrize("relation", ["slower_than", "further_than"])
def test_an_order_of_areas_does_without_another_claim(known: Known, relation: str) -> None:
    """A source may say that an area is slower than all others."""
    assert judge(Row("claim", "test.csv", RawRow(7, GOOD | {"relation": relation})), known) == []


def test_days_of_today_and_plans_for_later_have_come(known: Known) -> None:
    """Only what was told, seen or entered lies behind; what holds may lie ahead, and a month that has begun has come."""
    change = {"recorded": "2026-11-24", "reported": "2026-11", "observed": "2026", "valid": "2030-01-01"}
    assert list(validate.days_have_come(Row("claim", "test.csv", RawRow(7, GOOD | change)), known)) == []


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("quote", "vuosille 2020-2021 myönnettiin 208 200 euroa"),
        ("title_fi", "Haku 1.12.2025–15.1.2026 klo 12.00"),
        ("note", "asianumero VARHA/1234/00.01.02/2025"),
        ("title_sv", "totalt 1 234 567 euro för 2024 och 2025"),
        ("quote", "avus\u00adtus"),
    ],
)
def test_sums_dates_and_case_numbers_are_no_personal_data(known: Known, column: str, text: str) -> None:
    """What merely looks like digits in a row passes."""
    assert judge(Row("claim", "test.csv", RawRow(7, GOOD | {column: text})), known) == []


def test_personal_data_in_an_unfitting_column_are_not_repeated_by_another_rule(known: Known) -> None:
    """An address where a code belongs: no finding about the row shows it."""
    for column in ("kind", "scope", "workstream_code", "step_code", "certainty", "value", "cycle", "time_of_day", "valid", "claim_id"):
        found = judge(Row("claim", "test.csv", RawRow(7, GOOD | {column: "nimi@example.invalid"})), known)
        assert "personal_e_mail" in {finding.code for finding in found}
        assert not [finding.code for finding in found if "nimi@" in finding.message("fi") + finding.value]


def test_every_rule_has_a_row_that_breaks_it() -> None:
    """A new rule needs its test."""
    assert {rule.__name__ for rule in RULES} == {rule for rule, _, _ in BROKEN}


def test_every_finding_named_in_the_etl_has_its_words() -> None:
    """A code without a text would be a traceback for the keeper."""
    named = re.compile(r'(?:Finding|finding|Unreadable|DateUnclear|Refused|NumberUnclear)\(\s*f?"([a-z_]+)"')
    files = [*(ROOT / "etl").glob("*.py"), *(ROOT / "tilannekuva" / f"{name}.py" for name in ("dates", "date_words", "intervals"))]
    codes = {code for file in files for code in named.findall(file.read_text(encoding="utf-8"))}
    notes = {"two_digit_year", "weekday_differs", "time_ignored"}
    codes |= {f"personal_{what}" for what in personal.PATTERNS} | {f"date_{note}" for note in notes}
    assert len(codes) > 40
    assert {"impossible_date", "year_out_of_range"} <= codes
    for language in LANGUAGES:
        assert {code for code in codes if f"finding.{code}" not in catalogue(language) and not code.endswith("_")} == set()
