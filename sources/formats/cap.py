"""Warnings in the Common Alerting Protocol 1.2, as XML or JSON, one or a list of them.

A message that updates or cancels another one is a new version of the same item: they share the identity
of the first message that is referred to, and a cancelled warning says so. All messages that it names are told
with it, so that a chain holds together where its first ones are no longer listed. Drills and tests are
dropped.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from measures.vocabulary import Language
from sources.errors import FormatError
from sources.formats.jsonpaths import load, records_at
from sources.formats.paths import pick
from sources.formats.records import Raw, Reading, to_reading
from sources.formats.sniff import flat
from sources.formats.trees import many, tree
from sources.formats.wording import local_day, long_day, say, validity

if TYPE_CHECKING:
    from sources.catalogue.entry import Source

Alert = Mapping[str, Any]
MAX_CHAIN = 50
"""A warning of more messages than this is told of by its last ones."""

_DRILL = re.compile(
    r"(?i)\b(?:oefening|testbericht|exercice|message de test|übung|probealarm|probewarnung"
    r"|test message|drill|exercise)\b"
)
_OVER = re.compile(
    r"(?i)^(?:entwarnung|aufgehoben|aufhebung|einde|ingetrokken|fin d|levée|levee|cancel|end of|all clear)"
)
_GREEN = re.compile(r"^\s*1\s*;|green", re.I)


def read(source: "Source", body: bytes) -> Reading:
    """The newest state of each warning of the answer; FormatError where it is no CAP."""
    text = flat(body).lstrip()
    answer = load(body) if text[:1] in (b"{", b"[") else tree(body)
    found = records_at(source.items or ("alert", ""), answer)
    alerts = [alert for alert in map(_unwrapped, found) if _identifier(alert)]
    if found and not alerts:
        raise FormatError("no_list", paths="identifier")
    chains = {_identifier(alert): _referred(alert) for alert in alerts}
    # The newest message of a warning first: of two with one identity the first stands.
    alerts.sort(key=lambda alert: str(alert.get("sent", "")), reverse=True)
    return to_reading(source, (_raw(source, alert, _chain(alert, chains)) for alert in alerts))


def _unwrapped(record: dict[str, Any]) -> Alert:
    """The alert of a record that may hold it under `alert`, beside an identity of its own."""
    inner = record.get("alert")
    return {"identifier": record.get("uuid"), **(inner if isinstance(inner, Mapping) else record)}


def _identifier(alert: Alert) -> str:
    return pick(alert, ["identifier"]).strip()


def _referred(alert: Alert) -> list[str]:
    """The identifiers of the messages that this one refers to, the earliest first."""
    triples = (text.split(",") for text in pick(alert, ["references"]).split())
    referred = [parts for parts in triples if parts[1:] and parts[1].strip()]
    referred.sort(key=lambda parts: parts[2] if parts[2:] else "")
    return [parts[1].strip() for parts in referred[:MAX_CHAIN]]


def _chain(alert: Alert, chains: Mapping[str, list[str]]) -> tuple[str, ...]:
    """The messages of the warning, as far as this answer tells: the first is that with which it began."""
    chain = [_identifier(alert)]
    while len(chain) < MAX_CHAIN and (before := _unknown(chains.get(chain[0], ()), chain)):
        chain = [*before, *chain]
    return tuple(chain)


def _unknown(names: Iterable[str], chain: list[str]) -> list[str]:
    return [name for name in names if name not in chain]


def _raw(source: "Source", alert: Alert, chain: tuple[str, ...]) -> Raw:
    info, language = _info(source, alert)
    over = pick(alert, ["msgType"]).strip() == "Cancel"
    title = pick(info, ["headline", "event"])
    if over and title and not _OVER.match(title.strip()):
        title = say(language, "cancelled", title=title)
    sent = local_day(pick(alert, ["sent"]))
    areas = ", ".join(
        dict.fromkeys(filter(None, (pick(area, ["areaDesc"]) for area in many(info.get("area")))))
    )
    texts = (
        pick(info, ["description"]),
        "" if over else pick(info, ["instruction"]),
        f"{areas}." if areas and areas not in title else "",
        _dates(language, info, over, sent),
    )
    return Raw(
        id=chain[0],
        names=chain,
        title=title,
        summary="\n".join(text for text in texts if text.strip()),
        url=pick(alert, source.fields.url),
        published=pick(alert, ["sent"]),
        language=language,
        dropped=_is_drill(alert, info) or _is_green(info),
    )


def _info(source: "Source", alert: Alert) -> tuple[Alert, Language]:
    """The part of the message in the source's language, else the first one, and its language."""
    infos = [info for info in many(alert.get("info")) if isinstance(info, Mapping)]
    spoken = [(info, _language(pick(info, ["language"]), source.language)) for info in infos]
    own = (pair for pair in spoken if pair[1] == source.language)
    return next(own, None) or (spoken[0] if spoken else ({}, source.language))


def _language(tag: str, default: Language) -> Language:
    try:
        return Language(tag.strip()[:2].lower())
    except ValueError:
        return default


def _dates(language: Language, info: Alert, over: bool, sent: date | None) -> str:
    if over:
        return say(language, "ended", day=long_day(language, sent)) if sent else ""
    since = local_day(pick(info, ["onset", "effective"]))
    return validity(language, since, local_day(pick(info, ["expires"])))


def _is_drill(alert: Alert, info: Alert) -> bool:
    """Whether it is no real warning to the public; some drills call themselves actual."""
    status, scope = pick(alert, ["status"]).strip(), pick(alert, ["scope"]).strip()
    if status not in ("", "Actual") or scope not in ("", "Public"):
        return True
    return bool(_DRILL.search("\n".join(pick(info, [name]) for name in ("headline", "description", "event"))))


def _is_green(info: Alert) -> bool:
    """Whether the warning says that there is nothing to warn of."""
    levels = (
        pick(parameter, ["value"])
        for parameter in many(info.get("parameter"))
        if pick(parameter, ["valueName"]) == "awareness_level"
    )
    return any(_GREEN.search(level) for level in levels)
