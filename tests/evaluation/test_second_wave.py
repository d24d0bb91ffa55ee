"""Days in the second-wave list of Dutch safety regions and German Länder, 2020-06 to 2021-01.

Its quotes tell few days in Dutch or German: most were put into English by those who coded them. So the
quotes that state the coded day are read in their own language, and besides them every rule of the list is
told anew, in our own words, as a safety region or a Land would announce it.
"""

import csv
import re
from collections import defaultdict
from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from measures.classify import classify
from measures.classify.dates import mentions
from measures.classify.stretches import stretches
from measures.classify.text import read
from measures.lifecycle import fold
from measures.model import Event, Item
from measures.vocabulary import Country, Language, Level
from tests.support import shared_dir

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
ROLES = {"start": ("from", "since"), "end": ("until", "ending")}
_GERMAN = re.compile(r"\b(?:der|die|das|und|bis|gelten|nicht)\b", re.IGNORECASE)
_WEEKDAYS = {
    "nl": ["maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"],
    "de": ["Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"],
}
_MONTHS = {
    language: names.split()
    for language, names in {
        "nl": "januari februari maart april mei juni juli augustus september oktober november december",
        "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
        "en": "January February March April May June July August September October November December",
    }.items()
}

# By a word of the list's own name of a rule: what an official would call it.
RULES = {
    "primary": ("De basisscholen zijn gesloten", "Die Grundschulen sind geschlossen"),
    "secondary": ("De middelbare scholen zijn gesloten", "Die weiterführenden Schulen sind geschlossen"),
    "gastronomy": ("Cafés en restaurants zijn gesloten", "Gaststätten sind geschlossen"),
    "leisure": ("Bioscopen, theaters en zwembaden zijn dicht", "Kinos, Theater und Schwimmbäder schließen"),
    "Night clubs": ("Discotheken en nachtclubs moeten sluiten", "Clubs und Diskotheken müssen schließen"),
    "retail": (
        "Winkels en kappers zijn verplicht gesloten",
        "Der Einzelhandel und die Friseure müssen schließen",
    ),
    "non-essential": (
        "Alle niet-essentiële winkels zijn verplicht dicht",
        "Alle nicht notwendigen Geschäfte müssen schließen",
    ),
    "curfew": ("Er geldt een avondklok", "Es gilt eine nächtliche Ausgangssperre"),
    "universities": ("De universiteit geeft geen les op de campus", "Die Hochschulen sind geschlossen"),
    "Mask": ("Een mondkapje is verplicht", "Es gilt Maskenpflicht"),
    "private": (
        "Thuis mogen niet meer dan drie gasten komen",
        "Private Treffen sind auf zwei Haushalte beschränkt",
    ),
    "Public": (
        "Samenkomsten met grotere groepen zijn verboden",
        "Ansammlungen größerer Gruppen sind untersagt",
    ),
}
BOTH = {
    "nl": (
        "{rule} van {a} tot en met {b}.",
        "{rule} vanaf {A}. Dit geldt t/m {B}.",
        "{rule}. De maatregel gaat in op {a} en loopt tot en met {b}.",
        "{rule} met ingang van {A} om 22.00 uur, tot en met {B}.",
        "{rule} in de periode van {a} tot {b}.",
    ),
    "de": (
        "{rule} vom {a} bis zum {b}.",
        "{rule}, und zwar ab {A}. Dies gilt bis einschließlich {B}.",
        "{rule}. Die Regel tritt am {a} in Kraft und gilt bis {b}.",
        "{rule} ab dem {a}, 0 Uhr, befristet bis zum {b}.",
        "{rule} in der Zeit vom {a} bis einschließlich {b}.",
    ),
}
ONE = {
    "nl": ("{rule} vanaf {A}.", "{rule} met ingang van {a}.", "Vanaf {a}: {rule}."),
    "de": ("{rule} ab {A}.", "{rule} mit Wirkung vom {a}.", "Ab dem {a} gilt: {rule}."),
}


@cache
def rows() -> tuple[dict[str, str], ...]:
    with (shared_dir() / "datasets/secondwave_nl_de.csv").open(encoding="utf-8") as file:
        return tuple(csv.DictReader(file))


def states(quote: str, day: date) -> bool:
    """Whether a quote tells a day, legibly: its number and month, and no other year."""
    names = "|".join({months[day.month - 1] for months in _MONTHS.values()})
    year = rf"(?:,? ?{day.year}|(?!,? ?['\d]))"
    ordinal = r"(?:st|nd|rd|th|\.)?"
    forms = (
        rf"\b{day.day}{ordinal} (?:of )?(?:{names})\b{year}",
        rf"\b(?:{names}) {day.day}{ordinal}\b{year}",
        rf"\b0?{day.day}[./-]0?{day.month}[./-](?:{day.year}|{day.year % 100})\b",
        rf"\b{day.day}{ordinal} ?(?:[-–]|bis|to) ?\d+{ordinal} (?:{names})\b",
    )
    return any(re.search(form, quote, re.IGNORECASE) for form in forms)


def test_nine_in_ten_days_that_a_quote_states_are_read_with_their_role():
    stated, right = 0, 0
    for row in rows():
        for which, roles in ROLES.items():
            quote = row[f"{which}_quote"]
            if not quote or not row[which] or not states(quote, date.fromisoformat(row[which])):
                continue
            text = read("", quote)
            language = Language.DE if _GERMAN.search(quote) else Language.EN
            published = date.fromisoformat(row["start"]) - timedelta(days=7)
            days = stretches(text.folded, mentions(text, language, published))
            stated += 1
            right += any(day.day.isoformat() == row[which] and day.role in roles for day in days)
    assert stated > 400
    assert right / stated >= 0.90, f"{right} of {stated}"


def announced(number: int, row: dict[str, str]) -> Event:
    """A rule of the list as its region would announce it, three days ahead."""
    language = "nl" if row["country"] == "NL" else "de"
    words = next(words for key, words in RULES.items() if key.casefold() in row["npi"].casefold())
    since = date.fromisoformat(row["start"])
    until = date.fromisoformat(row["end"]) if row["end"] else None
    forms = BOTH[language] if until else ONE[language]
    with_year = number % 3 == 0
    facts = {"rule": words[language == "de"], "a": written(since, language, year=with_year)}
    facts["A"] = f"{_WEEKDAYS[language][since.weekday()]}{'' if language == 'nl' else ','} {facts['a']}"
    if until:
        facts["b"] = written(until, language, year=with_year)
        facts["B"] = f"{_WEEKDAYS[language][until.weekday()]}{'' if language == 'nl' else ','} {facts['b']}"
    published = since - timedelta(days=3)
    head = f"Veiligheidsregio {row['region']}" if language == "nl" else f"Landesregierung {row['region']}"
    item = Item(
        id=f"sw-{number}",
        source="test",
        country=Country(row["country"]),
        authority=head,
        level=Level.REGIONAL,
        language=Language(language),
        published=published,
        url=f"https://example.org/{number}",
        title=f"{head}: nieuwe maatregelen" if language == "nl" else f"{head}: neue Regeln",
        summary=forms[number % len(forms)].format(**facts),
    )
    return Event(item, classify(item), datetime.combine(published, time(9), AMSTERDAM))


def written(day: date, language: str, *, year: bool) -> str:
    dot = "." if language == "de" else ""
    return f"{day.day}{dot} {_MONTHS[language][day.month - 1]}" + f" {day.year}" * year


@cache
def told() -> tuple[tuple[dict[str, str], Event], ...]:
    """Each rule of the list once, with its announcement."""
    once = {
        (row["region"], row["npi"], row["start"], row["end"]): row
        for row in rows()
        if not row["end"] or row["start"] <= row["end"]
    }
    return tuple((row, announced(number, row)) for number, row in enumerate(once.values()))


def test_days_of_rules_told_in_dutch_and_german_are_read():
    wrong = defaultdict(list)
    for row, event in told():
        said = event.assessment
        got = [day.isoformat() if day else "" for day in (said.valid_from, said.valid_until)]
        if got != [row["start"], row["end"]]:
            wrong[row["country"]].append((event.item.summary, *got, row["start"], row["end"]))
    missed = sum(len(texts) for texts in wrong.values())
    assert len(told()) > 1_000
    assert missed / len(told()) <= 0.10, f"{missed} of {len(told())}: {[w[:3] for w in wrong.values()]}"


def test_safety_regions_and_laender_keep_their_own_measures():
    cafes = [(row, event) for row, event in told() if "gastronomy" in row["npi"]]
    measures = fold(event for _, event in cafes)
    of_event = {event.id: row["region"] for row, event in cafes if event.assessment.is_measure}
    for measure in measures:
        assert len({of_event[id] for id in measure.event_ids}) == 1
    assert {of_event[measure.event_ids[0]] for measure in measures} == set(of_event.values())
    assert len(set(of_event.values())) >= 25
