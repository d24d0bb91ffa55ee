"""Facts to put into a store: the closed Belgian border of March 2020."""

from datetime import UTC, date, datetime, timedelta

from measures.model import Assessment, Conflict, Event, Evidence, Item, Measure, Phase, Reason
from measures.vocabulary import (
    Action,
    Border,
    ConflictKind,
    Country,
    Document,
    Group,
    Impact,
    Language,
    Level,
    Strictness,
    Topic,
)

MARCH = datetime(2020, 3, 18, 9, 30, tzinfo=UTC)


def an_item(key: str = "be-ibz-1", **facts: object) -> Item:
    """A Belgian item on the closed border."""
    base = {
        "id": key,
        "source": "be-ibz",
        "country": Country.BE,
        "authority": "FOD Binnenlandse Zaken",
        "level": Level.NATIONAL,
        "language": Language.NL,
        "published": date(2020, 3, 18),
        "url": f"https://crisiscentrum.be/nl/{key}",
        "title": "Grenzen gesloten voor niet-essentiële verplaatsingen",
        "summary": "Wie in een vitale sector werkt, mag met een vignet de grens over.",
    }
    return Item(**{**base, **facts})  # type: ignore[arg-type]


def a_reading(**labels: object) -> Assessment:
    """The reading of that item."""
    base = {
        "is_measure": True,
        "topics": (Topic.BORDER_CONTROL,),
        "action": Action.INTRODUCE,
        "border_impact": Impact.BLOCKING,
        "borders": (Border.NL_BE, Border.BE_DE),
        "groups": (Group.FRONTIER_WORKERS,),
        "frontier_exempt": True,
        "valid_from": date(2020, 3, 20),
        "valid_until": None,
        "strictness": ((Topic.BORDER_CONTROL, Strictness.CLOSED),),
        "documents": (Document.VIGNETTE,),
        "evidence": (Evidence("topics", "border_control", "lexicon.nl", "title", 0, 16, "Grenzen gesloten"),),
        "confidence": 0.9,
    }
    return Assessment(**{**base, **labels})  # type: ignore[arg-type]


def an_event(key: str = "be-ibz-1", version: int = 1, known_at: datetime = MARCH, **labels: object) -> Event:
    """The event of that item and reading."""
    return Event(an_item(key), a_reading(**labels), known_at, version)


def a_measure(key: str = "m-1", **facts: object) -> Measure:
    """The measure folded from that event; `since` and `until` (None: unknown) set its only phase."""
    since = facts.pop("since", date(2020, 3, 20))
    ends = facts.pop("until", None)
    base = {
        "id": key,
        "country": Country.BE,
        "authority": "FOD Binnenlandse Zaken",
        "level": Level.NATIONAL,
        "language": Language.NL,
        "title": "Grenzen gesloten voor niet-essentiële verplaatsingen",
        "url": "https://crisiscentrum.be/nl/be-ibz-1",
        "topics": (Topic.BORDER_CONTROL,),
        "borders": (Border.NL_BE, Border.BE_DE),
        "regions": (),
        "border_impact": Impact.BLOCKING,
        "groups": (Group.FRONTIER_WORKERS,),
        "frontier_exempt": True,
        "documents": (Document.VIGNETTE,),
        "begins": since,
        "ends": ends,
        "counted_until": ends or since + timedelta(days=120),  # type: ignore[operator]
        "phases": (
            Phase(
                since,  # type: ignore[arg-type]
                ends,  # type: ignore[arg-type]
                ((Topic.BORDER_CONTROL, Strictness.CLOSED),),
                Impact.BLOCKING,
                True,
                (Group.FRONTIER_WORKERS,),
                (Document.VIGNETTE,),
                "be-ibz-1@1",
            ),
        ),
        "event_ids": ("be-ibz-1@1",),
        "item_ids": ("be-ibz-1",),
        "links": (),
        "first_known_at": MARCH,
        "last_known_at": MARCH,
        "confidence": 0.9,
    }
    return Measure(**{**base, **facts})  # type: ignore[arg-type]


def a_conflict(key: str = "c-1", **facts: object) -> Conflict:
    """The conflict of that measure with the open Dutch side."""
    base = {
        "key": key,
        "border": Border.NL_BE,
        "kind": ConflictKind.BLOCKED_CROSSING,
        "topics": (Topic.BORDER_CONTROL,),
        "groups": (Group.FRONTIER_WORKERS,),
        "since": date(2020, 3, 20),
        "until": None,
        "severity": 5,
        "severity_parts": (("impact", 3.0), ("commuters", 2.0)),
        "measure_a": "m-1",
        "measure_b": None,
        "items_a": ("be-ibz-1",),
        "items_b": (),
        "hurt_from": Country.BE,
        "hurt_to": Country.NL,
        "commuters": 41_000,
        "reasons": (Reason("blocked", (("country", "BE"),)),),
    }
    return Conflict(**{**base, **facts})  # type: ignore[arg-type]
