"""The shape of the code: imports go one way, heavy packages wait until they are used."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "src" / "commoncause"
LAYERS = [
    {"errors", "vocab"},
    {"model", "files", "sparql", "frames", "notebook", "work_records"},
    {"store"},
    {"places", "rdflib_terms"},
    {"catalogue", "reasoning"},
    {"validation"},
    {"views"},
    {"network"},
    {"drawing"},
    {"analysis", "edge_joins"},
    {"answers"},
    {"conclusions"},
    {"explanation"},
    {"knowledge_base"},
    {"loading"},
    {"passages"},
    {"importers"},
    {"curation"},
    {"exporters"},
    {"cli", "server"},
]
RANK = {name: rank for rank, names in enumerate(LAYERS) for name in names}


def _area(path: Path) -> str:
    relative = path.relative_to(PACKAGE)
    return relative.parts[0] if len(relative.parts) > 1 else relative.stem


def _imported(path: Path) -> set[str]:
    """Return the areas of the package that a module imports at any place, type checking apart."""
    depth = len(path.relative_to(PACKAGE).parts)
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level == depth:
            found |= {node.module.split(".")[0]} if node.module else {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("commoncause."):
            found.add(str(node.module).split(".")[1])
    return found


MODULES = sorted(
    path for path in PACKAGE.rglob("*.py") if path.parent != PACKAGE or not path.stem.startswith("__")
)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_go_one_way(path: Path) -> None:
    area = _area(path)
    assert area in RANK, f"{area}: give it a place in LAYERS, where data flows from the store to the faces"
    upward = {name for name in _imported(path) & RANK.keys() if RANK[name] > RANK[area]}
    assert not upward, f"{path.name} imports {upward}, which stand below it"


@pytest.mark.parametrize("path", sorted((PACKAGE / "analysis").rglob("*.py")), ids=lambda path: path.stem)
def test_analysis_is_pure(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    imported = {
        alias.name.split(".")[0] for n in ast.walk(tree) if isinstance(n, ast.Import) for alias in n.names
    }
    imported |= {(n.module or "").split(".")[0] for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
    called = {n.func.id for n in ast.walk(tree) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)}
    assert not imported & {"rdflib", "pyvis", "pandas", "pyoxigraph", "pathlib", "os", "sys", "io"}
    assert not called & {"open", "print"}


def test_a_query_imports_nothing_heavy() -> None:
    code = (
        "import sys; from commoncause.cli import cli; "
        "cli.main(['query', '-e', 'ASK {}'], standalone_mode=False); "
        "heavy = {'pandas', 'networkx', 'pyvis', 'rdflib', 'numpy', 'rich', 'pyshacl', 'jinja2'}; "
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["yes", "[]"]


def test_every_command_says_what_it_does_and_gives_an_example() -> None:
    from commoncause.cli import COMMANDS, cli

    assert list(COMMANDS) == sorted(COMMANDS)
    for name in COMMANDS:
        command = cli.get_command(None, name)  # type: ignore[arg-type]
        assert command is not None
        assert "Example: commoncause " + name in (command.help or ""), name
