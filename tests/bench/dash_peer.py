"""The board as a Dash developer would serve it: the same reads, kept as ours are, the same choices of region and day.

One component a cell, with its stage in words, its colour by a class and the whole sentence as its title; the finding and
the foot as text. Ours draws more: signs, menus, tiles, bars and lists. Whoever nests as much in Dash waits half a minute
for its renderer (docs/decisions/044), so this is the board that its users have.
`gunicorn tests.bench.dash_peer:server` serves it from TILANNEKUVA_STORE.
"""

from datetime import date
from functools import lru_cache
from typing import Any

from dash import Dash, Input, Output, dcc, html

from tilannekuva.figures.cell import cell_place, cell_words
from tilannekuva.figures.summary import finding_words
from tilannekuva.read.reads import READS
from tilannekuva.store.engine import open_store
from tilannekuva.texts import day, text
from tilannekuva.view import View

FI = "fi"
STYLE = """body { font-family: sans-serif; margin: 2rem } table { border-collapse: collapse } td, th { border: 1px solid; padding: 4px }
td.planned { background: lightblue } td.in_progress { background: skyblue } td.decided { background: steelblue }
td.in_use { background: navy; color: white }"""

app = Dash(__name__, title="Tilannekuva", update_title="")
app.index_string = app.index_string.replace("{%css%}", "{%css%}<style>" + STYLE + "</style>")
server = app.server


@lru_cache(maxsize=500)
def read_of(generation: int, name: str, *asked: Any) -> Any:
    """Return a read of a generation, kept."""
    with open_store().connect(generation) as db:
        return READS[name](db, *asked)


def _today() -> date:
    return date.today()  # noqa: DTZ011  # as the shell: the day where the server stands


def layout() -> Any:
    """Return the page: the choices, and the place of the board."""
    regions = read_of(open_store().generations.current(), "regions", FI)
    options = [{"label": row.region, "value": row.region_code} for row in regions.itertuples()]
    return html.Div(
        [
            html.H1("Tilanne"),
            dcc.Dropdown(options, [], id="regions", multi=True, placeholder="Kaikki alueet"),
            dcc.DatePickerSingle(id="day", date=_today().isoformat(), display_format="DD.MM.YYYY"),
            html.Div(id="board"),
        ]
    )


app.layout = layout


@app.callback(Output("board", "children"), Input("regions", "value"), Input("day", "date"))
def board(chosen: list[str] | None, on: str | None) -> Any:
    """Draw the board for the choices."""
    generation, today = open_store().generations.current(), _today()
    shown = date.fromisoformat(on[:10]) if on else today
    view = View(today, FI, shown, today, tuple(chosen or ()))
    cells = view.of(read_of(generation, "board", shown, today, FI), read_of(generation, "regions", FI))
    age = read_of(generation, "data_age").iloc[0]
    version, counts = text("view.generation", FI, n=age["generation"]), text("app.counts", FI, claims=age["claims"], sources=age["sources"])
    foot = " · ".join((text("view.status", FI, on=day(shown, FI)), version, counts))
    return [html.H2(finding_words(cells, FI)), _table(cells, shown), html.P(foot)]


def _table(cells: Any, shown: date) -> Any:
    tracks = cells.drop_duplicates("workstream_code")
    head = [html.Th(text("board.region_column", FI)), *(html.Th(row.workstream_short, title=row.workstream) for row in tracks.itertuples())]
    rows = [
        html.Tr([html.Th(records[0]["region"]), *map(_cell, records)])
        for records in (found.to_dict("records") for _, found in cells.groupby("region_order", sort=True))
    ]
    caption = html.Caption(text("board.caption", FI, on=day(shown, FI)))
    return html.Table([caption, html.Thead(html.Tr(head)), html.Tbody(rows)], className="board")


def _cell(cell: Any) -> Any:
    return html.Td(cell["stage_name"], className=cell["stage"], title=cell_words(cell, FI), **{"data-press": f"cell:{cell_place(cell)}"})
