"""Frontier workers named only as self-employed are no employees."""

import pytest

from measures.vocabulary import Group

SELF_EMPLOYED = [
    ("nl", "NL", "Steun voor grensondernemers", "Grensondernemers uit België krijgen een uitkering."),
    ("de", "DE", "Hilfe", "Selbstständige Grenzgänger aus Belgien erhalten eine Beihilfe."),
    ("fr", "BE", "Aide aux indépendants", "Les indépendants frontaliers reçoivent une indemnité de chômage."),
    ("en", "NL", "Support", "Self-employed frontier workers living in Belgium can claim a benefit."),
]


@pytest.mark.parametrize("text", SELF_EMPLOYED, ids=lambda text: text[0])
def test_a_text_on_self_employed_is_not_for_employees(assess, text):
    groups = assess(*text).groups
    assert Group.SELF_EMPLOYED in groups
    assert Group.FRONTIER_WORKERS not in groups


def test_a_text_on_both_is_for_both(assess):
    read = assess("nl", "NL", "Steun", "Grenswerkers en grensondernemers krijgen een uitkering.")
    assert {Group.SELF_EMPLOYED, Group.FRONTIER_WORKERS} <= set(read.groups)
