"""What detection costs as measures grow in number, counted in calls: no rule compares each with each."""

import random
import sys
from datetime import date, timedelta

import pytest

from measures.conflicts import detect
from measures.conflicts.rules import RULES
from measures.conflicts.sides import Sides
from measures.vocabulary import Border, Topic

FIRST = date(2000, 1, 1)
ON = date(2010, 1, 1)
TIMES = 8
# Each with each would be TIMES; sorting and the chance of the draw are less.
MOST = 2.5


def many(make, count, topics=tuple(Topic), length=400):
    """Measures of all levels, impacts and topics that lie thick over each other, alike in density."""
    draw = random.Random(count)
    found = []
    for number in range(count):
        since = FIRST + timedelta(draw.randrange(count * 5))
        found.append(
            make(
                f"m{number}",
                country=draw.choice(["NL", "DE", "BE"]),
                level=draw.choice(["national", "regional", "local"]),
                topics=(draw.choice(topics),),
                step=draw.randint(1, 4),
                impact=draw.choice(["indirect", "direct", "blocking"]),
                exempt=draw.choice([None, True, False]),
                since=since.isoformat(),
                until=draw.choice([None, (since + timedelta(draw.randrange(length))).isoformat()]),
                counted_until=(since + timedelta(length)).isoformat(),
            )
        )
    return found


def calls(work):
    """The calls, Python's and built-in, that some work makes: the same on every machine."""
    count = 0

    def seen(frame, event, argument):
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(seen)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


def grows(work, small, large):
    """By how much more than their number the work grows from few measures to TIMES as many."""
    work(small)
    return calls(lambda: work(large)) / calls(lambda: work(small)) / TIMES


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
@pytest.mark.parametrize(
    "topics", [tuple(Topic), (Topic.ENTRY, Topic.BORDER_CONTROL)], ids=["all", "crossing"]
)
def test_no_rule_compares_each_with_each(rule, topics, measure):
    few, more = (Sides(Border.NL_DE, many(measure, count, topics)) for count in (200, 200 * TIMES))
    assert grows(lambda sides: list(rule(sides)), few, more) < MOST


def test_detection_as_a_whole_grows_with_measures_and_what_is_found(measure):
    few, more = many(measure, 200), many(measure, 200 * TIMES)
    assert grows(lambda measures: detect(measures, ON), few, more) < MOST
