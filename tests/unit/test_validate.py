"""The rules, each with a row that breaks it; a rule without such a row fails the last test."""

import re
from pathlib import Path

import pytest

from etl import validate
from etl.extract import RawRow
from etl.validate import RULES, Known, Row, judge
from tilannekuva.texts import LANGUAGES, catalogue

ROOT = Path(__file__).resolve().parents[2]
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
    ("region_known", {"scope": "Lapin hyvinvointialue"}, "unknown_region_near"),
    ("region_known", {"scope": "Atlantis"}, "unknown_region"),
    ("workstream_known", {"workstream_code": "grant_modell"}, "unknown_code"),
    ("step_of_workstream", {"step_code": "meets"}, "wrong_step"),
    ("cycle_of_workstream", {"workstream_code": "grant_call", "step_code": "open"}, "missing_cycle"),
    ("cycle_of_workstream", {"workstream_code": "grant_call", "step_code": "open", "cycle": "26"}, "wrong_cycle"),
    ("date_readable", {"valid": "31.2.2021"}, "impossible_date"),
    ("date_readable", {"valid": "1821"}, "year_out_of_range"),
    ("date_readable", {"recorded": "2026-11"}, "not_a_day"),
    ("reported_before_recorded", {"reported": "2027-01-01"}, "reported_after_recorded"),
    ("source_known", {"source_id": "kirja"}, "unknown_source"),
    ("related_claim_known", {"related_claim_id": "A99"}, "unknown_related_claim"),
    ("number_readable", {"value": "kolme", "unit": "EUR", "amount_kind": "awarded"}, "bad_number"),
    ("number_readable", {"value": "1.234", "unit": "EUR", "amount_kind": "awarded"}, "ambiguous_number"),
    ("quantifier_fits_scope", {"quantifier": "most"}, "quantifier_needs_group"),
    ("time_readable", {"time_of_day": "25:00"}, "bad_time"),
    ("link_is_web", {"url": "javascript:alert(1)"}, "bad_url"),
    ("no_personal_data", {"title_fi": "Kysy: nimi@example.invalid"}, "personal_e_mail"),
    ("no_personal_data", {"note": "soita +358 40 123 4567"}, "personal_telephone"),
    ("no_personal_data", {"title_en": "See facebook.com/someone"}, "personal_social_media"),
    ("plain_letters", {"title_fi": "iaun\u202eKainuu"}, "hidden_characters"),
    ("quote_is_short", {"quote": "sana " * 13}, "long_quote"),
    ("hope_moves_nothing", {"certainty": "hoped"}, "hoped_step"),
]


@pytest.fixture
def known() -> Known:
    """What the rows of these tests are judged by."""
    return Known(
        regions={"21": "Lappi", "01": "Itä-Uusimaa"}, forms={"lapin hyvinvointialue": "21", "lappi": "21"}, groups=frozenset({"FI21"}),
        workstreams={"grant_model": "none", "grant_call": "year", "strategy": "term"},
        steps={"grant_model": ("drafted", "approved"), "grant_call": ("open",)}, terms=frozenset({"2022-2025"}),
        sources=frozenset({"kirje"}), claims=frozenset({"A1"}),
    )  # fmt: skip


def test_a_good_claim_and_a_good_source_pass_every_rule(known: Known) -> None:
    """Nothing to say."""
    for table, values in (("claim", GOOD), ("source", GOOD_SOURCE)):
        assert judge(Row(table, "test.csv", RawRow(2, values)), known) == []


@pytest.mark.parametrize(("rule", "change", "code"), BROKEN)
def test_a_broken_row_gets_its_finding(known: Known, rule: str, change: dict[str, str], code: str) -> None:
    """The rule that is broken says so, in three languages, and never repeats personal data."""
    table, values = ("source", GOOD_SOURCE | change) if "url" in change else ("claim", GOOD | change)
    row = Row(table, "test.csv", RawRow(7, values))
    if change.get("claim_id") == "TWICE":
        judge(row, known)
    found = list(getattr(validate, rule)(row, known))
    assert [finding.code for finding in found] == [code]
    for language in LANGUAGES:
        message = found[0].message(language)
        assert "{" not in message
        assert "nimi@" not in message
        assert "123 4567" not in message


def test_every_rule_has_a_row_that_breaks_it() -> None:
    """A new rule needs its test."""
    assert {rule.__name__ for rule in RULES} == {rule for rule, _, _ in BROKEN}


def test_every_finding_named_in_the_etl_has_its_words() -> None:
    """A code without a text would be a traceback for the keeper."""
    named = re.compile(r'(?:Finding|finding|Unreadable|DateUnclear|Refused|NumberUnclear)\(\s*f?"([a-z_]+)"')
    files = [*(ROOT / "etl").glob("*.py"), ROOT / "tilannekuva" / "dates.py", ROOT / "tilannekuva" / "date_words.py"]
    codes = {code for file in files for code in named.findall(file.read_text(encoding="utf-8"))}
    assert len(codes) > 20
    for language in LANGUAGES:
        assert {code for code in codes if f"finding.{code}" not in catalogue(language) and not code.endswith("_")} == set()
