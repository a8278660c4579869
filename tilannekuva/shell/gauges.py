"""`/readyz` and `/metrics`: what a supervisor asks of one process, from this machine only."""

import re
import resource
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from streamlit import runtime

from tilannekuva import __version__
from tilannekuva.store.engine import open_reading
from tilannekuva.store.errors import StoreFault
from tilannekuva.store.generations import loads

NOT_KEPT = {"Cache-Control": "no-store"}
LOOPBACK = ("127.0.0.1", "::1")
FORWARDED = ("x-forwarded-for", "forwarded", "x-real-ip")
"""Names that a proxy adds: what carries one was asked from elsewhere."""
OWN_NAME = re.compile(r"(localhost|127\.0\.0\.1|\[::1\])(:\d+)?", re.IGNORECASE)
"""Names by which a machine asks itself. A proxy that adds none of the above still passes on the public one: else no page behind it would work."""


class Runs:
    """How many pages this process has drawn, in runs and as open ones fetch them."""

    made = 0

    @classmethod
    def add(cls) -> None:
        """Count one; two at the same moment may count as one, which a gauge can bear."""
        cls.made += 1


@lru_cache(maxsize=4)
def _load(address: str, generation: int) -> Mapping[str, Any]:
    # The address only tells kept answers apart: given to it, the primary behind a replica would be left out.
    return open_reading().read(loads, generation)[-1]


def health() -> tuple[int, dict[str, Any]]:
    """Return the HTTP status and what `/healthz` says: 200 with what is served, also while the store is away; 503 where nothing is."""
    try:
        reading = open_reading()
        own = _load(reading.address, reading.current())
    except StoreFault as fault:
        return 503, {"status": fault.code, "version": __version__}
    made = {"generation": own["load_no"], "loaded_at": own["loaded_at"], "program": own["program_version"]}
    return 200, {"status": "ok" if reading.away() is None else "away", **made, "version": __version__}


def readiness(now: datetime) -> tuple[int, dict[str, Any]]:
    """Return the HTTP status and what `/readyz` says: as `health`, but 503 while no store answers, with the ages in seconds."""
    status, told = health()
    reading = open_reading()
    if "loaded_at" in told:
        told["load_age_s"] = int((now - datetime.fromisoformat(told["loaded_at"])).total_seconds())
    away = reading.away()
    told["stores"] = ["ok" if answers else "away" for answers in reading.answering()]
    return (503 if away is not None else status), told | ({} if away is None else {"away_s": int(away)})


def metrics(now: datetime) -> Iterator[str]:
    """Yield the lines of `/metrics`: name and value, as Prometheus reads them."""
    status, told = readiness(now)
    yield f"tilannekuva_ready {int(status == 200)}"
    yield f"tilannekuva_runs_total {Runs.made}"
    yield f"tilannekuva_memory_peak_bytes {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}"
    for name in ("generation", "load_age_s", "away_s"):
        if name in told:
            yield f"tilannekuva_{name} {told[name]}"
    for place, state in enumerate(told["stores"]):
        yield f'tilannekuva_store_answers{{store="{place}"}} {int(state == "ok")}'
    if runtime.exists():
        for stats in runtime.get_instance().stats_mgr.get_stats(family_names=["active_sessions"]).values():
            yield from (f"tilannekuva_sessions {stat.to_metric_str().split()[-1]}" for stat in stats)


def is_from_here(request: Request) -> bool:
    """Tell whether a request was made on this machine, to this machine, and not passed on by a proxy."""
    near = request.client is not None and request.client.host in LOOPBACK and OWN_NAME.fullmatch(request.headers.get("host", ""))
    return bool(near) and not any(name in request.headers for name in FORWARDED)


async def healthz(request: Request) -> JSONResponse:
    """Answer `/healthz`."""
    status, told = await run_in_threadpool(health)
    return JSONResponse(told, status_code=status, headers=NOT_KEPT)


async def readyz(request: Request) -> Response:
    """Answer `/readyz`, on this machine only."""
    if not is_from_here(request):
        return PlainTextResponse("Not found", 404)
    status, told = await run_in_threadpool(readiness, datetime.now(UTC))
    return JSONResponse(told, status_code=status, headers=NOT_KEPT)


async def figures(request: Request) -> Response:
    """Answer `/metrics`, on this machine only."""
    if not is_from_here(request):
        return PlainTextResponse("Not found", 404)
    lines = await run_in_threadpool(lambda: list(metrics(datetime.now(UTC))))
    return PlainTextResponse("\n".join(lines) + "\n", headers=NOT_KEPT)


ROUTES = [Route(f"/{answer.__name__}", answer, methods=["GET"]) for answer in (healthz, readyz)] + [Route("/metrics", figures, methods=["GET"])]
