"""The engine's own speed: many structured measures beside the same question put to DuckDB, and one added."""

import json
import random
from collections.abc import Iterator
from datetime import date, timedelta
from statistics import median

import duckdb
import pandas as pd

from measures.classify import classify
from measures.conflicts import detect, facts, touched
from measures.conflicts.rules import RULES
from measures.conflicts.rules.difference import divergent_strictness
from measures.conflicts.rules.duties import not_closing
from measures.conflicts.sides import Sides
from measures.lifecycle import fold
from measures.model import Event, Measure
from measures.structured import read_measures
from measures.vocabulary import Border, ConflictKind, Country, Topic
from sources.archive import archive_items
from tests.benchmarks.harness import Figure, median_seconds, seconds

COUNT = 100_000
FIRST = date(1995, 1, 1)
DAYS = 30 * 365
DAY = date(2020, 3, 20)
# Full detection of the archive, and detection after one more measure, at most.
ARCHIVE_SECONDS, ADDED_SECONDS = 1.0, 0.020
SIDES = (Country.NL, Country.DE, Country.BE)

# Each side of a border on a topic, the stretches of days between any two changes, the strictest rule of each
# side on them, and the days on which these lie the declared gap apart.
DIVERGENT_DAYS = """
WITH edge AS (
    SELECT border, topic, since AS day FROM rule UNION SELECT border, topic, until + 1 FROM rule
), stretch AS (
    SELECT border, topic, day AS since,
           lead(day) OVER (PARTITION BY border, topic ORDER BY day) - 1 AS until
    FROM edge
), held AS (
    SELECT s.border, s.topic, s.since, s.until,
           coalesce(max(level) FILTER (side = 0), 0) AS first,
           coalesce(max(level) FILTER (side = 1), 0) AS second
    FROM stretch s JOIN rule r
      ON r.border = s.border AND r.topic = s.topic AND r.since <= s.since AND r.until >= s.since
    GROUP BY ALL
)
SELECT CAST(coalesce(sum(until - since + 1), 0) AS BIGINT) FROM held WHERE abs(first - second) >= ?
"""


def structured() -> list[Figure]:
    """100,000 structured measures on three borders and fourteen topics, and one more over the archive."""
    measures = list(read_measures(_lines(COUNT)))
    took = seconds(lambda: detect(measures, DAY))
    found: list[int] = []
    sides = [Sides(border, measures) for border in Border]
    rules = _table(sides)
    ours = seconds(lambda: found.append(_divergent_days(sides)))
    theirs = seconds(lambda: found.append(_in_duckdb(rules)))
    if len(set(found)) != 1:
        raise AssertionError(f"days of divergence differ: {found[0]} here, {found[1]} in DuckDB")
    archive = fold([Event(item, classify(item), known_at) for item, known_at in archive_items()])
    added = max(_added(archive, country) for country in SIDES)
    whole = median_seconds(lambda: detect(archive, DAY))
    return [
        Figure(f"all {len(RULES)} rules over {COUNT:,} measures", took, "s"),
        Figure(
            f"days of divergence in {COUNT:,} measures", ours, "s", None,
            f"DuckDB {duckdb.__version__}, one thread, the same {found[0]:,} days: {theirs:.2f} s",
        ),
        Figure(f"the archive, {len(archive)} measures", whole, "s", ARCHIVE_SECONDS),
        Figure("one measure added to the archive", added, "s", ADDED_SECONDS),
    ]  # fmt: skip


def _lines(count: int) -> Iterator[bytes]:
    """Rules of one to twenty days over thirty years, a tenth without an end; the same each time."""
    draw = random.Random(1)
    for number in range(count):
        since = FIRST + timedelta(draw.randrange(DAYS))
        until = since + timedelta(draw.randrange(20))
        yield json.dumps(
            {
                "id": f"m{number}",
                "country": draw.choice(SIDES),
                "topics": {draw.choice(list(Topic)): draw.randint(1, 4)},
                "impact": draw.choice(["indirect", "direct", "blocking"]),
                "exempt": draw.choice([None, True, False]),
                "from": since.isoformat(),
                "until": None if draw.random() < 0.1 else until.isoformat(),
            }
        ).encode()


def _divergent_days(borders: list[Sides]) -> int:
    """Days by border and topic on which the two sides lie apart, by the engine's step functions."""
    return sum(
        finding.until - finding.since + 1 for sides in borders for finding in divergent_strictness(sides)
    )


def _in_duckdb(rules: pd.DataFrame) -> int:
    """The same days by SQL; the table is handed over within the time, as it is to the engine."""
    gap = facts.number(ConflictKind.DIVERGENT_STRICTNESS, "gap")
    with duckdb.connect(config={"threads": 1}) as db:
        db.register("given", rules)
        db.execute("CREATE TABLE rule AS SELECT * FROM given")
        answer = db.execute(DIVERGENT_DAYS, [gap]).fetchone()
    assert answer is not None
    return int(answer[0])


def _table(borders: list[Sides]) -> pd.DataFrame:
    """What the comparison is about, as the engine holds it: a row a border, side and topic of a measure."""
    rows = [
        (sides.border.value, place, topic.value, s.since, s.until, s.level)
        for sides in borders
        for place, country in enumerate(sides.border.sides)
        for topic in facts.topics(ConflictKind.DIVERGENT_STRICTNESS)
        for s in sides.stretches(country, topic)
        if not_closing(s)
    ]
    return pd.DataFrame(rows, columns=["border", "side", "topic", "since", "until", "level"])


def _added(archive: list[Measure], country: Country) -> float:
    """What detection takes at the borders that one more measure of a country touches."""
    line = {
        "id": "added",
        "country": country,
        "topics": {"entry": 3, "shops_events": 2},
        "from": "2020-05-01",
    }
    (one,) = read_measures([json.dumps(line).encode()])
    return median(seconds(lambda: detect([*archive, one], DAY, touched([one]))) for _ in range(9))
