"""Subscriptions, notices and digests: frozen, typed, without clock, network or database."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from pydantic import TypeAdapter

from measures.model import Conflict
from measures.vocabulary import Border, Language, Topic


class Channel(StrEnum):
    """By which way a subscriber is told."""

    MAIL = "mail"
    WEBHOOK = "webhook"


class Rhythm(StrEnum):
    """When a subscriber is told: as soon as it is detected, each morning, or on Mondays with the summary."""

    IMMEDIATE = "immediate"
    DAILY = "daily"
    WEEKLY = "weekly"


class SubscriptionState(StrEnum):
    """How a subscription stands: only an active one is told anything."""

    UNCONFIRMED = "unconfirmed"
    ACTIVE = "active"
    ENDED = "ended"
    DISABLED = "disabled"


class Purpose(StrEnum):
    """What the token in a message is for, and what a message is for."""

    CONFIRM = "confirm"
    END = "end"


class MessageState(StrEnum):
    """How far a message has come; `failed` is for good."""

    WAITING = "waiting"
    CLAIMED = "claimed"
    SENT = "sent"
    FAILED = "failed"


class NoticeKind(StrEnum):
    """What has become of a conflict since the subscriber last heard of it."""

    NEW = "new"
    RETURNED = "returned"
    WORSE = "worse"
    EASED = "eased"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a subscriber wants to be told, in which language and when; no border or topic means all.

    `least` is the severity (1 to 5) from which a conflict is told.
    """

    language: Language
    rhythm: Rhythm = Rhythm.DAILY
    borders: tuple[Border, ...] = ()
    topics: tuple[Topic, ...] = ()
    least: int = 1

    def concern(self, conflict: Conflict) -> bool:
        """Whether a conflict lies at one of the borders and is about one of the topics."""
        here = not self.borders or conflict.border in self.borders
        return here and (not self.topics or not set(self.topics).isdisjoint(conflict.topics))


@dataclass(frozen=True, slots=True)
class Subscription:
    """Who is told what. `address` is empty once it has ended: it is not kept.

    `slot` is the last day whose digest was seen to, `seen` the last row of the history of conflicts looked
    at. `code` with `args` say why it is disabled; `failures` counts the messages that failed for good since
    the last that arrived. `secret` signs what is sent to a webhook. Instants are UTC.
    """

    id: str
    channel: Channel
    address: str
    wishes: Wishes
    state: SubscriptionState
    created_at: datetime
    confirmed_at: datetime | None = None
    ended_at: datetime | None = None
    slot: date | None = None
    seen: int = 0
    failures: int = 0
    code: str = ""
    args: tuple[tuple[str, str], ...] = ()
    secret: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """What a subscriber is taken to know of a conflict from here on: its kind of news and its severity."""

    kind: NoticeKind
    severity: int


@dataclass(frozen=True, slots=True)
class Notice:
    """News of one conflict for one subscriber; `before` is the severity they knew, 0 where they knew none.

    A quiet one is not told: it only changes what the subscriber is taken to know.
    """

    kind: NoticeKind
    conflict: Conflict
    before: int = 0
    quiet: bool = False

    @property
    def key(self) -> str:
        """The key of its conflict."""
        return self.conflict.key

    @property
    def severity(self) -> int:
        """The level that it tells of."""
        return self.conflict.severity

    @property
    def period(self) -> tuple[date, date]:
        """First and last day of the conflict, inclusive; the last may be an assumption."""
        return self.conflict.since, self.conflict.last_day


@dataclass(frozen=True, slots=True)
class Digest:
    """What one message tells, as of the end of what was known on `day` (Europe/Amsterdam)."""

    day: date
    notices: tuple[Notice, ...] = ()


_ADAPTER = TypeAdapter(Digest)


def to_json(digest: Digest) -> str:
    """A digest as text for the store."""
    return _ADAPTER.dump_json(digest).decode()


def from_json(text: str) -> Digest:
    """Back from the store's text."""
    return _ADAPTER.validate_json(text)


def loud(found: Iterable[Notice]) -> tuple[Notice, ...]:
    """Those that are told."""
    return tuple(one for one in found if not one.quiet)
