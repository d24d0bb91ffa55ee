"""Labels of the vocabulary and small phrases, as message ids; put into the reader's words here."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from dashboard.i18n import N_, Reader
from dashboard.safe import plain
from measures.conflicts import reasons
from measures.lifecycle import links
from measures.model import Conflict, LegalAct, Reason
from measures.vocabulary import (
    Action,
    ActKind,
    Border,
    CaseState,
    ConflictKind,
    Country,
    Direction,
    Document,
    Force,
    Group,
    Impact,
    Language,
    Level,
    SourceHealth,
    Strictness,
    Topic,
)

LABELS: Mapping[object, str] = {
    Country.NL: N_("Netherlands"),
    Country.DE: N_("Germany"),
    Country.BE: N_("Belgium"),
    Country.EU: N_("European Union"),
    Level.NATIONAL: N_("national"),
    Level.REGIONAL: N_("regional"),
    Level.LOCAL: N_("local"),
    Topic.BORDER_CONTROL: N_("Border checks and closure"),
    Topic.ENTRY: N_("Entry"),
    Topic.QUARANTINE: N_("Quarantine"),
    Topic.TESTING: N_("Tests and certificates"),
    Topic.WORK: N_("Work"),
    Topic.SOCIAL_SECURITY_TAX: N_("Social security and tax"),
    Topic.EDUCATION_CHILDCARE: N_("Schools and childcare"),
    Topic.MOVEMENT: N_("Movement and contacts"),
    Topic.SHOPS_EVENTS: N_("Shops, hospitality and events"),
    Topic.TRANSPORT: N_("Transport and roads"),
    Topic.HEALTH_CARE: N_("Health care"),
    Topic.ANIMAL_PLANT: N_("Animal and plant health"),
    Topic.ENVIRONMENT_ENERGY: N_("Environment and energy"),
    Topic.IDENTITY_DIGITAL: N_("Identity and digital services"),
    Impact.NONE: N_("no effect at the border"),
    Impact.INDIRECT: N_("indirect effect"),
    Impact.DIRECT: N_("direct effect"),
    Impact.BLOCKING: N_("blocks crossing"),
    ConflictKind.BLOCKED_CROSSING: N_("Blocked crossing"),
    ConflictKind.CONTRADICTORY_DUTIES: N_("Contradictory duties"),
    ConflictKind.MISSING_EXEMPTION: N_("Missing exemption"),
    ConflictKind.DIVERGENT_STRICTNESS: N_("Rules of different strictness"),
    ConflictKind.TIMING_GAP: N_("Gap in time"),
    ConflictKind.SOCIAL_SECURITY_TAX_GAP: N_("Gap in social security or tax"),
    ConflictKind.CAPACITY_OR_TRANSPORT: N_("Capacity or transport"),
    ConflictKind.INFORMATION_GAP: N_("Gap in information"),
    Strictness.NONE: N_("no rule"),
    Strictness.ADVICE: N_("advice"),
    Strictness.PARTIAL: N_("partial duty or restriction"),
    Strictness.FULL: N_("full duty or restriction"),
    Strictness.CLOSED: N_("closed"),
    Action.INTRODUCE: N_("introduced"),
    Action.TIGHTEN: N_("tightened"),
    Action.RELAX: N_("relaxed"),
    Action.EXTEND: N_("extended"),
    Action.END: N_("ended"),
    Action.INFORM: N_("explained"),
    Force.DUTY: N_("duty"),
    Force.PROHIBITION: N_("prohibition"),
    Force.ADVICE: N_("recommendation"),
    Force.PERMISSION: N_("permission"),
    Force.SUPPORT: N_("support"),
    Force.INFORMATION: N_("information only"),
    Direction.INTO: N_("into the country"),
    Direction.OUT_OF: N_("out of the country"),
    Direction.BOTH: N_("both ways"),
    ActKind.LAW: N_("act of parliament"),
    ActKind.ROYAL_DECREE: N_("royal decree"),
    ActKind.MINISTERIAL_DECREE: N_("ministerial decree"),
    ActKind.DECREE: N_("regional act (decree)"),
    ActKind.ORDINANCE: N_("ordinance"),
    ActKind.GENERAL_ORDER: N_("general order"),
    ActKind.EMERGENCY_ORDINANCE: N_("emergency ordinance"),
    ActKind.LOCAL_ORDER: N_("local or police order"),
    ActKind.TREATY: N_("treaty or agreement"),
    ActKind.EU_REGULATION: N_("EU regulation"),
    ActKind.EU_DIRECTIVE: N_("EU directive"),
    ActKind.EU_RECOMMENDATION: N_("EU recommendation"),
    SourceHealth.OK: N_("in order"),
    SourceHealth.LATE: N_("late"),
    SourceHealth.GAP: N_("gap between polls"),
    SourceHealth.FAILING: N_("failing"),
    SourceHealth.BLOCKED: N_("blocked"),
    SourceHealth.DEAD: N_("dead"),
    SourceHealth.MOVED: N_("moved"),
    SourceHealth.UNKNOWN: N_("unknown"),
    CaseState.SIGNALLED: N_("signalled"),
    CaseState.UNDER_EXAMINATION: N_("under examination"),
    CaseState.IN_CONSULTATION: N_("in consultation"),
    CaseState.RESOLVED: N_("resolved"),
    CaseState.ACCEPTED: N_("accepted"),
    CaseState.DISMISSED: N_("dismissed"),
    **{group: reasons.GROUPS[group] for group in Group},
    **{document: reasons.DOCUMENTS[document] for document in Document},
}

SEVERITY: Mapping[int, str] = {
    1: N_("slight"),
    2: N_("moderate"),
    3: N_("considerable"),
    4: N_("serious"),
    5: N_("critical"),
}

# Names of the parts as measures.conflicts.severity gives them.
SEVERITY_PARTS: Mapping[str, str] = {
    "impact": N_("effect at the border"),
    "groups": N_("who is concerned"),
    "commuters": N_("number of commuters"),
    "duration": N_("duration"),
    "exemption": N_("exemption"),
    "topic": N_("topic"),
    "signals": N_("signals from the counter"),
}

FIELDS: Mapping[str, str] = {
    "is_measure": N_("Is a measure"),
    "topics": N_("Topic"),
    "action": N_("What it does"),
    "border_impact": N_("Effect at the border"),
    "borders": N_("Borders"),
    "groups": N_("Groups"),
    "frontier_exempt": N_("Frontier workers exempt"),
    "valid_from": N_("First day"),
    "valid_until": N_("Last day"),
    "strictness": N_("Strictness"),
    "regions": N_("Regions"),
    "documents": N_("Documents to carry"),
    "level": N_("Level that acts"),
    "direction": N_("Direction of travel"),
    "force": N_("Kind of rule"),
    "acts": N_("Legal acts"),
    "country": N_("Country"),
    "authority": N_("Authority"),
    "title": N_("Title"),
    "summary": N_("Text"),
}

LANGUAGES: Mapping[Language, str] = {
    Language.NL: N_("in Dutch"),
    Language.DE: N_("in German"),
    Language.FR: N_("in French"),
    Language.EN: N_("in English"),
}

_MARKS: Mapping[Impact, str] = {
    Impact.NONE: "○",
    Impact.INDIRECT: "◔",
    Impact.DIRECT: "◑",
    Impact.BLOCKING: "⬤",
}


def word(reader: Reader, value: object) -> str:
    """A vocabulary word (an enum's member) in the reader's language; the EU level reads as the Union."""
    if value is Level.EU:
        value = Country.EU
    return reader.text(LABELS[value]) if value in LABELS else str(value)


def impact(reader: Reader, value: Impact) -> str:
    """A mark and the words, so that colour is never the only sign."""
    return f"{_MARKS[value]} {word(reader, value)}"


def severity(reader: Reader, level: int) -> str:
    """Five dots, the number and the word: "●●●●○ 4 serious"."""
    return f"{dots(level)} {level} {reader.text(SEVERITY[level])}"


def dots(level: int) -> str:
    return "●" * level + "○" * (5 - level)


def border(value: str) -> str:
    """A border as it is shown: NL–DE with a dash of its own."""
    return "–".join(side.value for side in Border(value).sides)


def conflict(reader: Reader, one: Conflict) -> str:
    """What a conflict is called: border, kind and topics."""
    topics = ", ".join(word(reader, topic) for topic in one.topics)
    return f"{border(one.border)} · {word(reader, one.kind)} · {topics}"


def groups(reader: Reader, hurt: Iterable[Group]) -> str:
    """Groups in words; "everyone" stands only where none is named."""
    chosen = tuple(hurt)
    named = [group for group in chosen if group is not Group.EVERYONE]
    return reader.all_of(word(reader, group) for group in named or chosen)


def exempt(reader: Reader, value: object) -> str:
    """What a text says of frontier workers; None (or a missing cell) means it says nothing."""
    if value is True or value == 1:
        return reader.text("Frontier workers are exempt")
    if value is False or value == 0:
        return reader.text("Frontier workers are not exempt")
    return reader.text("Says nothing on frontier workers")


def span(
    reader: Reader,
    begins: date | None,
    ends: date | None,
    until: date | None = None,
    heard: date | None = None,
) -> str:
    """First to last day in words. An open end says so, with the day until which it is still counted; an
    unknown beginning gives the day on which it was first heard of."""
    if begins:
        first = reader.day(begins, "medium")
    elif heard:
        first = reader.text("known since {day}", day=reader.day(heard, "medium"))
    else:
        first = reader.text("beginning unknown")
    if ends:
        return f"{first} – {reader.day(ends, 'medium')}"
    if until:
        return reader.text(
            "{first} – end unknown (counted until {until})", first=first, until=reader.day(until, "medium")
        )
    return reader.text("{first} – end unknown", first=first)


def language_name(reader: Reader, language: Language) -> str:
    """That a text stands in its own language, said in the reader's ("in German")."""
    return reader.text(LANGUAGES[language])


def tie(reader: Reader, code: str) -> str:
    """Why an event is taken to tell of its measure."""
    return reader.text(links.TEMPLATES[code]) if code in links.TEMPLATES else plain(code)


def document(reader: Reader, code: str) -> str:
    """A paper to carry, safe as Markdown; a code without words is shown as it is."""
    return plain(word(reader, code))


def papers(reader: Reader, codes: Iterable[str]) -> str:
    """Papers as one list of words, those that do for one another as one; no Markdown is made safe."""
    return reader.all_of(reader.text(paper) for paper in reasons.papers(codes))


def direction(reader: Reader, way: Direction | None, country: Country) -> str:
    """Which way over the border a text speaks of; "–" where it names none."""
    if way is None:
        return "–"
    return word(reader, way) if way == Direction.BOTH else f"{word(reader, way)} ({word(reader, country)})"


def act(reader: Reader, named: LegalAct) -> str:
    """Its name in its own language and what sort of act it is, safe as Markdown."""
    return f"{reader.quoted(plain(named.name))} ({word(reader, named.kind)})"


def reason(reader: Reader, given: Reason) -> str:
    """Why a conflict is flagged or what changed about it, one sentence, safe as Markdown."""
    if not reasons.is_known(given):
        return plain(given.code)
    return plain(reasons.sentence(given, reader.text, reader.day, reader.number))


HAPPENED: Mapping[str, str] = {
    "flagged": N_("flagged"),
    "changed": N_("changed"),
    "cleared": N_("cleared: the facts behind it are gone"),
    "returned": N_("flagged again"),
}


def happened(reader: Reader, what: str, told: Sequence[Reason] = ()) -> str:
    """What happened to a conflict, safe as Markdown; for a change, what changed."""
    if what == "changed" and told:
        return " ".join(reason(reader, one) for one in told)
    return reader.text(HAPPENED[what]) if what in HAPPENED else plain(what)


_BY_VALUE: Mapping[str, object] = {
    str(member): member for member in LABELS if not isinstance(member, Strictness)
}


def said(reader: Reader, text: str) -> str:
    """An argument of a reason or detail, for Markdown: vocabulary words and days in the reader's language."""
    if text in set(Border):
        return border(text)
    if text in _BY_VALUE:
        return word(reader, _BY_VALUE[text])
    try:
        return reader.day(date.fromisoformat(text))
    except ValueError:
        pass
    return reader.number(int(text)) if text.isascii() and text.isdigit() else plain(text)


def field(reader: Reader, name: str) -> str:
    """The name of a label or of an item's field, for Markdown."""
    return reader.text(FIELDS[name]) if name in FIELDS else plain(name)


def value(reader: Reader, label: str, text: str) -> str:
    """The value of a label of an assessment, for Markdown; "–" where a text gives none."""
    if text == "null":
        return "–"
    if label == "frontier_exempt" or text in ("True", "False", "true", "false"):
        yes = text.casefold() == "true"
        return reader.text("yes") if yes else reader.text("no") if text.casefold() == "false" else "–"
    head, separator, step = text.partition(":")
    if label == "strictness" and head in _BY_VALUE and separator and step.strip().isdigit():
        return f"{said(reader, head)}: {word(reader, Strictness(int(step)))}"
    return said(reader, text)
