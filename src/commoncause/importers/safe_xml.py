"""XML from strangers: no document type, so no entities; bounded in size, depth and number of elements."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

from ..errors import InvalidInputError, shortened

__all__ = ["Element", "read_xml"]

LARGEST_FILE = 200_000_000
MOST_ELEMENTS = 5_000_000
DEEPEST = 200


@dataclass(slots=True)
class Element:
    """One element: its tag, attributes, the elements within, and where it begins (``file:line``)."""

    tag: str
    attributes: dict[str, str]
    where: str
    children: list[Element] = field(default_factory=list)

    def __iter__(self) -> Iterator[Element]:
        return iter(self.children)


def read_xml(path: Path) -> Element:
    """Return the root element; text between elements is dropped.

    Raises
    ------
    InvalidInputError
        With file and line: for a file that cannot be read or is too large, text that is not XML, a DOCTYPE
        (which could declare entities), elements too deep or too many.
    """
    reader = _Reader(path)
    try:
        with path.open("rb") as file:
            if (size := file.seek(0, 2)) > LARGEST_FILE:
                raise InvalidInputError(
                    f"{size:,} bytes", where=str(path), remedy=f"at most {LARGEST_FILE:,} are read"
                )
            file.seek(0)
            reader.parser.ParseFile(file)
    except OSError as error:
        raise InvalidInputError(
            f"cannot be read: {error.strerror}", where=str(path), remedy="give a file"
        ) from error
    except expat.ExpatError as error:
        what = f"not XML: {expat.ErrorString(error.code)}"
        raise InvalidInputError(what, where=f"{path}:{error.lineno}", remedy="repair the file") from error
    except (ValueError, LookupError) as error:
        if isinstance(error, InvalidInputError):
            raise
        raise InvalidInputError(f"not XML: {error}", where=str(path), remedy="save it as UTF-8") from error
    return reader.root


class _Reader:
    def __init__(self, path: Path) -> None:
        self.path = path
        self.root = Element("", {}, str(path))
        self.open: list[Element] = []
        self.count = 0
        self.parser = expat.ParserCreate()
        self.parser.StartDoctypeDeclHandler = self.doctype
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end

    @property
    def where(self) -> str:
        """The file and line that are being read."""
        return f"{self.path}:{self.parser.CurrentLineNumber}"

    def doctype(self, *_: object) -> None:
        """Refuse a DOCTYPE."""
        raise InvalidInputError(
            "a DOCTYPE, which could declare entities", where=self.where, remedy="take it out of the file"
        )

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Open an element, within the limits of number and depth."""
        self.count += 1
        if self.count > MOST_ELEMENTS:
            raise InvalidInputError(
                f"more than {MOST_ELEMENTS:,} elements", where=self.where, remedy="split the model"
            )
        if len(self.open) >= DEEPEST:
            what = f"<{shortened(tag, 40)}> is more than {DEEPEST} elements deep"
            raise InvalidInputError(what, where=self.where, remedy="name inner formulas as gates")
        element = Element(tag, attributes, self.where)
        if self.open:
            self.open[-1].children.append(element)
        else:
            self.root = element
        self.open.append(element)

    def end(self, _: str) -> None:
        """Close the element that is open."""
        self.open.pop()
