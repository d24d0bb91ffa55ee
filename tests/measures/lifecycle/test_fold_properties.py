"""What holds for every history: order, repetition and buckets change nothing."""

from collections import defaultdict
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from measures.days import day_of
from measures.lifecycle import Replaced, as_of, bucket, fold
from measures.lifecycle.as_of import phase_on
from measures.lifecycle.facts import topic_facts
from measures.vocabulary import Impact, Topic

# A busy machine is no wrong fold.
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
START = date(2021, 1, 1)
DAYS = st.integers(0, 120).map(lambda n: (START + timedelta(n)).isoformat())
WORDS = st.sampled_from(
    [
        "Avondklok verlengd",
        "Grenscontroles",
        "Grenzkontrollen bis 15. März, 8 Uhr",
        "Contrôles jusqu'au 15 mars, 8 heures",
        "Quarantäne nach Einreise",
        "Grève sur le rail",
    ]
)
GOVERNMENTS = st.sampled_from(
    [
        {"country": "NL", "level": "national", "authority": "Rijksoverheid"},
        {"country": "NL", "level": "regional", "authority": "Veiligheidsregio Zeeland", "regions": ("NL34",)},
        {"country": "DE", "level": "national", "authority": "Bundesregierung"},
        {"country": "DE", "level": "regional", "authority": "Landesregierung NRW", "regions": ("DEA",)},
        {"country": "BE", "level": "local", "authority": "Gemeente Essen"},
        {"country": "EU", "level": "eu", "authority": "Commission"},
    ]
)
TOPICS = st.lists(
    st.sampled_from(["border_control", "quarantine", "testing", "work", "transport", "social_security_tax"]),
    min_size=1,
    max_size=3,
    unique=True,
).map(tuple)


@st.composite
def histories(draw, make):
    events = []
    for number in range(draw(st.integers(0, 12))):
        item = draw(st.integers(0, 9))
        government = draw(GOVERNMENTS)
        published = draw(DAYS)
        events.append(
            make(
                f"{government['authority']}-{item}",
                version=number + 1,
                published=published,
                known_at=datetime.combine(date.fromisoformat(published), datetime.min.time(), UTC),
                action=draw(st.sampled_from(["introduce", "tighten", "relax", "extend", "end", "inform"])),
                topics=draw(TOPICS),
                step=draw(st.integers(0, 4)),
                impact=draw(st.sampled_from(["indirect", "direct", "blocking"])),
                since=draw(st.none() | DAYS),
                until=draw(st.none() | DAYS),
                title=draw(WORDS),
                language=draw(st.sampled_from(["nl", "de", "fr"])),
                groups=draw(st.sampled_from([(), ("families",), ("everyone",)])),
                is_measure=draw(st.booleans() | st.just(True)),
                **government,
            )
        )
    return events


@unhurried
@given(data=st.data())
def test_order_and_repetition_do_not_matter(data, event):
    events = data.draw(histories(event))
    shuffled = data.draw(st.permutations(events))
    assert fold(shuffled) == fold(events)
    assert fold([*events, *shuffled]) == fold(events)


@unhurried
@given(data=st.data())
def test_folding_bucket_by_bucket_gives_the_same_measures(data, event):
    events = data.draw(histories(event))
    buckets = defaultdict(list)
    for one in events:
        buckets[bucket(one)].append(one)
    apart = [measure for held in buckets.values() for measure in fold(held)]
    assert sorted(apart, key=lambda m: m.id) == fold(events)


@unhurried
@given(data=st.data())
def test_every_measure_event_is_in_exactly_one_measure(data, event):
    events = data.draw(histories(event))
    told = [id for measure in fold(events) for id in measure.event_ids]
    assert sorted(told) == sorted(e.id for e in events if e.assessment.is_measure)


@unhurried
@given(data=st.data())
def test_phases_follow_on_each_other_and_end_with_the_measure(data, event):
    for measure in fold(data.draw(histories(event))):
        assert measure.phases
        for before, after in zip(measure.phases, measure.phases[1:], strict=False):
            assert before.until == after.since - timedelta(1)
            assert before.since < after.since
        assert measure.phases[-1].until == measure.ends
        assert measure.until == (measure.ends or measure.counted_until)
        assert {id for id, _ in measure.links} == set(measure.event_ids)


@unhurried
@given(data=st.data())
def test_new_word_never_changes_the_identity_of_a_measure(data, event):
    events = sorted(data.draw(histories(event)), key=lambda e: (e.known_at, e.item.id, e.version))
    before = {id: m.id for m in fold(events[:-1]) for id in m.event_ids}
    after = {id: m.id for m in fold(events) for id in m.event_ids}
    assert all(after[id] == measure for id, measure in before.items())


@unhurried
@given(data=st.data())
def test_a_late_arrival_takes_the_place_it_would_have_had(data, event):
    events = data.draw(histories(event))
    late = data.draw(st.integers(0, len(events)))
    assert fold([*events[late:], *events[:late]]) == fold(events)


@unhurried
@given(data=st.data())
def test_every_phase_is_told_by_one_of_the_measures_events(data, event):
    for measure in fold(data.draw(histories(event))):
        assert {phase.event_id for phase in measure.phases} <= set(measure.event_ids)
        assert {topic for phase in measure.phases for topic, _ in phase.strictness} <= set(measure.topics)


@unhurried
@given(data=st.data(), day=DAYS, known=DAYS)
def test_what_is_learnt_later_changes_nothing_of_what_was_known(data, day, known, event):
    events = data.draw(histories(event))
    valid, known = date.fromisoformat(day), date.fromisoformat(known)
    before = [e for e in events if day_of(e.known_at) <= known]
    assert as_of(events, valid, known) == as_of(before, valid, known)
    expected = [(m, phase_on(m, valid)) for m in fold(before) if m.in_force(valid)]
    assert [(s.measure, s.phase) for s in as_of(events, valid, known)] == expected


@unhurried
@given(data=st.data(), day=DAYS)
def test_a_corrected_reading_shows_from_its_correction_on_only(data, day, event):
    events = data.draw(histories(event).filter(bool))
    misread = data.draw(st.sampled_from(events))
    at = misread.known_at + timedelta(days=10)
    wrong = replace(misread.assessment, border_impact=Impact.NONE, topics=(Topic.IDENTITY_DIGITAL,))
    old = [Replaced(misread.id, wrong, at)]
    valid = date.fromisoformat(day)
    then = [replace(e, assessment=wrong) if e == misread else e for e in events]
    assert as_of(events, valid, day_of(at) - timedelta(1), old) == as_of(
        then, valid, day_of(at) - timedelta(1)
    )
    assert as_of(events, valid, day_of(at), old) == as_of(events, valid, day_of(at))


def test_every_topic_says_how_long_it_counts_and_why():
    facts = topic_facts()
    assert set(facts) == set(Topic)
    assert all(fact.counted_days > 0 and fact.why for fact in facts.values())
