"""The network that the pictures are tested on: Table 1, as the tests of the page write it down."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import networkx
import pytest


@pytest.fixture(scope="session")
def network() -> networkx.MultiDiGraph:
    path = Path(__file__).parent.parent / "exporters" / "site" / "table_one.py"
    spec = importlib.util.spec_from_file_location("page_fixtures", path)
    assert spec is not None
    assert spec.loader is not None
    fixtures = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(fixtures)
    return fixtures.network_of(fixtures.table_model())
