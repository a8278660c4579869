"""Every exhibit by its name: what a page shows under it, a file carries under it."""

from collections.abc import Mapping

from tilannekuva.exhibits import tilanne
from tilannekuva.exhibits.ask import Builder

EXHIBITS: Mapping[str, Builder] = {
    "tilannetaulu": tilanne.board,
    "vaiheet": tilanne.stages,
    "kerrottu": tilanne.told,
}
"""A table's `name` is its key here."""
