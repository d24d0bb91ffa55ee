"""Days as sources write them: read right or left open, never invented."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.formats.dates import read_day

BOTH = ("rfc822", "iso")


@pytest.mark.parametrize(
    ("raw", "formats", "day"),
    [
        ("Mon, 9 Nov 2026 07:37:00 +0100", BOTH, date(2026, 11, 9)),
        ("Thu, 19 Nov 2026 23:00:00 GMT", BOTH, date(2026, 11, 20)),  # local midnight, stamped in UTC
        ("Thu, 15 Oct 2026 22:00:00 GMT", BOTH, date(2026, 10, 16)),  # the same in summer
        ("Thu, 22 Oct 2026 00:00:00 +0200", BOTH, date(2026, 10, 22)),
        ("Sun, 02 Aug 2026 00:30:00 CEST", BOTH, date(2026, 8, 2)),
        ("2 Aug 2026 23:30 MESZ", BOTH, date(2026, 8, 2)),
        ("Mo., 23. März 2026 10:00:00 +0100", BOTH, date(2026, 3, 23)),
        ("23 mrt 2026", BOTH, date(2026, 3, 23)),
        ("12 août 2026", BOTH, date(2026, 8, 12)),
        ("2026-11-20", BOTH, date(2026, 11, 20)),
        ("2026-11-22T08:03:27.1230000Z", BOTH, date(2026, 11, 22)),
        ("2026-11-20T23:30:00.000+0000", BOTH, date(2026, 11, 21)),
        ("1795168800", ("epoch",), date(2026, 11, 20)),
        ("12.11.2026", ("rfc822", "%d.%m.%Y"), date(2026, 11, 12)),
        ("20-11-2026", ("%d-%m-%Y",), date(2026, 11, 20)),
        ("02 november 2026", ("%d %B %Y",), date(2026, 11, 2)),
        ("1 février 2026", ("%d %B %Y",), date(2026, 2, 1)),
        ("Sun, 25 Oct 2026 02:30:00", BOTH, date(2026, 10, 25)),
    ],
)
def test_a_declared_form_gives_the_local_day(raw: str, formats: tuple[str, ...], day: date) -> None:
    assert read_day(raw, formats) == day


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "   ",
        "12.11.2026",
        "03/04/2026",
        "tomorrow",
        "November 2026",
        "31 Feb 2026",
        "1 Foo 2026",
        "0001-01-01",
        "20261123",
    ],
)
def test_what_tells_no_day_in_a_declared_form_stays_open(raw: str) -> None:
    assert read_day(raw, BOTH) is None


def test_local_time_stamped_as_utc_is_not_moved_into_the_next_day() -> None:
    raw = "Mon, 23 Nov 2026 23:26:00 +0000"
    assert read_day(raw, BOTH) == date(2026, 11, 24)
    assert read_day(raw, BOTH, ignore_offset=True) == date(2026, 11, 23)


@given(
    st.text(max_size=60),
    st.sampled_from(["rfc822", "iso", "epoch", "%d.%m.%Y", "%d %B %Y", "%d/%m/%Y %H:%M"]),
)
def test_no_text_breaks_the_reading_of_dates(raw: str, name: str) -> None:
    day = read_day(raw, (name,))
    assert day is None or 1990 <= day.year <= 2100
