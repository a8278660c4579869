"""The fast way in for rows by the thousand: a row that certainly breaks no rule becomes a claim in one statement for all.

What many rows share is judged once: every combination of codes by the RULES themselves, every date by the reader of dates. What each
row has of its own (its texts, its number) is only looked at from afar. A row of which anything is not certain is left, and the rules
judge it as they judge any row of a small file: there is one definition of what is wrong, and one of what is said about it.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Boolean, Column, Connection, Date, MetaData, Table, Text
from sqlalchemy.schema import CreateTable

from etl.columns import clean
from etl.extract import RawRow
from etl.findings import WARNING, Finding
from etl.known import Known, Row
from etl.plain import LONGEST_LINE, Copy
from etl.settle import settled
from etl.textfile import SIGNS_OF_LOSS
from etl.validate import DATES, FIRST_YEAR, LAST_YEAR, LONGEST_QUOTE_WORDS, PAST, TITLES, judge
from tilannekuva import dates
from tilannekuva.store.rows import copy_in
from tilannekuva.store.tables import claim

CODED = (
    "quantifier", "workstream_code", "cycle", "kind", "step_code", "certainty", "unit", "qualifier", "amount_kind", "actor_role",
    "relation", "confidence", "time_of_day",
)  # fmt: skip
"""Columns of few values, judged by the combination."""
GIVEN = {"value": "1", "related_claim_id": "related"}
"""Columns of which a combination knows only whether anything is there, and what then stands for it; of the scope it knows the kind."""
TOLD = (*CODED, "scope", *GIVEN)
"""What a combination tells, in this order."""
FREE = ("quote", *TITLES, "claim_id", "related_claim_id", "note")
"""Columns of free text."""
DOUBTFUL = (
    r"[^ -?A-~åäöÅÄÖéÉüÜ’‘”“‒–—€§°·×]"  # may be invisible, or a letter or digit in disguise; @ is left out
    r"|[(\[{<] ?(?i:at|ät|a[)\]}>]|snabel|miukum)|(?i:com|me)/"  # an address in other words, or of social media
    # Digits that may be a telephone number; only abroad, and behind a bracket in front, are there brackets among them.
    r"|(?:^|[^0-9.,/]|(?:^|[^0-9])[.,/])(?:(?:[+]|[(]0)[0-9](?:[ ().-]{0,4}[0-9]){5}|0[0-9](?:[ .-]{0,3}[0-9]){5})"
    r"|^ | $| [|]|[|] "  # spaces at the end of a text, which the careful reader takes off
)
"""What free texts, told after one another with a bar between them, must not hold; all that `personal` and the rules of letters know lies within."""
LOST_LETTERS = "|".join(SIGNS_OF_LOSS)
NUMBER = "(0|[1-9][0-9]{0,13})([.,][0-9]{1,2})?"
"""With a nought in front it may be a telephone number."""
MOST_COMBINATIONS, MOST_DAYS = 50_000, 100_000
LONGEST_COMBINATION, LONGEST_DAY = 2_000, 100
"""As many, and as long ones in characters, are judged in advance; rows with others are left."""
SEPARATOR = "\x1f"
FIRST_ROWS, MOST_LEFT = 30_000, 100_000
"""Rows that are looked through for their days and combinations: so many at first, then those that were left, or so many of them."""


def _passing(name: str, *columns: Column[Any]) -> Table:
    return Table(name, MetaData(), *columns, prefixes=["OR REPLACE TEMP"])


DAY = _passing("day", Column("told", Text), Column("first_on", Date), Column("last_on", Date))
SOUND = _passing("sound", Column("combination", Text))
CAREFUL = _passing("careful", Column("claim_id", Text), Column("replaces", Boolean))


class Express:
    """Takes plain rows of large files of claims into the table `claim` of a generation that is begun."""

    def __init__(self, db: Connection, known: Known, folder: Path) -> None:
        self._db = db
        self._known = known
        self._folder = folder

    def take(self, plain: Copy, columns: Sequence[str | None], name: str) -> set[int]:
        """Take in the rows of the copy that certainly break no rule, and return the rows that are left."""
        names = [code or f"_{place}" for place, code in enumerate(columns)]
        self._take(plain, names, name, FIRST_ROWS)
        left = self._left(plain, name)
        plain.cut_to(left)
        if left:
            self._take(plain, names, name, min(len(left), MOST_LEFT))
            left = self._left(plain, name)
        return left

    def _take(self, plain: Copy, names: Sequence[str], name: str, first_rows: int) -> None:
        """Take in what is certainly sound of the rows, by the days and combinations of the first of them."""
        read = _read_csv(plain, names, self._known.words.schemas["claim"].codes)
        days = [f"list(DISTINCT {column}) FILTER (length({column}) <= {LONGEST_DAY})" for column in DATES["claim"]]
        codes = _combination(self._known)
        codes = f"list(DISTINCT {codes}) FILTER (length({codes}) <= {LONGEST_COMBINATION})"
        *told, combinations = self._run(f"SELECT {', '.join(days)}, {codes} FROM (FROM {read} LIMIT {first_rows})")[0]
        # A cell without a day means none.
        self._know(DAY, [{}, *_days(text for texts in told for text in texts or ())])
        self._know(SOUND, ({"combination": combination} for combination in _sound(combinations or (), self._known)))
        # DuckDB cannot know how long a CSV file is, and would keep the rows in memory to look up the few days among them.
        self._run("SET disabled_optimizers = 'build_side_probe_side,join_order'")
        try:
            self._run(f"INSERT INTO claim BY NAME {_claims(self._known, read, name)}")
        finally:
            self._run("RESET disabled_optimizers")

    def _left(self, plain: Copy, name: str) -> set[int]:
        first, last = plain.header_row + 1, plain.last_row
        taken = self._run(f'SELECT bitstring_agg("row", {first}, {last}) FROM claim WHERE file = {_text(name)}')[0][0]
        left = (found.start() for found in re.finditer("0", taken)) if taken else range(last - plain.header_row)
        return {first + place for place in left} - plain.covered

    def forget(self, file: str) -> None:
        """Let go of the rows taken from a file."""
        self._run(f"DELETE FROM claim WHERE file = {_text(file)}")

    def _know(self, table: Table, rows: Iterable[dict[str, Any]]) -> None:
        """Make a passing table anew with these rows."""
        self._db.execute(CreateTable(table))
        copy_in(self._db, table, list(rows), self._folder)

    def given_back(self, careful: Sequence[Row]) -> dict[str, list[int]]:
        """Give back the rows taken that only all rows together can judge, by file: ids that stand twice, relations to look after.

        *careful* are the rows that were left. What they and the rows given back do not need is in `ids_among` and `relations_to`.
        """
        self._know(CAREFUL, ({"claim_id": row.own_id, "replaces": row["relation"] == "supersedes"} for row in careful))
        self._run(f"CREATE OR REPLACE TEMP TABLE given_back AS {_GIVEN_BACK}")
        back: dict[str, list[int]] = {}
        for file, row in self._run("SELECT * FROM given_back ORDER BY ALL"):
            back.setdefault(file, []).append(row)
        if back:
            self._run('DELETE FROM claim WHERE (file, "row") IN (FROM given_back)')
        return back

    def ids_among(self, ids: Collection[str]) -> set[str]:
        """Return those of the ids that claims taken have."""
        return {claim_id for (claim_id,) in self._run(f"SELECT claim_id FROM claim WHERE {_among('claim_id', ids)}")}

    def relations_to(self, ids: Collection[str]) -> Iterator[Finding]:
        """Say of each claim taken that it speaks of one of these claims, which were set aside."""
        found = self._run(f'SELECT file, "row", related_claim_id FROM claim WHERE {_among("related_claim_id", ids)} ORDER BY ALL')
        for file, row, related in found:
            yield Finding("related_claim_aside", file, row, "related_claim_id", related, severity=WARNING)

    def _run(self, statement: str) -> Sequence[Sequence[Any]]:
        done = self._db.exec_driver_sql(statement)
        return done.fetchall() if done.returns_rows else ()


_GIVEN_BACK = """
    WITH twice AS (SELECT claim_id FROM claim GROUP BY claim_id HAVING count(*) > 1 UNION SELECT claim_id FROM careful),
    related AS (SELECT file, "row", claim_id, relation, related_claim_id FROM claim WHERE related_claim_id IS NOT NULL),
    replacing AS (SELECT claim_id FROM related WHERE relation = 'supersedes' UNION SELECT claim_id FROM careful WHERE replaces),
    met AS (SELECT claim_id FROM claim SEMI JOIN related ON related.related_claim_id = claim.claim_id UNION SELECT claim_id FROM careful)
    SELECT file, "row" FROM claim WHERE claim_id IN (FROM twice)
    UNION SELECT file, "row" FROM related WHERE related_claim_id = claim_id OR related_claim_id NOT IN (FROM met)
    UNION SELECT file, "row" FROM related WHERE relation = 'supersedes' AND related_claim_id IN (FROM replacing)
"""
"""Rows that share an id; that speak of themselves or of a claim nobody makes; that replace a claim which replaces one (a circle has only such)."""


def _read_csv(plain: Copy, names: Sequence[str], codes: Sequence[str]) -> str:
    beside = [f"beside_{place}" for place in range(plain.beside)]  # a text beside the table is for the careful reader
    ends = ["end_of_line"] if plain.end else []
    # A column that no statement asks for is not looked at for broken letters either: DuckDB checks what it reads.
    unread = [name for name in names if name not in codes]
    among = [
        f"row_no > {plain.header_row}", *(f"{column} IS NULL" for column in beside), *(f"{column} = {_text(plain.end)}" for column in ends),
        *(f"({column} IS NULL OR NOT regexp_matches({column}, {_text(LOST_LETTERS)}))" for column in unread),
    ]  # fmt: skip
    read = (("row_no", "INTEGER"), *((name, "VARCHAR") for name in (*names, *beside, *ends)))
    columns = ", ".join(f"{_text(name)}: '{kind}'" for name, kind in read)
    missing = "".join(f", NULL::VARCHAR AS {code}" for code in codes if code not in names)
    # Every line of the copy is a record by itself. A line that DuckDB cannot read as one is passed over, and so left. With small buffers
    # it is read in less time and memory.
    return (
        f"(SELECT *{missing} FROM read_csv({_text(plain.copy.as_posix())}, columns = {{{columns}}}, header = false, auto_detect = false, "
        f"delim = {_text(plain.delimiter)}, quote = {_text(plain.quote)}, escape = {_text(plain.quote)}, nullstr = '', "
        f"allow_quoted_nulls = true, ignore_errors = true, max_line_size = {LONGEST_LINE}, "
        f"buffer_size = {2 * LONGEST_LINE}) WHERE {' AND '.join(among)})"
    )


def _claims(known: Known, read: str, file: str) -> str:
    """The statement that makes claims of the rows: days worked out as `build` works them out, and nothing doubtful let through."""
    worked_out = {"valid_from", "valid_to", "observed_from", "observed_to", "reported_from", "reported_to", "recorded_on", "known_on", "value"}
    as_told = [column.name for column in claim.columns if column.name not in worked_out | {"file", "row"}]
    known_on = "least(reported.last_on, recorded.first_on)"
    return f"""
        SELECT {", ".join(f"r.{column}" for column in as_told)}, {_text(file)} AS file, r.row_no AS "row",
            replace(r.value, ',', '.')::DECIMAL(18, 4) AS value,
            CASE WHEN r.valid IS NULL THEN {known_on} ELSE coalesce(valid.first_on, valid.last_on) END AS valid_from,
            CASE WHEN r.valid IS NULL THEN {known_on} ELSE valid.last_on END AS valid_to,
            observed.first_on AS observed_from, observed.last_on AS observed_to,
            reported.first_on AS reported_from, reported.last_on AS reported_to, recorded.first_on AS recorded_on, {known_on} AS known_on
        FROM {read} r
        {" ".join(f"JOIN day AS {column} ON {column}.told IS NOT DISTINCT FROM r.{column}" for column in DATES["claim"])}
        WHERE {" AND ".join(f"({condition})" for condition in _conditions(known))}
    """


def _conditions(known: Known) -> Iterator[str]:
    """Yield what must hold of what a row shares with others, and of what it has of its own."""
    yield f"{_combination(known)} IN (FROM sound)"
    for column in ("claim_id", "quote", *TITLES):
        yield f"{column} IS NOT NULL"
    yield f"NOT regexp_matches(concat_ws('|', {', '.join(FREE)}), {_text(DOUBTFUL)})"
    yield f"quote NOT LIKE '%{' %' * LONGEST_QUOTE_WORDS}'"
    yield _among("source_id", known.sources)
    yield f"r.value IS NULL OR regexp_full_match(r.value, '{NUMBER}')"
    for column in DATES["claim"]:
        if column in PAST:
            yield f"{column}.first_on IS NULL OR {column}.first_on <= {_day(known.today)}"
    yield "reported.first_on IS NOT NULL AND reported.last_on IS NOT NULL AND recorded.first_on = recorded.last_on"
    yield "reported.first_on <= recorded.first_on"


def _combination(known: Known) -> str:
    """The codes of a row told after one another, and what it has of the columns that it does not tell in full."""
    scope = f"CASE WHEN {_among('scope', known.regions)} THEN 'region' WHEN {_among('scope', known.groups)} THEN 'group' END"
    given = [f"CASE WHEN {column} IS NOT NULL THEN {_text(told)} END" for column, told in GIVEN.items()]
    return f"concat({f', chr({ord(SEPARATOR)}), '.join([*CODED, scope, *given])})"


def _sound(combinations: Iterable[str], known: Known) -> Iterator[str]:
    """Yield the combinations of codes of which no rule has anything to say, in a row that is sound otherwise."""
    some = {"region": next(iter(known.regions), ""), "group": next(iter(known.groups), ""), "": ""}
    source = next(iter(known.sources), "")
    day = known.today.isoformat()
    sound = dict.fromkeys(known.words.schemas["claim"].codes, "") | dict.fromkeys(("claim_id", "quote", *TITLES), "x")
    sound |= {"source_id": source, "reported": day, "recorded": day}
    known = replace(known, claims=frozenset({GIVEN["related_claim_id"]}))
    for combination in islice(combinations, MOST_COMBINATIONS):
        cells = combination.split(SEPARATOR)
        if len(cells) != len(TOLD) or cells != [clean(cell) for cell in cells] or re.search(LOST_LETTERS, combination):
            continue  # a cell holds the separator itself, or what the careful reader would mend or refuse
        told = dict(zip(TOLD, cells, strict=True))
        values = sound | told | {"scope": some[told["scope"]]}
        row = settled(Row("claim", "", RawRow(0, values)), known)
        if all(row[column] == values[column] for column in CODED) and not judge(row, known):
            yield combination


def _days(texts: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Yield the texts in plain letters that mean days about which no rule has anything to say, with their first and last day."""
    for text in islice(sorted({text for text in texts if text}), MOST_DAYS):
        if text.isascii() and text.isprintable() and text == text.strip() and (days := _parsed(text)) and not days.notes:
            years = [day.year for day in (days.first, days.last) if day]
            if years and min(years) >= FIRST_YEAR and max(years) <= LAST_YEAR:
                yield {"told": text, "first_on": days.first, "last_on": days.last}


def _parsed(text: str) -> dates.Interval | None:
    try:
        return dates.parse(text)
    except dates.DateUnclear:
        return None  # the row is left, and the rule says it


def _among(column: str, values: Iterable[str]) -> str:
    listed = ", ".join(_text(value) for value in sorted(values))
    return f"{column} IN ({listed})" if listed else "FALSE"


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _day(day: date | None) -> str:
    return f"DATE '{day.isoformat()}'" if day else "NULL"
