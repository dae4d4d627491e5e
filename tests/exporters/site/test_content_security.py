from __future__ import annotations

import json

import pytest

from commoncause.exporters.site.content_security import embedded_json, policy, safe_url, source_hash


@pytest.mark.parametrize(
    "text", ["</script><script>", "<!--", "a & b", "\u2028\u2029", "\u202e", "\ud800", "\x00"]
)
def test_embedded_json_means_the_same_and_holds_no_markup(text: str) -> None:
    embedded = embedded_json({text: [text]})
    assert json.loads(embedded) == {text: [text]}
    assert not set("<>&\u2028\u2029") & set(embedded)
    assert embedded.isascii()


@pytest.mark.parametrize(
    "url", ["https://arxiv.org/abs/2310.01405", "http://a.example/b?c=d#e", "mailto:a@b.example"]
)
def test_plain_addresses_stay(url: str) -> None:
    assert safe_url(url) == url


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\nscript:alert(1)",
        " javascript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "//evil.example",
        "/local",
        "https:",
        "https://a.example/\u202egpj",
        'https://a.example/"x',
        "http://[",
        7,
        None,
    ],
)
def test_other_addresses_are_refused(url: object) -> None:
    assert safe_url(url) is None


def test_the_policy_names_each_block_and_nothing_unsafe() -> None:
    text = policy(["a", "b"], ["c"])
    assert all(source_hash(block) in text for block in "abc")
    assert "unsafe" not in text
    assert text.startswith("default-src 'none'")
    assert "http" not in text
