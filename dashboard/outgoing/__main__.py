"""python -m dashboard.outgoing send: sends what is due to subscribers, then ends."""

import signal
import sys
import threading
from datetime import UTC, datetime
from typing import Annotated

import structlog
import typer

from dashboard.outgoing.hook_sending import send_hooks
from dashboard.outgoing.sending import send_mail
from measures.errors import TaskforceError
from measures.settings import load_settings
from measures.store import migrate, open_store

app = typer.Typer(no_args_is_help=True, add_completion=False, help="What is sent to subscribers.")


@app.callback()
def outgoing() -> None:
    """What is sent to subscribers."""


@app.command()
def send(
    with_parent: Annotated[
        bool,
        typer.Option("--with-parent", help="End when standard input closes, as it does with its parent."),
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print nothing but errors.")] = False,
) -> None:
    """Send what is due to subscribers, then end; SIGTERM lets it finish the message in hand."""
    # Without local variables: these hold addresses and tokens.
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "event"]),
        ],
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
    )
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    if with_parent:
        threading.Thread(target=_wait_for_end, args=(stop,), daemon=True).start()
    try:
        settings = load_settings()
        migrate(settings.database)
        store = open_store(settings.database)
        try:
            # Without a mail server mail waits; webhooks need none.
            mail = send_mail(store, settings, _now, stop.is_set) if settings.sends_mail else None
            hooks = send_hooks(store, settings, _now, stop.is_set)
        finally:
            store.close()
    except TaskforceError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from None
    if not quiet:
        typer.echo(f"Mail: {mail or 'no server is set'}. Webhooks: {hooks}.")


def _now() -> datetime:
    return datetime.now(UTC)


def _wait_for_end(stop: threading.Event) -> None:
    sys.stdin.buffer.read()
    stop.set()


if __name__ == "__main__":
    app()
