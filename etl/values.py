"""Numbers as tables write them: a decimal comma or point, spaces or no-break spaces between thousands, a real minus."""

import re
from decimal import Decimal

# The store keeps fourteen digits before the decimal sign and four after it.
_NUMBER = re.compile(r"[+-]?\d{1,14}(?:[.,]\d{1,4})?")
_THOUSANDS = re.compile(r"[+-]?\d{1,2}(?:[ \u00a0\u202f]\d{3}){1,4}(?:[.,]\d{1,4})?|[+-]?\d{3}(?:[ \u00a0\u202f]\d{3}){1,3}(?:[.,]\d{1,4})?")
_AMBIGUOUS = re.compile(r"[+-]?\d{1,3}(?:[.,]\d{3})+")


class NumberUnclear(ValueError):
    """A text that is no certain number; `code` is a key under `finding`."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(f"{code}: {text!r}")
        self.code = code


def number(text: str) -> Decimal:
    """Return the number that a text means.  Raises NumberUnclear: 1.234 may be a thousand or a decimal."""
    plain = text.strip().replace("\u2212", "-").removesuffix("€").rstrip("\u00a0\u202f ")
    if _AMBIGUOUS.fullmatch(plain):
        raise NumberUnclear("ambiguous_number", text)
    if not (_NUMBER.fullmatch(plain) or _THOUSANDS.fullmatch(plain)):
        raise NumberUnclear("bad_number", text)
    # Adding nought makes minus nought plain nought, as both engines store it.
    return Decimal(re.sub(r"[ \u00a0\u202f]", "", plain).replace(",", ".")) + 0
