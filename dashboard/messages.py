"""Keeps the catalogues complete: `python -m dashboard.messages` adds new messages and drops old ones."""

import sys
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from dashboard.i18n import DOMAIN
from measures import answers, states
from measures.conflicts import reasons
from measures.vocabulary import Language

_KEYWORDS = {"_": None, "N_": None, "text": None, "plural": (1, 2)}
# Tables of the domain whose sentences are put into words here.
_TABLES: tuple[tuple[str, dict[str, str]], ...] = (
    ("measures/conflicts/reasons.py", reasons.TEMPLATES),
    ("measures/conflicts/reasons.py", reasons.COUNTRIES),
    ("measures/conflicts/reasons.py", reasons.TOPICS),
    ("measures/conflicts/reasons.py", reasons.STEPS),
    ("measures/conflicts/reasons.py", reasons.DOCUMENTS),
    ("measures/answers.py", answers.TEMPLATES),
    ("measures/states.py", {str(state): text for state, text in states.ANSWERS.items()}),
    ("measures/states.py", {str(state): text for state, text in states.HEALTH.items()}),
)


def used() -> Iterator[tuple[str, str | tuple[str, ...]]]:
    """Every message the pages can show: where it stands, and its id (singular and plural as a pair)."""
    here = Path(str(files("dashboard")))
    for name, _line, message, _comments, _context in extract_from_dir(here, keywords=_KEYWORDS):
        if message:
            yield f"dashboard/{name}", message
    for where, table in _TABLES:
        for text in table.values():
            yield where, text


def template() -> Catalog:
    """A catalogue of all messages without translations."""
    catalog = Catalog(project="taskforce", charset="utf-8", header_comment="# Messages of the dashboard.")
    for where, message in used():
        catalog.add(message, locations=[(where, 1)])
    return catalog


def path(language: Language) -> Path:
    """The file of a language's catalogue."""
    return Path(str(files("dashboard"))) / "locale" / language.value / "LC_MESSAGES" / f"{DOMAIN}.po"


def main() -> int:
    """Updates the four files in place and says how many messages each still lacks."""
    for language in Language:
        file = path(language)
        catalog = Catalog(locale=language.value, fuzzy=False, header_comment="# Messages of the dashboard.")
        if file.exists():
            with file.open("rb") as stream:
                catalog = read_po(stream, locale=language.value)
        catalog.update(template(), no_fuzzy_matching=True)
        catalog.fuzzy = False
        catalog.obsolete.clear()
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("wb") as stream:
            write_po(stream, catalog, width=110, sort_output=True, omit_header=False, include_lineno=False)
        lacking = sum(1 for message in catalog if message.id and not any(message.string or ""))
        print(f"{language.value}: {len(catalog)} messages, {lacking} without translation")
    return 0


if __name__ == "__main__":
    sys.exit(main())
