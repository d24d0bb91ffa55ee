"""Each topic of a measure lives its own life: what ends or is prolonged is what the text speaks of."""

from dataclasses import replace
from datetime import date

import pytest

from measures.classify import classify
from measures.lifecycle import fold
from measures.model import Event, LegalAct
from measures.vocabulary import ActKind, Country, Direction, Impact, Level, Topic
from sources.archive import archive_items


def only(measures):
    assert len(measures) == 1, [measure.title for measure in measures]
    return measures[0]


CLOSURE = {"country": "BE", "topics": ("border_control", "entry"), "step": 4, "impact": "blocking"}


@pytest.fixture(scope="module")
def archive():
    return fold(Event(item, classify(item), known_at) for item, known_at in archive_items())


def test_belgian_borders_of_2020_and_2021_are_shut_on_the_days_on_which_they_were(archive):
    shut = {
        (measure.begins, measure.ends)
        for measure in archive
        if measure.country == Country.BE
        and Topic.BORDER_CONTROL in measure.topics
        and measure.phases[-1].border_impact == Impact.BLOCKING
    }
    assert {(date(2020, 3, 20), date(2020, 6, 14)), (date(2021, 1, 27), date(2021, 4, 18))} <= shut


def test_dutch_and_german_checks_of_the_archive_live_as_long_as_they_were_prolonged(archive):
    lives = {(m.country.value, m.begins, m.ends) for m in archive if Topic.BORDER_CONTROL in m.topics}
    assert ("NL", date(2024, 12, 9), date(2026, 6, 8)) in lives
    # The last German prolongation gives a month and no day: its end is unknown, not invented.
    assert ("DE", date(2024, 9, 16), None) in lives


def test_an_end_takes_along_what_only_one_text_of_many_told(event, day):
    events = [
        event("a", published="2020-03-20", since="2020-03-20", until="2020-04-05", **CLOSURE),
        event("b", published="2020-03-25", action="tighten", **CLOSURE | {"topics": ("entry", "quarantine")}),
        event("c", published="2020-04-03", action="extend", until="2020-05-03", **CLOSURE),
        event("d", published="2020-04-30", action="extend", until="2020-06-08", **CLOSURE),
        event("e", published="2020-06-05", action="extend", until="2020-06-30", **CLOSURE),
        event("f", published="2020-06-10", action="end", since="2020-06-15", **CLOSURE | {"step": 0}),
    ]
    measure = only(fold(events))
    assert measure.ends == day("2020-06-14")


def test_an_end_told_twice_revives_nothing(event, day):
    ended = CLOSURE | {"step": 0, "impact": "direct"}
    measure = only(
        fold(
            [
                event("a", published="2020-03-20", since="2020-03-20", until="2020-06-14", **CLOSURE),
                event("b", published="2020-06-14", action="end", since="2020-06-15", **ended),
                event("c", published="2020-06-15", action="relax", since="2020-06-15", **ended | {"step": 2}),
                event("d", published="2020-06-17", action="end", **ended),
            ]
        )
    )
    assert measure.ends == day("2020-06-14")
    assert [reason for _, reason in measure.links] == ["first", "ends", "ends_again", "ends_again"]


def test_an_easing_for_families_leaves_the_border_shut_for_the_rest(event, day):
    shut = event("a", published="2020-03-20", since="2020-03-20", until="2020-06-14", **CLOSURE)
    eased = CLOSURE | {"step": 2, "impact": "direct", "topics": ("entry",)}
    families = event("b", published="2020-05-30", action="relax", groups=("families",), **eased)
    everyone = event("c", published="2020-05-30", action="relax", groups=("everyone",), **eased)
    phase = only(fold([shut, families])).phases[-1]
    assert (phase.border_impact, dict(phase.strictness)[Topic.ENTRY]) == (Impact.BLOCKING, 4)
    phase = only(fold([shut, everyone])).phases[-1]
    assert dict(phase.strictness)[Topic.ENTRY] == 2


def test_a_prolongation_adds_no_shops_to_a_border(event):
    shut = event("a", published="2020-03-20", since="2020-03-20", until="2020-04-05", **CLOSURE)
    more = event(
        "b",
        published="2020-04-03",
        action="extend",
        until="2020-05-03",
        **CLOSURE | {"topics": ("entry", "shops_events")},
    )
    assert only(fold([shut, more])).topics == (Topic.BORDER_CONTROL, Topic.ENTRY)


def test_a_text_on_hairdressers_does_not_ease_a_shut_border(event):
    shut = event("a", published="2021-01-22", since="2021-01-27", until="2021-03-01", **CLOSURE)
    hair = event(
        "b",
        country="BE",
        published="2021-02-05",
        since="2021-02-13",
        action="relax",
        topics=("shops_events", "entry"),
        step=2,
    )
    measures = {m.topics: m for m in fold([shut, hair])}
    assert measures[Topic.BORDER_CONTROL, Topic.ENTRY].border_impact == Impact.BLOCKING
    assert len(measures) == 2


def test_a_topic_of_a_package_ends_by_its_own_date(event, day):
    package = event(
        "a",
        topics=("movement", "shops_events", "entry"),
        step=3,
        published="2020-03-17",
        since="2020-03-18",
        until="2020-04-05",
    )
    border = event("b", topics=("entry",), published="2020-04-02", action="extend", until="2020-04-19")
    shops = event("c", topics=("shops_events",), published="2020-04-03", action="extend", until="2020-05-10")
    measure = only(fold([package, border, shops]))
    steps = {phase.since: {topic for topic, step in phase.strictness if step} for phase in measure.phases}
    assert steps == {
        day("2020-03-18"): {Topic.MOVEMENT, Topic.SHOPS_EVENTS, Topic.ENTRY},
        day("2020-04-20"): {Topic.MOVEMENT, Topic.SHOPS_EVENTS},
    }
    assert measure.ends == day("2020-05-10")


def test_a_later_last_day_of_the_same_rule_prolongs_it_whatever_the_verb(event, day):
    checks = {"country": "DE", "title": "Grenzkontrollen", "language": "de"}
    first = event("a", published="2024-09-09", since="2024-09-16", until="2025-03-15", **checks)
    again = event("b", published="2025-03-14", since="2025-03-16", until="2025-09-15", **checks)
    told = event("c", published="2025-09-01", action="inform", until="2026-03-15", **checks)
    measure = only(fold([first, again, told]))
    assert [reason for _, reason in measure.links] == ["first", "continues", "continues"]
    assert (measure.begins, measure.ends) == (day("2024-09-16"), day("2026-03-15"))


def test_a_prolongation_without_a_day_leaves_the_end_unknown_and_counts_on(event, day):
    first = event("a", published="2024-09-09", since="2024-09-16", until="2025-03-15")
    more = event("b", published="2025-08-01", action="extend")
    measure = only(fold([first, more]))
    assert measure.ends is None
    assert measure.phases[-1].until is None
    assert measure.counted_until == day("2026-01-31")


def test_safety_regions_of_one_province_and_provinces_of_one_region_stay_apart(event):
    brabant = {"level": "regional", "topics": ("movement",), "regions": ("NL41",)}
    flanders = {"level": "regional", "country": "BE", "topics": ("movement",)}
    events = [
        event("a", authority="Veiligheidsregio Brabant-Noord", **brabant),
        event("b", authority="Veiligheidsregio Brabant-Zuidoost", **brabant),
        event("c", authority="Provincie Noord-Brabant", **brabant),
        event("d", authority="Vlaamse Regering", regions=("BE2",), **flanders),
        event("e", authority="Provincie Antwerpen (gouverneur)", regions=("BE21",), **flanders),
        event("f", authority="Provincie Limburg", regions=("BE22",), **flanders),
    ]
    assert len(fold(events)) == 6


def test_checks_at_different_borders_none_of_ours_are_different_measures(event):
    elsewhere = {"country": "DE", "language": "de", "borders": (), "impact": "none"}
    austria = event("a", published="2023-10-01", title="Kontrollen zu Österreich", **elsewhere)
    poland = event("b", published="2023-10-16", action="extend", title="Kontrollen zu Polen", **elsewhere)
    assert len(fold([austria, poland])) == 2


def reread(event, **labels):
    return replace(event, assessment=replace(event.assessment, **labels))


def test_the_same_decree_ties_texts_that_share_few_words(event, day):
    decree = (LegalAct(ActKind.MINISTERIAL_DECREE, "arrêté du 28 octobre 2020", day("2020-10-28")),)
    named = (LegalAct(ActKind.MINISTERIAL_DECREE, "besluit van 28 oktober 2020", day("2020-10-28")),)
    line = {"topics": ("transport",), "country": "BE", "step": 3}
    first = event("a", title="Bus à la frontière", language="fr", published="2020-10-28", **line)
    second = event("b", title="Lijn 3 rijdt niet", action="tighten", published="2020-11-04", **line)
    assert len(fold([first, second])) == 2
    tied = fold([reread(first, acts=decree), reread(second, acts=named)])
    assert [reason for _, reason in only(tied).links] == ["first", "same_act"]


def test_a_law_that_many_rules_rest_on_ties_nothing(event):
    law = (
        LegalAct(ActKind.LAW, "Infektionsschutzgesetz"),
        LegalAct(ActKind.EU_REGULATION, "", None, "2016/399"),
    )
    line = {"topics": ("transport",), "country": "DE"}
    first = reread(event("a", title="Bahn gesperrt", **line), acts=law)
    second = reread(event("b", title="Brücke zu", action="tighten", **line), acts=law)
    assert len(fold([first, second])) == 2


def test_a_rule_of_a_land_told_by_the_federal_government_stays_the_lands(event):
    federal = event("a", country="DE", topics=("quarantine",), published="2020-04-09")
    told = event("b", country="DE", topics=("quarantine",), action="tighten", published="2020-04-12")
    assert len(fold([federal, told])) == 1
    assert len(fold([federal, reread(told, level=Level.REGIONAL)])) == 2


def test_a_ban_on_leaving_prefers_the_measure_on_leaving(event):
    entry = {"topics": ("entry",), "country": "BE", "impact": "blocking", "step": 4}
    into = reread(event("a", published="2021-01-20", **entry), direction=Direction.INTO)
    out = reread(event("b", published="2021-01-10", **entry), direction=Direction.OUT_OF)
    more = event("c", published="2021-02-20", action="extend", until="2021-04-01", **entry)
    measures = fold([into, out, reread(more, direction=Direction.OUT_OF)])
    assert {m.event_ids for m in measures} == {("a@1",), ("b@1", "c@1")}


def test_what_was_added_to_a_package_ends_with_it_though_counted_less_long(event):
    lockdown = {"impact": "indirect", "authority": "Rijksoverheid (ministerraad)"}
    both = ("shops_events", "movement")
    [measure] = fold(
        [
            event("a", published="2021-04-28", since="2021-04-28", topics=both, **lockdown),
            event("b", published="2021-05-20", action="relax", topics=("shops_events", "work"), **lockdown),
            event("c", published="2021-06-26", action="relax", topics=both, **lockdown),
            event("d", published="2021-07-20", action="relax", topics=both, **lockdown),
            event(
                "e", published="2021-09-10", action="end", since="2021-09-25", topics=both, step=0, **lockdown
            ),
        ]
    )  # fmt: skip
    assert measure.ends == date(2021, 9, 24)


def test_a_duty_that_became_a_lockdown_goes_by_the_name_of_the_lockdown(event):
    lockdown = {
        "impact": "indirect",
        "topics": ("shops_events",),
        "authority": "Rijksoverheid (ministerraad)",
    }
    masks = event("a", published="2020-12-01", title="Mondkapje verplicht in winkels", step=2, **lockdown)
    closed = event(
        "b", published="2020-12-15", action="tighten", title="Strenge lockdown", step=4, **lockdown
    )
    eased = event("c", published="2021-01-20", action="tighten", title="Winkels ook zondag dicht", **lockdown)
    assert [measure.title for measure in fold([masks, eased])] == ["Mondkapje verplicht in winkels"]
    assert [measure.title for measure in fold([masks, closed, eased])] == ["Strenge lockdown"]
