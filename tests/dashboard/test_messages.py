"""Every message exists in every language, with the same places to fill."""

import ast
import re
import string
from datetime import UTC, date, datetime

import pytest
from babel.messages.catalog import Catalog, Message

from dashboard import conditions, messages, wording
from dashboard.i18n import Reader, language_of
from measures import vocabulary
from measures.conflicts import reasons
from measures.counter import sentences
from measures.model import Reason
from measures.vocabulary import AnswerState, Language
from tests.support import ROOT

TRANSLATED = [language for language in Language if language != Language.EN]


@pytest.fixture(scope="module", params=TRANSLATED)
def catalog(request: pytest.FixtureRequest) -> Catalog:
    return messages.refreshed(request.param)


def _forms(value: object) -> list[str]:
    return [value] if isinstance(value, str) else [str(form) for form in (value or ())]  # type: ignore[union-attr]


def _places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_no_message_lacks_its_translation(catalog: Catalog) -> None:
    assert messages.lacking(catalog) == []


def test_translations_have_the_places_of_the_message(catalog: Catalog) -> None:
    for message in catalog:
        if message.id:
            for original, text in zip(_forms(message.id), _forms(message.string), strict=True):
                assert _places(text) == _places(original), text


def test_code_names_and_bold_survive_translation(catalog: Catalog) -> None:
    for message in catalog:
        for text in _forms(message.string) if message.id else []:
            for mark in ("`", "**"):
                assert text.count(mark) == _forms(message.id)[0].count(mark), text


def test_every_word_that_a_reason_can_be_filled_with_is_a_message() -> None:
    known = {message for _, message in messages.used()}
    for table in (*reasons.WORDS.values(), *sentences.WORDS.values()):
        assert set(table.values()) <= known


def test_a_border_is_named_in_the_words_of_the_language() -> None:
    reason = Reason(
        "checks", (("country", "DE"), ("other", "NL"), ("since", "2024-09-16"), ("authority", "B"))
    )
    assert wording.reason(Reader(Language.DE), reason).replace("\\", "") == (
        "Deutschland: Kontrollen an der Grenze zu den Niederlanden seit 16. September 2024 (B): "
        "Es ist mit Wartezeiten zu rechnen."
    )


def test_french_sets_its_apostrophe_as_print_does() -> None:
    for message in messages.refreshed(Language.FR):
        for text in _forms(message.string) if message.id else []:
            assert not re.search(r"[^\W\d]'[^\W\d]", text), text


@pytest.mark.parametrize("language", list(Language))
def test_the_files_are_what_the_code_asks_for(language: Language) -> None:
    from babel.messages.pofile import read_po

    with messages.path(language).open("rb") as stream:
        stored = read_po(stream, locale=language.value)
    keys = {message.id for message in stored if isinstance(message, Message)}
    assert keys == {message.id for message in messages.refreshed(language)}, (
        "run python -m dashboard.messages"
    )


def test_every_word_of_the_vocabulary_has_a_label() -> None:
    reader = Reader(Language.FR)
    for kind in vars(vocabulary).values():
        if isinstance(kind, type) and issubclass(kind, vocabulary.StrEnum | vocabulary.IntEnum):
            for member in kind:
                if isinstance(member, vocabulary.Language | vocabulary.Border):
                    continue
                if isinstance(member, AnswerState):
                    assert conditions.answered(reader, member)
                elif isinstance(member, kind) and kind.__module__ == vocabulary.__name__:
                    assert member is vocabulary.Level.EU or member in wording.LABELS, repr(member)


def test_no_message_hides_within_an_f_string() -> None:
    """Extraction does not look there, so such a message would stay English."""
    for file in (ROOT / "dashboard").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.JoinedStr):
                for call in (inner for inner in ast.walk(node) if isinstance(inner, ast.Call)):
                    name = getattr(call.func, "attr", getattr(call.func, "id", ""))
                    first = call.args[0] if call.args else None
                    assert not (name in ("_", "text", "plural") and isinstance(first, ast.Constant)), (
                        f"{file.name}:{call.lineno}"
                    )


@pytest.mark.parametrize(
    ("asked", "language"),
    [
        ("nl-BE", Language.NL),
        ("de-DE,de;q=0.9,en;q=0.8", Language.DE),
        ("pl,fr-BE;q=0.5", Language.FR),
        ("pl", Language.EN),
        ("", Language.EN),
        (None, Language.EN),
    ],
)
def test_the_language_is_the_first_the_browser_asks_for(asked: str | None, language: Language) -> None:
    assert language_of(asked, Language.EN) == language


def test_numbers_are_written_as_the_reader_writes_them() -> None:
    assert Reader(Language.NL).plural(
        "{number} conflict, the most severe first.", "{number} conflicts, the most severe first.", 1234
    ) == ("1.234 knelpunten, het ernstigste eerst.")


def test_french_counts_the_first_of_a_month_and_no_other_day() -> None:
    french = Reader(Language.FR)
    assert french.day(date(2020, 4, 1)) == "1er avril 2020"
    assert french.day(date(2020, 4, 11), "medium") == "11 avr. 2020"
    assert french.days(date(2020, 6, 1), date(2020, 6, 7)) == "1er–7 juin 2020"
    assert french.moment(datetime(2020, 4, 1, 11, 1, tzinfo=UTC)) == "1er avr. 2020 13:01"
    assert Reader(Language.NL).day(date(2020, 4, 1)) == "1 april 2020"
