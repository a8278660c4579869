"""What the keeper of an installation says in the environment."""

import os
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Helsinki")
"""The clock of the readers."""
CONTACT = "TILANNEKUVA_CONTACT"
"""Where readers send feedback on accessibility and faults: an e-mail address of the office or a web address."""


def contact() -> str | None:
    """Return where the keeper takes feedback, or None where the installation does not say."""
    return os.environ.get(CONTACT, "").strip() or None
