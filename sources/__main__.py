"""python -m sources: probe asks entries of the catalogue once and says what came, add looks at an address."""

import asyncio
import json
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import httpx
import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from measures.answers import TEMPLATES
from measures.errors import InputError, TaskforceError, printable
from measures.hosts import is_allowed
from measures.model import Reason
from measures.network import open_client
from measures.settings import Settings, load_settings
from measures.store import migrate, open_store
from measures.store.probes import Probe, keep_probes
from sources.catalogue import Limits, Source
from sources.fetch import Answer, fetch
from sources.overlay import judge_probe, load_sources, overlay_file, write_moves
from sources.politeness import Hosts
from sources.poll import NoMemory, Poll, poll_source
from sources.proposal import Proposal, propose
from sources.requests import Outgoing
from sources.robots import Robots
from sources.terminal import show

app = typer.Typer(
    rich_markup_mode=None,
    no_args_is_help=True,
    add_completion=False,
    help="The catalogue of government feeds.",
)
COLUMNS = ("id", "standing", "state", "status", "type", "items", "newest", "validators", "robots", "detail")
MOST_FEEDS = 5


@contextmanager
def _clear_errors() -> Iterator[None]:
    """One clear line and exit code 2 where something asked for cannot work."""
    try:
        yield
    except TaskforceError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from None


@app.command()
def probe(
    ids: Annotated[list[str] | None, typer.Option("--id", help="Only this entry (may be repeated).")] = None,
    json_file: Annotated[
        Path | None,
        typer.Option("--json", help="Where the results go (default: probe.json in the data folder)."),
    ] = None,
    overlay: Annotated[
        bool, typer.Option(help="Put entries on probation in use, or mark them dead, in overlay.toml.")
    ] = True,
) -> None:
    """Ask every entry once, one request a host at a time, and say what came; no item is stored.

    The results stand on the sources page too.
    """
    with _clear_errors():
        settings = load_settings()
        catalogue = load_sources(settings)
        if unknown := [name for name in ids or () if name not in catalogue]:
            raise TaskforceError("no such entry in the catalogue", subject=unknown[0])
        wanted = [source for name, source in catalogue.items() if not ids or name in ids]
        columns = (TextColumn("Sources"), BarColumn(), MofNCompleteColumn())
        with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
            task = progress.add_task("", total=len(wanted))
            polls = asyncio.run(_probe(wanted, settings, lambda: progress.advance(task)))
        pairs = list(zip(wanted, polls, strict=True))
        rows = [_row(source, poll, settings) for source, poll in pairs]
        cells = ([row[name] for name in COLUMNS] for row in rows)
        show(COLUMNS, cells, title=f"{len(rows)} {'source' if len(rows) == 1 else 'sources'} asked")
        _keep(settings, [_probe_of(source, poll, settings) for source, poll in pairs])
        file = json_file or settings.data_dir / "probe.json"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", "utf-8")
        moves = [move for source, poll in pairs if (move := judge_probe(source, poll))]
        if moves and overlay:
            write_moves(overlay_file(settings), moves, datetime.now(UTC))
            for move in moves:
                typer.echo(f"{move.source_id}: {'in use' if move.standing == 'use' else 'dead'} from now on")
            typer.echo(f"Written to {overlay_file(settings)}.")


async def _probe(wanted: list[Source], settings: Settings, on_done: Callable[[], None]) -> list[Poll]:
    hosts, free = Hosts(), asyncio.Semaphore(settings.slots)
    async with open_client(
        contact=settings.contact, open_loopback=settings.open_loopback, slots=settings.slots
    ) as client:
        robots = Robots(client, settings.robots_exception_hosts)

        async def one(source: Source) -> Poll:
            async with hosts.turn(source) as turn, free:
                poll = await poll_source(
                    client, source, NoMemory(), datetime.now(UTC), gate=robots.gate(turn)
                )
                turn.reached = poll.reached_host
            on_done()
            return poll

        return await asyncio.gather(*(one(source) for source in wanted))


def _row(source: Source, poll: Poll, settings: Settings) -> dict[str, str | int]:
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
        "robots": _robots(source, poll, settings),
        "detail": _said(poll.detail),
        "asked_at": poll.at.isoformat(timespec="seconds"),
    }


def _probe_of(source: Source, poll: Poll, settings: Settings) -> Probe:
    row = _row(source, poll, settings)
    return Probe(
        source.id,
        poll.at,
        socket.gethostname(),
        poll.state,
        poll.ok,
        poll.detail,
        status=poll.status,
        content_type=poll.content_type,
        item_count=len(poll.items),
        newest=str(row["newest"]),
        validators=str(row["validators"]),
        robots=str(row["robots"]),
    )


def _keep(settings: Settings, probes: list[Probe]) -> None:
    """Store the results for the pages; where the database cannot be had, they are printed all the same."""
    try:
        migrate(settings.database)
        store = open_store(settings.database)
        try:
            with store.begin() as tx:
                keep_probes(tx, probes)
        finally:
            store.close()
    except TaskforceError as error:
        typer.echo(f"The pages will not show these results: {error}", err=True)


def _robots(source: Source, poll: Poll, settings: Settings) -> str:
    if urlsplit(source.url).netloc.lower() in settings.robots_exception_hosts:
        return "excepted"
    if poll.detail.code in ("robots_disallow", "robots_unavailable"):
        return "forbids" if poll.detail.code == "robots_disallow" else "unreadable"
    return "allows" if poll.status else ""


def _said(detail: Reason) -> str:
    return TEMPLATES[detail.code].format(**dict(detail.args))


@app.command()
def add(
    url: Annotated[str, typer.Argument(help="Address of a feed, or of a page that announces feeds.")],
) -> None:
    """Look at an address and print the catalogue entry it would make, to be checked by a person."""
    with _clear_errors():
        if not _is_web_address(url):
            raise InputError("is no address of the web", subject=printable(url[:200]))
        proposals = asyncio.run(_look(url, load_settings()))
        for address, proposal in proposals:
            if proposal.entry:
                typer.echo(f"# {address}\n{proposal.toml()}")
        if not any(proposal.entry for _, proposal in proposals):
            raise InputError("; ".join(p.problem for _, p in proposals if p.problem), subject=url)
    typer.echo(
        "# Check name, authority, country, level, language and rhythm; "
        "then put it into overlay.toml (data folder).",
        err=True,
    )


def _is_web_address(url: str) -> bool:
    """Whether this can be asked as it stands: http(s), a host, nothing invisible or blank in it."""
    if not url.isprintable() or " " in url:
        return False
    try:
        parts = urlsplit(url)
        httpx.URL(url)
        # Read for its error: a port is a number up to 65535.
        _ = parts.port
    except (ValueError, httpx.InvalidURL):
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


async def _look(url: str, settings: Settings) -> list[tuple[str, Proposal]]:
    """What an address is, and the feeds that it announces."""
    async with open_client(contact=settings.contact, open_loopback=settings.open_loopback) as client:
        robots, hosts, limits = Robots(client, settings.robots_exception_hosts), Hosts(), Limits()

        async def look(address: str) -> tuple[str, Proposal]:
            async with hosts.turn_at(address, pause=1, longest=limits.total_seconds) as turn:
                request = Outgoing("GET", address, (), None)
                answer = await fetch(client, request, limits, gate=robots.gate(turn))
            return address, _proposal(address, answer)

        found = [await look(url)]
        for feed in found[0][1].feeds[:MOST_FEEDS]:
            found.append(await look(feed))
        return found


def _proposal(url: str, answer: Answer) -> Proposal:
    if answer.fault:
        return Proposal("unknown", problem=_said(answer.fault.reason) + _opening(answer.fault.reason))
    if answer.status != 200:
        return Proposal("unknown", problem=f"the server answers with status {answer.status}")
    return propose(answer.moved_to or url, answer.body)


def _opening(reason: Reason) -> str:
    """Which setting lets this machine's own addresses be asked, where one was refused."""
    address = dict(reason.args).get("address", "")
    if address and reason.code == "forbidden_address" and is_allowed(address, open_loopback=True):
        return " TASKFORCE_OPEN_LOOPBACK=true opens this machine's own addresses."
    return ""


if __name__ == "__main__":
    sys.exit(app())
