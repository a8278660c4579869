"""Bringing in outlines, as the keeper runs it: what goes in, what is refused and why, on both engines."""

import copy
import csv
import json
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from etl.__main__ import main as etl
from etl.projection import tm35fin_km
from tests.conftest import ROOT
from tests.support.shapes import BOARD, feature, kilometres, metres, square, squares, written
from tilannekuva.store.engine import Store
from tilannekuva.store.files import OUTLINES
from tilannekuva.texts import LANGUAGES, text

SHARED = ROOT.parent / "shared" / "geo"
Made = dict[str, Any]


def geo(capsys: pytest.CaptureFixture[str], file: Path, store: Store | Path, *more: str) -> tuple[int, Made]:
    """Run `etl geo` with --json; return its exit code and what it told."""
    address = store.address if isinstance(store, Store) else str(store)
    code = etl(["geo", str(file), "--store", address, "--json", *more])
    return code, json.loads(capsys.readouterr().out)


def kept(store: Store) -> Made:
    """Return the outlines that a store keeps."""
    content = store.kept_file(OUTLINES)
    assert content is not None
    found: Made = json.loads(content)
    return found


def test_outlines_are_kept_and_replaced_on_both_engines(store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Before the first load, without a generation; the second file takes the place of the first."""
    assert store.kept_file(OUTLINES) is None
    assert geo(capsys, written(tmp_path, squares()), store)[0] == 0
    code, told = geo(capsys, written(tmp_path, squares(codes=(*BOARD, "91")), "with-åland.json"), store, "--attribution", "Kartta: Testi")
    assert (code, told["findings"], told["kept"]["areas"], told["kept"]["points"]) == (0, [], 23, 23 * 5)
    found = kept(store)
    assert (found["file"], found["attribution"]["sv"], len(found["areas"])) == ("with-åland.json", "Kartta: Testi", 23)
    assert [code for code, area in found["areas"].items() if not area["on_board"]] == ["91"]


def test_a_load_and_a_rollback_leave_the_outlines(
    store: Store, given: Callable[..., object], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """They belong to no generation."""
    geo(capsys, written(tmp_path, squares()), store)
    before = store.kept_file(OUTLINES)
    given(region="region_code | name_fi\n01 | Itä-Uusimaa")
    given(region="region_code | name_fi\n02 | Keski-Uusimaa")
    etl(["rollback", "--store", store.address])
    assert store.kept_file(OUTLINES) == before


@pytest.mark.parametrize(("place", "system"), [(metres, "EPSG:3067"), (kilometres, "EPSG:3067 km")])
def test_metres_and_kilometres_are_told_apart_by_the_numbers(
    place: Callable[[float, float], tuple[float, float]], system: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Both come out as the same kilometres, the label in the middle of the square."""
    geo(capsys, written(tmp_path, squares(place)), tmp_path / "store")
    found = kept(Store(str(tmp_path / "store")))
    assert found["system"] == system
    assert found["areas"]["01"]["rings"] == [square(0, kilometres)]
    x, y = found["areas"]["01"]["label"]
    assert abs(x - 120) <= 4
    assert abs(y - 6720) <= 4


def test_degrees_are_projected(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The test point of JHS 197: 60,3851068722° N 19,84813676944° E is N 6715706,377 E 106256,360."""
    made = squares(lambda x, y: (19.0 + (x - 100) / 50, 60.0 + (y - 6700) / 111))
    corner = [19.84813676944, 60.3851068722]
    made["features"][0]["geometry"]["coordinates"] = [[corner, [20.5, 60.5], [20.5, 61.0], corner]]
    assert geo(capsys, written(tmp_path, made), tmp_path / "store")[0] == 0
    found = kept(Store(str(tmp_path / "store")))
    assert found["system"] == "WGS84"
    assert [106.3, 6715.7] in found["areas"]["01"]["rings"][0]
    assert tm35fin_km(*corner) == pytest.approx((106.25635961, 6715.70637708), abs=1e-5)


def test_topojson_shares_arcs_turns_them_and_adds_up_differences(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Two regions that share an edge get the same points on it; the layer with the codes is found among others."""
    scale, corner = [1000, 1000], [100_000, 6_700_000]
    # Arc 0 is the shared edge from (40, 0) to (40, 40); 1 closes the western square, 2 the eastern one.
    arcs = [[[40, 0], [0, 40]], [[40, 40], [-40, 0], [0, -40], [40, 0]], [[40, 0], [40, 0], [0, 40], [-40, 0]]]
    pair = [
        {"type": "Polygon", "arcs": [[0, 1]], "properties": {"hva": "HVA01"}},
        {"type": "MultiPolygon", "arcs": [[[~0, 2]]], "properties": {"hva": "HVA02"}},
    ]
    more = []
    for nth, code in enumerate(BOARD[2:], 2):
        arcs.append([[60 * (nth % 8), 100 + 60 * (nth // 8)], [40, 0], [0, 40], [-40, 0], [0, -40]])
        more.append({"type": "Polygon", "arcs": [[len(arcs) - 1]], "properties": {"hva": f"HVA{code}"}})
    towns = {"type": "GeometryCollection", "geometries": [{"type": "Polygon", "arcs": [[3]], "id": "049"}]}
    made = {
        "type": "Topology", "transform": {"scale": scale, "translate": corner}, "arcs": arcs,
        "objects": {"towns": towns, "hva": {"type": "GeometryCollection", "geometries": [*pair, *more]}},
    }  # fmt: skip
    code, told = geo(capsys, written(tmp_path, made, "map.topo.json"), tmp_path / "store")
    assert (code, told["findings"]) == (0, [])
    areas = kept(Store(str(tmp_path / "store")))["areas"]
    west, east = areas[BOARD[0]]["rings"][0], areas[BOARD[1]]["rings"][0]
    assert {tuple(point) for point in west} == {(100, 6700), (140, 6700), (140, 6740), (100, 6740)}
    assert {tuple(point) for point in west} & {tuple(point) for point in east} == {(140, 6700), (140, 6740)}


def test_a_hole_runs_the_other_way_round(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Whatever way the file has it: only so a hole is drawn as one."""
    made = squares()
    hole = [[110_000, 6_710_000], [120_000, 6_710_000], [120_000, 6_720_000], [110_000, 6_720_000], [110_000, 6_710_000]]
    for ring in (hole, hole[::-1]):
        made["features"][0] = feature("01", square(0), ring)
        geo(capsys, written(tmp_path, made), tmp_path / "store")
        outer, inner = kept(Store(str(tmp_path / "store")))["areas"]["01"]["rings"]
        assert (turn(outer) > 0, turn(inner) > 0) == (True, False)


def turn(ring: list[list[float]]) -> float:
    """Return twice the signed area; positive is anticlockwise."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring))


def mended(change: Callable[[list[Made]], object]) -> Made:
    """Return the squares after a change to their features."""
    made = copy.deepcopy(squares())
    change(made["features"])
    return made


def coordinates(features: list[Made], *rings: list[list[float]]) -> None:
    """Give the first region other rings."""
    features[0]["geometry"]["coordinates"] = list(rings)


BOW = [[100_000, 6_700_000], [140_000, 6_740_000], [140_000, 6_700_000], [100_000, 6_741_000], [100_000, 6_700_000]]
BAD: dict[str, tuple[Any, str]] = {
    "geo_json": ("{", "JSON"),
    "geo_format": ({"type": "FeatureList"}, "FeatureList"),
    "geo_damaged": ({"type": "Topology", "arcs": [], "objects": {"a": {"type": "Polygon", "arcs": [[7]]}}}, "IndexError"),
    "geo_no_codes": (squares(codes=("A", "B")), "code=A"),
    "geo_missing": (squares(codes=BOARD[:-1]), "21 Lappi"),
    "geo_twice": (mended(lambda features: features.append(features[0])), "01"),
    "geo_no_polygon": (mended(lambda features: features[0].update(geometry={"type": "Point", "coordinates": [100_000, 6_700_000]})), "01"),
    "geo_ring_short": (mended(lambda features: coordinates(features, square(0)[:3])), "01"),
    "geo_ring_open": (mended(lambda features: coordinates(features, square(0)[:-1])), "01"),
    "geo_ring_flat": (mended(lambda features: coordinates(features, [square(0)[0], square(0)[1], square(0)[0], square(0)[0]])), "01"),
    "geo_ring_crossing": (mended(lambda features: coordinates(features, BOW)), "01"),
    "geo_system": (squares(lambda x, y: (x * 10, y)), "6700"),
    "geo_axes": (squares(lambda x, y: (y * 1000, x * 1000)), "6.7"),
}
"""A broken file of every kind, and what its finding names."""


@pytest.mark.parametrize("code", BAD)
def test_a_file_that_cannot_be_drawn_is_refused_in_words(code: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit 2 with a finding in three languages that names what was found, and the outlines kept before stay."""
    made, named = BAD[code]
    store = tmp_path / "store"
    geo(capsys, written(tmp_path, squares(), "good.json"), store)
    before = Store(str(store)).kept_file(OUTLINES)
    for language in LANGUAGES:
        exit_code, told = geo(capsys, written(tmp_path, made), store, "--language", language)
        (finding,) = [one for one in told["findings"] if one["code"] == code]
        assert (exit_code, told["kept"], finding["severity"], named in finding["message"]) == (2, None, "refused", True), finding
    assert Store(str(store)).kept_file(OUTLINES) == before
    assert etl(["geo", str(tmp_path / "map.geojson"), "--store", str(store)]) == 2
    assert text("geo.nothing_kept", "fi") in capsys.readouterr().out


@pytest.mark.parametrize(
    "made", ['{"type": "FeatureCollection"}', "[]", '{"type": "FeatureCollection", "features": [{"type": "Feature"}]}', "[" * 100_000]
)
def test_no_content_makes_a_traceback(made: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Also JSON of another form, and JSON a hundred thousand brackets deep."""
    code, told = geo(capsys, written(tmp_path, made), tmp_path / "store")
    assert (code, len(told["findings"])) == (2, 1)


def test_a_number_that_is_none_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Python reads NaN as JSON; a map cannot be drawn with it."""
    made = written(tmp_path, json.dumps(squares()).replace("100000", "NaN", 1))
    assert geo(capsys, made, tmp_path / "store")[1]["findings"][0]["code"] == "geo_damaged"


def test_an_unknown_region_is_named_and_left_off(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit 1: all 22 are there, and one more that nobody knows."""
    code, told = geo(capsys, written(tmp_path, squares(codes=(*BOARD, "77"))), tmp_path / "store")
    assert (code, told["kept"]["areas"]) == (1, 22)
    assert "77" in told["findings"][0]["message"]


def test_a_very_detailed_file_is_drawn_coarser_and_neighbours_still_meet(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Twenty thousand points become few, and the edge that two regions share stays shared."""
    made = squares()
    edge = [[140_000 + (nth % 7) * 3, 6_700_000 + nth * 4] for nth in range(10_001)]
    west, east = [[100_000, 6_700_000]], [[180_000, 6_740_000], [180_000, 6_700_000]]
    made["features"][0] = feature(BOARD[0], [*west, *edge, [100_000, 6_740_000], *west])
    made["features"][1] = feature(BOARD[1], [*edge, *east, edge[0]])
    code, told = geo(capsys, written(tmp_path, made), tmp_path / "store")
    assert (code, told["kept"]["points"] < 2_000) == (0, True)
    areas = kept(Store(str(tmp_path / "store")))["areas"]
    shared = {tuple(point) for point in areas[BOARD[0]]["rings"][0]} & {tuple(point) for point in areas[BOARD[1]]["rings"][0]}
    assert len(shared) > 300


@pytest.mark.skipif(not SHARED.exists(), reason="the map data of the working place is not in the repository")
@pytest.mark.parametrize("name", ["areas_2023_tm35fin_km.json", "areas_2023_wgs84.geojson", "fallback_areas_2023_nls_wgs84.geojson"])
def test_the_real_outlines_go_in(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """23 regions; each label lies in its own region's box, as computed by others."""
    assert geo(capsys, SHARED / name, tmp_path / "store")[0] == 0
    areas = kept(Store(str(tmp_path / "store")))["areas"]
    with (SHARED / "areas.csv").open(encoding="utf-8", newline="") as file:
        boxes = {row["code"]: row for row in csv.DictReader(file)}
    assert areas.keys() == boxes.keys()
    for code, area in areas.items():
        x, y = area["label"]
        assert float(boxes[code]["minx_km"]) - 60 < x < float(boxes[code]["maxx_km"]) + 20
        assert float(boxes[code]["miny_km"]) - 60 < y < float(boxes[code]["maxy_km"]) + 20
