"""The first visitor is ourselves: a run of the front page at start pays the imports, the opening of the store and the first reads."""

import asyncio
import logging

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime import get_instance
from streamlit.runtime.session_manager import ClientContext, SessionClient

LOG = logging.getLogger("tilannekuva")
PATIENCE_SECONDS = 20.0
"""How long the start waits for the run; a store that does not answer must not keep the server from telling so."""


class _Nobody(SessionClient):
    """A reader without a browser: notes when the run has ended."""

    def __init__(self) -> None:
        self.ended = asyncio.Event()

    def write_forward_msg(self, msg: ForwardMsg) -> None:
        if msg.WhichOneof("type") == "script_finished":
            self.ended.set()

    @property
    def client_context(self) -> ClientContext | None:
        return None


async def visit_front_page() -> None:
    """Run the front page once as a reader would; what goes wrong is told in the log, as readers meet it too."""
    runtime, reader = get_instance(), _Nobody()
    session = runtime.connect_session(client=reader, user_info={})
    try:
        asked = BackMsg()
        asked.rerun_script.query_string = ""
        runtime.handle_backmsg(session, asked)
        await asyncio.wait_for(reader.ended.wait(), PATIENCE_SECONDS)
    except TimeoutError:
        LOG.warning("the front page was not drawn within %.0f s of the start", PATIENCE_SECONDS)
    finally:
        runtime.close_session(session)
