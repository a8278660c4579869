"""What the server does before its first reader and beside all of them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import streamlit as st

from tilannekuva.shell.collector import collect_now_and_then, settle
from tilannekuva.shell.sockets import answer_at_once
from tilannekuva.shell.warming import visit_front_page


@asynccontextmanager
async def lifespan(app: st.App) -> AsyncIterator[None]:
    """Warm up before the first request is answered; then collect garbage beside the readers until the end."""
    answer_at_once()
    await visit_front_page()
    settle()
    collecting = asyncio.create_task(collect_now_and_then())
    yield
    collecting.cancel()
    with suppress(asyncio.CancelledError):
        await collecting
