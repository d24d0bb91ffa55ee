"""Kinds of conflict as they came up: ended agreements, limits on telework, animals, payments, checks."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from measures.conflicts import detect, explain
from measures.vocabulary import Border, ConflictKind, Country

ON = date(2022, 1, 1)


def found(measures, kind, border=Border.NL_DE):
    return [c for c in detect(measures, ON, [border]) if c.kind == kind]


def days(conflicts):
    return [(c.since.isoformat(), c.until and c.until.isoformat()) for c in conflicts]


def titled(measure, **changes):
    title, authority = changes.pop("title"), changes.pop("authority", "Rijksoverheid")
    return replace(measure(**changes), title=title, authority=authority)


@pytest.fixture
def agreement(measure):
    def made(id, country="DE", **changes):
        facts = {
            "topics": ("social_security_tax", "work"),
            "step": 2,
            "impact": "direct",
            "groups": ("frontier_workers",),
            "first_known_at": datetime(2020, 4, 6, tzinfo=UTC),
            "title": "Vereinbarung über Heimarbeitstage",
            "authority": "Bundesministerium der Finanzen",
        }
        return titled(measure, id=id, country=country, **facts | changes)

    return made


GAP = ConflictKind.SOCIAL_SECURITY_TAX_GAP


def test_agreement_that_ends_is_a_gap_until_the_next_one_on_the_same(agreement):
    old = agreement("old", since="2020-03-11", until="2022-04-30")
    insurance = agreement(
        "insurance", country="NL", title="Sociale zekerheid bij thuiswerk", authority="Ministerie SZW",
        since="2022-04-01", counted_until="2027-03-31",
    )  # fmt: skip
    tax = agreement("tax", since="2025-04-14", counted_until="2030-04-14")
    assert days(found([old], GAP)) == [("2022-05-01", None)]
    assert days(found([old, insurance], GAP)) == [("2022-05-01", None)]
    assert days(found([old, insurance, tax], GAP)) == [("2022-05-01", "2025-04-13")]


def test_agreement_over_on_one_side_is_over_though_the_other_side_tells_no_end(agreement):
    dutch = agreement(
        "nl", country="NL", title="Akkoord over thuiswerkdagen", authority="Ministerie van Financiën",
        since="2020-03-11", counted_until="2025-03-10",
    )  # fmt: skip
    german = agreement("de", since="2020-03-11", until="2022-04-30")
    assert days(found([dutch, german], GAP)) == [("2022-05-01", None)]


def test_prolongation_of_which_no_beginning_is_told_follows_on_the_end_before(agreement, measure):
    first = agreement("first", since="2020-03-11", until="2021-06-30")
    last = agreement("last", since="2022-03-22", until="2022-06-30", begins_known=False)
    duty = measure("duty", country="NL", topics=("work",), step=3, since="2021-09-01", until="2021-12-31")
    gaps = days(found([first, last, duty], GAP))
    assert ("2022-07-01", None) in gaps
    assert not [gap for gap in gaps if gap[0] < "2022-07-01"]


@pytest.mark.parametrize(
    ("border", "since", "until", "step", "flagged"),
    [
        (Border.NL_DE, "2026-02-02", "2026-03-01", 3, True),
        (Border.NL_DE, "2026-02-02", "2026-03-01", 2, False),
        (Border.NL_DE, "2026-02-02", "2026-08-01", 2, True),
        (Border.NL_BE, "2026-02-02", "2026-03-01", 2, True),
    ],
    ids=["all the time: past 49.9 %", "two days a week for a month", "past 34 days a year", "no free day"],
)
def test_telework_is_a_gap_beyond_the_limits_of_a_standing_arrangement(
    agreement, measure, border, since, until, step, flagged
):
    standing = agreement("standing", since="2026-01-01", counted_until="2031-01-01", country="NL")
    duty = measure("duty", country="NL", topics=("work",), step=step, since=since, until=until)
    gaps = found([standing, duty], GAP, border)
    assert bool(gaps) == flagged
    if flagged:
        text = explain(gaps[0], {})
        assert "34 days a year" in text or border == Border.NL_BE
        assert "49.9 %" in text


def test_proof_to_be_shown_at_work_moves_no_place_of_work(measure):
    rule = measure(country="DE", topics=("testing", "work"), step=3, impact="direct")
    assert not found([rule], GAP)


def test_payment_that_names_frontier_workers_on_one_side_only(measure):
    facts = {
        "topics": ("social_security_tax",),
        "step": 2,
        "impact": "direct",
        "groups": ("frontier_workers",),
        "since": "2022-09-01",
        "counted_until": "2027-09-01",
    }
    paid = titled(measure, id="de", country="DE", title="300 Euro Energiepreispauschale", **facts)
    other = titled(measure, id="nl", country="NL", title="Energietoeslag voor werkenden", **facts)
    missing = ConflictKind.MISSING_EXEMPTION
    assert days(found([paid], missing)) == [("2022-09-01", None)]
    assert not found([paid, other], missing)
    loan = titled(measure, id="de", country="DE", title="Vereinbarung über Heimarbeitstage", **facts)
    assert not found([loan], missing)


@pytest.fixture
def animals(measure):
    def made(id, country, **changes):
        facts = {"topics": ("animal_plant",), "impact": "none", "borders": (), "groups": ("farmers",)}
        facts["counted_until"] = "2026-04-30"
        return titled(measure, id=id, country=country, **facts | {"title": "Maatregel"} | changes)

    return made


def test_zones_around_one_outbreak_on_both_sides_are_a_double_duty(animals):
    german = animals("de", "DE", level="local", regions=("DEA1B",), step=2, since="2026-01-29")
    dutch = animals("nl", "NL", title="Beperkingszone na vogelgriep", regions=("NL226",), since="2026-01-30")
    far = animals("far", "DE", level="local", regions=("DE40",), step=2, since="2026-01-29")
    both = ConflictKind.CONTRADICTORY_DUTIES
    assert [c.since for c in found([german, dutch], both)] == [date(2026, 1, 30)]
    assert not found([far, dutch], both)
    assert not detect([far], ON)


def test_ban_in_a_whole_country_differs_from_none_and_a_zone_does_not(animals):
    ban = animals("ban", "NL", since="2025-01-11", until="2025-01-28")
    zone = animals("zone", "NL", title="Vogelgriep: zone rond Millingen", since="2025-01-11")
    differs = ConflictKind.DIVERGENT_STRICTNESS
    assert days(found([ban], differs)) == [("2025-01-11", "2025-01-28")]
    assert not found([zone], differs)


def test_housing_duty_goes_on_where_the_neighbour_tells_only_that_it_ended(animals):
    ended = animals(
        "de", "DE", title="Kreis hebt Stallpflicht auf", level="local", regions=("DEA34",), step=0,
        since="2022-02-14", until="2022-02-14", begins_known=False,
    )  # fmt: skip
    duty = {"since": "2021-10-26", "counted_until": "2022-04-30"}
    going_on = animals("nl", "NL", title="Ophokplicht wegens vogelgriep", **duty)
    another = animals("nl", "NL", title="Vervoersverbod wegens blauwtong", **duty)
    (gap,) = found([ended, going_on], ConflictKind.TIMING_GAP)
    assert (gap.since, gap.until) == (date(2022, 2, 15), None)
    assert "ended in Germany on 14 February 2022" in explain(gap, {})
    assert not found([ended, another], ConflictKind.TIMING_GAP)


CHECKS = {"topics": ("border_control",), "step": 2, "impact": "direct", "groups": ("everyone",)}


@pytest.fixture
def german_checks(measure):
    return titled(
        measure, id="de", country="DE", title="Binnengrenzkontrollen an allen Landgrenzen",
        since="2024-09-16", until="2026-09-15", **CHECKS,
    )  # fmt: skip


@pytest.mark.parametrize(
    "notice",
    [
        {"title": "Duitse grenscontroles van start: neem uw paspoort mee"},
        {"title": "Grenscontroles richting Duitsland: half uur vertraging"},
        {"title": "Controles aan de grens", "level": "local", "regions": ("NL421",)},
    ],
    ids=["their checks", "on the way to them", "a town"],
)
def test_notice_of_the_neighbours_checks_is_no_check_of_ones_own(measure, german_checks, notice):
    dutch = titled(measure, id="nl", country="NL", since="2024-09-16", until="2025-06-10", **CHECKS | notice)
    kinds = {(c.kind, c.hurt_from) for c in detect([german_checks, dutch], ON, [Border.NL_DE])}
    assert {kind for kind, _ in kinds} == {ConflictKind.CAPACITY_OR_TRANSPORT}
    assert len(kinds) == 1


def test_checks_of_one_side_within_those_of_both_are_told_as_one(measure, german_checks):
    dutch = titled(
        measure, id="nl", country="NL", title="Nederlandse grenscontroles met Duitsland",
        since="2024-12-09", until="2026-06-08", **CHECKS,
    )  # fmt: skip
    told = {c.kind: c for c in detect([german_checks, dutch], ON, [Border.NL_DE])}
    assert set(told) == {ConflictKind.CONTRADICTORY_DUTIES, ConflictKind.CAPACITY_OR_TRANSPORT}
    assert told[ConflictKind.CAPACITY_OR_TRANSPORT].measure_a == "de"


@pytest.mark.parametrize(
    ("title", "flagged"),
    [
        ("Duitse ziekenhuizen nemen geen Nederlandse patiënten meer op", True),
        ("Uniklinik verhängt Aufnahmestopp für Patienten aus den Niederlanden", True),
        ("L'hôpital n'accueille plus de patients des Pays-Bas", True),
        ("Geplande zorg over de grens: toestemming vooraf", False),
    ],
)
def test_hospital_that_takes_no_more_patients_from_across_the_border(measure, title, flagged):
    rule = titled(
        measure, country="DE", title=title, topics=("health_care",), step=3, impact="direct",
        groups=("patients",),
    )  # fmt: skip
    assert bool(found([rule], ConflictKind.CAPACITY_OR_TRANSPORT)) == flagged


def test_quarantine_after_every_working_day_against_free_commuting(measure):
    dutch = measure(
        "nl", country="NL", topics=("quarantine",), impact="direct", exempt=False, since="2020-10-20",
        until="2020-11-11",
    )  # fmt: skip
    german = measure(
        "de", country="DE", topics=("quarantine",), step=2, impact="direct", exempt=True, since="2020-10-10",
        until="2020-12-01",
    )  # fmt: skip
    (missing,) = found([dutch, german], ConflictKind.MISSING_EXEMPTION)
    assert days([missing]) == [("2020-10-20", "2020-11-11")]
    assert missing.measure_a == "nl"


@pytest.mark.parametrize("topic", ["entry", "testing"])
def test_two_registrations_or_tests_on_one_journey(measure, topic):
    sides = [
        measure(c.lower(), country=c, topics=(topic,), step=3, impact="direct", documents=("registration",))
        for c in (Country.NL, Country.DE)
    ]
    assert found(sides, ConflictKind.CONTRADICTORY_DUTIES)


def test_gap_that_opens_only_because_nothing_more_was_heard_is_none(measure):
    dutch = measure("nl", country="NL", since="2021-08-23", until="2021-12-31")
    lapsed = measure("de", country="DE", since="2021-08-23", counted_until="2021-10-22")
    ended = measure("de", country="DE", since="2021-08-23", until="2021-10-22")
    differs = ConflictKind.DIVERGENT_STRICTNESS
    assert not found([dutch, lapsed], differs)
    assert days(found([dutch, ended], differs)) == [("2021-10-23", "2021-12-31")]
    new = measure("new", country="NL", since="2021-11-15", until="2021-12-05", step=4)
    assert days(found([dutch, lapsed, new], differs)) == [("2021-11-15", "2021-12-05")]


@pytest.mark.parametrize("title", ["Maskenpflicht in Bus und Bahn", "Vrachtwagenheffing begint op 1 juli"])
def test_masks_and_tolls_move_nobody(measure, title):
    rule = titled(measure, country="NL", title=title, topics=("transport",), step=3)
    assert detect([rule], ON) == []
    assert detect([titled(measure, country="NL", title="Geen bussen", topics=("transport",), step=3)], ON)


def test_package_that_repeats_a_ban_ends_it_no_later(measure):
    ban = measure(
        "ban", country="BE", topics=("border_control", "entry"), step=4, impact="blocking",
        since="2021-01-27", until="2021-04-18",
    )  # fmt: skip
    package = measure(
        "package", country="BE", topics=("entry", "shops_events"), step=4, impact="blocking",
        since="2021-03-27", until="2021-04-25",
    )  # fmt: skip
    closed = ConflictKind.BLOCKED_CROSSING
    assert days(found([ban, package], closed, Border.NL_BE)) == [("2021-01-27", "2021-04-18")]
    assert days(found([package], closed, Border.NL_BE)) == [("2021-03-27", "2021-04-25")]


def test_town_exempts_nobody_from_a_rule_of_the_state(measure):
    facts = {"topics": ("entry",), "step": 2, "impact": "direct"}
    belgian = measure("be", country="BE", **facts)
    town = measure("nl", country="NL", level="local", regions=("NL411",), exempt=True, **facts)
    missing = ConflictKind.MISSING_EXEMPTION
    assert not found([belgian, town], missing, Border.NL_BE)
    assert found([belgian, measure("nl", country="NL", exempt=True, **facts)], missing, Border.NL_BE)


def test_delays_by_checks_are_told_with_them_and_queues_with_the_closed_border(measure, german_checks):
    delays = measure(
        "post", country="DE", level="regional", regions=("DEA",), topics=("border_control", "transport"),
        step=2, impact="direct", since="2024-09-20", until="2024-10-20",
    )  # fmt: skip
    (told,) = found([german_checks, delays], ConflictKind.CAPACITY_OR_TRANSPORT)
    assert set(told.topics) == {"border_control", "transport"}
    shut = measure(
        "shut", country="BE", topics=("border_control",), step=4, impact="blocking", since="2021-03-20"
    )
    queue = measure("queue", country="BE", topics=("transport",), step=2, impact="direct", since="2021-03-20")
    assert found([queue], ConflictKind.CAPACITY_OR_TRANSPORT, Border.NL_BE)
    assert not found([shut, queue], ConflictKind.CAPACITY_OR_TRANSPORT, Border.NL_BE)
