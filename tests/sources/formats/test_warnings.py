"""CAP: warnings that begin, change and end under one identity, and drills that are none."""

import json
from datetime import date

import pytest

from measures.vocabulary import Language
from sources.catalogue import Source
from sources.errors import FormatError
from sources.formats import parse, read
from tests.sources.conftest import a_source, sample

BE = a_source(id="be-test", country="BE", format="cap")
DE = a_source(
    id="de-test",
    country="DE",
    language="de",
    format="cap",
    fields={"url": ["https://warnung.bund.de/meldungen/{identifier}"]},
)


def alert(name: str, sent: str, kind: str = "Alert", before: str = "", **info: object) -> dict[str, object]:
    facts = {"language": "de-DE", "headline": "Hochwasser", "description": "Die Brücke ist gesperrt.", **info}
    return {
        "identifier": name,
        "sent": sent,
        "status": "Actual",
        "msgType": kind,
        "references": before,
        "info": [facts],
    }


def listed(*alerts: dict[str, object]) -> bytes:
    return json.dumps({"warnings": [{"uuid": "u", "alert": one} for one in alerts]}).encode()


def test_a_cancel_is_a_new_version_of_the_warning_that_it_ends() -> None:
    (before,) = parse(BE, sample("be-be-alert-message.xml"))
    (after,) = parse(BE, sample("be-be-alert-message.cancel.xml"))
    assert before.id == after.id
    assert before.summary.endswith("Geldig tot en met 23 november 2026.")
    assert after.title == "Einde hoogwater Maas Maaseik"
    assert after.summary.endswith("Deze waarschuwing is ingetrokken op 23 november 2026.")


def test_a_drill_that_calls_itself_actual_is_dropped() -> None:
    reading = read(BE, sample("be-be-alert-message.drill.xml"))
    assert (reading.items, reading.filtered) == ((), 1)


@pytest.mark.parametrize("facts", [{"status": "Exercise"}, {"status": "Test"}, {"scope": "Private"}])
def test_what_is_not_meant_for_the_public_is_dropped(facts: dict[str, str]) -> None:
    body = json.dumps({**alert("a", "2026-11-23T08:00:00+01:00"), **facts}).encode()
    assert not parse(DE, body)


def test_an_all_clear_says_so_without_being_told_twice() -> None:
    (item,) = parse(DE, sample("de-nina-warning.cancel.json"))
    assert item.title == "Entwarnung: Brand in Goch"
    assert item.summary.endswith("Diese Warnung wurde am 20. November 2026 aufgehoben.")


def test_a_cancel_whose_headline_is_the_old_one_is_marked() -> None:
    (item,) = parse(DE, json.dumps(alert("b", "2026-11-23T08:00:00+01:00", "Cancel", "s,a,t")).encode())
    assert item.title == "Aufgehoben: Hochwasser"


def test_of_several_languages_that_of_the_source_with_breaks_and_entities_read() -> None:
    (item,) = parse(DE, sample("de-nina-warning.json"))
    assert (item.language, item.published) == (Language.DE, date(2026, 11, 23))
    assert "gesperrt. Der Umweg führt über Emmerich. Die Sperrung" in item.summary
    assert "Meiden Sie das Ufer. Beachten" in item.summary
    assert item.summary.endswith("Kreis Kleve. Gültig bis 25. November 2026.")
    assert item.url == "https://warnung.bund.de/meldungen/mow.DE-NW-KLE-SE000-20261123-12-001"


def test_an_update_belongs_to_the_warning_that_it_refers_to() -> None:
    first = alert("mow.DE-NW-KLE-SE000-20261122-12-001", "2026-11-22T21:10:00+01:00")
    assert parse(DE, json.dumps(first).encode())[0].id == parse(DE, sample("de-nina-warning.json"))[0].id


def test_a_chain_in_one_answer_is_one_item_in_its_newest_state() -> None:
    source = a_source(format="cap", language="de", items=["warnings"])
    chain = (
        alert("a", "2026-11-21T08:00:00+01:00", headline="Erste Fassung"),
        alert("b", "2026-11-22T08:00:00+01:00", "Update", "s,a,2026-11-21T08:00:00+01:00", headline="Zweite"),
        alert("c", "2026-11-23T08:00:00+01:00", "Cancel", "s,b,2026-11-22T08:00:00+01:00", headline="Dritte"),
    )
    (item,) = parse(source, listed(*chain))
    assert item.title == "Aufgehoben: Dritte"
    assert item.id == parse(source, listed(chain[0]))[0].id


def test_weather_nested_or_flat_without_green(catalogue: dict[str, Source]) -> None:
    items = parse(catalogue["nl-meteoalarm"], sample("nl-meteoalarm.json"))
    titles = [item.title for item in items]
    assert "Gladheid - Groningen - Nederland" in titles
    assert "Ingetrokken: Mist - Drenthe - Nederland" in titles
    assert not [title for title in titles if "Utrecht" in title]


def test_no_warning_at_all_is_an_empty_list(catalogue: dict[str, Source]) -> None:
    assert read(catalogue["nl-meteoalarm"], sample("de-meteoalarm.json")).seen == 0


def test_a_time_without_an_offset_is_not_guessed() -> None:
    body = json.dumps(alert("a", "2026-11-23T08:00:00+01:00", expires="2026-11-24T08:00:00")).encode()
    assert "Gültig" not in parse(DE, body)[0].summary


def test_another_document_is_no_warning() -> None:
    for body in (b'{"other": 1}', b"<rss><channel/></rss>"):
        with pytest.raises(FormatError, match="no_list"):
            read(BE, body)
