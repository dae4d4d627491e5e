"""The JSON answers described: OpenAPI 3.1 for programs, a page for people, both made from the commands."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from html import escape
from typing import Any

import click

from .. import __version__
from .commands import ANSWERS, command_of, parameters_of

__all__ = ["description", "readable"]

Json = dict[str, Any]

_EXAMPLE = "/api/single-points?technique=rlhf&amp;technique=rlaif"
_ERRORS = {
    "400": "A parameter is unknown or has no such value; `error` says what it takes.",
    "503": "Every worker is busy; Retry-After says when to try again.",
    "504": "The time limit of the server has passed.",
}


@cache
def description() -> Json:
    """Return the OpenAPI description (https://spec.openapis.org/oas/v3.1.0)."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "commoncause",
            "version": __version__,
            "description": "The answers of the command line, with its options as parameters.",
        },
        "paths": {f"/api/{name}": {"get": _operation(name)} for name in ANSWERS},
        "components": {"schemas": {"Error": _ERROR}},
    }


_ERROR: Json = {"type": "object", "required": ["error"], "properties": {"error": {"type": "string"}}}


def _operation(name: str) -> Json:
    errors = {
        status: {
            "description": words,
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}},
        }
        for status, words in _ERRORS.items()
    }
    content = {"application/json": {"schema": {"type": "object"}}}
    return {
        "operationId": name,
        "summary": _summary(name),
        "parameters": [_parameter(key, option) for key, option in parameters_of(name).items()],
        "responses": {"200": {"description": "The answer.", "content": content}, **errors},
    }


def _summary(name: str) -> str:
    return (command_of(name).help or "").partition("\n\n")[0].replace("\n", " ").replace("``", "")


def _parameter(key: str, option: click.Parameter) -> Json:
    many = option.multiple if isinstance(option, click.Option) else option.nargs != 1
    schema = _schema(option)
    found: Json = {
        "name": key,
        "in": "query",
        "schema": {"type": "array", "items": schema} if many else schema,
    }
    if option.required:
        found["required"] = True
    if isinstance(option, click.Option) and option.help:
        found["description"] = option.help
    return found


def _schema(option: click.Parameter) -> Json:
    if isinstance(option, click.Option) and option.is_flag:
        return {"type": "boolean"}
    kind: Json = {
        "type": {"integer": "integer", "float": "number"}.get(option.type.name.split()[0], "string")
    }
    if isinstance(option.type, click.Choice):
        kind["enum"] = list(option.type.choices)
    if isinstance(option.type, click.IntRange):
        kind |= {"type": "integer", "minimum": option.type.min}
    return kind


@cache
def readable() -> str:
    """Return the description as a page."""
    parts = "".join(
        _section(path.removeprefix("/api/"), d["get"]) for path, d in description()["paths"].items()
    )
    return f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>commoncause: the answers as JSON</title>
<meta name="viewport" content="width=device-width">
<style>:root{{color-scheme:light dark}}body{{font:1rem/1.5 system-ui;max-width:60rem;margin:auto}}
table{{border-collapse:collapse}}td{{padding:.1rem 1rem .1rem 0;vertical-align:top}}</style></head>
<body><main><h1>The answers as JSON</h1>
<p>Each address below answers what the command of its name answers on the command line, with the options as
parameters, as in <a href="{_EXAMPLE}">{_EXAMPLE}</a>.
An error is <code>{{"error": "..."}}</code> with a status of 400 or above. For programs:
<a href="/openapi.json">openapi.json</a>. In SPARQL: <a href="/query">query</a>. The <a href="/">site</a>.</p>
{parts}</main></body></html>
"""


def _section(name: str, operation: Mapping[str, Any]) -> str:
    rows = "".join(
        f"<tr><td><code>{escape(p['name'])}</code></td><td>{escape(_type(p['schema']))}</td>"
        f"<td>{escape(p.get('description', ''))}</td></tr>"
        for p in operation["parameters"]
    )
    link = f'<a href="/api/{escape(name)}">/api/{escape(name)}</a>'
    return f"<h2>{link}</h2><p>{escape(operation['summary'])}</p><table>{rows}</table>\n"


def _type(schema: Json) -> str:
    if schema["type"] == "array":
        return f"{_type(schema['items'])}, any number"
    return " | ".join(schema.get("enum", [schema["type"]]))
