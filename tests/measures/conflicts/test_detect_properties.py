"""The engine against a day-by-day oracle, and what holds for every set of measures."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from measures.conflicts import detect, touched
from measures.conflicts.facts import handover_days
from measures.conflicts.on_day import standing
from measures.conflicts.sides import Sides, compare, step_function
from measures.lifecycle import fold
from measures.vocabulary import Action, Border, ConflictKind, Country, Document, Topic

FIRST = date(2021, 1, 1)
LENGTH = 40
DAYS = st.integers(0, LENGTH - 1)
ON = date(2021, 1, 10)


def iso(offset):
    return (FIRST + timedelta(offset)).isoformat()


@st.composite
def measure_sets(
    draw, make, topics=("shops_events", "movement", "entry", "quarantine"), impacts=("indirect",)
):
    measures = []
    for number in range(draw(st.integers(0, 7))):
        start = draw(DAYS)
        measures.append(
            make(
                f"m{number}",
                country=draw(st.sampled_from(["NL", "DE", "BE"])),
                topics=(draw(st.sampled_from(topics)),),
                step=draw(st.integers(0, 4)),
                impact=draw(st.sampled_from(impacts)),
                since=iso(start),
                until=draw(st.none() | st.integers(start - 2, LENGTH - 1).map(iso)),
                counted_until=iso(LENGTH - 1),
                exempt=draw(st.sampled_from([None, True, False])),
                documents=draw(st.sampled_from([(), (Document.VIGNETTE,)])),
                regions=draw(st.sampled_from([(), ()])),
            )
        )
    return measures


def strictness(measures, border, country, topic, day):
    """Straight from the definition: the strictest rule of that side in force on that day."""
    return max(
        (
            int(level)
            for m in measures
            for phase in m.phases
            for named, level in phase.strictness
            if border in m.borders
            and m.country == country
            and named == topic
            and phase.since <= day <= (phase.until or m.counted_until)
        ),
        default=0,
    )


@given(data=st.data())
def test_divergence_is_flagged_on_exactly_the_days_with_a_gap_of_two(data, measure):
    measures = data.draw(measure_sets(measure, topics=("shops_events",)))
    conflicts = detect(measures, ON)
    for border in Border:
        first, second = border.sides
        for offset in range(LENGTH):
            day = FIRST + timedelta(offset)
            a, b = (strictness(measures, border, side, Topic.SHOPS_EVENTS, day) for side in (first, second))
            here = [c for c in conflicts if c.border == border and c.since <= day <= c.last_day]
            assert len(here) == (abs(a - b) >= 2), (border, day, a, b)
            assert all(c.hurt_from == (first if a > b else second) for c in here)


@given(data=st.data())
def test_step_functions_equal_the_day_by_day_strictness(data, measure):
    measures = data.draw(measure_sets(measure))
    sides = Sides(Border.NL_DE, measures)
    for topic in (Topic.SHOPS_EVENTS, Topic.ENTRY):
        spans = list(compare(sides.steps(Country.NL, topic), sides.steps(Country.DE, topic)))
        for before, after in pairwise(spans):
            assert before.until < after.since
        for offset in range(-2, LENGTH + 2):
            day = FIRST + timedelta(offset)
            span = next((s for s in spans if s.since <= day.toordinal() <= s.until), None)
            levels = (
                tuple(step.level if step else 0 for step in (span.first, span.second)) if span else (0, 0)
            )
            wanted = [strictness(measures, Border.NL_DE, c, topic, day) for c in (Country.NL, Country.DE)]
            assert levels == tuple(wanted)


@given(data=st.data())
def test_closed_border_is_flagged_on_exactly_the_days_it_is_closed(data, measure):
    measures = data.draw(measure_sets(measure, topics=("entry",), impacts=("blocking", "direct")))
    closures = [m for m in measures if m.border_impact == "blocking"]
    conflicts = [c for c in detect(measures, ON) if c.kind == ConflictKind.BLOCKED_CROSSING]
    for border in Border:
        for offset in range(LENGTH):
            day = FIRST + timedelta(offset)
            closed = [s for s in border.sides if strictness(closures, border, s, Topic.ENTRY, day)]
            assert sum(c.border == border and c.since <= day <= c.last_day for c in conflicts) == len(closed)


@given(data=st.data())
def test_missing_exemption_is_flagged_on_exactly_the_days_it_is_missing(data, measure):
    measures = data.draw(measure_sets(measure, topics=("quarantine",), impacts=("direct",)))
    conflicts = [c for c in detect(measures, ON) if c.kind == ConflictKind.MISSING_EXEMPTION]

    def on(border, country, day, exempt, least):
        some = [m for m in measures if m.frontier_exempt is exempt]
        return strictness(some, border, country, Topic.QUARANTINE, day) >= least

    for border in Border:
        for offset in range(LENGTH):
            day = FIRST + timedelta(offset)
            wanted = any(
                on(border, side, day, False, 2)
                or (on(border, side, day, None, 2) and on(border, border.other_side(side), day, True, 1))
                for side in border.sides
            )
            here = [c for c in conflicts if c.border == border and c.since <= day <= c.last_day]
            assert bool(here) == wanted


MIXED = {
    "topics": (
        "border_control",
        "entry",
        "quarantine",
        "work",
        "social_security_tax",
        "shops_events",
        "transport",
        "animal_plant",
    ),
    "impacts": ("none", "indirect", "direct", "blocking"),
}


@given(data=st.data())
def test_order_of_measures_does_not_matter(data, measure):
    measures = data.draw(measure_sets(measure, **MIXED))
    assert detect(data.draw(st.permutations(measures)), ON) == detect(measures, ON)


@given(data=st.data())
def test_border_depends_only_on_the_measures_that_touch_it(data, measure):
    measures = data.draw(measure_sets(measure, **MIXED))
    for border in Border:
        touching = [m for m in measures if border in touched([m])]
        assert detect(touching, ON, [border]) == [c for c in detect(measures, ON) if c.border == border]


@given(data=st.data())
def test_any_course_of_changes_detected_where_they_touch_equals_the_whole(data, measure):
    """Measures come, are replaced by others of the same name, and go."""
    held, found = {}, {border: [] for border in Border}
    for changed in data.draw(st.lists(measure_sets(measure, **MIXED), min_size=1, max_size=4)):
        gone = data.draw(st.sets(st.sampled_from(sorted(held)))) if held else set()
        now = {m.id: m for m in changed}
        was = [m for id, m in held.items() if id in now or id in gone]
        held = {id: m for id, m in held.items() if id not in gone} | now
        for border in touched([*was, *changed]):
            found[border] = detect(held.values(), ON, [border])
    assert [conflict for border in Border for conflict in found[border]] == detect(held.values(), ON)


@given(data=st.data())
def test_keys_are_unique_and_days_and_parts_make_sense(data, measure):
    measures = data.draw(measure_sets(measure, **MIXED))
    conflicts = detect(measures, ON)
    assert len({c.key for c in conflicts}) == len(conflicts)
    known = {m.id for m in measures}
    for c in conflicts:
        assert c.since <= c.last_day
        assert c.until in (None, c.counted_until)
        assert 1 <= c.severity <= 5
        assert c.severity == max(1, min(5, int(sum(worth for _, worth in c.severity_parts) + 0.5)))
        assert {c.measure_a} | ({c.measure_b} if c.measure_b else set()) <= known
        assert c.early_warning == (c.since > ON)
        assert c.topics
        assert c.groups


@st.composite
def chains(draw, make):
    """Duties and closures of months that follow on each other and overlap, in two countries."""
    return [
        make(
            f"m{number}",
            country=draw(st.sampled_from(["NL", "DE"])),
            topics=(draw(st.sampled_from(["entry", "quarantine"])),),
            step=draw(st.integers(2, 4)),
            impact=draw(st.sampled_from(["direct", "blocking"])),
            since=iso(start := draw(st.integers(0, 300))),
            until=draw(st.none() | st.integers(start, 400).map(iso)),
            counted_until=iso(400),
            exempt=draw(st.sampled_from([None, True, False])),
        )
        for number in range(draw(st.integers(1, 8)))
    ]


@given(data=st.data())
def test_a_conflict_rests_on_a_rule_in_force_from_its_first_days_to_its_last(data, measure):
    measures = data.draw(chains(measure))
    known, handover = {m.id: m for m in measures}, timedelta(handover_days())
    for c in detect(measures, ON, [Border.NL_DE]):
        named = known[c.measure_a]
        assert named.since <= c.since + handover
        assert named.until >= c.last_day - handover
        for offset in range((c.last_day - c.since).days + 1):
            day = c.since + timedelta(offset)
            told = [rule for rule in standing(c, measures, day).values() if rule is not None]
            assert any(rule.measure.in_force(day) for rule in told)


@st.composite
def histories(draw, make):
    """Events of a few governments; each speaks of some topics, gives a first and last day or does not."""
    events = []
    for number in range(draw(st.integers(1, 8))):
        said = draw(st.integers(0, 60))
        first, last = draw(st.none() | st.integers(0, 80)), draw(st.none() | st.integers(0, 200))
        events.append(
            make(
                f"i{number}",
                country=draw(st.sampled_from(["NL", "BE"])),
                published=iso(said),
                action=draw(st.sampled_from(["introduce", "inform", "tighten", "relax", "extend", "end"])),
                topics=tuple(
                    draw(st.lists(st.sampled_from(MIXED["topics"]), min_size=1, max_size=3, unique=True))
                ),
                step=draw(st.integers(1, 4)),
                impact=draw(st.sampled_from(["indirect", "direct", "blocking"])),
                exempt=draw(st.sampled_from([None, True, False])),
                since=None if first is None else iso(first),
                until=None if last is None else iso(last),
            )
        )
    return events


@given(data=st.data())
def test_an_end_is_a_day_that_a_text_gives_or_the_day_before_something_begins(data, event):
    events = data.draw(histories(event))
    told = {day for e in events for day in (e.item.published, e.assessment.valid_from)} - {None}
    stated = {day - timedelta(1) for day in told} | {e.assessment.valid_until for e in events}
    # News of an end without a day ends the rule on the day of the news.
    endings = [e for e in events if e.assessment.action == Action.END]
    stated |= {e.item.published for e in endings}
    # Of a rule of which only its last day is told, that day is the first one known.
    lasts = {e.assessment.valid_until for e in endings}
    lasts |= {gone - timedelta(1) for e in endings if (gone := e.assessment.valid_from)}
    stated |= {last - timedelta(1) for last in lasts if last}
    for conflict in detect(fold(events), ON):
        assert conflict.until is None or conflict.until in stated
        assert conflict.counted_until is not None


@given(data=st.data())
def test_only_the_early_warning_depends_on_the_day(data, measure):
    measures = data.draw(measure_sets(measure, **MIXED))
    plain = [
        [(c.key, c.since, c.until, c.severity, c.reasons) for c in detect(measures, on)]
        for on in (date(2020, 1, 1), date(2030, 1, 1))
    ]
    assert plain[0] == plain[1]


def test_touching_one_day_and_empty_intervals(measure):
    first = measure("a", country="NL", since="2021-01-01", until="2021-01-05")
    second = measure("b", country="NL", since="2021-01-06", until="2021-01-06")
    empty = measure("c", country="NL", since="2021-01-08", until="2021-01-07")
    conflicts = detect([first, second, empty], ON, [Border.NL_DE])
    assert [(c.since, c.until) for c in conflicts] == [(date(2021, 1, 1), date(2021, 1, 6))]
    assert step_function([]) == []
    assert list(compare([], [])) == []
