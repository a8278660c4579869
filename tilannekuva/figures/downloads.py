"""The one menu of downloads: the same entries under every chart and table."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from tilannekuva.figures.elements import Element, el
from tilannekuva.texts import LANGUAGES, text

FILES = (("pptx", "export.pptx"), ("xlsx", "export.xlsx"), ("excel.csv", "export.csv_excel"), ("csv", "export.csv"))
PICTURES = (("png", "export.png"), ("png-slide", "export.png_slide"), ("svg", "export.svg"))
COPIES = (("picture", "export.copy_picture"), ("table", "export.copy_table"))


def download_menu(name: str, title: str, parameters: Mapping[str, Sequence[str]], language: str, figure: str, foot: str) -> Element:
    """Return the menu of an exhibit: pictures made in the browser of what *figure* names, files by their address, copies.

    *parameters* are those of the page's address; *foot* is what a picture says of its origin.
    """
    address = urlencode([(key, value) for key, values in parameters.items() for value in values])
    files = [
        el("li", el("a", text(key, language), href=f"/vienti/{name}.{ending}?{address}", download="", data_file=ending, class_="item"))
        for ending, key in FILES
    ]
    own = {"data_figure": figure, "data_name": name, "data_title": title, "data_foot": foot}
    pictures = [el("li", el("button", text(key, language), type="button", class_="item", data_picture=kind, **own)) for kind, key in PICTURES]
    copies = [
        el("li", el("button", text(key, language), type="button", class_="item", data_copy_of=kind, data_done=text("export.copied", language), **own))
        for kind, key in COPIES
    ]
    return el(
        "details",
        el("summary", text("export.menu", language)),
        el("p", text("export.language", language), class_="note"),
        el("div", [_language(code, language) for code in LANGUAGES], class_="languages", role="group", aria_label=text("export.language", language)),
        el("ul", files, pictures, copies, class_="items"),
        el("p", class_="note", role="status", data_said=""),
        class_="menu",
        data_menu=name,
    )


def _language(code: str, language: str) -> Element:
    pressed = "true" if code == language else "false"
    return el("button", text(f"lang.{code}", code), type="button", data_file_language=code, aria_pressed=pressed, lang=code, class_="chip")
