"""Which conflicts hit a person: at their border, on their day, for such people, by what they meet."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from measures import places
from measures.counter import answer
from measures.counter.situation import Situation, Status
from measures.lifecycle import fold
from measures.model import Conflict, Event, Measure
from measures.vocabulary import Border, ConflictKind, Country, Group, Topic

DAY = date(2021, 3, 1)
NURSE = Situation(places.named("Aachen"), places.named("Maastricht"), DAY)


@pytest.fixture
def met(event: Callable[..., Event]) -> tuple[list[Measure], dict[str, Event]]:
    """Dutch rules on entry and on work, which who goes there to work meets, and one on shops."""
    rules = [
        event(topic, topics=(topic,), groups=("everyone",), published="2021-02-01", title=f"Regel {topic}")
        for topic in ("entry", "work", "shops_events")
    ]
    return fold(rules), {rule.id: rule for rule in rules}


@pytest.fixture
def hits(met: tuple[list[Measure], dict[str, Event]]) -> Callable[..., list[str]]:
    """The keys of those of the conflicts that hit a person, in order."""
    measures, texts = met

    def found(*conflicts: Conflict, person: Situation = NURSE) -> list[str]:
        given = answer(person, measures, known=person.day, texts=texts, conflicts=conflicts)
        return [conflict.key for conflict in given.conflicts]

    return found


@pytest.fixture
def conflict(met: tuple[list[Measure], dict[str, Event]]) -> Callable[..., Conflict]:
    """A conflict by the Dutch rule on a topic, at the border and in the direction of the nurse."""

    def made(topic: Topic = Topic.ENTRY, key: str = "c", **changes: object) -> Conflict:
        (by,) = (measure.id for measure in met[0] if topic in measure.topics)
        return replace(
            Conflict(
                key, Border.NL_DE, ConflictKind.MISSING_EXEMPTION, (topic,), (Group.FRONTIER_WORKERS,),
                since=DAY - timedelta(days=3), until=DAY + timedelta(days=3), severity=3, severity_parts=(),
                measure_a=by, measure_b=None, items_a=(), items_b=(), hurt_from=Country.DE,
                hurt_to=Country.NL, commuters=None, reasons=(),
            ),
            **changes,
        )  # fmt: skip

    return made


def test_one_by_a_rule_they_meet_hits_them_from_its_first_day_to_its_last(hits, conflict) -> None:
    one = conflict()
    for days, expected in ((-4, []), (-3, ["c"]), (3, ["c"]), (4, [])):
        assert hits(one, person=replace(NURSE, day=DAY + timedelta(days=days))) == expected
    assert hits(replace(one, until=None, counted_until=DAY - timedelta(days=1))) == []
    assert hits(replace(one, until=None, counted_until=DAY)) == ["c"]


def test_one_at_another_border_or_for_other_people_is_not_theirs(hits, conflict) -> None:
    assert hits(conflict(border=Border.NL_BE)) == []
    assert hits(conflict(groups=(Group.STUDENTS_PUPILS,))) == []
    assert hits(conflict(groups=(Group.STUDENTS_PUPILS, Group.EVERYONE))) == ["c"]
    assert hits(conflict(), person=replace(NURSE, status=Status.STUDENT)) == []


def test_one_by_a_rule_that_is_only_around_them_is_left_out(hits, conflict) -> None:
    assert hits(conflict(Topic.SHOPS_EVENTS)) == []
    assert hits(conflict(measure_a="m-of-somewhere-else")) == []


def test_one_on_life_inside_a_country_hits_who_goes_its_way_one_on_crossing_both(hits, conflict) -> None:
    back = {"hurt_from": Country.NL, "hurt_to": Country.DE}
    assert hits(conflict(Topic.WORK)) == ["c"]
    assert hits(conflict(Topic.WORK, **back)) == []
    assert hits(conflict(Topic.ENTRY, **back)) == ["c"]


def test_the_gravest_come_first_and_of_equals_those_in_their_own_direction(hits, conflict) -> None:
    back = conflict(key="a", hurt_from=Country.NL, hurt_to=Country.DE)
    assert hits(back, conflict(key="b"), conflict(key="c", severity=5)) == ["c", "b", "a"]
