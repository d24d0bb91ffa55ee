"""Five weeks in the life of sources with habits of their own: what the scheduler learns and says of them."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise

import pytest
from sqlalchemy import func, select

from measures.days import ZONE, day_of
from measures.network import open_client
from measures.settings import Settings
from measures.store import Store, open_store
from measures.store import tables as t
from measures.store.alarms import acknowledge, alarms
from measures.store.questions import questions
from measures.store.reading import poll_history, sources_frame
from measures.vocabulary import SourceHealth
from scheduler.dispatch import Dispatcher, register
from sources.catalogue import Source
from tests.loopback import Asked, Loopback, Reply, serving
from tests.sources.conftest import a_source
from tests.stores import fresh_database

START = datetime(2026, 9, 7, 6, tzinfo=UTC)
END = START + timedelta(weeks=5, hours=8)
BURST = END - timedelta(hours=20)
FALLS_SILENT = START + timedelta(weeks=4)
DAY = timedelta(days=1)
HOLDS = 8
# The five weeks are lived once, in one process.
pytestmark = pytest.mark.xdist_group("weeks")


class Habits:
    """An office that publishes at ten and at three on working days, and feeds in which that shows."""

    def __init__(self) -> None:
        self.now = START

    def office(self, until: datetime) -> list[datetime]:
        hours = (START - 10 * DAY + timedelta(hours=n) for n in range(24 * 60))
        busy = (
            at for at in hours if at.astimezone(ZONE).weekday() < 5 and at.astimezone(ZONE).hour in (10, 15)
        )
        return [at for at in busy if at <= min(self.now, until)]

    def steady(self, _: Asked) -> Reply:
        return self._feed(self.office(END))

    def silent(self, _: Asked) -> Reply:
        return self._feed(self.office(FALLS_SILENT))

    def bursting(self, _: Asked) -> Reply:
        burst = (
            [BURST + timedelta(minutes=n) for n in range(30)]
            if self.now >= BURST + timedelta(hours=1)
            else []
        )
        return self._feed(self.office(END) + burst)

    def _feed(self, moments: list[datetime]) -> Reply:
        items = "".join(
            f"<item><guid>{at:%Y%m%dT%H%M}</guid><title>Bericht {at:%Y%m%dT%H%M}</title>"
            f"<pubDate>{format_datetime(at)}</pubDate></item>"
            for at in sorted(moments)[-HOLDS:]
        )
        return Reply(f'<rss version="2.0"><channel>{items}</channel></rss>'.encode())


def entry(server: Loopback, name: str) -> Source:
    """Asked every three hours, at most every quarter of one; its headlines are all there is."""
    facts = {
        "interval_minutes": 180,
        "fastest_minutes": 15,
        "min_delay_seconds": 0,
        "detail": {"format": "none"},
    }
    return a_source(server.url(f"/{name}"), id=f"nl-{name}", **facts)


async def live(store: Store, catalogue: dict[str, Source], habits: Habits) -> None:
    """Poll what is due, go to the time when the next one is, and so on to the end."""
    settings = Settings(open_loopback=True)
    async with open_client(contact="test@example.org", open_loopback=True) as client:
        dispatcher = Dispatcher(store, catalogue, client, settings, clock=lambda: habits.now)
        while habits.now < END:
            await dispatcher.drain()
            with store.read() as tx:
                habits.now = tx.execute(select(func.min(t.source.c.next_try_at))).scalar_one()
        await dispatcher.stop()


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The store after five weeks with all of them."""
    url = fresh_database("sqlite", tmp_path_factory.mktemp("weeks"))
    store, habits = open_store(url), Habits()
    with serving() as server:
        server.routes = {
            "/steady": habits.steady,
            "/silent": habits.silent,
            "/bursting": habits.bursting,
            "/failing": Reply(status=500),
            "/blocked": Reply(status=403),
            "/gone": Reply(status=410),
            "/lost": Reply(status=404),
            "/moved": Reply(status=301, headers={"Location": server.url("/steady")}),
        }
        catalogue = {f"nl-{path[1:]}": entry(server, path[1:]) for path in server.routes}
        register(store, catalogue, START)
        asyncio.run(live(store, catalogue, habits))
    yield store
    store.close()


@pytest.mark.parametrize(
    ("name", "condition", "alarm"),
    [
        ("steady", SourceHealth.OK, None),
        ("silent", SourceHealth.LATE, "silent"),
        ("bursting", SourceHealth.GAP, None),
        ("failing", SourceHealth.FAILING, "failing"),
        ("blocked", SourceHealth.BLOCKED, "failing"),
        ("gone", SourceHealth.DEAD, "failing"),
        ("lost", SourceHealth.DEAD, "failing"),
        ("moved", SourceHealth.MOVED, "failing"),
    ],
)
def test_each_habit_has_its_health_and_alarm(
    lived: Store, name: str, condition: SourceHealth, alarm: str | None
) -> None:
    assert sources_frame(lived, END).set_index("id").health[f"nl-{name}"] == condition
    sounding = alarms(lived, END).set_index("source_id").alarm
    assert sounding.get(f"nl-{name}") == alarm


@pytest.mark.parametrize("name", ["failing", "blocked", "gone", "lost"])
def test_failures_are_asked_less_and_less_down_to_once_a_day_and_never_given_up(
    lived: Store, name: str
) -> None:
    asked = sorted(poll_history(lived, f"nl-{name}", limit=1_000)["at"])
    pauses = [after - before for before, after in pairwise(asked)]
    assert pauses[:3] == sorted(pauses[:3])
    assert max(pauses) <= DAY
    assert min(pauses[10:]) >= 0.9 * DAY
    assert END - asked[-1] <= DAY


def test_a_person_is_asked_once_what_only_a_person_can_decide(lived: Store) -> None:
    asked = questions(lived)
    assert sorted(zip(asked.source_id, asked.what, strict=True)) == [
        ("nl-gone", "gone"),
        ("nl-lost", "gone"),
        ("nl-moved", "moved"),
    ]


def test_the_silence_is_told_from_nights_and_weekends(lived: Store) -> None:
    (row,) = [row for row in alarms(lived, END).to_dict("records") if row["alarm"] == "silent"]
    # Nobody noticed on Monday morning, when it fell silent: the last news was of Friday.
    assert timedelta(0) <= FALLS_SILENT - row["since"] < 3 * DAY
    office = sources_frame(lived, END).set_index("id").items_a_week["nl-steady"]
    assert office == pytest.approx(10, abs=2)


def test_a_gap_is_estimated_and_followed_by_shorter_pauses(lived: Store) -> None:
    polls = poll_history(lived, "nl-bursting", limit=1_000).sort_values("at")
    found = polls[polls.missed.notna()]
    assert len(found) == 1
    assert found.missed.iloc[0] >= 1
    after = sorted(polls[polls["at"] >= found["at"].iloc[0]]["at"])
    assert {one - other for other, one in pairwise(after)} == {timedelta(minutes=90)}


def test_what_has_nothing_to_tell_at_night_is_asked_less_then(lived: Store) -> None:
    polls = sorted(poll_history(lived, "nl-steady", limit=1_000)["at"])
    last = [at.astimezone(ZONE) for at in polls if at > END - timedelta(weeks=1)]
    nights = [at for at in last if at.weekday() >= 5 or at.hour >= 18 or at.hour < 6]
    days = [at for at in last if at.weekday() < 5 and 8 <= at.hour < 16]
    # Hours a week of each kind: 108 at night and at weekends, 40 by day.
    assert len(nights) / 108 < 0.6 * len(days) / 40


def test_an_alarm_acknowledged_until_a_day_keeps_quiet_to_its_end(lived: Store) -> None:
    with lived.begin() as tx:
        acknowledge(tx, "nl-gone", "failing", day_of(END), "anna", "successor sought", END)

    def sounds(at: datetime) -> bool:
        return bool(alarms(lived, at).set_index("source_id").sounds["nl-gone"])

    midnight = (END + DAY).astimezone(ZONE).replace(hour=0, minute=0)
    assert [sounds(END), sounds(midnight - timedelta(seconds=1)), sounds(midnight)] == [False, False, True]
