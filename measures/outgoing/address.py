"""Addresses of subscribers: checked, in one spelling, and masked where they are shown."""

import ipaddress
from urllib.parse import urlsplit, urlunsplit

from email_validator import EmailNotValidError, validate_email

from measures.errors import CodedError, InputError
from measures.hosts import host_of, is_allowed

MOST = 254
"""Characters of an address (RFC 5321, 4.5.3.1.3)."""
MOST_WEB = 2000
"""Characters of a web address that every receiver's software takes."""


class AddressError(InputError):
    """What was given is no address that mail can be sent to."""


def mail_address(text: str) -> str:
    """The address in the one spelling that is kept; AddressError where no mail can go there.

    Whether somebody reads it only the message that asks for confirmation can tell.
    """
    try:
        found = validate_email(
            text.strip()[: MOST + 1], check_deliverability=False, allow_smtputf8=False, strict=True
        )
    except EmailNotValidError as error:
        raise AddressError("this is no e-mail address", subject="address") from error
    assert found.ascii_email is not None
    return found.ascii_email


class WebAddressError(CodedError):
    """What was given is no address that a webhook can have; a code of measures.outgoing.words says why."""


def web_address(text: str, *, open_loopback: bool = False) -> str:
    """The address of a webhook as it is kept; WebAddressError where none can be there.

    It is encrypted, save on loopback where that is open. Whether its name leads to a public network is for
    the moment of each connection to find out.
    """
    url = text.strip()
    if not url.isprintable() or "\\" in url or " " in url or len(url) > MOST_WEB or not host_of(url):
        raise WebAddressError("hook_no_address")
    parts = urlsplit(url)
    if "@" in parts.netloc:
        raise WebAddressError("hook_user")
    name = parts.hostname or ""
    try:
        ip = ipaddress.ip_address(name)
    except ValueError:
        ip = None
    if ip is not None and not is_allowed(name, open_loopback=open_loopback):
        raise WebAddressError("hook_private")
    on_loopback = name == "localhost" or (ip is not None and ip.is_loopback)
    if parts.scheme != "https" and not (parts.scheme == "http" and on_loopback and open_loopback):
        raise WebAddressError("hook_not_https")
    return urlunsplit(parts._replace(fragment=""))


def masked(address: str) -> str:
    """An address as others may see it: "a…@example.org"; of a web address its host alone."""
    name, at, host = address.rpartition("@")
    if at and "/" not in host:
        return f"{name[:1]}…@{host}"
    scheme, slashes, rest = address.partition("://")
    if slashes:
        return f"{scheme}://{rest.partition('/')[0].rpartition('@')[2]}/…"
    return "…" if address else ""
