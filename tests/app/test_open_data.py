"""The open data as a program asks for it: files, filters, tags, refusals, and a Data Package that holds what it says."""

import http.client
import json
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import jsonschema
import pandas as pd
import pytest
from sqlalchemy import Connection
from starlette.datastructures import QueryParams

from tests.support.crowds import END_SECONDS, all_wait, crowd
from tests.support.datapackage import PROFILE, faults, rows
from tests.support.servers import Server
from tilannekuva.__main__ import main as command
from tilannekuva.exports.package import BOARD, RESOURCES
from tilannekuva.read.board import CSV_COLUMNS
from tilannekuva.shell import open_data
from tilannekuva.shell.kept import FILE_TURNS, Kept
from tilannekuva.store.engine import open_reading
from tilannekuva.texts import LANGUAGES, catalogue, text
from tilannekuva.view import LAST_DAY, View

DAY = {"on": "2026-11-22", "known": "2026-11-22"}


@dataclass(frozen=True)
class Answer:
    """What the server said: status, headers by their small letters, body."""

    status_code: int
    headers: dict[str, str]
    content: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.content.decode()


Ask = Callable[..., Answer]


@pytest.fixture
def ask(server: Server) -> Ask:
    """A function that asks the running server: `ask("board.csv", alue="21")`."""

    def asked(name: str, method: str = "GET", headers: dict[str, str] | None = None, **query: object) -> Answer:
        connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=60)
        connection.request(method, f"/api/{name}?{urlencode(query, doseq=True)}", headers=headers or {})
        found = connection.getresponse()
        told = Answer(found.status, {key.lower(): value for key, value in found.headers.items()}, found.read())
        connection.close()
        return told

    return asked


def test_the_board_is_the_one_of_the_command_line(ask: Ask, real_store: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The same columns, rows and cells; only the line ends differ."""
    assert command(["board", "--on", DAY["on"], "--known", DAY["known"], "--format", "csv", "--store", real_store]) == 0
    printed = capsys.readouterr().out
    assert ask("board.csv", **DAY).text == printed.replace("\n", "\r\n")
    assert tuple(BOARD.columns) == CSV_COLUMNS


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("query", [{}, {"alue": ["21", "19"], "asia": "grant_model"}, {"on": "2020-12-31", "known": "2026-11-22"}, {"yta": "YTA5"}])
def test_the_package_is_valid_and_every_file_holds_what_it_says(ask: Ask, language: str, query: dict[str, object]) -> None:
    """The descriptor keeps the profile; each file its columns, types, required values, keys and references."""
    asked = {**DAY, **query, "kieli": language}
    package = json.loads(ask("datapackage.json", **asked).content)
    jsonschema.validate(package, PROFILE, jsonschema.Draft7Validator)
    bodies = {resource["name"]: ask(resource["path"].split("?")[0], **asked).content for resource in package["resources"]}
    others = {name: rows(body) for name, body in bodies.items()}
    told = [fault for resource in package["resources"] for fault in faults(resource, bodies[resource["name"]], others)]
    assert told == []
    assert others["board"]


def test_paths_of_the_package_carry_the_choices(ask: Ask) -> None:
    """Whoever follows the descriptor gets the same cut."""
    package = json.loads(ask("datapackage.json", alue="21", paiva="2023-06-30").content)
    assert [resource["path"] for resource in package["resources"]] == [
        f"{resource.name}.csv?paiva=2023-06-30&alue=21" for resource in RESOURCES
    ]  # fmt: skip


def test_both_names_of_a_day_and_both_ways_of_several_codes_are_one(ask: Ask) -> None:
    """`on` and `paiva`, `known` and `tiedossa`; `alue=21&alue=19` and `alue=21,19`."""
    one = ask("board.csv", on="2023-06-30", known="2024-01-01", alue=["21", "19"])
    two = ask("board.csv", paiva="2023-06-30", tiedossa="2024-01-01", alue="21,19")
    assert one.content == two.content
    assert one.headers["etag"] == two.headers["etag"]
    assert {row["region_code"] for row in rows(one.content)} == {"21", "19"}


def test_choices_that_exclude_each_other_leave_a_heading(ask: Ask) -> None:
    """Lappi is not in the collaborative area of the south: no row, and no fault."""
    for name, resource in (("board.csv", RESOURCES[0]), ("claims.csv", RESOURCES[1]), ("regions.csv", RESOURCES[2]), ("sources.csv", RESOURCES[3])):
        assert ask(name, alue="21", yta="YTA1").text == ",".join(resource.columns) + "\r\n"


def test_regions_tell_readiness_and_coverage(ask: Ask) -> None:
    """Keski-Suomi: 56 ÷ 68 over 8 of 10; every region's known cells add up to those of the board."""
    found = rows(ask("regions.csv", **DAY).content)
    (middle,) = [row for row in found if row["region_code"] == "15"]
    assert (float(middle["readiness_share"]), middle["known_cells"], middle["cells"]) == (56 / 68, "8", "10")
    board = rows(ask("board.csv", **DAY).content)
    assert sum(int(row["known_cells"]) for row in found) == sum(row["stage"] != "no_information" for row in board) == 100


@pytest.mark.parametrize(
    ("query", "key"),
    [
        ({"alue": "99"}, "unknown_code"), ({"asia": "';drop"}, "unknown_code"), ({"kieli": "de"}, "unknown_code"),
        ({"kieli": ["fi", "sv"]}, "only_one"), ({"yta": ["YTA1", "YTA5"]}, "only_one"), ({"on": "2023-02-31"}, "bad_day"),
        ({"known": "9999-01-01"}, "bad_day"), ({"on": "2023-01-01", "paiva": "2024-01-01"}, "bad_day"), ({"nakyma": "x"}, "unknown_name"),
    ],
)  # fmt: skip
def test_a_bad_parameter_is_refused_in_words(ask: Ask, query: dict[str, object], key: str) -> None:
    """400 with what was found and what to use; a page passes such a value over, a program must hear of it."""
    for name in ("board.csv", "claims.csv", "regions.csv", "sources.csv", "datapackage.json", "README.md"):
        found = ask(name, **query)
        assert found.status_code == 400
        assert found.headers["content-type"] == "text/plain; charset=utf-8"
        assert any(found.text.startswith(catalogue(language)[f"open_data.{key}"].split("{")[0]) for language in LANGUAGES)
        assert open_data.ALSO.get(next(iter(query)), next(iter(query))) in found.text


def test_a_file_that_does_not_exist_is_told(ask: Ask) -> None:
    """404 with the files that do."""
    found = ask("people.csv", kieli="en")
    assert found.status_code == 404
    assert "claims.csv" in found.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_empty_store_is_told(language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """503 with what to do."""
    monkeypatch.setenv("TILANNEKUVA_STORE", str(tmp_path))
    found = open_data.answer("board.csv", QueryParams(kieli=language), "", LAST_DAY)
    assert found.status_code == 503
    assert "etl load" in bytes(found.body).decode()


def test_files_are_kept_by_what_they_weigh(real_store: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a large store few fit: what was asked for last is made once, what it drives out is made anew."""
    monkeypatch.setenv("TILANNEKUVA_STORE", real_store)
    asked = [("sources.csv", 60_000), ("regions.csv", 3_000), ("regions.csv", 3_000), ("board.csv", 30_000), ("sources.csv", 60_000)]
    made, make = [], open_data._made
    monkeypatch.setattr(open_data, "MADE", Kept(70_000, len))
    monkeypatch.setattr(open_data, "_made", lambda generation, name, view: made.append(name) or make(generation, name, view))
    for name, about in asked:
        assert len(open_data.answer(name, QueryParams(DAY), "", LAST_DAY).body) == pytest.approx(about, rel=0.25)
        assert open_data.MADE.weight <= 70_000
    assert made == ["sources.csv", "regions.csv", "board.csv", "sources.csv"]


def test_however_many_files_are_fetched_readers_find_room_to_read(real_store: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files of a large store take long: those who fetch ten at once must not hold all the turns to read."""
    monkeypatch.setenv("TILANNEKUVA_STORE", real_store)
    release, begun, table = threading.Event(), threading.Semaphore(0), open_data.table

    def slow(db: Connection, name: str, view: View) -> pd.DataFrame:
        begun.release()
        release.wait(END_SECONDS)
        return table(db, name, view)

    monkeypatch.setattr(open_data, "table", slow)
    monkeypatch.setattr(open_data, "MADE", Kept(open_data.MADE.limit, len, turns=open_data.MADE.turns))
    with crowd() as machines:
        for number in range(10):
            machines.send(lambda number=number: open_data.answer("sources.csv", QueryParams(on=f"2024-01-{number + 1:02}"), "", LAST_DAY).status_code)
        all_wait(FILE_TURNS, 8)
        with crowd() as readers:
            readers.send(lambda: open_reading().read(lambda db: "read"))
            assert readers.end() == ["read"]
        assert [begun.acquire(timeout=0) for _ in range(3)] == [True, True, False]
        release.set()
        assert machines.end() == [200] * 10


def test_a_tag_spares_a_second_transfer(ask: Ask) -> None:
    """The same question has the same tag and is answered with 304; another question has another."""
    first = ask("claims.csv", **DAY)
    tag = first.headers["etag"]
    assert first.headers["cache-control"] == "public, max-age=60"
    again = ask("claims.csv", headers={"If-None-Match": f'"x", W/{tag}'}, **DAY)
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    others = [
        ask("claims.csv", **DAY, kieli="sv"),
        ask("claims.csv", on="2023-01-01"),
        ask("sources.csv", **DAY),
        ask("claims.csv", **DAY, alue="21"),
    ]
    assert len({tag, *(other.headers["etag"] for other in others)}) == 5


def test_head_tells_what_get_would_send(ask: Ask) -> None:
    """Length, type and tag without the body."""
    got, head = ask("board.csv", **DAY), ask("board.csv", "HEAD", **DAY)
    assert (head.status_code, head.content) == (200, b"")
    assert {name: head.headers[name] for name in ("content-length", "content-type", "etag")} == {
        name: got.headers[name] for name in ("content-length", "content-type", "etag")
    }


def test_any_site_may_read_and_none_may_write(ask: Ask) -> None:
    """Public data: open to every origin, and only to reading; saved, not shown, by a browser; with the app's own headers."""
    found = ask("board.csv", **DAY)
    assert found.headers["access-control-allow-origin"] == "*"
    assert found.headers["content-disposition"] == 'attachment; filename="board.csv"'
    assert found.headers["x-content-type-options"] == "nosniff"
    assert ask("board.csv", "POST").status_code == 405


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_readme_tells_every_column_in_words(ask: Ask, language: str) -> None:
    """In the language asked for, with unit and meaning."""
    told = ask("README.md", kieli=language).text
    for resource in RESOURCES:
        for field in resource.fields:
            assert f"| `{field.name}` | {field.kind} |" in told
            assert text(f"field.{field.name}", language) in told
