"""Files by address: `/vienti/<exhibit>.<ending>` gives what a page shows under that name, with the page's own choices."""

import logging
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from tilannekuva.exhibits.ask import Ask
from tilannekuva.exhibits.registry import EXHIBITS
from tilannekuva.exhibits.stamping import stamp
from tilannekuva.exports.safe import file_stem
from tilannekuva.exports.separated import excel_csv, plain_csv
from tilannekuva.exports.stamp import Stamp
from tilannekuva.exports.workbook import workbook
from tilannekuva.figures.table import Table
from tilannekuva.shell.data import allowed, current_generation, read_of
from tilannekuva.shell.file_threads import in_file_thread
from tilannekuva.shell.pages import OWN_NAMES
from tilannekuva.store.errors import StoreFault
from tilannekuva.texts import LANGUAGES, text
from tilannekuva.view import view_of

LOG = logging.getLogger("tilannekuva")
Writer = Callable[[Table, Stamp], bytes]


def _slide(table: Table, stamped: Stamp) -> bytes:
    # Here, not on top: a fifth of a second and 15 MB that no page needs.
    from tilannekuva.exports.slides import one_slide

    return one_slide(table, stamped)


FORMATS: dict[str, tuple[Writer, str]] = {
    "pptx": (_slide, "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    "xlsx": (lambda table, stamped: workbook([table], stamped), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "excel.csv": (excel_csv, "text/csv; charset=utf-8"),
    "csv": (plain_csv, "text/csv; charset=utf-8"),
}
"""The endings of files: each with its writer and its type."""
LANGUAGE = "vientikieli"
"""The parameter that gives the file another language than the page's."""


def made(name: str, ending: str, parameters: dict[str, list[str]], today: date) -> tuple[bytes, str, str] | None:
    """Return the bytes, the type and the file name of an exhibit, or None where there is none of that name.  Raises StoreFault."""
    if name not in EXHIBITS or ending not in FORMATS:
        return None
    generation = current_generation()
    read = partial(read_of, generation)
    asked = {**parameters, **({"kieli": parameters[LANGUAGE]} if parameters.get(LANGUAGE, [""])[0] in LANGUAGES else {})}
    view = view_of(asked, allowed(generation), today)
    ask = Ask(read, view, {own: parameters[own][0] for own in OWN_NAMES if parameters.get(own)})
    table = EXHIBITS[name](ask)
    writer, kind = FORMATS[ending]
    file = f"{file_stem(name)}-{view.on.isoformat()}-{view.language}.{ending.removeprefix('excel.')}"
    return writer(table, stamp(ask, table.title, [table])), kind, file


async def download(request: Request) -> Response:
    """Answer `/vienti/<exhibit>.<ending>`: the file, 404 for a name that is none, 503 where the data cannot be read."""
    parameters: dict[str, list[str]] = {name: request.query_params.getlist(name) for name in request.query_params}
    name, _, ending = request.path_params["file"].partition(".")
    language = next((one for one in parameters.get("kieli", []) if one in LANGUAGES), LANGUAGES[0])
    try:
        found = await in_file_thread(made, name, ending, parameters, date.today())
    except StoreFault:
        return PlainTextResponse(text("state.error", language), 503)
    except Exception:  # a fault of ours: the reader is told in his language, the log has the cause
        LOG.exception("the file %s could not be made", request.path_params["file"])
        return PlainTextResponse(text("state.error", language), 500)
    if found is None:
        return PlainTextResponse(text("widget.page_missing", language), 404)
    body, kind, file = found
    headers: dict[str, Any] = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(file)}", "Cache-Control": "no-cache"}
    return Response(body, media_type=kind, headers=headers)


ROUTES = [Route("/vienti/{file:str}", download, methods=["GET", "HEAD"])]
