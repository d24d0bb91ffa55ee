"""The sides of a border next to each other: what each has, topic by topic, and what differs."""

from collections.abc import Callable
from datetime import date
from functools import cache

import pytest

from measures.classify import classify
from measures.comparing import DIFFERENCES, LADDER, PLACES, Comparison, Row, compare, difference, sections
from measures.geography import regions
from measures.lifecycle.as_of import known_then
from measures.model import Event, Measure, Reason
from measures.vocabulary import Border, Country, Topic
from sources.archive import archive_items


@cache
def events() -> tuple[Event, ...]:
    return tuple(Event(item, classify(item), known_at) for item, known_at in archive_items())


@cache
def known_on(day: date) -> list[Measure]:
    return known_then(events(), day)


@pytest.fixture
def compared() -> Callable[..., Comparison]:
    def on(section: str, day: str, known: str = "") -> Comparison:
        last = date.fromisoformat(known or day)
        texts = {event.id: event for event in events()}
        return compare(sections()[section], date.fromisoformat(day), known_on(last), texts, last)

    return on


def row(found: Comparison, topic: Topic) -> Row:
    return next(row for row in found.rows if row.topic == topic)


def steps(found: Comparison, topic: Topic) -> dict[str, str]:
    return {cell.country.value: cell.step for cell in row(found, topic).cells}


def said(found: Comparison, topic: Topic) -> list[str]:
    return [
        difference(reason, str, ", ".join, lambda day: day.isoformat())
        for reason in row(found, topic).differences
    ]


def test_every_stretch_of_the_three_borders_has_ground_on_each_side() -> None:
    for section in sections().values():
        assert {code[:2] for code in section.ground} == {country.value for country in section.countries}
        assert set(section.ground) <= set(regions())
    assert {border for one in sections().values() for border in one.borders} == set(Border)
    assert sections()["corner"].countries == (Country.NL, Country.DE, Country.BE)


# Belgium shut its borders on 20 March 2020 (https://www.besafe.be), with a vignette for frontier workers.
def test_belgium_closed_in_march_2020_and_let_frontier_workers_through(compared) -> None:
    found = compared("NL-BE-BE2", "2020-03-25")
    assert steps(found, Topic.BORDER_CONTROL)["BE"] == "4"
    assert any("Frontier workers exempt: Belgium" in told for told in said(found, Topic.ENTRY))
    # The Netherlands left theirs open, and told of the Belgian side (https://www.rd.nl, 20 March 2020).
    assert steps(found, Topic.BORDER_CONTROL)["NL"] == PLACES
    assert steps(found, Topic.QUARANTINE)["NL"] == "0"
    assert said(found, Topic.QUARANTINE) == ["A rule is known on one side only: Belgium."]


# Curfew in the Netherlands from 23 January 2021; none in North Rhine-Westphalia.
def test_three_sides_stand_next_to_each_other_at_the_corner(compared) -> None:
    found = compared("corner", "2021-02-10")
    assert found.countries[:3] == (Country.NL, Country.DE, Country.BE)
    assert int(steps(found, Topic.MOVEMENT)["NL"]) >= 3
    assert steps(found, Topic.MOVEMENT)["DE"] in ("0", "1")
    assert said(found, Topic.MOVEMENT)


# German checks at all land borders from 16 September 2024, Dutch ones from 9 December 2024.
def test_checks_on_both_sides_are_alike_but_for_their_last_day(compared) -> None:
    found = compared("NL-DE-DEA", "2024-12-10")
    cells = row(found, Topic.BORDER_CONTROL).cells
    assert all(cell.step == "2" for cell in cells if cell.country != Country.EU)
    assert said(found, Topic.BORDER_CONTROL)[0] == "No difference in strictness."


def test_what_the_neighbours_authority_tells_stands_on_the_side_whose_rule_it_is(compared) -> None:
    found = compared("NL-DE-DEA", "2024-12-10")
    german = next(c for c in row(found, Topic.BORDER_CONTROL).cells if c.country == Country.DE)
    assert any(entry.told_by == Country.NL for entry in german.entries)


def test_what_was_not_yet_known_is_not_compared(compared) -> None:
    assert compared("NL-BE-BE2", "2020-03-25", known="2020-03-01").rows != (
        compared("NL-BE-BE2", "2020-03-25").rows
    )
    assert compared("NL-BE-BE2", "2020-03-25", known="2019-12-31").rows == ()


def test_a_rule_of_bavaria_or_of_another_border_is_none_here(compared) -> None:
    for section in ("NL-DE-DE9", "BE-DE-DEB"):
        ground = sections()[section].ground
        for one in compared(section, "2021-02-10").rows:
            for cell in one.cells:
                for entry in cell.entries:
                    measure = next(m for m in known_on(date(2021, 2, 10)) if m.id == entry.measure_id)
                    assert measure.country in (*sections()[section].countries, Country.EU)
                    assert not measure.regions or any(
                        a.startswith(b) or b.startswith(a) for a in measure.regions for b in ground
                    )


@pytest.mark.parametrize("section", list(sections()))
@pytest.mark.parametrize("day", ["2020-04-14", "2020-11-15", "2021-12-20", "2025-01-15"])
def test_each_row_has_a_cell_a_side_and_words_for_all_that_differs(compared, section, day) -> None:
    found = compared(section, day)
    for one in found.rows:
        assert tuple(cell.country for cell in one.cells) == found.countries
        assert any(cell.entries for cell in one.cells)
        assert all(cell.step in LADDER for cell in one.cells)
        for told in said(found, one.topic):
            assert "{" not in told
        firm = [cell for cell in one.cells if cell.hardest is not None and cell.country != Country.EU]
        codes = {reason.code for reason in one.differences}
        assert not ({"alike", "stricter"} <= codes)
        if len(firm) == 1 and len([c for c in one.cells if c.entries and c.country != Country.EU]) == 1:
            assert codes == {"only"}


def test_every_order_of_the_measures_gives_the_same(compared) -> None:
    texts = {event.id: event for event in events()}
    section, day = sections()["corner"], date(2021, 2, 10)
    measures = known_on(day)
    assert compare(section, day, reversed(measures), texts, day) == compared("corner", "2021-02-10")


def test_an_unknown_code_is_no_sentence() -> None:
    with pytest.raises(KeyError):
        difference(Reason("nonsense"), str, ", ".join, str)
    assert set(DIFFERENCES) == {
        "alike",
        "only",
        "stricter",
        "given",
        "arranged",
        "exempt_apart",
        "ends_apart",
    }
