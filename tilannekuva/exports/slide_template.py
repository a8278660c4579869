"""The deck that slides are put into: our own plain one, or the reader's template, checked before it is used."""

import io
import zipfile
from pathlib import PurePosixPath
from typing import Any

from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.exc import PythonPptxError
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.util import Inches

FONT = b'typeface="Arial"'
"""Drawn alike by all programs: a word that fits its column in one does so in all."""
WIDE = (Inches(13.333), Inches(7.5))
LARGEST_BYTES, LARGEST_UNPACKED, MOST_PARTS = 20_000_000, 200_000_000, 1_000
TITLES = (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE)
FOOTERS = (PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER)


class TemplateUnfit(ValueError):
    """A template that cannot be used; *code* says why (a key under `template`)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def checked(template: bytes) -> Any:
    """Return the deck of a template.  Raises TemplateUnfit: too large, no PPTX, macros, outside links, no 16:9, no title layout."""
    if len(template) > LARGEST_BYTES:
        raise TemplateUnfit("too_large")
    try:
        with zipfile.ZipFile(io.BytesIO(template)) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
                raise TemplateUnfit("too_large")
            if archive.testzip() is not None:
                raise TemplateUnfit("no_pptx")
            if any(PurePosixPath(part.filename).name == "vbaProject.bin" for part in parts):
                raise TemplateUnfit("macros")
            relations = [archive.read(part) for part in parts if part.filename.endswith(".rels")]
        deck = Presentation(io.BytesIO(template))
    except (zipfile.BadZipFile, PythonPptxError, KeyError, ValueError, NotImplementedError, RuntimeError) as error:
        if isinstance(error, TemplateUnfit):
            raise
        raise TemplateUnfit("no_pptx") from error
    if any(b'TargetMode="External"' in relation for relation in relations):
        raise TemplateUnfit("outside_links")
    if abs(deck.slide_width / deck.slide_height - 16 / 9) > 0.01:
        raise TemplateUnfit("no_16_9")
    title_layout(deck)
    return deck


def title_layout(deck: Any) -> Any:
    """Return the layout that has a title and least besides.  Raises TemplateUnfit where none has a title."""
    fit = []
    for place, layout in enumerate(deck.slide_layouts):
        kinds = [holder.placeholder_format.type for holder in layout.placeholders]
        if any(kind in TITLES for kind in kinds):
            fit.append((len([kind for kind in kinds if kind not in (*TITLES, *FOOTERS)]), place))
    if not fit:
        raise TemplateUnfit("no_title")
    return deck.slide_layouts[min(fit)[1]]


def blank_deck(template: bytes | None) -> Any:
    """Return an empty deck of 16:9: the template without its slides, or a plain one.  Raises TemplateUnfit."""
    if template is None:
        deck = Presentation()
        factor = WIDE[0] / deck.slide_width
        deck.slide_width, deck.slide_height = WIDE
        for holder in [*deck.slide_master.placeholders, *(one for layout in deck.slide_layouts for one in layout.placeholders)]:
            holder.left, holder.width = int(holder.left * factor), int(holder.width * factor)
        theme = deck.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
        theme._blob = theme.blob.replace(b'typeface="Calibri"', FONT)
        return deck
    deck = checked(template)
    listed = deck.slides._sldIdLst
    for slide in list(listed):
        deck.part.drop_rel(slide.rId)
        listed.remove(slide)
    return deck
