"""The map and the dots as figures: no request of their own, every region drawn and pressed, the enlarged part cut right."""

from itertools import pairwise
from typing import Any

import pandas as pd
import pytest

from tests.support.shapes import kilometres, square
from tilannekuva.figures.comparison import STEPS, Comparison, comparison_title, share_step
from tilannekuva.figures.dots import dot_plot
from tilannekuva.figures.map import INSET_BOX, Area, Outlines, clip, enlarged, region_map
from tilannekuva.figures.palette import THEMES, colour
from tilannekuva.readiness import READINESS, median_place

STAGES = {0: "Ei aloitettu", 1: "Valmistelussa", 2: "Luonnos", 3: "Päätetty", 4: "Toiminnassa"}
CODES = ("01", "02", "03", "04")
OUTLINES = Outlines(
    {code: Area([square(nth, kilometres)], (120.0 + 50 * nth, 6720.0)) for nth, code in enumerate(CODES)}
    | {"91": Area([square(9, kilometres)], (570.0, 6720.0), on_board=False)},
    "Kartta: Testi, CC BY 4.0",
)


def comparison(measure: str, **columns: list[Any]) -> Comparison:
    """Return a comparison of four regions."""
    marks = dict.fromkeys(("overdue", "unverified", "stale", "contradicted", "earlier_round", "outcome_unknown", "group_only"), False)
    kind = "region:{}" if measure == READINESS else "cell:{}.grant_model"
    rows = pd.DataFrame(
        {
            "region_code": CODES, "region": ["Itä", "Keski", "Länsi", "Vantaa"], "known": [4, 4, 1, 0], "alive": 10, "group_code": "",
            "press": [kind.format(code) for code in CODES], "next_on": pd.NaT, "ended_on": pd.NaT, **marks, **columns,
        }
    )  # fmt: skip
    return Comparison(rows, measure, "Avustusmalli", "none", frozenset({"02"}), STAGES, (150_000, 300_000), "fi")


def of_stages() -> Comparison:
    """One region in operation, one drafted, one paused, one silent."""
    stages = ["in_operation", "drafted", "paused", "no_information"]
    return comparison("grant_model", place=[4, 2, None, None], stage=stages, stage_name=["Toiminnassa", "Luonnos", "Tauolla", "Ei tietoa"])


def of_readiness() -> Comparison:
    """Three regions with readiness, one silent."""
    return comparison(READINESS, place=[0.9, 0.5, 0.1, None])


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("made", [of_stages(), of_readiness()], ids=["stages", "readiness"])
def test_the_map_draws_polygons_alone_and_every_region_can_be_pressed(made: Comparison, theme: str) -> None:
    """No choropleth and no geo subplot, which ask another host; what a press opens is what the twin's row opens."""
    chart = region_map(made, OUTLINES, theme)
    assert {trace.type for trace in chart.figure.data} == {"scatter"}
    assert "geo" not in chart.figure.layout.to_plotly_json()
    pressed = [press for trace in chart.figure.data if trace.customdata is not None for (press,) in trace.customdata]
    assert pressed == chart.table.frame["press"].tolist()
    assert any("CC BY 4.0" in note.text.replace("<br>", " ") for note in chart.figure.layout.annotations)


def test_stage_colours_mean_stages_and_no_information_is_hatched() -> None:
    """In operation and drafted in their colours; the silent region hatched on its own ground; paused and Åland in no stage's colour."""
    drawn = {trace.name: trace for trace in region_map(of_stages(), OUTLINES, "light").figure.data if trace.showlegend}
    stages = {colour("light", key) for key in ("not_started", "in_preparation", "drafted", "decided", "in_operation")}
    assert (drawn["Toiminnassa"].fillcolor, drawn["Luonnos"].fillcolor) == (colour("light", "in_operation"), colour("light", "drafted"))
    assert (drawn["Ei tietoa"].fillpattern.shape, drawn["Ei tietoa"].fillpattern.bgcolor) == ("/", colour("light", "no_data"))
    assert not {trace.fillcolor for name, trace in drawn.items() if name not in ("Toiminnassa", "Luonnos")} & stages


def test_readiness_never_wears_a_stages_colour() -> None:
    """Steps of grey, and the number in the region."""
    chart = region_map(of_readiness(), OUTLINES, "light")
    assert all(trace.fillcolor is None or trace.fillcolor.startswith("rgba(26,26,26") for trace in chart.figure.data)
    assert [note.text for note in chart.figure.layout.annotations][:4] == ["90", "50", "10", "–"]


def test_a_dot_keeps_the_colour_of_its_stage_also_when_others_are_chosen() -> None:
    """A paler blue would be the colour of another stage."""
    dots = dot_plot(of_stages(), "light").figure.data[-1]
    assert list(dots.marker.color)[:2] == [colour("light", "in_operation"), colour("light", "drafted")]
    assert list(dots.marker.symbol) == ["circle", "circle", "circle-open", "circle-open"]
    assert max(dots.marker.size) == dots.marker.size[1]


def test_what_has_no_place_stands_left_of_zero_and_says_why() -> None:
    """Silent is told as no information; where all that is known is paused, as no stage, with the share known."""
    made = comparison(READINESS, place=[0.9, 0.5, None, None])
    drawn = dot_plot(made, "light").figure
    assert [x < 0 for x in drawn.data[-1].x] == [False, False, True, True]
    told = [made.told(row) for row in made.rows.to_dict("records")]
    assert told[1:] == ["50\u00a0% · tieto 4/10", "Ei vaihetta · tieto 1/10", "Ei tietoa"]
    assert drawn.layout.xaxis.ticktext[0] == "Ei vaihetta"


def test_the_title_counts_every_stage() -> None:
    """No information among them."""
    assert comparison_title(of_stages()) == "Toiminnassa 1, Luonnos 1, Tauolla 1, Ei tietoa 1 (alueita 4)"


@pytest.mark.parametrize(("share", "step"), [(0, 0), (0.194, 0), (0.195, 1), (0.5, 2), (0.794, 3), (0.795, 4), (1, 4)])
def test_a_step_goes_by_the_per_cents_that_are_shown(share: float, step: int) -> None:
    """79.5 % is shown as 80 % and stands in the step from 80 %."""
    assert share_step(share) == step < STEPS


def test_the_median_of_stages_is_a_stage() -> None:
    """Half of the regions have reached it; of readiness it is the usual median."""
    assert median_place([4, 2, 2, 4], "grant_model") == 4
    assert median_place([0.5, 0.25], READINESS) == 0.375
    assert median_place([], READINESS) is None


def test_a_ring_is_cut_at_the_box_and_enlarged_in_it() -> None:
    """A square over a corner of the box leaves its quarter; one outside leaves nothing, one inside itself."""
    west, south, east, north = INSET_BOX
    over = [[west - 10, south - 10], [west + 10, south - 10], [west + 10, south + 10], [west - 10, south + 10], [west - 10, south - 10]]
    cut = clip(over, INSET_BOX)
    assert {tuple(corner) for corner in cut} == {(west, south), (west + 10, south), (west + 10, south + 10), (west, south + 10)}
    assert cut[0] == cut[-1]
    assert clip(square(0, kilometres), INSET_BOX) == []
    inner = [[west + 1, south + 1], [east - 1, south + 1], [east - 1, north - 1], [west + 1, south + 1]]
    assert sorted(map(tuple, clip(inner, INSET_BOX)[:-1])) == sorted(map(tuple, inner[:-1]))
    corners = [enlarged(corner) for corner in ([west, south], [west, north], [east, north])]
    assert [abs(a[0] - b[0]) + abs(a[1] - b[1]) for a, b in pairwise(corners)] == pytest.approx([102 * 2.35, 161 * 2.35])
