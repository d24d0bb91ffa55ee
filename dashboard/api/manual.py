"""The page at /api for people who want to use it, written from the API's own description."""

import re
from base64 import b64encode
from collections.abc import Callable, Iterator
from hashlib import sha256
from html import escape
from typing import Any

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

STYLE = """
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
body { color: #1b2733; }
table { border-collapse: collapse; width: 100%; margin: .5rem 0 2rem; }
table { table-layout: fixed; } th:first-child { width: 9rem; } th:nth-child(2) { width: 45%; }
th, td { text-align: left; vertical-align: top; padding: .3rem .6rem .3rem 0; }
tr { border-bottom: 1px solid #c9d2db; }
code { overflow-wrap: anywhere; } a { color: #0a5c9e; } h2 { margin-top: 2.5rem; font-size: 1.2rem; }
td { overflow-wrap: anywhere; }
@media (max-width: 40rem) { thead { display: none; } tr, td { display: block; } }
"""
MOST_NAMED = 20
"""Values of a parameter that are written out."""

EXAMPLES = (
    (
        "rules?home=aachen&work=maastricht&lang=de",
        "what applies between Aachen and Maastricht",
    ),
    ("measures?on=2020-04-14&border=NL-BE", "what was in force at the Dutch-Belgian border on 14 April 2020"),
    ("measures?on=2020-04-14&as_of=2020-04-10", "the same as it was known on 10 April"),
    ("measures?country=DE&topic=quarantine&format=csv", "German rules on quarantine as a table"),
    ("conflicts?severity=4&lang=nl", "serious conflicts today, reasons in Dutch"),
    ("search?q=grenzpendler", "texts on frontier workers"),
    (
        "feeds/changed-conflicts.atom?border=NL-DE&severity=4&lang=de",
        "serious conflicts as they change",
    ),
    ("feeds/days.ics?border=BE-DE&lang=fr", "first and last days at a border, as a calendar"),
    ("openapi.json", "this description for programs (OpenAPI 3.1)"),
)


def manual(api: FastAPI) -> Callable[[Request], Response]:
    """The handler of the page."""
    policy = "'sha256-" + b64encode(sha256(STYLE.encode()).digest()).decode() + "'"
    headers = {
        "Content-Security-Policy": f"default-src 'none'; style-src {policy}; frame-ancestors 'none'",
        "Cache-Control": "public, max-age=3600",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
    }

    def page(_request: Request) -> Response:
        return HTMLResponse("\n".join(_lines(api.openapi())), headers=headers)

    return page


def _lines(described: dict[str, Any]) -> Iterator[str]:
    info = described["info"]
    yield '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{escape(info['title'])}: API</title><style>{STYLE}</style></head><body><main>"
    yield f"<h1>{escape(info['title'])}: API</h1><p>{escape(info['description'])}</p><h2>Examples</h2><ul>"
    for address, text in EXAMPLES:
        shown = escape(f"/api/{address}")
        yield f'<li><a href="{shown}"><code>{shown}</code></a>: {escape(text)}</li>'
    yield "</ul>"
    for path, methods in described["paths"].items():
        asked = methods["get"]
        yield f"<h2><code>/api{escape(path)}</code></h2><p>{_words(asked['description'])}</p>"
        yield "<table><thead><tr><th>parameter</th><th>values</th><th>meaning</th></tr></thead><tbody>"
        for parameter in asked.get("parameters", ()):
            name = f"<code>{escape(parameter['name'])}</code>"
            values = escape(_values(parameter["schema"], described))
            meaning = _words(parameter.get("description", ""))
            yield f"<tr><td>{name}</td><td>{values}</td><td>{meaning}</td></tr>"
        yield "</tbody></table>"
    yield "</main></body></html>"


def _words(text: str) -> str:
    """Text with what stands between backticks as code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text))


def _values(schema: dict[str, Any], described: dict[str, Any]) -> str:
    """What a parameter may be, in words."""
    if reference := schema.get("$ref"):
        return _values(described["components"]["schemas"][reference.rpartition("/")[2]], described)
    if choices := schema.get("anyOf"):
        return " or ".join(_values(one, described) for one in choices if one.get("type") != "null")
    if "enum" in schema:
        values = [str(value) for value in schema["enum"]]
        more = len(values) - MOST_NAMED
        return ", ".join(values[:MOST_NAMED]) + (f" and {more} more (see openapi.json)" if more > 0 else "")
    if schema.get("type") == "array":
        return f"{_values(schema['items'], described)}; may be repeated"
    if schema.get("format") == "date":
        return "day (YYYY-MM-DD)"
    bounds = [str(schema[name]) for name in ("minimum", "maximum") if name in schema]
    return f"{schema.get('type', 'text')} {' to '.join(bounds)}".strip()
