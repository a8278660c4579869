"""The outlines for the map, as the keeper of the installation brought them in; they are kept beside the generations."""

import json
import logging

from tilannekuva.figures.map import Area, Outlines
from tilannekuva.store.engine import open_reading
from tilannekuva.store.files import OUTLINES

FORMAT = 1
LOG = logging.getLogger("tilannekuva")


def outlines(language: str) -> Outlines | None:
    """Return the outlines, or None where none have been brought in or they cannot be read.  Raises the store's faults.

    Looked up on every run, as they come without a new generation; the file is small.
    """
    content = open_reading().kept_file(OUTLINES)
    if content is None:
        return None
    try:
        kept = json.loads(content)
        if kept["format"] != FORMAT:
            raise ValueError(kept["format"])
        areas = {code: Area(one["rings"], tuple(one["label"]), bool(one["on_board"])) for code, one in kept["areas"].items()}
        return Outlines(areas, str(kept["attribution"][language]))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        LOG.error("outlines cannot be read: %s", error)
        return None
