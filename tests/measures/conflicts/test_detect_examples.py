"""Conflicts as a taskforce would put them on its agenda, and traps that must stay silent."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from measures.conflicts import detect, explain, touched
from measures.conflicts.reasons import TEMPLATES, sentence
from measures.lifecycle import fold
from measures.model import Reason
from measures.vocabulary import Border, ConflictKind, Country, Document, Group, Topic

ON = date(2020, 3, 20)


def found(measures, kind=None, border=None, on=ON):
    return [
        c
        for c in detect(measures, on)
        if (kind is None or c.kind == kind) and (border is None or c.border == border)
    ]


@pytest.fixture
def belgian_closure(measure):
    return measure(
        "closure",
        country="BE",
        authority="FOD Binnenlandse Zaken",
        topics=("border_control", "entry"),
        step=4,
        impact="blocking",
        groups=("frontier_workers", "families", "shoppers_visitors"),
        exempt=True,
        documents=(Document.VIGNETTE,),
        since="2020-03-20",
        until="2020-06-14",
    )


def test_closed_belgian_border_against_the_open_dutch_one(belgian_closure):
    at_both = found([belgian_closure])
    assert [(c.border, c.kind) for c in at_both] == [
        (Border.NL_BE, ConflictKind.BLOCKED_CROSSING),
        (Border.BE_DE, ConflictKind.BLOCKED_CROSSING),
    ]
    conflict = at_both[0]
    assert (conflict.since, conflict.until) == (date(2020, 3, 20), date(2020, 6, 14))
    assert conflict.topics == (Topic.BORDER_CONTROL, Topic.ENTRY)
    assert (conflict.measure_a, conflict.measure_b) == ("closure", None)
    assert Group.FRONTIER_WORKERS in conflict.groups
    assert (conflict.hurt_from, conflict.hurt_to) == (Country.BE, Country.NL)
    assert conflict.commuters == 41000
    assert 4 <= conflict.severity <= 5
    text = explain(conflict, {"closure": belgian_closure})
    assert "Belgium closes its border with the Netherlands" in text
    assert "vignette for vital professions" in text
    assert "No rule on this is known on the side of the Netherlands" in text
    assert "from 20 March 2020 to 14 June 2020" in text
    assert "41,000 people who live in Belgium work in the Netherlands" in text


def test_exemption_without_papers_leaves_out_the_commuters(measure):
    closed = measure(
        country="BE",
        topics=("entry",),
        step=4,
        impact="blocking",
        exempt=True,
        groups=("frontier_workers", "families"),
    )
    assert {c.groups for c in found([closed], ConflictKind.BLOCKED_CROSSING)} == {(Group.FAMILIES,)}


@pytest.fixture
def town_notice(measure):
    def made(heard: str, **also):
        return measure(
            "tilburg",
            **{"country": "NL", "authority": "Gemeente Tilburg", "level": "local", "regions": ("NL412",)}
            | also,
            topics=("border_control", "entry"),
            step=4,
            impact="blocking",
            borders=("NL-BE",),
            since="2020-03-20",
            counted_until="2020-08-01",
            first_known_at=datetime.fromisoformat(f"{heard}T12:00+00:00"),
        )

    return made


def test_town_that_tells_of_the_neighbours_closure_closes_nothing_itself(belgian_closure, town_notice):
    both = [belgian_closure, town_notice("2020-03-21")]
    conflict = next(iter(found(both, border=Border.NL_BE)))
    assert len(found(both, border=Border.NL_BE)) == 1
    assert (conflict.measure_a, conflict.until) == ("closure", date(2020, 6, 14))
    assert conflict.items_a == ("closure-item", "tilburg-item")


@pytest.mark.parametrize(
    "notice",
    [
        {},
        {"country": "BE", "authority": "Gemeente Essen", "regions": ("BE21",)},
        {"authority": "Ministerie van Justitie en Veiligheid", "level": "national", "regions": ()},
    ],
    ids=["Dutch town", "Belgian town", "Dutch ministry"],
)
@pytest.mark.parametrize(
    ("heard", "until", "counted_until"),
    [("2020-03-24", date(2020, 6, 14), date(2020, 6, 14)), ("2020-06-20", None, date(2020, 8, 1))],
    ids=["explains the closure", "tells that it went on"],
)
def test_a_notice_prolongs_a_closure_only_where_it_comes_after_its_end(
    belgian_closure, town_notice, notice, heard, until, counted_until
):
    closure = replace(belgian_closure, item_ids=("closure-item", "closure-again"))
    (conflict,) = found([closure, town_notice(heard, **notice)], border=Border.NL_BE)
    assert (conflict.until, conflict.counted_until) == (until, counted_until)
    assert ("No end is known" in explain(conflict, {})) == (until is None)


def test_what_lapses_by_assumption_within_a_measure_gives_no_end(event, day):
    """A town's page of questions, 24 March 2020: the closure counts for 92 days, the rest longer."""
    page = event(
        country="BE",
        authority="Gemeente Essen",
        level="local",
        regions=("BE21",),
        published="2020-03-24",
        action="inform",
        topics=("border_control", "work"),
        step={"border_control": 4, "work": 3},
        impact="blocking",
    )
    (measure,) = fold([page])
    assert [phase.until for phase in measure.phases] == [day("2020-06-24"), None]
    assert [phase.lapsing for phase in measure.phases] == [(Topic.BORDER_CONTROL,), (Topic.WORK,)]
    (conflict,) = found([measure], ConflictKind.BLOCKED_CROSSING, Border.NL_BE)
    assert (conflict.until, conflict.counted_until) == (None, day("2020-06-24"))
    assert "counted until 24 June 2020" in explain(conflict, {})


def test_rail_line_shut_is_transport_and_not_a_closed_border(measure):
    line = measure(
        country="NL",
        level="regional",
        regions=("NL111",),
        topics=("transport",),
        step=4,
        impact="blocking",
        borders=("NL-DE",),
        since="2024-02-01",
        until="2024-12-14",
    )
    assert [c.kind for c in found([line])] == [ConflictKind.CAPACITY_OR_TRANSPORT]


def test_checks_at_the_border_slow_people_down(measure):
    checks = measure(
        country="DE",
        topics=("border_control",),
        step=2,
        impact="direct",
        since="2024-09-16",
        until="2025-03-15",
    )
    conflicts = found([checks])
    assert {(c.border, c.kind) for c in conflicts} == {
        (Border.NL_DE, ConflictKind.CAPACITY_OR_TRANSPORT),
        (Border.BE_DE, ConflictKind.CAPACITY_OR_TRANSPORT),
    }
    longer = measure(
        country="DE",
        topics=("border_control",),
        step=2,
        impact="direct",
        since="2024-09-16",
        until="2026-09-15",
    )
    assert {c.key for c in found([longer])} == {c.key for c in conflicts}


def test_checks_on_both_sides_are_a_double_burden(measure):
    german = measure(
        "de",
        country="DE",
        topics=("border_control",),
        step=3,
        impact="direct",
        since="2024-09-16",
        until="2026-09-15",
    )
    dutch = measure(
        "nl",
        country="NL",
        topics=("border_control",),
        step=3,
        impact="direct",
        since="2024-12-09",
        until="2026-06-08",
    )
    (both,) = found([german, dutch], ConflictKind.CONTRADICTORY_DUTIES)
    assert (both.border, both.since, both.until) == (Border.NL_DE, date(2024, 12, 9), date(2026, 6, 8))


def test_one_lockdown_is_one_conflict_however_many_topics_and_regions(measure):
    lockdown = measure(
        country="BE",
        topics=("shops_events", "education_childcare", "movement"),
        step=3,
        since="2020-11-02",
        until="2020-11-30",
    )
    (conflict,) = found([lockdown], border=Border.NL_BE)
    assert conflict.kind == ConflictKind.DIVERGENT_STRICTNESS
    assert conflict.topics == (Topic.EDUCATION_CHILDCARE, Topic.MOVEMENT, Topic.SHOPS_EVENTS)
    assert (conflict.hurt_from, conflict.hurt_to) == (Country.BE, Country.NL)


def test_gap_of_one_step_moves_nobody(measure):
    strict, mild = measure("a", country="NL", step=3), measure("b", country="DE", step=2)
    assert found([strict, mild], border=Border.NL_DE) == []


@pytest.mark.parametrize(("exempt", "flagged"), [(None, True), (False, True), (True, False)])
def test_one_side_exempts_commuters_and_the_other_does_not(measure, exempt, flagged):
    german = measure("de", country="DE", topics=("quarantine",), step=2, impact="direct", exempt=True)
    dutch = measure("nl", country="NL", topics=("quarantine",), step=2, impact="direct", exempt=exempt)
    assert bool(found([german, dutch], ConflictKind.MISSING_EXEMPTION, Border.NL_DE)) == flagged


def test_same_rule_ends_earlier_on_one_side(measure):
    common = {"topics": ("animal_plant",), "step": 2, "impact": "direct", "groups": ("farmers",)}
    german = measure("de", country="DE", since="2021-11-01", until="2022-02-15", **common)
    dutch = measure("nl", country="NL", since="2021-11-01", until="2022-03-20", **common)
    (gap,) = found([german, dutch], ConflictKind.TIMING_GAP)
    assert (gap.since, gap.until) == (date(2022, 2, 16), date(2022, 3, 20))
    assert "33 days longer than in Germany" in explain(gap, {})
    assert not found([german, dutch], ConflictKind.DIVERGENT_STRICTNESS, Border.NL_DE)


def test_two_days_between_two_starts_are_no_gap(measure):
    common = {"topics": ("social_security_tax",), "step": 2, "impact": "direct", "until": "2022-06-30"}
    first = measure("a", country="NL", since="2022-01-01", **common)
    assert not found(
        [first, measure("b", country="DE", since="2022-01-03", **common)], ConflictKind.TIMING_GAP
    )
    assert found([first, measure("b", country="DE", since="2022-01-04", **common)], ConflictKind.TIMING_GAP)


def test_telework_duty_without_a_tax_arrangement(measure, day):
    duty = measure("duty", country="BE", topics=("work",), step=3, since="2020-03-18", until="2020-05-10")
    deal = measure(
        "deal",
        country="NL",
        topics=("social_security_tax", "work"),
        step=2,
        impact="direct",
        borders=("NL-BE",),
        since="2020-03-11",
        until="2021-06-30",
        first_known_at=datetime(2020, 4, 29, 22, tzinfo=UTC),
    )
    gaps = found([duty, deal], ConflictKind.SOCIAL_SECURITY_TAX_GAP)
    assert [(c.border, c.since, c.until) for c in gaps] == [
        (Border.NL_BE, day("2020-03-18"), day("2020-04-29")),
        (Border.NL_BE, day("2021-07-01"), None),
        (Border.BE_DE, day("2020-03-18"), day("2020-05-10")),
    ]
    assert "ended on 30 June 2021" in explain(gaps[1], {})
    assert (gaps[0].hurt_from, gaps[0].hurt_to) == (Country.NL, Country.BE)


def test_arrangement_over_before_it_was_known_helped_nobody(measure, day):
    duty = measure("duty", country="BE", topics=("work",), step=3, since="2020-03-18", until="2020-05-10")
    late = measure(
        "late",
        country="NL",
        topics=("social_security_tax",),
        step=2,
        since="2020-03-11",
        until="2020-04-20",
        first_known_at=datetime(2020, 4, 29, 22, tzinfo=UTC),
    )
    gaps = found([duty, late], ConflictKind.SOCIAL_SECURITY_TAX_GAP, Border.NL_BE)
    assert [(c.since, c.until) for c in gaps] == [(day("2020-03-18"), day("2020-05-10"))]


def test_rule_in_force_for_weeks_without_end_or_word_on_commuters(measure, day):
    vague = measure(
        country="NL",
        topics=("identity_digital",),
        step=2,
        impact="direct",
        since="2021-12-01",
        counted_until="2022-06-30",
    )
    flagged = found([vague], ConflictKind.INFORMATION_GAP)
    assert {(c.since, c.until, c.counted_until) for c in flagged} == {
        (day("2021-12-29"), None, day("2022-06-30"))
    }
    answered = measure(
        "b",
        country="DE",
        topics=("identity_digital",),
        step=1,
        impact="direct",
        since="2021-12-01",
        counted_until="2022-06-30",
    )
    assert not found([vague, answered], ConflictKind.INFORMATION_GAP, Border.NL_DE)


def test_conflict_that_is_announced_warns_early(measure):
    coming = measure(since="2020-04-01", until="2020-05-01")
    assert all(c.early_warning for c in found([coming]))
    assert not any(c.early_warning for c in found([coming], on=date(2020, 4, 1)))


def test_unknown_end_stays_unknown_and_is_counted_as_an_assumption(measure, day):
    (conflict,) = found(
        [measure(country="BE", since="2021-01-01", counted_until="2021-03-02")], border=Border.NL_BE
    )
    assert (conflict.until, conflict.counted_until, conflict.last_day) == (
        None,
        day("2021-03-02"),
        day("2021-03-02"),
    )
    assert "No end is known" in explain(conflict, {})


@pytest.mark.parametrize(
    "trap",
    [
        {"country": "NL", "topics": ("entry",), "impact": "none", "borders": ()},
        {"country": "DE", "topics": ("border_control",), "impact": "direct", "borders": ()},
        {"country": "DE", "level": "regional", "regions": ("DE2",), "impact": "direct"},
        {"country": "NL", "level": "local", "regions": ("NL32",), "impact": "indirect"},
        {"country": "EU", "level": "eu", "topics": ("entry",), "impact": "direct"},
        {"country": "NL", "since": "2021-02-01", "until": "2021-01-20", "impact": "direct"},
        {"country": "NL", "step": 0, "impact": "direct"},
    ],
    ids=["third countries", "other border", "Bavaria", "away from it", "EU", "never in force", "no step"],
)
def test_traps_flag_nothing(measure, trap):
    assert found([measure(**trap)]) == []


def test_land_rule_touches_only_its_borders(measure):
    nrw = measure(country="DE", level="regional", regions=("DEA",))
    lower_saxony = measure("b", country="DE", level="regional", regions=("DE9",))
    assert touched([nrw]) == {Border.NL_DE, Border.BE_DE}
    assert touched([lower_saxony]) == {Border.NL_DE}
    assert touched([]) == set()


def test_conflict_keeps_its_key_while_its_measure_is_prolonged_and_amended(event):
    closed = {
        "country": "BE",
        "authority": "FOD Binnenlandse Zaken",
        "topics": ("border_control",),
        "step": 4,
        "impact": "blocking",
    }
    history = [
        event("a", published="2020-03-20", since="2020-03-20", until="2020-04-05", **closed),
        event("b", published="2020-04-03", action="extend", until="2020-05-03", **closed),
        event("c", published="2020-04-20", action="relax", exempt=True, **closed),
    ]
    keys = [{c.key for c in detect(fold(history[: n + 1]), ON)} for n in range(3)]
    assert keys[0] == keys[1] == keys[2]


def test_a_chain_of_rules_is_parted_where_the_rule_it_rests_on_is_over(measure):
    duty = {"topics": ("quarantine",), "impact": "direct", "borders": ("NL-DE",)}
    chain = [
        measure("theirs", country="DE", since="2020-08-01", until="2021-12-31", step=2, **duty),
        measure("first", since="2020-08-01", until="2020-12-19", step=4, **duty),
        measure("second", since="2020-12-10", until="2021-06-30", **duty),
        measure("third", since="2021-06-25", until="2021-12-31", **duty),
    ]
    found_ = found(chain, ConflictKind.CONTRADICTORY_DUTIES)
    assert [(c.measure_a, c.since.isoformat(), c.last_day.isoformat()) for c in found_] == [
        ("first", "2020-08-01", "2020-12-19"),
        ("second", "2020-12-20", "2021-06-30"),
        ("third", "2021-07-01", "2021-12-31"),
    ]
    assert len({c.key for c in found_}) == 3
    assert set(found_[2].items_a) == set(chain[3].item_ids)


def test_a_closure_that_another_handed_over_to_is_one_and_begins_on_its_own_day(belgian_closure, measure):
    notice = measure(
        "notice", country="BE", topics=("entry",), step=4, impact="blocking", since="2020-03-18",
        until="2020-05-03",
    )  # fmt: skip
    [conflict] = found([belgian_closure, notice], border=Border.NL_BE)
    assert (conflict.measure_a, conflict.since) == ("closure", date(2020, 3, 18))
    assert "travellers from 20 March 2020" in explain(conflict, {})
    assert "lasts from 18 March 2020 to 14 June 2020" in explain(conflict, {})


def test_every_reason_has_a_sentence_whose_fields_are_filled(belgian_closure, measure):
    conflicts = found(
        [belgian_closure, measure("x", country="NL", topics=("entry",), impact="direct", exempt=None)]
    )
    for conflict in conflicts:
        for reason in conflict.reasons:
            assert "{" not in sentence(reason)
    assert set(TEMPLATES) >= {reason.code for conflict in conflicts for reason in conflict.reasons}


def test_reason_is_put_into_the_readers_words():
    reason = Reason("lasts", (("since", "2020-03-20"), ("until", "2020-06-14")))
    dutch = {"It lasts from {since} to {until}.": "Het duurt van {since} tot en met {until}."}
    text = sentence(reason, dutch.__getitem__, lambda day: f"{day:%d-%m-%Y}")
    assert text == "Het duurt van 20-03-2020 tot en met 14-06-2020."


def test_unknown_document_is_shown_as_it_stands():
    assert "form X" in sentence(Reason("exempt_with_documents", (("documents", "vignette,form X"),)))


def test_either_paper_that_says_who_one_is_will_do_and_the_others_are_all_named():
    both = Reason("exempt_with_documents", (("documents", "passport,a1,identity_card"),))
    assert (
        sentence(both)
        == "Frontier workers may pass, but only with: identity card or passport, A1 certificate."
    )
    one = Reason("exempt_with_documents", (("documents", "passport,a1"),))
    assert sentence(one) == "Frontier workers may pass, but only with: passport, A1 certificate."


def test_the_neighbour_of_a_shut_border_is_named_as_the_language_does(belgian_closure):
    (reason, *_) = found([belgian_closure], border=Border.NL_BE)[0].reasons
    assert dict(reason.args)["other"] == "NL"
    assert "beside" not in dict(reason.args)
    german = {
        TEMPLATES["blocked"]: "{country}: Grenze {beside} ab {since} geschlossen ({authority}).",
        "with the Netherlands": "zu den Niederlanden",
    }
    told = sentence(reason, lambda text: german.get(text, text), lambda day: f"{day:%d.%m.%Y}")
    assert "Grenze zu den Niederlanden ab 20.03.2020 geschlossen" in told
