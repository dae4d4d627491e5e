"""RO-Crate: what version 1.1 of the specification asks, and that the metadata are those of the files."""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any

import pytest

from commoncause.exporters import export
from commoncause.exporters.build import contents
from commoncause.exporters.ro_crate import METADATA

from ..conftest import ROOT

Crate = dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def files(kb) -> dict[str, bytes]:  # type: ignore[no-untyped-def]
    return contents(kb)


@pytest.fixture(scope="module")
def crate(files: dict[str, bytes]) -> Crate:
    read = json.loads(files[METADATA])
    assert read["@context"] == "https://w3id.org/ro/crate/1.1/context"
    found = {entity["@id"]: entity for entity in read["@graph"]}
    assert len(found) == len(read["@graph"])
    return found


def test_the_descriptor_and_the_root_are_as_the_specification_has_them(crate: Crate) -> None:
    descriptor, root = crate[METADATA], crate["./"]
    assert descriptor["@type"] == "CreativeWork"
    assert descriptor["about"] == {"@id": "./"}
    assert descriptor["conformsTo"] == {"@id": "https://w3id.org/ro/crate/1.1"}
    assert root["@type"] == "Dataset"
    assert all(root[key] for key in ("name", "description", "license", "datePublished"))
    assert crate[root["license"]["@id"]]["name"] == "CC BY 4.0"
    cited = {entity["@id"].rpartition("/")[2] for entity in root["citation"]}
    assert cited == {"ai-alignment-wiki", "dung-mai-2025", "dung-mai-2025-web-summary"}


def test_every_file_is_there_once_with_its_size_and_digest(crate: Crate, files: dict[str, bytes]) -> None:
    parts = {part["@id"] for part in crate["./"]["hasPart"]}
    assert parts == {name for name in files if not name.startswith("site/")} - {METADATA} | {"site/"}
    for name in parts - {"site/"}:
        entity = crate[name]
        assert entity["@type"] == "File"
        assert entity["contentSize"] == str(len(files[name]))
        assert entity["sha256"] == hashlib.sha256(files[name]).hexdigest()
        assert entity["description"]
        assert entity["encodingFormat"] != "application/octet-stream"
    assert crate["site/"]["@type"] == "Dataset"


def test_what_is_named_is_described(crate: Crate) -> None:
    named = re.findall(r'\{"@id": "([^"]+)"\}', json.dumps(list(crate.values())))
    assert set(named) - set(crate) == {"https://w3id.org/ro/crate/1.1"}


def test_the_day_of_release_is_that_of_the_citation_file(crate: Crate) -> None:
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"date-released: {crate['./']['datePublished']}\n" in citation
    assert f"version: {crate['./']['version']}\n" in citation


def test_the_format_is_all_that_the_build_writes(small) -> None:  # type: ignore[no-untyped-def]
    assert export(small, "ro-crate") == contents(small)
