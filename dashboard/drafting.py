"""The form of a draft measure: every choice stands in the address, so that a draft is sent on as a link."""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

import streamlit as st

from dashboard import address, session, wording
from dashboard.i18n import Reader
from dashboard.safe import tidy
from measures.geography import regions
from measures.model import Measure
from measures.structured import read_measures
from measures.vocabulary import Country, Document, Group, Impact, Strictness, Topic

ID = "draft"
_COUNTRIES = (Country.NL, Country.DE, Country.BE)
_STEPS = tuple(step for step in Strictness if step)
_EXEMPT: Mapping[str, bool | None] = {"unsaid": None, "yes": True, "no": False}


@cache
def places(country: Country) -> dict[str, str]:
    """Names of where a rule of a country can hold, by NUTS code: provinces and Länder first, then regions."""
    own = [region for region in regions().values() if region.country == country]
    units: dict[str, list[str]] = {}
    for region in own:
        units.setdefault(region.unit, []).append(region.code)
    whole = {_shared(codes): unit for unit, codes in units.items() if len(codes) > 1}
    return whole | {region.code: region.name for region in sorted(own, key=lambda region: region.name)}


def _shared(codes: list[str]) -> str:
    """The NUTS code of the area that holds all these regions."""
    first = codes[0]
    return next(first[:n] for n in range(len(first), 0, -1) if all(c.startswith(first[:n]) for c in codes))


def form(reader: Reader) -> dict[str, Any] | None:
    """Draws the form; the draft as a line of docs/measures.md, None until it says what it rules.

    None as well where its last day lies before its first, which is said.
    """
    _ = reader.text

    def word(value: object) -> str:
        return wording.word(reader, value)

    with st.container(horizontal=True):
        title = address.words_of(_("Title"), "title", width=330)
        country = address.one(_("Country"), "country", list(_COUNTRIES), word, Country.NL, width=160)
        known = places(country)
        codes = address.many(
            _("Regions"),
            "region",
            list(known),
            known.__getitem__,
            placeholder=_("the whole country"),
            width=330,
        )
    with st.container(horizontal=True):
        topics = address.many(_("Topic"), "topic", list(Topic), word, placeholder=_("choose"), width=330)
        steps = {topic: _step(topic, reader) for topic in topics}
    with st.container(horizontal=True):
        impact = address.one(
            _("Effect at the border"), "impact", list(Impact)[1:], lambda one: wording.impact(reader, one),
            Impact.INDIRECT, width=200,
        )  # fmt: skip
        groups = address.many(
            _("Groups"), "group", list(Group), word, placeholder=word(Group.EVERYONE), width=200
        )
        exempt = address.one(
            _("Frontier workers exempt"), "exempt", list(_EXEMPT),
            lambda said: wording.exempt(reader, _EXEMPT[said]), "unsaid", width=310,
        )  # fmt: skip
        documents = address.many(
            _("Documents to carry"), "document", list(Document), word, placeholder=_("none"), width=200
        )
        since = address.a_day(_("First day"), "from", session.day(), reader.date_input, width=150)
        until = address.a_day_or_none(_("Last day"), "until", reader.date_input, width=150)
    if not topics:
        return None
    if until and until < since:
        st.error(_("The last day lies before the first."), icon=":material/error:")
        return None
    return {
        "id": ID,
        "title": tidy(title) or _("Draft"),
        "authority": _("draft"),
        "country": country,
        "level": "regional" if codes else "national",
        "language": reader.language,
        "regions": list(codes),
        "topics": {topic: int(step) for topic, step in steps.items()},
        "impact": impact,
        "groups": list(groups) or [Group.EVERYONE],
        "exempt": _EXEMPT[exempt],
        "documents": list(documents),
        "from": since.isoformat(),
        "until": until.isoformat() if until else None,
    }


def measure(line: Mapping[str, Any]) -> Measure:
    """The draft as a measure."""
    (draft,) = read_measures([json.dumps(line).encode()])
    return draft


def _step(topic: Topic, reader: Reader) -> Strictness:
    words = {str(int(step)): wording.word(reader, step) for step in _STEPS}
    chosen = address.one(
        reader.text("How strict: {topic}", topic=wording.word(reader, topic)), f"step-{topic}", list(words),
        words.__getitem__, str(int(Strictness.FULL)), width=250,
    )  # fmt: skip
    return Strictness(int(chosen))
