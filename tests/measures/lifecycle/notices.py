"""Notices of border controls as officials would write them, made from days and borders."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from measures.classify import classify
from measures.model import Event, Item
from measures.vocabulary import Country, Language, Level

AMSTERDAM = ZoneInfo("Europe/Amsterdam")

_MONTHS = {
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "en": "January February March April May June July August September October November December",
}
_NAMES = {
    "nl": {
        "NL": "Nederland",
        "BE": "België",
        "DE": "Duitsland",
        "FR": "Frankrijk",
        "LU": "Luxemburg",
        "AT": "Oostenrijk",
        "PL": "Polen",
        "CZ": "Tsjechië",
        "CH": "Zwitserland",
        "DK": "Denemarken",
    },
    "de": {
        "NL": "den Niederlanden",
        "BE": "Belgien",
        "DE": "Deutschland",
        "FR": "Frankreich",
        "LU": "Luxemburg",
        "AT": "Österreich",
        "PL": "Polen",
        "CZ": "Tschechien",
        "CH": "der Schweiz",
        "DK": "Dänemark",
    },
    "fr": {
        "NL": "les Pays-Bas",
        "BE": "la Belgique",
        "DE": "l'Allemagne",
        "FR": "la France",
        "LU": "le Luxembourg",
        "AT": "l'Autriche",
        "PL": "la Pologne",
        "CZ": "la Tchéquie",
        "CH": "la Suisse",
        "DK": "le Danemark",
    },
    "en": {
        "NL": "the Netherlands",
        "BE": "Belgium",
        "DE": "Germany",
        "FR": "France",
        "LU": "Luxembourg",
        "AT": "Austria",
        "PL": "Poland",
        "CZ": "Czechia",
        "CH": "Switzerland",
        "DK": "Denmark",
    },
}
_AND = {"nl": " en ", "de": " und ", "fr": " et ", "en": " and "}
_AUTHORITIES = {
    "NL": {
        "nl": "Ministerie van Justitie en Veiligheid",
        "de": "Ministerium für Justiz und Sicherheit",
        "fr": "Ministère de la Justice et de la Sécurité",
        "en": "Ministry of Justice and Security",
    },
    "DE": {
        "nl": "Bondsministerie van Binnenlandse Zaken",
        "de": "Bundesministerium des Innern",
        "fr": "Ministère fédéral de l'Intérieur",
        "en": "Federal Ministry of the Interior",
    },
    "BE": {
        "nl": "FOD Binnenlandse Zaken",
        "de": "FÖD Inneres",
        "fr": "SPF Intérieur",
        "en": "FPS Home Affairs",
    },
}
# Title and text of a first notice and of a prolongation, in several ways each.
_FIRST = {
    "nl": (
        (
            "Tijdelijk grenscontroles aan de binnengrenzen",
            "Van {since} tot en met {until} controleert de grenspolitie aan de grens met {borders}. "
            "Neem een geldig reisdocument mee.",
        ),
        (
            "Controles aan de grens vanaf {since}",
            "Het kabinet voert met ingang van {since} tijdelijke controles in aan de binnengrenzen "
            "met {borders}. De controles gelden tot en met {until}.",
        ),
    ),
    "de": (
        (
            "Vorübergehende Grenzkontrollen an den Binnengrenzen",
            "Vom {since} bis zum {until} wird an den Grenzen zu {borders} kontrolliert. Reisende müssen "
            "ein gültiges Ausweisdokument mitführen.",
        ),
        (
            "Binnengrenzkontrollen ab {since}",
            "Ab dem {since} werden an den Landgrenzen zu {borders} vorübergehend Kontrollen eingeführt. "
            "Sie sind bis einschließlich {until} befristet.",
        ),
    ),
    "fr": (
        (
            "Réintroduction temporaire des contrôles aux frontières intérieures",
            "Du {since} au {until}, des contrôles ont lieu aux frontières avec {borders}. Les voyageurs "
            "doivent être munis d'une pièce d'identité valable.",
        ),
        (
            "Contrôles aux frontières à partir du {since}",
            "Le gouvernement instaure à partir du {since} des contrôles temporaires à la frontière avec "
            "{borders}. Ils s'appliquent jusqu'au {until} inclus.",
        ),
    ),
    "en": (
        (
            "Temporary border controls at the internal borders",
            "From {since} to {until} checks are carried out at the borders with {borders}. Travellers must "
            "carry a valid travel document.",
        ),
        (
            "Border checks as of {since}",
            "The government introduces temporary controls at the internal borders with {borders} as of "
            "{since}. They apply up to and including {until}.",
        ),
    ),
}
_MORE = {
    "nl": (
        (
            "Grenscontroles verlengd tot en met {until}",
            "De tijdelijke controles aan de grenzen met {borders} worden verlengd van {since} tot en met "
            "{until}.",
        ),
        (
            "Binnengrenscontroles langer van kracht",
            "De controles aan de grens met {borders} blijven langer gelden, tot en met {until}.",
        ),
    ),
    "de": (
        (
            "Grenzkontrollen bis {until} verlängert",
            "Die vorübergehenden Kontrollen an den Grenzen zu {borders} werden vom {since} bis zum {until} "
            "verlängert.",
        ),
        (
            "Binnengrenzkontrollen werden fortgesetzt",
            "Die Kontrollen an den Grenzen zu {borders} werden bis einschließlich {until} verlängert.",
        ),
    ),
    "fr": (
        (
            "Contrôles aux frontières prolongés jusqu'au {until}",
            "Les contrôles temporaires aux frontières avec {borders} sont prolongés du {since} au {until}.",
        ),
        (
            "Nouvelle prolongation des contrôles aux frontières intérieures",
            "Les contrôles à la frontière avec {borders} restent en vigueur jusqu'au {until} inclus.",
        ),
    ),
    "en": (
        (
            "Border controls extended until {until}",
            "The temporary checks at the borders with {borders} are extended from {since} until {until}.",
        ),
        (
            "Internal border controls prolonged",
            "Checks at the borders with {borders} have been prolonged up to and including {until}.",
        ),
    ),
}


@dataclass(frozen=True)
class Control:
    """Controls notified by `country` at its borders with `partners`, from `since` to `until`."""

    number: int
    country: str
    partners: tuple[str, ...]
    since: date
    until: date


def written(day: date, language: str) -> str:
    """A day as it is written out in a language."""
    month = _MONTHS[language].split()[day.month - 1]
    number = "1er" if language == "fr" and day.day == 1 else str(day.day) + "." * (language == "de")
    return f"{number} {month} {day.year}"


def listed(words: list[str], language: str) -> str:
    """A list of words with "and" before the last."""
    return _AND[language].join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def notice(control: Control, language: str, *, more: bool, variant: int = 0) -> Event:
    """The news of a control, some days before it begins; `more` where it prolongs one."""
    names = [_NAMES[language][partner] for partner in control.partners]
    title, text = (_MORE if more else _FIRST)[language][variant % 2]
    words = {
        "since": written(control.since, language),
        "until": written(control.until, language),
        "borders": listed(names, language),
    }
    published = control.since - timedelta(days=3)
    item = Item(
        id=f"{control.number}-{language}",
        source="test",
        country=Country(control.country),
        authority=_AUTHORITIES[control.country][language],
        level=Level.NATIONAL,
        language=Language(language),
        published=published,
        url=f"https://example.org/{language}/{control.number}",
        title=title.format(**words),
        summary=text.format(**words),
    )
    return Event(item, classify(item), datetime.combine(published, time(9), AMSTERDAM))


def chain_told(chain: list[Control], languages: Iterator[str]) -> list[Event]:
    """The notices of a chain: the first and its prolongations, each in the next of the languages."""
    return [
        notice(control, next(languages), more=place > 0, variant=place + control.number)
        for place, control in enumerate(chain)
    ]
