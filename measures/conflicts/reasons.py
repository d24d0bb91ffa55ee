"""Why a conflict is flagged: codes with arguments, and the sentences they become when shown.

Arguments are stored as plain words: ISO days, country codes, topics and documents joined by commas,
numbers, and names as their authority writes them. `explain` puts them into a reader's language.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from measures.casework import standing
from measures.conflicts import changes
from measures.conflicts.findings import Finding
from measures.conflicts.severity import documents, exemption
from measures.conflicts.sides import Stretch
from measures.geography import Flow
from measures.model import Conflict, Measure, Reason
from measures.vocabulary import ConflictKind, Country, Document, Group, Topic

TEMPLATES: dict[str, str] = {
    "blocked": "{country} closes its border {beside} to some or all travellers from {since} ({authority}).",
    "not_exempted": "{country} has a rule on {topics} from {since} that frontier workers have to obey too "
    "({authority}).",
    "not_mentioned": "{other} exempts frontier workers from its rule on {topics}, but the rule of {country} "
    "({authority}) does not mention them.",
    "paid_on_one_side": "{country} makes a payment from {since} ({authority}) that names frontier workers; "
    "nothing like it is known from {other}.",
    "both_sides": "{country} and {other} each lay a duty on the same people at the same time: {topics} "
    "({authority}) against {other_topics} ({other_authority}).",
    "divergent": "On {topics} {country} ({authority}) is at “{step}” and {other} at “{other_step}”: people "
    "will go from {country} to {other}.",
    "divergent_crossing": "On {topics} {country} ({authority}) is at “{step}” and {other} at "
    "“{other_step}”: whoever crosses daily meets a rule in one direction that the other does not have.",
    "starts_apart": "The rule on {topics} starts in {country} on {since} and in {other} only {days} days "
    "later.",
    "ends_apart": "The rule on {topics} goes on in {country} until {until}, {days} days longer than in "
    "{other}.",
    "goes_on": "The rule on {topics} ended in {other} on {day}; in {country} ({authority}) it goes on, and "
    "no end is known.",
    "no_arrangement": "{country} makes people work from home from {since} ({authority}), and no arrangement "
    "on tax or social security for days worked at home is known.",
    "beyond_limits": "{country} makes people work from home from {since} ({authority}): more than {days} "
    "days a year at home moves the tax, more than {share} % of the working time the insurance.",
    "arrangement_ended": "The arrangement on tax or social security for days worked at home ended on {day} "
    "({authority}); nothing that follows it is known.",
    "checks": "{country} checks travellers at its border {beside} from {since} ({authority}): expect delays.",
    "limited": "A connection or service that people on both sides rely on is shut or limited in {country} "
    "from {since} ({authority}).",
    "unclear": "A rule of {country} on {topics} ({authority}) has been in force for more than {days} days "
    "with no end, no word on frontier workers and nothing known from {other}.",
    "exempt": "Frontier workers are exempt; the others are not.",
    "exempt_with_documents": "Frontier workers may pass, but only with: {documents}.",
    "not_exempt": "Frontier workers are expressly not exempt.",
    "unsaid": "The text says nothing about frontier workers.",
    "other_none": "No rule on this is known on the side of {other}.",
    "other_rule": "{other} has a rule of its own on {topics} ({authority}), at most “{step}”.",
    "lasts": "It lasts from {since} to {until}.",
    "lasts_open": "No end is known; it is counted until {until} unless something new is heard.",
    "commuters": "About {commuters} people who live in {home} work in {work}.",
    "rests_on": "It rests on: {titles}.",
}

COUNTRIES: dict[str, str] = {
    "NL": "the Netherlands",
    "DE": "Germany",
    "BE": "Belgium",
    "EU": "the European Union",
}

# The neighbour as a border is named by it; each language has words of its own for that.
BESIDE: dict[str, str] = {
    "NL": "with the Netherlands",
    "DE": "with Germany",
    "BE": "with Belgium",
}

TOPICS: dict[str, str] = {
    "border_control": "border checks",
    "entry": "entry",
    "quarantine": "quarantine",
    "testing": "testing and certificates",
    "work": "work and telework",
    "social_security_tax": "social security and tax",
    "education_childcare": "schools and childcare",
    "movement": "movement and contacts",
    "shops_events": "shops and events",
    "transport": "transport",
    "health_care": "health care",
    "animal_plant": "animal and plant disease",
    "environment_energy": "environment and energy",
    "identity_digital": "identity documents and digital services",
}

STEPS: dict[str, str] = {
    "0": "no rule known",
    "1": "advice",
    "2": "partial restriction",
    "3": "full restriction",
    "4": "closed",
}

DOCUMENTS: dict[str, str] = {
    Document.VIGNETTE: "vignette for vital professions",
    Document.EMPLOYER_STATEMENT: "employer's statement",
    Document.STATUS_PROOF: "proof of work or study across the border",
    Document.SELF_DECLARATION: "own statement",
    Document.REGISTRATION: "registration form",
    Document.TEST: "test result",
    Document.CERTIFICATE: "vaccination or recovery certificate",
    Document.A1: "A1 certificate",
    Document.IDENTITY_CARD: "identity card",
    Document.PASSPORT: "passport",
    Document.RESIDENCE_PERMIT: "residence permit",
}

_WHO_ONE_IS = (Document.IDENTITY_CARD, Document.PASSPORT)
EITHER: dict[str, str] = {",".join(_WHO_ONE_IS): "identity card or passport"}
"""Papers that do for one another, where a text names them all."""

GROUPS: dict[str, str] = {
    Group.FRONTIER_WORKERS: "frontier workers",
    Group.SELF_EMPLOYED: "self-employed people",
    Group.POSTED_WORKERS: "posted workers",
    Group.STUDENTS_PUPILS: "students and pupils",
    Group.FAMILIES: "families",
    Group.PATIENTS: "patients",
    Group.FREIGHT: "freight",
    Group.SHOPPERS_VISITORS: "shoppers and visitors",
    Group.FARMERS: "farmers",
    Group.EVERYONE: "everyone",
}

# What collides in a conflict of each kind.
KINDS: dict[ConflictKind, str] = {
    ConflictKind.BLOCKED_CROSSING: "Crossing is shut to some or all; the exemptions say who may still pass.",
    ConflictKind.CONTRADICTORY_DUTIES: "Both sides lay duties on the same people, twice or clashing.",
    ConflictKind.MISSING_EXEMPTION: "One side exempts those who cross, the other does not or does not say.",
    ConflictKind.DIVERGENT_STRICTNESS: "One side is much stricter, which moves people over the border.",
    ConflictKind.TIMING_GAP: "The same rule starts or ends days apart on the two sides.",
    ConflictKind.SOCIAL_SECURITY_TAX_GAP: "A rule moves where people work, at a loss in tax or benefits.",
    ConflictKind.CAPACITY_OR_TRANSPORT: "A line, road or service that both sides use is shut or limited.",
    ConflictKind.INFORMATION_GAP: "A rule at the border leaves open when it holds or for whom, for weeks.",
}

WORDS: dict[str, dict[str, str]] = {
    **dict.fromkeys(("country", "other", "home", "work"), COUNTRIES),
    "beside": BESIDE,
    **dict.fromkeys(("topics", "other_topics"), TOPICS),
    **dict.fromkeys(("step", "other_step"), STEPS),
    "groups": GROUPS,
}
"""Arguments that are words of a table, parted by commas."""
# Every sentence a code can become: why a conflict is flagged, what changed about it, why work on it goes on.
_SENTENCES = TEMPLATES | changes.TEMPLATES | standing.TEMPLATES
_DAYS = ("since", "until", "day", "old_day")
_NUMBERS = ("commuters", "days")


def is_known(reason: Reason) -> bool:
    """Whether there is a sentence for a stored code."""
    return reason.code in _SENTENCES


def word(reason: Reason) -> tuple[str, dict[str, str]]:
    """The sentence (an English message to translate, with {named} fields) and its stored arguments."""
    return _SENTENCES[reason.code], dict(reason.args)


def in_words(
    name: str,
    value: str,
    translate: Callable[[str], str],
    format_day: Callable[[date], str],
    format_number: Callable[[int], str],
) -> str:
    """One stored argument as the reader sees it; words that no table knows are shown as they are."""
    if name in _DAYS:
        return format_day(date.fromisoformat(value))
    if name in _NUMBERS:
        return format_number(int(value))
    if name == "documents":
        return ", ".join(translate(paper) for paper in papers(value.split(",")))
    table = WORDS.get(name)
    if table is None:
        return value
    return ", ".join(translate(table[part]) if part in table else part for part in value.split(","))


def papers(documents: Iterable[str]) -> list[str]:
    """Papers as English messages, in their order; those that do for one another as one. A code that no table
    knows is given as it is."""
    codes = list(documents)
    words = [DOCUMENTS.get(code, code) for code in codes]
    if set(_WHO_ONE_IS) <= set(codes):
        [either] = EITHER.values()
        words = [either if code in _WHO_ONE_IS else word for code, word in zip(codes, words, strict=True)]
    return list(dict.fromkeys(words))


def sentence(
    reason: Reason,
    translate: Callable[[str], str] | None = None,
    format_day: Callable[[date], str] | None = None,
    format_number: Callable[[int], str] | None = None,
) -> str:
    """A reason as one sentence; English where nothing translates."""
    template, args = word(reason)
    return filled(template, args, translate, format_day, format_number)


def filled(
    template: str,
    args: Mapping[str, str],
    translate: Callable[[str], str] | None = None,
    format_day: Callable[[date], str] | None = None,
    format_number: Callable[[int], str] | None = None,
) -> str:
    """A template (an English message with {named} fields), its stored arguments as the reader sees them."""
    say = translate or str
    known = {"beside": args["other"], **args} if "other" in args else args
    spoken = {
        name: in_words(name, value, say, format_day or _english_day, format_number or "{:,}".format)
        for name, value in known.items()
    }
    text = say(template).format(**spoken)
    return text[:1].upper() + text[1:]


def explain(
    conflict: Conflict,
    measures_by_id: Mapping[str, Measure],
    translate: Callable[[str], str] | None = None,
    format_day: Callable[[date], str] | None = None,
    format_number: Callable[[int], str] | None = None,
) -> str:
    """Why a conflict is flagged, in a few sentences, ending with the measures it rests on by title.

    Measures that `measures_by_id` lacks are left out. `translate` maps an English message to the
    reader's language; days and numbers are written by the two formatters (English by default).
    """
    reasons = list(conflict.reasons)
    ids = [id for id in (conflict.measure_a, conflict.measure_b) if id is not None]
    known = [measures_by_id[id] for id in ids if id in measures_by_id]
    titles = [f"“{measure.title}” ({measure.country})" for measure in known]
    if titles:
        reasons.append(Reason("rests_on", (("titles", "; ".join(titles)),)))
    return " ".join(sentence(reason, translate, format_day, format_number) for reason in reasons)


def reasons_for(
    findings: list[Finding],
    causes: list[Stretch],
    others: list[Stretch],
    acting: Country,
    other: Country,
    since: date,
    until: date,
    assumed: bool,
    flow: Flow | None,
) -> tuple[Reason, ...]:
    """What is wrong, what is said of frontier workers, the other side, how long, and how many commute."""
    cause, against = causes[0], others[0] if others else None
    said = {
        "country": acting.value,
        "other": other.value,
        "topics": _topics(finding.topic for finding in findings),
        "other_topics": _topics(f.other.topic for f in findings if f.other is not None),
        "since": since.isoformat(),
        "until": until.isoformat(),
        "authority": cause.measure.authority,
        "other_authority": against.measure.authority if against else "",
        "step": str(max(finding.cause.level for finding in findings)),
        "other_step": str(max((f.other.level for f in findings if f.other is not None), default=0)),
        "documents": ",".join(documents(causes)),
    }
    # The rule that is named begins on a day of its own, where another hands over to it.
    named = min(f.since for f in findings if f.cause.measure.id == cause.measure.id)
    begun = said | {"since": date.fromordinal(named).isoformat()}
    reasons = [_reason(code, begun | detail) for code, detail in _codes(findings).items()]
    reasons.append(_reason(exemption(causes), said))
    if against is None:
        reasons.append(_reason("other_none", said))
    elif not {"divergent", "divergent_crossing", "both_sides"} & {finding.code for finding in findings}:
        theirs = _told_of(against, [f.other for f in findings if f.other is not None])
        reasons.append(_reason("other_rule", said | theirs | {"authority": against.measure.authority}))
    reasons.append(_reason("lasts_open" if assumed else "lasts", said))
    if flow is not None:
        numbers = {"commuters": str(flow.daily), "home": flow.home.value, "work": flow.work.value}
        reasons.append(_reason("commuters", said | numbers))
    return tuple(reasons)


def _told_of(against: Stretch, others: list[Stretch]) -> dict[str, str]:
    """The topics and the hardest step of the one rule that is named."""
    own = [s for s in others if s.measure.id == against.measure.id]
    return {"topics": _topics(s.topic for s in own), "step": str(max(s.level for s in own))}


def _codes(findings: list[Finding]) -> dict[str, dict[str, str]]:
    ordered = sorted(findings, key=lambda f: (f.since, f.code, f.topic))
    return {finding.code: dict(finding.detail) for finding in reversed(ordered)}


def _reason(code: str, known: Mapping[str, str]) -> Reason:
    """A reason with just the arguments that its sentence needs; the neighbour is kept as such."""
    template = TEMPLATES[code].replace("{beside}", "{other}")
    return Reason(code, tuple((name, value) for name, value in known.items() if f"{{{name}}}" in template))


def _topics(topics: Iterable[Topic]) -> str:
    named = set(topics)
    return ",".join(topic for topic in Topic if topic in named)


def _english_day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
