"""How often a source has news, learnt from its own history, and what follows: when to ask, what was missed.

Pure. The unit is the hour with news: an hour in which at least one new item was seen, however many. An
authority that puts out ten items at once is not ten times as talkative.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from itertools import pairwise

from measures.days import ZONE, day_of

HOUR = timedelta(hours=1)

LEAST_DAYS = 28
"""Four weeks: each weekday was seen four times."""
LEAST_NEWS = 5
"""Fewer hours with news say nothing of when they come."""
LEAST_NEWS_TO_MISS = 20
"""From so many hours with news on, a silence can be told from chance."""
LEAST_MISSING = 4.0
"""So many hours with news must be missing: one chance in fifty were they independent (e to the minus 4)."""
BEYOND = 1.5
"""And so much longer than the longest silence so far, for news come in clusters."""
LONGEST_LOOK = timedelta(days=60)

GAP_HOLDS = timedelta(days=7)
"""For so long after a window rolled over the source is asked more often."""
QUIET_NEWS = 0.1
"""Fewer hours with news than this to come: it can wait."""
QUIET_FACTORS = (4, 2)
QUIET_CEILING = timedelta(hours=6)
CRISIS_FACTOR = 3


@dataclass(frozen=True, slots=True)
class Rhythm:
    """When a source has news, by local weekday (Monday first) and hour (Europe/Amsterdam).

    `weekdays`: hours with news on such a day, on average; `hours`: the share of each hour of the day;
    `items`: new items in an hour with news; `longest`: the longest silence seen, in hours with news that
    would have been usual; `news`: how many hours with news this was learnt from.
    """

    weekdays: tuple[float, ...]
    hours: tuple[float, ...]
    items: float
    longest: float
    news: int

    def expected(self, since: datetime, until: datetime) -> float:
        """How many hours with news are usual between two instants, at most LONGEST_LOOK; 0 backwards."""
        return sum(share * self._usual(moment) for moment, share in _hours(since, until))

    def items_an_hour(self, at: datetime) -> float:
        """How many new items are usual in the hour of `at` or the next one, whichever is busier."""
        return self.items * max(self._usual(at), self._usual(at + HOUR))

    def _usual(self, moment: datetime) -> float:
        local = moment.astimezone(ZONE)
        return self.weekdays[local.weekday()] * self.hours[local.hour]

    def to_json(self) -> str:
        """As text for the store."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str | None) -> "Rhythm | None":
        """Back from the store's text; None where there is none."""
        if not text:
            return None
        facts = json.loads(text)
        return cls(**{**facts, "weekdays": tuple(facts["weekdays"]), "hours": tuple(facts["hours"])})


@dataclass(frozen=True, slots=True)
class History:
    """What earlier polls of a source left for its rhythm.

    `holds`: items in the last filled answer; `gap_at`: when a window was last found rolled over (UTC);
    `gaps`: how often so, each time within GAP_HOLDS of the time before.
    """

    rhythm: Rhythm | None = None
    holds: int = 0
    gap_at: datetime | None = None
    gaps: int = 0


def learn(news: Iterable[tuple[datetime, int]], since: datetime, until: datetime) -> Rhythm | None:
    """The rhythm of a source observed from `since` to `until`; `news` are polls and their new items.

    What the first answer (at `since`) held was not news. None with fewer than LEAST_DAYS days of observation
    or LEAST_NEWS hours with news. Weekday and hour are taken as independent of each other: 31 figures can be
    learnt in four weeks, 168 cannot.
    """
    counts = Counter[datetime]()
    for at, number in news:
        if since < at <= until and number > 0:
            counts[at.replace(minute=0, second=0, microsecond=0)] += number
    if until - since < timedelta(days=LEAST_DAYS) or len(counts) < LEAST_NEWS:
        return None
    local = [moment.astimezone(ZONE) for moment in counts]
    weeks = (until - since) / timedelta(weeks=1)
    days = Counter(moment.weekday() for moment in local)
    hours = Counter(moment.hour for moment in local)
    # A quarter of an hour with news is added to each hour: what was never seen is rare, not impossible.
    rhythm = Rhythm(
        weekdays=tuple(days[day] / weeks for day in range(7)),
        hours=tuple((hours[hour] + 0.25) / (len(counts) + 6) for hour in range(24)),
        items=sum(counts.values()) / len(counts),
        longest=0.0,
        news=len(counts),
    )
    moments = sorted(counts)
    silences = (rhythm.expected(one + HOUR, other) for one, other in pairwise(moments))
    return Rhythm(**{**asdict(rhythm), "longest": max(silences, default=0.0)})


def is_silent(rhythm: Rhythm | None, last_new_at: datetime, heard_until: datetime) -> bool | None:
    """Whether there was nothing new for longer than usual up to `heard_until`, the last good answer.

    None where too little is known to say.
    """
    if rhythm is None or rhythm.news < LEAST_NEWS_TO_MISS:
        return None
    return rhythm.expected(last_new_at, heard_until) > max(LEAST_MISSING, BEYOND * rhythm.longest)


def next_interval(
    history: History, declared: timedelta, fastest: timedelta, now: datetime, *, crisis: bool = False
) -> timedelta:
    """The pause after a good answer: the declared one, adapted within the source's limits.

    Shorter in crisis mode (a third), for a week after a gap (half, and half again with each other gap), and
    where half an answer's worth of items is usual sooner; longer, up to four times and six hours, while
    next to nothing is usual. Never shorter than `fastest`.
    """
    fastest = min(fastest, declared)
    pause = declared / CRISIS_FACTOR if crisis else declared
    gap = history.gap_at is not None and now - history.gap_at < GAP_HOLDS
    if gap:
        pause = min(pause, declared / 2 ** min(history.gaps, 8))
    rhythm = history.rhythm
    if rhythm is not None and history.holds and (rate := rhythm.items_an_hour(now)) > 0:
        pause = min(pause, HOUR * min(history.holds / 2 / rate, 10_000))
    if rhythm is not None and not crisis and not gap and pause == declared:
        for factor in QUIET_FACTORS:
            longer = declared * factor
            if longer <= QUIET_CEILING and rhythm.expected(now, now + longer) < QUIET_NEWS:
                return longer
    return max(pause, fastest)


def after_gap(history: History, at: datetime) -> History:
    """The history with one more gap, found at an instant."""
    recent = history.gap_at is not None and at - history.gap_at < GAP_HOLDS
    return replace(history, gap_at=at, gaps=history.gaps + 1 if recent else 1)


def missed(
    rhythm: Rhythm | None, since: datetime, until: datetime, days: Iterable[date | None], new: int
) -> int:
    """How many items a window that rolled over between two answers probably lost; at least one.

    By the learnt rhythm: what was usual in the time between, less the `new` ones. Without one, by the
    answer's own dates (`days`): so many items a day, for the days between the last answer and the oldest.
    """
    if rhythm is not None:
        return max(1, round(rhythm.expected(since, until) * rhythm.items) - new)
    dated = sorted(day for day in days if day is not None)
    if not dated:
        return 1
    span = (dated[-1] - dated[0]).days + 1
    blind = (dated[0] - day_of(since)).days
    return max(1, round(len(dated) / span * blind))


def _hours(since: datetime, until: datetime) -> Iterator[tuple[datetime, float]]:
    """The hours of the clock between two instants, each with the share of it that lies between them."""
    since = max(since, until - LONGEST_LOOK)
    while since < until:
        end = min(since.replace(minute=0, second=0, microsecond=0) + HOUR, until)
        yield since, (end - since) / HOUR
        since = end
