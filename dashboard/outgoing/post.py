"""The mail server of the settings: hands over one message at a time and tells what came of it."""

import re
import smtplib
import ssl
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import parseaddr
from types import TracebackType
from typing import Self

from dashboard.safe import tidy
from measures.outgoing import masked
from measures.settings import Settings

SECONDS = 20.0
"""So long may the server take for one answer."""
_LONGEST = 200
_ADDRESS = re.compile(r"[^\s<>()\[\],;:\"]+@[^\s<>()\[\],;:\"]+")


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a message was not taken: a code of measures.outgoing.words and its arguments.

    `final` where another try is of no use; `away` where the server takes nothing from us for now, and none
    before `not_before` (UTC); `gone` where it never will again.
    """

    code: str
    args: tuple[tuple[str, str], ...]
    final: bool = False
    away: bool = False
    not_before: datetime | None = None
    gone: bool = False


class Post:
    """One connection, made with the first message and again where it broke."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._session: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    def send(self, message: EmailMessage, to: str) -> Failure | None:
        """Hand over a message; None where the server took it, and it is theirs from here on."""
        try:
            session = self._session or self._open()
        except (smtplib.SMTPException, OSError) as error:
            self._close()
            return _closed(error)
        try:
            session.send_message(message, parseaddr(self._settings.smtp_sender)[1], [to])
        except (smtplib.SMTPException, OSError) as error:
            if not isinstance(error, smtplib.SMTPRecipientsRefused | smtplib.SMTPDataError):
                self._close()
            elif session.sock is None:
                self._session = None
            return _failed(error)
        return None

    def _open(self) -> smtplib.SMTP:
        given = self._settings
        domain = parseaddr(given.smtp_sender)[1].rpartition("@")[2]
        if given.smtp_security == "tls":
            session: smtplib.SMTP = smtplib.SMTP_SSL(
                given.smtp_host, given.smtp_port, domain, timeout=SECONDS,
                context=ssl.create_default_context(),
            )  # fmt: skip
        else:
            session = smtplib.SMTP(given.smtp_host, given.smtp_port, domain, timeout=SECONDS)
        self._session = session
        if given.smtp_security == "starttls":
            session.starttls(context=ssl.create_default_context())
        if given.smtp_user:
            session.login(given.smtp_user, given.smtp_password.get_secret_value())
        return session

    def _close(self) -> None:
        if self._session is not None:
            # Without a parting word: whoever broke off does not wait for one, and may never answer.
            self._session.close()
            self._session = None


def _closed(error: Exception) -> Failure:
    """Why no connection came about."""
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return Failure("smtp_login", _said(error), away=True)
    if isinstance(error, ssl.SSLError | smtplib.SMTPNotSupportedError):
        return Failure("smtp_insecure", _said(error), away=True)
    return Failure("smtp_unreachable", _said(error), away=True)


def _failed(error: Exception) -> Failure:
    """Why the message was not taken."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        [(code, text)] = error.recipients.values()
        answer = smtplib.SMTPResponseException(code, text)
        return Failure("smtp_refused" if code >= 500 else "smtp_later", _said(answer), final=code >= 500)
    if isinstance(error, smtplib.SMTPSenderRefused):
        return Failure("smtp_sender", _said(error), away=True)
    if isinstance(error, smtplib.SMTPDataError):
        final = error.smtp_code >= 500
        return Failure("smtp_refused" if final else "smtp_later", _said(error), final=final)
    return Failure("smtp_broken", _said(error))


def _said(error: Exception) -> tuple[tuple[str, str], ...]:
    """What the server said, on one line, with addresses masked: the page shows it to all."""
    if isinstance(error, smtplib.SMTPResponseException):
        text = error.smtp_error
        words = f"{error.smtp_code} {text.decode(errors='replace') if isinstance(text, bytes) else text}"
    else:
        words = str(error) or type(error).__name__
    return (("said", _ADDRESS.sub(lambda found: masked(found[0]), tidy(words))[:_LONGEST]),)
