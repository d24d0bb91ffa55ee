"""What holds of every answer, and single rules of meeting and exempting on constructed measures."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from measures import places
from measures.counter import Answer, answer, concerning, sentences
from measures.counter.model import Bearing, Stage, Unseen
from measures.counter.situation import (
    Proof,
    School,
    Sector,
    Situation,
    SituationError,
    Status,
    Travel,
    situation,
)
from measures.geography import overlaps
from measures.lifecycle import fold
from measures.lifecycle.as_of import as_of, known_then
from measures.model import Reason
from measures.vocabulary import Country, Group, Impact, Topic

JSON = TypeAdapter(Answer)
DAY = date(2021, 3, 1)
PLACES = [
    places.get(key) for key in ("aachen", "maastricht", "eupen", "liege", "enschede", "DEA", "NL", "BE2")
]
situations = st.builds(
    Situation,
    home=st.sampled_from(PLACES),
    work=st.sampled_from(PLACES),
    day=st.dates(date(2021, 1, 1), date(2021, 12, 31)),
    status=st.sampled_from(Status),
    sector=st.sampled_from(Sector),
    travel=st.sampled_from(Travel),
    home_days=st.integers(0, 5),
    school=st.sampled_from(School),
    proof=st.sampled_from(Proof),
)
texts_of_life = st.lists(
    st.fixed_dictionaries(
        {
            "country": st.sampled_from(["NL", "DE", "BE"]),
            "topics": st.sets(st.sampled_from([topic.value for topic in Topic]), min_size=1, max_size=3).map(
                lambda topics: tuple(sorted(topics))
            ),
            "step": st.integers(0, 4),
            "impact": st.sampled_from([impact.value for impact in Impact]),
            "groups": st.sets(st.sampled_from([group.value for group in Group]), max_size=2).map(
                lambda groups: tuple(sorted(groups))
            ),
            "exempt": st.sampled_from([None, True, False]),
            "published": st.dates(date(2021, 1, 1), date(2021, 6, 1)).map(date.isoformat),
            "until": st.none() | st.just("2021-09-30"),
            "documents": st.sampled_from([(), ("test",), ("vignette", "employer_statement")]),
            "action": st.sampled_from(["introduce", "tighten", "relax", "extend", "end"]),
        }
    ),
    max_size=6,
)


def made(event, rows):
    return [
        event(f"i{number}", title=f"Text {number} {'x' * number}", **row) for number, row in enumerate(rows)
    ]


def asked(person, events, **more):
    return answer(
        person, fold(events), known=date(2022, 1, 1), texts={event.id: event for event in events}, **more
    )


def one(event, person, *, on=DAY, **row):
    """The answer from a single text."""
    events = [event("i", published="2021-02-01", **row)]
    return asked(replace(person, day=on), events)


@pytest.fixture
def nurse():
    """Lives in Aachen, works in Maastricht."""
    return Situation(places.get("aachen"), places.get("maastricht"), DAY)


@given(situations)
def test_a_situation_survives_its_address(person):
    assert situation(person.params(), date(2000, 1, 1)) == person


@pytest.mark.parametrize(
    ("params", "name"),
    [
        ({"work": "aachen"}, "home"),
        ({"home": "nowhere at all", "work": "aachen"}, "home"),
        ({"home": "vaals", "work": "aachen", "status": "king"}, "status"),
        ({"home": "vaals", "work": "aachen", "home_days": "6"}, "home_days"),
        ({"home": "vaals", "work": "aachen", "home_days": "١"}, "home_days"),
        ({"home": "vaals", "work": "aachen", "day": "tomorrow"}, "day"),
    ],
)
def test_a_parameter_that_says_nothing_is_named(params, name):
    with pytest.raises(SituationError) as caught:
        situation(params, DAY)
    assert caught.value.name == name


def test_places_are_read_as_people_write_them():
    person = situation({"home": "Aix-la-Chapelle", "work": "luik"}, DAY)
    assert (person.home.key, person.work.key, person.day) == ("aachen", "liege", DAY)


@given(situations, texts_of_life, st.randoms())
def test_the_order_of_what_is_known_does_not_matter(event, person, rows, chance):
    events = made(event, rows)
    measures = fold(events)
    shuffled = chance.sample(measures, len(measures))
    texts = {each.id: each for each in events}
    first = answer(person, measures, known=DAY, texts=texts)
    assert first == answer(
        person, shuffled, known=DAY, texts=dict(chance.sample(list(texts.items()), len(texts)))
    )
    assert first == answer(person, concerning(person, measures), known=DAY, texts=texts)


@given(situations, texts_of_life)
def test_every_rule_holds_on_the_day_where_the_person_is(event, person, rows):
    events = made(event, rows)
    measures = {measure.id: measure for measure in fold(events)}
    given_answer = asked(person, events)
    for rule in (*given_answer.rules, *given_answer.around):
        measure = measures[rule.measure_id]
        here = person.places_in(measure.country)
        assert here
        assert measure.in_force(person.day)
        assert rule.since <= person.day <= rule.counted_until
        assert not measure.regions or any(overlaps(c, p.code) for c in measure.regions for p in here)
        assert rule.strictness > 0
    for rule in given_answer.rules:
        assert rule.stages
        assert rule.stage == rule.stages[0]
        assert (rule.bearing == Bearing.EXEMPT) <= (person.border is not None)
    assert not any(rule.stages for rule in given_answer.around)
    order = [list(Stage).index(rule.stage) for rule in given_answer.rules]
    assert order == sorted(order)


@given(situations, texts_of_life)
def test_what_is_announced_is_what_the_coming_day_says(event, person, rows):
    events = made(event, rows)
    for change in asked(person, events).coming:
        turn = change.day + timedelta(days=change.change == "ends")
        assert person.day < turn <= person.day + timedelta(days=14)
        before = asked(replace(person, day=turn - timedelta(days=1)), events)
        after = asked(replace(person, day=turn), events)
        assert (change.rule in after.rules) == (change.change != "ends")
        assert (change.rule in before.rules) == (change.change == "ends")


@given(situations, texts_of_life)
def test_an_answer_can_be_written_as_json_and_read_again(event, person, rows):
    given_answer = asked(person, made(event, rows))
    assert JSON.validate_json(JSON.dump_json(given_answer)) == given_answer


@given(texts_of_life, st.dates(date(2021, 1, 1), date(2021, 6, 1)))
def test_what_was_known_then_is_what_both_clocks_say(event, rows, known):
    events = made(event, rows)
    standing = {one.measure.id for one in as_of(events, DAY, known)}
    assert standing == {measure.id for measure in known_then(events, known) if measure.in_force(DAY)}


@pytest.mark.parametrize(
    ("changes", "code", "bearing"),
    [
        ({"sector": Sector.VITAL}, "exempt_vignette", "exempt"),
        ({"sector": Sector.UNKNOWN}, "exempt_vital_unknown", "exempt"),
        ({"sector": Sector.OTHER}, "exempt_documents", "exempt"),
        ({"status": Status.STUDENT}, "others_exempt", "ban"),
        ({"status": Status.JOBSEEKER, "sector": Sector.VITAL}, "others_exempt", "ban"),
    ],
)
def test_the_vignette_is_for_workers_of_vital_sectors(event, nurse, changes, code, bearing):
    person = replace(nurse, **changes)
    said = one(event, person, groups=("everyone", "frontier_workers"), step=4, impact="blocking", exempt=True,
               documents=("vignette", "employer_statement"))  # fmt: skip
    (rule,) = said.rules
    assert (rule.exemption.code, rule.bearing) == (code, bearing)
    assert ("vignette" in rule.documents) == (person.works and person.sector != Sector.OTHER)


@pytest.mark.parametrize(
    ("groups", "status", "code"),
    [
        (("students_pupils",), Status.STUDENT, "exempt_group"),
        (("everyone", "students_pupils"), Status.STUDENT, "group_named"),
        (("frontier_workers", "patients"), Status.PATIENT, "exempt_group"),
        (("frontier_workers",), Status.EMPLOYEE, "exempt"),
    ],
)
def test_a_group_is_exempt_where_the_text_is_for_it_alone(event, nurse, groups, status, code):
    said = one(event, replace(nurse, status=status), topics=("quarantine",), groups=groups, exempt=True)
    assert [rule.exemption.code for rule in said.rules] == [code]


@pytest.mark.parametrize(
    ("proof", "documents", "code"),
    [
        (Proof.TESTED, ("certificate",), "proof_not_named"),
        (Proof.VACCINATED, ("test",), "proof_not_named"),
        (Proof.VACCINATED, ("test", "certificate"), "by_certificate"),
        (Proof.TESTED, ("test",), "by_test"),
        (Proof.NONE, ("certificate",), "no_proof"),
        (Proof.UNKNOWN, ("test",), None),
        (Proof.TESTED, (), None),
    ],
)
def test_whoever_can_show_something_hears_whether_the_rule_names_it(event, nurse, proof, documents, code):
    said = one(
        event, replace(nurse, proof=proof), topics=("testing",), groups=("everyone",), documents=documents
    )
    assert [note.code for rule in said.rules for note in rule.notes] == [code] * (code is not None)


def test_a_student_named_in_the_sentence_of_the_exemption_is_exempt_as_commuters_are(event, nurse):
    row = {"topics": ("quarantine",), "groups": ("everyone", "frontier_workers", "students_pupils"),
           "exempt": True, "country": "NL"}  # fmt: skip
    student = replace(nurse, status=Status.STUDENT)
    both = one(event, student, **row, summary="Grenswerkers en studenten zijn vrijgesteld van quarantaine.")
    other = one(
        event, student, **row, summary="Grenswerkers zijn vrijgesteld. Studenten moeten thuisblijven."
    )
    told = [(rule.bearing, rule.exemption.code) for said in (both, other) for rule in said.rules]
    assert told == [(Bearing.EXEMPT, "exempt_group"), (Bearing.DUTY, "group_named")]


def test_what_was_not_found_on_frontier_workers_is_told_apart_from_what_only_names_them(event, nurse):
    for groups, code in ((("everyone",), "unsaid"), (("everyone", "frontier_workers"), "frontier_named")):
        (rule,) = one(event, nurse, groups=groups).rules
        assert rule.exemption.code == code


def test_a_country_that_each_sentence_begins_with_is_named_once():
    both = [Reason("transport_closed", (("country", "DE"),)), Reason("transport_duty", (("country", "DE"),))]
    assert sentences.told(both) == (
        "Germany: a line, road or crossing is closed. Transport is limited, or runs under conditions."
    )
    mixed = [Reason("testing_duty", (("country", "BE"),)), both[0], Reason("exempt")]
    assert sentences.told(mixed) == " ".join(sentences.sentence(reason) for reason in mixed)
    assert sentences.told([]) == ""


def test_a_rule_on_shops_is_around_and_a_telework_duty_at_home_binds_nobody_who_works_abroad(event, nurse):
    said = one(event, nurse, country="DE", topics=("shops_events", "work"), groups=("everyone",))
    assert not said.rules
    assert said.around[0].topics == (Topic.WORK, Topic.SHOPS_EVENTS)


def test_children_are_asked_about_on_the_side_of_their_school(event, nurse):
    row = {"topics": ("education_childcare",), "groups": ("students_pupils",), "impact": "indirect"}
    assert one(event, replace(nurse, school=School.WORK), **row).rules[0].stage == Stage.CHILDREN
    assert not one(event, replace(nurse, school=School.HOME), **row).rules
    assert one(event, replace(nurse, status=Status.STUDENT), **row).rules[0].stage == Stage.WORK


def test_the_days_of_a_rule_are_those_on_its_topic_in_a_package_that_changes(event, nurse):
    package = {"topics": ("movement", "shops_events"), "groups": ("everyone",), "impact": "indirect"}
    events = [
        event("a", published="2021-02-01", since="2021-02-01", until="2021-03-31", step=3, **package),
        event("b", published="2021-03-02", since="2021-03-05", action="relax", step=2, title="Maatregel",
              **{**package, "topics": ("shops_events",)}),
    ]  # fmt: skip
    rules = asked(nurse, events).rules
    assert [(rule.topics, rule.since, rule.until) for rule in rules] == [
        ((Topic.MOVEMENT,), date(2021, 2, 1), date(2021, 3, 31))
    ]


def test_what_is_counted_no_longer_by_assumption_alone_is_announced_as_no_change(event, nurse):
    told = [
        event("i1", topics=("entry", "movement"), groups=("everyone",), published="2021-02-01"),
        event("i2", topics=("entry",), groups=("everyone",), published="2021-03-10", action="extend"),
    ]
    (measure,) = fold(told)
    lapse = next(phase.until for phase in measure.phases if Topic.MOVEMENT in phase.lapsing)
    given = asked(replace(nurse, day=lapse - timedelta(days=3)), told)
    assert {topic for rule in given.rules for topic in rule.topics} == {Topic.ENTRY, Topic.MOVEMENT}
    assert given.coming == ()
    after = asked(replace(nurse, day=lapse + timedelta(days=1)), told)
    assert {topic for rule in after.rules for topic in rule.topics} == {Topic.ENTRY}


def test_sources_that_cannot_be_seen_are_named_for_the_sides_that_matter(event, nurse):
    unseen = [Unseen(Country.BE, 2), Unseen(Country.DE, 1), Unseen(Country.EU, 1)]
    said = asked(nurse, [], unseen=unseen)
    assert [each.country for each in said.unseen] == [Country.DE, Country.EU]
    assert [lacking.country for lacking in said.unknown] == [Country.NL, Country.DE]


def test_the_unions_rule_on_social_security_counts_and_its_word_on_borders_is_around(event, nurse):
    union = {"country": "EU", "level": "eu", "groups": ("everyone",)}
    (rule,) = one(event, nurse, **union, topics=("social_security_tax",), title="Dutch and German A1").rules
    assert (rule.stage, rule.side) == (Stage.MONEY, Country.EU)
    said = one(event, nurse, **union, topics=("entry", "testing"))
    assert not said.rules
    assert [reason.code for reason in said.around[0].says] == ["any_duty", "any_duty"]


def test_without_a_border_only_rules_of_life_at_home_are_left(event, nurse):
    person = replace(nurse, work=places.get("koln"))
    assert not one(event, person, country="DE", topics=("entry",), step=4, impact="blocking").rules
    assert one(event, person, country="DE", topics=("movement",), groups=("everyone",)).rules
