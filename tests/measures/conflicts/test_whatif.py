"""What a draft would do: conflicts that begin, change or end with it, and the note that tells of them."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from measures.conflicts import detect
from measures.conflicts.note import Question, border_effects, markdown, told
from measures.conflicts.note_words import TEMPLATES, WAYS
from measures.conflicts.whatif import Turn, what_if
from measures.vocabulary import Border, ConflictKind, Group

ON = date(2021, 1, 10)
FIRST = date(2021, 1, 1)


def iso(offset):
    return (FIRST + timedelta(offset)).isoformat()


@pytest.fixture
def shops(measure):
    return measure("shops", country="NL", step=3, until="2021-02-28")


def test_a_rule_that_the_neighbour_has_not_creates_a_conflict(measure):
    draft = measure("draft", country="NL", regions=("NL4",), until="2021-02-28")
    effects = what_if([], [draft], ON)
    assert [(e.border, e.turns) for e in effects] == [
        (Border.NL_DE, (Turn.CREATED,)),
        (Border.NL_BE, (Turn.CREATED,)),
    ]
    assert effects[0].gained == ((date(2021, 1, 1), date(2021, 2, 28)),)
    assert effects[0].before == ()


def test_following_the_neighbour_ends_its_conflict_at_that_border_only(measure, shops):
    effects = what_if([shops], [measure("draft", country="DE", step=3, until="2021-02-28")], ON)
    assert {(e.border, e.kind, e.turns) for e in effects} >= {
        (Border.NL_DE, ConflictKind.DIVERGENT_STRICTNESS, (Turn.ENDED,)),
        (Border.BE_DE, ConflictKind.DIVERGENT_STRICTNESS, (Turn.CREATED,)),
    }
    assert not [e for e in effects if e.border == Border.NL_BE]


def test_following_for_some_weeks_shortens_it(measure, shops):
    draft = measure("draft", country="BE", step=3, since="2021-02-01", until="2021-02-14")
    (effect,) = (e for e in what_if([shops], [draft], ON) if e.border == Border.NL_BE)
    assert effect.turns == (Turn.SHORTENED,)
    assert effect.lost == ((date(2021, 2, 1), date(2021, 2, 14)),)
    assert len(effect.after) == 2, "once before and once after"


def test_a_draft_with_the_id_of_a_measure_stands_in_its_place(shops):
    last = date(2021, 3, 31)
    longer = replace(shops, ends=last, counted_until=last, phases=(replace(shops.phases[0], until=last),))
    effects = what_if([shops], [longer], ON)
    assert {e.border for e in effects} == {Border.NL_DE, Border.NL_BE}
    for effect in effects:
        assert Turn.LENGTHENED in effect.turns
        assert effect.gained == ((date(2021, 3, 1), last),)
    ended = replace(
        shops, phases=(replace(shops.phases[0], until=date(2020, 12, 31)),), ends=date(2020, 12, 31)
    )
    assert {e.turns for e in what_if([shops], [ended], ON)} == {(Turn.ENDED,)}


def test_more_groups_at_the_same_severity_make_it_worse(measure):
    rule = measure("rule", topics=("entry",), impact="blocking", step=4, groups=("families",), until=iso(50))
    wider = replace(rule, phases=(replace(rule.phases[0], groups=(Group.FAMILIES, Group.FREIGHT)),))
    for effect in what_if([rule], [wider], ON):
        assert (effect.turns, effect.groups) == ((Turn.WORSENED,), (Group.FREIGHT,))


def test_a_second_disruption_is_a_conflict_of_its_own(measure):
    works = measure("works", topics=("transport",), impact="direct", step=2, until=iso(30))
    others = measure("others", topics=("transport",), impact="direct", step=2, since=iso(5), until=iso(20))
    effects = [e for e in what_if([works], [others], ON) if e.kind == ConflictKind.CAPACITY_OR_TRANSPORT]
    assert {e.turns for e in effects} == {(Turn.CREATED,)}


def test_what_touches_no_border_has_no_effect(measure):
    assert what_if([], [measure(regions=("NL33",), borders=())], ON) == ()


RULES = st.fixed_dictionaries(
    {
        "country": st.sampled_from(["NL", "DE", "BE"]),
        "topics": st.sampled_from([("shops_events",), ("entry",), ("quarantine", "testing"), ("transport",)]),
        "step": st.integers(0, 4),
        "impact": st.sampled_from(["indirect", "direct", "blocking"]),
        "exempt": st.sampled_from([None, True, False]),
        "since": st.integers(0, 30).map(iso),
        "until": st.integers(20, 60).map(iso),
    }
)


@given(rules=st.lists(RULES, max_size=6), drafts=st.lists(RULES, max_size=2))
def test_days_gained_and_lost_are_those_of_a_comparison_day_by_day(rules, drafts, measure):
    known = [measure(f"m{n}", **rule) for n, rule in enumerate(rules)]
    laid = [measure(f"d{n}", **rule) for n, rule in enumerate(drafts)]
    first = min((d.since for d in laid), default=ON)
    effects = what_if(known, laid, ON)
    before, after = detect(known, ON), detect([*known, *laid], ON)
    for kind in set(ConflictKind) - {ConflictKind.TIMING_GAP}:
        for border in Border:
            for offset in range(-1, 62):
                day = FIRST + timedelta(offset)
                was, now = (
                    any(c.kind == kind and c.border == border and c.since <= day <= c.last_day for c in side)
                    for side in (before, after)
                )
                here = [e for e in effects if e.kind == kind and e.border == border]
                if day >= first and was != now:
                    assert any(a <= day <= b for e in here for a, b in (e.gained if now else e.lost))
    for effect in effects:
        assert effect.turns
        assert not any(day < first for a, _ in effect.gained + effect.lost for day in [a]) or (
            effect.kind == ConflictKind.TIMING_GAP
        )


@given(rules=st.lists(RULES, max_size=6))
def test_no_draft_and_a_draft_that_changes_nothing_have_no_effect(rules, measure):
    known = [measure(f"m{n}", **rule) for n, rule in enumerate(rules)]
    assert what_if(known, [], ON) == ()
    assert what_if(known, known[:2], ON) == ()


@pytest.fixture
def closing(measure):
    return replace(
        measure("draft", country="BE", topics=("entry",), impact="blocking", step=4, regions=("BE2",)),
        title="# [Nood](javascript:x) *dicht*",
    )


def test_the_note_answers_the_five_questions(closing):
    effects = what_if([], [closing], ON)
    note = border_effects(effects, [closing], ON)
    assert list(note.answers) == list(Question)
    words = told(note)
    assert [heading.partition(".")[0] for heading, _ in words.parts] == ["The draft", *"12345"]
    points = [point for _, points in words.parts for point in points]
    (where,) = (
        point for point in points if point.startswith("NL-BE: it holds in these border regions of Belgium: ")
    )
    assert "Over against them, in the Netherlands: " in where
    assert "About 41,000 people who live in Belgium work in the Netherlands." in points
    assert any("a conflict would begin on entry (Blocked crossing)" in point for point in points)
    assert any(point.startswith("Say in the text whether frontier workers are exempt") for point in points)
    assert any(point.startswith("Give a last day") for point in points)
    assert any("Forums to try first: " in point and "Vlaams-Nederlandse Top" in point for point in points)


def test_the_note_without_effects_says_so(measure):
    draft = measure(regions=("NL33",), borders=())
    words = told(border_effects((), [draft], ON))
    points = [point for _, points in words.parts for point in points]
    assert "The draft touches none of the three borders." in points
    assert "No conflict would begin, end or change." in points


def test_text_from_outside_stays_text_in_the_markdown(closing):
    text = markdown(told(border_effects(what_if([], [closing], ON), [closing], ON)))
    assert text.startswith("# Border-effects note\n")
    assert "\\[Nood\\](javascript:x) \\*dicht\\*" in text
    assert text.count("\n## ") == 6


def test_every_way_out_has_a_sentence_and_every_kind_a_way_out():
    assert set(WAYS) == set(ConflictKind)
    assert {code for ways in WAYS.values() for code in ways} <= set(TEMPLATES)
