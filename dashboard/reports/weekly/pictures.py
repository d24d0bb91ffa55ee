"""The week's timeline and map as vector pictures with the words that stand for them."""

import json
from dataclasses import asdict
from datetime import timedelta
from functools import lru_cache
from typing import Any

import vl_convert

from dashboard import charts
from dashboard.border_map import border_map
from dashboard.drawn import facts_of, stretch_of
from dashboard.i18n import Reader
from dashboard.lanes import Clash, Layout, lay_out
from dashboard.reports.blocks import Picture
from dashboard.reports.weekly.issue import Issue
from dashboard.wording import border, severity
from measures.geography import regions
from measures.overview import Watched, by_region, felt_where
from measures.vocabulary import Border, Country, Impact, Topic
from measures.weekly import Rule, Week

BEFORE, AFTER = timedelta(days=28), timedelta(days=28)
_WIDTH, _HIGHEST, _MOST = 720, 1000, 40
# The serif that typst brings, then what other programs have.
_FONT = "Libertinus Serif, Calibri, Carlito, DejaVu Sans, sans-serif"


def timeline(issue: Issue, reader: Reader) -> Picture | None:
    """The rules behind the week's conflicts and those with a direct effect; None without any."""
    week = issue.week
    rules = _worth(week)
    layout = _fitting(rules, issue)
    if not layout.bars:
        return None
    shown = {bar.stretch.id for bar in layout.bars}
    facts = {rule.id: facts_of(asdict(rule), reader) for rule in rules if rule.id in shown}
    spec = charts.timeline(layout, facts, (), week.last, reader)
    alt = reader.plural(
        "Timeline of {number} rule from {first} to {last}, the countries under each other by topic.",
        "Timeline of {number} rules from {first} to {last}, the countries under each other by topic.",
        len(shown),
        first=reader.day(layout.first),
        last=reader.day(layout.last),
    )
    caption = reader.text(
        "Side by side: rules as bars (paler where no end is known), conflicts shaded with their severity; "
        "the dashed line is the end of the week."
    )
    return Picture(_svg(spec, _WIDTH), f"{alt} {_worst(week, reader)}", caption, floats=True)


def map_of(issue: Issue, reader: Reader) -> Picture | None:
    """The border regions with the highest severity open in each when the week ended; None where none is."""
    week = issue.week
    watched = [
        Watched(
            entry.conflict,
            week.first,
            None,
            felt_where(entry.conflict.border, entry.sides[0] if entry.sides else ()),
        )
        for entry in week.open
    ]
    loads = by_region(watched, week.last)
    if not loads:
        return None
    spec = border_map(loads, None, frozenset(), reader)
    places = regions()
    worst = sorted(loads, key=lambda code: (-loads[code].worst, -loads[code].number, code))[:5]
    named = reader.all_of(f"{places[code].name} {loads[code].worst}" for code in worst)
    alt = reader.plural(
        "Map of the border regions; a conflict is felt in {number}. Highest severity: {regions}.",
        "Map of the border regions; conflicts are felt in {number}. Highest severity: {regions}.",
        len(loads),
        regions=named,
    )
    caption = reader.text("The highest severity open in each border region when the week ended.")
    return Picture(_svg(spec, 620), alt, caption, 0.8, floats=True)


def _worth(week: Week) -> list[Rule]:
    """The rules to be drawn, the weightiest first."""
    behind = {id for e in week.entries for id in (e.conflict.measure_a, e.conflict.measure_b)}
    hard = (Impact.DIRECT, Impact.BLOCKING)
    found = [rule for rule in week.rules if rule.id in behind or rule.border_impact in hard]
    return sorted(found, key=lambda rule: (rule.id not in behind, -rule.border_impact.rank, rule.id))[:_MOST]


def _fitting(rules: list[Rule], issue: Issue) -> Layout:
    """As many of the rules as fit on a page."""
    week = issue.week
    sides = {side for one in issue.scope.borders or tuple(Border) for side in one.sides}
    clashes = [
        Clash(c.key, c.border, c.topics, c.since, c.last_day, c.severity)
        for c in (entry.conflict for entry in week.entries)
    ]
    while True:
        present = {rule.country for rule in rules}
        countries = [c for c in Country if c in sides or (c == Country.EU and c in present)]
        stretches = [stretch_of(asdict(rule)) for rule in rules]
        topics = issue.scope.topics or tuple(Topic)
        layout = lay_out(stretches, clashes, week.first - BEFORE, week.last + AFTER, topics, countries)
        if layout.height <= _HIGHEST or len(rules) <= 1:
            return layout
        rules = rules[: len(rules) * 4 // 5]


def _worst(week: Week, reader: Reader) -> str:
    if not week.open:
        return reader.text("No conflict was open at the end of the week.")
    worst = week.open[0].conflict
    return reader.text(
        "The most severe conflict at {border}: {severity}.",
        border=border(worst.border),
        severity=severity(reader, worst.severity),
    )


def _svg(spec: dict[str, Any], width: int) -> str:
    config = {**spec.get("config", {}), "font": _FONT, "background": "#FFFFFF"}
    # The fonts that typst brings have no heavy cross.
    drawn = json.dumps({**spec, "width": width, "config": config}, ensure_ascii=False).replace("✕", "×")
    return _drawn(drawn)


@lru_cache(maxsize=8)
def _drawn(spec: str) -> str:
    return str(vl_convert.vegalite_to_svg(spec))
