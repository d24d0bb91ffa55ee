"""Addresses of subscribers: checked, in one spelling, and masked where they are shown."""

from email_validator import EmailNotValidError, validate_email

from measures.errors import InputError

MOST = 254
"""Characters of an address (RFC 5321, 4.5.3.1.3)."""


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


def masked(address: str) -> str:
    """An address as others may see it: "a…@example.org"; of a web address its host alone."""
    name, at, host = address.rpartition("@")
    if at and "/" not in host:
        return f"{name[:1]}…@{host}"
    scheme, slashes, rest = address.partition("://")
    if slashes:
        return f"{scheme}://{rest.partition('/')[0].rpartition('@')[2]}/…"
    return "…" if address else ""
