"""Atom feeds as subscribers meet them: what is in them, in whose language, and that they always are Atom."""

from dataclasses import replace
from datetime import UTC, date, datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.syndication.atom import Entry, Feed, to_atom
from dashboard.syndication.entries import NEWEST, conflicts_feed, measures_feed
from dashboard.syndication.scope import FEEDS, Scope
from measures.conflicts.course import Moment, Turning
from measures.model import Reason
from measures.settings import load_settings
from measures.store import Store
from measures.store.exercise import Exercise, begin_exercise
from measures.vocabulary import (
    Border,
    ConflictKind,
    Group,
    Language,
    Topic,
)
from scheduler.pipeline import take_in
from tests.dashboard.conftest import CHECKS, CLOSED
from tests.dashboard.syndication.conftest import CONFLICT, FLAGGED, HOSTILE, MEASURE, Ask, read


def titles(ask: Ask, path: str) -> list[str]:
    answer = ask(path)
    assert answer.status_code == 200, answer.text
    return [entry.title for entry in read(answer.content).entries]


@pytest.mark.parametrize("feed", [name for name in FEEDS if name.endswith(".atom")])
@pytest.mark.parametrize("language", list(Language))
def test_every_feed_is_atom_in_the_language_asked_for(
    march: Store, ask: Ask, feed: str, language: Language
) -> None:
    answer = ask(f"{feed}?lang={language}")
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    parsed = read(answer.content)
    assert parsed.feed.title_detail.language == language
    assert parsed.feed.title == Scope(language).described(feed)
    assert parsed.entries
    if language is not Language.EN:
        assert parsed.feed.title != Scope(Language.EN).described(feed)
        assert parsed.feed.subtitle != read(ask(feed).content).feed.subtitle


def test_march_2020_is_told_as_it_came(march: Store, ask: Ask) -> None:
    new = read(ask("new-conflicts.atom?border=NL-BE").content).entries
    [blocked] = [entry for entry in new if "Blocked crossing" in entry.title]
    assert blocked.published == "2020-03-16T23:00:00Z", "the day before the border closed"
    assert "18 Mar 2020 – 5 Apr 2020" in blocked.summary
    [critical] = read(ask("new-conflicts.atom?border=NL-BE&severity=5").content).entries
    assert critical.link == blocked.link
    assert critical.title.startswith("Worse: "), "it was none of those asked for before"
    assert critical.published == "2020-03-19T23:00:00Z"
    changed = read(ask("changed-conflicts.atom").content).entries
    said = {entry.title.partition(":")[0] for entry in changed}
    assert said == {"Worse", "Eased", "Changed", "Ended", "Open again"}
    assert [entry.updated for entry in changed] == sorted((e.updated for e in changed), reverse=True)
    measures = read(ask("measures.atom?border=NL-BE&topic=border_control").content).entries
    assert measures
    assert all({"NL-BE", "border_control"} <= {tag.term for tag in entry.tags} for entry in measures)
    assert all(entry.updated >= entry.published for entry in measures)


@pytest.mark.parametrize("border", list(Border))
def test_a_border_has_just_its_part_of_all_under_the_same_names(
    march: Store, ask: Ask, border: Border
) -> None:
    for feed in ("new-conflicts.atom", "changed-conflicts.atom"):
        every = {entry.id for entry in read(ask(feed).content).entries}
        here = read(ask(f"{feed}?border={border}").content)
        assert here.entries
        assert all(border.value in {tag.term for tag in entry.tags} for entry in here.entries)
        assert len({entry.id for entry in here.entries} & every) > 0
        assert here.feed.id != read(ask(feed).content).feed.id


def test_entries_lead_to_the_page_and_the_official_text(store: Store, ask: Ask) -> None:
    [entry, *_] = read(ask("new-conflicts.atom?lang=de&border=NL-BE").content).entries
    address = urlsplit(entry.link)
    assert address.path == "/conflicts"
    assert parse_qs(address.query)["lang"] == ["de"]
    assert parse_qs(address.query)["key"][0].startswith("c-")
    feed = read(ask("new-conflicts.atom?lang=de&border=NL-BE&severity=3&topic=work&topic=entry").content).feed
    links = {link.rel: link.href for link in feed.links}
    assert parse_qs(urlsplit(links["alternate"]).query) == {
        "lang": ["de"], "border": ["NL-BE"], "topic": ["work", "entry"], "least": ["3"], "state": ["all"],
    }  # fmt: skip
    assert links["self"].endswith(
        "/api/feeds/new-conflicts.atom?lang=de&border=NL-BE&topic=entry&topic=work&severity=3"
    )
    related = {
        link.href
        for entry in read(ask("measures.atom").content).entries
        for link in entry.links
        if link.rel == "related"
    }
    assert CLOSED.url in related


def test_a_measure_that_is_amended_is_its_entry_updated(store: Store, ask: Ask) -> None:
    before = {entry.id: entry for entry in read(ask("measures.atom").content).entries}
    longer = replace(
        CLOSED,
        id="be-longer",
        published=date(2020, 4, 3),
        title="België houdt de grenzen dicht voor niet-essentiële verplaatsingen",
        summary="De sluiting van de Belgische grenzen voor niet-essentiële verplaatsingen wordt verlengd "
        "tot en met 19 april 2020.",
    )
    take_in(store, longer, datetime(2020, 4, 3, tzinfo=UTC))
    after = {entry.id: entry for entry in read(ask("measures.atom").content).entries}
    amended = [id for id in before if after[id].updated != before[id].updated]
    assert [after[id].updated for id in amended] == ["2020-04-03T00:00:00Z"]
    assert [after[id].published for id in amended] == [before[id].published for id in amended]


def test_a_feed_without_entries_is_one_too(empty_store: Store, ask: Ask) -> None:
    for feed in ("new-conflicts.atom", "changed-conflicts.atom", "measures.atom"):
        assert titles(ask, feed) == []


def test_an_exercise_is_marked_and_named_apart_from_what_is_real(store: Store, ask: Ask) -> None:
    real = read(ask("new-conflicts.atom").content)
    with store.begin() as tx:
        begin_exercise(
            tx, Exercise(date(2020, 3, 1), date(2020, 4, 20), 1.0, datetime(2020, 4, 1, tzinfo=UTC))
        )
    drill = read(ask("new-conflicts.atom?lang=nl").content)
    assert drill.feed.title.startswith("Oefening: ")
    assert all(entry.title.startswith("Oefening: ") for entry in drill.entries)
    again = read(ask("new-conflicts.atom").content)
    assert len(again.entries) == len(real.entries)
    assert {entry.id for entry in again.entries}.isdisjoint(entry.id for entry in real.entries)


def test_only_the_newest_are_given() -> None:
    moments = [
        Moment(FLAGGED, Turning.NEW, replace(CONFLICT, key=f"c-{number}")) for number in range(NEWEST + 5)
    ]
    assert len(conflicts_feed("new-conflicts.atom", moments, Scope(Language.EN)).entries) == NEWEST
    assert conflicts_feed("changed-conflicts.atom", moments, Scope(Language.EN)).entries == []


@pytest.mark.parametrize(
    ("narrowed", "passes"),
    [
        ({"borders": (Border.NL_BE, Border.NL_DE)}, True),
        ({"borders": (Border.BE_DE,)}, False),
        ({"topics": (Topic.ENTRY,)}, True),
        ({"topics": (Topic.WORK,)}, False),
        ({"kinds": (ConflictKind.BLOCKED_CROSSING,)}, True),
        ({"kinds": (ConflictKind.TIMING_GAP,)}, False),
        ({"groups": (Group.FRONTIER_WORKERS,)}, True),
        ({"groups": (Group.STUDENTS_PUPILS,)}, False),
        ({"severity": 4}, True),
        ({"severity": 5}, False),
    ],
)
def test_what_is_chosen_passes(narrowed: dict[str, object], passes: bool) -> None:
    scope = Scope(Language.EN, **narrowed)  # type: ignore[arg-type]
    feed = conflicts_feed("new-conflicts.atom", [Moment(FLAGGED, Turning.NEW, CONFLICT)], scope)
    assert bool(feed.entries) is passes


def test_a_change_says_what_changed_and_our_own_mistake_is_called_that() -> None:
    told = (Reason("severity_changed", (("before", "3"), ("after", "4"))),)
    moment = Moment(FLAGGED, Turning.WORSE, CONFLICT, told, reread=True)
    [entry] = read(to_atom(conflicts_feed("changed-conflicts.atom", [moment], Scope(Language.NL)))).entries
    assert entry.title.startswith("Erger: NL–BE")
    lines = entry.summary.split("\n")
    assert "3" in lines[0]
    assert "4" in lines[0]
    assert lines[1] == "Onze lezing van een tekst is verbeterd; er is geen regel gewijzigd."


@pytest.mark.parametrize("text", HOSTILE)
def test_text_from_outside_is_text_in_a_feed(text: str) -> None:
    _holds(text)


@settings(deadline=None)  # the first case reads a catalogue
@given(st.text(st.characters(codec=None)))
def test_any_title_and_address_gives_a_feed(text: str) -> None:
    _holds(text)


def _holds(text: str) -> None:
    measure = replace(MEASURE, title=text, authority=text, url=f"https://example.org/{text}")
    bad = replace(measure, id="m-2", url=text)
    parsed = read(to_atom(measures_feed([measure, bad], Scope(Language.FR))))
    for entry in parsed.entries:
        assert "\u202e" not in entry.title
        assert all(link.href.startswith(("http://", "https://")) for link in entry.links)
    conflict = replace(CONFLICT, reasons=(Reason("blocked", (
        ("country", "BE"), ("other", "NL"), ("since", "2020-03-18"), ("authority", text),
    )), Reason(text, ())))  # fmt: skip
    read(to_atom(conflicts_feed("new-conflicts.atom", [Moment(FLAGGED, Turning.NEW, conflict)],
                                Scope(Language.DE))))  # fmt: skip


def test_right_to_left_text_is_kept_but_not_its_overrides() -> None:
    entry = Entry("urn:x:1", HOSTILE[1], FLAGGED, FLAGGED, "https://example.org/", ["الحدود"])
    feed = Feed("urn:x:0", "t", "s", "a", "en", "https://example.org/f", "https://example.org/", [entry])
    [read_entry] = read(to_atom(feed)).entries
    assert read_entry.title == "مغلق abc الحدود"
    assert read_entry.summary == "الحدود"


def test_addresses_are_those_that_readers_know_and_names_do_not_move_with_them(
    store: Store, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = read(ask("measures.atom").content)
    monkeypatch.setenv("TASKFORCE_PUBLIC_URL", "https://grens.example.org/bord/")
    load_settings.cache_clear()
    after = read(ask("measures.atom").content)
    assert all(entry.link.startswith("https://grens.example.org/bord/measure?") for entry in after.entries)
    assert [entry.id for entry in after.entries] == [entry.id for entry in before.entries]
    assert after.feed.id == before.feed.id


def test_names_of_one_entry_differ_from_language_to_language(store: Store, ask: Ask) -> None:
    dutch, german = (
        {entry.id for entry in read(ask(f"measures.atom?lang={lang}").content).entries}
        for lang in ("nl", "de")
    )
    assert dutch.isdisjoint(german)


def test_a_german_title_in_a_dutch_feed_says_that_it_is_german(store: Store, ask: Ask) -> None:
    [entry] = [
        entry for entry in read(ask("measures.atom?lang=nl").content).entries if CHECKS.title in entry.title
    ]
    assert entry.title_detail.language == "de"
    assert entry.summary_detail.language == "nl"
