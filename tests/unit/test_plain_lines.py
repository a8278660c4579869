"""Lines that are records by themselves, and the fast way through a large file: it reads what the careful reader reads."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl import textfile
from etl.plain import NotPlain, PlainFile, is_proper

WIDE = "a,b,c,d\n"


@given(st.text(alphabet='a", \u00e4', max_size=14))
def test_a_proper_line_is_one_sound_record(line: str) -> None:
    """And a line with quotation marks that is not proper is either at fault or goes on below."""
    [record, *more] = textfile.records([line], ",", 0, 0) if line else [textfile.Record(1, [""])]
    sound = not record.fault and not more
    assert is_proper(line.encode(), b",") == sound


@given(st.lists(st.text(alphabet='a",', max_size=8), min_size=1, max_size=5))
def test_lines_are_proper_together_when_each_is(lines: list[str]) -> None:
    """A stretch is looked at as a whole first: two stray marks in two of its lines must not pass for one cell."""
    together = "\n".join(lines).encode()
    assert is_proper(together, b",") == all(is_proper(line.encode(), b",") for line in lines)


def read(folder: Path, text: str) -> tuple[list[list[str]], str]:
    """Return the careful reader's records of a file as it is gone through, and the copy of its plain lines."""
    (folder / "t.csv").write_bytes(text.encode())
    plain = PlainFile(folder / "t.csv", folder / "copy.csv", ",", 4, 1)
    plain.read_through()
    lines = (folder / "copy.csv").read_text(encoding="utf-8").splitlines()
    assert all(line.endswith(",.") for line in lines)
    return [[str(record.row), record.fault, *record.cells] for record in plain.records], "".join(f"{line[:-2]}\n" for line in lines)


@pytest.mark.parametrize(
    ("body", "records", "copy"),
    [
        ("1,2,3,4\n5,6,7,8\n", [], "2,1,2,3,4\n3,5,6,7,8\n"),
        ("1,2,3,4\r\n5,6,7,8", [], "2,1,2,3,4\r\n3,5,6,7,8\n"),
        ('1,"x\ny",3,4\n5,6,7,8\n', [["2", "", "1", "x\ny", "3", "4"]], "4,5,6,7,8\n"),
        ('1,"x,3,4\n5,6,7,8\n', [["2", "bad_quote"]], "3,5,6,7,8\n"),
        ('1,"x,3,4\n5,6,7,8\n9,y",3,4\n1,2,3,4\n', [["2", "swallowed_row"], ["4", "bad_quote"]], "3,5,6,7,8\n5,1,2,3,4\n"),
        ('1,"x""y",3,4\n5,"",7,"8"\n', [], '2,1,"x""y",3,4\n3,5,"",7,"8"\n'),
    ],
)
def test_plain_lines_are_copied_and_the_others_read_with_care(tmp_path: Path, body: str, records: list[list[str]], copy: str) -> None:
    """Each line with its number, also across blocks; a damaged one costs itself alone."""
    assert read(tmp_path, WIDE + body) == (records, copy.replace("\r", ""))


@given(body=st.lists(st.text(alphabet='a",\n', max_size=12), max_size=12))
def test_every_block_size_reads_the_same(tmp_path_factory: pytest.TempPathFactory, body: list[str]) -> None:
    """A record may begin in one block and end in another, or end nowhere and the next one stand beyond the lines looked at first."""
    folder = tmp_path_factory.mktemp("blocks")
    with pytest.MonkeyPatch.context() as patch:
        whole = read(folder, WIDE + "\n".join(body))
        patch.setattr("etl.plain.BLOCK", 3)
        patch.setattr("etl.plain.WINDOWS", (2, textfile.LONGEST_CELL))
        assert read(folder, WIDE + "\n".join(body)) == whole


CELLS = st.sampled_from(["1", "", '"b"', '"c""d"', '"e,f"', '"g\nh"', '"', 'x"y', '"i\n1,2,3,4\nj"'])


@given(rows=st.lists(st.lists(CELLS, min_size=3, max_size=4).map(",".join) | st.text(alphabet='a",\n', max_size=9), max_size=7))
def test_all_records_are_those_of_the_careful_reader(tmp_path_factory: pytest.TempPathFactory, rows: list[str]) -> None:
    """Also where a stray mark is made even by the first of a record that goes on below: that one is no part of the damaged one."""
    folder, text = tmp_path_factory.mktemp("all"), WIDE + "\n".join(rows)
    (folder / "t.csv").write_bytes(text.encode())
    plain = PlainFile(folder / "t.csv", folder / "copy.csv", ",", 4, 1)
    plain.read_through()
    found = [*plain.records, *plain.careful(set(range(2, plain.last_row + 1)))]
    assert sorted(found, key=lambda record: record.row) == list(textfile.records(textfile.lines_of(text), ",", 1, 4))


@pytest.mark.parametrize("body", [b'1,"2,3,\xe4\n', b"1,2,3\x00,4\n", b"1,2,3," + b"x" * 5_000_000])
def test_what_is_not_plain_text_is_for_the_careful_reader_as_a_whole(tmp_path: Path, body: bytes) -> None:
    """Bytes that are no UTF-8 in a line that is read with care, NUL, and a line without end: said before anything is taken in."""
    (tmp_path / "t.csv").write_bytes(WIDE.encode() + body)
    with pytest.raises(NotPlain):
        PlainFile(tmp_path / "t.csv", tmp_path / "copy.csv", ",", 4, 1).read_through()


def test_a_line_that_is_no_text_is_told_when_it_is_read_with_care(tmp_path: Path) -> None:
    """As the engine leaves it where it stands."""
    (tmp_path / "t.csv").write_bytes(WIDE.encode() + b"1,2,3,\xe4\n")
    plain = PlainFile(tmp_path / "t.csv", tmp_path / "copy.csv", ",", 4, 1)
    plain.read_through()
    with pytest.raises(NotPlain):
        list(plain.careful({2}))


@pytest.mark.parametrize("later", ["1,2,3,4\n", "9,9,9,9\n9,9,9,9\n"])
def test_a_file_that_changes_while_it_is_read_is_told(tmp_path: Path, later: str) -> None:
    """What is read again must be what was read before."""
    (tmp_path / "t.csv").write_text(f"{WIDE}5,6,7,8\n9,9,9,9\n", encoding="utf-8")
    plain = PlainFile(tmp_path / "t.csv", tmp_path / "copy.csv", ",", 4, 1)
    plain.read_through()
    plain.cut_to([2])
    assert [record.cells for record in plain.careful({2})] == [["5", "6", "7", "8"]]
    (tmp_path / "t.csv").write_text(f"{WIDE}{later}", encoding="utf-8")
    os.utime(tmp_path / "t.csv", ns=(1, 1))
    with pytest.raises(NotPlain):
        plain.cut_to([2])


@pytest.mark.parametrize("block", [3, 1 << 16])
def test_the_copy_is_cut_to_the_lines_that_are_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, block: int) -> None:
    """And once more to others, in any block: of what it is cut to, any line is read with care."""
    monkeypatch.setattr("etl.plain.BLOCK", block)
    (tmp_path / "t.csv").write_bytes(f'{WIDE}1,2,3,4\r\n5,"6,6",7,8\r\n9,9,9\r\n\r\n0,0,0,ä'.encode())
    plain = PlainFile(tmp_path / "t.csv", tmp_path / "copy.csv", ",", 4, 1)
    plain.read_through()
    whole = plain.copy.read_text(encoding="utf-8").splitlines()
    for wanted in ({3, 4, 6}, {2, 5, 6}):
        plain.cut_to(wanted)
        assert plain.copy.read_text(encoding="utf-8").splitlines() == [whole[row - 2] for row in sorted(wanted)]
        assert [record.row for record in plain.careful(wanted)] == sorted(wanted)
    assert [record.cells for record in plain.careful({5, 6})] == [[""], ["0", "0", "0", "ä"]]


def test_a_line_longer_than_a_cell_may_be_is_read_with_care(tmp_path: Path) -> None:
    """Only the careful reader tells a long cell from a long line."""
    records, copy = read(tmp_path, WIDE + "1,2,3," + "x" * 1_000_001 + "\n5,6,7,8\n")
    assert [record[:2] for record in records] == [["2", "long_cell"]]
    assert copy == "3,5,6,7,8\n"


def test_a_lone_carriage_return_is_for_the_careful_reader(tmp_path: Path) -> None:
    """It ends a line there, and would not here."""
    with pytest.raises(NotPlain):
        read(tmp_path, WIDE + "1,2,3,4\r5,6,7,8\n")
