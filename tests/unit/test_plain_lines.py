"""Lines that are records by themselves, and the fast way through a large file: it reads what the careful reader reads."""

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


def read(folder: Path, text: str) -> tuple[list[list[str]], str]:
    """Return the careful reader's records of a file as it is gone through, and the copy of its plain lines."""
    (folder / "t.csv").write_bytes(text.encode())
    plain = PlainFile(folder / "t.csv", folder / "copy.csv", ",", 4, 1)
    plain.read_through()
    return [[str(record.row), record.fault, *record.cells] for record in plain.records], (folder / "copy.csv").read_text(encoding="utf-8")


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
    """A record may begin in one block and end in another."""
    folder = tmp_path_factory.mktemp("blocks")
    with pytest.MonkeyPatch.context() as patch:
        whole = read(folder, WIDE + "\n".join(body))
        patch.setattr("etl.plain.BLOCK", 3)
        assert read(folder, WIDE + "\n".join(body)) == whole


@pytest.mark.parametrize("body", [b"1,2,3,\xe4\n", b"1,2,3\x00,4\n"])
def test_what_is_not_plain_text_is_for_the_careful_reader_as_a_whole(tmp_path: Path, body: bytes) -> None:
    """Bytes that are no UTF-8, and NUL: said when such a line is asked for."""
    (tmp_path / "t.csv").write_bytes(WIDE.encode() + body)
    plain = PlainFile(tmp_path / "t.csv", tmp_path / "copy.csv", ",", 4, 1)
    plain.read_through()
    with pytest.raises(NotPlain):
        list(plain.careful([2]))


def test_a_lone_carriage_return_is_for_the_careful_reader(tmp_path: Path) -> None:
    """It ends a line there, and would not here."""
    with pytest.raises(NotPlain):
        read(tmp_path, WIDE + "1,2,3,4\r5,6,7,8\n")
