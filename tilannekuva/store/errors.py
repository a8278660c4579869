"""What can be wrong with a store, each with a stable code; the reader's words are `store.<code>` in the texts."""


class StoreFault(Exception):
    """A fault of the store: *code* names its text, *values* fill it."""

    code = "fault"

    def __init__(self, **values: object) -> None:
        super().__init__(f"{self.code}: {values}")
        self.values = values


class StoreEmpty(StoreFault):
    """Nothing has been published yet."""

    code = "empty"


class StoreUnreadable(StoreFault):
    """No generation can be opened."""

    code = "unreadable"


class FirstDaysLost(StoreUnreadable):
    """There were generations, but none can be read: on which day a claim was first seen is not known any more."""

    code = "first_days_lost"


class StoreUnreachable(StoreFault):
    """The database did not answer."""

    code = "unreachable"


class StoreFull(StoreUnreachable):
    """The database takes no more connections."""

    code = "full"


class StoreSlow(StoreFault):
    """The database answers, but not in the time that a reader waits."""

    code = "slow"


class RunOver(StoreSlow):
    """One run of a page had next to no time left to wait: that tells nothing of the database."""


class StoreForbidden(StoreFault):
    """The database does not know the user, or the user's role may not do this."""

    code = "forbidden"


class StoreReadOnly(StoreFault):
    """What was to be written to is a replica."""

    code = "read_only"


class StoreDiskFull(StoreFault):
    """The database has no room left."""

    code = "disk_full"


class AddressUnknown(StoreFault):
    """The address is neither a folder nor a PostgreSQL database."""

    code = "unknown_address"


class StoreTooNew(StoreFault):
    """The generation was made by a newer program; touching it could lose what this one does not know."""

    code = "too_new"


class StoreBusy(StoreFault):
    """Another load is running."""

    code = "busy"


class NotVerified(StoreFault):
    """What was built, or what is stored, does not hold what it should."""

    code = "not_verified"


class NoSuchGeneration(StoreFault):
    """The generation asked for is not kept."""

    code = "no_such_generation"
