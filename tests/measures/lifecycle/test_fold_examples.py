"""Measures as they lived: announced, in force, prolonged, eased, ended."""

from datetime import date

from measures.lifecycle import bucket, fold
from measures.vocabulary import Border, Impact, Strictness, Topic


def only(measures):
    assert len(measures) == 1, [measure.title for measure in measures]
    return measures[0]


def test_belgian_closure_of_2020_is_one_measure_from_its_five_notices(event, day):
    belgian = {"country": "BE", "authority": "FOD Binnenlandse Zaken", "topics": ("border_control", "entry")}
    closed = belgian | {"impact": "blocking", "step": 4, "exempt": True}
    measure = only(
        fold(
            [
                event("a", published="2020-03-20", since="2020-03-20", until="2020-04-05", **closed),
                event("b", published="2020-04-03", action="extend", until="2020-05-03", **closed),
                event("c", published="2020-04-30", action="extend", until="2020-06-08", **closed),
                event("d", published="2020-05-30", action="relax", groups=("families",), **closed),
                event("e", published="2020-06-10", action="end", since="2020-06-15", step=0, **belgian),
            ]
        )
    )
    assert (measure.begins, measure.ends) == (day("2020-03-20"), day("2020-06-14"))
    assert measure.border_impact == Impact.BLOCKING
    assert [reason for _, reason in measure.links] == ["first", "extends", "extends", "relaxes", "ends"]
    assert [(phase.since, phase.until) for phase in measure.phases] == [
        (day("2020-03-20"), day("2020-05-29")),
        (day("2020-05-30"), day("2020-06-14")),
    ]
    assert measure.phases[1].frontier_exempt is True


def test_german_checks_prolonged_each_half_year_stay_one_measure(event, day):
    german = {"country": "DE", "authority": "Bundesministerium des Innern", "language": "de"}
    ends = ["2025-09-15", "2026-03-15", "2026-09-15"]
    events = [event("first", published="2024-09-09", since="2024-09-16", until="2025-03-15", **german)]
    for number, (published, end) in enumerate(
        zip(["2025-02-12", "2025-08-20", "2026-02-10"], ends, strict=True)
    ):
        events.append(event(f"more{number}", published=published, action="extend", until=end, **german))
        measure = only(fold(events))
        assert measure.ends == day(end)
        assert measure.id == only(fold(events[:1])).id
    assert len(measure.phases) == 1


def test_dutch_checks_in_two_languages_with_a_missed_extension(event, day):
    dutch = {"authority": "Ministerie van Asiel en Migratie"}
    measure = only(
        fold(
            [
                event(
                    "nl",
                    published="2024-11-11",
                    title="Marechaussee controleert vaker aan de grens",
                    since="2024-12-09",
                    **dutch,
                ),
                event(
                    "fr",
                    published="2024-12-03",
                    title="Contrôles néerlandais à partir du 9 décembre",
                    language="fr",
                    since="2024-12-09",
                    until="2025-06-08",
                    **dutch,
                ),
                event(
                    "ext",
                    published="2025-11-10",
                    title="Binnengrenscontroles nog een half jaar langer",
                    action="extend",
                    until="2026-06-08",
                    **dutch,
                ),
            ]
        )
    )
    assert (measure.begins, measure.ends) == (day("2024-12-09"), day("2026-06-08"))
    assert [reason for _, reason in measure.links] == ["first", "same_release", "extends_after_gap"]
    assert measure.in_force(date(2025, 8, 1))


def test_beginning_that_no_source_gives_stays_unknown(event, day):
    measure = only(fold([event(action="extend", published="2021-02-04", until="2021-03-02")]))
    assert measure.begins is None
    assert measure.since == day("2021-02-04")


def test_end_that_no_source_gives_is_unknown_and_only_counted_for_a_while(event, day):
    measure = only(fold([event(topics=("shops_events",), published="2020-03-18", since="2020-03-18")]))
    assert measure.ends is None
    assert measure.phases[-1].until is None
    assert measure.counted_until == day("2020-05-17")
    heard_again = only(
        fold(
            [
                event(topics=("shops_events",), published="2020-03-18", since="2020-03-18"),
                event("i2", topics=("shops_events",), published="2020-04-20", action="inform"),
            ]
        )
    )
    assert heard_again.counted_until == day("2020-06-19")


def test_end_from_a_day_leaves_the_day_before_as_last(event, day):
    rule = {"topics": ("quarantine",)}
    start = event("a", published="2021-01-10", since="2021-01-12", **rule)
    ended = event("b", published="2021-02-01", action="end", since="2021-02-08", step=0, **rule)
    assert only(fold([start, ended])).ends == day("2021-02-07")
    until = event("b", published="2021-02-01", action="end", until="2021-02-08", step=0, **rule)
    assert only(fold([start, until])).ends == day("2021-02-08")


def test_end_of_one_topic_of_a_package_leaves_the_rest_in_force(event):
    package = event("a", topics=("quarantine", "testing"), published="2021-01-10", since="2021-01-12")
    part = event("b", topics=("testing",), step=0, action="end", published="2021-02-01", since="2021-02-08")
    measure = only(fold([package, part]))
    assert measure.ends is None
    assert dict(measure.phases[-1].strictness) == {
        Topic.QUARANTINE: Strictness.FULL,
        Topic.TESTING: Strictness.NONE,
    }


def test_measure_called_off_before_it_began_is_never_in_force(event, day):
    measure = only(
        fold(
            [
                event("a", published="2021-01-10", since="2021-02-01"),
                event("b", published="2021-01-20", action="end", since="2021-01-20", step=0),
            ]
        )
    )
    assert not any(measure.in_force(date.fromordinal(n)) for n in range(737_000, 739_000))


def test_tightening_ahead_of_its_day_leaves_the_present_rule_until_then(event, day):
    measure = only(
        fold(
            [
                event("a", topics=("testing",), step=2, published="2021-07-01", since="2021-07-01"),
                event(
                    "b",
                    topics=("testing",),
                    step=3,
                    action="tighten",
                    published="2021-07-28",
                    since="2021-08-01",
                ),
            ]
        )
    )
    assert [(p.since, p.until, dict(p.strictness)[Topic.TESTING]) for p in measure.phases] == [
        (day("2021-07-01"), day("2021-07-31"), 2),
        (day("2021-08-01"), None, 3),
    ]


def test_changed_page_is_a_later_word_on_the_same_measure(event, day):
    first = event("page", published="2021-01-10", since="2021-01-12", until="2021-02-09")
    amended = event(
        "page", version=2, published="2021-01-20", since="2021-01-12", until="2021-03-02", topics=("entry",)
    )
    measure = only(fold([first, amended]))
    assert measure.links == (("page@1", "first"), ("page@2", "same_item"))
    assert measure.ends == day("2021-03-02")
    assert measure.item_ids == ("page",)


def test_governments_are_kept_apart(event):
    federal = event("f", country="DE", topics=("work",), since="2021-01-27")
    land = event(
        "l",
        country="DE",
        level="regional",
        authority="Landesregierung NRW",
        topics=("work",),
        regions=("DEA",),
        since="2021-01-27",
    )
    neighbour = event(
        "n",
        country="DE",
        level="regional",
        authority="Landesregierung Niedersachsen",
        topics=("work",),
        regions=("DE9",),
        since="2021-01-27",
    )
    assert len({bucket(e) for e in (federal, land, neighbour)}) == 3
    assert len(fold([federal, land, neighbour])) == 3


def test_ministries_of_one_land_share_a_bucket_by_name_alone(event):
    names = ("Ministerium für Arbeit des Landes Nordrhein-Westfalen", "Landesregierung Nordrhein-Westfalen")
    assert len({bucket(event(country="DE", level="regional", authority=name)) for name in names}) == 1


def test_checks_at_another_border_do_not_join_ours(event):
    ours = event("a", country="DE", published="2023-10-01", since="2023-10-01")
    elsewhere = event("b", country="DE", published="2023-10-16", action="extend", borders=(), impact="none")
    assert len(fold([ours, elsewhere])) == 2


def test_advice_on_one_neighbours_province_is_not_the_later_advice_on_all_abroad(event):
    advice = {"topics": ("quarantine", "entry"), "authority": "Ministerie van Buitenlandse Zaken"}
    province = event("a", published="2020-07-28", action="tighten", borders=("NL-BE",), **advice)
    all_abroad = event("b", published="2020-08-18", action="inform", **advice)
    eased = event("c", published="2020-09-11", action="relax", **advice)
    found = {measure.item_ids: measure.borders for measure in fold([province, all_abroad, eased])}
    assert found == {("a",): (Border.NL_BE,), ("b", "c"): (Border.NL_DE, Border.NL_BE)}


def test_tax_agreement_on_telework_is_not_the_telework_duty(event):
    agreement = event(
        "a",
        country="BE",
        topics=("social_security_tax", "work"),
        published="2020-08-25",
        title="Accord sur le télétravail des frontaliers",
    )
    duty = event(
        "b",
        country="BE",
        topics=("work",),
        published="2020-10-30",
        action="tighten",
        title="Télétravail obligatoire",
        impact="indirect",
    )
    assert len(fold([agreement, duty])) == 2


def test_an_agreement_a_year_after_the_last_word_on_another_is_a_new_one(event):
    tax = {
        "topics": ("social_security_tax", "work"),
        "authority": "Ministerie van Financiën",
        "borders": ("NL-DE",),
    }
    corona = event(
        "a", published="2020-04-06", since="2020-03-11", title="Thuiswerkdagen van grenswerkers", **tax
    )
    protocol = event("b", published="2025-04-14", action="relax", title="34 dagen thuiswerken", **tax)
    prolonged = event("c", published="2025-04-14", action="extend", title="Thuiswerkdagen verlengd", **tax)
    assert [len(measure.item_ids) for measure in fold([corona, protocol])] == [1, 1]
    assert [len(measure.item_ids) for measure in fold([corona, prolonged])] == [2]


def test_outbreaks_of_different_diseases_stay_apart(event):
    common = {"topics": ("animal_plant",), "country": "BE"}
    flu = event("a", title="Grippe aviaire: confinement des volailles", published="2025-01-10", **common)
    tongue = event("b", title="Langue bleue: vaccination", action="extend", published="2025-02-10", **common)
    assert len(fold([flu, tongue])) == 2


def test_news_that_is_no_measure_yields_none(event):
    assert fold([event(is_measure=False), event("x", topics=())]) == []
    assert fold([]) == []


def test_measure_without_border_impact_still_shows(event):
    measure = only(fold([event(topics=("animal_plant",), impact="none", borders=())]))
    assert measure.border_impact == Impact.NONE


def test_late_archive_item_takes_its_place_in_time(event, day):
    late = event("old", published="2020-03-18", since="2020-03-20")
    newer = event("new", published="2020-04-03", action="extend", until="2020-05-03")
    assert fold([newer, late]) == fold([late, newer])
    assert only(fold([newer, late])).begins == day("2020-03-20")


def test_border_of_a_package_does_not_stay_shut_because_its_shops_do(event, day):
    topics = ("entry", "shops_events")
    measure = only(
        fold(
            [
                event(
                    "a",
                    topics=topics,
                    step=4,
                    impact="blocking",
                    published="2020-03-17",
                    since="2020-03-18",
                    until="2020-05-03",
                ),
                event(
                    "b",
                    topics=("shops_events",),
                    step=2,
                    impact="indirect",
                    action="relax",
                    published="2020-05-06",
                    since="2020-05-11",
                ),
            ]
        )
    )
    steps = {p.since: (dict(p.strictness)[Topic.ENTRY], p.border_impact) for p in measure.phases}
    assert steps == {
        day("2020-03-18"): (4, Impact.BLOCKING),
        day("2020-05-04"): (0, Impact.INDIRECT),
        day("2020-05-11"): (0, Impact.INDIRECT),
    }


def test_measure_that_was_lifted_is_not_revived_by_a_later_extension(event):
    lifted = [
        event("a", published="2024-06-01", since="2024-06-07"),
        event("b", published="2024-07-19", action="end", until="2024-07-19", step=0),
    ]
    later = event("c", published="2024-09-09", action="extend", until="2025-03-15")
    assert len(fold([*lifted, later])) == 2


def test_quarantine_that_outlives_a_closure_blocks_nobody(event):
    steps = {"border_control": 4, "quarantine": 3}
    measure = only(
        fold(
            [
                event("a", topics=tuple(steps), step=steps, impact="blocking", published="2020-03-20"),
                event(
                    "b",
                    topics=("border_control",),
                    step=0,
                    action="end",
                    published="2020-06-12",
                    since="2020-06-15",
                ),
            ]
        )
    )
    assert measure.phases[-1].border_impact == Impact.DIRECT
    assert dict(measure.phases[-1].strictness)[Topic.QUARANTINE] == Strictness.FULL
