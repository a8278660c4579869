"""The board from the command line: `python -m tilannekuva board | evidence | pack …`."""

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd

from tilannekuva import dates, pack_command
from tilannekuva.exports.plain import csv_text
from tilannekuva.read import reference
from tilannekuva.read.board import CSV_COLUMNS, progress_board
from tilannekuva.read.evidence import cell_evidence
from tilannekuva.store.engine import open_reading
from tilannekuva.store.errors import StoreFault
from tilannekuva.texts import LANGUAGES, text

UNUSABLE = 2
EVIDENCE_COLUMNS = (
    "role", "claim_id", "stage", "step", "cycle", "title", "quote", "scope", "quantifier", "certainty", "valid", "reported", "recorded_on",
    "known_on", "actor_role", "source_id", "source_title", "publisher", "url", "file", "row",
)  # fmt: skip


class Unanswerable(ValueError):
    """What was asked has no answer; the message says what to ask instead, in the reader's language."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Print what was asked and return the exit code: 0, or 2 where it cannot be answered."""
    asked = _parser().parse_args(arguments)
    try:
        if asked.command == "pack":
            pack_command.say(
                pack_command.make(asked, open_reading(asked.store), lambda given: _day(given, asked.language)), asked.out, asked.language
            )
            return 0
        asked.on, asked.known = (_day(given, asked.language) for given in (asked.on, asked.known))
        found = _answer(asked)
    except StoreFault as fault:
        print(text(f"store.{fault.code}", asked.language, **fault.values), file=sys.stderr)
        return UNUSABLE
    except (Unanswerable, pack_command.PackUnfit) as fault:
        print(fault, file=sys.stderr)
        return UNUSABLE
    FORMATS[asked.format](found)
    return 0


def _answer(asked: argparse.Namespace) -> pd.DataFrame:
    def answer(db: Any) -> pd.DataFrame:
        if asked.command == "board":
            return progress_board(db, asked.on, asked.known, asked.language)[list(CSV_COLUMNS)]
        # The evidence of a cell that does not exist would read like that of a cell of which nothing is known.
        for what, given, codes in (
            ("region", asked.region, reference.region_codes(db)),
            ("workstream", asked.workstream, reference.workstream_codes(db)),
        ):
            if given not in codes:
                raise Unanswerable(text(f"command.unknown_{what}", asked.language, value=given, codes=", ".join(codes)))
        found = cell_evidence(db, asked.region, asked.workstream, asked.on, asked.known, asked.language)
        return found[list(EVIDENCE_COLUMNS)]

    return open_reading(asked.store).read(answer)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tilannekuva", description="The board of a day, as known on a day.")
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--on", help="the day V whose situation is asked (default: today)")
    shared.add_argument("--known", help="the day R whose knowledge is used (default: today)")
    shared.add_argument("--language", choices=LANGUAGES, default="fi")
    shared.add_argument("--store", help="folder or postgresql+psycopg:// address (default: TILANNEKUVA_STORE, else data/store)")
    printed = argparse.ArgumentParser(add_help=False, parents=[shared])
    printed.add_argument("--format", choices=sorted(FORMATS), default="table")
    commands = parser.add_subparsers(dest="command", required=True)
    pack_command.add_arguments(commands.add_parser("pack", parents=[shared], help="meeting packs as PPTX, PDF, XLSX and HTML"))
    commands.add_parser("board", parents=[printed], help="every cell: region × workstream")
    evidence = commands.add_parser("evidence", parents=[printed], help="the claims behind one cell")
    evidence.add_argument("region", help="code of the region, such as 21")
    evidence.add_argument("workstream", help="code of the workstream, such as grant_model")
    return parser


def _day(given: str | None, language: str) -> date:
    if given is None:
        return date.today()
    try:
        days = dates.parse(given)
    except dates.DateUnclear as error:
        raise Unanswerable(text("filter.day_unclear", language, value=given)) from error
    if days.first is None or days.first != days.last:
        raise Unanswerable(text("filter.day_unclear", language, value=given))
    return days.first


def _plain(value: Any) -> Any:
    if value is None or value is pd.NaT or value is pd.NA or (isinstance(value, float) and pd.isna(value)):
        return None
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    return int(value) if isinstance(value, bool) or type(value).__name__ == "bool_" else value


def _records(found: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): _plain(value) for name, value in row.items()} for row in found.astype("object").to_dict("records")]


def _csv(found: pd.DataFrame) -> None:
    # A terminal and its tools read \n; else the same file as /api/board.csv.
    sys.stdout.write(csv_text(found, list(found.columns), new_line="\n"))


def _json(found: pd.DataFrame) -> None:
    print(json.dumps(_records(found), ensure_ascii=False, indent=1, default=str))


def _table(found: pd.DataFrame) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    listed = Table(*found.columns)
    for record in _records(found):
        listed.add_row(*(Text("" if value is None else str(value)) for value in record.values()))
    console = Console()
    if not console.is_terminal:
        console.width = 400
    console.print(listed)


FORMATS = {"csv": _csv, "json": _json, "table": _table}

if __name__ == "__main__":
    sys.exit(main())
