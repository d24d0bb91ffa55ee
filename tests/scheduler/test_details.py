"""Details behind a list: whole texts of warnings, chains of messages, pages behind headlines."""

import asyncio
import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

import measures.classify.assess
import scheduler.desk
from measures.model import Assessment, Item
from measures.network import open_client
from measures.settings import Settings
from measures.store import Store
from measures.store.items import versions_of_source
from measures.store.reading import poll_history, sources_frame
from measures.store.received import kept_bytes
from scheduler.dispatch import Dispatcher, Outcome, register
from scheduler.replay import replay_formats
from scheduler.workers import Workers
from sources.catalogue import Source, load_catalogue
from tests.loopback import Loopback, Reply
from tests.sources.conftest import a_source, sample

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
STEP = timedelta(minutes=10)
PAGE = """<html><body><nav><a href=/>Home</a></nav><main><h1>Grenstoezicht verlengd</h1>
<p>Het toezicht aan de landgrenzen met Duitsland en België duurt van 9 december
2026 tot en met 8 juni 2027.</p>
<p>Grenswerkers nemen een geldig paspoort of een identiteitskaart mee.</p></main></body></html>""".encode()


def here(server: Loopback, source: Source) -> Source:
    """A source of the catalogue as it is, with its list at the loopback server and the details under /d/."""
    assert source.detail is not None
    last = source.detail.url[0].rpartition("/")[2] if source.detail.url else ""
    detail = source.detail.model_copy(update={"url": (server.url(f"/d/{last}"),) if last else ()})
    changes = {"url": server.url("/list"), "home": "", "min_delay_seconds": 0, "detail": detail}
    return source.model_copy(update={**changes, "standing": "use"})


def drain(store: Store, source: Source, now: datetime = NOW) -> list[Outcome]:
    outcomes: list[Outcome] = []

    async def work() -> None:
        async with open_client(contact="test@example.org", open_loopback=True) as client:
            dispatcher = Dispatcher(
                store,
                {source.id: source},
                client,
                Settings(open_loopback=True),
                clock=lambda: now,
                on_outcome=outcomes.append,
            )
            await dispatcher.drain()
            await dispatcher.stop()

    register(store, {source.id: source}, NOW)
    asyncio.run(work())
    return outcomes


def kept(store: Store, source: str) -> list[Item]:
    """All versions of the source's items, as they became known."""
    with store.read() as tx:
        return [item for item, _, _ in versions_of_source(tx, source)]


def asked(server: Loopback) -> list[str]:
    """The details asked for since the last call."""
    found = [one.path.removeprefix("/d/") for one in server.asked if one.path.startswith("/d/")]
    server.asked.clear()
    return found


def be_list() -> bytes:
    """The list without the instant of its making, which the tests outlive."""
    return sample("be-be-alert.json").replace(b'"pubDate": "2026-11-23T09:00:00Z"', b'"pubDate": ""', 1)


def be_alert(server: Loopback) -> Source:
    server.routes["/list"] = Reply(be_list())
    for number in (1, 2, 3):
        body = sample("be-be-alert-message.xml").replace(b"a70001", b"a7000%d" % number)
        server.routes[f"/d/6922c0a1b2c3d4e5f6a7000{number}"] = Reply(body)
    return here(server, load_catalogue()["be-be-alert"])


def nina(*entries: dict[str, object]) -> bytes:
    return json.dumps(list(entries)).encode()


def entry(name: str, title: str = "Hochwasser", version: int = 1) -> dict[str, object]:
    sent = "2026-11-23T08:00:00+01:00"
    return {
        "id": name,
        "payload": {"version": version, "hash": "x"},
        "i18nTitle": {"de": title},
        "sent": sent,
    }


def message(name: str, hour: int, text: str, kind: str = "Alert", before: str = "") -> bytes:
    sent = f"2026-11-23T{hour:02}:00:00+01:00"
    info = {"language": "DE", "headline": "Hochwasser am Rhein", "description": text}
    facts = {"identifier": name, "sent": sent, "status": "Actual", "msgType": kind, "info": [info]}
    return json.dumps(
        facts | ({"references": f"s,{before},2026-11-23T07:00:00+01:00"} if before else {})
    ).encode()


@pytest.fixture
def kleve(server: Loopback) -> Source:
    return here(server, load_catalogue()["de-nina-dashboard-kleve"])


def test_a_warning_is_read_in_its_own_words_and_asked_for_once(store: Store, server: Loopback) -> None:
    source = be_alert(server)
    (outcome,) = drain(store, source)
    assert (outcome.new, outcome.changed, outcome.poll.detail.code) == (3, 0, "items_read")
    assert len(asked(server)) == 3, "the drill is dropped by the list's own words"
    items = kept(store, source.id)
    assert all("Geldig tot en met 23 november 2026." in item.summary for item in items)
    (again,) = drain(store, source, NOW + STEP)
    assert (again.new, again.changed, asked(server)) == (0, 0, [])
    server.routes["/list"] = Reply(be_list().replace(b"Blijf weg", b"Blijf nu weg"))
    drain(store, source, NOW + 2 * STEP)
    assert asked(server) == ["6922c0a1b2c3d4e5f6a70001"], "only what has changed in the list"


def test_a_drill_that_only_its_message_tells_is_not_taken_in(store: Store, server: Loopback) -> None:
    source = be_alert(server)
    drill = sample("be-be-alert-message.drill.xml").replace(b"a70004", b"a70001")
    server.routes["/d/6922c0a1b2c3d4e5f6a70001"] = Reply(drill)
    (outcome,) = drain(store, source)
    assert (outcome.new, outcome.poll.ok) == (2, True)
    drain(store, source, NOW + STEP)
    assert len(kept(store, source.id)) == 2


def test_what_does_not_come_is_shown_and_tried_again_and_the_list_speaks_meanwhile(
    store: Store, server: Loopback
) -> None:
    source = be_alert(server)
    server.routes["/d/6922c0a1b2c3d4e5f6a70001"] = Reply(status=503)
    (outcome,) = drain(store, source)
    assert (outcome.new, outcome.poll.ok) == (3, True)
    (row,) = sources_frame(store, NOW).to_dict("records")
    assert (row["code"], row["args"]) == ("details_missing", {"missing": "1", "count": "3"})
    assert any(item.summary.endswith("Blijf weg van de oevers.") for item in kept(store, source.id))
    asked(server)
    server.routes["/d/6922c0a1b2c3d4e5f6a70001"] = Reply(sample("be-be-alert-message.xml"))
    (outcome,) = drain(store, source, NOW + STEP)
    assert asked(server) == ["6922c0a1b2c3d4e5f6a70001"]
    assert (outcome.changed, outcome.poll.detail.code) == (1, "items_read")


def test_where_no_detail_comes_the_source_is_not_as_expected_and_its_host_is_left_in_peace(
    store: Store, server: Loopback
) -> None:
    source = be_alert(server)
    for number in (1, 2, 3):
        server.routes[f"/d/6922c0a1b2c3d4e5f6a7000{number}"] = Reply(status=500)
    (outcome,) = drain(store, source)
    assert (outcome.new, outcome.poll.ok, len(asked(server))) == (3, False, 2)
    assert outcome.poll.next_try_at <= NOW + timedelta(minutes=6), "the list itself keeps its rhythm"


def test_a_text_held_is_not_replaced_by_the_words_of_the_list(
    store: Store, server: Loopback, kleve: Source
) -> None:
    server.routes["/list"] = Reply(nina(entry("mow.a")))
    server.routes["/d/mow.a.json"] = Reply(message("mow.a", 8, "Die Brücke ist gesperrt."))
    drain(store, kleve)
    server.routes["/list"] = Reply(nina(entry("mow.a", "Neu", version=2)))
    server.routes["/d/mow.a.json"] = Reply(status=500)
    for number in range(1, 3):
        drain(store, kleve, NOW + number * STEP)
    assert [item.title for item in kept(store, kleve.id)] == ["Hochwasser am Rhein"]
    drain(store, kleve, NOW + timedelta(hours=3))
    assert kept(store, kleve.id)[-1].title == "Neu", "in the end what the list says counts"


def test_an_update_and_a_cancel_find_their_warning_when_the_list_no_longer_holds_it(
    store: Store, server: Loopback, kleve: Source
) -> None:
    chain = [("mow.a", "Alert", ""), ("mow.b", "Update", "mow.a"), ("mow.c", "Cancel", "mow.b")]
    for hour, (name, kind, before) in enumerate(chain):
        server.routes["/list"] = Reply(nina(entry(name)))
        server.routes[f"/d/{name}.json"] = Reply(message(name, hour + 6, f"Fassung {name}.", kind, before))
        drain(store, kleve, NOW + hour * STEP)
    found = replay_formats(store, {kleve.id: kleve}, NOW - STEP)
    assert (found.answers, found.changes) == (3, ()), "the list is not held against the details"
    versions = kept(store, kleve.id)
    assert len({item.id for item in versions}) == 1
    assert [item.summary.split(".")[1][0] for item in versions] == ["a", "b", "c"]
    assert versions[-1].title == "Aufgehoben: Hochwasser am Rhein"


def test_messages_of_one_warning_in_one_list_end_with_the_last_word(
    store: Store, server: Loopback, kleve: Source
) -> None:
    server.routes["/list"] = Reply(nina(entry("mow.c"), entry("mow.b")))
    server.routes["/d/mow.b.json"] = Reply(message("mow.b", 7, "Erst.", "Update", "mow.a"))
    server.routes["/d/mow.c.json"] = Reply(message("mow.c", 8, "Dann.", "Cancel", "mow.b"))
    for number in range(2):
        drain(store, kleve, NOW + number * STEP)
    versions = kept(store, kleve.id)
    assert [item.summary[:4] for item in versions] == ["Erst", "Dann"]
    assert len({item.id for item in versions}) == 1


def test_a_cap_list_finds_a_warning_that_it_held_before(store: Store, server: Loopback) -> None:
    source = a_source(server.url("/list"), format="cap", country="DE", language="de", items=[""])
    for hour, (name, before) in enumerate([("a", ""), ("b", "a"), ("c", "b")]):
        body = json.loads(
            message(name, hour + 6, f"Fassung {name}.", "Update" if before else "Alert", before)
        )
        server.routes["/list"] = Reply(json.dumps([body]).encode())
        drain(store, source, NOW + hour * timedelta(hours=1))
    versions = kept(store, source.id)
    assert (len(versions), len({item.id for item in versions})) == (3, 1)


def test_a_flood_of_warnings_is_followed_a_few_at_a_time(
    store: Store, server: Loopback, kleve: Source
) -> None:
    server.routes["/list"] = Reply(nina(*(entry(f"mow.{n}") for n in range(25))))
    for n in range(25):
        server.routes[f"/d/mow.{n}.json"] = Reply(message(f"mow.{n}", 8, "Text der Warnung."))
    (outcome,) = drain(store, kleve)
    assert (outcome.new, len(asked(server))) == (25, 20)
    (outcome,) = drain(store, kleve, NOW + STEP)
    assert (outcome.new, outcome.changed, len(asked(server))) == (0, 5, 5)


def test_advice_for_a_country_is_asked_for_by_its_number(store: Store, server: Loopback) -> None:
    source = here(server, load_catalogue()["de-auswaertiges-amt-travelwarning"])
    server.routes["/list"] = Reply(sample("de-auswaertiges-amt-travelwarning.json"))
    server.routes["/d/211001"] = Reply(sample("de-auswaertiges-amt-travelwarning-country.json"))
    server.routes["/d/211002"] = Reply(status=500)
    drain(store, source)
    assert asked(server) == ["211001", "211002"]
    first, second = sorted(kept(store, source.id), key=lambda item: item.title, reverse=True)
    assert "bis zum 8. Juni 2027" in first.summary
    assert (second.title, second.summary) == ("Belgien: Reise- und Sicherheitshinweise", "")


def feed(server: Loopback, *items: tuple[str, str, str]) -> Source:
    texts = "".join(
        f"<item><title>{title}</title><description>{text}</description><link>{link}</link></item>"
        for title, text, link in items
    )
    server.routes["/list"] = Reply(f"<rss><channel>{texts}</channel></rss>".encode())
    return a_source(server.url("/list"))


HEADLINE = "Grenstoezicht aan de landgrenzen verlengd"


def test_the_page_behind_a_short_headline_that_matters_is_read(store: Store, server: Loopback) -> None:
    server.routes["/d/a"] = Reply(PAGE)
    source = feed(
        server,
        (HEADLINE, "", server.url("/d/a")),
        ("Minister opent tentoonstelling over tulpen", "", server.url("/d/b")),
        (HEADLINE + " opnieuw", "Een lange tekst die alles al zegt. " * 8, server.url("/d/c")),
    )
    (outcome,) = drain(store, source)
    assert (outcome.new, asked(server)) == (3, ["a"])
    (item,) = [item for item in kept(store, source.id) if item.title == HEADLINE]
    assert item.summary.startswith("Grenstoezicht verlengd. Het toezicht aan de landgrenzen")
    assert "Home" not in item.summary
    with store.read() as tx:
        digest = tx.exec_driver_sql("SELECT sha256 FROM detail").scalar_one()
        assert kept_bytes(tx, digest) == PAGE, "what was received is kept, pages as well"
    (again,) = drain(store, source, NOW + timedelta(hours=1))
    assert (again.changed, asked(server)) == (0, [])


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (Reply(b"<html><body><div id=app></div></body></html>"), "items_read"),
        (Reply(b"%PDF-1.7 \x00\xff" * 40), "items_read"),
        (Reply(status=403), "details_missing"),
        (Reply(status=302, headers={"Location": "https://other.example.org/"}), "details_missing"),
    ],
)
def test_without_its_page_a_headline_stands_for_itself(
    store: Store, server: Loopback, reply: Reply, code: str
) -> None:
    server.routes["/d/a"] = reply
    source = feed(server, (HEADLINE, "", server.url("/d/a")))
    (outcome,) = drain(store, source)
    assert (outcome.new, outcome.poll.ok, outcome.poll.detail.code) == (1, True, code)
    assert [(item.title, item.summary) for item in kept(store, source.id)] == [(HEADLINE, "")]


def test_what_is_read_to_choose_the_pages_is_not_read_again(
    store: Store, server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither by the scheduler, which waits for nothing that a text might do to whoever reads it."""
    read: list[tuple[str, str]] = []
    assess = Workers.assess

    async def counted(workers: Workers, items: Sequence[Item]) -> list[Assessment | str]:
        read.extend((item.title, item.summary[:10]) for item in items)
        return await assess(workers, items)

    def here_as_well(_: Item) -> None:
        raise AssertionError("read in the scheduler itself")

    monkeypatch.setattr(Workers, "assess", counted)
    monkeypatch.setattr(measures.classify.assess, "by_rules", here_as_well)
    server.routes["/d/a"] = Reply(PAGE)
    tulips, told = "Minister opent tentoonstelling over tulpen", "Een lange tekst die alles al zegt. " * 8
    source = feed(
        server,
        (HEADLINE, "", server.url("/d/a")),
        (tulips, "", server.url("/d/b")),
        (HEADLINE + " opnieuw", told, server.url("/d/c")),
    )
    (outcome,) = drain(store, source)
    assert (outcome.new, asked(server)) == (3, ["a"])
    assert sorted(read) == sorted(
        [(HEADLINE, ""), (tulips, ""), (HEADLINE, "Grenstoezi"), (HEADLINE + " opnieuw", told[:10])]
    )


def test_links_to_other_sites_are_not_followed(store: Store, server: Loopback) -> None:
    source = feed(
        server, (HEADLINE, "", server.url("/d/a", host="localhost")), (HEADLINE, "", "http://10.0.0.1/")
    )
    drain(store, source)
    assert [one.path for one in server.asked] == ["/robots.txt", "/list"]


def test_robots_txt_holds_for_pages_as_well(store: Store, server: Loopback) -> None:
    server.routes |= {"/robots.txt": Reply(b"User-agent: *\nDisallow: /d/"), "/d/a": Reply(PAGE)}
    source = feed(server, (HEADLINE, "", server.url("/d/a")))
    (outcome,) = drain(store, source)
    assert (asked(server), outcome.poll.detail.code, outcome.poll.ok) == ([], "details_missing", True)


def test_a_page_that_never_comes_is_let_be(store: Store, server: Loopback) -> None:
    server.routes["/d/a"] = Reply(status=404)
    source = feed(server, (HEADLINE, "", server.url("/d/a")))
    for day in range(8):
        drain(store, source, NOW + timedelta(days=2 * day))
    assert len(asked(server)) == 5
    assert poll_history(store, source.id).code[0] in ("items_read", "same_bytes", "same_items")


def test_an_item_that_could_not_be_stored_is_asked_for_again(
    store: Store, server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    source = be_alert(server)
    with monkeypatch.context() as patch:
        patch.setattr(scheduler.desk, "take_in_all", broken)
        (outcome,) = drain(store, source)
    assert outcome.poll.detail.code == "failed_inside"
    (outcome,) = drain(store, source, NOW + timedelta(hours=1))
    assert (outcome.new, len(kept(store, source.id))) == (3, 3)
    assert len(asked(server)) == 6
