"""The rooms of the product and what each may import: the table of the architecture as data, and its checker."""

import ast
import sys
from dataclasses import dataclass

from tests.support.sources import imported


@dataclass(frozen=True)
class Room:
    """One row of the table: where it is, which rooms of ours and which packages of others it may import."""

    name: str
    places: tuple[str, ...]
    ours: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


PLAIN = ("readiness", "dates", "texts")
ROOMS = (
    Room("readiness", ("tilannekuva/readiness.py", "tilannekuva/change.py"), PLAIN),
    # The words of dates and the pure interval arithmetic are the inside of dates.py.
    Room("dates", ("tilannekuva/dates.py", "tilannekuva/date_words.py", "tilannekuva/intervals.py"), PLAIN, ("edtf",)),
    Room("texts", ("tilannekuva/texts.py", "tilannekuva/__init__.py"), PLAIN, ("babel",)),
    Room("view", ("tilannekuva/view.py",), ("texts",), ("pandas",)),
    Room("store", ("tilannekuva/store/",), ("readiness",), ("sqlalchemy", "duckdb")),
    Room("read", ("tilannekuva/read/",), ("store", "readiness"), ("sqlalchemy", "pandas")),
    Room("figures", ("tilannekuva/figures/",), ("readiness", "texts"), ("pandas", "plotly")),
    Room(
        "exports",
        ("tilannekuva/exports/",),
        ("figures", "read", "texts"),
        ("pandas", "pptx", "xlsxwriter", "typst", "font_source_sans_pro", "fontTools", "icalendar"),
    ),
    # What pages show and files carry, by name: reads asked, figures drawn; no Streamlit, so that the command line has it too.
    Room("exhibits", ("tilannekuva/exhibits/",), ("readiness", "texts", "view", "read", "figures", "exports"), ("pandas",)),
    Room(
        "shell",
        ("tilannekuva/shell/",),
        ("readiness", "dates", "texts", "view", "store", "read", "figures", "exports", "exhibits", "etl.run"),
        ("streamlit", "starlette", "pandas", "plotly"),  # it shows frames and figures, so it names their types
    ),
    Room("pages", ("pages/", "dashboard.py"), ("read", "figures", "exports", "exhibits", "shell"), ("streamlit",)),
    Room(
        "etl",
        ("etl/",),
        ("store", "readiness", "dates", "texts"),
        ("sqlalchemy", "duckdb", "python_calamine", "openpyxl", "rich"),  # rich: progress of long work
    ),
    # Looks after the processes of the app, so it stays small: nothing but words.
    Room("serve", ("tilannekuva/serve/",), ("texts",)),
    # The board and the evidence on the command line: what the pages do, without Streamlit.
    Room(
        "command",
        ("tilannekuva/__main__.py", "tilannekuva/pack_command.py"),
        ("store", "read", "readiness", "dates", "texts", "view", "exhibits", "exports"),
        ("pandas", "rich"),
    ),
)


def room_of(path: str) -> Room | None:
    """Return the room of a file, e.g. of tilannekuva/read/board.py."""
    for room in ROOMS:
        if any(path.startswith(place) if place.endswith("/") else path == place for place in room.places):
            return room
    return None


def strangers(path: str, code: str) -> list[str]:
    """Return what the file imports although its room may not, each with its line."""
    room = room_of(path)
    if room is None:
        return [f"{path}: in no room of the table (tests/support/rooms.py)"]
    package = ".".join(path.split("/")[:-1])
    found = imported(ast.parse(code), package)
    return [f"{path}:{line}: {room.name} may not import {name}" for line, name in found if not _may(room, name)]


def _may(room: Room, name: str) -> bool:
    top = name.split(".")[0]
    if top in ("tilannekuva", "etl", "pages", "dashboard", "tests", "dev"):
        return _may_ours(room, name)
    return top in sys.stdlib_module_names or top in room.others


def _may_ours(room: Room, name: str) -> bool:
    if name == "tilannekuva.__version__":
        return True
    if name.startswith("etl") and room.name != "etl":
        return any(f"{name}.".startswith(f"{allowed}.") for allowed in room.ours)
    target = room_of(_path_of(name))
    return target is not None and target.name in (room.name, *room.ours)


def _path_of(name: str) -> str:
    """Return a path inside the room that a dotted name leads to: tilannekuva.read.board → tilannekuva/read/."""
    parts = name.split(".")
    for room in ROOMS:
        for place in room.places:
            dotted = place.removesuffix("/").removesuffix(".py").replace("/", ".")
            if f"{name}.".startswith(f"{dotted}.") and not place.endswith("__init__.py"):
                return place
    return "/".join(parts) + ".py"
