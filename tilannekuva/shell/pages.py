"""The pages of the product: one line each; a page's file is in pages/, its file name is its address."""

from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "pages"


@dataclass(frozen=True)
class PageFile:
    """One page: its file, the text key of its name, and whether it is about one region."""

    file: str
    title_key: str
    one_region: bool = False

    @property
    def address(self) -> str:
        """Return the address of the page; the first page is the front page."""
        return self.file.removesuffix(".py")


PAGES = (
    PageFile("tilanne.py", "nav.board"),
    PageFile("alue.py", "nav.region", one_region=True),
)
