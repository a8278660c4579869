"""What every file says of itself: title, choices, the two days, generation, sources, notes and licence."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from tilannekuva.texts import day, text


@dataclass(frozen=True)
class Stamp:
    """The origin of a file: *on* is day V, *known* day R, *loaded_at* when the generation was loaded (UTC).

    A file names the load it is made from, not the moment of its making: so the same generation gives the same bytes.
    """

    title: str
    language: str
    filters: str
    on: date
    known: date
    generation: int
    loaded_at: datetime
    sources: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def lines(self) -> list[tuple[str, str]]:
        """Return what the file says, as pairs of a name and its words."""
        words = self.language
        given = [
            ("stamp.title", self.title),
            ("stamp.filters", self.filters or text("stamp.no_filters", words)),
            ("stamp.on", day(self.on, words)),
            ("stamp.known", day(self.known, words)),
            ("stamp.generation", str(self.generation)),
            ("stamp.loaded", day(self.loaded_at, words)),
            *(("stamp.note", note) for note in self.notes),
            ("stamp.licence", text("stamp.licence_words", words)),
            ("stamp.product", text("app.title", words)),
        ]
        return [(text(key, words), value) for key, value in given]

    def foot(self) -> str:
        """Return the foot of a page or slide: where it comes from, and of which day it tells."""
        return text("stamp.foot", self.language, product=text("app.title", self.language), on=day(self.on, self.language), n=self.generation)


def listed(sources: Iterable[str]) -> tuple[str, ...]:
    """Return source titles without repeats, in their order."""
    return tuple(dict.fromkeys(source for source in sources if source))
