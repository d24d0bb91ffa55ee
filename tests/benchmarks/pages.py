"""What a page asks of a store with 10,000 measures: each query quick enough for a page of several."""

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import cycle
from pathlib import Path

from measures import places
from measures.classify import classify
from measures.conflicts import detect
from measures.counter import AHEAD, Answer, Situation, answer, concerning
from measures.lifecycle import fold
from measures.model import Event
from measures.store import Store, migrate, open_store
from measures.store.conflicts import replace_conflicts
from measures.store.counter import conflicts_at, measures_near, texts_of
from measures.store.events import save_event
from measures.store.items import save_item
from measures.store.measures import replace_measures
from measures.store.reading import (
    conflicts_frame,
    count_measures,
    get_measure,
    measures_frame,
    new_since,
    sources_frame,
    starts_and_ends,
    store_summary,
)
from measures.store.search import search
from measures.vocabulary import Border, Country, Topic
from sources.archive import archive_items
from tests.benchmarks.harness import Figure, median_seconds

MEASURES, COLLIDING = 10_000, 600
QUERY_SECONDS = 0.3
DAY = date(2020, 3, 20)
MONTH = timedelta(days=30)


def queries() -> list[Figure]:
    """The queries behind the pages, each alone."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'pages.db'}"
        migrate(url)
        store = open_store(url)
        fill(store)
        some = measures_frame(store, limit=1).id[0]
        month = {"since": DAY - MONTH, "until": DAY + MONTH}
        asked = {
            "timeline, a month": lambda: measures_frame(store, **month),
            "timeline, filtered": lambda: measures_frame(
                store, **month, countries=[Country.BE], borders=[Border.NL_BE], topics=[Topic.BORDER_CONTROL]
            ),
            "page 30 of all measures": lambda: measures_frame(store, offset=9_000, limit=300),
            "measures with a word": lambda: measures_frame(store, search="grens"),
            "search, a common word": lambda: search(store, "grens"),
            "search, two words": lambda: search(store, "grenzpendler quarantäne"),
            "search, a slip": lambda: search(store, "quarantene"),
            "count of measures": lambda: count_measures(store, **month),
            "open conflicts": lambda: conflicts_frame(store, on=DAY),
            "starts and ends": lambda: starts_and_ends(store, DAY),
            "new items": lambda: new_since(store, store_summary(store).newest_known_at - MONTH),
            "one measure": lambda: get_measure(store, some),
            "rules at the counter": lambda: _at_the_counter(store),
            "sources": lambda: sources_frame(store),
            "summary": lambda: store_summary(store),
        }
        found = store_summary(store)
        size = f"{found.measures} measures, {found.conflicts} conflicts"
        figures = [Figure(name, median_seconds(ask), "s", QUERY_SECONDS) for name, ask in asked.items()]
        store.close()
    return [replace(figures[0], beside=size), *figures[1:]]


def _at_the_counter(store: Store) -> Answer:
    """The answer to a frontier worker, from the store on."""
    towns = places.towns()
    asked = Situation(towns["lanaken"], towns["maastricht"], DAY)
    countries = (Country.NL, Country.BE, Country.EU)
    near = concerning(asked, measures_near(store, DAY, DAY + timedelta(days=AHEAD), countries))
    texts = texts_of(store, near)
    return answer(asked, near, known=DAY, texts=texts, conflicts=conflicts_at(store, Border.NL_BE, DAY))


def fill(store: Store) -> None:
    """The archive's measures over and over, each copy by an authority and at a time of its own."""
    events = [Event(item, classify(item), known_at) for item, known_at in archive_items()]
    telling = [event for event in events if event.assessment.is_measure]
    measures = []
    with store.begin() as tx:
        for number, event in enumerate(_copies(telling)):
            if len(measures) >= MEASURES:
                break
            # A bucket each: nothing here is to be linked.
            name = f"bench {number}"
            save_item(tx, event.item, event.known_at)
            save_event(tx, event, name)
            measures += replace_measures(tx, name, fold([event]))[1]
        replace_conflicts(tx, tuple(Border), detect(measures[:COLLIDING], DAY), telling[-1].known_at)


def _copies(events: list[Event]) -> Iterator[Event]:
    for number, event in enumerate(cycle(events)):
        copy, item = number // len(events), event.item
        own = replace(item, id=f"{item.id}-{copy}", authority=f"{item.authority} {copy}")
        yield replace(event, item=own, known_at=event.known_at + timedelta(days=copy))
