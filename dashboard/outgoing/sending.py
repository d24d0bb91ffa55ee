"""Sends what is due, one message after the other: claimed, handed over, recorded at once."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

import structlog

from dashboard.links import page_url
from dashboard.outgoing.letter import confirm_letter, digest_letter
from dashboard.outgoing.mail import mail
from dashboard.outgoing.post import Failure, Post
from dashboard.reports.weekly.issue import Scope, issue
from measures.outgoing import Channel, Purpose, Rhythm, Subscription
from measures.settings import Settings
from measures.store import Store
from measures.store.editions import facts_of, newest_due, notes_of
from measures.store.outbox import GIVEN_UP_AFTER, Message, claim, record_failed, record_sent
from measures.store.outgoing import collect
from measures.store.subscriptions import disable, new_token, subscription
from measures.weekly import Edition, Known, Note, Week

log = structlog.get_logger(__name__)

CONFIRM_PATH, END_PATH = "subscription/confirm", "subscription/end"
"""Where the links of messages lead (dashboard.outgoing.pages)."""

_Week = tuple[Edition | None, Week, list[Note]]


@dataclass(slots=True)
class Sent:
    """What came of a run: messages sent, put off, and given up."""

    sent: int = 0
    later: int = 0
    failed: int = 0

    def __str__(self) -> str:
        return f"{self.sent} sent, {self.later} to be tried again, {self.failed} given up"


def send_mail(
    store: Store, settings: Settings, clock: Callable[[], datetime], stopped: Callable[[], bool]
) -> Sent:
    """Send all mail that is due, until `stopped` says so; the message in hand is finished.

    A message whose process dies between the server's yes and our commit is sent once more, with the same
    Message-ID, by which the receiver knows it: nobody is left out.
    """
    done, holder = Sent(), secrets.token_hex(8)
    lease = timedelta(seconds=settings.lease_seconds)
    away: Failure | None = None

    # Worked out once for all whose messages were made together: without an edition that takes a while.
    @lru_cache(maxsize=2)
    def week_of(made_at: datetime) -> _Week:
        week = newest_due(made_at)
        return *facts_of(store, week, Known.THEN, made_at), notes_of(store, week)

    collect(store, Channel.MAIL, clock())
    with Post(settings) as post:
        while not stopped():
            with store.begin() as tx:
                found = claim(tx, Channel.MAIL, clock(), holder, lease, 1)
                if not found:
                    break
                [message] = found
                one = subscription(tx, message.subscription_id)
                assert one is not None
                purpose = Purpose.CONFIRM if message.is_confirmation else Purpose.END
                token = new_token(tx, one.id, purpose, clock())
            failure = away or _send(post, settings, message, one, token, week_of)
            if failure and failure.away:
                # What it did not take from us now it would not take of the others either.
                away = failure
            record(store, message, holder, failure, clock(), done)
    return done


def _send(
    post: Post,
    settings: Settings,
    message: Message,
    one: Subscription,
    token: str,
    week_of: Callable[[datetime], _Week],
) -> Failure | None:
    try:
        if message.is_confirmation:
            letter, end = confirm_letter(one, message.made_at, page_url(CONFIRM_PATH, token=token)), ""
        else:
            end = page_url(END_PATH, token=token)
            summary = None
            if one.wishes.rhythm is Rhythm.WEEKLY:
                # The one that was due when the message was made, as this subscriber gets it.
                edition, facts, notes = week_of(message.made_at)
                scope = Scope(one.wishes.borders, one.wishes.topics)
                summary = issue(facts, one.wishes.language, scope, edition, notes)
            letter = digest_letter(one, message.digest, message.made_at, summary, end)
        made = mail(letter, settings.smtp_sender, one.address, message.message_id, message.made_at, end)
    except Exception as error:
        # One that cannot be written must not keep the others waiting.
        log.exception("message not written", message=message.id)
        return Failure("not_written", (("said", type(error).__name__),))
    return post.send(made, one.address)


def record(
    store: Store, message: Message, holder: str, failure: Failure | None, at: datetime, done: Sent
) -> None:
    """Keep what came of a try, and send nothing more to whom nothing reaches."""
    with store.begin() as tx:
        if failure is None:
            record_sent(tx, message, at)
            done.sent += 1
            return
        code, args = failure.code, failure.args
        final = failure.final or failure.gone
        if not record_failed(tx, message, holder, code, args, at, final=final, not_before=failure.not_before):
            done.later += 1
            return
        done.failed += 1
        one = subscription(tx, message.subscription_id)
        assert one is not None
        if failure.gone or one.failures >= GIVEN_UP_AFTER:
            disable(tx, one.id, code, args, at)
    log.warning("message given up", message=message.id, code=code)
