"""Whom to ask: each with an address and a day, found by place and by topic."""

from datetime import date
from itertools import pairwise

import pytest

from measures import geography, places
from measures.contacts import Basis, Contact, Kind, contacts, find, of_answer
from measures.counter import Situation, answer
from measures.geography import overlaps
from measures.vocabulary import Border, Topic

MONEY = (Topic.SOCIAL_SECURITY_TAX,)


def asked(home: str, work: str, *topics: Topic) -> list[str]:
    towns = places.towns()
    situation = Situation(towns[home], towns[work], date(2024, 10, 1))
    assert situation.border is not None
    return [one.id for one in find(situation.border, (situation.home, situation.work), topics)]


@pytest.mark.parametrize("contact", contacts(), ids=lambda contact: contact.id)
def test_each_has_an_address_and_the_day_of_what_it_rests_on(contact: Contact) -> None:
    assert contact.url.startswith("https://")
    assert date(2016, 1, 1) <= contact.date <= date(2026, 11, 24)
    assert bool(contact.source) == contact.is_checked
    assert all(key in places.towns() for key in contact.towns)
    known = {*geography.regions(), *geography.names_by_code()}
    assert all(any(overlaps(code, other) for other in known) for code in contact.ground)
    assert contact.side is None or any(contact.side in border.sides for border in contact.borders)
    assert (contact.kind == Kind.POINT) == (not contact.topics)


def test_no_two_are_the_same() -> None:
    assert len({one.id for one in contacts()}) == len(contacts())


def test_what_is_only_general_knowledge_says_so() -> None:
    assert {one.id for one in contacts() if one.basis == Basis.KNOWN} == {"gip-maastricht"}


def test_the_information_point_of_the_place_comes_first() -> None:
    assert asked("aachen", "maastricht", *MONEY)[0] == "gip-aachen-eurode"
    assert asked("gent", "terneuzen", *MONEY)[0] == "eures-scheldemond"
    assert asked("leer", "groningen", *MONEY)[0] == "gip-edr"
    assert asked("kleve", "nijmegen", *MONEY)[0] == "gip-rhein-waal"


def test_social_security_leads_to_the_desks_of_both_sides_of_this_border_alone() -> None:
    found = asked("lanaken", "maastricht", *MONEY)
    assert {"svb-bbz", "onss-rsz", "belastingdienst-gwo"} <= set(found)
    assert not {"svb-bdz", "dvka", "rivm"} & set(found)
    assert {"svb-bdz", "dvka"} <= set(asked("aachen", "heerlen", *MONEY))


def test_tests_lead_to_the_health_authority_of_the_region_before_the_countrys() -> None:
    found = asked("aachen", "maastricht", Topic.TESTING)
    assert found.index("staedteregion-aachen") < found.index("mags-nrw") < found.index("rki")
    assert "svb-bdz" not in found


@pytest.mark.parametrize("border", list(Border))
def test_at_every_border_somebody_answers_on_money_and_on_tests(border: Border) -> None:
    for topic in (Topic.SOCIAL_SECURITY_TAX, Topic.TESTING):
        sides = {one.side for one in find(border, (), (topic,)) if one.kind != Kind.POINT}
        assert sides == set(border.sides)


def test_information_points_stand_before_desks_and_those_before_health_authorities() -> None:
    for home in ("aachen", "lanaken", "kleve"):
        found = find(Border.NL_DE, (places.towns()[home],), list(Topic))
        order = [list(Kind).index(one.kind) for one in found]
        assert all(before <= after for before, after in pairwise(order))


def test_who_meets_no_rule_on_tests_is_not_sent_to_a_health_authority() -> None:
    towns = places.towns()
    bare = Situation(towns["aachen"], towns["maastricht"], date(2019, 5, 1))
    kinds = {one.kind for one in of_answer(answer(bare, (), known=bare.day, texts={}))}
    assert kinds == {Kind.POINT, Kind.DESK}
    inside = Situation(towns["lanaken"], towns["antwerpen"], date(2019, 5, 1))
    assert of_answer(answer(inside, (), known=inside.day, texts={})) == ()
