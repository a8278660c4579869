"""`/versio`: which version is served, for open pages that look now and then whether there is a newer one than theirs."""

import asyncio
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
    """The answer that all get who look in the same turn of some seconds, also those who come while the store is asked."""

    turn = -1
    answer: asyncio.Future[Response]


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
        Looks.turn, Looks.answer = turn, asyncio.ensure_future(run_in_threadpool(asked_now))
    # Whoever goes before the answer comes does not take it from the others.
    return await asyncio.shield(Looks.answer)


VERSION = Route("/versio", version, methods=["GET"])
