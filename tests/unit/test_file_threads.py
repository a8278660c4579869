"""Threads for files: a crowd that fetches files leaves threads for all else."""

import asyncio
import threading

from starlette.concurrency import run_in_threadpool

from tests.support.crowds import END_SECONDS
from tilannekuva.shell.file_threads import in_file_thread

CROWD = 60


def test_a_crowd_that_fetches_files_leaves_threads_for_pages_and_supervisors() -> None:
    """Each file takes as long as it takes, and all are answered."""
    release, begun = threading.Event(), threading.Semaphore(0)

    def make() -> bool:
        begun.release()
        return release.wait(END_SECONDS)

    async def asked() -> list[object]:
        files = [asyncio.ensure_future(in_file_thread(make)) for _ in range(CROWD)]
        while not begun.acquire(timeout=0):
            await asyncio.sleep(0.01)
        page = await asyncio.wait_for(run_in_threadpool(lambda: "page"), END_SECONDS / 2)
        release.set()
        return [page, *await asyncio.gather(*files)]

    assert asyncio.run(asked()) == ["page", *[True] * CROWD]
