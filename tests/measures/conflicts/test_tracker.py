"""Daily codes of a tracker as structured measures: divergence is found on exactly the days it has."""

import json

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from measures.conflicts import detect, facts
from measures.structured import read_measures
from measures.vocabulary import Border, ConflictKind
from tests.support import shared_dir

KIND = ConflictKind.DIVERGENT_STRICTNESS
# Indicators of the Oxford tracker by the topic they speak for, and their ordinal codes as strictness:
# 0 no measure, 1 recommended, then required for some and for all.
TOPICS = {
    "C1": ("education_childcare", {0: 0, 1: 1, 2: 2, 3: 4}),
    "C2": ("work", {0: 0, 1: 1, 2: 2, 3: 3}),
    "C5": ("transport", {0: 0, 1: 1, 2: 3}),
    "C6": ("movement", {0: 0, 1: 1, 2: 2, 3: 3}),
    "C7": ("entry", {0: 0, 1: 1, 2: 2}),
}


def runs(levels):
    """First day, last day and level of each stretch of days with one level above none."""
    turns = levels.ne(levels.shift()).cumsum()
    for _, stretch in levels.groupby(turns):
        if stretch.iloc[0]:
            yield stretch.index[0], stretch.index[-1], int(stretch.iloc[0])


def as_measures(levels):
    """A structured measure for each stretch of each column (country, topic) of a daily frame of steps."""
    lines = [
        {
            "id": f"{country}-{topic}-{since:%Y%m%d}",
            "country": country,
            "topics": {topic: level},
            "from": f"{since:%Y-%m-%d}",
            "until": f"{until:%Y-%m-%d}",
        }
        for country, topic in levels.columns
        for since, until, level in runs(levels[country, topic])
    ]
    return list(read_measures(json.dumps(line).encode() for line in lines))


def found(measures):
    """The days of divergence by border, topic and stricter country, as the engine tells them."""
    days = set()
    country = {measure.id: measure.country.value for measure in measures}
    for conflict in detect(measures, pd.Timestamp("2020-01-01").date()):
        if conflict.kind == KIND:
            (topic,) = conflict.topics
            for day in pd.date_range(conflict.since, conflict.last_day):
                key = (conflict.border.value, topic.value, country[conflict.measure_a], day)
                assert key not in days, "told twice"
                days.add(key)
    return days


def wanted(levels):
    """The same straight from the frame: days on which two columns lie at least the declared gap apart."""
    days = set()
    for border in Border:
        first, second = border.sides
        for topic in {topic for _, topic in levels.columns}:
            gap = levels[first.value, topic] - levels[second.value, topic]
            for stricter, apart in ((first, gap), (second, -gap)):
                for day in levels.index[apart >= facts.number(KIND, "gap")]:
                    days.add((border.value, topic, stricter.value, day))
    return days


@pytest.fixture(scope="module")
def tracked():
    rows = pd.read_csv(shared_dir() / "datasets" / "oxcgrt_nl_de_be_daily.csv", parse_dates=["date"])
    wide = rows.pivot(index="date", columns="country", values=list(TOPICS)).ffill().fillna(0)
    return pd.DataFrame(
        {
            (country, topic): wide[code, country].astype(int).map(steps)
            for code, (topic, steps) in TOPICS.items()
            for country in ("NL", "DE", "BE")
        }
    )


def test_divergence_of_the_tracked_years_is_that_of_a_direct_computation(tracked):
    assert len(tracked) > 1_000
    expected = wanted(tracked)
    assert len(expected) > 500
    assert found(as_measures(tracked)) == expected


@settings(max_examples=60)
@given(data=st.data())
def test_divergence_of_any_days_is_that_of_a_direct_computation(data):
    length = data.draw(st.integers(1, 30))
    index = pd.date_range("2021-01-01", periods=length)
    levels = pd.DataFrame(
        {
            (country, topic): data.draw(st.lists(st.integers(0, 4), min_size=length, max_size=length))
            for topic in ("education_childcare", "movement", "entry")
            for country in ("NL", "DE", "BE")
        },
        index=index,
    )
    assert found(as_measures(levels)) == wanted(levels)
