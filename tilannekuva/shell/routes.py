"""Addresses that are no pages: `/healthz` tells whether the board can be served, and which generation; the calendar feed."""

from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from tilannekuva import __version__
from tilannekuva.shell import downloads, open_data
from tilannekuva.shell.calendar_feed import CALENDAR
from tilannekuva.store.engine import open_store
from tilannekuva.store.errors import StoreFault
from tilannekuva.store.generations import loads


def health() -> tuple[int, dict[str, Any]]:
    """Return the HTTP status and what `/healthz` says: 200 with the generation served, 503 with the code of the fault."""
    try:
        with open_store().connect() as db:
            own = loads(db)[-1]
    except StoreFault as fault:
        return 503, {"status": fault.code, "version": __version__}
    made = {"generation": own["load_no"], "loaded_at": own["loaded_at"], "program": own["program_version"]}
    return 200, {"status": "ok", **made, "version": __version__}


async def healthz(request: Request) -> JSONResponse:
    """Answer `/healthz`."""
    status, told = await run_in_threadpool(health)
    return JSONResponse(told, status_code=status, headers={"Cache-Control": "no-store"})


ROUTES = [Route("/healthz", healthz, methods=["GET"]), CALENDAR, *downloads.ROUTES, *open_data.ROUTES]
