"""Keeps the catalogues complete: `python -m dashboard.messages` adds new messages and drops old ones."""

import sys
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from dashboard.i18n import DOMAIN
from measures import answers, comparing, contacts, forums, obstacles, privacy, signals, states
from measures.casework import rules, standing
from measures.conflicts import changes, note_words, reasons, watch, whatif
from measures.counter import sentences
from measures.lifecycle import links
from measures.opendata import dictionary, tables
from measures.outgoing import words as outgoing
from measures.vocabulary import Language
from measures.weekly import compare

_KEYWORDS = {"_": None, "N_": None, "text": None, "plural": (1, 2)}
# Tables of the domain whose sentences are put into words here.
_TABLES: tuple[tuple[str, dict[str, str]], ...] = (
    ("measures/conflicts/reasons.py", reasons.TEMPLATES),
    ("measures/conflicts/reasons.py", reasons.COUNTRIES),
    ("measures/conflicts/reasons.py", reasons.BESIDE),
    ("measures/conflicts/reasons.py", reasons.TOPICS),
    ("measures/conflicts/reasons.py", reasons.STEPS),
    ("measures/conflicts/reasons.py", reasons.DOCUMENTS),
    ("measures/conflicts/reasons.py", reasons.EITHER),
    ("measures/conflicts/reasons.py", reasons.GROUPS),
    ("measures/conflicts/reasons.py", {str(kind): text for kind, text in reasons.KINDS.items()}),
    ("measures/conflicts/changes.py", changes.TEMPLATES),
    ("measures/conflicts/note_words.py", note_words.TEMPLATES),
    ("measures/conflicts/note_words.py", note_words.GROUPS),
    ("measures/conflicts/note_words.py", note_words.KINDS),
    ("measures/conflicts/watch.py", {str(code): text for code, text in watch.TEMPLATES.items()}),
    ("measures/conflicts/whatif.py", {str(turn): text for turn, text in whatif.TURNS.items()}),
    ("measures/lifecycle/links.py", links.TEMPLATES),
    ("measures/weekly/compare.py", compare.TEMPLATES),
    ("measures/outgoing/words.py", outgoing.TEMPLATES),
    ("measures/privacy.py", privacy.CODES),
    ("measures/signals.py", signals.FITS),
    ("measures/casework/rules.py", rules.TEMPLATES),
    ("measures/casework/standing.py", standing.TEMPLATES),
    ("measures/forums.py", forums.LEVELS),
    ("measures/forums.py", forums.RHYTHMS),
    ("measures/forums.py", forums.FITS),
    ("measures/forums.toml", {name: forum.role for name, forum in forums.forums().items()}),
    ("measures/answers.py", answers.TEMPLATES),
    ("measures/contacts.toml", {one.id: one.role for one in contacts.contacts()}),
    ("measures/comparing.py", comparing.LADDER),
    ("measures/comparing.py", comparing.DIFFERENCES),
    ("measures/opendata/dictionary.toml", {name: dictionary.about(name) for name in tables.TABLES}),
    *(("measures/counter/sentences.py", table) for table in sentences.TABLES),
    ("measures/obstacles/__init__.py", {str(cause): text for cause, text in obstacles.CAUSES.items()}),
    ("measures/obstacles/solutions.toml", obstacles.messages()),
    ("measures/states.py", {str(state): text for state, text in states.ANSWERS.items()}),
    ("measures/states.py", {str(state): text for state, text in states.HEALTH.items()}),
    ("measures/states.py", {str(state): text for state, text in states.ADVICE.items()}),
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
    catalog = Catalog(charset="utf-8")
    for where, message in used():
        catalog.add(message, locations=[(where, 1)])
    return catalog


def path(language: Language) -> Path:
    """The file of a language's catalogue."""
    return Path(str(files("dashboard"))) / "locale" / language.value / "LC_MESSAGES" / f"{DOMAIN}.po"


def refreshed(language: Language) -> Catalog:
    """The catalogue of a language with today's messages: new ones empty, dropped ones gone."""
    file = path(language)
    catalog = Catalog(locale=language.value)
    if file.exists():
        with file.open("rb") as stream:
            catalog = read_po(stream, locale=language.value)
    created = catalog.creation_date
    catalog.update(template(), no_fuzzy_matching=True)
    catalog.obsolete.clear()
    catalog.header_comment = (
        "# Messages of the dashboard; `python -m dashboard.messages` keeps them complete."
    )
    catalog.project, catalog.version = "cross-border-taskforce-dashboard", "0.1"
    catalog.msgid_bugs_address = catalog.last_translator = catalog.language_team = ""
    # Not the moment of the run: a run that changes no message changes no file.
    catalog.creation_date = created
    catalog.fuzzy = False
    return catalog


def lacking(catalog: Catalog) -> list[str]:
    """Messages without a translation, by their id (the singular)."""
    missing = []
    for message in catalog:
        ids = [message.id] if isinstance(message.id, str) else list(message.id)
        said = [message.string] if isinstance(message.string, str) else list(message.string or ())
        if any(ids) and (not said or not all(said)):
            missing.append(ids[0])
    return missing


def main() -> int:
    """Updates the four files in place and says how many messages each still lacks."""
    for language in Language:
        catalog = refreshed(language)
        path(language).parent.mkdir(parents=True, exist_ok=True)
        with path(language).open("wb") as stream:
            write_po(stream, catalog, width=110, sort_output=True, include_lineno=False)
        print(f"{language.value}: {len(catalog)} messages, {len(lacking(catalog))} without translation")
    return 0


if __name__ == "__main__":
    sys.exit(main())
