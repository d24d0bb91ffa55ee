"""When digests are due, on the clocks of Amsterdam, and when failed messages are tried again."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from measures.outgoing import AddressError, Rhythm, mail_address, masked, newest_slot, next_try

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


@pytest.mark.parametrize(
    ("rhythm", "now", "slot"),
    [
        (Rhythm.DAILY, datetime(2020, 3, 20, 6, 59, tzinfo=AMSTERDAM), date(2020, 3, 19)),
        (Rhythm.DAILY, datetime(2020, 3, 20, 7, tzinfo=AMSTERDAM), date(2020, 3, 20)),
        (Rhythm.DAILY, datetime(2020, 3, 29, 7, tzinfo=AMSTERDAM), date(2020, 3, 29)),
        (Rhythm.DAILY, datetime(2020, 3, 29, 4, 59, tzinfo=UTC), date(2020, 3, 28)),
        (Rhythm.DAILY, datetime(2020, 10, 25, 5, 59, tzinfo=UTC), date(2020, 10, 24)),
        (Rhythm.DAILY, datetime(2020, 10, 25, 6, 0, tzinfo=UTC), date(2020, 10, 25)),
        (Rhythm.WEEKLY, datetime(2020, 3, 23, 6, 59, tzinfo=AMSTERDAM), date(2020, 3, 16)),
        (Rhythm.WEEKLY, datetime(2020, 3, 23, 7, tzinfo=AMSTERDAM), date(2020, 3, 23)),
        (Rhythm.WEEKLY, datetime(2020, 3, 29, 23, tzinfo=AMSTERDAM), date(2020, 3, 23)),
    ],
)
def test_digests_are_due_at_seven_of_each_day_or_monday(rhythm: Rhythm, now: datetime, slot: date) -> None:
    assert newest_slot(rhythm, now) == slot


def test_a_failed_message_is_tried_ever_more_rarely_for_some_days() -> None:
    at = datetime(2020, 3, 20, 7, tzinfo=UTC)
    waits, attempts = [], 1
    while (again := next_try(attempts, at)) is not None:
        waits.append(again - at)
        attempts += 1
    assert waits == sorted(waits)
    assert waits[0] == timedelta(minutes=5), "greylisting lets the second try through after some minutes"
    assert timedelta(days=2) < sum(waits, timedelta()) < timedelta(days=4)


NO_ADDRESSES = (
    *("", "a", "a@", "@example.org", "a b@example.org", "a@localhost", "x" * 65 + "@example.org"),
    *("a@example.org\nBcc: b@example.org", "a@example.org, b@example.org", "a@" + "x." * 130 + "org"),
)


@pytest.mark.parametrize("text", NO_ADDRESSES)
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(AddressError):
        mail_address(text)


def test_an_address_has_one_spelling_and_is_shown_masked() -> None:
    assert mail_address(" Desk@EXAMPLE.org ") == "Desk@example.org"
    assert mail_address("desk@grüße.example.org") == "desk@xn--gre-6ka8l.example.org"
    assert masked("desk@example.org") == "d…@example.org"
    assert masked("https://user:secret@chat.example.org/hooks/0f3a?x=1") == "https://chat.example.org/…"
    assert masked("") == ""
