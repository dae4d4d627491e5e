"""What a notebook shows of the objects that people hold: short HTML, inert whatever the names are.

Every name goes through `html.escape` on one line of printable characters; there is no script, no style but on
the elements themselves, and nothing from outside. Glyphs and colours are those of the page (Okabe and Ito).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import Final

from .errors import one_line
from .model import Cell, Matrix, Verdict
from .vocab import compact

__all__ = ["cell_html", "counts_html", "matrix_html"]

_MOST_ROWS = 60
_MOST_COLUMNS = 40
_MOST_CLAIMS = 12
_SHOWN: Final = {
    Verdict.EXPOSED: ("\u2717", "#D55E00"),
    Verdict.PROTECTED: ("\u2713", "#009E73"),
    Verdict.UNCLEAR: ("?", "#777777"),
    Verdict.NOT_ASSESSED: ("", "#777777"),
}
"""Verdict -> glyph and colour, as on the page."""


def matrix_html(matrix: Matrix) -> str:
    """Return a matrix as a table, at most 60 rows and 40 columns of it.

    >>> cell = Cell("<t>", "f", Verdict.EXPOSED)
    >>> html = matrix_html(Matrix(("<t>",), ("f",), {("<t>", "f"): cell}))
    >>> "&lt;t&gt;" in html, "<t>" in html
    (True, False)
    """
    rows, columns = matrix.techniques[:_MOST_ROWS], matrix.failure_modes[:_MOST_COLUMNS]
    head = "".join(f'<th scope="col">{_text(name)}</th>' for name in columns)
    body = "".join(
        f'<tr><th scope="row">{_text(t)}</th>{"".join(_place(matrix.cells[t, f]) for f in columns)}</tr>'
        for t in rows
    )
    hidden = (len(matrix.techniques) - len(rows), len(matrix.failure_modes) - len(columns))
    more = f"; {hidden[0]} more rows and {hidden[1]} more columns are not shown" if any(hidden) else ""
    size = f"{len(matrix.techniques)} techniques, {len(matrix.failure_modes)} {_text(matrix.over)}{more}"
    head = f"<thead><tr><td></td>{head}</tr></thead>"
    return f"<table><caption>{size}</caption>{head}<tbody>{body}</tbody></table>"


def _place(cell: Cell) -> str:
    glyph, colour = _SHOWN[cell.verdict]
    says = cell.verdict.value + (", contested" if cell.is_contested else "")
    return f'<td title="{_text(says)}" style="text-align:center;color:{colour}">{glyph}</td>'


def cell_html(cell: Cell) -> str:
    """Return a cell as a line with its verdict and a list of its claims, at most 12 of them."""
    glyph, colour = _SHOWN[cell.verdict]
    contested = ", contested" if cell.is_contested else ""
    claims = "".join(f"<li>{_text(compact(iri))}</li>" for iri in cell.claims[:_MOST_CLAIMS])
    more = len(cell.claims) - _MOST_CLAIMS
    claims += f"<li>and {more} more</li>" if more > 0 else ""
    return (
        f"<p>{_text(cell.technique)} under {_text(cell.failure_mode)}: "
        f'<b style="color:{colour}">{glyph} {_text(cell.verdict.value)}</b>{contested}</p><ul>{claims}</ul>'
    )


def counts_html(title: str, counts: Mapping[str, int], names: Iterable[str]) -> str:
    """Return what there is as a small table, and names as a line below it."""
    rows = "".join(f'<tr><th scope="row">{_text(what)}</th><td>{n:,}</td></tr>' for what, n in counts.items())
    listed = ", ".join(map(_text, names))
    return f"<table><caption>{_text(title)}</caption><tbody>{rows}</tbody></table><p>{listed}</p>"


def _text(name: str) -> str:
    """Return a name as text of HTML, on one line, without characters that steer how others are shown."""
    return escape(one_line(name, 120), quote=True)
