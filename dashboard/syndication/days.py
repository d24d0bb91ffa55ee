"""The calendar (RFC 5545): first, last and review days of measures, and conflicts that were announced.

Every event is all-day, on the domain's calendar day. An assumed end is no end: on that day somebody has to
look again, so it is a day of review, marked as tentative.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from icalendar import TRANSP, Calendar, Timezone
from icalendar import Event as Vevent
from icalendar.enums import STATUS

from dashboard import wording
from dashboard.i18n import N_
from dashboard.links import page_url
from dashboard.reports.weekly.situation import told
from dashboard.safe import link as safe_link
from dashboard.safe import tidy
from dashboard.syndication.entries import measure_lines, subtitle
from dashboard.syndication.scope import Scope
from measures.days import ZONE, day_of
from measures.model import Measure
from measures.store.courses import Beginning
from measures.vocabulary import Border

MEDIA_TYPE = "text/calendar; charset=utf-8"
REFRESH = timedelta(hours=1)
"""How often a calendar program is asked to look again."""

BEGINS, ENDS, REVIEW, WARNING = "begins", "ends", "review", "warning"
_TITLES = {
    BEGINS: N_("First day: {title}"),
    ENDS: N_("Last day: {title}"),
    REVIEW: N_("No end known, look again: {title}"),
    WARNING: N_("Conflict begins: {title}"),
}
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Day:
    """An event of one day. `revision` grows with what is known of it; instants are UTC."""

    id: str
    what: str
    day: date
    title: str
    lines: Sequence[str]
    page: str
    categories: Sequence[str]
    created: datetime
    changed: datetime
    revision: int


def days_of(
    measures: Iterable[Measure], beginnings: Iterable[Beginning], first: date, last: date, scope: Scope
) -> list[Day]:
    """The days from `first` to `last`, in their order.

    `beginnings` are the conflicts that begin from `first` to the day after `last`; only what was flagged
    before it began is told, as the early warning that it was.
    """
    warned = [one for one in beginnings if day_of(one.flagged_at) < one.conflict.since]
    following: dict[tuple[Border, date], list[Beginning]] = defaultdict(list)
    for one in warned:
        following[one.conflict.border, one.conflict.since].append(one)
    found = [day for measure in measures for day in _of_measure(measure, following, scope)]
    found += [_warning(one, scope) for one in warned if scope.passes(one.conflict)]
    within = [day for day in found if first <= day.day <= last]
    return sorted(within, key=lambda day: (day.day, day.what, day.id))


def to_ical(days: Sequence[Day], scope: Scope) -> bytes:
    """The calendar as a document in UTF-8."""
    name, about = tidy(scope.described("days.ics")), subtitle(scope.reader)
    calendar = Calendar.new(
        prodid="-//Cross Border Taskforce//Days to watch//EN",
        name=name,
        description=about,
        language=scope.language.value,
        refresh_interval=REFRESH,
        uid=_uid(scope, "calendar", scope.address("days.ics").partition("?")[2]),
        last_modified=max((day.changed for day in days), default=None),
        url=scope.page("situation"),
    )
    # The standard wants its kind named; some programs go by an older name.
    calendar["REFRESH-INTERVAL"].params["VALUE"] = "DURATION"
    calendar.add("X-PUBLISHED-TTL", "PT1H")
    for day in days:
        calendar.add_component(_event(day))
    if not days:
        # A calendar without any component is none.
        calendar.add_component(Timezone.from_tzid(str(ZONE)))
    return bytes(calendar.to_ical())


def _uid(scope: Scope, *parts: str) -> str:
    """A lasting name; the same in every language and narrower choice."""
    return scope.name("day", *parts).removeprefix("urn:uuid:")


def _event(day: Day) -> Vevent:
    return Vevent.new(
        uid=day.id,
        start=day.day,
        end=day.day + _DAY,
        summary=tidy(day.title),
        description="\n".join(line for line in map(tidy, day.lines) if line),
        categories=[tidy(word) for word in day.categories],
        url=day.page,
        created=day.created,
        last_modified=day.changed,
        stamp=day.changed,
        sequence=day.revision,
        status=STATUS.TENTATIVE if day.what == REVIEW else STATUS.CONFIRMED,
        transparency=TRANSP.TRANSPARENT,
    )


def _of_measure(
    measure: Measure, following: dict[tuple[Border, date], list[Beginning]], scope: Scope
) -> Iterator[Day]:
    reader = scope.reader
    title = f"{measure.country.value} · {measure.title}"
    last_day = ENDS if measure.ends is not None else REVIEW
    for what, day in ((BEGINS, measure.begins), (last_day, measure.until)):
        if day is None:
            continue
        lines = measure_lines(measure, reader)
        if what != BEGINS:
            lines += _hanging(measure, following, scope)
        yield Day(
            # An end that is found takes the place of the day of review.
            id=_uid(scope, measure.id, BEGINS if what == BEGINS else ENDS),
            what=what,
            day=day,
            title=scope.titled(reader.text(_TITLES[what], title=title)),
            lines=[*lines, safe_link(measure.url) or ""],
            page=page_url("measure", id=measure.id, lang=scope.language),
            categories=[wording.word(reader, topic) for topic in measure.topics],
            created=measure.first_known_at,
            changed=measure.last_known_at,
            revision=len(measure.event_ids) - 1,
        )


def _hanging(
    measure: Measure, following: dict[tuple[Border, date], list[Beginning]], scope: Scope
) -> Iterator[str]:
    """What begins the day after its last one on what it was about."""
    reader = scope.reader
    for border in measure.borders:
        for one in following[border, measure.until + _DAY]:
            if not set(one.conflict.topics).isdisjoint(measure.topics):
                yield reader.text("If it ends: {conflict}", conflict=wording.conflict(reader, one.conflict))


def _warning(one: Beginning, scope: Scope) -> Day:
    reader, conflict = scope.reader, one.conflict
    name = wording.conflict(reader, conflict)
    return Day(
        id=_uid(scope, conflict.key, WARNING),
        what=WARNING,
        day=conflict.since,
        title=scope.titled(reader.text(_TITLES[WARNING], title=name)),
        lines=[
            wording.severity(reader, conflict.severity),
            wording.span(reader, conflict.since, conflict.until, conflict.counted_until),
            told(conflict.reasons, reader),
        ],
        page=page_url("conflicts", key=conflict.key, lang=scope.language),
        categories=[wording.word(reader, topic) for topic in conflict.topics],
        created=one.flagged_at,
        changed=one.changed_at,
        revision=one.changes,
    )
