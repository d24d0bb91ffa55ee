"""An issue as files: every format from the same facts."""

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import Any

from dashboard.i18n import Reader
from dashboard.reports.html import to_html
from dashboard.reports.markdown import to_markdown
from dashboard.reports.pdf import to_pdf
from dashboard.reports.sheets import to_csv, to_xlsx
from dashboard.reports.weekly import tables
from dashboard.reports.weekly.document import document, title
from dashboard.reports.weekly.issue import Issue
from dashboard.reports.word import to_docx
from measures.weekly import to_json

Made = Iterator[tuple[str, bytes]]


def files(issue: Issue, reader: Reader, form: str) -> Made:
    """The files (name and bytes) of an issue in one of FORMATS; CSV has one for conflicts, one for rules."""
    return FORMATS[form](issue, reader)


def data(issue: Issue) -> dict[str, Any]:
    """Facts, edition and notes for programs; the hash of an edition is that of its facts before narrowing."""
    facts: dict[str, Any] = json.loads(to_json(issue.week))
    edition = None
    if issue.edition:
        edition = {**asdict(issue.edition), "made_at": issue.edition.made_at.isoformat()}
    notes = [
        {"about": note.about or "introduction", "language": note.language.value, "text": note.text}
        for note in issue.notes.values()
    ]
    scope = {name: list(map(str, given)) for name, given in asdict(issue.scope).items()}
    return {"edition": edition, "scope": scope, "notes": notes, "facts": facts}


def _name(issue: Issue, reader: Reader, ending: str, part: str = "") -> str:
    return f"{issue.name}-{reader.language}{part and f'-{part}'}.{ending}"


def _drawn(ending: str, draw: Callable[..., bytes]) -> Callable[[Issue, Reader], Made]:
    def one(issue: Issue, reader: Reader) -> Made:
        yield _name(issue, reader, ending), draw(document(issue, reader))

    return one


def _xlsx(issue: Issue, reader: Reader) -> Made:
    book = to_xlsx(tables.sheets(issue, reader), issue.made_at, title(issue, reader))
    yield _name(issue, reader, "xlsx"), book


def _csv(issue: Issue, reader: Reader) -> Made:
    yield _name(issue, reader, "csv", "conflicts"), to_csv(tables.conflicts(issue, reader))
    yield _name(issue, reader, "csv", "rules"), to_csv(tables.rules(issue, reader))


def _json(issue: Issue, reader: Reader) -> Made:
    yield _name(issue, reader, "json"), json.dumps(data(issue), ensure_ascii=False, indent=1).encode()


FORMATS: dict[str, Callable[[Issue, Reader], Made]] = {
    "docx": _drawn("docx", to_docx),
    "pdf": _drawn("pdf", to_pdf),
    "html": _drawn("html", lambda content: to_html(content).encode()),
    "md": _drawn("md", lambda content: to_markdown(content).encode()),
    "xlsx": _xlsx,
    "csv": _csv,
    "json": _json,
}
"""How each format is made, by its ending."""
