"""Alue answers: what is true in this region, and who says so."""

from tilannekuva.exhibits.alue import cells as cells_of
from tilannekuva.exhibits.alue import region_of
from tilannekuva.figures.attention import group_list
from tilannekuva.figures.board import legend
from tilannekuva.figures.elements import Element, el
from tilannekuva.figures.region import region_facts, workstream_cards
from tilannekuva.shell.data import frame
from tilannekuva.shell.exhibit import ask, exhibit, framed, titled
from tilannekuva.shell.layout import foot, nothing_left, section, show_kept
from tilannekuva.shell.look import open_page


def drawn() -> list[Element]:
    """Draw the whole page."""
    view = open_page()
    language = view.language
    cells, code = cells_of(ask()), region_of(ask())
    if cells.empty:
        return [nothing_left()]
    regions = frame("regions", language)
    mine = view.of_groups(frame("groups", view.on, view.known, language), regions)
    situation = exhibit("alueen_tilanne")
    cards = workstream_cards(cells, frame("steps", language), language)
    return [
        el("h2", situation.title),
        region_facts(regions.set_index("region_code").loc[code], language),
        framed(situation, el("div", cards, legend(frame("stages", language), language))),
        titled("kerrottu"),
        titled("alueen_tapahtumat"),
        titled("alueen_luvut"),
        titled("alueen_naapurit"),
        section("board.heading_groups", group_list(mine, language)),
        foot(view, frame("data_age")),
    ]


show_kept("alue", drawn)
