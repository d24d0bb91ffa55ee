"""Settings from the environment: DATABASE_URL, and TASKFORCE_* for everything else.

A wrong value stops the start with one clear line that names the variable.
"""

import os
import socket
from email.utils import parseaddr
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from email_validator import EmailNotValidError, validate_email
from pydantic import AliasChoices, Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from measures.errors import SettingsError


class Settings(BaseSettings):
    """Every setting, with its default; the text of each field is its documentation in the README."""

    model_config = SettingsConfigDict(env_prefix="TASKFORCE_", extra="forbid", populate_by_name=True)

    database_url: str = Field(
        default="",
        validation_alias=AliasChoices("DATABASE_URL", "database_url"),
        pattern=r"^$|^sqlite:///|^postgres(ql)?(\+psycopg)?://",
        description="Address of the database (SQLAlchemy form, PostgreSQL by psycopg); "
        "empty for the embedded SQLite in the data directory.",
    )
    data_dir: Path = Field(default=Path("data"), description="Folder for the embedded database.")
    contact: str = Field(
        default="taskforce-dashboard (operator has set no contact)",
        min_length=3,
        max_length=200,
        pattern=r"^[ -~]+$",
        description="Contact in the User-Agent: an address or page of the operator.",
    )
    catalogue: Path | None = Field(
        default=None, description="Folder with catalogue files to use instead of the built-in ones."
    )
    open_loopback: bool = Field(
        default=False, description="Allow sources on loopback addresses (exercises and tests)."
    )
    host: str = Field(
        default="127.0.0.1",
        pattern=r"^[A-Za-z0-9.:-]+$",
        description="Address the dashboard listens on.",
    )
    port: Annotated[int, Field(ge=1, le=65535)] = Field(
        default=8501, description="Port the dashboard listens on."
    )
    public_url: str = Field(
        default="",
        pattern=r"^$|^https?://[^\s?#]+$",
        description="Address under which readers reach the dashboard, for links in what is sent out; "
        "empty for the address it listens on.",
    )
    language: Literal["nl", "de", "fr", "en"] = Field(
        default="en", description="Language where the browser asks for none of the four."
    )
    api_requests_per_minute: Annotated[int, Field(ge=0, le=100_000)] = Field(
        default=120,
        description="Requests a minute that one client may make to the API at /api; 0 sets no limit.",
    )
    publisher: str = Field(
        default="", max_length=200, description="Who publishes the open data at /data, by official name."
    )
    licence: str = Field(
        default="",
        pattern=r"^$|^https?://[^\s<>\"]+$",
        description="Address of the licence under which you publish the open data; empty states none. "
        "The texts in them are the authorities'.",
    )
    place: str = Field(
        default="",
        pattern=r"^[A-Za-z0-9-]*$",
        description="Town or region of the information point that uses this, as the address of the page "
        "Current rules names it (aachen, NL423): its routes come first there.",
    )
    point: str = Field(
        default="",
        max_length=80,
        description="Name of the information point whose staff report signals from this dashboard and hand "
        "out its counter sheets; for a signal they are asked for it where it is empty.",
    )
    point_contact: str = Field(
        default="",
        max_length=160,
        description="How people reach that information point (telephone, mail, page): printed after its name "
        "on the counter sheet.",
    )
    smtp_host: str = Field(
        default="",
        pattern=r"^[A-Za-z0-9.:-]*$",
        description="Mail server by which messages to subscribers go out; empty to send none.",
    )
    smtp_port: Annotated[int, Field(ge=1, le=65535)] = Field(
        default=587, description="Port of the mail server (465 is usual with tls)."
    )
    smtp_security: Literal["starttls", "tls", "none"] = Field(
        default="starttls",
        description="How the mail server is spoken to: encrypted after its greeting, from the first byte, or "
        "not at all (only within one machine).",
    )
    smtp_user: str = Field(
        default="",
        max_length=320,
        description="Name to log in with at the mail server; empty for no login. Only encrypted, or within "
        "one machine.",
    )
    smtp_password: SecretStr = Field(
        default=SecretStr(""), description="Password to log in with at the mail server; never logged."
    )
    smtp_sender: str = Field(
        default="",
        max_length=320,
        description="Sender of the messages, as in `Taskforce <borders@example.org>`.",
    )
    chat_hosts: str = Field(
        default="",
        pattern=r"^[A-Za-z0-9.:, -]*$",
        description="Hosts, separated by commas, whose webhooks need send no challenge back, as chat "
        "services cannot: a test that they accept is enough.",
    )
    robots_exceptions: str = Field(
        default="",
        pattern=r"^[A-Za-z0-9.:, -]*$",
        description="Hosts, separated by commas, whose robots.txt is not obeyed because their publisher "
        "invites re-users elsewhere; yours to decide.",
    )
    lease_seconds: Annotated[float, Field(ge=1, le=3600)] = Field(
        default=300.0,
        description="Seconds after which the sources of a scheduler that died come back.",
    )
    tick_seconds: Annotated[float, Field(ge=0.1, le=3600)] = Field(
        default=5.0, description="Seconds between two looks at what is due."
    )
    slots: Annotated[int, Field(ge=1, le=64)] = Field(
        default=16, description="Sources polled at the same time."
    )
    keep_bytes_days: Annotated[int, Field(ge=1, le=3650)] = Field(
        default=90, description="Days that received bytes are kept."
    )
    keep_polls_days: Annotated[int, Field(ge=1, le=3650)] = Field(
        default=90, description="Days that the log of polls is kept."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="Least level that is logged."
    )

    @field_validator("smtp_user")
    @classmethod
    def _logs_in_unseen(cls, value: str, info: ValidationInfo) -> str:
        in_the_clear = info.data.get("smtp_security") == "none"
        if value and in_the_clear and info.data.get("smtp_host") not in ("localhost", "127.0.0.1", "::1"):
            raise ValueError("would log in unencrypted: set TASKFORCE_SMTP_SECURITY to starttls or tls")
        return value

    @field_validator("smtp_sender")
    @classmethod
    def _is_a_sender(cls, value: str) -> str:
        if value:
            try:
                validate_email(parseaddr(value)[1], check_deliverability=False, allow_smtputf8=False)
            except EmailNotValidError as error:
                raise ValueError("must be an e-mail address, or a name with one in angle brackets") from error
        return value

    @property
    def sends_mail(self) -> bool:
        """Whether messages to subscribers can go out by mail."""
        return bool(self.smtp_host and self.smtp_sender)

    @property
    def robots_exception_hosts(self) -> frozenset[str]:
        """The hosts of `robots_exceptions`, in lower case."""
        return _names(self.robots_exceptions)

    @property
    def without_challenge(self) -> frozenset[str]:
        """The hosts of `chat_hosts`, in lower case."""
        return _names(self.chat_hosts)

    @property
    def address(self) -> str:
        """Where readers reach the dashboard, without a slash at the end."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return (self.public_url or f"http://{host}:{self.port}").rstrip("/")

    @property
    def database(self) -> str:
        """The database address in SQLAlchemy form, the embedded SQLite file where none is set."""
        if not self.database_url:
            return f"sqlite:///{(self.data_dir / 'taskforce.db').resolve()}"
        for scheme in ("postgres://", "postgresql://"):
            if self.database_url.startswith(scheme):
                return "postgresql+psycopg://" + self.database_url.removeprefix(scheme)
        return self.database_url


def _names(listed: str) -> frozenset[str]:
    return frozenset(name.strip().lower() for name in listed.split(",") if name.strip())


def check_port(host: str, port: int) -> None:
    """SettingsError where nothing can listen there, as when something does already."""
    try:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as error:
        message = f"cannot be listened on: {error.strerror}"
        raise SettingsError(message, subject=f"{host}:{port}") from None


@cache
def load_settings() -> Settings:
    """The settings of this process; SettingsError with one line where one cannot work."""
    known = {f"TASKFORCE_{name}".upper() for name in Settings.model_fields if name != "database_url"}
    for name in sorted(os.environ):
        if name.startswith("TASKFORCE_") and name not in known:
            raise SettingsError("there is no such setting", subject=name)
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = "_".join(str(part) for part in first["loc"]).upper()
        if name == "DATABASE_URL":  # may hold a password: not repeated
            message = "must begin with sqlite:/// or postgresql://"
            raise SettingsError(message, subject=name) from None
        message = f"{first['msg']} (got {first['input']!r})"
        raise SettingsError(message, subject=f"TASKFORCE_{name}") from None
