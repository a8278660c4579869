"""Threads for files: whoever fetches files waits for others who do, and takes no thread that pages and supervisors need."""

import asyncio
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from starlette.concurrency import run_in_threadpool

Given = ParamSpec("Given")
Answer = TypeVar("Answer")
MOST = asyncio.Semaphore(20)
"""Of the forty threads for all that is no run of a page: Streamlit's own files, too, are read in them, so that without one no page opens."""


async def in_file_thread(answer: Callable[Given, Answer], *given: Given.args, **named: Given.kwargs) -> Answer:
    """Return what *answer* returns, made in a thread as soon as one is left for files."""
    async with MOST:
        return await run_in_threadpool(answer, *given, **named)
