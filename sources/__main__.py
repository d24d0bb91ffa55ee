"""python -m sources probe: ask entries of the catalogue once from this machine, and say what came."""

import asyncio
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from measures.answers import TEMPLATES
from measures.errors import TaskforceError
from measures.settings import load_settings
from sources.catalogue import Source, load_catalogue
from sources.fetch import open_client
from sources.politeness import Hosts
from sources.poll import NoMemory, Poll, poll_source

app = typer.Typer(
    rich_markup_mode=None,
    no_args_is_help=True,
    add_completion=False,
    help="The catalogue of government feeds.",
)
COLUMNS = ("id", "standing", "state", "status", "type", "items", "newest", "validators", "detail")


@app.callback()
def _root() -> None:
    """The catalogue of government feeds."""


@app.command()
def probe(
    ids: Annotated[list[str] | None, typer.Option("--id", help="Only this entry (may be repeated).")] = None,
    json_file: Annotated[Path | None, typer.Option("--json", help="Also write the results here.")] = None,
) -> None:
    """Ask every entry once, one request a host at a time; nothing is stored."""
    try:
        settings = load_settings()
        catalogue = load_catalogue(settings.catalogue)
        if unknown := [name for name in ids or () if name not in catalogue]:
            raise TaskforceError("no such entry in the catalogue", subject=unknown[0])
    except TaskforceError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from None
    wanted = [source for name, source in catalogue.items() if not ids or name in ids]
    polls = asyncio.run(_probe(wanted, settings.contact, settings.open_loopback, settings.slots))
    rows = [_row(source, poll) for source, poll in zip(wanted, polls, strict=True)]
    table = Table(title=f"{len(rows)} sources asked")
    for name in COLUMNS:
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(*(str(row[name]) for name in COLUMNS))
    # Into a file or pipe, rich would squeeze the table into 80 columns.
    Console(width=None if sys.stdout.isatty() else 200).print(table)
    if json_file is not None:
        json_file.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", "utf-8")


async def _probe(wanted: list[Source], contact: str, open_loopback: bool, slots: int) -> list[Poll]:
    hosts, free = Hosts(), asyncio.Semaphore(slots)
    async with open_client(contact=contact, open_loopback=open_loopback, slots=slots) as client:

        async def one(source: Source) -> Poll:
            async with hosts.turn(source), free:
                return await poll_source(client, source, NoMemory(), datetime.now(UTC))

        return await asyncio.gather(*(one(source) for source in wanted))


def _row(source: Source, poll: Poll) -> dict[str, str | int]:
    newest = max((item.published for item in poll.items if item.published), default=None)
    held = [name for name, value in (("ETag", poll.etag), ("Last-Modified", poll.last_modified)) if value]
    return {
        "id": source.id,
        "standing": source.standing,
        "state": poll.state.value,
        "status": poll.status or "",
        "type": poll.content_type,
        "items": len(poll.items),
        "newest": newest.isoformat() if newest else "",
        "validators": ", ".join(held),
        "detail": TEMPLATES[poll.detail.code].format(**dict(poll.detail.args)),
        "asked_at": poll.at.isoformat(timespec="seconds"),
    }


if __name__ == "__main__":
    sys.exit(app())
