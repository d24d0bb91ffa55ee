"""A letter as a mail message: headers by the rules for automatic mail, text and HTML beside each other."""

from datetime import datetime
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, Policy
from email.utils import format_datetime, parseaddr

from dashboard.outgoing.letter import Letter
from dashboard.outgoing.text import to_text
from dashboard.reports.html import to_html
from dashboard.safe import tidy


class _Whole(UnstructuredHeader, BaseHeader):
    """A header that stays as it is, on one line: broken and encoded like prose, no program finds its link."""

    def fold(self, *, policy: Policy) -> str:
        return f"{self.name}: {self}{policy.linesep}"


_HEADERS = HeaderRegistry()
_HEADERS.map_to_type("list-id", _Whole)
_HEADERS.map_to_type("list-unsubscribe", _Whole)
_POLICY = SMTP.clone(header_factory=_HEADERS)


def mail(
    letter: Letter, sender: str, to: str, message_id: str, made_at: datetime, unsubscribe: str = ""
) -> EmailMessage:
    """The message. `message_id` is the part before the @, `made_at` its date (with zone): both stay as they
    are when it is tried again.

    With an address to `unsubscribe` at, mail programs offer to end it, with one click where it is https, as
    RFC 8058 asks.
    """
    name, address = parseaddr(sender)
    _, _, domain = address.rpartition("@")
    message = EmailMessage(policy=_POLICY)
    message["From"] = Address(tidy(name), addr_spec=address)
    message["To"] = Address(addr_spec=to)
    message["Subject"] = tidy(letter.subject)
    message["Date"] = format_datetime(made_at)
    message["Message-ID"] = f"<{message_id}@{domain}>"
    # Out-of-office replies and the like leave it alone (RFC 3834).
    message["Auto-Submitted"] = "auto-generated"
    if unsubscribe:
        message["List-Id"] = f"<conflicts.{domain}>"
        message["List-Unsubscribe"] = f"<{unsubscribe}>"
        if unsubscribe.startswith("https://"):
            message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(to_text(letter.document), cte="quoted-printable")
    message.add_alternative(to_html(letter.document), subtype="html", cte="quoted-printable")
    # Last: what is set before becomes a header of the first part.
    message["Content-Language"] = letter.document.language.value
    return message
