"""The rules that a row of claims or sources must pass: each a small function in RULES with its text and its test.

A rule yields findings and never raises, so that one run tells everything. Belongs here: judging rows. Not here: reading
them (extract), storing them (build).
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from difflib import get_close_matches
from functools import lru_cache

from etl.columns import CLOSED
from etl.findings import SET_ASIDE, WARNING, Finding
from etl.known import Known, Row
from etl.personal import WITHHELD, kinds_in
from etl.values import NumberUnclear, number
from tilannekuva import dates

LONGEST_QUOTE_WORDS = 12
FIRST_YEAR, LAST_YEAR = 2015, 2050
TITLES = ("title_fi", "title_sv", "title_en")
DATES = {"claim": ("valid", "observed", "reported", "recorded"), "source": ("published",)}
PAST = ("observed", "reported", "recorded", "published")
"""Days on which somebody looked, told or wrote: none of them can lie ahead."""
COMPARISONS = ("slower_than", "further_than")
"""Relations that order areas; a source may compare an area with others of which it makes no claim."""
OF_ONE = ("", "named", "each", "partly", "unspecified")
"""Quantifiers that fit a single region."""

Rule = Callable[[Row, Known], Iterator[Finding]]


def required_value(row: Row, known: Known) -> Iterator[Finding]:
    """A row has a value in every column that cannot be empty."""
    for column in known.words.schemas[row.table].columns:
        if column.required and not row[column.code] and column.code not in TITLES:
            yield row.finding("required_value", column.code)


def missing_language(row: Row, known: Known) -> Iterator[Finding]:
    """A claim has its title in all three languages."""
    if row.table == "claim":
        for column in TITLES:
            if not row[column]:
                yield row.finding("missing_language", column)


def duplicate_id(row: Row, known: Known) -> Iterator[Finding]:
    """An id stands once in all files of its kind."""
    if row.place in known.doubles:
        file, place = known.doubles[row.place]
        yield row.finding("duplicate_id", f"{row.table}_id", other_file=file, other_row=str(place))


def code_in_vocabulary(row: Row, known: Known) -> Iterator[Finding]:
    """A column with a closed vocabulary holds one of its codes, or the name of one."""
    for column in CLOSED[row.table]:
        allowed = known.words.codes.get((row.table, column), ())
        if row[column] and row[column] not in allowed:
            near = _near(row[column].casefold(), allowed, most=3)
            if column == "actor_role":  # there are a hundred of them, and new ones come
                yield row.finding("unknown_role", column, allowed=", ".join(near or allowed[:3]))
            else:
                yield row.finding("unknown_code", column, allowed=", ".join(near or allowed))


def region_known(row: Row, known: Known) -> Iterator[Finding]:
    """The scope of a claim is the code of a region or of a group of regions."""
    if row.table != "claim" or not row["scope"] or row["scope"] in known.regions or row["scope"] in known.groups:
        return
    written = unicodedata.normalize("NFC", row["scope"])
    code = known.forms.get(written.casefold())
    if code is None and (near := _near(written.casefold(), known.forms, least=0.75)):
        code = known.forms[near[0]]
    if code is None:
        yield row.finding("unknown_region", "scope")
    else:
        yield row.finding("unknown_region_near", "scope", suggestion=f"{code} ({known.regions[code]})")


def workstream_known(row: Row, known: Known) -> Iterator[Finding]:
    """The workstream of a claim is one of the reference table."""
    if row.table == "claim" and row["workstream_code"] and row["workstream_code"] not in known.workstreams:
        near = _near(row["workstream_code"], known.workstreams)
        yield row.finding("unknown_code", "workstream_code", allowed=", ".join(near or known.workstreams))


def _near(word: str, words: Iterable[str], most: int = 1, least: float = 0.6) -> tuple[str, ...]:
    """Return the words most like this one, alike by *least* (0–1) or more; a slip is often made in many rows, and looked up once."""
    return _close_matches(word, _kept(tuple(words)), most, least)


@lru_cache(maxsize=1024)
def _close_matches(word: str, words: tuple[str, ...], most: int, least: float) -> tuple[str, ...]:
    return tuple(get_close_matches(word, words, most, least))


@lru_cache(maxsize=64)
def _kept(words: tuple[str, ...]) -> tuple[str, ...]:
    # One and the same list for all that is looked up in it: kept once, not with each word.
    return words


def step_of_workstream(row: Row, known: Known) -> Iterator[Finding]:
    """The step of a claim is on the ladder of its own workstream."""
    ladder = known.steps.get(row["workstream_code"])
    if row.table == "claim" and row["step_code"] and ladder is not None and row["step_code"] not in ladder:
        yield row.finding("wrong_step", "step_code", workstream=row["workstream_code"], allowed=", ".join(ladder))


def cycle_of_workstream(row: Row, known: Known) -> Iterator[Finding]:
    """A claim with a step names a year or a council term where its workstream goes by rounds, and none elsewhere."""
    kind = known.workstreams.get(row["workstream_code"])
    if row.table != "claim" or kind is None:
        return
    cycle = row["cycle"]
    if not cycle:
        if kind != "none" and row["step_code"] and row["scope"] in known.regions:
            yield row.finding("missing_cycle", "cycle", workstream=row["workstream_code"], kind=kind)
    elif kind == "year" and not re.fullmatch(r"20\d\d", cycle):
        yield row.finding("wrong_cycle", "cycle", allowed="2026")
    elif kind == "term" and cycle not in known.terms:
        yield row.finding("wrong_cycle", "cycle", allowed=", ".join(sorted(known.terms)))
    elif kind == "none" and row["step_code"]:
        yield row.finding("wrong_cycle", "cycle", allowed="–")


def date_readable(row: Row, known: Known) -> Iterator[Finding]:
    """Every date is EDTF or a Finnish or Swedish date, possible, within range, and certain."""
    for column in DATES[row.table]:
        if not row[column]:
            continue
        try:
            days = dates.parse(row[column])
        except dates.DateUnclear as error:
            yield row.finding(error.code, column)
            continue
        years = [day.year for day in (days.first, days.last) if day is not None]
        if min(years) < FIRST_YEAR or max(years) > LAST_YEAR:
            yield row.finding("date_out_of_range", column, first=str(FIRST_YEAR), last=str(LAST_YEAR))
        elif column in ("recorded", "reported") and (days.first is None or days.last is None):
            yield row.finding("open_date", column)
        elif column == "recorded" and days.first != days.last:
            yield row.finding("not_a_day", column)
        for note in days.notes:
            yield row.finding(f"date_{note}", column, severity=WARNING, first=str(days.first), last=str(days.last))


def reported_before_recorded(row: Row, known: Known) -> Iterator[Finding]:
    """A source cannot have told what was entered before: the date of one of them is wrong."""
    reported, recorded = _first_day(row["reported"]), _first_day(row["recorded"])
    if row.table == "claim" and reported and recorded and reported > recorded:
        yield row.finding("reported_after_recorded", "reported", severity=WARNING, recorded=row["recorded"])


def _first_day(text: str) -> date | None:
    try:
        return dates.parse(text).first if text else None
    except dates.DateUnclear:
        return None  # date_readable says it


def source_known(row: Row, known: Known) -> Iterator[Finding]:
    """The source of a claim, and the source that a letter sits inside, are in a file of sources."""
    column = "source_id" if row.table == "claim" else "parent_source_id"
    if row[column] and row[column] not in known.sources:
        near = _near(row[column], known.sources)
        yield row.finding("unknown_source", column, suggestion=near[0] if near else "–")


def days_have_come(row: Row, known: Known) -> Iterator[Finding]:
    """Nothing was told or written on a day to come: the board would not show such a claim before that day."""
    for column in PAST:
        first = _first_day(row[column])
        if first and first > known.today:
            yield row.finding("day_to_come", column, severity=WARNING, today=known.today.isoformat())


def relation_is_whole(row: Row, known: Known) -> Iterator[Finding]:
    """A relation names the other claim, and another claim its relation; only an order of areas does without a claim."""
    if row["relation"] and not row["related_claim_id"] and row["relation"] not in COMPARISONS:
        yield row.finding("missing_related_claim", "related_claim_id", relation=row["relation"])
    if row["related_claim_id"] and not row["relation"]:
        yield row.finding("missing_relation", "relation", related=row["related_claim_id"])


def related_claim_known(row: Row, known: Known) -> Iterator[Finding]:
    """A relation leads to another claim of the input, and what replaces a claim is not replaced by it in turn."""
    other = row["related_claim_id"]
    if not other:
        return
    if other == row["claim_id"]:
        yield row.finding("own_relation", "related_claim_id")
    elif other not in known.claims:
        # Among rows that could not be read may be the one meant: a damaged row must not take a sound one along.
        yield row.finding("unknown_related_claim", "related_claim_id", severity=WARNING if known.some_unread else SET_ASIDE)
    elif row["relation"] == "supersedes" and _comes_back(row["claim_id"], known.replaces):
        yield row.finding("circle_of_relations", "related_claim_id")


def _comes_back(start: str, replaces: Mapping[str, str]) -> bool:
    at, passed = replaces.get(start), {start}
    while at and at not in passed:
        passed.add(at)
        at = replaces.get(at)
    return at == start


def number_readable(row: Row, known: Known) -> Iterator[Finding]:
    """A value is a number, with a decimal comma or point and not below nought, and says what it counts."""
    if row.table != "claim" or not row["value"]:
        return
    try:
        if number(row["value"]) < 0:
            yield row.finding("negative_number", "value")
    except NumberUnclear as error:
        yield row.finding(error.code, "value")
    if not row["unit"]:
        yield row.finding("missing_unit", "unit")
    if row["unit"] == "EUR" and not row["amount_kind"]:
        yield row.finding("missing_amount_kind", "amount_kind", severity=WARNING)


def quantifier_fits_scope(row: Row, known: Known) -> Iterator[Finding]:
    """Words of quantity speak of a group; a single region is named, or each, or in part."""
    in_vocabulary = row["quantifier"] in known.words.codes.get(("claim", "quantifier"), ())
    if row["scope"] in known.regions and in_vocabulary and row["quantifier"] not in OF_ONE:
        yield row.finding("quantifier_needs_group", "quantifier", scope=row["scope"])


def time_readable(row: Row, known: Known) -> Iterator[Finding]:
    """A time of day is hours and minutes."""
    if row["time_of_day"] and not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", row["time_of_day"]):
        yield row.finding("bad_time", "time_of_day")


def link_is_web(row: Row, known: Known) -> Iterator[Finding]:
    """The address of a source is a web page: nothing else may become a link."""
    if row["url"] and not re.fullmatch(r"https?://[^\s<>\"'{}|\\^`]+", row["url"]):
        yield row.finding("bad_url", "url")


def no_personal_data(row: Row, known: Known) -> Iterator[Finding]:
    """No e-mail address, telephone number or social-media address stands in any text."""
    # Addresses, ids and dates hold digits in a row that are no telephone number, and pages of social media as sources.
    only_e_mail = ("url", "claim_id", "source_id", "related_claim_id", "parent_source_id", *DATES[row.table])
    for column, value in row.raw.values.items():
        for kind in kinds_in(value):
            if kind == "e_mail" or column not in only_e_mail:
                yield row.finding(f"personal_{kind}", column, value=WITHHELD)


def plain_letters(row: Row, known: Known) -> Iterator[Finding]:
    """No control characters and no marks that turn or hide text."""
    for column, value in row.raw.values.items():
        if not value.isprintable() and any(unicodedata.category(sign) in ("Cc", "Cf") and sign not in "\n\t\u00ad\u200d" for sign in value):
            yield row.finding("hidden_characters", column)


def one_line(row: Row, known: Known) -> Iterator[Finding]:
    """A cell is one line: a break inside is rarely meant, and often the sign of a stray quotation mark."""
    for column, value in row.raw.values.items():
        if "\n" in value or "\r" in value:
            yield row.finding("line_break", column, severity=WARNING)


def quote_is_short(row: Row, known: Known) -> Iterator[Finding]:
    """A quotation has at most twelve words: it is proof, not a copy."""
    if len(row["quote"].split()) > LONGEST_QUOTE_WORDS:
        yield row.finding("long_quote", "quote", severity=WARNING, words=str(LONGEST_QUOTE_WORDS))


def hope_moves_nothing(row: Row, known: Known) -> Iterator[Finding]:
    """A hoped step never counts; whoever wrote it down should know."""
    if row["step_code"] and row["certainty"] == "hoped":
        yield row.finding("hoped_step", "step_code", severity=WARNING)


RULES: tuple[Rule, ...] = (
    required_value, missing_language, duplicate_id, code_in_vocabulary, region_known, workstream_known, step_of_workstream,
    cycle_of_workstream, date_readable, reported_before_recorded, days_have_come, source_known, relation_is_whole,
    related_claim_known, number_readable, quantifier_fits_scope, time_readable, link_is_web, no_personal_data, plain_letters,
    one_line, quote_is_short, hope_moves_nothing,
)  # fmt: skip


def judge(row: Row, known: Known) -> list[Finding]:
    """Return everything that the rules have to say of a row."""
    return [finding for rule in RULES for finding in rule(row, known)]
