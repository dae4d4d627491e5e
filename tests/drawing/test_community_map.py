"""The picture of communities: what it shows, how much of it, and names that break pictures."""

from __future__ import annotations

from xml.etree import ElementTree

from commoncause.drawing.community_map import MOST_DRAWN, community_map

SVG = "{http://www.w3.org/2000/svg}"


def _rows(*works: int, label: str = "debate, oversight") -> list[dict[str, object]]:
    return [{"community": i, "works": n, "label": label} for i, n in enumerate(works, 1)]


def _radii(svg: str) -> list[float]:
    return [float(circle.get("r", "")) for circle in ElementTree.fromstring(svg).iter(f"{SVG}circle")]


def test_areas_are_works_and_widths_are_links() -> None:
    svg = community_map(_rows(100, 25, 25), {(1, 2): 8, (2, 3): 2}, title="Map", isolates=4)
    assert _radii(svg) == [62, 31, 31]
    widths = [line.get("stroke-width") for line in ElementTree.fromstring(svg).iter(f"{SVG}line")]
    assert widths == ["9", "2.25"]
    assert "3 communities of 150 works." in svg
    assert "Apart: 4 works without links." in svg


def test_discs_stay_on_the_canvas_and_apart() -> None:
    root = ElementTree.fromstring(community_map(_rows(*[9] * 12), {}, title="Map", isolates=0))
    places = {(c.get("cx"), c.get("cy")) for c in root.iter(f"{SVG}circle")}
    assert len(places) == 12
    wide, high = float(root.get("width", "")), float(root.get("height", ""))
    assert all(0 < float(x or "") < wide and 0 < float(y or "") < high for x, y in places)


def test_only_so_many_are_drawn_and_the_rest_is_told() -> None:
    svg = community_map(_rows(*range(60, 10, -1)), {(1, 50): 3}, title="Map", isolates=0)
    assert len(_radii(svg)) == MOST_DRAWN
    assert f"Not drawn: {50 - MOST_DRAWN} smaller ones." in svg


def test_hostile_labels_stay_text_and_nothing_is_something() -> None:
    svg = community_map(_rows(2, label="<script>alert(1)</script>\x00"), {}, title="<b>", isolates=0)
    assert "<script" not in svg
    ElementTree.fromstring(svg)
    assert "0 communities of 0 works." in community_map([], {}, title="Map", isolates=1)
