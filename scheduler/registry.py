"""The entries of the catalogue as the store knows them, and as the store has them changed."""

import json
from collections.abc import Collection, Mapping
from datetime import datetime

from measures.store import Store
from measures.store.sources import Memory, SourceRow, register_sources
from sources.catalogue import Source


def register(
    store: Store, catalogue: Mapping[str, Source], at: datetime, robots_exceptions: Collection[str] = ()
) -> None:
    """Tell the store which sources there are; those that robots.txt forbids need the operator's exception."""
    with store.begin() as tx:
        register_sources(tx, [_row(source, robots_exceptions) for source in catalogue.values()], at)


def at_address(source: Source, memory: Memory) -> Source:
    """The source where it lives now: at the address it moved to, where a person has accepted that.

    Of an address with places for the clock only the part before the query moves.
    """
    if not memory.address:
        return source
    before, mark, query = source.url.partition("?")
    if "{" in before:
        return source
    url = memory.address.partition("?")[0] + mark + query if "{" in query else memory.address
    return source.model_copy(update={"url": url})


def _row(source: Source, robots_exceptions: Collection[str]) -> SourceRow:
    address = source.url.partition("?")[0] if "{" in source.url else source.url
    return SourceRow(
        id=source.id,
        name=source.name,
        country=source.country,
        authority=source.authority,
        level=source.level,
        url=address,
        interval_minutes=source.interval_minutes,
        standing=source.standing_with(robots_exceptions),
        evidence_date=source.evidence_date,
        quiet_days=source.expect.quiet_days,
        fastest_minutes=source.least_minutes,
        notes=json.dumps(_notes(source), ensure_ascii=False),
    )


def _notes(source: Source) -> dict[str, object]:
    """What people should know of a source beside its facts."""
    names = ("priority", "basis", "home", "licence", "robots", "rate", "quirks")
    return {name: value for name in names if (value := getattr(source, name))}
