from __future__ import annotations

import hashlib
import re
from importlib.resources import files


def test_the_vendored_script_is_the_one_its_readme_names() -> None:
    folder = files("commoncause.exporters.site") / "vendor"
    named = re.findall(r"`([0-9a-f]{64})`", (folder / "README.md").read_text(encoding="utf-8"))
    script = (folder / "vis-network.min.js").read_bytes()
    assert named == [hashlib.sha256(script).hexdigest()]
    version = re.search(rb"@version (\S+)", script)
    assert version is not None
    assert f"| version | {version[1].decode()} |" in (folder / "README.md").read_text(encoding="utf-8")


def test_its_licences_travel_with_it() -> None:
    folder = files("commoncause.exporters.site") / "vendor"
    assert "MIT License" in (folder / "LICENSE-MIT").read_text(encoding="utf-8")
    assert "Apache License" in (folder / "LICENSE-APACHE-2.0").read_text(encoding="utf-8")
