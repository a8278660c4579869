"""Reading text files: encodings, delimiters, headers, quotes, and that no line is lost on the way."""

import csv
import hashlib
import io
import re
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from etl import textfile
from etl.columns import folded, words_of
from etl.extract import Column, RawTable, TableSchema, read_table
from etl.findings import Finding, shown
from etl.reference import read_reference
from tilannekuva.texts import LANGUAGES, catalogue

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "data"
MEETINGS = TableSchema(
    (
        Column("region", True, ("alue", "område")),
        Column("event", True, ("tapahtuma", "händelse")),
        Column("held_on", True, ("pidetty", "hållen")),
        Column("note", False, ("huomautus",)),
    )
)
PLAIN = "region,event,held_on\nLappi,kokous,2021-03-18\nKainuu,työpaja,2021-04-01\n"
CELLS = st.text(st.sampled_from('aåö1,;\t|"\r\n -'), max_size=8)


def read(folder: Path, content: str | bytes, schema: TableSchema | None = MEETINGS, name: str = "input.csv") -> RawTable:
    """Write a file and read it back as a table."""
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_table(path, schema)


def said(table: RawTable) -> list[str]:
    """Return the codes of what was said about a file."""
    return [finding.code for finding in table.findings]


def cells(table: RawTable) -> list[list[str]]:
    """Return the cells of the columns that the file has."""
    return [[row.values[column] for column in table.columns] for row in table.rows]


def test_a_plain_file_is_read_without_a_word(tmp_path: Path) -> None:
    """Rows keep their line numbers, absent columns are empty, and the hash is of the bytes."""
    table = read(tmp_path, PLAIN)
    assert said(table) == []
    assert [row.row for row in table.rows] == [2, 3]
    assert table.rows[0].values == {"region": "Lappi", "event": "kokous", "held_on": "2021-03-18", "note": ""}
    assert table.columns == ("region", "event", "held_on")
    assert (table.records_in, table.set_aside, table.blank_lines) == (2, 0, 0)
    assert table.sha256 == hashlib.sha256(PLAIN.encode()).hexdigest()


@pytest.mark.parametrize(
    ("encoding", "mark", "note"),
    [
        ("utf-8", b"", []),
        ("utf-8", b"\xef\xbb\xbf", []),
        ("utf-16-le", b"\xff\xfe", ["encoding_guess"]),
        ("utf-16-be", b"\xfe\xff", ["encoding_guess"]),
        ("windows-1252", b"", ["encoding_guess"]),
    ],
)
def test_an_encoding_is_known_or_said(tmp_path: Path, encoding: str, mark: bytes, note: list[str]) -> None:
    """Five ways of storing å, ä and ö give the same rows; what is not UTF-8 is said."""
    table = read(tmp_path, mark + PLAIN.encode(encoding))
    assert cells(table) == cells(read(tmp_path, PLAIN))
    assert said(table) == note


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (PLAIN.encode("shift-jis", "ignore") + b"\x83\x7f", "bad_bytes"),
        ("region,event,held_on\nЛаппи,a,b\n".encode("koi8-r"), "bad_bytes"),
        (PLAIN.encode()[:-20] + b"\xc3", "bad_bytes"),
        (b"\xff\xfe" + PLAIN.encode("utf-16-le")[:-1], "bad_bytes"),
        (PLAIN.encode("utf-16-le"), "nul_byte"),
        (PLAIN.encode() + b"a,\0,b\n", "nul_byte"),
        (b"", "empty_file"),
        (b"\xef\xbb\xbf", "empty_file"),
        (b"\n \r\n\n", "empty_file"),
        (b"PK\x03\x04rest of an archive", "wrong_type"),
        (b"\x00\x01\x02\x03" * 40, "wrong_type"),
    ],
)
def test_bytes_that_are_no_certain_text_refuse_the_file(tmp_path: Path, content: bytes, code: str) -> None:
    """Not one letter is guessed: the file is refused with what to do."""
    table = read(tmp_path, content)
    assert said(table) == [code]
    assert table.is_refused
    assert table.rows == []


@pytest.mark.parametrize("lost", ["Etel\ufffd-Savo", "EtelÃ¤-Savo"])
def test_a_row_with_lost_letters_is_set_aside(tmp_path: Path, lost: str) -> None:
    """Letters that were lost before the file came here are not ours to restore."""
    table = read(tmp_path, PLAIN + f"{lost},kokous,2021-03-19\n")
    assert said(table) == ["damaged_letters"]
    assert (table.findings[0].row, table.findings[0].column, table.findings[0].value) == (4, "region", lost)
    assert len(table.rows) == 2


@pytest.mark.parametrize(("sign", "code"), [(";", "separator_semicolon"), ("\t", "separator_tab"), ("|", "separator_bar")])
def test_another_delimiter_is_found_by_the_headings_and_said(tmp_path: Path, sign: str, code: str) -> None:
    """A decimal comma or a date in the rows does not mislead: the known headings decide."""
    table = read(tmp_path, PLAIN.replace(",", sign).replace("kokous", "1,5"))
    assert said(table) == [code]
    assert cells(table)[0] == ["Lappi", "1,5", "2021-03-18"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_end_counts_lines_alike(tmp_path: Path, end: str) -> None:
    """LF, CRLF and a bare CR give the same rows on the same lines; blank lines are counted apart."""
    table = read(tmp_path, PLAIN.replace("Kainuu", "\n ,,\nKainuu").replace("\n", end))
    assert [row.row for row in table.rows] == [2, 5]
    assert (table.blank_lines, table.records_in) == (2, 2)


def test_headings_are_found_in_three_languages_and_any_order(tmp_path: Path) -> None:
    """A heading is a column's code or its name, whatever its case, form or spaces."""
    header = "Händelse; PIDETTY ;Alue;Huomautus"
    table = read(tmp_path, f"{header}\nkokous;18.3.2021;Etela\u0308-Savo\u00a0;\n")
    assert table.columns == ("event", "held_on", "region", "note")
    assert table.rows[0].values["region"] == "Etelä-Savo"


def test_lines_above_the_header_are_skipped_and_said(tmp_path: Path) -> None:
    """A title over the table is no header, and is shown so that nobody loses data in it."""
    table = read(tmp_path, "Kokoukset 2021,,\n\n" + PLAIN)
    assert said(table) == ["preamble"]
    assert table.findings[0].value == "Kokoukset 2021"
    assert [row.row for row in table.rows] == [4, 5]


@pytest.mark.parametrize(
    ("content", "code", "value"),
    [
        ("1,2,3\n4,5,6\n", "missing_header", "1,2,3"),
        ("region,event\nLappi,kokous\n", "missing_column", "held_on"),
        ("region,alue,event,held_on\na,b,c,d\n", "duplicate_header", "region"),
        ("region,event,held_on,\na,b,c,d\n", "blank_header", "d"),
        ("region,event,held_on\na,b\na,b\na,b\n", "header_width", ""),
    ],
)
def test_a_header_that_does_not_fit_refuses_the_file(tmp_path: Path, content: str, code: str, value: str) -> None:
    """Without a sound header no cell has a meaning."""
    table = read(tmp_path, content)
    assert said(table) == [code]
    assert table.findings[0].value == value
    assert table.is_refused


def test_what_the_header_has_too_much_of_is_said(tmp_path: Path) -> None:
    """An unknown column is not read and warned of; an empty column without a name is only noted."""
    table = read(tmp_path, "region,event,held_on,mood,\nLappi,kokous,2021,hyvä,\n")
    assert said(table) == ["unknown_column", "blank_column"]
    assert cells(table) == [["Lappi", "kokous", "2021"]]


def test_a_header_without_rows_is_said(tmp_path: Path) -> None:
    """An empty table is no fault, but nobody should believe that it was full."""
    assert said(read(tmp_path, "region,event,held_on\n")) == ["header_only"]


def test_ragged_rows_are_set_aside_and_counted(tmp_path: Path) -> None:
    """A row too short or too long is shown with both numbers; its neighbours stay."""
    table = read(tmp_path, PLAIN + "Lappi,kokous\nLappi,kokous,2021,x,y\n")
    assert said(table) == ["ragged_row", "ragged_row"]
    assert [(finding.row, finding.values["found"]) for finding in table.findings] == [(4, "2"), (5, "5")]
    assert (table.records_in, len(table.rows), table.set_aside) == (4, 2, 2)


@pytest.mark.parametrize(
    "damaged",
    ['"Lappi" ,a,b', '"Lap"pi,a,b', 'La"ppi,a,b', '"Lappi \\"x\\"",a,b', ' "Lappi",a,b', '"Lappi" "x,a,b'],
)
def test_a_record_with_broken_quotes_is_set_aside_alone(tmp_path: Path, damaged: str) -> None:
    """RFC 4180 to the letter: what breaks it is not repaired, and the rows around it are kept."""
    wide = PLAIN.replace("held_on", "held_on,note").replace("18\n", "18,\n").replace("01\n", "01,\n")
    table = read(tmp_path, wide.replace("Kainuu", damaged + ",\nKainuu"))
    assert said(table) == ["bad_quote"]
    assert [row.row for row in table.rows] == [2, 4]


def test_an_open_quote_swallows_nothing_in_a_wide_table(tmp_path: Path) -> None:
    """A quote that never closes costs its own line; the next whole line is read again."""
    table = read(tmp_path, 'region,event,held_on,note\na,"b,c,d\ne,f,g,h\ni,j,k,"l"\n')
    assert [row.row for row in table.rows] == [3, 4]
    assert [(finding.row, finding.values["lines"]) for finding in table.findings] == [(2, "2")]


WIDE = ["region,event,held_on,note", *(f"R{number},kokous,2021-03-0{number},n{number}" for number in range(1, 8))]


@pytest.mark.parametrize(
    ("opened", "closed", "aside"),
    [
        ('R2,kokous,2021-03-02,"n2', 'R4,kokous,2021-03-04,n4"', {3: "swallowed_row", 5: "bad_quote"}),
        ('R2,kokous,2021-03-02,"n2', 'R3,kokous,2021-03-03,n3"', {3: "swallowed_row", 4: "bad_quote"}),
        ('R2,"kokous,2021-03-02,n2', 'R4,kokous",2021-03-04,n4', {3: "swallowed_row", 5: "bad_quote"}),
        ('"R2,kokous,2021-03-02,n2', 'R7,kokous,2021-03-07,n7"', {3: "swallowed_row", 8: "bad_quote"}),
        ('R2,kokous,2021-03-02,"n2', 'R4,kokous,"2021-03-04",n4', {3: "bad_quote"}),
        ('R2,kokous,2021-03-02,"n2', 'R4,"kokous, iso",2021-03-04,n4', {3: "bad_quote"}),
    ],
)
def test_two_stray_quotes_swallow_no_rows(tmp_path: Path, opened: str, closed: str, aside: dict[int, str]) -> None:
    """A quote that opens in one row and closes in a later one: only these two are set aside, the rows between are read."""
    changed = {line.strip('"')[:2]: line for line in (opened, closed)}
    lines = [changed.get(line[:2], line) for line in WIDE]
    table = read(tmp_path, "\n".join(lines) + "\n")
    assert {finding.row: finding.code for finding in table.findings} == aside
    assert (table.records_in, {row.row for row in table.rows}) == (7, set(range(2, 9)) - set(aside))


def test_a_cell_of_several_lines_that_are_no_rows_is_kept(tmp_path: Path) -> None:
    """Line breaks and delimiters in a note are no rows as long as no line of it is as wide as the table."""
    table = read(tmp_path, "\n".join([WIDE[0], 'R1,kokous,2021,"ensin, toiseksi\nkolmanneksi, neljänneksi, viidenneksi"', WIDE[2]]) + "\n")
    assert (said(table), [row.row for row in table.rows]) == ([], [2, 4])


def test_pieces_of_a_broken_cell_never_pass_for_rows_of_a_narrow_table(tmp_path: Path) -> None:
    """In three columns the swallowed lines go aside with the damaged one, and the finding names them all."""
    table = read(tmp_path, PLAIN + 'a,"text\nx,y,z\nmore"text,2\nLappi,a,b\n')
    assert [row.row for row in table.rows] == [2, 3, 7]
    assert [(finding.row, finding.values["lines"]) for finding in table.findings] == [(4, "4–6")]


def test_line_breaks_and_quotes_inside_cells_are_kept(tmp_path: Path) -> None:
    """A cell of several lines is one cell, and the next row has its own line number."""
    table = read(tmp_path, 'region,event,held_on\nLappi,"kokous\n""iso""\n",2021\nKainuu,b,c\n')
    assert table.rows[0].values["event"] == 'kokous\n"iso"'
    assert [row.row for row in table.rows] == [2, 5]


def test_an_endless_cell_is_set_aside(tmp_path: Path) -> None:
    """A cell beyond the limit is named by its beginning, never carried along."""
    table = read(tmp_path, PLAIN + "Lappi," + "x" * (textfile.LONGEST_CELL + 1) + ",c\n")
    assert said(table) == ["long_cell"]
    assert len(table.findings[0].value) <= 80


def test_invisible_letters_are_kept_for_the_rules_to_judge(tmp_path: Path) -> None:
    """Only spaces at the ends go; a zero-width letter inside a name must not be hidden from the rule on names."""
    table = read(tmp_path, "region,event,held_on\n\u00a0Kai\u200bnuu\u00a0,a,b\n")
    assert table.rows[0].values["region"] == "Kai\u200bnuu"


@pytest.mark.parametrize(("name", "code"), [("missing.csv", "unreadable_file"), ("table.pdf", "unsupported_format")])
def test_a_file_that_cannot_be_opened_or_taken_is_refused(tmp_path: Path, name: str, code: str) -> None:
    """No traceback for a file that is not there or of another kind."""
    (tmp_path / "table.pdf").write_bytes(b"%PDF-1.7")
    assert said(read_table(tmp_path / name, MEETINGS)) == [code]


@settings(max_examples=150)
@given(
    st.lists(st.lists(CELLS, min_size=3, max_size=3), max_size=8),
    st.sampled_from(",;\t|"),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
def test_what_a_writer_wrote_is_what_is_read(tmp_path_factory, rows: list[list[str]], sign: str, quoting: int) -> None:
    """Every table that a correct writer makes comes back cell by cell, less its blank rows."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=sign, quoting=quoting).writerows([["region", "event", "held_on"], *rows])
    table = read(tmp_path_factory.getbasetemp(), out.getvalue())
    filled = [[cell.strip() for cell in row] for row in rows if any(cell.strip() for cell in row)]
    assert cells(table) == filled
    assert table.blank_lines >= len(rows) - len(filled)


@settings(max_examples=300)
@given(st.binary(max_size=60) | st.text(st.sampled_from('ab,;"\n\rå\t1'), max_size=60).map(str.encode), st.booleans())
@example(b'","\n"\n,"', True)
def test_no_line_is_lost_whatever_the_bytes(tmp_path_factory, tail: bytes, known: bool) -> None:
    """Lines in = rows kept + rows set aside, for any bytes; a file is read or refused, never a traceback."""
    table = read(tmp_path_factory.getbasetemp(), b"region,event,held_on\n" + tail, MEETINGS if known else None)
    assert table.records_in == len(table.rows) + table.set_aside
    assert table.set_aside == sum(finding.severity == "set_aside" for finding in table.findings)
    for finding in table.findings:
        assert all(finding.message(language) and finding.place(language) for language in LANGUAGES)


@settings(max_examples=300)
@given(st.text(st.sampled_from('ab,"\n\r'), max_size=60), st.integers(0, 5))
def test_records_tile_the_lines_of_a_file(content: str, width: int) -> None:
    """Each record begins on the line after the last one, and the last ends on the last line: none falls between."""
    lines = textfile.lines_of(content)
    assert "".join(lines) == content
    at = 0
    for record in textfile.records(lines, ",", 0, width):
        assert record.row == at + 1
        at = record.last_row
    assert at == len(lines)


@pytest.mark.parametrize("piece", ['"', '"a', 'a"\n', '"\n', '","', "a,b\n", '""', '"a\nb,c\n', "\r"])
def test_hostile_quoting_takes_time_in_proportion(piece: str) -> None:
    """200 kB of any pattern of quotes is cut into records within a second."""
    lines = textfile.lines_of(piece * (200_000 // len(piece)))
    assert sum(1 for _ in textfile.records(lines, ",", 0, 4)) <= len(lines)


@pytest.mark.parametrize(("table", "folder", "count"), [("claim", "claims", 714), ("source", "sources", 220)])
def test_the_data_of_the_project_is_read_whole(table: str, folder: str, count: int) -> None:
    """Every file of the repository is read without a word, each vocabulary value known."""
    words = words_of(read_reference(DATA).rows)
    tables = [read_table(path, words.schemas[table]) for path in sorted((DATA / folder).glob("*.csv"))]
    rows = [row for found in tables for row in found.rows]
    assert [finding for found in tables for finding in found.findings] == []
    assert len(rows) == count
    for (of, column), codes in words.codes.items():
        if of == table:
            assert {row.values[column] for row in rows if row.values[column]} <= set(codes), column


def test_words_of_a_column_mean_one_code_each() -> None:
    """A name that stood for two codes of one column, or for two columns, would be a guess."""
    for name, parts in (("columns.csv", ("table",)), ("vocabularies.csv", ("table", "column_code"))):
        meant: dict[tuple[str, ...], str] = {}
        with (DATA / "reference" / name).open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                code = row.get("code") or row["column_code"]
                for word in {code, row["name_fi"], row["name_sv"], row["name_en"]}:
                    key = (*(row[part] for part in parts), folded(word))
                    assert meant.setdefault(key, code) == code, key


def test_a_finding_shows_hostile_text_safely() -> None:
    """Control and invisible characters cannot move the cursor, add a line to a log or hide; long values are clipped."""
    finding = Finding("bad_date", "a.csv", 2, "valid", "1.\u202e2\r\n\x1b[31m" + "x" * 200)
    assert finding.value.startswith("1.⟨U+202E⟩2⟨U+000D⟩⟨U+000A⟩⟨U+001B⟩[31m")
    assert len(finding.value) == 80
    assert finding.as_record()["values"] == "{}"
    assert finding.place("fi") == "a.csv, rivi 2, sarake valid"
    assert shown("a\u00adb c") == "a\u00adb c"


def test_every_finding_of_the_reader_has_its_words() -> None:
    """A code without its text would end a load in a traceback instead of a sentence."""
    codes = set()
    for name in ("extract", "header", "textfile", "workbook", "workbook_child"):
        source = (ROOT / "etl" / f"{name}.py").read_text(encoding="utf-8")
        codes |= set(re.findall(r'(?:Unreadable\(|say\(|end = |return |yield )\s*"([a-z0-9]+_[a-z_]+)"', source))
    assert len(codes) > 20
    for language in LANGUAGES:
        assert not {code for code in codes if f"finding.{code}" not in catalogue(language)}
