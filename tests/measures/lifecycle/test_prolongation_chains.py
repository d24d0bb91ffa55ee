"""Border controls told and read as officials tell them: each chain of prolongations is one measure."""

import csv
import re
from datetime import date, timedelta
from itertools import cycle

import pytest

from measures.lifecycle import fold
from measures.vocabulary import Border
from tests.measures.lifecycle.notices import Control, chain_told
from tests.support import shared_dir

LANGUAGES = {"nl": ["nl"], "de": ["de"], "fr": ["fr"], "en": ["en"], "mixed": ["fr", "nl", "en", "de"]}
_NEIGHBOURS = {
    "DE": ("NL", "BE", "LU", "FR", "CH", "AT", "CZ", "PL", "DK"),
    "BE": ("NL", "DE", "FR", "LU"),
    "NL": ("BE", "DE"),
}
_ENGLISH = {
    "FR": "France",
    "LU": "Luxembourg",
    "AT": "Austria",
    "PL": "Poland",
    "CZ": "Czech",
    "DK": "Denmark",
}
_ENGLISH |= {"CH": "Switzerland", "BE": "Belgium", "NL": "Netherlands"}
_ALL_BORDERS = re.compile(r"all (?:internal )?borders|Land, air and sea|G7 Summit$", re.IGNORECASE)

# Days of the chains that people at our borders remember, as notified to the Commission.
REMEMBERED = {
    "Belgium 2020": ("BE", ["03-20 03-30", "03-30 04-19", "04-19 05-08", "05-08 06-08", "06-09 06-14"]),
    "Belgium 2021": (
        "BE",
        ["01-27 02-05", "02-06 02-25", "02-26 03-17", "03-18 03-26", "03-27 04-01", "04-02 04-18"],
    ),
}


def remembered(name: str) -> list[Control]:
    country, stretches = REMEMBERED[name]
    year = name[-4:]
    days = [[date.fromisoformat(f"{year}-{day}") for day in stretch.split()] for stretch in stretches]
    return [
        Control(n * 10, country, _NEIGHBOURS[country], since, until)
        for n, (since, until) in enumerate(days, 100 * int(year))
    ]


def half_years(number: int, country: str, first: str, ends: list[str]) -> list[Control]:
    starts = [date.fromisoformat(first), *(date.fromisoformat(end) + timedelta(1) for end in ends)]
    return [
        Control(number + n, country, _NEIGHBOURS[country], since, date.fromisoformat(end))
        for n, (since, end) in enumerate(zip(starts, ends, strict=False))
    ]


CHAINS = [
    *(remembered(name) for name in REMEMBERED),
    half_years(1, "DE", "2024-09-16", ["2025-03-15", "2025-09-15", "2026-03-15", "2026-09-15"]),
    half_years(101, "NL", "2024-12-09", ["2025-06-08", "2025-12-08", "2026-06-08"]),
]


def days_of(measures):
    return {(m.country.value, m.begins, m.ends) for m in measures}


@pytest.mark.parametrize("languages", LANGUAGES.values(), ids=LANGUAGES)
def test_chains_that_people_remember_are_one_measure_each(languages):
    told = [chain_told(chain, cycle(languages)) for chain in CHAINS]
    for chain, events in zip(CHAINS, told, strict=True):
        [measure] = fold(events)
        assert (measure.begins, measure.ends) == (chain[0].since, chain[-1].until)
        assert len(measure.links) == len(chain)
    together = fold([event for events in told for event in events])
    assert days_of(together) == {(c[0].country, c[0].since, c[-1].until) for c in CHAINS}


def notified() -> list[tuple[Control, bool]]:
    """Every control of the shared list, and whether it touches one of our borders."""
    rows = []
    with (shared_dir() / "datasets/schengen_nl_de_be_reconciled.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            country, scope = row["country"], row["reasons_scope"]
            named = tuple(code for code, name in _ENGLISH.items() if name in scope and code != country)
            partners = _NEIGHBOURS[country] if _ALL_BORDERS.search(scope) or country == "NL" else named
            since, until = date.fromisoformat(row["start"]), date.fromisoformat(row["end"])
            rows.append((Control(int(row["nb"]), country, partners, since, until), bool(row["borders_hit"])))
    return sorted(rows, key=lambda row: (row[0].country, row[0].since))


def chains_of(controls: list[Control]) -> list[list[Control]]:
    """Controls of one country of which each begins when the one before runs out."""
    chains: list[list[Control]] = []
    for control in controls:
        last = chains[-1][-1] if chains else None
        seamless = last and last.country == control.country and (control.since - last.until).days in (0, 1)
        if seamless:
            chains[-1].append(control)
        else:
            chains.append([control])
    return chains


@pytest.mark.parametrize("languages", LANGUAGES.values(), ids=LANGUAGES)
def test_each_notified_chain_at_our_borders_is_one_measure_with_its_days(languages):
    chains = chains_of([control for control, ours in notified() if ours])
    assert [len(chain) for chain in chains if len(chain) > 1] == [5, 6, 5, 2]
    events = [event for chain in chains for event in chain_told(chain, cycle(languages))]
    assert days_of(fold(events)) == {(c[0].country, c[0].since, c[-1].until) for c in chains}


@pytest.mark.parametrize("languages", [["nl"], ["de"], ["en"]], ids=["nl", "de", "en"])
def test_controls_at_other_borders_stay_apart_from_ours_and_from_each_other(languages):
    rows = notified()
    ours = chains_of([control for control, touching in rows if touching])
    austria = [control for control, _ in rows if control.partners == ("AT",)]
    elsewhere = [control for control, touching in rows if not touching and control.partners != ("AT",)]
    chains = [*ours, *chains_of([c for c in austria if c.since.year < 2020])]
    chains += [[c for c in austria if c.since.year >= 2020], *([c] for c in elsewhere)]
    measures = fold([event for chain in chains for event in chain_told(chain, cycle(languages))])
    at_ours = [m for m in measures if set(m.borders) & {Border.NL_BE, Border.NL_DE, Border.BE_DE}]
    assert days_of(at_ours) == {(c[0].country, c[0].since, c[-1].until) for c in ours}
    assert ("DE", date(2020, 11, 12), date(2025, 3, 15)) in days_of(measures)
