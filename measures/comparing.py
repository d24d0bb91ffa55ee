"""The sides of a stretch of border next to each other on a day, topic by topic, with what differs in words.

section, day, measures as known ─▶ rows: a topic, what each side has on it, the differences; pure.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from measures import forums, places
from measures.conflicts.reasons import COUNTRIES, STEPS
from measures.counter.model import Bearing
from measures.counter.ruling import bearing_of, span_of, text_behind, texts_on
from measures.counter.telling import acting
from measures.geography import overlaps, regions, touching
from measures.lifecycle.as_of import phase_on
from measures.model import Event, Measure, Phase, Reason
from measures.vocabulary import CROSSING, Border, Country, Language, Level, Strictness, Topic

GIVEN, PLACES = "given", "places"
"""Steps of a side that asks nothing but gives something, and of one with rules of single places only."""

LADDER: dict[str, str] = STEPS | {
    GIVEN: "an arrangement, permission or support",
    PLACES: "rules of single places only",
}

DIFFERENCES: dict[str, str] = {
    "alike": "No difference in strictness.",
    "only": "A rule is known on one side only: {countries}.",
    "stricter": "Stricter: {countries}. Milder, or no rule known: {others}.",
    "given": "Something is given: {countries}. Nothing known: {others}.",
    "arranged": "An arrangement between two states holds on both sides, whoever tells of it.",
    "exempt_apart": "Frontier workers exempt: {countries}. Not exempt, or not said: {others}.",
    "ends_apart": "Last day: {day} ({countries}), {other_day} ({others}).",
}

_AT_CROSSING = CROSSING | {Topic.TRANSPORT}
# What is met at a border, or agreed on between two states.
_BETWEEN = _AT_CROSSING | {Topic.SOCIAL_SECURITY_TAX, Topic.HEALTH_CARE}
_BINDING = (Bearing.BAN, Bearing.DUTY, Bearing.ADVICE)


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of border: its key in addresses, name, borders, and the NUTS 3 regions that meet at it."""

    key: str
    name: str
    borders: tuple[Border, ...]
    ground: tuple[str, ...]

    @property
    def countries(self) -> tuple[Country, ...]:
        return tuple(c for c in Country if any(c in border.sides for border in self.borders))


@dataclass(frozen=True, slots=True)
class Entry:
    """A rule of one side on a topic; days as in measures.counter.model.Rule.

    `bearing` is what it is to people in general, `exempt` what it says of frontier workers (None: nothing),
    `partly` is set where it holds in a part of that side only. `told_by` is the authority's country.
    """

    measure_id: str
    told_by: Country
    bearing: Bearing
    strictness: Strictness
    exempt: bool | None
    partly: bool
    level: Level
    title: str
    url: str
    authority: str
    language: Language
    since: date
    until: date | None
    counted_until: date
    begin_known: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """What one side has on a topic, the hardest first. `step` is a code of LADDER."""

    country: Country
    entries: tuple[Entry, ...]

    @property
    def step(self) -> str:
        wide = [entry for entry in self.entries if entry.level != Level.LOCAL]
        binding = [_step(entry) for entry in wide if entry.bearing in _BINDING]
        if binding:
            return str(max(binding))
        return GIVEN if wide else PLACES if self.entries else "0"

    @property
    def hardest(self) -> Entry | None:
        """The rule that makes the step, where there is one that binds."""
        found = (e for e in self.entries if e.level != Level.LOCAL and e.bearing in _BINDING)
        return max(found, key=_step, default=None)


@dataclass(frozen=True, slots=True)
class Row:
    """A topic on which some side has a rule: a cell a country, and what differs between its sides."""

    topic: Topic
    cells: tuple[Cell, ...]
    differences: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """A section on a day, by what was known at the end of `known`; with the EU where it has rules."""

    section: Section
    day: date
    known: date
    countries: tuple[Country, ...]
    rows: tuple[Row, ...]


@cache
def sections() -> dict[str, Section]:
    """The stretches by key: those of measures.forums, and the corner where three countries meet."""
    found: dict[str, Section] = {}
    for one in forums.sections():
        pairs = [pair for pair in touching()[one.border] if any(overlaps(c, one.code) for c in pair)]
        key = f"{one.border}-{one.code}"
        found[key] = Section(key, one.name, (one.border,), tuple(sorted({c for pair in pairs for c in pair})))
    corner = tuple(sorted(region.code for region in regions().values() if len(region.borders) > 1))
    found["corner"] = Section("corner", "", tuple(Border), corner)
    return found


def compare(
    section: Section, day: date, measures: Iterable[Measure], texts: Mapping[str, Event], known: date
) -> Comparison:
    """The sides of a section on a day; `measures` and `texts` as for measures.counter.answer."""
    cells: dict[tuple[Topic, Country], list[Entry]] = {}
    for measure in sorted(measures, key=lambda one: one.id):
        phase = phase_on(measure, day) if measure.in_force(day) else None
        if phase is None or not _holds_at(section, measure):
            continue
        told = texts_on(measure, texts, day)
        for topic, level in phase.strictness:
            if level and _matters(section, measure, topic):
                side, entry = _entry(section, measure, phase, told, topic, Strictness(level))
                cells.setdefault((topic, side), []).append(entry)
    union = [Country.EU] if any(side == Country.EU for _, side in cells) else []
    countries = (*section.countries, *union)
    rows = [
        _row(topic, [Cell(c, tuple(sorted(cells.get((topic, c), ()), key=_weight))) for c in countries])
        for topic in Topic
        if any((topic, country) in cells for country in countries)
    ]
    return Comparison(section, day, known, countries, tuple(rows))


def difference(
    reason: Reason,
    translate: Callable[[str], str],
    listed: Callable[[list[str]], str],
    day: Callable[[date], str],
) -> str:
    """A difference as a sentence in the reader's language; KeyError for a code that is none."""
    words: dict[str, str] = {}
    for name, value in reason.args:
        if name in ("countries", "others"):
            words[name] = listed([translate(COUNTRIES[code]) for code in value.split(",")])
        else:
            words[name] = day(date.fromisoformat(value))
    return translate(DIFFERENCES[reason.code]).format(**words)


def _holds_at(section: Section, measure: Measure) -> bool:
    if measure.country == Country.EU:
        return not set(section.borders).isdisjoint(measure.borders)
    if measure.country not in section.countries:
        return False
    return not measure.regions or any(overlaps(a, b) for a in measure.regions for b in section.ground)


def _matters(section: Section, measure: Measure, topic: Topic) -> bool:
    """Whether a rule on this topic is one at this section.

    What is on crossing or between two states counts at its borders alone, and not where its title names only
    what lies elsewhere abroad. An agreement on taxing telework is no rule on telework.
    """
    if topic == Topic.WORK:
        return Topic.SOCIAL_SECURITY_TAX not in measure.topics
    if topic not in _BETWEEN:
        return True
    here = not set(section.borders).isdisjoint(measure.borders)
    return here and not _of_others(section, measure)


def _of_others(section: Section, measure: Measure) -> bool:
    if measure.country == Country.EU:
        return False
    abroad = {code[:2] for code in places.named_in(measure.title)} - {measure.country.value}
    return bool(abroad) and abroad.isdisjoint(section.countries)


def _entry(
    section: Section, measure: Measure, phase: Phase, told: Sequence[Event], topic: Topic, level: Strictness
) -> tuple[Country, Entry]:
    """The rule, and the side whose it is: authorities also tell of the neighbour's."""
    text = text_behind(told, phase, (topic,))
    title = text.item.title if text is not None else measure.title
    by = acting(measure.country, title)
    since, until, counted = span_of(measure, phase, (topic,))
    own = [code for code in section.ground if code.startswith(measure.country.value)]
    whole = not measure.regions or all(any(c.startswith(r) for r in measure.regions) for c in own)
    return by if by in section.countries else measure.country, Entry(
        measure_id=measure.id,
        told_by=measure.country,
        bearing=bearing_of(phase, {topic: level}, text.assessment.force if text is not None else None),
        strictness=level,
        exempt=phase.frontier_exempt,
        partly=measure.level == Level.LOCAL or not whole,
        level=measure.level,
        title=title,
        url=text.item.url if text is not None else measure.url,
        authority=text.item.authority if text is not None else measure.authority,
        language=text.item.language if text is not None else measure.language,
        since=since,
        until=until,
        counted_until=counted,
        begin_known=measure.begins is not None or since != measure.since,
    )


def _step(entry: Entry) -> int:
    """Advice stays advice, however much it advises."""
    return int(Strictness.ADVICE if entry.bearing == Bearing.ADVICE else entry.strictness)


def _weight(entry: Entry) -> tuple[object, ...]:
    binding = entry.bearing in _BINDING
    return (
        entry.level == Level.LOCAL,
        not binding,
        -_step(entry),
        list(Bearing).index(entry.bearing),
        entry.since,
        entry.measure_id,
    )


def _row(topic: Topic, cells: list[Cell]) -> Row:
    return Row(topic, tuple(cells), tuple(_differences(topic, [c for c in cells if c.country != Country.EU])))


def _differences(topic: Topic, cells: list[Cell]) -> Iterable[Reason]:
    steps = {cell.country: int(cell.step) if cell.step.isdigit() else 0 for cell in cells}
    top = max(steps.values())
    if not top and topic == Topic.SOCIAL_SECURITY_TAX and any(cell.step == GIVEN for cell in cells):
        yield Reason("arranged")
        return
    ruled = [cell.country for cell in cells if cell.entries]
    if len(ruled) == 1:
        yield Reason("only", (("countries", ruled[0].value),))
        return
    given = [cell.country for cell in cells if cell.step == GIVEN]
    if top:
        hard = [country for country, step in steps.items() if step == top]
        mild = [country for country, step in steps.items() if step < top]
        yield Reason("stricter", _both(hard, mild)) if mild else Reason("alike")
    elif given and (bare := [cell.country for cell in cells if not cell.entries]):
        yield Reason("given", _both(given, bare))
    hardest = {cell.country: cell.hardest for cell in cells}
    binding = {country: entry for country, entry in hardest.items() if entry is not None}
    if topic in _AT_CROSSING:
        freed = [country for country, entry in binding.items() if entry.exempt]
        held = [country for country, entry in binding.items() if not entry.exempt]
        if freed and held:
            yield Reason("exempt_apart", _both(freed, held))
    yield from _ends(binding)


def _ends(binding: Mapping[Country, Entry]) -> Iterable[Reason]:
    """The first and the last of several known last days."""
    ends = sorted((entry.until, country) for country, entry in binding.items() if entry.until is not None)
    if len(ends) > 1 and ends[0][0] != ends[-1][0]:
        (first, country), (last, other) = ends[0], ends[-1]
        days = (("day", first.isoformat()), ("other_day", last.isoformat()))
        yield Reason("ends_apart", (*_both([country], [other]), *days))


def _both(countries: Sequence[Country], others: Sequence[Country]) -> tuple[tuple[str, str], ...]:
    return (("countries", ",".join(countries)), ("others", ",".join(others)))
