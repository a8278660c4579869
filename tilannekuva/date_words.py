"""Dates in Finnish and Swedish words and in the numeric spellings of both (d.m.yyyy, 42/2020, Q3/2022).

A text becomes a row of tokens, each with a kind (letter) and a value; the kinds make a signature such as "n.MY"
(number, point, month, year), and only a signature of the tables below is read. Anything else is refused, so a new
spelling is one more line here and can never be a guess. Belongs here: words. Calendar sums belong in `intervals`.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace

from tilannekuva.intervals import (
    Interval,
    Refused,
    day_of,
    month_of,
    months_of,
    noted,
    season_of,
    span,
    week_of,
    year_of,
)

LAST_SHORT_YEAR = 50  # 1.2.21 is 2021; a two-digit year beyond this could be of either century

_MONTHS = {
    1: "tammi januari jan", 2: "helmi februari feb febr", 3: "maalis mars", 4: "huhti april apr", 5: "touko maj",
    6: "kesä juni", 7: "heinä juli", 8: "elo augusti aug", 9: "syys september sep sept", 10: "loka oktober okt",
    11: "marras november nov", 12: "joulu december dec",
}  # fmt: skip
_MONTH_ENDINGS = ("kuu", "kuun", "kuuta", "kuussa", "kuusta", "kuuhun", "kuulle", "kuulla", "kuulta", "k")
_WEEKDAYS = (
    "ma maanantai maanantaina mån måndag måndagen",
    "ti tiistai tiistaina tis tisdag tisdagen",
    "ke keskiviikko keskiviikkona ons onsdag onsdagen",
    "to torstai torstaina tors torsdag torsdagen",
    "pe perjantai perjantaina fre fredag fredagen",
    "la lauantai lauantaina lör lördag lördagen",
    "su sunnuntai sunnuntaina sön söndag söndagen",
)
_SEASONS = {
    21: "kevät kevään keväällä keväänä keväästä kevääseen vår våren",
    22: "kesä kesän kesällä kesänä kesästä kesään sommar sommaren",
    23: "syksy syksyn syksyllä syksynä syksystä syksyyn höst hösten",
    24: "talvi talven talvella talvena talvesta talveen vinter vintern",
}
# The value of a part: 1 = early, 2 = middle, 3 = late, 4 = the very end, in "by the end of".
_PARTS = {
    1: "alussa alku alkua början",
    2: "puolivälissä puoliväli keskivaiheilla mitten",
    3: "lopussa lopulla loppu loppua slutet",
    4: "loppuun utgången",
}
_YEAR_PARTS = {1: "alkuvuosi alkuvuonna alkuvuoden alkuvuodesta", 3: "loppuvuosi loppuvuonna loppuvuoden loppuvuodesta"}
_HALVES = {
    1: "alkupuoli alkupuolella alkupuolisko alkupuoliskolla",
    2: "loppupuoli loppupuolella loppupuolisko loppupuoliskolla",
}
_ORDINALS = {
    1: "ensimmäinen ensimmäisellä ensimmäisen första",
    2: "toinen toisella toisen andra",
    3: "kolmas kolmannella kolmannen tredje",
    4: "neljäs neljännellä neljännen fjärde",
}
_PLAIN_KINDS = {
    "W": "viikko viikolla viikon viikot viikoilla viikkojen vko vk vecka veckan veckorna",
    "V": "v",  # "v. 42/2020" is a week, "v. 2020" a year
    "Q": "q kvartaali kvartaalilla neljännes neljänneksellä vuosineljännes vuosineljänneksellä kvartal kvartalet",
    "H": "h puolisko puoliskolla vuosipuolisko vuosipuoliskolla puolivuosi halvår halvåret",
    "T": "vuodenvaihde vuodenvaihteessa årsskiftet",
    "F": "alkaen lähtien från sedan",
    "U": "asti saakka mennessä viimeistään till senast",
    "A": "noin suunnilleen arviolta ca cirka ungefär omkring",
    "?": "ehkä mahdollisesti kenties kanske möjligen eventuellt",
    "": "vuosi vuonna vuoden vuodet vuosina vuosien vuodesta vuoteen aikana päivä päivänä päivän år året åren under i på den av om och med",
    "R": "sitten eilen tänään huomenna ylihuomenna toissapäivänä viime ensi tänä tällä tässä nyt pian kohta äskettäin"
    " vastikään kuluva kuluvan kuluvana tuleva tulevan tulevana för igår idag imorgon fjol nästa förra senaste"
    " nyligen snart nu går dag morgon våras höstas ago yesterday today now",
}
_ABBREVIATIONS = (("fr.o.m.", "från "), ("t.o.m.", "till "))
_MARKS = {"?": (False, True), "~": (True, False), "%": (True, True)}
_TOKEN = re.compile(r"[^\W\d_]+|[0-9]+|\S")


def _words() -> dict[str, tuple[str, int]]:
    words = {word: (kind, 0) for kind, listed in _PLAIN_KINDS.items() for word in listed.split()}
    for kind, table in (("P", _PARTS), ("E", _YEAR_PARTS), ("B", _HALVES), ("O", _ORDINALS), ("S", _SEASONS)):
        words |= {word: (kind, value) for value, listed in table.items() for word in listed.split()}
    for number, listed in _MONTHS.items():
        stem, *others = listed.split()
        words |= {stem + ending: ("M", number) for ending in _MONTH_ENDINGS}
        words |= {word: ("M", number) for word in (stem, *others) if word not in words}  # "kesä" stays the summer
    return words | {word: ("D", day) for day, listed in enumerate(_WEEKDAYS, start=1) for word in listed.split()}


WORDS = _words()


def read(text: str) -> Interval:
    """Return the interval (its text empty) of a date in words or Finnish numerals; raises Refused."""
    plain = " ".join(unicodedata.normalize("NFC", text).casefold().split())
    if not plain:
        raise Refused("bad_date")
    if plain.replace(" ", "").isdecimal():
        raise Refused("date_serial_number")  # 42766 may be a day count of 1900 or of 1904, 20210102 may be an id
    for short, word in _ABBREVIATIONS:
        plain = plain.replace(short, word)
    approximate, uncertain = _MARKS.get(plain[-1], (False, False))
    found = _phrase(plain[:-1] if approximate or uncertain else plain)
    return replace(found, approximate=approximate or found.approximate, uncertain=uncertain or found.uncertain)


def _phrase(text: str) -> Interval:
    kinds, values, weekday = _tokens(text.removeprefix("n. "))
    approximate, uncertain = "A" in kinds or text.startswith("n. "), "?" in kinds
    opens = [kind for kind in kinds if kind in "FU"]
    signature = "".join(kind for kind in kinds if kind not in "A?FU")
    if len(opens) > 1 or (opens and signature.strip("–") != signature):
        raise Refused("bad_date")
    found = _built(signature, values)
    if opens:
        found = span(found, None) if opens == ["F"] else span(None, found)
    if weekday and found.precision == "day" and found.first and found.first.isoweekday() != weekday:
        found = noted(found, "weekday_differs")
    return replace(found, approximate=approximate, uncertain=uncertain)


def _tokens(text: str) -> tuple[list[str], list[int], int]:
    """Return the kinds of the tokens, the values of those that have one, and the weekday (1–7, 0 when none)."""
    kinds: list[str] = []
    values: list[int] = []
    weekday, unknown = 0, False
    for word in _TOKEN.findall(text):
        kind, value = _classed(word)
        if kind == "R":
            raise Refused("date_relative")
        unknown |= kind == "X"
        if kind == "D":
            weekday = value
        elif kind:
            kinds.append(kind)
            if kind in "YnMSPEBO":
                values.append(value)
    if unknown:
        raise Refused("bad_date")
    return kinds, values, weekday


def _classed(word: str) -> tuple[str, int]:
    if word[0] in "0123456789":
        kind = {1: "n", 2: "n", 4: "Y"}.get(len(word), "X")
        return kind, int(word) if kind != "X" else 0
    if word in "-–—‒−":
        return "–", 0
    if word in "./,":
        return word, 0
    return WORDS.get(word, ("X", 0))


def _built(signature: str, values: list[int]) -> Interval:
    if builder := SIGNATURES.get(signature):
        return builder(*values)
    if signature.endswith("–") and (builder := SIGNATURES.get(signature[:-1])):
        return span(builder(*values), None)
    if signature.startswith("–") and (builder := SIGNATURES.get(signature[1:])):
        return span(None, builder(*values))
    if "Y" not in signature and (set(signature) & set("MSTWPEQHV") or signature in ("n.n.", "n.–n.n.", "n.n.–n.n.")):
        raise Refused("date_without_year")
    raise Refused("ambiguous_date" if signature in AMBIGUOUS else "bad_date")


def _short_year(day: int, month: int, year: int) -> Interval:
    if year > LAST_SHORT_YEAR:
        raise Refused("ambiguous_date")
    return noted(day_of(2000 + year, month, day), "two_digit_year")


def _days(first: tuple[int, int, int], last: tuple[int, int, int]) -> Interval:
    return span(day_of(*first), day_of(*last))


def _months(first: int, last: int, year: int) -> Interval:
    if first >= last:
        raise Refused("ambiguous_date")  # December–January of one year: the year of which end?
    return span(month_of(year, first), month_of(year, last))


def _season(season: int, year: int) -> Interval:
    if season == 24:
        raise Refused("ambiguous_date")  # "talvella 2021" may begin or end in 2021
    return season_of(year, season)


def _winter(season: int, first: int, last: int) -> Interval:
    if season != 24:
        return span(season_of(first, season), season_of(last, season))
    return _following(first, last, season_of(first, season))


def _following(first: int, last: int, found: Interval) -> Interval:
    if last != first + 1:
        raise Refused("impossible_date")
    return found


def _part_of_year(part: int, year: int) -> Interval:
    """Rule of the project: the beginning and the end of a year are its first and its last quarter."""
    if part == 2:
        return months_of(year, 5, 4, "part_of_year")
    return months_of(year, 1 if part == 1 else 10, 3, "part_of_year")


def _part_of_month(part: int, month: int, year: int) -> Interval:
    """Rule of the project: a month has a beginning (1–10), a middle (11–20) and an end (21–)."""
    whole = month_of(year, month)
    first, last = {1: (1, 10), 2: (11, 20)}.get(part, (21, 0))
    return replace(
        whole,
        first=day_of(year, month, first).first,
        precision="part_of_month",
        last=day_of(year, month, last).last if last else whole.last,
    )


def _quarter(quarter: int, year: int) -> Interval:
    return months_of(year, _at_most(quarter, 4) * 3 - 2, 3, "quarter")


def _half(half: int, year: int) -> Interval:
    return months_of(year, _at_most(half, 2) * 6 - 5, 6, "half_year")


def _at_most(number: int, most: int) -> int:
    if not 1 <= number <= most:
        raise Refused("impossible_date")
    return number


def _turn(first: int, last: int) -> Interval:
    return _following(first, last, months_of(first, 12, 2, "turn_of_year"))


AMBIGUOUS = frozenset({"n/n/Y", "n/n/n", "n–n–Y", "n–n–n", "Y–n", "Y/n", "TY", "Y/n/n"})
SIGNATURES: dict[str, Callable[..., Interval]] = {
    "Y": year_of, "VY": year_of, "V.Y": year_of,
    "Y–Y": lambda a, b: span(year_of(a), year_of(b)),
    "n.n.Y": lambda d, m, y: day_of(y, m, d), "Y.n.n": day_of, "n.n.n": _short_year,
    "n/Y": lambda m, y: month_of(y, m),
    "MY": lambda m, y: month_of(y, m), "M.Y": lambda m, y: month_of(y, m), "YM": month_of,
    **dict.fromkeys(("nMY", "n.MY", "nM.Y", "n.M.Y"), lambda d, m, y: day_of(y, m, d)),
    **dict.fromkeys(("Mn,Y", "Mn.Y", "MnY", "Mn.,Y"), lambda m, d, y: day_of(y, m, d)),
    "n.–n.n.Y": lambda d, e, m, y: _days((y, m, d), (y, m, e)),
    "n–n.n.Y": lambda d, e, m, y: _days((y, m, d), (y, m, e)),
    "n.n.–n.n.Y": lambda d, m, e, n, y: _days((y, m, d), (y, n, e)),
    "n.n.Y–n.n.Y": lambda d, m, y, e, n, z: _days((y, m, d), (z, n, e)),
    **dict.fromkeys(("n.–n.MY", "n–nMY", "n–n.MY"), lambda d, e, m, y: _days((y, m, d), (y, m, e))),
    **dict.fromkeys(("n.M–n.MY", "nM–nMY"), lambda d, m, e, n, y: _days((y, m, d), (y, n, e))),
    "S–MY": lambda s, m, y: _months(6 if s == 22 else 12, m, y),  # "kesä–elokuussa": here the stem of the month
    "M–MY": _months, "n–n/Y": _months,
    "SY": _season, "YS": lambda y, s: _season(s, y), "SY–Y": _winter, "SY/Y": _winter,
    "EY": _part_of_year, "PY": _part_of_year, "YP": lambda y, p: _part_of_year(p, y),
    "MPY": lambda m, p, y: _part_of_month(p, m, y), "MYP": lambda m, y, p: _part_of_month(p, m, y),
    "PMY": _part_of_month,
    **dict.fromkeys(("Wn/Y", "WnY", "Vn/Y", "V.n/Y", "VnY", "V.nY", "W.n/Y"), lambda w, y: week_of(y, w)),
    **dict.fromkeys(("Wn–n/Y", "Wn–nY", "V.n–n/Y"), lambda v, w, y: span(week_of(y, v), week_of(y, w))),
    **dict.fromkeys(("Qn/Y", "QnY", "n.QY", "OQY"), _quarter),
    **dict.fromkeys(("YQn", "Y/Qn", "Y–Qn", "YOQ", "Yn.Q"), lambda y, q: _quarter(q, y)),
    **dict.fromkeys(("Hn/Y", "HnY", "OHY", "BY", "n.HY"), _half),
    **dict.fromkeys(("YHn", "Y/Hn", "YOH", "YB"), lambda y, h: _half(h, y)),
    "TY–Y": _turn, "TY/Y": _turn,
}  # fmt: skip
