"""The commands as a keeper of the data runs them: exit codes, what is printed, and what stays served."""

import csv
import io
import json
import shutil
from pathlib import Path

import pytest
from sqlalchemy.exc import ProgrammingError

from etl.__main__ import main as etl
from tests.conftest import ROOT
from tilannekuva.__main__ import main as tilannekuva

HEADER = (
    "region_code,region,workstream_code,workstream,stage,stage_rank,step_code,step,cycle,earlier_round,stale,overdue,unverified,"
    "contradicted,group_only,outcome_unknown,claim_id,source_id,known_on,valid"
)
NEW = (
    "{id},{source},lyhyt lainaus,{scope},named,grant_model,,status,{step},asserted,,,,,{valid},,2026-11-01,2026-11-22,,"
    "{title},Rubrik,Title,county,,,high,\n"
)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A copy of the project's data that a test may change."""
    copied = tmp_path / "data"
    shutil.copytree(ROOT / "data", copied, ignore=shutil.ignore_patterns("store"))
    return copied


def add_claim(data: Path, **given: str) -> None:
    """Add a file with one claim to the data."""
    heading = (data / "claims" / "public.csv").read_text(encoding="utf-8").split("\n", 1)[0]
    usual = {"id": "N1", "source": "kumaja-2021-toiminta-paattynyt", "scope": "21", "step": "approved", "valid": "2026-10-01", "title": "Otsikko"}
    (data / "claims" / "new.csv").write_text(f"{heading}\n{NEW.format(**{**usual, **given})}", encoding="utf-8")


def run_etl(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, object]]:
    """Run the ETL with --json and return its exit code and what it told."""
    code = etl([*arguments, "--json"])
    return code, json.loads(capsys.readouterr().out)


def test_the_given_data_go_in_whole_and_only_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """714 claims in, none set aside; a second run publishes nothing."""
    code, told = run_etl(capsys, "load", "--store", str(tmp_path / "store"))
    claims = [file for file in told["files"] if file["file"].startswith("claims/")]
    assert (code, told["generation"], sum(file["rows_kept"] for file in claims)) == (0, 1, 714)
    assert sum(file["rows_set_aside"] for file in told["files"]) == 0
    assert [finding for finding in told["findings"] if finding["severity"] != "note"] == []
    code, told = run_etl(capsys, "load", "--store", str(tmp_path / "store"))
    assert (code, told["generation"], told["unchanged"]) == (0, None, True)


@pytest.mark.parametrize(
    ("given", "finding", "said"),
    [
        ({"scope": "Lapin hyvinvointialu"}, "unknown_region_near", "21 (Lappi)"),
        ({"scope": "lappi"}, "unknown_region_near", "21 (Lappi)"),
        ({"step": "meets"}, "wrong_step", "approved"),
        ({"valid": "2026-02-30"}, "impossible_date", "2026-02-30"),
        ({"title": "Kysy: nimi@example.invalid"}, "personal_e_mail", "title_fi"),
        ({"title": "Soita 040 123 4567"}, "personal_telephone", "title_fi"),
        ({"source": "kumaja-2021-toiminta"}, "unknown_source", "kumaja-2021-toiminta-paattynyt"),
        ({"title": ""}, "missing_language", "title_fi"),
    ],
)
def test_a_bad_row_is_set_aside_with_what_to_do(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], given: dict[str, str], finding: str, said: str
) -> None:
    """Exit 1, the good rows in, lines in = kept + set aside; the finding names row, column and a way out in three languages."""
    add_claim(data, **given)
    code, told = run_etl(capsys, "load", "--data", str(data), "--store", str(tmp_path / "store"))
    assert (code, told["generation"]) == (1, 1)
    for file in told["files"]:
        assert file["records_in"] == file["rows_kept"] + file["rows_set_aside"]
    (found,) = [one for one in told["findings"] if one["code"] == finding]
    assert said in found["message"]
    assert "example.invalid" not in json.dumps(told)
    assert found["row"]
    for language in ("sv", "en"):
        etl(["check", "--data", str(data), "--json", "--language", language])
        assert said in capsys.readouterr().out


SET_ASIDE_SOURCES = [("newsletters.csv", "kumaja-2020-08-hankkeet", 1), ("timeline.csv", "tl-yle-2019-02-22", 2)]


@pytest.mark.parametrize(("file", "source_id", "exit_code"), SET_ASIDE_SOURCES)
def test_a_source_set_aside_takes_with_it_what_stands_on_it(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], file: str, source_id: str, exit_code: int
) -> None:
    """A claim goes with its source; a national milestone without its source stops the load, in words."""
    path = data / "sources" / file
    with path.open(encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(opened))
    for row in rows:
        row["url"] = "javascript:alert(1)" if row["source_id"] == source_id else row["url"]
    with path.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.DictWriter(opened, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    code, told = run_etl(capsys, "load", "--data", str(data), "--store", str(tmp_path / "store"))
    assert (code, "fault" in told) == (exit_code, False)
    assert {"bad_url", "unknown_source" if exit_code == 1 else "unknown_reference"} <= {finding["code"] for finding in told["findings"]}
    assert all(one["records_in"] == one["rows_kept"] + one["rows_set_aside"] for one in told["files"])


@pytest.mark.parametrize(("value", "exit_code"), [("-0", 0), ("99999999999999,9999", 0), ("123456789012345", 1)])
def test_a_number_at_the_edge_never_stops_the_load(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], value: str, exit_code: int
) -> None:
    """What the store holds goes in; what it does not is set aside."""
    add_claim(data)
    path = data / "claims" / "new.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("asserted,,,,,", f'asserted,"{value}",EUR,exact,budget,'), encoding="utf-8")
    code, told = run_etl(capsys, "load", "--data", str(data), "--store", str(tmp_path / "store"))
    assert (code, told["generation"]) == (exit_code, 1), told["findings"]


def test_a_wrong_command_is_exit_2() -> None:
    """As the other reasons for which nothing is published."""
    for arguments in ([], ["lataa"], ["load", "--data"], ["rollback", "ensimmäinen"]):
        with pytest.raises(SystemExit) as ended:
            etl(arguments)
        assert ended.value.code == 2


def test_a_store_that_cannot_be_reached_is_said_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    """No server there, or no place to write: exit 2 and what to do about it, no traceback."""
    for address, fault in (
        ("postgresql+psycopg://nobody@127.0.0.1:1/none", "unreachable"),
        ("postgresql://nobody@127.0.0.1:1/none", "unreachable"),
        ("postgres://nobody@127.0.0.1:1/none", "unreachable"),
        ("/proc/tilannekuva-store", "no_access"),
    ):
        code, told = run_etl(capsys, "load", "--store", address)
        assert (code, told["fault"]) == (2, fault)
        assert "rollback" not in told["message"]


def test_another_error_of_the_store_is_not_told_as_a_server_that_is_away(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A statement that the engine refuses says nothing about the address."""

    def refused(*_: object) -> None:
        raise ProgrammingError("select", {}, ValueError())

    monkeypatch.setattr("etl.__main__.load", refused)
    code, told = run_etl(capsys, "load", "--data", str(data), "--store", str(tmp_path / "store"))
    assert (code, told["fault"]) == (2, "failed")


@pytest.mark.parametrize(
    "address", ["mysql://user:secret@x/y", "postgresql+asyncpg://user:secret@x/y", "sqlite:///board.db", "postgresql://u:secret@h:port/y"]
)
def test_an_address_of_another_kind_is_no_folder(address: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit 2 from both commands, without the password; nothing is made under such a name."""
    code, told = run_etl(capsys, "load", "--store", address)
    assert (code, told["fault"]) == (2, "unknown_address")
    assert "secret" not in told["message"]
    assert tilannekuva(["board", "--store", address]) == 2
    assert "postgresql+psycopg://" in capsys.readouterr().err


@pytest.mark.postgres
def test_postgresql_needs_no_driver_in_its_address(real_store_pg: str, capsys: pytest.CaptureFixture[str]) -> None:
    """As other programs write it."""
    for scheme in ("postgresql", "postgres"):
        assert run_etl(capsys, "status", "--store", real_store_pg.replace("postgresql+psycopg", scheme, 1))[1]["served"] == 1


def test_strict_publishes_nothing_when_a_row_would_be_set_aside(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit 2, and nothing served."""
    add_claim(data, scope="99")
    assert run_etl(capsys, "load", "--strict", "--data", str(data), "--store", str(tmp_path / "store"))[0] == 2
    assert run_etl(capsys, "status", "--store", str(tmp_path / "store"))[1]["fault"] == "empty"


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("reference/stages.csv", b"stage,stage_rank\n"),
        ("claims/public.csv", b""),
        ("claims/public.csv", b"\x00\x01\x02"),
        ("claims/public.xlsx", b"this is no workbook"),
        ("claims/public.csv", b"claim_id,quote\nX,Y\n"),
    ],
)
def test_unreadable_input_publishes_nothing_and_the_last_generation_serves(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], file: str, content: bytes
) -> None:
    """Broken reference data, an empty file, a damaged one, no workbook, missing columns: exit 2, said in words."""
    store = str(tmp_path / "store")
    run_etl(capsys, "load", "--data", str(data), "--store", store)
    (data / file).write_bytes(content)
    code, told = run_etl(capsys, "load", "--data", str(data), "--store", store)
    assert (code, told["generation"]) == (2, None)
    assert all(finding["message"] for finding in told["findings"])
    assert run_etl(capsys, "verify", "--store", store)[1]["load_no"] == 1


def test_status_verify_and_rollback_tell_what_is_served(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Two loads, back to the first."""
    store = str(tmp_path / "store")
    run_etl(capsys, "load", "--data", str(data), "--store", store)
    add_claim(data)
    run_etl(capsys, "load", "--data", str(data), "--store", store)
    assert run_etl(capsys, "status", "--store", store)[1]["served"] == 2
    assert run_etl(capsys, "rollback", "--store", store)[1]["served"] == 1
    assert run_etl(capsys, "rollback", "--store", store)[0] == 2
    assert run_etl(capsys, "rollback", "2", "--store", store)[1]["served"] == 2
    assert run_etl(capsys, "verify", "1", "--store", store)[0] == 0
    code, told = run_etl(capsys, "verify", "7", "--store", store)
    assert (code, told["fault"]) == (2, "no_such_generation")
    assert run_etl(capsys, "status", "--store", store)[1]["kept"] == [1, 2]


def test_the_board_is_printed_as_csv(real_store: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The agreed columns; 22 × 10 rows, 100 of them with information."""
    assert tilannekuva(["board", "--on", "2026-11-22", "--known", "2026-11-22", "--format", "csv", "--store", real_store]) == 0
    printed = capsys.readouterr().out
    assert printed.split("\n", 1)[0] == HEADER
    rows = list(csv.DictReader(io.StringIO(printed)))
    assert (len(rows), sum(row["stage"] != "no_information" for row in rows)) == (220, 100)


def test_evidence_is_printed_in_the_language_asked(real_store: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The deciding claim first."""
    asked = ["evidence", "21", "grant_model", "--on", "2026-11-22", "--known", "2026-11-22", "--language", "sv", "--format", "json"]
    assert tilannekuva([*asked, "--store", real_store]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told[0]["role"], told[0]["claim_id"], told[0]["step"]) == ("deciding", "M0343", "Godkänd")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (["evidence", "99", "grant_model"], "99 ei ole alueen tunnus. Tunnukset: 01, 02,"),
        (["evidence", "21", "Avustusmalli"], "Avustusmalli ei ole seurattavan asian tunnus. Tunnukset: steering_group,"),
        (["evidence", "21", "nosuch", "--language", "en"], "nosuch is not the code of a topic."),
        (["board", "--on", "foo"], "”foo” ei ole päivämäärä. Kirjoita päivämäärä muodossa 22.11.2026."),
        (["board", "--known", "2026-11", "--language", "sv"], "”2026-11” är inget datum."),
        (["board", "--on", "2026-02-30"], "”2026-02-30” ei ole päivämäärä."),
    ],
)
def test_a_question_without_an_answer_says_what_to_ask(real_store: str, capsys: pytest.CaptureFixture[str], asked: list[str], said: str) -> None:
    """An unknown code or an unclear day: exit 2, the reason in the reader's words, and no table."""
    assert tilannekuva([*asked, "--store", real_store]) == 2
    printed = capsys.readouterr()
    assert said in printed.err
    assert printed.out == ""


def test_the_evidence_of_a_workstream_off_the_board_is_found(real_store: str, capsys: pytest.CaptureFixture[str]) -> None:
    """What is only findable has a known code too."""
    assert tilannekuva(["evidence", "90", "funding", "--format", "csv", "--store", real_store]) == 0
    assert "M0001a" in capsys.readouterr().out
