"""What a rule asks of somebody, in sentences made of the labels alone: English templates by code.

They say what kind of rule there is and for whom. What it says in law stands in the text beside them.
"""

from collections.abc import Callable, Iterable

from measures.conflicts.reasons import BESIDE, COUNTRIES, TOPICS, papers
from measures.counter.model import Bearing
from measures.counter.situation import WEEK, Situation
from measures.model import Reason
from measures.vocabulary import Country, Direction, Document, Group, Strictness, Topic

SAYS: dict[str, str] = {
    "border_control_closed": "{country} has closed its border {beside} to some or all travellers.",
    "border_closed_told": "{country} tells: the border {beside} is closed to some or all travellers.",
    "told_of": "{country} tells of a rule of {other}: {topic}.",
    "border_control_duty": "{country} checks travellers at its border {beside}.",
    "entry_closed": "{country} forbids journeys over its border {beside} that its text does not except.",
    "entry_duty": "{country} sets conditions for crossing its border {beside}.",
    "entry_advice": "{country} advises against crossing its border {beside} without need.",
    "quarantine_duty": "{country} asks for quarantine after arriving {coming}.",
    "quarantine_advice": "{country} advises staying at home for a time after arriving {coming}.",
    "testing_duty": "{country} asks for a test or a certificate.",
    "testing_advice": "{country} advises taking a test.",
    "work_duty": "{country} has a rule for work: at home, or under conditions at the workplace.",
    "work_advice": "{country} gives advice for work, such as working from home.",
    "social_security_tax_duty": "{country} has a rule on tax, social security or benefits for such cases.",
    "social_security_tax_allowed": "{country} has an arrangement on tax, social security or benefits for "
    "such cases.",
    "education_childcare_duty": "{country} has closed schools or childcare, or opens them under conditions.",
    "education_childcare_advice": "{country} gives advice for schools and childcare.",
    "movement_duty": "{country} limits going out, or meeting others.",
    "movement_advice": "{country} advises limiting contacts or journeys.",
    "shops_events_duty": "{country} has closed shops, restaurants or events, or opens them under conditions.",
    "shops_events_advice": "{country} gives advice for shops, restaurants or events.",
    "transport_closed": "{country}: a line, road or crossing is closed.",
    "transport_duty": "{country}: transport is limited, or runs under conditions.",
    "health_care_duty": "{country} has a rule on care.",
    "health_care_allowed": "{country} opens care to people from the other side, or pays for it.",
    "any_duty": "{country} has a rule on {topic}.",
    "any_advice": "{country} gives advice on {topic}.",
    "any_allowed": "{country} allows something on {topic} that the text names.",
    "any_support": "{country} gives support on {topic}.",
}

EXEMPTIONS: dict[str, str] = {
    "exempt": "Frontier workers are exempt, and you are one.",
    "exempt_documents": "Frontier workers are exempt, and you are one: carry {documents}.",
    "exempt_papers_named": "Frontier workers are exempt, and you are one. The text names papers: "
    "{documents}. Read there whether they are asked of you too.",
    "exempt_vignette": "Frontier workers are exempt. Your sector is vital: carry the vignette.",
    "exempt_not_vital": "Frontier workers are exempt, but the vignette it names is for vital sectors: ask "
    "what you can show instead.",
    "exempt_vital_unknown": "Frontier workers are exempt. The vignette it names is for vital sectors: is "
    "yours one?",
    "left_out": "The text leaves frontier workers out, and you are one: it is not for you.",
    "exempt_group": "The text exempts {group}, and you are one of them.",
    "exempt_group_papers": "The text exempts {group}, and you are one of them. It names papers: {documents}. "
    "Read there whether they are asked of you too.",
    "children_exempt": "The text exempts {group}: your children may be meant.",
    "group_named": "Frontier workers are exempt. The text also names {group}: read there whether you are "
    "exempt too.",
    "others_exempt": "Only others are exempt: the text lets frontier workers through, and you are not one.",
    "others_named": "The exemption is for {group}, and you are not one of them.",
    "not_exempt": "Frontier workers are expressly not exempt.",
    "unsaid": "Nothing about frontier workers was found in the text.",
    "frontier_named": "The text speaks of frontier workers: read there whether they are exempt.",
}

NOTES: dict[str, str] = {
    "by_certificate": "A certificate is among the papers it names, and you have one.",
    "by_test": "A test result is among the papers it names, and you have one.",
    "no_proof": "You have neither test nor certificate, and it names one.",
    "proof_not_named": "What you can show is not among the papers found in this rule: read in the text "
    "whether it is enough.",
    "days_at_home": "{days} of 5 days at home are {percent} % of the working time: compare with the share in "
    "the text.",
    "one_place": "It is the rule of one town: {authority}.",
    "by_lorry": "For goods transport the text may say something else.",
}

GROUPS: dict[str, str] = {
    "students_pupils": "students and pupils",
    "self_employed": "self-employed people",
    "posted_workers": "posted workers",
    "families": "families",
    "patients": "patients",
    "freight": "goods transport",
    "frontier_workers": "frontier workers",
    "shoppers_visitors": "shoppers and visitors",
    "farmers": "farmers",
    "everyone": "everyone",
}

# The neighbour as a journey is named by it.
COMING: dict[str, str] = {
    "NL": "from the Netherlands",
    "DE": "from Germany",
    "BE": "from Belgium",
}

TABLES: tuple[dict[str, str], ...] = (SAYS, EXEMPTIONS, NOTES, GROUPS, COMING)
"""All messages of the counter, for the catalogues."""

_SENTENCES = SAYS | EXEMPTIONS | NOTES
"""No code stands in two of the tables."""

WORDS: dict[str, dict[str, str]] = {
    "country": COUNTRIES,
    "other": COUNTRIES,
    "beside": BESIDE,
    "coming": COMING,
    "topic": TOPICS,
    "topics": TOPICS,
    "group": GROUPS,
}
"""Arguments that are words of a table, parted by commas."""


def sentence(
    reason: Reason,
    translate: Callable[[str], str] = str,
    listed: Callable[[list[str]], str] = ", ".join,
) -> str:
    """A reason as a sentence: English, or as `translate` puts the message into the reader's language.

    `listed` joins several words. KeyError for a code that is none of the counter's.
    """
    template = _SENTENCES[reason.code]
    args = {name: _spoken(name, value, translate, listed) for name, value in reason.args}
    text = translate(template).format(**args)
    return text[:1].upper() + text[1:]


def told(
    reasons: Iterable[Reason],
    translate: Callable[[str], str] = str,
    listed: Callable[[list[str]], str] = ", ".join,
) -> str:
    """Several reasons one after the other; a country that each begins with before a colon is named once."""
    said = [sentence(reason, translate, listed) for reason in reasons]
    first, colon, _rest = next(iter(said), "").partition(":")
    countries = {translate(name) for name in COUNTRIES.values()}
    if not colon or first.strip() not in {name[:1].upper() + name[1:] for name in countries}:
        return " ".join(said)
    rest = (text.removeprefix(first + colon).strip() for text in said[1:])
    return " ".join([said[0], *(text[:1].upper() + text[1:] for text in rest)])


def _spoken(
    name: str, value: str, translate: Callable[[str], str], listed: Callable[[list[str]], str]
) -> str:
    if name == "documents":
        return listed([translate(paper) for paper in papers(value.split(","))])
    if name not in WORDS:
        return value
    return listed([translate(WORDS[name].get(word, word)) for word in value.split(",")])


def says(
    topic: Topic,
    level: Strictness,
    bearing: Bearing,
    country: Country,
    situation: Situation,
    way: Direction | None,
    by: Country,
) -> Reason:
    """What a rule of a country says on a topic, by how hard it is; `by` is the state whose rule it tells of.

    Of a border shut to those who leave nobody says by the labels alone which side shut it.
    """
    kind = "duty"
    if bearing in (Bearing.ALLOWED, Bearing.SUPPORT):
        kind = bearing.value
    elif level == Strictness.CLOSED:
        kind = "closed"
    elif level == Strictness.ADVICE or bearing == Bearing.ADVICE:
        kind = "advice"
    # The Union has no border between the two, and speaks to states.
    own = "any" if country == Country.EU else topic.value
    wanted = [f"{own}_{kind}", f"any_{kind}", f"{own}_duty", "any_duty"]
    code = next(code for code in wanted if code in SAYS)
    if code in ("border_control_closed", "entry_closed") and way == Direction.OUT_OF:
        code = "border_closed_told"
    if by != country and code != "border_closed_told":
        return Reason("told_of", (("country", country.value), ("other", by.value), ("topic", topic.value)))
    sides = {situation.home.country, situation.work.country}
    other = next((side for side in sorted(sides) if side != country), country)
    args = {"country": country.value, "beside": other.value, "coming": other.value, "topic": topic.value}
    return Reason(code, tuple((name, args[name]) for name in args if f"{{{name}}}" in SAYS[code]))


def with_documents(code: str, documents: tuple[Document, ...]) -> Reason:
    return Reason(code, (("documents", ",".join(documents)),))


def of_group(code: str, groups: frozenset[Group], documents: tuple[Document, ...] = ()) -> Reason:
    papers = (("documents", ",".join(documents)),) if documents else ()
    return Reason(code, (("group", ",".join(sorted(groups))), *papers))


def days_at_home(days: int) -> Reason:
    return Reason("days_at_home", (("days", str(days)), ("percent", str(100 * days // WEEK))))
