"""What the tests of the pictures share: Table 1 to draw, names to break them, and a look at the SVG."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from xml.etree import ElementTree

from hypothesis import strategies as st

from commoncause.drawing.bars import importance_bars
from commoncause.drawing.lettering import text_width
from commoncause.drawing.portfolio_ranges import portfolio_ranges
from commoncause.drawing.reach import reach_bars
from commoncause.drawing.set_columns import set_columns
from commoncause.drawing.swiss_cheese import swiss_cheese
from commoncause.drawing.tornado import tornado
from commoncause.drawing.upset import upset

SVG = "{http://www.w3.org/2000/svg}"
ELEMENTS = {"svg", "title", "desc", "style", "rect", "line", "circle", "path", "text"}
ATTRIBUTES = set(
    "class role width height viewBox aria-labelledby id x y x1 y1 x2 y2 cx cy r d font-size font-weight "
    "text-anchor transform textLength lengthAdjust stroke-width stroke-dasharray stroke-linecap "
    "stroke-linejoin fill-rule fill-opacity".split()
)
MODES = ("s-tax", "cap-dev", "dec-al", "coll", "em-mis", "eval-diff", "al-gen")
VERDICTS = {"e": "exposed", "p": "protected", "u": "unclear", "n": "not-assessed"}
TABLE_1 = {
    technique: {mode: VERDICTS[verdict] for mode, verdict in zip(MODES, row, strict=True)}
    for technique, row in {
        "rlhf": "peepeee",
        "rlaif": "peeeeee",
        "weak-to-strong": "peeeeee",
        "debate": "uepeeee",
        "representation-engineering": "ppepppe",
        "scientist-ai": "eupuppp",
        "iterated-amplification": "epppppe",
    }.items()
}
HOSTILE = (
    "<script>alert(1)</script>",
    "]]><![CDATA[&#0;&lt;",
    '" onload="alert(1)" x="',
    "x" * 10_000,
    "w" * 200,
    "abc\u202edef\u0000\ufffe\ud800",
    "Z" + "\u0301" * 5000,
    "\U00012031\U000e0001\ufdfd",
    "超長い日本語のラベルはどうなるか見てみよう",
    "",
)

any_name = st.one_of(st.text(max_size=40), st.sampled_from(HOSTILE))


def exposure(cells: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, set[str]]]:
    """Return reading -> technique -> failure modes."""
    counted = {"certain": {"exposed"}, "possible": {"exposed", "unclear", "not-assessed"}}
    return {
        reading: {t: {f for f, v in row.items() if v in verdicts} for t, row in cells.items()}
        for reading, verdicts in counted.items()
    }


def swings(names: tuple[str, ...], p_low: float, p_high: float) -> list[dict[str, object]]:
    return [{"failure_mode": n, "low": 0.01, "high": 0.5, "p_low": p_low, "p_high": p_high} for n in names]


def rows(names: tuple[str, ...], **measures: object) -> list[dict[str, object]]:
    return [{"failure_mode": name, **measures} for name in names]


def portfolio(names: tuple[str, ...], best: float | str = 2.0, least: float = 0.7) -> dict[str, object]:
    shared = {"certain": list(names[:1]), "possible": list(names[:2])}
    decades = {"certain": best, "possible": least}
    return {"techniques": list(names), "shared": shared, "decades": decades, "pareto": True}


def examples() -> dict[str, str]:
    """Return one picture of each kind of Table 1, and one of each with hostile names."""
    wild = {name: {**dict.fromkeys(HOSTILE, "exposed"), "f": "unclear"} for name in HOSTILE}
    found = {}
    for name, cells in {"table-1": TABLE_1, "hostile": wild}.items():
        modes = tuple(dict.fromkeys(mode for row in cells.values() for mode in row))
        measured = rows(modes, birnbaum=0.261, criticality=None, raw=7.5, rrw="inf")
        swung = swings(modes, 1e-14, 0.999)
        found[f"swiss-cheese of {name}"] = swiss_cheese(cells)
        found[f"upset of {name}"] = upset(exposure(cells))
        found[f"tornado of {name}"] = tornado(
            {"certain": swung, "possible": swings(modes, 0.0, 1.0)}, {"certain": 0.0131, "possible": 0.97}
        )
        sets = [list(modes[:1]), list(modes[1:3]), list(modes[2:6])]
        listed = {"count": 3, "complete_to_order": None, "sets": sets}
        found[f"set columns of {name}"] = set_columns({"certain": listed, "possible": listed}, modes)
        found[f"reach of {name}"] = reach_bars({"failure-mode": exposure(cells)})
        found[f"ranges of {name}"] = portfolio_ranges([portfolio(modes[:3]), portfolio(modes, "inf")])
        found[f"bars of {name}"] = importance_bars({"certain": measured, "possible": measured})
    return found


@dataclass(frozen=True)
class Box:
    """Where a text stands, measured as the pictures measure it."""

    text: str
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        return (
            min(self.right, other.right) - max(self.left, other.left) > 0.01
            and min(self.bottom, other.bottom) - max(self.top, other.top) > 0.01
        )


def parsed(svg: str) -> ElementTree.Element:
    """Return the root of a picture that holds nothing but what a picture may hold."""
    root = ElementTree.fromstring(svg)
    for element in root.iter():
        assert element.tag.removeprefix(SVG) in ELEMENTS
        assert set(element.attrib) <= ATTRIBUTES
        for name, value in element.attrib.items():
            assert "url(" not in value
            assert "javascript" not in value
            if name not in {"class", "aria-labelledby", "id", "role"}:
                assert not re.search(r"nan|inf|\d\.\d{3}|\de", value), (name, value)
    assert [child.tag for child in root[:3]] == [SVG + "title", SVG + "desc", SVG + "style"]
    style = root[2].text or ""
    assert "url" not in style
    assert "import" not in style
    assert root.attrib["aria-labelledby"].split() == [root[0].attrib["id"], root[1].attrib["id"]]
    assert all((child.text or "").strip() for child in root[:3])
    return root


def texts(root: ElementTree.Element) -> list[str]:
    """Return what is written on the picture, in the order of the document."""
    return [words(element) for element in root.iter(SVG + "text")]


def words(element: ElementTree.Element) -> str:
    return "".join([element.text or "", *(child.tail or "" for child in element)])


def boxes(root: ElementTree.Element) -> list[Box]:
    """Return the boxes of the texts that are not turned."""
    found = []
    for element in root.iter(SVG + "text"):
        if "transform" in element.attrib:
            continue
        text, size = words(element), float(element.attrib["font-size"])
        wide = text_width(text, size, bold=element.attrib.get("font-weight") == "bold")
        x, y = float(element.attrib["x"]), float(element.attrib["y"])
        left = (
            x - wide * {"start": 0.0, "middle": 0.5, "end": 1.0}[element.attrib.get("text-anchor", "start")]
        )
        found.append(Box(text, left, y - 0.8 * size, left + wide, y + 0.2 * size))
    return found


def assert_legible(root: ElementTree.Element) -> None:
    """Texts stay on the picture and apart from each other."""
    width, height = map(float, root.attrib["viewBox"].split()[2:])
    assert math.isfinite(width * height)
    found = boxes(root)
    for box in found:
        assert box.left >= 0, box
        assert box.right <= width, box
        assert 0 <= box.top <= box.bottom <= height, box
    crossed = [(a, b) for a, b in combinations(found, 2) if a.meets(b)]
    assert not crossed
