"""What is sent to a webhook: typed, versioned JSON, described by a schema of its own (docs/webhooks.md)."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from dashboard import wording
from dashboard.i18n import Reader
from dashboard.links import page_url
from dashboard.outgoing.letter import in_few_words
from dashboard.worded import WordedReason, worded
from measures.model import Conflict
from measures.outgoing import Digest, Notice, NoticeKind, Rhythm, Subscription
from measures.store.editions import newest_due
from measures.vocabulary import Border, ConflictKind, Country, Group, Language, Topic

VERSION: Literal[1] = 1
"""Grows when what a receiver relies on changes; that fields are added changes nothing."""
MOST = 100
"""Conflicts in one message; `left_off` counts those beyond, and `url` shows them all."""


class _Part(BaseModel):
    # In what is sent every field stands, also where it has a default.
    model_config = ConfigDict(json_schema_serialization_defaults_required=True, frozen=True)


class HookConflict(_Part):
    """Two sides of a border that collide, named as in the API. Days are days in Europe/Amsterdam, inclusive.

    `until` is null where no end is known: it is then counted until `counted_until`, an assumption.
    `hurt_from` and `hurt_to` are the commuters' country of residence and of work. `severity`: 1 to 5.
    """

    key: str
    border: Border
    kind: ConflictKind
    topics: list[Topic]
    groups: list[Group]
    since: date
    until: date | None
    counted_until: date | None
    severity: int = Field(ge=1, le=5)
    early_warning: bool
    hurt_from: Country
    hurt_to: Country
    commuters: int | None
    reasons: list[WordedReason] = Field(description="The first is the gravest.")


class HookNotice(_Part):
    """What became of one conflict. `text` says it in the language asked for, `url` shows it."""

    kind: NoticeKind
    before: int | None = Field(description="The severity last told; null for a conflict not told before.")
    text: str
    url: str
    conflict: HookConflict


class DigestData(_Part):
    """The news since the last message, the gravest first, as of the end of what was known on `day`."""

    day: date
    language: Language
    rhythm: Rhythm
    notices: list[HookNotice] = Field(max_length=MOST)
    left_off: int = Field(ge=0, description="Further news, not told here one by one.")
    url: str = Field(description="The page with all conflicts that were asked for, as they stand.")
    weekly_url: str | None = Field(description="The weekly summary, in a weekly message.")


class _Message(_Part):
    version: Literal[1] = VERSION
    timestamp: datetime = Field(description="When the message was made (UTC); the same at each try.")
    text: str = Field(description="The message in plain text, for systems that show nothing else.")


class DigestMessage(_Message):
    """News of conflicts."""

    type: Literal["conflicts.digest"] = "conflicts.digest"
    data: DigestData


class ChallengeData(_Part):
    """What the receiver sends back to show that it wants these messages."""

    challenge: str


class ChallengeMessage(_Message):
    """The question whether the receiver wants these messages: answered by 2xx and the challenge itself."""

    type: Literal["webhook.challenge"] = "webhook.challenge"
    data: ChallengeData


class PingData(_Part):
    """Nothing to act upon."""

    url: str


class PingMessage(_Message):
    """A message that someone sent to see whether it arrives."""

    type: Literal["webhook.test"] = "webhook.test"
    data: PingData


HookMessage = DigestMessage | ChallengeMessage | PingMessage
_ANY: TypeAdapter[HookMessage] = TypeAdapter(Annotated[HookMessage, Field(discriminator="type")])


def digest_message(one: Subscription, digest: Digest, made_at: datetime) -> DigestMessage:
    """What a digest tells its subscriber, in their language."""
    reader, wishes = Reader(one.wishes.language), one.wishes
    shown = digest.notices[:MOST]
    weekly = None
    if wishes.rhythm is Rhythm.WEEKLY:
        week = newest_due(made_at)
        weekly = page_url(
            "weekly", week=str(week), border=wishes.borders, topic=wishes.topics, lang=reader.language
        )
    notices = [_notice(notice, reader) for notice in shown]
    data = DigestData(
        day=digest.day,
        language=wishes.language,
        rhythm=wishes.rhythm,
        notices=notices,
        left_off=len(digest.notices) - len(shown),
        url=page_url(
            "conflicts",
            border=wishes.borders,
            topic=wishes.topics,
            least=str(wishes.least) if wishes.least > 1 else None,
            lang=reader.language,
        ),
        weekly_url=weekly,
    )
    lines = [f"{notice.text} {notice.url}" for notice in notices] or [
        reader.text("Nothing else changed that you asked to be told of.")
    ]
    return DigestMessage(timestamp=made_at, text="\n".join(lines), data=data)


def challenge_message(challenge: str, language: Language, at: datetime) -> ChallengeMessage:
    """The question whether a receiver wants messages."""
    text = Reader(language).text("Send the challenge back to begin this subscription.")
    return ChallengeMessage(timestamp=at, text=text, data=ChallengeData(challenge=challenge))


def ping_message(language: Language, at: datetime) -> PingMessage:
    """A message to try the way."""
    text = Reader(language).text("This is a test of the Cross Border Taskforce dashboard.")
    return PingMessage(timestamp=at, text=text, data=PingData(url=page_url("subscriptions", lang=language)))


def schema() -> dict[str, Any]:
    """The JSON Schema of what is sent."""
    return _ANY.json_schema(mode="serialization")


def _notice(notice: Notice, reader: Reader) -> HookNotice:
    one = notice.conflict
    return HookNotice(
        kind=notice.kind,
        before=notice.before or None,
        text=f"{in_few_words(notice, reader)}: {wording.conflict(reader, one)}",
        url=page_url("conflicts", key=one.key, lang=reader.language),
        conflict=_conflict(one, reader),
    )


def _conflict(one: Conflict, reader: Reader) -> HookConflict:
    return HookConflict(
        key=one.key,
        border=one.border,
        kind=one.kind,
        topics=list(one.topics),
        groups=list(one.groups),
        since=one.since,
        until=one.until,
        counted_until=one.counted_until,
        severity=one.severity,
        early_warning=one.early_warning,
        hurt_from=one.hurt_from,
        hurt_to=one.hurt_to,
        commuters=one.commuters,
        reasons=[worded(reason, reader) for reason in one.reasons],
    )
