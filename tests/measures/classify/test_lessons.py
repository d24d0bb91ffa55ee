"""Lessons that are suspended are schools that are shut, though the text advises other things."""

import pytest

from measures.vocabulary import Action, Force, Strictness, Topic

SUSPENDED = [
    ("nl", "BE", "Lessen opgeschort", "De lessen worden opgeschort tot 3 april. Telewerk wordt aanbevolen."),
    ("fr", "BE", "Écoles", "Les cours sont suspendus jusqu'au 3 avril. Le télétravail est recommandé."),
    ("de", "BE", "Schulen", "Der Unterricht wird bis zum 3. April ausgesetzt. Homeoffice wird empfohlen."),
    ("de", "DE", "Schulen", "Der Präsenzunterricht entfällt ab Montag. Homeoffice wird empfohlen."),
    ("en", "BE", "Schools", "All lessons are suspended until 3 April. Telework is recommended."),
]


@pytest.mark.parametrize("text", SUSPENDED, ids=lambda text: f"{text[0]} {text[1]}")
def test_suspended_lessons_are_no_advice(assess, text):
    read = assess(*text)
    assert read.strictness_on(Topic.EDUCATION_CHILDCARE) == Strictness.FULL
    assert read.force == Force.PROHIBITION
    assert read.action == Action.INTRODUCE
