"""The SVG writer: text stays text, and every picture is well formed, legible and the same each time."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commoncause.drawing.lettering import LONGEST, clean, fit, is_measured, name_of, text_width, wrap
from commoncause.drawing.svg import Picture, number

from .pictures import HOSTILE, any_name, assert_legible, examples, parsed, texts

EXAMPLES = examples()


@given(any_name, any_name, any_name)
def test_any_text_is_well_formed_and_stays_text(title: str, label: str, tip: str) -> None:
    picture = Picture("test", title, label)
    picture.text(10, 20, label, room=100)
    picture.circle(1, 2, 3, "head", tip)
    picture.heading([label])
    picture.paragraphs([tip])
    root = parsed(picture.svg())
    assert root[0].text == name_of(title)


@given(st.floats(-1e6, 1e6))
def test_a_number_has_two_decimals_at_most_and_no_exponent(value: float) -> None:
    assert abs(float(number(value)) - value) <= 0.0051
    assert "e" not in number(value)
    assert number(value) != "-0"


def test_a_name_that_the_writer_lacks_is_refused() -> None:
    picture = Picture("test", "a", "b")
    with pytest.raises(ValueError, match="no name of an element"):
        picture.element("g onload='x'")
    with pytest.raises(ValueError, match="no look"):
        picture.rect(0, 0, 1, 1, "pretty")


@given(any_name, st.floats(1, 500))
def test_what_is_fitted_fits(text: str, room: float) -> None:
    shown = fit(text, room, 11)
    assert text_width(shown, 11) <= room
    assert shown == clean(text) or shown.endswith("…") or not shown


@given(st.text(max_size=300), st.floats(30, 500))
def test_what_is_wrapped_fits_and_loses_no_word_that_fits(text: str, room: float) -> None:
    lines = wrap(text, room, 11)
    assert all(text_width(line, 11) <= room for line in lines)
    assert len(wrap(text, room, 11, most=2)) <= 2
    if all(text_width(clean(word), 11) <= room and clean(word) == word for word in text.split()):
        assert " ".join(lines).split() == text.split()


@given(st.text())
def test_a_clean_text_is_one_short_line_without_controls(text: str) -> None:
    plain = clean(text)
    assert plain.isprintable()
    assert len(plain) <= LONGEST
    assert clean(plain) == plain


def test_hostile_names_end_soon_and_never_empty() -> None:
    for name in HOSTILE:
        assert 0 < len(name_of(name)) <= LONGEST
    assert clean("Z" + "\u0301" * 5000) == "Z\u0301\u0301"


def test_the_widths_hold_for_the_letters_that_names_are_made_of() -> None:
    assert is_measured("Représentation Ωλ Ж שלום 日本語")
    assert text_width("日本", 10) >= 20
    assert text_width("e\u0301", 10) == text_width("e", 10)


def test_text_that_cannot_be_measured_is_made_to_fit() -> None:
    picture = Picture("test", "a", "b")
    picture.text(0, 0, "\ufdfd")
    assert 'lengthAdjust="spacingAndGlyphs"' in picture.svg()


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_picture_is_safe_and_legible(name: str) -> None:
    root = parsed(EXAMPLES[name])
    assert_legible(root)
    assert texts(root)


def test_a_shortened_label_has_the_whole_as_a_tooltip() -> None:
    picture = Picture("test", "a", "b")
    picture.text(0, 10, "Representation engineering", room=60)
    assert "<title>Representation engineering</title>" in picture.svg()


def test_the_pictures_are_the_same_under_every_hash_seed() -> None:
    code = (
        "import sys, hashlib; sys.path.insert(0, sys.argv[1]); from pictures import examples; "
        "print(hashlib.sha256(repr(examples()).encode('utf-8', 'replace')).hexdigest())"
    )
    found = set()
    for seed in ("1", "2"):
        command = [sys.executable, "-c", code, str(Path(__file__).parent)]
        environment = os.environ | {"PYTHONHASHSEED": seed}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        found.add(done.stdout)
    assert len(found) == 1


# --- in Debian's Chromium: what the fonts of a machine make of it

LOOK = """() => {
  const all = [...document.querySelectorAll("text")];
  const box = e => { const b = e.getBoundingClientRect(); return [b.left, b.top, b.right, b.bottom]; };
  const turned = e => e.hasAttribute("transform");
  const view = document.documentElement.viewBox.baseVal;
  return {
    width: view.width, height: view.height,
    ground: getComputedStyle(document.querySelector(".cc-ground")).fill,
    ink: getComputedStyle(document.querySelector(".cc-ink")).fill,
    straight: all.filter(e => !turned(e)).map(e => [e.lastChild.textContent, ...box(e)]),
    turned: all.filter(turned).map(e => [e.lastChild.textContent, ...box(e)]),
  };
}"""


def look_at(files: dict[str, Path], chromium: str) -> dict[tuple[str, str], dict[str, Any]]:
    """Open each picture in light and in dark; return what was seen and complained of."""
    from playwright.sync_api import sync_playwright

    seen = {}
    with sync_playwright() as playwright:
        quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=chromium, args=quiet)
        for scheme in ("light", "dark"):
            page = browser.new_context(color_scheme=scheme).new_page()  # type: ignore[arg-type]
            for name, path in files.items():
                complaints: list[str] = []
                page.on("console", lambda message, said=complaints: said.append(message.text))
                page.on("pageerror", lambda error, said=complaints: said.append(str(error)))
                page.on("request", lambda request, said=complaints: said.append(request.url))
                page.on("dialog", lambda dialog, said=complaints: (said.append("dialog"), dialog.dismiss()))
                page.goto(path.as_uri())
                seen[name, scheme] = {**page.evaluate(LOOK), "complaints": complaints}
        browser.close()
    return seen


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], dict[str, Any]]:
    chromium = shutil.which("chromium")
    if chromium is None:
        if "chromium" in os.environ.get("COMMONCAUSE_REQUIRE", "").split(","):
            pytest.fail("COMMONCAUSE_REQUIRE names chromium, and there is none on PATH: install it")
        pytest.skip("chromium is not installed")
    folder = tmp_path_factory.mktemp("pictures")
    files = {name: folder / f"{i}.svg" for i, name in enumerate(EXAMPLES)}
    for name, path in files.items():
        path.write_text(EXAMPLES[name], encoding="utf-8")
    # A thread of its own: the tests of the page may hold Playwright's loop in this one.
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(look_at, files, chromium).result()


@pytest.mark.parametrize("name", EXAMPLES)
def test_in_a_browser_nothing_runs_and_no_text_is_cut_or_covered(
    seen: dict[tuple[str, str], dict[str, Any]], name: str
) -> None:
    for scheme in ("light", "dark"):
        sight = seen[name, scheme]
        assert [text for text in sight["complaints"] if not text.startswith("file:")] == []
        for text, left, top, right, bottom in sight["straight"] + sight["turned"]:
            assert left >= -0.5, text
            assert right <= sight["width"] + 0.5, text
            assert top >= -0.5, text
            assert bottom <= sight["height"] + 0.5, text
        straight = sorted(sight["straight"], key=lambda row: row[2])
        for i, (text, left, top, right, bottom) in enumerate(straight):
            for other, left_, top_, right_, bottom_ in straight[i + 1 :]:
                # The box of a line of text is taller than its letters.
                down = min(bottom, bottom_) - max(top, top_)
                across = min(right, right_) - max(left, left_)
                assert across <= 0.5 or down <= 6, (text, other)


def test_the_ground_is_light_by_day_and_dark_by_night(seen: dict[tuple[str, str], dict[str, Any]]) -> None:
    name = next(iter(EXAMPLES))
    assert seen[name, "light"]["ground"] == "rgb(255, 255, 255)"
    assert seen[name, "dark"]["ground"] == "rgb(20, 24, 27)"
    assert seen[name, "light"]["ink"] != seen[name, "dark"]["ink"]
