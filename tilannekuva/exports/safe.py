"""Text of the data in files: never a formula, never a control sign, never longer than a format can hold; else as it is."""

import io
import re
import unicodedata
import zipfile

CELL_LIMIT = 32_767
"""Characters that a cell of a workbook can hold."""
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")
FORMULA_SIGNS = "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20\u2212"
"""With these a text begins that a spreadsheet takes for a formula, or that hides such a sign behind it."""
FIXED_TIME = (1980, 1, 1, 0, 0, 0)


def plain(given: object) -> str:
    """Return a text without the signs that XML cannot hold: each becomes U+FFFD, so that nothing vanishes unseen."""
    return _UNPRINTABLE.sub("\ufffd", str(given))


def one_line(given: object) -> str:
    """Return a text in one line: a title or a cell of a slide."""
    return " ".join(plain(given).split())


def cell(given: object) -> str:
    """Return a text as a cell of a workbook holds it."""
    text = plain(given)
    return text if len(text) <= CELL_LIMIT else text[: CELL_LIMIT - 1] + "…"


def file_stem(given: str) -> str:
    """Return a name for a file: small letters a–z, digits and hyphens."""
    base = unicodedata.normalize("NFKD", given.casefold()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", base).strip("-") or "tilannekuva"


def same_bytes(archive: bytes) -> bytes:
    """Return an office file whose parts all carry one fixed time: the same contents give the same bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as given, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as made:
        for part in given.infolist():
            made.writestr(zipfile.ZipInfo(part.filename, FIXED_TIME), given.read(part), zipfile.ZIP_DEFLATED)
    return packed.getvalue()
