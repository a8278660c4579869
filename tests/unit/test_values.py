"""Numbers as tables write them: what is read, and what is refused rather than guessed."""

from decimal import Decimal

import pytest

from etl.values import NumberUnclear, number
from tests.support.drawn import records

READ = records("""
    written        | means
    ---------------+----------
    12             | 12
    0              | 0
    -0             | 0
    +7             | 7
    12,5           | 12.5
    12.5           | 12.5
    0,1250         | 0.1250
    208 200        | 208200
    208 200 €      | 208200
    1 234 567,89   | 1234567.89
    99999999999999 | 99999999999999
""")
REFUSED = records("""
    written             | code
    --------------------+-----------------
    1.234               | ambiguous_number
    1,234               | ambiguous_number
    1.234.567           | ambiguous_number
    kolme               | bad_number
    12 3                | bad_number
    1e5                 | bad_number
    12,34567            | bad_number
    3–5                 | bad_number
    NaN                 | bad_number
    ١٢x                 | bad_number
    123456789012345     | bad_number
    123 456 789 012 345 | bad_number
""")


@pytest.mark.parametrize("row", READ, ids=[row["written"] for row in READ])
def test_a_number_is_read(row: dict[str, str]) -> None:
    """A decimal comma or point, spaces between thousands, a euro sign at the end."""
    assert number(row["written"]) == Decimal(row["means"])
    assert f"{number(row['written']):f}" == row["means"]


@pytest.mark.parametrize("row", REFUSED, ids=[row["written"] for row in REFUSED])
def test_an_uncertain_number_is_refused_with_its_code(row: dict[str, str]) -> None:
    """1.234 may be a thousand or a decimal; fifteen digits do not fit into the store."""
    with pytest.raises(NumberUnclear) as refused:
        number(row["written"])
    assert refused.value.code == row["code"]


@pytest.mark.parametrize("space", ["\u00a0", "\u202f"])
def test_no_break_spaces_part_thousands(space: str) -> None:
    """As spreadsheets write them; and the real minus is a minus."""
    assert number(f"\u2212208{space}200,50{space}€") == Decimal("-208200.50")
