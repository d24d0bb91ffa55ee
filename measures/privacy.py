"""What in a free text looks as if it told who someone is: stretches with a code, to be read again.

Numbers count only where their check digits are right, so that other figures raise no alarm. A warning and
no proof in either direction: the person who writes decides.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from re import IGNORECASE, Match, Pattern, compile

CODES: dict[str, str] = {
    "email": "an e-mail address",
    "iban": "a bank account number",
    "pension_de": "a German pension insurance number",
    "national_number_be": "a Belgian national register number",
    "tax_id_de": "a German tax number",
    "bsn": "a Dutch citizen service number",
    "phone": "a telephone number",
    "birth_date": "a date of birth",
    "plate": "a licence plate",
    "address": "an address",
    "named": "a person's name",
}
"""What a stretch looks like, in the order in which one that looks like two things is taken."""

# Dates with an earlier year than this are taken for dates of birth: signals tell of later days.
_BORN_BEFORE = 2012
_OLDEST = 1900
# Two-letter words that follow a year more often than they end a Dutch postal code, and codes never given out.
_NO_POSTCODE = frozenset(("NL", "DE", "BE", "EU", "SA", "SD", "SS"))
_BORDERS = frozenset(("NL-DE", "NL-BE", "BE-DE", "DE-NL", "BE-NL", "DE-BE"))


@dataclass(frozen=True, slots=True)
class Trace:
    """A stretch `start:end` of a text and what it looks like (a key of CODES)."""

    start: int
    end: int
    code: str


def traces(text: str) -> tuple[Trace, ...]:
    """The stretches of `text` that look like personal data, in order, none on top of another.

    Dutch, German, French and English. Pure, never raises, and takes time in proportion to the text.
    """
    found: list[Trace] = []
    taken = bytearray(len(text))
    for code in CODES:
        for start, end in _FINDERS[code](text):
            if not any(taken[start:end]):
                taken[start:end] = b"\1" * (end - start)
                found.append(Trace(start, end, code))
    return tuple(sorted(found, key=lambda trace: trace.start))


def is_bsn(digits: str) -> bool:
    """Whether nine digits pass the eleven-test of the burgerservicenummer (Logisch Ontwerp BSN)."""
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    total = sum(weight * int(digit) for weight, digit in zip(weights, digits, strict=True))
    return int(digits) > 0 and total % 11 == 0


def is_national_number_be(digits: str) -> bool:
    """Whether eleven digits are a rijksregisternummer: 97 less the rest of the first nine, 2 before them
    for those born from 2000 on (Royal Decree of 3 April 1984)."""
    month, day = int(digits[2:4]) % 20, int(digits[4:6])
    if month > 12 or day > 31:
        return False
    check = int(digits[9:])
    return any(97 - int(century + digits[:9]) % 97 == check for century in ("", "2"))


def is_tax_id_de(digits: str) -> bool:
    """Whether eleven digits are a steuerliche Identifikationsnummer (ISO 7064, MOD 11,10; § 139b AO)."""
    counts = sorted(digits[:10].count(digit) for digit in set(digits[:10]))
    if digits[0] == "0" or counts[-1] not in (2, 3) or counts[-2] > 1:
        return False
    product = 10
    for digit in digits[:10]:
        product = ((int(digit) + product) % 10 or 10) * 2 % 11
    return (11 - product) % 10 == int(digits[10])


def is_pension_de(number: str) -> bool:
    """Whether twelve characters are a Rentenversicherungsnummer with its check digit (VKVV § 2)."""
    spelt = number[:8] + f"{ord(number[8].upper()) - 64:02d}" + number[9:11]
    weights = (2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1)
    products = (weight * int(digit) for weight, digit in zip(weights, spelt, strict=True))
    day = int(number[2:4]) % 50
    return day <= 31 and sum(p // 10 + p % 10 for p in products) % 10 == int(number[11])


def is_iban(number: str) -> bool:
    """Whether letters and digits are an IBAN by their check digits (ISO 13616)."""
    spelt = "".join(str(int(char, 36)) for char in number[4:] + number[:4])
    return int(spelt) % 97 == 1


Finder = Callable[[str], Iterator[tuple[int, int]]]


def _by(pattern: Pattern[str], holds: Callable[[Match[str]], bool] = lambda match: True) -> Finder:
    """Where a pattern matches and what it matched holds; the group `it`, where it has one, is the stretch."""

    def find(text: str) -> Iterator[tuple[int, int]]:
        for match in pattern.finditer(text):
            if holds(match):
                yield match.span("it") if "it" in pattern.groupindex else match.span()

    return find


def _word(pattern: str, holds: Callable[[Match[str]], bool] = lambda match: True) -> Finder:
    """Where a pattern stands by itself, not within a longer word or number."""
    return _by(compile(rf"(?<![\w-])(?<![0-9]\.){pattern}(?![\w-])"), holds)


def _both(*finders: Finder) -> Finder:
    def find(text: str) -> Iterator[tuple[int, int]]:
        for finder in finders:
            yield from finder(text)

    return find


def _bare(match: Match[str]) -> str:
    return "".join(char for char in match.group() if char.isalnum())


def _an_old_day(match: Match[str]) -> bool:
    return _OLDEST <= int(match.group("year")) < _BORN_BEFORE


_DAY = r"[0-3]?[0-9]"
_MONTH_NAMES = (
    r"(?:jan|feb|f[ée]v|m[aä]r|maa|mrt|apr|avr|ma[iy]|mei|jun|juin|jul|juil|aug|ao[uû]|sep|o[ck]t|nov|de[cz]"
    r"|déc)[a-zéû]{0,8}\.?"
)
_DATE = (
    rf"(?:{_DAY}(?P<mark>[./-])[01]?[0-9](?P=mark)|{_DAY}(?:\.|er|th|st|nd|rd)? (?:of )?{_MONTH_NAMES} )"
    r"(?P<year>[0-9]{4})"
)
_ISO_DATE = r"(?P<year>[0-9]{4})-[01][0-9]-[0-3][0-9]"
_BORN = (
    r"(?:geboren|geboortedatum|geb\.(?: ?datum)?|geburtsdatum|geburtstag|geboortedag|née? |date de naissance"
    r"|born|date of birth|d\.?o\.?b\.?)"
)
_LOOKS_LIKE_A_DATE = compile(rf"(?:{_DAY}[./ -][01]?[0-9][./ -])(?:19|20)?[0-9]{{2}}|{_ISO_DATE}")


def _is_phone(match: Match[str]) -> bool:
    if _LOOKS_LIKE_A_DATE.fullmatch(match.group()):
        return False
    return 8 <= sum(char.isdigit() for char in match.group()) <= 15


def _is_plate_de(match: Match[str]) -> bool:
    return match.group("place") not in _BORDERS


_TITLES = (
    r"mevrouw|mevr\.?|mw\.|de heer|dhr\.?|meneer|mijnheer|herrn?|frau|fräulein|monsieur|madame|mme\.?"
    r"|mademoiselle|mlle\.?|mister|mr\.?|mrs\.?|ms\.?|miss"
)
_INTRODUCTIONS = (
    r"(?:mijn|zijn|haar) naam is|(?:ik|hij|zij) heet|ich heiße|(?:er|sie) heißt|mein name ist|je m['’]appelle"
    r"|(?:il|elle) s['’]appelle|my name is|(?:his|her) name is"
)
_PARTICLES = r"(?:van|von|vom|zu|zum|de|den|der|du|des|la|le|ter|ten|te|el|al|ben|'t|d['’])"
_NAME = rf"(?:{_PARTICLES} ){{0,3}}[A-ZÀ-ÖØ-Þ](?:[\w'’-]{{1,40}}|\.)(?: [A-ZÀ-ÖØ-Þ][\w'’-]{{1,40}}){{0,3}}"
_STREET_ENDS = (
    r"straat|laan|plein|dijk|kade|singel|gracht|steeg|baan|dreef|weg|pad|hof|lei|markt|straße|strasse|str\."
    r"|allee|platz|gasse|ring|damm|ufer|chaussee"
)
_NUMBER = r"(?:nr\. ?|n° ?)?[1-9][0-9]{0,3} ?(?:[a-zA-Z]|bis|ter)?(?![\w€%])"
_FRENCH_WAY = (
    r"\b(?i:rue|avenue|chaussée|boulevard|place|chemin|quai|impasse|allée) "
    r"(?:(?:de la|de l['’]|de|du|des|d['’]|l['’]) ?)?[A-ZÀ-Þ][\w'’-]{1,40}"
)

_SIDE_CODES_NL = (
    *("XX-99-99", "99-99-XX", "99-XX-99", "XX-99-XX", "XX-XX-99", "99-XX-XX", "99-XXX-9", "9-XXX-99"),
    *("XX-999-X", "X-999-XX", "XXX-99-X", "X-99-XXX", "9-XX-999", "999-XX-9"),
)
_PLATE_NL = "|".join(code.replace("X", "[A-Z]").replace("9", "[0-9]") for code in _SIDE_CODES_NL)

_FINDERS: dict[str, Finder] = {
    "email": _by(compile(r"(?<![\w+-])(?<![0-9]\.)[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")),
    "iban": _word(
        "[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?", lambda match: is_iban(_bare(match))
    ),
    "pension_de": _word("[0-9]{2} ?[0-9]{6} ?[A-Z] ?[0-9]{3}", lambda match: is_pension_de(_bare(match))),
    "national_number_be": _word(
        "[0-9]{2}[. ]?[0-9]{2}[. ]?[0-9]{2}[- ]?[0-9]{3}[. ]?[0-9]{2}",
        lambda match: is_national_number_be(_bare(match)),
    ),
    "tax_id_de": _word("[0-9]{2}(?: ?[0-9]{3}){3}", lambda match: is_tax_id_de(_bare(match))),
    "bsn": _word(
        "(?:[0-9]{9}|[0-9]{4}[. ][0-9]{2}[. ][0-9]{3}|[0-9]{3}(?:[. ][0-9]{3}){2})",
        lambda match: is_bsn(_bare(match)),
    ),
    "phone": _both(
        _by(
            compile(r"(?<![\w+-])(?<![0-9]\.)(?:\+|00)[1-9][0-9]{0,2}(?:[ ./()-]{0,3}[0-9]){7,12}(?![\w-])"),
            _is_phone,
        ),
        _by(compile(r"(?<![\w+-])(?<![0-9]\.)\(?0[1-9](?:[ ./()-]{0,3}[0-9]){6,10}(?![\w-])"), _is_phone),
    ),
    "birth_date": _both(
        _by(compile(rf"\b{_BORN}[^\n.;0-9]{{0,20}}(?P<it>{_DATE})\b", IGNORECASE)),
        _by(compile(rf"(?<![\w.-])(?:{_DATE})\b", IGNORECASE), _an_old_day),
        _by(compile(rf"(?<![\w.-]){_ISO_DATE}\b"), _an_old_day),
    ),
    "plate": _both(
        _word(f"(?:{_PLATE_NL}|[1-9]-[A-Z]{{3}}-[0-9]{{3}})"),
        _word("(?P<place>[A-ZÄÖÜ]{1,3}-[A-Z]{1,2}) ?-?[1-9][0-9]{0,3}[EH]?", _is_plate_de),
    ),
    "address": _both(
        _by(compile(rf"\b[A-ZÀ-Þ][\w'’-]{{0,40}}(?:{_STREET_ENDS}),? {_NUMBER}")),
        _by(compile(rf"\b[A-ZÀ-Þ][\w'’-]{{1,40}} (?i:{_STREET_ENDS}),? {_NUMBER}")),
        _by(compile(rf"{_FRENCH_WAY}(?: [\w'’-]{{1,40}}){{0,3}}?,? {_NUMBER}")),
        _by(compile(rf"\b[1-9][0-9]{{0,3}},? {_FRENCH_WAY}")),
        _by(
            compile(
                r"\b[1-9][0-9]{0,3}[a-z]? [A-Z][\w'’-]{1,40} "
                r"(?:Street|Road|Lane|Avenue|Square|Drive|Close)\b"
            )
        ),
        _word(
            "[1-9][0-9]{3} ?(?P<letters>[A-Z]{2})", lambda match: match.group("letters") not in _NO_POSTCODE
        ),
    ),
    "named": _both(
        _by(compile(rf"\b(?i:{_TITLES}) {_NAME}")),
        _by(compile(rf"\bM\. {_NAME}")),
        _by(compile(rf"\b(?i:{_INTRODUCTIONS}) (?P<it>{_NAME})")),
        _by(
            compile(r"\b(?:[A-Z]\.){1,4} ?(?:(?:van|von|de|den|der|ter|ten) ){0,3}[A-ZÀ-Þ][a-zà-ÿ'’-]{2,40}")
        ),
    ),
}
