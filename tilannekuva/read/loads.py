"""What each load made of which file, and what it had to say about it."""

import pandas as pd
from sqlalchemy import Connection, func, select

from tilannekuva.read.frames import frame
from tilannekuva.store.tables import finding, load, load_file


def loads(db: Connection) -> pd.DataFrame:
    """The loads that the generation knows of, its own first.

    Columns: load_no, loaded_at (UTC, ISO 8601), schema_version, program_version, content_hash (SHA-256), records_in, rows_kept,
    rows_set_aside (rows).
    """
    return frame(db, select(load).order_by(load.c.load_no.desc()))


def load_files(db: Connection) -> pd.DataFrame:
    """The files that the generation was made of.  Columns: load_no, file, sha256, records_in, rows_kept, rows_set_aside (rows)."""
    newest = select(func.max(load.c.load_no)).scalar_subquery()
    return frame(db, select(load_file).where(load_file.c.load_no == newest).order_by(load_file.c.file))


def findings(db: Connection) -> pd.DataFrame:
    """What the load found to say about its files, in the order in which it was found.

    Columns: finding_no, load_no, code (its text is finding.<code>), severity (refused, set_aside, warning, note), file, row, column,
    value, values (JSON: what the text names).
    """
    return frame(db, select(finding).order_by(finding.c.finding_no))
