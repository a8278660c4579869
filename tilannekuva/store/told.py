"""What a database says of its trouble, as our own faults: each with its own words for who has to mend it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from tilannekuva.store.errors import StoreDiskFull, StoreFault, StoreForbidden, StoreFull, StoreReadOnly, StoreSlow, StoreUnreachable
from tilannekuva.store.patience import TooLong

STATES: dict[str, type[StoreFault]] = {
    "25006": StoreReadOnly, "28000": StoreForbidden, "28P01": StoreForbidden, "42501": StoreForbidden, "53100": StoreDiskFull,
    "53300": StoreFull, "57014": StoreSlow,
    # A replica took the read's snapshot away to go on with its own work.
    "40001": StoreUnreachable,
}  # fmt: skip
"""SQLSTATE codes that have words of their own."""

REFUSALS: tuple[tuple[str, type[StoreFault]], ...] = (
    (r"too many (clients|connections)|remaining connection slots", StoreFull),
    (r'password authentication failed|role ".*" (does not exist|is not permitted)|no pg_hba.conf entry|permission denied', StoreForbidden),
)
"""A connection that is refused carries no code, only words."""


@contextmanager
def told() -> Iterator[None]:
    """Turn what the database says into our faults; what is a mistake in a query stays as it is."""
    try:
        yield
    except TooLong as error:
        raise StoreUnreachable(what="timeout") from error
    except PoolTimeout as error:
        raise StoreSlow from error
    except DBAPIError as error:
        if fault := _fault(error):
            raise fault from error
        raise


def state(error: DBAPIError) -> str:
    """Return the SQLSTATE of an error, or nothing where it has none."""
    return getattr(error.orig, "sqlstate", None) or ""


def _fault(error: DBAPIError) -> StoreFault | None:
    if found := STATES.get(state(error)):
        return found(what=type(error.orig).__name__)
    if not isinstance(error, OperationalError | InterfaceError):
        return None
    said = str(error.orig)
    # What was said may name the user and the host, so it goes no further than this.
    found = next((fault for words, fault in REFUSALS if re.search(words, said)), StoreUnreachable)
    return found(what=type(error.orig).__name__)
