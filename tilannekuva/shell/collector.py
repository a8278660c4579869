"""Garbage is collected beside the visitors' runs, not after each of them: see docs/decisions/040."""

import asyncio
import ctypes
import gc
import logging
import time

LOG = logging.getLogger("tilannekuva")
EVERY_SECONDS = 60.0
YOUNG = 10_000
"""New objects before Python looks for garbage among them, in place of 700: one run of a page makes some thousands that soon go."""
QUIET_SECONDS = 0.005
"""A loop that wakes no later than this after its time has nothing else to do."""
TRIES = 50
"""How often a quiet moment is looked for before garbage is collected all the same: five seconds."""


def settle() -> None:
    """Take all that lives now, the imported modules above all, out of every later collection, and let Python look less often itself."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, *gc.get_threshold()[1:])
    give_back()


def give_back() -> None:
    """Give free memory back to the system, where the C library can (glibc): the start alone frees some fifteen megabytes."""
    if trim := getattr(ctypes.CDLL(None), "malloc_trim", None):
        trim(0)


async def collect_now_and_then() -> None:
    """Collect garbage once a minute, in a quiet moment if one comes."""
    while True:
        await asyncio.sleep(EVERY_SECONDS)
        await _quiet_moment()
        started = time.perf_counter()
        found = gc.collect()
        give_back()
        LOG.debug("collected %d objects in %.1f ms", found, 1000 * (time.perf_counter() - started))


async def _quiet_moment() -> None:
    """Return when the event loop wakes in time, or after the last try."""
    for _ in range(TRIES):
        started = time.perf_counter()
        await asyncio.sleep(0.1)
        if time.perf_counter() - started < 0.1 + QUIET_SECONDS:
            return
