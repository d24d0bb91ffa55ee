"""A poll in the light of what the store knew: was it news, was anything missed, when to ask again. Pure."""

from dataclasses import replace
from datetime import timedelta

from measures.network import reason
from measures.rhythm import after_gap, missed, next_interval
from measures.store.sources import Memory
from measures.vocabulary import AnswerState
from sources.catalogue import Source
from sources.poll import Poll

ALL_NEW = 5
"""An answer with so many items, none of them known, has rolled over since the last one."""
REQUESTS = 8
"""At most so many smaller windows are asked for in one poll where a window is full."""


def conclude(
    poll: Poll, new: int, changed: int, failed: str, source: Source, memory: Memory, *, crisis: bool = False
) -> Poll:
    """The poll with its final state, what it probably missed, and when the source is asked next.

    News without a new item is none; an answer in which nothing is known may have rolled over. `failed`
    names what went wrong inside with one of its items, empty where nothing did.
    """
    poll = _judged(poll, new, changed, failed, source, memory)
    if poll.failures:
        return poll
    history = memory.history
    if poll.missed:
        history = after_gap(history, poll.at)
    pause = next_interval(
        history,
        timedelta(minutes=source.interval_minutes),
        timedelta(minutes=source.least_minutes),
        poll.at,
        crisis=crisis,
    )
    return replace(poll, next_try_at=max(poll.at + pause, poll.retry_after or poll.at))


def _judged(poll: Poll, new: int, changed: int, failed: str, source: Source, memory: Memory) -> Poll:
    if failed:
        # Without validators the next answer is read again, and the items that failed with it.
        detail = reason("failed_inside", reason=failed)
        return replace(poll, ok=False, detail=detail, etag="", last_modified="", body_hash="")
    if poll.state is not AnswerState.NEW:
        return poll
    as_expected = poll.detail.code == "items_read"
    if not new and not changed:
        detail = reason("same_items") if as_expected else poll.detail
        return replace(poll, state=AnswerState.UNCHANGED, detail=detail)
    windowed = source.request.window_days is not None
    if memory.last_ok_at and not windowed and new == len(poll.items) >= ALL_NEW:
        days = (item.published for item in poll.items)
        lost = missed(memory.history.rhythm, memory.last_ok_at, poll.at, days, new)
        # A remark on the answer stays; it makes the gap no smaller.
        detail = reason("rolled_over", count=new, missed=lost) if as_expected else poll.detail
        return replace(poll, detail=detail, missed=lost)
    return poll


def wants_halving(poll: Poll, news: int) -> bool:
    """Whether to ask at once for smaller windows: the answer is full, and not all of it was known."""
    return poll.detail.code == "full_page" and news > 0


def halved(poll: Poll, parts: list[Poll]) -> Poll:
    """A poll whose full window was followed up by smaller ones: whole where none of them failed or was full.

    `parts` are the polls that were not divided further.
    """
    if not parts or not all(part.ok and part.detail.code in ("items_read", "no_items") for part in parts):
        return poll
    count = len({item.id for part in (poll, *parts) for item in part.items})
    return replace(poll, detail=reason("halved", count=count, requests=len(parts)))
