"""The counter's answer for the page: asked of the store and kept, and its words."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache
from importlib.resources import files

from dashboard import data, feeds, wording
from dashboard.blindness import blind
from dashboard.conditions import STANDINGS
from dashboard.i18n import N_, Reader
from dashboard.safe import plain
from measures import geography, places
from measures.conflicts import detect
from measures.contacts import Basis, Contact
from measures.counter import AHEAD, Answer, answer, concerning, sentences
from measures.counter.model import Bearing, Change, Rule, Stage, Unseen
from measures.counter.situation import Proof, School, Sector, Situation, Status, Travel
from measures.days import day_of
from measures.geography import overlaps
from measures.model import Reason
from measures.places import Place
from measures.store import counter as store_counter
from measures.vocabulary import Country

# Tables of their own: some of their words are also those of wording.LABELS.
STATUS: Mapping[Status, str] = {
    Status.EMPLOYEE: N_("employee"),
    Status.SELF_EMPLOYED: N_("self-employed"),
    Status.POSTED: N_("posted worker"),
    Status.STUDENT: N_("student or pupil"),
    Status.JOBSEEKER: N_("looking for work"),
    Status.PENSIONER: N_("pensioner"),
    Status.CARER: N_("caring for family"),
    Status.PATIENT: N_("patient"),
}
SECTOR: Mapping[Sector, str] = {
    Sector.UNKNOWN: N_("not asked"),
    Sector.VITAL: N_("vital sector"),
    Sector.OTHER: N_("another sector"),
}
TRAVEL: Mapping[Travel, str] = {
    Travel.CAR: N_("by car"),
    Travel.PUBLIC: N_("by train or bus"),
    Travel.BICYCLE: N_("by bicycle or on foot"),
    Travel.LORRY: N_("by lorry"),
}
SCHOOL: Mapping[School, str] = {
    School.NONE: N_("none at school"),
    School.HOME: N_("at school where they live"),
    School.WORK: N_("at school on the other side"),
}
PROOF: Mapping[Proof, str] = {
    Proof.UNKNOWN: N_("not asked"),
    Proof.NONE: N_("neither test nor certificate"),
    Proof.TESTED: N_("test result"),
    Proof.VACCINATED: N_("vaccinated or recovered"),
}
STAGE: Mapping[Stage, str] = {
    Stage.BEFORE: N_("Before leaving"),
    Stage.OUT: N_("On the way there"),
    Stage.WORK: N_("On the other side"),
    Stage.BACK: N_("On the way back"),
    Stage.HOME: N_("At home"),
    Stage.CHILDREN: N_("Children"),
    Stage.MONEY: N_("Tax, social security and benefits"),
}
# A mark beside the word, so that colour is never the only sign.
BEARING: Mapping[Bearing, tuple[str, str]] = {
    Bearing.BAN: ("⬤", N_("Closed or forbidden")),
    Bearing.DUTY: ("◑", N_("Duty or restriction")),
    Bearing.EXEMPT: ("✓", N_("Exempt")),
    Bearing.ADVICE: ("◔", N_("Advice")),
    Bearing.ALLOWED: ("○", N_("Allowed")),
    Bearing.SUPPORT: ("○", N_("Support")),
    Bearing.LEFT_OUT: ("✕", N_("Not for you")),
}
CHANGE: Mapping[Change, tuple[str, str]] = {
    Change.STARTS: ("▶", N_("starts")),
    Change.CHANGES: ("◆", N_("changes")),
    Change.ENDS: ("■", N_("ends")),
}


def asked(situation: Situation, known: date | None, today: date, now: datetime) -> Answer:
    """The answer by what is known `now`, or by what was known and read at the end of `known`."""
    given = _answered_then(situation, known) if known else _answered(situation, today)
    given = replace(given, unseen=_unseen(situation, now)) if situation.border else given
    # When a source had been looked at by an earlier day is not kept.
    return _with_looks(given, now) if known is None or known >= today else given


@data.kept
def _answered(situation: Situation, today: date) -> Answer:
    store, last = data.store(), situation.day + timedelta(days=AHEAD)
    sides = {situation.home.country, situation.work.country, Country.EU}
    near = concerning(situation, store_counter.measures_near(store, situation.day, last, sides))
    border = situation.border
    return answer(
        situation,
        near,
        known=today,
        texts=store_counter.texts_of(store, near),
        conflicts=store_counter.conflicts_at(store, border, situation.day) if border else (),
    )


@data.kept
def _answered_then(situation: Situation, known: date) -> Answer:
    measures, texts = store_counter.as_known(data.store(), known)
    borders = [situation.border] if situation.border else []
    conflicts = detect(measures, situation.day, borders)
    return answer(situation, measures, known=known, texts=texts, conflicts=conflicts)


def _unseen(situation: Situation, now: datetime) -> tuple[Unseen, ...]:
    sides, rows = {situation.home.country, situation.work.country}, feeds.sources(now)
    found = blind(rows, situation.day, sides)
    if found is None:
        return ()
    polled = rows[~rows["condition"].isin(STANDINGS)]["country"].value_counts().to_dict()
    parts = found.parts
    if found.whole:
        parts = tuple((side, polled.get(side, 0), found.since) for side in Country if side in sides)
    return tuple(
        Unseen(side, number, since, whole=number >= polled.get(side, 0)) for side, number, since in parts
    )


def _with_looks(given: Answer, now: datetime) -> Answer:
    """The answer with the time at which the source of each rule last answered."""
    rows = feeds.sources(now)
    seen = rows[rows["last_ok_at"].notna()]
    looks = {row["id"]: row["last_ok_at"].to_pydatetime() for row in seen.to_dict("records")}

    def looked(rule: Rule) -> Rule:
        return replace(rule, looked_at=looks[rule.source]) if rule.source in looks else rule

    return replace(
        given,
        rules=tuple(map(looked, given.rules)),
        around=tuple(map(looked, given.around)),
        coming=tuple(replace(change, rule=looked(change.rule)) for change in given.coming),
    )


def sentence(reader: Reader, reason: Reason) -> str:
    """A reason of the counter in the reader's language, safe as Markdown."""
    return plain(sentences.sentence(reason, reader.text, reader.all_of))


def told(reader: Reader, reasons: Iterable[Reason]) -> str:
    """Reasons of the counter one after the other, in the reader's language; no Markdown is made safe."""
    return sentences.told(reasons, reader.text, reader.all_of)


def bearing(reader: Reader, rule: Rule) -> str:
    """A mark and the word for what a rule is to this person."""
    mark, word = BEARING[rule.bearing]
    return f"{mark} {reader.text(word)}"


def span(reader: Reader, rule: Rule) -> str:
    """First to last day of a rule, as far as they are known."""
    begins = rule.since if rule.begin_known else None
    return wording.span(reader, begins, rule.until, rule.counted_until, rule.since)


def unseen(reader: Reader, lack: Unseen) -> str:
    """That sources of a side cannot be seen: some, or all there are."""
    country = wording.word(reader, lack.country)
    if not lack.whole:
        return reader.plural(
            "{country}: {number} source cannot be seen at present.",
            "{country}: {number} sources cannot be seen at present.",
            lack.sources,
            country=country,
        )
    if lack.since is None:
        return reader.text("{country}: no source has been seen yet, so all news is missing.", country=country)
    return reader.text(
        "{country}: no source has been seen since {day}, so news is missing.",
        country=country,
        day=reader.day(day_of(lack.since), "medium"),
    )


def checked(reader: Reader, rule: Rule) -> str:
    """When a rule was last heard of, and its source last looked at where that is known."""
    heard = reader.text("last heard of on {day}", day=reader.known(rule.last_known_at))
    if rule.looked_at is None:
        return heard
    looked = reader.text("source looked at on {moment}", moment=reader.moment(rule.looked_at))
    return f"{heard} · {looked}"


def also(reader: Reader, rule: Rule) -> str:
    """Where else in the day a rule is met; "" where it is met but once."""
    others = [reader.text(STAGE[stage]) for stage in rule.stages[1:]]
    return reader.text("also: {stages}", stages=reader.all_of(others)) if others else ""


def labelled(reader: Reader, word: str) -> str:
    """A word before what it names, with the colon as the language sets it."""
    return reader.text("{word}:", word=word)


def quoted(reader: Reader, rule: Rule) -> str:
    """What stands in the original text, told in which language; or that there is a title only."""
    if not rule.quote:
        return reader.text("The source gives a title only.")
    return reader.text(
        "The text says ({language}): {quote}",
        language=wording.language_name(reader, rule.language),
        quote=reader.quoted(plain(rule.quote)),
    )


# What stands behind the address of a contact, with the day of it.
_RESTS: Mapping[Basis, str] = {
    Basis.SEEN: N_("address seen in {month}"),
    Basis.NAMED: N_("named by a source in {month}, address not verified"),
    Basis.KNOWN: N_("address not verified since it was noted in {month}"),
}


def address_note(reader: Reader, contact: Contact) -> str:
    """How sure the address of a contact is, for whoever hands it out."""
    return reader.text(_RESTS[contact.basis], month=reader.month(contact.date))


def place_name(reader: Reader, place: Place) -> str:
    """A place with its names and country: "Aachen · Aken · Aix-la-Chapelle (DE)"."""
    if len(place.code) == 2:
        return reader.text(_COUNTRY_NAMES[place.country])
    names = " · ".join(place.names) if place.town else place.name
    return f"{names} ({place.country.value})"


_COUNTRY_NAMES = {Country.NL: "Netherlands", Country.DE: "Germany", Country.BE: "Belgium"}


@cache
def offered() -> dict[str, Place]:
    """The places that can be chosen by key: towns, then the regions and countries at the borders."""
    near = [
        place
        for place in places.areas().values()
        if any(overlaps(place.code, code) for code in geography.regions())
    ]
    towns = sorted(places.towns().values(), key=lambda place: places.folded(place.name))
    return {place.key: place for place in (*towns, *sorted(near, key=lambda place: place.key))}


def how_to_name_a_place(reader: Reader) -> str:
    """Help beside a field that takes a place."""
    return reader.text(
        "Type a town or region in any language and press Enter. The line “Add: …” looks up what you typed; "
        "nothing is added."
    )


def named(said: str) -> str | None:
    """The key of the place that is called so in any language, where it is offered."""
    return _first_offered([places.named(said)])


def likeliest(typed: str) -> str | None:
    """The key of the place that a typed text most likely means, where one is offered."""
    return _first_offered(places.find(typed))


def _first_offered(candidates: Iterable[Place | None]) -> str | None:
    return next((place.key for place in candidates if place and place.key in offered()), None)


@cache
def routes(place: str) -> tuple[tuple[str, str], ...]:
    """Frequent routes (home, work) both ways; those from and to `place`, a key, come first."""
    read = tomllib.loads(files("dashboard").joinpath("routes.toml").read_text("utf-8"))["routes"]
    both = [way for home, work in read for way in ((home, work), (work, home))]
    own = places.get(place)

    def far(route: tuple[str, str]) -> bool:
        towns = [places.towns()[key] for key in route]
        return not any(own and overlaps(town.code, own.code) for town in towns)

    return tuple(sorted(both, key=far))
