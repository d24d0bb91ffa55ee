"""The border-effects note of a draft: what it would do, along the questions of the Dutch guide.

The Leidraad Grenseffecten (2018, a required part of new Dutch policy since 2021) asks, as kcbr.nl tells it:
are there border effects, in which regions and on whom, how large, can they be met, and who was asked.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from measures.conflicts import touched
from measures.conflicts.note_words import GROUPS, KINDS, STEPS, TEMPLATES, TOPICS, WAYS
from measures.conflicts.reasons import filled
from measures.conflicts.sides import counts_at
from measures.conflicts.whatif import Effect, Turn
from measures.forums import suggest
from measures.geography import Region, border_regions, flows, overlaps, regions, touching
from measures.model import Conflict, Measure, Reason
from measures.vocabulary import Border, ConflictKind, Country, Group, Topic

FORUMS = 4
"""Forums named at each border, those to try first."""


class Question(StrEnum):
    """The questions of the guide, in its order."""

    REGIONS = "regions"
    GROUPS = "groups"
    EFFECTS = "effects"
    AVOID = "avoid"
    CONSULT = "consult"


@dataclass(frozen=True, slots=True)
class Answer:
    """A sentence of the note (a code of TEMPLATES) and those that go with it."""

    reason: Reason
    more: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """What the drafts are, and the answers to each question; `on` is the day of the comparison."""

    on: date
    drafts: tuple[Answer, ...]
    answers: Mapping[Question, tuple[Answer, ...]]


@dataclass(frozen=True, slots=True)
class Told:
    """The note in the reader's language, as plain text: parts of a heading and its points."""

    title: str
    lead: str
    parts: tuple[tuple[str, tuple[str, ...]], ...]
    limits: str


def border_effects(effects: Sequence[Effect], drafts: Sequence[Measure], on: date) -> Note:
    """The note on what `what_if` found for these drafts. Pure."""
    borders = [border for border in Border if border in touched(drafts)]
    return Note(
        on,
        tuple(_told(draft) for draft in drafts),
        {
            Question.REGIONS: tuple(_regions(borders, drafts)) or (_say("touches_none"),),
            Question.GROUPS: tuple(_groups(borders, effects, drafts)),
            Question.EFFECTS: tuple(map(_effect, effects)) or (_say("no_effect"),),
            Question.AVOID: tuple(_ways(effects, drafts)) or (_say("nothing_to_avoid"),),
            Question.CONSULT: tuple(_consult(borders, effects, drafts)) or (_say("nobody_to_ask"),),
        },
    )


def told(
    note: Note,
    translate: Callable[[str], str] | None = None,
    format_day: Callable[[date], str] | None = None,
    format_number: Callable[[int], str] | None = None,
) -> Told:
    """The note in words; English where nothing translates."""

    def said(reason: Reason) -> str:
        spoken = dict(reason.args)
        for name, table in _WORDS.items():
            if name in spoken:
                say = translate or str
                spoken[name] = ", ".join(say(table.get(part, part)) for part in spoken[name].split(","))
        return filled(TEMPLATES[reason.code], spoken, translate, format_day, format_number)

    def points(answers: Iterable[Answer]) -> tuple[str, ...]:
        return tuple(" ".join(map(said, (answer.reason, *answer.more))) for answer in answers)

    return Told(
        said(Reason("title")),
        said(_reason("compared", day=note.on)),
        (
            (said(Reason("drafts")), points(note.drafts)),
            *(
                (said(Reason(f"question_{question}")), points(note.answers[question]))
                for question in Question
            ),
        ),
        said(Reason("limits")),
    )


def markdown(words: Told) -> str:
    """The note as Markdown; text from outside is shown as it stands, never read as Markdown."""
    pieces = [f"# {_escaped(words.title)}", _escaped(words.lead)]
    for heading, points in words.parts:
        pieces += [f"## {_escaped(heading)}", "\n".join(f"- {_escaped(point)}" for point in points)]
    return "\n\n".join([*pieces, _escaped(words.limits)]) + "\n"


_WORDS: Mapping[str, Mapping[str, str]] = {"groups": GROUPS, "kind": KINDS, "rule": TOPICS, "strength": STEPS}
_MARKS = str.maketrans({mark: f"\\{mark}" for mark in "\\`*_[]<>#|&!~"})


def _escaped(text: str) -> str:
    return " ".join(text.split()).translate(_MARKS)


def _say(code: str, **args: object) -> Answer:
    return Answer(_reason(code, **args))


def _reason(code: str, **args: object) -> Reason:
    return Reason(code, tuple((name, str(value)) for name, value in args.items()))


def _told(draft: Measure) -> Answer:
    """A draft by its title and days, and what it rules."""
    phase = draft.phases[-1]
    days = {
        "title": draft.title,
        "country": draft.country,
        "authority": draft.authority,
        "since": draft.since,
    }
    first = (
        _reason("draft_open", **days) if draft.ends is None else _reason("draft", **days, until=draft.ends)
    )
    steps = [
        _reason("draft_rule", rule=topic.value, strength=int(step))
        for topic, step in phase.strictness
        if step
    ]
    said = "unsaid" if phase.frontier_exempt is None else "exempt" if phase.frontier_exempt else "not_exempt"
    if said == "exempt" and phase.documents:
        return Answer(first, (*steps, _reason("exempt_with_documents", documents=",".join(phase.documents))))
    return Answer(first, (*steps, _reason(said)))


def _regions(borders: Sequence[Border], drafts: Sequence[Measure]) -> Iterator[Answer]:
    """Where it holds at each border, and what lies over against it."""
    for border in borders:
        for country in border.sides:
            here = [d for d in drafts if d.country == country and counts_at(d, border)]
            if not here:
                continue
            side = border_regions(border, country)
            held = [
                region
                for region in side
                if any(not d.regions or any(overlaps(region.code, c) for c in d.regions) for d in here)
            ]
            over = {b for pair in touching()[border] for a, b in (pair, pair[::-1]) if a in _codes(held)}
            opposite = _reason("opposite", other=border.other_side(country), regions=_names(sorted(over)))
            where = {"border": border, "country": country, "regions": _names(sorted(_codes(held)))}
            code = "touches_all" if len(held) == len(side) else "touches"
            yield Answer(_reason(code, **where), (opposite,) if over else ())


def _codes(held: Iterable[Region]) -> set[str]:
    return {region.code for region in held}


def _names(codes: Iterable[str]) -> str:
    known = regions()
    return "; ".join(known[code].name for code in codes if code in known)


def _groups(
    borders: Sequence[Border], effects: Sequence[Effect], drafts: Sequence[Measure]
) -> Iterator[Answer]:
    named = {group for draft in drafts for phase in draft.phases for group in phase.groups}
    yield _say("groups_named", groups=",".join(group for group in Group if group in named))
    hurt = {
        group
        for effect in effects
        if {Turn.CREATED, Turn.WORSENED, Turn.LENGTHENED} & set(effect.turns)
        for conflict in effect.after
        for group in conflict.groups
    }
    if hurt:
        yield _say("groups_hurt", groups=",".join(group for group in Group if group in hurt))
    for border in borders:
        first, second = border.sides
        for pair in ((first, second), (second, first)):
            if flow := flows().get(pair):
                yield _say("commuters", commuters=flow.daily, home=flow.home, work=flow.work)


def _effect(effect: Effect) -> Answer:
    """What becomes of a conflict, and why it is one."""
    shown = effect.shown
    said: dict[str, object] = {
        "border": effect.border,
        "kind": effect.kind,
        "topics": ",".join(t for t in Topic if any(t in c.topics for c in effect.after or effect.before)),
    }
    codes = [_turned(turn, effect, said) for turn in effect.turns]
    why = Reason(f"why_{shown.reasons[0].code}", shown.reasons[0].args) if shown.reasons else None
    return Answer(codes[0], (*codes[1:], *([why] if why else [])))


def _turned(turn: Turn, effect: Effect, said: Mapping[str, object]) -> Reason:
    match turn:
        case Turn.CREATED:
            days = {"since": effect.gained[0][0], "until": effect.gained[-1][1]}
            return _reason("created", **said, **days, severity=effect.shown.severity)
        case Turn.ENDED:
            return _reason("ended", **said, severity=effect.shown.severity)
        case Turn.WORSENED | Turn.EASED:
            old, new = (max(c.severity for c in side) for side in (effect.before, effect.after))
            code = "worsened" if turn == Turn.WORSENED else "eased"
            return _reason(code if old != new else "more_groups", **said, before=old, after=new)
        case Turn.LENGTHENED:
            return _reason("lengthened", **said, days=_count(effect.gained), until=_last(effect.after))
        case Turn.SHORTENED:
            return _reason("shortened", **said, days=_count(effect.lost), until=_last(effect.after))


def _last(conflicts: Sequence[Conflict]) -> date:
    return max(conflict.last_day for conflict in conflicts)


def _count(stretches: Iterable[tuple[date, date]]) -> int:
    return sum((last - first).days + 1 for first, last in stretches)


def _ways(effects: Sequence[Effect], drafts: Sequence[Measure]) -> Iterator[Answer]:
    """What could avoid or lessen the effects: by what the draft leaves open, and by the kinds of conflict."""
    worse = [e for e in effects if {Turn.CREATED, Turn.WORSENED, Turn.LENGTHENED} & set(e.turns)]
    if not worse:
        return
    if any(draft.phases[-1].frontier_exempt is None for draft in drafts):
        yield _say("way_say_exemption")
    if any(draft.ends is None for draft in drafts):
        yield _say("way_give_end")
    codes = [code for kind in ConflictKind if any(e.kind == kind for e in worse) for code in WAYS[kind]]
    for code in dict.fromkeys(codes):
        yield _say(code)


def _consult(
    borders: Sequence[Border], effects: Sequence[Effect], drafts: Sequence[Measure]
) -> Iterator[Answer]:
    """The neighbour at each border touched, and the forums in which the topics are dealt with."""
    for border in borders:
        there = [
            topic for effect in effects if effect.border == border for c in effect.after for topic in c.topics
        ]
        there += [topic for draft in drafts if counts_at(draft, border) for topic in draft.topics]
        topics = tuple(topic for topic in Topic if topic in there)
        acting = {draft.country for draft in drafts if counts_at(draft, border)} - {Country.EU}
        ground = [draft.regions for draft in drafts if counts_at(draft, border)]
        first = [forum.name for forum, _ in suggest(border, topics, ground)][:FORUMS]
        named = (_reason("forums", forums="; ".join(first)),) if first else ()
        for country in border.sides:
            if country in acting:
                other = border.other_side(country)
                yield Answer(_reason("ask_neighbour", border=border, other=other), named)
