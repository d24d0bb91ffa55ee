"""What holds for every history: order, repetition and buckets change nothing."""

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from measures.lifecycle import bucket, fold
from measures.lifecycle.facts import topic_facts
from measures.vocabulary import Topic

START = date(2021, 1, 1)
DAYS = st.integers(0, 120).map(lambda n: (START + timedelta(n)).isoformat())
WORDS = st.sampled_from(
    ["Avondklok verlengd", "Grenscontroles", "Quarantäne nach Einreise", "Grève sur le rail"]
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
                is_measure=draw(st.booleans() | st.just(True)),
                **government,
            )
        )
    return events


@given(data=st.data())
def test_order_and_repetition_do_not_matter(data, event):
    events = data.draw(histories(event))
    shuffled = data.draw(st.permutations(events))
    assert fold(shuffled) == fold(events)
    assert fold([*events, *shuffled]) == fold(events)


@given(data=st.data())
def test_folding_bucket_by_bucket_gives_the_same_measures(data, event):
    events = data.draw(histories(event))
    buckets = defaultdict(list)
    for one in events:
        buckets[bucket(one)].append(one)
    apart = [measure for held in buckets.values() for measure in fold(held)]
    assert sorted(apart, key=lambda m: m.id) == fold(events)


@given(data=st.data())
def test_every_measure_event_is_in_exactly_one_measure(data, event):
    events = data.draw(histories(event))
    told = [id for measure in fold(events) for id in measure.event_ids]
    assert sorted(told) == sorted(e.id for e in events if e.assessment.is_measure)


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


@given(data=st.data())
def test_new_word_never_changes_the_identity_of_a_measure(data, event):
    events = sorted(data.draw(histories(event)), key=lambda e: (e.known_at, e.item.id, e.version))
    before = {id: m.id for m in fold(events[:-1]) for id in m.event_ids}
    after = {id: m.id for m in fold(events) for id in m.event_ids}
    assert all(after[id] == measure for id, measure in before.items())


def test_every_topic_says_how_long_it_counts_and_why():
    facts = topic_facts()
    assert set(facts) == set(Topic)
    assert all(fact.counted_days > 0 and fact.why for fact in facts.values())
