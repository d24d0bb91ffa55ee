"""`python -m measures corrections`: what people decided, out of the store and into it, as JSON Lines."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from measures.corrections import Correction, standing
from measures.corrections.lines import read_corrections, to_fields
from measures.corrections.model import OF_LABELS
from measures.errors import InputError
from measures.items import to_line
from measures.settings import load_settings

if TYPE_CHECKING:
    from measures.store import Store

app = typer.Typer(
    no_args_is_help=True, help="What people decided on items: take it out of the store, or into it."
)


@app.command()
def export(
    labels_only: Annotated[
        bool,
        typer.Option("--labels", help="Only the labels that stand, one line an item, as for evaluate."),
    ] = False,
) -> None:
    """Write every decision ever made, as JSON Lines in the format of the codebook, to standard output."""
    from measures.store.corrections import all_corrections, with_items

    with opened_store() as store, store.read() as tx:
        found = list(all_corrections(tx))
        if labels_only:
            of_labels = (one for one in standing(found) if one.verdict in OF_LABELS)
            found = list({one.item_id: one for one in of_labels}.values())
        for one, item in with_items(tx, found):
            if item is not None or not labels_only:
                sys.stdout.buffer.write(to_line(to_fields(one, item)))
    sys.stdout.buffer.flush()


@app.command("import")
def take_in(
    who: Annotated[
        str, typer.Option(help="Who gave the labels of lines that are plain items with labels.")
    ] = "",
) -> None:
    """Take in decisions from standard input (JSON Lines), all or none; those known already change nothing."""
    from measures.store.corrections import corrections_of
    from measures.store.deciding import decide

    now = datetime.now(UTC)
    given = list(read_corrections(sys.stdin.buffer, who.strip(), now))
    late = next((one for one in given if one.at > now), None)
    if late is not None:
        raise InputError(f"was decided after now, at {late.at.isoformat()}", subject=f"item {late.item_id}")
    with opened_store() as store, store.begin() as tx:
        known = {_said(one) for one in corrections_of(tx, [one.item_id for one in given])}
        # A plain line says nothing of when it was decided: handed in again, it is the same.
        decided = decide(tx, [one for one in given if one.at != now or _said(one) not in known], now)
    sys.stderr.write(
        f"{len(given)} decisions read: {decided.new} new, {len(given) - decided.new} known already.\n"
    )


def _said(one: Correction) -> tuple[object, ...]:
    """What a person said of a text, whenever that was."""
    return one.item_id, one.text, one.who, one.human


@contextmanager
def opened_store() -> Iterator["Store"]:
    """The migrated store of the settings."""
    # Imported here: the commands that store nothing start without a database's libraries.
    from measures.store import migrate, open_store

    settings = load_settings()
    migrate(settings.database)
    store = open_store(settings.database)
    try:
        yield store
    finally:
        store.close()
