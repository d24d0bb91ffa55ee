"""Words that mislead and rules that hold, in four languages: the texts stand in cases.toml."""

import tomllib
from pathlib import Path

import pytest

from measures.vocabulary import Action, Border, Impact, Topic

CASES = tomllib.loads((Path(__file__).parent / "cases.toml").read_text("utf-8"))


def cases(table: str):
    """The cases of one table, named by language and title."""
    rows = CASES[table]
    return pytest.mark.parametrize("case", rows, ids=[f"{r['read'][0]} {r['read'][2]}" for r in rows])


@cases("no_border_life")
def test_what_only_looks_like_a_border_rule_touches_no_border_life(assess, case):
    more = {key: case[key] for key in ("authority", "level") if key in case}
    read = assess(*case["read"], **more)
    assert read.border_impact not in (Impact.DIRECT, Impact.BLOCKING)


@cases("news")
def test_news_without_a_rule_is_no_measure(assess, case):
    read = assess(*case["read"])
    assert not read.is_measure
    assert read.action == Action.INFORM
    assert (read.valid_from, read.valid_until) == (None, None)


@cases("blocking")
def test_a_border_or_line_that_is_shut_blocks(assess, case):
    read = assess(*case["read"])
    assert read.is_measure
    assert read.border_impact == Impact.BLOCKING
    assert set(read.borders) == set(case["borders"])


@cases("direct")
def test_a_rule_on_crossing_or_on_frontier_workers_is_direct(assess, case):
    read = assess(*case["read"])
    assert read.is_measure
    assert read.border_impact == Impact.DIRECT
    assert case["topic"] in read.topics
    assert read.borders


@cases("indirect")
def test_a_domestic_rule_that_moves_people_is_indirect(assess, case):
    read = assess(*case["read"])
    assert read.is_measure
    assert read.border_impact == Impact.INDIRECT
    assert case["topic"] in read.topics


@cases("animals")
def test_zones_for_animals_bind_their_holders_only(assess, case):
    read = assess(*case["read"])
    assert read.is_measure
    assert Topic.ANIMAL_PLANT in read.topics
    assert read.border_impact == Impact.NONE
    assert read.borders == ()


@cases("exempt")
def test_what_the_text_says_of_frontier_workers_exemption(assess, case):
    says = {"true": True, "false": False, "nothing": None}[case["says"]]
    assert assess(*case["read"]).frontier_exempt is says


@cases("action")
def test_what_an_item_does_to_the_rule(assess, case):
    assert assess(*case["read"]).action == case["does"]


def test_a_bavarian_rule_touches_no_border_of_ours(assess):
    read = assess(
        "de",
        "DE",
        "Bayern verschärft Ausgangssperre",
        "Ab Mittwoch gilt eine nächtliche Ausgangssperre von 21 bis 5 Uhr.",
        authority="Bayerische Staatsregierung, Bayern",
        level="regional",
    )
    assert read.is_measure
    assert read.border_impact == Impact.NONE
    assert read.borders == ()
    assert read.regions == ("DE2",)


def test_a_rule_of_north_rhine_westphalia_touches_both_its_borders(assess):
    read = assess(
        "de",
        "DE",
        "Schulen in NRW im Wechselunterricht",
        "Ab Montag findet an allen Schulen Wechselunterricht statt.",
        authority="Landesregierung Nordrhein-Westfalen",
        level="regional",
    )
    assert set(read.borders) == {Border.NL_DE, Border.BE_DE}


def test_brussels_is_a_place_where_it_is_a_risk_area(assess):
    read = assess(
        "de", "DE", "Region Brüssel zum Risikogebiet erklärt",
        "Wer von dort nach Deutschland einreist, muss sich testen lassen und in Quarantäne.",
    )  # fmt: skip
    assert read.borders == (Border.BE_DE,)


def test_a_region_that_meets_a_border_at_the_tripoint_only_keeps_to_its_own(assess):
    read = assess(
        "de",
        "BE",
        "Schulen in Ostbelgien bleiben geschlossen",
        "Die Schulen bleiben bis Ostern geschlossen.",
        authority="Regierung der Deutschsprachigen Gemeinschaft",
        level="regional",
        regions=("BE336",),
    )
    assert read.borders == (Border.BE_DE,)


def test_documents_are_named_by_code(assess):
    read = assess(
        "de",
        "DE",
        "Nachweispflicht bei Einreise aus Belgien",
        "Wer einreist, muss einen Testnachweis und die Einreiseanmeldung vorlegen; Grenzpendler eine "
        "Bescheinigung des Arbeitgebers.",
    )
    assert {"test", "registration", "employer_statement"} <= set(read.documents)


STEPS = [
    (("nl", "BE", "België sluit de grens", "Niet-essentiële verplaatsingen over de grens zijn verboden."), 4),
    (("fr", "BE", "Télétravail obligatoire", "Le télétravail est obligatoire dès lundi."), 3),
    (("de", "DE", "Homeoffice wird empfohlen", "Das Kabinett empfiehlt ab Montag Homeoffice."), 1),
    (("nl", "NL", "Avondklok opgeheven", "De avondklok vervalt."), 0),
]


@pytest.mark.parametrize(("text", "step"), STEPS, ids=lambda value: str(value)[:40])
def test_strictness_of_a_topic(assess, text, step):
    read = assess(*text)
    assert read.strictness_on(read.topics[0]) == step
