"""The feeds: conflicts as they turn up and change, and the measures behind them, newest first."""

from collections.abc import Iterable
from itertools import islice

from dashboard import wording
from dashboard.i18n import N_, Reader
from dashboard.links import page_url
from dashboard.reports.weekly.situation import told
from dashboard.syndication.atom import Entry, Feed
from dashboard.syndication.scope import Scope
from measures.conflicts.course import Moment, Turning
from measures.model import Measure
from measures.vocabulary import Impact

NEWEST = 100
"""Entries of a feed."""

_TITLES = {
    Turning.NEW: N_("New: {conflict}"),
    Turning.WORSE: N_("Worse: {conflict}"),
    Turning.EASED: N_("Eased: {conflict}"),
    Turning.CHANGED: N_("Changed: {conflict}"),
    Turning.ENDED: N_("Ended: {conflict}"),
    Turning.AGAIN: N_("Open again: {conflict}"),
}


def conflicts_feed(name: str, moments: Iterable[Moment], scope: Scope) -> Feed:
    """The feed of that name (new-conflicts.atom or changed-conflicts.atom) of moments, newest first."""
    within = [moment for moment in moments if scope.passes(moment.conflict)]
    if name == "new-conflicts.atom":
        within = _first_of_each(within)
    else:
        within = [moment for moment in within if moment.turning is not Turning.NEW]
    entries = [_of_moment(moment, scope) for moment in within[:NEWEST]]
    return _feed(name, scope, scope.page("conflicts"), entries)


def _first_of_each(moments: list[Moment]) -> list[Moment]:
    """When each conflict first came within what is asked for, which may be later than it was flagged."""
    first = {moment.conflict.key: moment for moment in moments if moment.turning is not Turning.ENDED}
    return [moment for moment in moments if moment is first.get(moment.conflict.key)]


def measures_feed(measures: Iterable[Measure], scope: Scope) -> Feed:
    """The feed of measures, the last heard of first; one that is amended is its entry updated."""
    entries = [_of_measure(measure, scope) for measure in islice(measures, NEWEST)]
    return _feed("measures.atom", scope, scope.page("situation"), entries)


def subtitle(reader: Reader) -> str:
    """What such a document rests on."""
    return reader.text(
        "Labels are read from published texts by machine, some corrected by people; "
        "what holds in law is said in the official texts alone."
    )


def _feed(name: str, scope: Scope, page: str, entries: list[Entry]) -> Feed:
    address = scope.address(name)
    _, _, query = address.partition("?")
    return Feed(
        id=scope.name("feed", name, query),
        title=scope.described(name),
        subtitle=subtitle(scope.reader),
        author=scope.reader.text("Cross Border Taskforce"),
        language=scope.language.value,
        address=address,
        page=page,
        entries=entries,
    )


def _of_moment(moment: Moment, scope: Scope) -> Entry:
    reader, conflict = scope.reader, moment.conflict
    title = reader.text(_TITLES[moment.turning], conflict=wording.conflict(reader, conflict))
    lines = [
        told(moment.told, reader),
        reader.text("Our reading of a text was corrected; no rule was changed.") if moment.reread else "",
        wording.severity(reader, conflict.severity),
        wording.span(reader, conflict.since, conflict.until, conflict.counted_until),
        told(conflict.reasons, reader),
    ]
    return Entry(
        id=scope.name("conflict", conflict.key, moment.turning, moment.at.isoformat(), scope.language),
        title=scope.titled(title),
        published=moment.at,
        updated=moment.at,
        page=page_url("conflicts", key=conflict.key, lang=scope.language),
        lines=lines,
        categories=[
            (conflict.border.value, wording.border(conflict.border)),
            (conflict.kind.value, wording.word(reader, conflict.kind)),
            *((topic.value, wording.word(reader, topic)) for topic in conflict.topics),
            (f"severity-{conflict.severity}", wording.severity(reader, conflict.severity)),
        ],
    )


def _of_measure(measure: Measure, scope: Scope) -> Entry:
    reader = scope.reader
    title = f"{measure.country.value} · {measure.title}"
    return Entry(
        id=scope.name("measure", measure.id, scope.language),
        title=scope.titled(title),
        title_language="" if scope.drill else measure.language.value,
        published=measure.first_known_at,
        updated=measure.last_known_at,
        page=page_url("measure", id=measure.id, lang=scope.language),
        source=measure.url,
        lines=measure_lines(measure, reader),
        categories=[
            *((border.value, wording.border(border)) for border in measure.borders),
            *((topic.value, wording.word(reader, topic)) for topic in measure.topics),
            (measure.country.value, wording.word(reader, measure.country)),
            (measure.border_impact.value, wording.word(reader, Impact(measure.border_impact))),
        ],
    )


def measure_lines(measure: Measure, reader: Reader) -> list[str]:
    """What is told of a measure, a line each."""
    borders = ", ".join(wording.border(border) for border in measure.borders)
    topics = ", ".join(wording.word(reader, topic) for topic in measure.topics)
    return [
        f"{measure.authority} · {borders} · {topics}",
        wording.span(reader, measure.begins, measure.ends, measure.until, measure.since),
        wording.impact(reader, measure.border_impact),
        wording.exempt(reader, measure.frontier_exempt),
    ]
