"""What the keeper of an installation says in the environment."""

import os
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Helsinki")
"""The clock of the readers."""
CONTACT = "TILANNEKUVA_CONTACT"
"""Where readers send feedback on accessibility and faults: an e-mail address of the office or a web address."""

MOST_SESSIONS = "TILANNEKUVA_MOST_SESSIONS"
"""How many readers one process serves at a time; further ones are asked to wait."""
USUAL_MOST_SESSIONS = 400
"""What one process bears, each reader changing something every five seconds: see docs/decisions/043."""


def most_sessions() -> int:
    """Return how many sessions one process may have open.  Raises ValueError where the setting is no number above nought."""
    given = os.environ.get(MOST_SESSIONS, "").strip() or str(USUAL_MOST_SESSIONS)
    if not given.isdecimal() or int(given) < 1:
        raise ValueError(f"{MOST_SESSIONS}: {given!r} is not a number of sessions, such as {USUAL_MOST_SESSIONS}")
    return int(given)


def contact() -> str | None:
    """Return where the keeper takes feedback, or None where the installation does not say."""
    return os.environ.get(CONTACT, "").strip() or None
