"""Importing at size: BibTeX beside bare bibtexparser 2, and the duplicates among ten thousand works.

Run by itself: ``python tests/benchmarks/importers.py [ENTRIES]``. CPU seconds, medians of several runs; the
bars are 1.5 times the parser for a library of 7,000 entries, and 5 CPU seconds for 10,000 records. Memory is
the peak of a process of its own, in which the parser holds its library and the importer fills an inbox.
"""

from __future__ import annotations

import logging
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import bibtexparser

from commoncause.analysis.duplicates import Index
from commoncause.analysis.work_descriptions import Place, Work
from commoncause.curation.inbox import import_library
from commoncause.importers.bibtex import read_bibtex
from commoncause.importers.library import open_library
from commoncause.store import Home

ENTRIES, RECORDS, RUNS = 7_000, 10_000, 5
WORDS = (
    "alignment debate oversight reward models language learning human feedback safety weak strong scalable "
    "agents interpretability circuits features deception evaluation robust risk control policy value "
    "preference training"
).split()


def title(chance: random.Random) -> str:
    """A title of common words and some rare ones."""
    rare = ["".join(chance.choices("aeioulmnrst", k=7)) for _ in range(2)]
    words = [*chance.choices(WORDS, k=chance.randrange(3, 8)), *rare]
    chance.shuffle(words)
    return " ".join(words).capitalize()


def library(entries: int, seed: int = 1) -> str:
    """A library as reference managers export it: accents, braces, abstracts, a string."""
    chance = random.Random(seed)
    families = ["".join(chance.choices("abdegiklmnoprst", k=6)).title() for _ in range(2_000)]
    parts = ['@string{nips = "Advances in Neural Information Processing Systems"}\n']
    for number in range(entries):
        names = " and ".join(f"{f}, {chance.choice('ABCDEFG')}." for f in chance.sample(families, 3))
        accent = r"G{\"o}del, Kurt and " if number % 4 == 0 else ""
        abstract = " ".join(title(chance) for _ in range(12))
        parts.append(
            f"@article{{key{number},\n  title = {{{{{title(chance)}}}}},\n  author = {{{accent}{names}}},\n"
            f"  year = {chance.randrange(1990, 2026)},\n  journal = nips,\n  volume = {{{number % 60}}},\n"
            f"  pages = {{{number % 900}--{number % 900 + 9}}},\n  doi = {{10.1000/{number}}},\n"
            f"  abstract = {{{abstract}}},\n  keywords = {{safety, {chance.choice(WORDS)}}}\n}}\n\n"
        )
    return "".join(parts)


def seconds(work: Callable[[], object]) -> float:
    """CPU seconds of one run."""
    start = time.process_time()
    work()
    return time.process_time() - start


def find_duplicates(records: int) -> int:
    """Look up and add works one after another, a tenth of them twice; return how many were found again."""
    chance = random.Random(2)
    index, works, found = Index(), list[Work](), 0
    for number in range(records):
        if works and number % 10 == 0:
            old = chance.choice(works)
            work = Work(str(number), old.title.upper(), old.authors, old.year, place=old.place)
        else:
            names = (f"{''.join(chance.choices('abdegik', k=5))}, A.", "Lee, Ann")
            place = Place("Bees", str(number % 60), "", str(number))
            work = Work(str(number), title(chance), names, chance.randrange(1990, 2026), place=place)
        found += any(match.verdict == "same" for match in index.matches(work))
        index.add(work)
        works.append(work)
    return found


def peak(work: str, path: Path) -> float:
    """Peak of resident memory, in MB, of a process that does ``work``, `parse` or `fill`; Linux alone."""
    command = [sys.executable, __file__, work, str(path)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout) / 1024


def parse(path: Path) -> None:
    """Read a library by bibtexparser alone."""
    bibtexparser.parse_string(path.read_text(encoding="utf-8"))


def fill(path: Path) -> None:
    """Import a library into an inbox."""
    with tempfile.TemporaryDirectory() as folder:
        import_library(Home(Path(folder, "kb"), Path("ontology")), open_library("bibtex", path))


def main(records: int = RECORDS) -> None:
    """Print what was measured."""
    text = library(ENTRIES)
    pairs = [
        (seconds(lambda: bibtexparser.parse_string(text)), seconds(lambda: list(read_bibtex(text, ""))))
        for _ in range(RUNS)
    ]
    bare, ours = (statistics.median(side) for side in zip(*pairs, strict=True))
    print(f"{ENTRIES:,} entries, {len(text) / 1e6:.1f} MB: bibtexparser {bare:.2f} s, importer {ours:.2f} s,")
    print(f"  ratio {ours / bare:.2f} (bar 1.5)")
    runs = [seconds(lambda: find_duplicates(RECORDS)) for _ in range(RUNS)]
    print(f"{RECORDS:,} records: duplicates in {statistics.median(runs):.2f} CPU s (bar 5)")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "library.bib")
        path.write_text(library(records, seed=3), encoding="utf-8")
        whole, size = seconds(lambda: fill(path)), path.stat().st_size / 1e6
        bare, ours = peak("parse", path), peak("fill", path)
    print(f"{records:,} entries, {size:.1f} MB, into the inbox: {whole:.2f} CPU s;")
    print(f"  peak {ours:,.0f} MB, bibtexparser {bare:,.0f} MB, ratio {ours / bare:.2f}")


if __name__ == "__main__":
    logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)
    if len(sys.argv) == 3:
        {"parse": parse, "fill": fill}[sys.argv[1]](Path(sys.argv[2]))
        # Not ru_maxrss, which a process inherits from the one that started it.
        print(re.findall(r"VmHWM:\s*(\d+)", Path("/proc/self/status").read_text())[0])
    else:
        main(*map(int, sys.argv[1:]))
