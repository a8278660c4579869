"""`python -m tilannekuva pack`: meeting packs from the command line, as the page makes them."""

import argparse
import json
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from tilannekuva.exhibits.definition import COMPARED_DAYS, SECTIONS, Definition, DefinitionUnfit, from_file
from tilannekuva.exhibits.files import WRITERS, each_region, files, names_of, topics_of
from tilannekuva.exports.slide_template import TemplateUnfit, checked
from tilannekuva.read.reads import READS
from tilannekuva.store.reading import Reading
from tilannekuva.texts import text

Day = Callable[[str | None], date]


class PackUnfit(ValueError):
    """A pack that cannot be made as asked; the message says why, in the reader's language."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what a pack may be asked with."""
    parser.add_argument("--regions", help="codes such as 21,19; a group's code such as YTA5 (default: all, in one pack)")
    parser.add_argument("--workstreams", help="codes such as grant_model,strategy (default: all)")
    parser.add_argument("--compare", help=f"the day compared with (default: {COMPARED_DAYS} days before)")
    parser.add_argument("--sections", help=f"in their order (default: {','.join(SECTIONS)})")
    parser.add_argument("--format", default="pptx", help=f"of {','.join(WRITERS)}")
    parser.add_argument("--out", type=Path, required=True, help="the folder for the files")
    parser.add_argument("--template", type=Path, help="a .pptx of your own, 16:9")
    parser.add_argument("--definition", type=Path, help="a file saved on the page Kokouspaketti")
    parser.add_argument("--each-region", action="store_true", help="a pack of its own for each region")
    parser.add_argument("--generation", type=int, help="a generation kept (default: the one served)")
    parser.add_argument("--progress", choices=["none", "json"], default="none", help="a line of JSON after each region")


def make(asked: argparse.Namespace, store: Reading, day: Day) -> int:
    """Write the files of the pack and return how many.  Raises PackUnfit, and the store's faults."""
    read = _reader(store, asked.generation)
    definition = _definition(asked, read, day)
    endings = [ending for ending in asked.format.split(",") if ending in WRITERS]
    if not endings or len(endings) != len(asked.format.split(",")):
        raise PackUnfit(text("command.unknown_format", asked.language, value=asked.format, formats=", ".join(WRITERS)))
    template = _template(asked)
    asked.out.mkdir(parents=True, exist_ok=True)
    packs = each_region(read, definition, endings, template) if asked.each_region else [list(files(read, definition, endings, template))]
    total = (len(definition.regions) or len(names_of(read, definition.language))) if asked.each_region else 1
    written = 0
    for done, pack in enumerate(packs, 1):
        for name, content in pack:
            (asked.out / name).write_bytes(content)
            written += 1
        if asked.progress == "json":
            print(json.dumps({"done": done, "total": total}), flush=True)
    return written


def _reader(store: Reading, generation: int | None) -> Callable[..., Any]:
    number = store.current() if generation is None else generation

    @cache
    def read(name: str, *asked: Any) -> Any:
        return store.read(lambda db: READS[name](db, *asked), number)

    return read


def _definition(asked: argparse.Namespace, read: Callable[..., Any], day: Day) -> Definition:
    on, known = day(asked.on), day(asked.known)
    names = names_of(read, asked.language)
    if asked.definition is not None:
        try:
            given = from_file(asked.definition.read_bytes(), on, frozenset(names), frozenset(topics_of(read, asked.language)))
        except (OSError, DefinitionUnfit) as error:
            raise PackUnfit(text("pack.no_definition", asked.language)) from error
        return replace(given, known=known, compare=_compare(asked, day, on, given.compare))
    compare = _compare(asked, day, on, on - timedelta(days=COMPARED_DAYS))
    sections = tuple(asked.sections.split(",")) if asked.sections else SECTIONS
    if unknown := [name for name in sections if name not in SECTIONS]:
        raise PackUnfit(text("command.unknown_section", asked.language, value=", ".join(unknown), sections=", ".join(SECTIONS)))
    return Definition(on, compare, known, asked.language, _regions(asked, read, names), _workstreams(asked, read), sections)


def _compare(asked: argparse.Namespace, day: Day, on: date, usual: date) -> date:
    compare = day(asked.compare) if asked.compare else usual
    if compare > on:
        raise PackUnfit(text("command.compare_later", asked.language, value=asked.compare))
    return compare


def _workstreams(asked: argparse.Namespace, read: Callable[..., Any]) -> tuple[str, ...]:
    chosen = tuple(asked.workstreams.split(",")) if asked.workstreams else ()
    known = topics_of(read, asked.language)
    if unknown := [code for code in chosen if code not in known]:
        raise PackUnfit(text("command.unknown_workstream", asked.language, value=", ".join(unknown), codes=", ".join(known)))
    return chosen


def _regions(asked: argparse.Namespace, read: Callable[..., Any], names: dict[str, str]) -> tuple[str, ...]:
    groups = read("group_members")
    chosen: list[str] = []
    for code in (asked.regions or "").split(","):
        members = (code,) if code in names else tuple(one for one in groups.get(code, ()) if one in names)
        if code and not members:
            raise PackUnfit(text("command.unknown_region", asked.language, value=code, codes=", ".join([*names, *groups])))
        chosen += members
    return tuple(dict.fromkeys(chosen))


def _template(asked: argparse.Namespace) -> bytes | None:
    if asked.template is None:
        return None
    try:
        content: bytes = asked.template.read_bytes()
        checked(content)
    except OSError as error:
        raise PackUnfit(f"{asked.template}: {error.strerror}") from error
    except TemplateUnfit as error:
        raise PackUnfit(f"{text('template.refused', asked.language)} {text(f'template.{error.code}', asked.language)}") from error
    return content


def say(count: int, out: Path, language: str) -> None:
    """Tell on the error stream how many files were written, so that the standard one stays for programs."""
    print(text("command.pack_written", language, n=count, folder=out), file=sys.stderr)
