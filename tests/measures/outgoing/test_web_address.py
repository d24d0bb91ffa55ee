"""Addresses of webhooks: whatever is typed, what is kept is encrypted and hides no login."""

from urllib.parse import urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from measures.outgoing import WebAddressError, masked, web_address
from measures.outgoing.words import TEMPLATES

PIECES = st.sampled_from(
    ["https://", "http://", "HTTPS:", "//", "desk.example.org", "localhost", "127.0.0.1", "[::1]",
     "10.0.0.1", "2130706433", "@", ":", "443", "/", "\\", "?", "#", "é", "xn--", "%00", " ", "\t",
     "\u202e", "::", "]", "["]
)  # fmt: skip
TYPED = st.one_of(st.text(max_size=40), st.lists(PIECES, max_size=8).map("".join))


@given(TYPED, st.booleans())
@example("https://[", False)
@example("https://desk.example.org:٣/", False)
def test_what_is_kept_is_encrypted_or_on_an_open_loopback(text: str, open_loopback: bool) -> None:
    try:
        url = web_address(text, open_loopback=open_loopback)
    except WebAddressError as error:
        if error.code not in TEMPLATES:
            raise
        return
    parts = urlsplit(url)
    assert parts.username is None
    assert parts.scheme == "https" or (open_loopback and parts.hostname in ("localhost", "127.0.0.1", "::1"))
    assert web_address(url, open_loopback=open_loopback) == url


@pytest.mark.parametrize(
    ("typed", "kept", "shown"),
    [
        (" https://Desk.example.org/a?b=c#d ", "https://Desk.example.org/a?b=c", "https://Desk.example.org/…"),
        ("HTTPS://desk.example.org", "https://desk.example.org", "https://desk.example.org/…"),
        ("https://desk.example.org:8443/h", "https://desk.example.org:8443/h", "https://desk.example.org:8443/…"),
        ("https://147.181.2.1/h", "https://147.181.2.1/h", "https://147.181.2.1/…"),
    ],
)  # fmt: skip
def test_what_is_kept_and_what_is_shown_of_it(typed: str, kept: str, shown: str) -> None:
    assert web_address(typed) == kept
    assert masked(kept) == shown
