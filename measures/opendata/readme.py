"""What a person reads who opens the folder: README.md, and index.html for a browser."""

from collections.abc import Iterable
from html import escape
from importlib.resources import files

from measures.opendata.dcat import NO_LICENCE, RIGHTS, UNNAMED, FileFacts
from measures.opendata.dictionary import Entry, about, codes, entries
from measures.opendata.tables import TABLES
from measures.settings import Settings

TITLE = "Cross Border Taskforce: open data"


def readme(settings: Settings) -> str:
    """The folder's README: what is in it, how to read it, each column and each code."""
    tables = "\n".join(f"| `{name}` | {about(name)} |" for name in TABLES)
    parts = [
        f"# {TITLE}\n\nPublished by {_inline(settings.publisher or UNNAMED)}.\n\n{_licence(settings)}\n",
        f"| table | what it holds |\n|---|---|\n{tables}\n",
        files("measures.opendata").joinpath("how.md").read_text("utf-8"),
        *(_columns(name) for name in TABLES),
        "## Codes\n",
        *(
            f"**{name}**\n\n"
            + "\n".join(f"- `{code}` {meaning}" for code, meaning in meanings.items())
            + "\n"
            for name, meanings in codes().items()
        ),
    ]
    return "\n".join(parts)


def index(written: Iterable[FileFacts], settings: Settings) -> str:
    """A page that lists the files."""
    rows = "\n".join(
        f'<tr><td><a href="{escape(file.name)}">{escape(file.name)}</a></td>'
        f"<td>{file.size:,} bytes</td><td>{escape(about(file.table))}</td></tr>"
        for file in written
    )
    others = ", ".join(
        f'<a href="{name}">{name}</a>' for name in ("README.md", "dictionary.csv", "codes.csv", "dcat.jsonld")
    )
    return f"""<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{TITLE}</title>
<link rel="describedby" type="application/ld+json" href="dcat.jsonld"></head>
<body>
<h1>{TITLE}</h1>
<p>Published by {escape(settings.publisher or UNNAMED)}. {escape(_licence(settings))}</p>
<p>Begin with {others}.</p>
<table>
<thead><tr><th scope="col">file</th><th scope="col">size</th><th scope="col">what it holds</th></tr></thead>
<tbody>
{rows}
</tbody>
</table>
</body>
</html>
"""


def _licence(settings: Settings) -> str:
    return (
        f"{RIGHTS} Licence of the rest: {settings.licence}" if settings.licence else f"{NO_LICENCE} {RIGHTS}"
    )


def _columns(table: str) -> str:
    rows = "\n".join(_line(entry) for entry in entries() if entry.table == table)
    return f"## {table}\n\n{about(table)}\n\n| column | type | what it is |\n|---|---|---|\n{rows}\n"


def _line(entry: Entry) -> str:
    kind = entry.type + (", or none" if entry.nullable else "")
    more = [entry.unit, f"of {entry.codes}" if entry.codes else ""]
    told = "; ".join(filter(None, more))
    return f"| `{entry.column}` | {kind} | {entry.description}{f' ({told})' if told else ''} |"


def _inline(text: str) -> str:
    """A name that is no Markdown."""
    return "".join(f"\\{sign}" if sign in "\\`*_[]<>#|!" else sign for sign in " ".join(text.split()))
