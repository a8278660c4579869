"""`/versio`: which version is served, for open pages that look now and then whether there is a newer one than theirs."""

import time

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tilannekuva.shell.data import current_generation
from tilannekuva.shell.gauges import NOT_KEPT
from tilannekuva.store.errors import StoreFault

KEPT_SECONDS = 10
"""The store is asked once in so long, however many pages look; a proxy before the processes may keep the answer as long."""


class Looks:
    """The answer that all get who look in the same turn of some seconds."""

    turn, answer = -1, Response(status_code=503, headers=NOT_KEPT)


def asked_now() -> Response:
    """Return the number of the version that is served, or 503 where there is none."""
    try:
        number = current_generation()
    except StoreFault:
        return Response(status_code=503, headers=NOT_KEPT)
    return JSONResponse({"generation": number}, headers={"Cache-Control": f"public, max-age={KEPT_SECONDS}"})


async def version(request: Request) -> Response:
    """Answer `/versio`."""
    turn = int(time.monotonic() / KEPT_SECONDS)
    if turn != Looks.turn:
        # Who comes while the store is asked has the answer of the turn before, and does not ask too.
        Looks.turn = turn
        Looks.answer = await run_in_threadpool(asked_now)
    return Looks.answer


VERSION = Route("/versio", version, methods=["GET"])
