"""The many ways in which officials write the same: whole notices and bare headlines, from families.toml."""

import tomllib
from datetime import date
from pathlib import Path

import pytest

from measures.vocabulary import Action, Impact

FAMILIES = tomllib.loads((Path(__file__).parent / "families.toml").read_text("utf-8"))


@pytest.mark.parametrize(
    "case", FAMILIES["families"], ids=lambda case: f"{case['read'][0]} {case['read'][2]}"
)
def test_a_notice_is_read_as_a_careful_reader_would(assess, case):
    read = assess(*case["read"], authority=case["authority"], level=case.get("level", "national"))
    assert read.is_measure is case["measure"]
    topics = {topic.value for topic in read.topics}
    assert topics <= set(case["topics"])
    assert topics or not case["topics"]
    assert read.border_impact in case["impact"]
    assert read.action in case["action"]
    assert read.frontier_exempt is case.get("exempt")


@pytest.mark.parametrize(
    ("language", "topic", "title"),
    [
        pytest.param(row["language"], row["topic"], title, id=f"{row['language']} {title}")
        for row in FAMILIES["headlines"]
        for title in row["titles"]
    ],
)
def test_a_headline_alone_tells_its_topic(assess, language, topic, title):
    assert topic in assess(language, "NL", title).topics


@pytest.mark.parametrize(
    ("language", "sentence", "since", "until"),
    [
        ("nl", "De brug is dicht tussen 5 en 12 juli.", date(2021, 7, 5), date(2021, 7, 12)),
        ("en", "The bridge is closed between 5 and 12 July.", date(2021, 7, 5), date(2021, 7, 12)),
        ("en", "Trains stop longer between 25 August and 5 September.", date(2021, 8, 25), date(2021, 9, 5)),
        ("nl", "De maatregel geldt tot eind 2022.", None, date(2022, 12, 31)),
        ("en", "The regulation expires on 12 April 2021.", None, date(2021, 4, 12)),
        ("nl", "De brug is dicht van 3 tot 5 mei.", date(2021, 5, 3), date(2021, 5, 5)),
        ("en", "The rule takes effect on May 3rd, 2021.", date(2021, 5, 3), None),
        ("nl", "Het besluit treedt in werking daags na bekendmaking.", date(2021, 3, 11), None),
    ],
)
def test_the_days_between_which_a_rule_holds(assess, language, sentence, since, until):
    read = assess(language, "NL", {"nl": "Brug afgesloten", "en": "Bridge closed"}[language], sentence)
    assert (read.valid_from, read.valid_until) == (since, until)


def test_what_ends_on_a_day_holds_until_it_and_what_is_freed_is_free_from_it(assess):
    ends = assess("en", "NL", "Curfew in the whole province", "The order ends on Monday 22 March 2021.")
    freed = assess("en", "NL", "Curfew lifted", "The order ends on Monday 22 March 2021.")
    assert (ends.valid_from, ends.valid_until) == (None, date(2021, 3, 22))
    assert (freed.valid_from, freed.valid_until) == (date(2021, 3, 22), None)


def test_the_neighbour_as_origin_destination_or_people_makes_a_rule_on_papers_one_for_border_life(assess):
    for title in (
        "Rijbewijs uit Duitsland omwisselen",
        "Verhuizen naar Duitsland: paspoort aanvragen",
        "Duitse studenten: inschrijven met een identiteitskaart",
    ):
        assert assess("nl", "NL", title, "U vraagt het aan bij de gemeente.").border_impact == Impact.DIRECT


def test_a_plan_that_still_has_to_be_approved_is_no_measure(assess):
    read = assess("nl", "NL", "Accijns omhoog per 1 april", "De Kamers moeten het plan nog behandelen.")
    assert not read.is_measure
    assert read.action == Action.INFORM


def test_separable_verbs_are_read_over_the_words_between(assess):
    assert assess("nl", "BE", "Minister trekt verbod op reizen naar Nederland in").action == Action.END
    assert assess("nl", "NL", "Kabinet scherpt testplicht aan de grens aan").action == Action.TIGHTEN
