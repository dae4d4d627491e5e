"""The page's first picture beside that of pyvis's own page of the same graph, in CPU seconds of the browser.

    python tests/benchmarks/page.py [--nodes N ...] [--runs N] [--patience S]

Counted is the user and system time of the whole tree of browser processes, from just before the page is
opened in a running browser until its canvas is drawn. pyvis's page is what its users get: physics on,
`write_html` with the scripts in line; it draws when the physics has settled, or not within ``--patience``.
Ours has its places computed beforehand and never lays out anything, so it costs what parsing the scripts and
the data and one drawing cost; past 2,000 nodes it draws clusters, whose number does not grow.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from playwright.sync_api import Page, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.exporters.site.generated import generated

from commoncause.exporters.site.page import render_page

BARS = {500: (0.05, None), 2000: (0.01, 1.0), 10000: (None, 1.0)}
"""Nodes -> most of pyvis's CPU time, and most CPU seconds."""
EVERYTHING = "#view=graph&show=assumptions,inside,others,sources"
"""Every layer is on: the picture is of the whole graph, as pyvis's is."""
TICKS = os.sysconf("SC_CLK_TCK")
OURS_DRAWN = "globalThis.commoncause?.named().length > 0"
PYVIS_DRAWN = "document.title === 'drawn'"
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


def tree_seconds(root: int) -> float:
    """CPU seconds of a process and all below it, those that ended included."""
    parent, spent = {}, {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(") ")[2].split()
            except OSError:
                continue
            parent[int(entry.name)] = int(fields[1])
            spent[int(entry.name)] = sum(map(int, fields[11:15]))
    inside = {root}
    while more := {pid for pid, above in parent.items() if above in inside} - inside:
        inside |= more
    return sum(spent.get(pid, 0) for pid in inside) / TICKS


def browser_process(folder: str) -> int:
    """The process that was started with this folder for its profile and is no child of such a process."""
    found = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                command, stat = (entry / "cmdline").read_text(), (entry / "stat").read_text()
            except OSError:
                continue
            if folder in command:
                found[int(entry.name)] = int(stat.rpartition(") ")[2].split()[1])
    return min(pid for pid, above in found.items() if above not in found)


def wait_for(page: Page, drawn: str, patience: float) -> None:
    """Return once the page says yes; raises TimeoutError when patience ends."""
    end = time.monotonic() + patience
    page.set_default_timeout(patience * 1000)
    while not page.evaluate(f"Boolean({drawn})"):
        if time.monotonic() > end:
            raise TimeoutError(f"no picture in {patience:g} s")
        time.sleep(0.05)


def first_picture(path: Path, drawn: str, patience: float, fragment: str = "") -> float | None:
    """CPU seconds of a fresh browser from opening the page to its first picture; None if there is none."""
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as profile:
        context = playwright.chromium.launch_persistent_context(
            profile, executable_path="/usr/bin/chromium", args=QUIET, viewport={"width": 1400, "height": 900}
        )
        page = context.pages[0]
        page.goto("about:blank")
        time.sleep(1)
        process = browser_process(profile)
        before = tree_seconds(process)
        try:
            page.goto(path.as_uri() + fragment, wait_until="commit")
            wait_for(page, drawn, patience)
            spent = tree_seconds(process) - before
        except Exception as error:
            print(f"    {path.name}: {str(error).splitlines()[0]}")
            return None
        finally:
            context.close()
        return spent


def pyvis_page(nodes: int) -> str:
    """What pyvis makes of the graph by itself, telling in its title when it has drawn."""
    from pyvis.network import Network

    _, network = generated(nodes)
    net = Network(directed=True, cdn_resources="in_line")
    for node, data in network.nodes(data=True):
        net.add_node(node, label=data["label"])
    for source, target in network.edges():
        net.add_edge(source, target)
    made = "network = new vis.Network(container, data, options);"
    html = str(net.generate_html())
    assert made in html
    return html.replace(made, made + ' network.once("afterDrawing", () => { document.title = "drawn"; });')


def our_page(nodes: int) -> str:
    """Our page of the same graph, papers and all shown."""
    return render_page(*generated(nodes))


def main() -> int:
    """Measure, print; 1 if a bar is missed."""
    parser = argparse.ArgumentParser(description="The page's first picture beside pyvis's.")
    parser.add_argument("--nodes", type=int, nargs="+", default=sorted(BARS))
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--patience", type=float, default=60)
    arguments = parser.parse_args()
    print(f"{'nodes':>8}{'ours, CPU s':>14}{'pyvis, CPU s':>14}{'ratio':>10}")
    return max([measured(nodes, arguments.runs, arguments.patience) for nodes in arguments.nodes])


def measured(nodes: int, runs: int, patience: float) -> int:
    """Measure both pages of so many nodes and print a line; 1 if a bar is missed."""
    with tempfile.TemporaryDirectory() as folder:
        ours, theirs = Path(folder, "ours.html"), Path(folder, "pyvis.html")
        ours.write_text(our_page(nodes), encoding="utf-8")
        theirs.write_text(pyvis_page(nodes), encoding="utf-8")
        spent = [first_picture(ours, OURS_DRAWN, patience, EVERYTHING) for _ in range(runs)]
        stock = first_picture(theirs, PYVIS_DRAWN, patience)
    if None in spent:
        print(f"{nodes:8}  no picture of ours")
        return 1
    own = median(s for s in spent if s is not None)
    ratio = own / stock if stock else None
    print(f"{nodes:8}{own:14.2f}{stock or float('nan'):14.2f}{ratio or float('nan'):10.4f}")
    most_ratio, most = BARS.get(nodes, (None, None))
    missed = (most_ratio and ratio and ratio > most_ratio) or (most and own > most)
    return int(bool(missed))


if __name__ == "__main__":
    sys.exit(main())
