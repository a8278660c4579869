"""Findings: what a load has to say about its input, with the place, what was found there and what to do.

No finding holds personal data, whatever it is about: it is stored, printed and shown.
"""

import json
import unicodedata
from dataclasses import dataclass, field

from etl.personal import withheld
from tilannekuva.texts import text

LONGEST_VALUE, LONGEST_NAMED = 80, 400
WINDOW = 1_000  # characters beyond those shown that are searched: personal data cut in two would not be known for what they are
REFUSED, SET_ASIDE, WARNING, NOTE = "refused", "set_aside", "warning", "note"
SEVERITIES = (REFUSED, SET_ASIDE, WARNING, NOTE)  # the whole file, one row, to be checked, to be known
_HARMLESS = frozenset({" ", "\N{SOFT HYPHEN}"})


class Unreadable(Exception):
    """A file of which nothing can be taken in: `code` and `values` are those of the finding that says so."""

    def __init__(self, code: str, value: str = "", row: int | None = None, **values: object) -> None:
        super().__init__(f"{code}: {value}")
        self.code, self.value, self.row = code, value, row
        self.values = {name: str(given) for name, given in values.items()}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to say about a file, a row or a cell; `values` fill the text of `finding.<code>`."""

    code: str
    file: str
    row: int | None = None
    column: str | None = None
    value: str = ""
    values: dict[str, str] = field(default_factory=dict, hash=False)
    severity: str = SET_ASIDE

    def __post_init__(self) -> None:
        if self.severity not in SEVERITIES:
            raise ValueError(self.severity)
        object.__setattr__(self, "value", _safe(self.value))
        object.__setattr__(self, "column", self.column and _safe(self.column))
        object.__setattr__(self, "values", {name: _safe(str(given), LONGEST_NAMED) for name, given in self.values.items()})

    def message(self, language: str) -> str:
        """Return the sentence for the reader: what was found and what to do about it."""
        named = {"file": self.file, "row": self.row or "", "column": self.column or "", "value": self.value}
        return text(f"finding.{self.code}", language, **{**named, **self.values})

    def place(self, language: str) -> str:
        """Return where it was: the file, and the row and the column when it is about one."""
        if self.row is None:
            return self.file
        key = "row" if self.column is None else "cell"
        return text(f"finding_place.{key}", language, file=self.file, row=self.row, column=self.column or "")

    def as_record(self) -> dict[str, str | int | None]:
        """Return the columns of the table `finding`; `values` is JSON text."""
        return {
            "code": self.code, "severity": self.severity, "file": self.file, "row": self.row, "column": self.column,
            "value": self.value, "values": json.dumps(self.values, ensure_ascii=False, sort_keys=True),
        }  # fmt: skip


def _safe(value: str, longest: int = LONGEST_VALUE) -> str:
    return shown(withheld(value[: longest + WINDOW]), longest)


def shown(value: str, longest: int = LONGEST_VALUE) -> str:
    """Return the value clipped, its control and invisible characters as ⟨U+200B⟩: safe in a log and on a screen."""
    clipped = value[:longest]
    safe = clipped if clipped.isprintable() else "".join(sign if _is_plain(sign) else f"⟨U+{ord(sign):04X}⟩" for sign in clipped)
    return safe[: longest - 1] + "…" if len(value) > longest or len(safe) > longest else safe


def _is_plain(sign: str) -> bool:
    return sign in _HARMLESS or unicodedata.category(sign) not in ("Cc", "Cf", "Co", "Cs", "Zl", "Zp", "Zs")
