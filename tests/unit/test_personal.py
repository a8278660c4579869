"""Personal data in the ways people write them, and what only looks like them."""

import csv
from pathlib import Path

import pytest

from etl.findings import Finding
from etl.personal import kinds_in, withheld
from tilannekuva.texts import LANGUAGES

DATA = Path(__file__).resolve().parents[2] / "data"
TELEPHONES = [
    "puh.0401234567", "puh. 040 123 4567", "puh0401234567", "Puh:040 123 4567", "p. 040 1234567", "(0401234567)", "0401234567-",
    "(040) 123 4567", "(09) 310 1691", "09 310 1691", "09.310.1691", "019 12345", "0800 12345",
    "040.123.4567", "040.1234567", "040.123 4567", "040-1234567", "040 - 123 4567", "040 123 45 67", "040 123 4567/050 765 4321",
    "040\u00a0123\u00a04567", "040\u202f123\u202f4567", "040\u2011123\u20114567", "040\u200b123\u200b4567", "０４０ 123 4567",
    "+358401234567", "+358 (0)40 123 4567", "+358(0)9 310 1691", "00358 40 123 4567", "+46 70 123 45 67",
]  # fmt: skip
ADDRESSES = [
    "matti@jarjesto.fi", "matti.m@ala.jarjesto.fi", "matti @ jarjesto.fi", "matti (at) jarjesto.fi", "matti(at)jarjesto.fi",
    "matti(ät)järjestö.fi", "matti[at]jarjesto[dot]fi", "matti(a)jarjesto.fi", "matti\u200b@jarjesto.fi", "matti＠jarjesto.fi",
    "MATTI(AT)JARJESTO.FI", "matti(mıukumauku)jarjesto.fi",
]  # fmt: skip


@pytest.mark.parametrize("text", TELEPHONES)
def test_a_telephone_number_is_known_however_it_is_written(text: str) -> None:
    """With dots, brackets, hyphens, any kind of space, straight after a word, at home and abroad."""
    assert kinds_in(text) == ("telephone",)
    assert not any(sign.isdigit() for sign in withheld(text).split("/")[0])


@pytest.mark.parametrize("text", ADDRESSES)
def test_an_e_mail_address_is_known_however_it_is_written(text: str) -> None:
    """Also where it is written to hide it from machines."""
    assert kinds_in(f"Kysy: {text}, kiitos") == ("e_mail",)
    assert withheld(f"Kysy: {text}, kiitos") == "Kysy: •••, kiitos"


@pytest.mark.parametrize(
    "text",
    [
        "vuosille 2020-2021 myönnettiin 208 200 euroa", "totalt 1 234 567 euro för 2024 och 2025", "0,5 miljoonaa", "10 000 000 euroa 2025 2026",
        "01.12.2025", "01-12-2025", "01 12 2025", "01122025", "1.01.2025–31.12.2026", "2025-01-15", "09.01.2025 - 10.02.2025", "ajalla 09–12 2026",
        "klo 09.00–15.00", "klo 08.30-16.00", "Haku 1.12.2025–15.1.2026 klo 12.00",
        "asianumero VARHA/1234/00.01.02/2025", "HEL 2022-006733", "hel-2022-006733-jarjestoyhteistyomalli", "§ 012 2025", "001-2025", "0124610-9",
        "00100 Helsinki", "katso kumaja.fi", "vaihtoehto (a) 1.5", "look at kumaja.fi",
    ],
)  # fmt: skip
def test_sums_days_times_and_case_numbers_are_no_personal_data(text: str) -> None:
    """What merely looks like digits in a row stays as it is."""
    assert kinds_in(text) == ()
    assert withheld(text) == text


def test_the_project_s_own_data_raise_no_false_alarm() -> None:
    """Every cell of every table in data/, but the columns whose digits are no text: ids, addresses and days."""
    digits = {"claim_id", "related_claim_id", "source_id", "parent_source_id", "url", "valid", "observed", "reported", "recorded", "published"}
    for path in sorted(DATA.glob("*/*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                assert [(path.name, cell) for column, cell in row.items() if column not in digits and kinds_in(cell)] == []


def test_no_finding_holds_personal_data() -> None:
    """In its value, its column or what else it names; nor a piece of an address that was cut where the value is clipped."""
    address = "matti.meikalainen@jarjesto.example.fi"
    for text in (f"Yhteys: {address} puh. 040 123 4567", "x" * 70 + " " + address, "x" * 395 + " " + address):
        finding = Finding("unknown_column", "a.csv", 1, text, text, {"others": text})
        told = [finding.value, str(finding.column), *map(str, finding.as_record().values()), *map(finding.place, LANGUAGES)]
        assert not [one for one in told if "@" in one or "meika" in one or "4567" in one]
