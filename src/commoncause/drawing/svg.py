"""A small writer of SVG pictures: text stays text, nothing runs, nothing is fetched.

Every picture carries a title and a description for screen readers, its own style for light and dark, and
numbers of two decimals, so that the same values give the same bytes. Colors are those of Okabe and Ito (2008)
and never the only sign. What is certain is filled, what is only possible is outlined or dashed.

References
----------
W3C: Scalable Vector Graphics (SVG) 2, https://www.w3.org/TR/SVG2/
"""

from __future__ import annotations

import contextlib
import re
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

from .lettering import clean, fit, is_measured, name_of, text_width, wrap

__all__ = [
    "MARGIN",
    "SMALL",
    "WIDTH",
    "Label",
    "Picture",
    "Point",
    "number",
    "polygon",
    "verbatim",
]

Label = Callable[[str, str], str]
"""Name and kind (``"technique"``, ``"failure-mode"`` ...) -> what people call it."""
Point = tuple[float, float]

WIDTH = 720
MARGIN = 20
TITLE, BODY, SMALL, CAPTION = 16.0, 12.0, 11.0, 11.0
_LEADING = 1.4

_NAME = re.compile(r"[A-Za-z][A-Za-z-]*")
_FONTS = '"Helvetica Neue",Helvetica,Arial,"Liberation Sans","Noto Sans","DejaVu Sans",sans-serif'
# Class -> its style on a light and on a dark ground.
_LOOKS = {
    "ground": ("fill:#fff", "fill:#14181b"),
    "ink": ("fill:#1c2126", "fill:#eceae6"),
    "muted": ("fill:#545c66", "fill:#aeb5bd"),
    "alarm": ("fill:#9c4400", "fill:#ff9d57"),
    "band": ("fill:#f3f4f5", "fill:#1f2529"),
    "rule": ("fill:none;stroke:#d3d6da", "fill:none;stroke:#3a4249"),
    "axis": ("fill:none;stroke:#767c86", "fill:none;stroke:#98a0aa"),
    "base": ("fill:none;stroke:#1c2126", "fill:none;stroke:#eceae6"),
    "certain": ("fill:#0072b2;stroke:#0072b2", "fill:#56b4e9;stroke:#56b4e9"),
    "possible": ("fill:#e3f0f8;stroke:#0072b2", "fill:#17303f;stroke:#56b4e9"),
    "off": ("fill:#dfe2e5", "fill:#343b41"),
    "link": ("fill:none;stroke:#0072b2", "fill:none;stroke:#56b4e9"),
    "slice": ("fill:#d9e9f4;stroke:#0072b2", "fill:#1d3a4d;stroke:#56b4e9"),
    "side": ("fill:#9cc4e0;stroke:#0072b2", "fill:#2f6285;stroke:#56b4e9"),
    "hole": ("fill:none;stroke:#0072b2", "fill:none;stroke:#56b4e9"),
    "maybe": ("fill:#fff;stroke:#545c66", "fill:#14181b;stroke:#aeb5bd"),
    "pierce": ("fill:none;stroke:#d55e00", "fill:none;stroke:#f07a1a"),
    "head": ("fill:#d55e00;stroke:#d55e00", "fill:#f07a1a;stroke:#f07a1a"),
    "hollow": ("fill:#fff;stroke:#d55e00", "fill:#14181b;stroke:#f07a1a"),
    "stopped": ("fill:none;stroke:#767c86", "fill:none;stroke:#98a0aa"),
    "shield": ("fill:#00694d;stroke:#fff", "fill:#4fd3ab;stroke:#14181b"),
    "tick": ("fill:none;stroke:#fff", "fill:none;stroke:#14181b"),
}


def number(value: float) -> str:
    """Return a coordinate with two decimals at most, the same on every machine.

    >>> number(1 / 3), number(2.0), number(-0.001)
    ('0.33', '2', '0')
    """
    return f"{round(value, 2) + 0:.2f}".rstrip("0").rstrip(".")


def verbatim(name: str, _kind: str) -> str:
    """Return the name itself: the label of a thing where nobody gives another."""
    return name


class Picture:
    """An SVG document that grows downwards; ``y`` is the height used so far.

    >>> picture = Picture("example", "1 < 2", "Two numbers.")
    >>> picture.text(0, 20, "<b>")
    >>> "&lt;b&gt;" in picture.svg(), "<b>" in picture.svg()
    (True, False)
    """

    def __init__(self, kind: str, title: str, description: str) -> None:
        self.kind, self.title, self.description = kind, name_of(title), description
        self.y = 0.0
        self._parts: list[str] = []

    def element(self, name: str, text: str = "", tip: str = "", /, **attributes: str | float | None) -> None:
        """Add an element; ``text`` and ``tip`` are text, an attribute of None is left out."""
        tag = _tag(name, attributes)
        inside = (f"<title>{escape(clean(tip))}</title>" if tip else "") + escape(clean(text))
        self._parts.append(f"<{tag}>{inside}</{name}>" if inside else f"<{tag}/>")

    @contextlib.contextmanager
    def inside(self, name: str, /, **attributes: str | float | None) -> Iterator[None]:
        """Let what is added meanwhile stand inside an element."""
        self._parts.append(f"<{_tag(name, attributes)}>")
        yield
        self._parts.append(f"</{name}>")

    def write(self, text: str) -> None:
        """Add a text as it is, spaces too, inside an element; it has to be clean."""
        self._parts.append(escape(text))

    def line(
        self, start: Point, end: Point, look: str, thickness: float = 1, dash: str | None = None
    ) -> None:
        """Add a straight line; ``dash`` as in ``stroke-dasharray``."""
        (x1, y1), (x2, y2) = start, end
        self.element(
            "line",
            class_=_cc(look),
            x1=x1,
            y1=y1,
            x2=x2,
            y2=y2,
            stroke_width=thickness,
            stroke_dasharray=dash,
        )

    def rect(self, x: float, y: float, width: float, height: float, look: str, tip: str = "") -> None:
        """Add a rectangle."""
        self.element("rect", "", tip, class_=_cc(look), x=x, y=y, width=max(width, 0), height=height)

    def circle(self, x: float, y: float, r: float, look: str, tip: str = "") -> None:
        """Add a circle."""
        self.element("circle", "", tip, class_=_cc(look), cx=x, cy=y, r=r)

    def path(self, d: str, look: str, tip: str = "", **attributes: str) -> None:
        """Add a path of numbers and commands, as `polygon` writes them."""
        self.element("path", "", tip, class_=_cc(look), d=d, **attributes)

    def text(
        self,
        x: float,
        y: float,
        text: str,
        look: str = "ink",
        *,
        size: float = BODY,
        room: float | None = None,
        anchor: str | None = None,
        bold: bool = False,
        turn: float | None = None,
    ) -> None:
        """Add one line of text on the baseline ``y``, cut to ``room`` with the whole of it as a tooltip.

        ``turn`` is in degrees, clockwise, about (x, y).
        """
        whole = clean(text)
        shown = whole if room is None else fit(whole, room, size, bold=bold)
        if not shown:
            return
        self.element(
            "text",
            shown,
            whole if shown != whole else "",
            class_=_cc(look),
            x=x,
            y=y,
            font_size=size,
            font_weight="bold" if bold else None,
            text_anchor=anchor,
            transform=None if turn is None else f"rotate({number(turn)} {number(x)} {number(y)})",
            # What cannot be measured is made to fit.
            textLength=None if is_measured(shown) else text_width(shown, size, bold=bold),
            lengthAdjust=None if is_measured(shown) else "spacingAndGlyphs",
        )

    def heading(self, reading: Iterable[str]) -> None:
        """Begin with the title and, a paragraph each, what the picture says."""
        self.y = MARGIN + TITLE
        self.text(MARGIN, self.y, self.title, size=TITLE, bold=True, room=WIDTH - 2 * MARGIN)
        self.y += 4
        self.paragraphs(reading, BODY, "ink")

    def paragraphs(self, texts: Iterable[str], size: float = CAPTION, look: str = "muted") -> None:
        """Add texts below what is there, wrapped to the width of the picture."""
        for text in texts:
            for line in wrap(text, WIDTH - 2 * MARGIN, size):
                self.y += size * _LEADING
                self.text(MARGIN, self.y, line, look, size=size)
            self.y += 2

    def key(self, entries: Sequence[tuple[Callable[[Picture, float, float], None], str]]) -> None:
        """Add a row of samples with what they mean: each draws itself about (x, y), 22 wide and 12 high."""
        x, self.y = float(MARGIN), self.y + 18
        for sample, meaning in entries:
            wide = 22 + 6 + text_width(meaning, SMALL)
            if x > MARGIN and x + wide > WIDTH - MARGIN:
                x, self.y = float(MARGIN), self.y + 18
            sample(self, x + 11, self.y - 4)
            self.text(x + 28, self.y, meaning, "muted", size=SMALL)
            x += wide + 16
        self.y += 8

    def inline(self, width: float, **attributes: str | float | None) -> str:
        """Return the picture as a part of a page that brings the style.

        It is a group named by its title, not an image, so that who does not see it meets the links inside.
        """
        attributes |= {"role": "group", "aria_label": self.title, "width": width, "height": self.y}
        attributes["viewBox"] = f"0 0 {number(width)} {number(self.y)}"
        return f"<{_tag('svg', attributes)}>{''.join(self._parts)}</svg>"

    def svg(self) -> str:
        """Return the document."""
        height = number(self.y + MARGIN)
        body = "\n".join(self._parts)
        name = f"cc-{self.kind}-{zlib.crc32(body.encode('utf-8', 'replace')):08x}"
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="cc" role="img" width="{WIDTH}" height="{height}"'
            f' viewBox="0 0 {WIDTH} {height}" aria-labelledby="{name}-t {name}-d">\n'
            f'<title id="{name}-t">{escape(self.title)}</title>\n'
            f'<desc id="{name}-d">{escape(_legible(self.description) or self.title)}</desc>\n'
            f"<style>{_style()}</style>\n"
            f'<rect class="cc-ground" width="{WIDTH}" height="{height}"/>\n{body}\n</svg>\n'
        )


def polygon(points: Sequence[Point]) -> str:
    """Return the path of a closed polygon.

    >>> polygon([(0, 0), (1, 0), (1, 0.5)])
    'M0 0L1 0L1 0.5Z'
    """
    return "M" + "L".join(f"{number(x)} {number(y)}" for x, y in points) + "Z"


def _cc(look: str) -> str:
    """Return the class of a look, which has a name of its own so that it means nothing else on a page."""
    if look not in _LOOKS:
        raise ValueError(f"{look!r} is no look; choose from {sorted(_LOOKS)}")
    return f"cc-{look}"


def _tag(name: str, attributes: Mapping[str, str | float | None]) -> str:
    """Return what stands between the brackets of a start tag; an attribute of None is left out."""
    if not _NAME.fullmatch(name):
        raise ValueError(f"{name!r} is no name of an element")
    return name + "".join(
        f" {key.rstrip('_').replace('_', '-')}={quoteattr(_value(value))}"
        for key, value in attributes.items()
        if value is not None
    )


def _value(value: str | float) -> str:
    return value if isinstance(value, str) else number(value)


def _legible(text: str) -> str:
    return " ".join(clean(word) for word in text.split())


def _style() -> str:
    light = "".join(f".cc-{name}{{{look}}}" for name, (look, _) in _LOOKS.items())
    dark = "".join(f".cc-{name}{{{look}}}" for name, (_, look) in _LOOKS.items())
    # On paper the ground is white whatever the screen has.
    return f".cc text{{font-family:{_FONTS}}}{light}@media screen and (prefers-color-scheme:dark){{{dark}}}"
