"""What a reader is told while the data server is away or too busy: since when, and what is shown meanwhile; it comes back by itself."""

from datetime import datetime, timedelta

import streamlit as st

from tilannekuva.shell.settings import ZONE
from tilannekuva.store.engine import open_reading
from tilannekuva.texts import day, text

SECONDS_BETWEEN_LOOKS = 10.0


def notice(language: str) -> None:
    """Draw a line above what is kept of a server that is away, or of a version older than one that this reader has seen."""
    generation: int = st.session_state["generation"]
    seen = max(generation, st.session_state.get("newest_seen", 0))
    st.session_state["newest_seen"] = seen
    if since := _since(language):
        st.info(text("state.away_shown", language, since=since, generation=generation))
        _come_back()
    elif generation < seen:
        st.info(text("state.older", language, generation=generation, seen=seen))


def tell(language: str) -> None:
    """Tell that what was asked for cannot be shown: it was not read before the server went away, or not reached in the time a reader waits."""
    if since := _since(language):
        st.info(f"**{text('state.error', language)}.** {text('state.away_nothing', language, since=since)}")
    else:
        st.info(f"**{text('state.busy', language)}.** {text('state.busy_soon', language)}")
    st.button(text("state.retry", language))
    _come_back()


def _since(language: str) -> str | None:
    seconds = open_reading().away()
    if seconds is None:
        return None
    then = datetime.now(ZONE) - timedelta(seconds=seconds)
    return text("grants.at", language, day=day(then.date(), language), time=f"{then:%H}{text('grants.clock', language)}{then:%M}")


def _come_back() -> None:
    """Look now and then whether the server answers, and run the page again when it does."""
    drawn = False

    @st.fragment(run_every=SECONDS_BETWEEN_LOOKS)
    def look() -> None:
        nonlocal drawn
        # Not as the page is drawn: one that fails although the server answers would be run again without end.
        if drawn and open_reading().away() is None:
            st.rerun()
        drawn = True

    look()
