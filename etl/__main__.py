"""The table of contents of a run: `python -m etl check | load | status | verify | rollback [N] | geo FILE`, each with --json.

Exit codes: 0 all in; 1 published, some rows set aside; 2 nothing published, and the last generation still serves.
"""

import argparse
import json
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError

from etl import report
from etl.geo import bring_in
from etl.memory import served_rows
from etl.run import NOTHING_PUBLISHED, Outcome, check, load
from tilannekuva.store.begun import Begun
from tilannekuva.store.engine import PROJECT, open_store
from tilannekuva.store.errors import StoreFault
from tilannekuva.store.generations import loads, rollback, verify
from tilannekuva.store.scratch import PASSING, held_folder
from tilannekuva.texts import LANGUAGES, text


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code."""
    asked = _parser().parse_args(arguments)
    console = Console(file=sys.stdout, highlight=False)
    try:
        return COMMANDS[asked.command](asked, console)
    except StoreFault as fault:
        _tell_fault(asked, console, text(f"store.{fault.code}", asked.language, **fault.values), fault.code)
    except SQLAlchemyError as error:
        code = "unreachable" if isinstance(error, OperationalError | InterfaceError) else "failed"
        _tell_fault(asked, console, text(f"store.{code}", asked.language, what=type(error).__name__), code)
    except OSError as error:
        _tell_fault(asked, console, text("store.no_access", asked.language, what=f"{error.strerror}: {error.filename}"), "no_access")
    return NOTHING_PUBLISHED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m etl", description="Check tables and publish them as a new generation of the board.")
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--json", action="store_true", help="print JSON")
    shared.add_argument("--language", choices=LANGUAGES, default="fi", help="language of what is printed (default: fi)")
    stored = argparse.ArgumentParser(add_help=False)
    stored.add_argument("--store", help="folder or postgresql+psycopg:// address (default: TILANNEKUVA_STORE, else data/store)")
    read = argparse.ArgumentParser(add_help=False)
    read.add_argument("--data", type=Path, default=PROJECT / "data", help="folder with reference/, sources/ and claims/ (default: data)")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("check", parents=[shared, stored, read], help="judge the files as a load would; touch nothing")
    loading = commands.add_parser("load", parents=[shared, stored, read], help="judge the files and publish a generation")
    loading.add_argument("--strict", action="store_true", help="publish nothing when a row would be set aside")
    commands.add_parser("status", parents=[shared, stored], help="what is served, and the loads behind it")
    for name, words in (("verify", "check a kept generation"), ("rollback", "serve an earlier generation")):
        command = commands.add_parser(name, parents=[shared, stored], help=words)
        command.add_argument("generation", type=int, nargs="?", help="its number (default: the served one, or the one before it)")
    mapping = commands.add_parser("geo", parents=[shared, stored, read], help="bring in the outlines of the regions for the map")
    mapping.add_argument("file", type=Path, help="GeoJSON or TopoJSON of the regions, EPSG:3067 or WGS84")
    mapping.add_argument("--attribution", help="words to print under the map (default: Statistics Finland, CC BY 4.0)")
    return parser


def _check(asked: argparse.Namespace, console: Console) -> int:
    with report.progress(console, asked.language, asked.json) as told, held_folder(PASSING) as folder:
        judged = check(asked.data, date.today(), Begun(folder), lambda table, ids: served_rows(open_store(asked.store), table, ids), told)
    return _tell(asked, console, Outcome(judged.exit_code, None, judged.files, judged.findings), published=False)


def _load(asked: argparse.Namespace, console: Console) -> int:
    now, today = datetime.now(UTC), date.today()
    with report.progress(console, asked.language, asked.json) as told:
        outcome = load(asked.data, open_store(asked.store), now, today, asked.strict, told)
    return _tell(asked, console, outcome, published=True)


def _tell(asked: argparse.Namespace, console: Console, outcome: Outcome, published: bool) -> int:
    if asked.json:
        print(report.as_json(outcome, asked.language))
        return outcome.exit_code
    report.print_findings(console, outcome.findings, asked.language)
    if outcome.files:
        report.print_summary(console, outcome.files, asked.language)
    console.print(
        report.closing_line(outcome, asked.language) if published else text(f"etl.checked_{outcome.exit_code}", asked.language),
        soft_wrap=True,
    )
    return outcome.exit_code


def _geo(asked: argparse.Namespace, console: Console) -> int:
    brought = bring_in(asked.file, asked.data, open_store(asked.store), datetime.now(UTC), asked.attribution)
    if asked.json:
        print(report.geo_as_json(brought, asked.language))
        return brought.exit_code
    report.print_findings(console, brought.findings, asked.language)
    console.print(report.geo_closing_line(brought, asked.language), soft_wrap=True)
    return brought.exit_code


def _status(asked: argparse.Namespace, console: Console) -> int:
    store = open_store(asked.store)
    with store.connect() as db:
        own = next(row for row in reversed(loads(db)) if row["load_no"] == db.info["generation"])
    told: dict[str, Any] = {"served": own["load_no"], "kept": store.generations.numbers(), **own}
    return _tell_record(asked, console, told, text("etl.status", asked.language, **own))


def _verify(asked: argparse.Namespace, console: Console) -> int:
    told = verify(open_store(asked.store), asked.generation)
    return _tell_record(asked, console, told, text("etl.verified", asked.language, generation=told["load_no"]))


def _rollback(asked: argparse.Namespace, console: Console) -> int:
    number = rollback(open_store(asked.store), asked.generation)
    return _tell_record(asked, console, {"served": number}, text("etl.rolled_back", asked.language, generation=number))


def _tell_record(asked: argparse.Namespace, console: Console, record: dict[str, Any], line: str) -> int:
    if asked.json:
        print(json.dumps(record, ensure_ascii=False, indent=1))
    else:
        console.print(line, soft_wrap=True)
    return 0


def _tell_fault(asked: argparse.Namespace, console: Console, message: str, code: str) -> None:
    if asked.json:
        print(json.dumps({"exit_code": NOTHING_PUBLISHED, "fault": code, "message": message}, ensure_ascii=False))
    else:
        console.print(message, soft_wrap=True)


COMMANDS = {"check": _check, "load": _load, "status": _status, "verify": _verify, "rollback": _rollback, "geo": _geo}

if __name__ == "__main__":
    sys.exit(main())
