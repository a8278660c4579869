"""A worksheet cut down to the rows that may hold an error, or a formula that nobody has calculated, while it is inflated.

To read every cell of a large sheet takes seconds. Belongs here: which rows are looked at. Not here: what is at fault in them (workbook_child).
"""

import re
from collections.abc import Iterator
from itertools import islice

SIGNS = (b't="e"', b"t='e'", b"<f", b":f")
"""A row without these holds neither an error nor a formula."""
LONGEST_SIGN = max(map(len, SIGNS))
MOST_KEPT = 8 * 1024 * 1024
"""Bytes: a sheet with more of such rows, or with a longer row, is read whole by the process that parses it."""
FEW = 50
"""Places of a letter in a stretch that is nearly without it."""
_ROWS, _END_OF_ROWS, _END_OF_ROW = b"<sheetData>", b"</sheetData>", b"</row>"
_NUMBERED_ROW = re.compile(rb'<row (?:[^<>]* )?r="[0-9]+"')


class Cut:
    """One sheet, of which the rows that hold a sign are kept."""

    def __init__(self) -> None:
        self._kept: list[bytes] = []
        self._rest = b""
        self._is_plain, self._has_ended, self._has_signs = True, False, False

    def take(self, piece: bytes) -> None:
        """Take the next piece of the sheet."""
        text = self._rest + piece
        self._rest = text[-LONGEST_SIGN:]
        self._is_plain = self._is_plain and self._keep_rows(text)
        if not self._is_plain:
            self._has_signs = self._has_signs or _holds_a_sign(text)

    def _keep_rows(self, text: bytes) -> bool:
        """Keep the whole rows that hold a sign, and what begins behind them for the next piece; tell whether the sheet is written plainly."""
        if b"!" in text and b"<!" in text:
            return False
        if self._has_ended:
            return True
        if not self._kept:
            head, rows, text = text.partition(_ROWS)
            if not rows:
                self._rest = head
                return len(head) <= MOST_KEPT
            if not head.startswith((b"<?xml", b"<worksheet")) or b"<worksheet" not in head:
                return False
            self._kept.append(head + rows)
        # One letter is looked for ten times faster than a word.
        end = text.find(_END_OF_ROWS) if b"D" in text else -1
        self._has_ended = end >= 0
        if not self._has_ended:
            end = text.rfind(_END_OF_ROW) + len(_END_OF_ROW) if _END_OF_ROW in text else 0
        self._rest = text[end:]
        found = _rows_with_a_sign(text[:end])
        self._kept += found or ()
        is_short = self._has_ended or len(self._rest) <= MOST_KEPT
        return found is not None and is_short and sum(map(len, self._kept)) <= MOST_KEPT

    def down(self) -> bytes | None:
        """Return the sheet with none but the rows that may hold a fault, nothing where no row does, and None where it has to be read whole."""
        if not (len(self._kept) > 1 or self._has_signs or (not self._has_ended and _holds_a_sign(self._rest))):
            return b""
        return b"".join([*self._kept, _END_OF_ROWS, b"</worksheet>"]) if self._is_plain and self._has_ended else None


def _holds_a_sign(text: bytes) -> bool:
    return any(_places(text, sign) for sign in SIGNS)


def _rows_with_a_sign(rows: bytes) -> list[bytes] | None:
    """Return the rows that hold a sign; None where one stands perhaps beside the rows, or in a row that only those before it number."""
    found: list[bytes] = []
    place = 0
    for at in sorted(at for sign in SIGNS for at in _places(rows, sign)):
        if at < place:
            continue
        start, end = rows.rfind(b"<row ", place, at), rows.find(_END_OF_ROW, at) + len(_END_OF_ROW)
        row = rows[start:end]
        if start < 0 or row.count(b"<row") != 1 or not _NUMBERED_ROW.match(row):
            return None
        found.append(row)
        place = end
    return found


def _places(rows: bytes, sign: bytes) -> list[int]:
    # Most signs have a letter that the rows are nearly without.
    for at in range(len(sign)):
        places = list(islice(_each(rows, sign[at : at + 1]), FEW))
        if len(places) < FEW:
            return [place - at for place in places if place >= at and rows.startswith(sign, place - at)]
    return list(_each(rows, sign))


def _each(rows: bytes, word: bytes) -> Iterator[int]:
    at = -1
    while (at := rows.find(word, at + 1)) >= 0:
        yield at
