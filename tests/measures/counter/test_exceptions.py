"""Who is left out of a text: named behind "except", or meant only through their children."""

from datetime import date

import pytest

from measures.counter.meeting import of_others_abroad
from measures.counter.situation import situation
from measures.vocabulary import Country

ON = date(2020, 10, 12)


@pytest.mark.parametrize(
    ("title", "work", "spared"),
    [
        ("Niederlande bis auf Zeeland und Limburg Risikogebiet", "maastricht", True),
        ("Niederlande bis auf Zeeland und Limburg Risikogebiet", "nijmegen", False),
        ("Niederlande mit Ausnahme von Limburg Risikogebiet", "maastricht", True),
        ("Niederlande Risikogebiet", "maastricht", False),
        ("Provinz Limburg Risikogebiet", "maastricht", False),
    ],
)
def test_what_a_title_leaves_out_is_nothing_to_who_goes_there(title, work, spared):
    person = situation({"home": "aachen", "work": work, "day": ON.isoformat()}, ON)
    assert of_others_abroad(person, Country.DE, title) is spared


def test_a_closure_that_lets_pupils_through_stays_shut_for_their_parents(ask):
    for school in ("home", "work"):
        told = ask(home="aachen", work="maastricht", school=school, day="2020-03-25")
        adult = [rule for rule in told.rules if rule.exemption and rule.exemption.code == "children_exempt"]
        assert all(rule.bearing != "exempt" or rule.stage == "children" for rule in adult)
