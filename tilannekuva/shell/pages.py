"""The pages of the product: one line each; a page's file is in pages/, its file name is its address."""

from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "pages"


@dataclass(frozen=True)
class PageFile:
    """One page: its file, the text key of its name, its group in the menu, whether it is about one region, the names in
    the address of the choices that are its own, and whether it is drawn in one piece: then a change of its choices fetches it.
    """

    file: str
    title_key: str
    group_key: str
    one_region: bool = False
    own: tuple[str, ...] = ()
    whole: bool = False

    @property
    def address(self) -> str:
        """Return the name of the page in addresses."""
        return self.file.removesuffix(".py")

    @property
    def path(self) -> str:
        """Return where the page opens; the first page is the front page."""
        return f"/{self.address if self is not PAGES[0] else ''}"


PAGES = (
    PageFile("tilanne.py", "nav.board", "nav.group_now", own=("aihe",), whole=True),
    PageFile("alue.py", "nav.region", "nav.group_now", one_region=True, whole=True),
    PageFile("vertailu.py", "nav.compare", "nav.group_now", own=("mittari", "ryhmittely", "nakyma")),
    PageFile("ohjausryhmat.py", "nav.steering", "nav.group_topics"),
    PageFile("avustusmallit.py", "nav.grants", "nav.group_topics", own=("vuosi", "summa", "yksikko")),
    PageFile("hyte.py", "nav.hyte", "nav.group_topics", whole=True),
    PageFile("aikajana.py", "nav.calendar", "nav.group_time", own=("nakyma", "jakso", "kuukausi")),
    PageFile("muutokset.py", "nav.changes", "nav.group_time", own=("jakso", "vertaa", "tieto", "kuvio", "teksti")),
    PageFile("valmius.py", "nav.readiness", "nav.group_time", own=("tieto", "jako", "kohde")),
    PageFile("kokouspaketti.py", "nav.pack", "nav.group_data", own=("pkieli", "vertaa", "osat")),
    PageFile("lahteet.py", "nav.sources", "nav.group_data", own=("lahde",)),
    PageFile("tietoja.py", "nav.about", "nav.group_data", whole=True),
)

OWN_NAMES = tuple(dict.fromkeys(name for page in PAGES for name in page.own))
"""Every name that a page's own choices have in the address."""
