"""Personal data in texts: e-mail addresses, telephone numbers, social-media addresses, in the ways in which people write them.

Belongs here: what they look like, and how a text is shown without them. That a row with them is set aside is a rule of
validation; that no finding repeats them is seen to where findings are made.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

WITHHELD = "•••"

_AT = r"(?: ?@ ?| ?[(\[{<] ?(?:at|ät|@|snabel-?a|miukumauku|[aä]t-merkki) ?[)\]}>] ?|[(\[{<]a[)\]}>])"
_DOT = r"(?:\.| ?[(\[{] ?(?:dot|piste|punkt|\.) ?[)\]}] ?)"
_EMAIL = re.compile(rf"[^\s@<>()\[\]{{}}]{{1,64}}{_AT}(?:[\wåäö-]{{1,63}}{_DOT}){{1,8}}[a-zåäö]{{2,24}}", re.IGNORECASE)
# A number in its own country begins with nought, maybe in brackets; abroad with plus. Groups of digits stand apart by spaces or
# hyphens; by dots only where the groups are too long for a day or a month. A date in digits is none, nor a number of a case and its year.
_TELEPHONE = re.compile(
    r"(?<!\d)(?<!\d[.,/])(?<!\w-)(?<!/)"
    r"(?!(?:\d\d[ .-]?){2}(?:19|20)\d\d(?!\d)|\d{3,4}[ -](?:19|20)\d\d(?!\d))"
    r"(?:\+\d{1,3}[ -]?(?:\(0\) ?)?\d{1,3}|\(0\d{1,3}\)|0\d{1,3})"
    r"(?:(?:[ -]{0,3}|\.(?=\d{3}))\d{2,4}){2,4}(?!\w)(?!-\d)"
)
_SOCIAL = re.compile(
    r"(?<![\w@.])@\w{3,}|(?:facebook|instagram|linkedin|tiktok|twitter|threads)\.com/\S+|(?<![\w.])(?:x\.com|t\.me|wa\.me)/\S+",
    re.IGNORECASE,
)
PATTERNS = {"e_mail": _EMAIL, "telephone": _TELEPHONE, "social_media": _SOCIAL}
_MAY_HOLD = {
    "e_mail": re.compile(r"@|[(\[{<] ?(?:[aA][tT)\]}>]|[äÄ][tT]|[sS][nN]|[mM])"),
    "telephone": re.compile(r"[+0](?:[ ().-]{0,4}\d){6}"),
    "social_media": re.compile(r"@|[mM][eE]/|[cC][oO][mM]/"),
}
"""What a text must hold for a kind to be looked for at all: most texts are passed over at a glance."""
_MAY_HOLD_SOME = re.compile("|".join(pattern.pattern for pattern in _MAY_HOLD.values()))
_AS_SEEN = re.compile("[\x00-~åäöÅÄÖéÉüÜ‘’“”–—€§°]*")
"""Letters and signs that `_plain` leaves as they are."""
FEWEST_DIGITS, FEWEST_DOTTED = 7, 9
"""Digits below which a row of them is a code or a day; with dots it takes a whole mobile number to be one."""


@lru_cache(maxsize=4096)
def kinds_in(text: str) -> tuple[str, ...]:
    """Return which kinds of personal data stand in a text: e_mail, telephone, social_media; most texts of a table are codes and days."""
    plain = _plain(text)
    if not _MAY_HOLD_SOME.search(plain):
        return ()
    return tuple(kind for kind in PATTERNS if next(_found(kind, plain), None))


def withheld(text: str) -> str:
    """Return the text with ••• for everything personal in it, and unchanged where there is nothing."""
    plain = shown = _plain(text)
    if not _MAY_HOLD_SOME.search(plain):
        return text
    for kind in PATTERNS:
        for match in reversed(list(_found(kind, shown))):
            shown = shown[: match.start()] + WITHHELD + shown[match.end() :]
    return text if shown == plain else shown


def _found(kind: str, plain: str) -> Iterator[re.Match[str]]:
    if not _MAY_HOLD[kind].search(plain):
        return
    for match in PATTERNS[kind].finditer(plain):
        digits = sum(sign.isdigit() for sign in match[0])
        if kind != "telephone" or digits >= (FEWEST_DOTTED if "." in match[0] else FEWEST_DIGITS):
            yield match


def _plain(text: str) -> str:
    """Return the text with one kind of space, hyphen and digit, and without the signs that nobody sees."""
    if _AS_SEEN.fullmatch(text):
        return text
    seen = "".join(sign for sign in unicodedata.normalize("NFKC", text) if unicodedata.category(sign) != "Cf")
    return seen.replace("\N{HYPHEN}", "-").replace("\N{NON-BREAKING HYPHEN}", "-")
