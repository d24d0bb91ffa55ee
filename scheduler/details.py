"""Follows up what is new in a list: asks for the details behind its records, a few in a poll."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from measures.classify.confidence import doubtful_below
from measures.model import Assessment, Item
from measures.store import Store
from measures.store.details import DetailRow, chained, details_of, keep_detail
from measures.store.items import fresh_items
from measures.store.received import keep_bytes
from measures.vocabulary import AnswerState, Impact
from sources import details
from sources.catalogue import Source
from sources.details import Held, Plan, Wanted
from sources.poll import Poll

TIRED = 2
"""After so many failures in a row the other details wait: the host is down, or wants us gone."""

Ask = Callable[[Source], Awaitable[Poll | None]]
"""One guarded request, to a source as `Source.at_detail` gives it; None where we must stop."""
Assess = Callable[[Sequence[Item]], Awaitable[list[Assessment | str]]]
"""What is read in each item, or the name of the error that kept it from being read."""


@dataclass(frozen=True, slots=True)
class Known:
    """The items of a poll that are new, changed or wait for their detail, and what is held of details."""

    items: tuple[Item, ...]
    held: Mapping[str, Held]


@dataclass(frozen=True, slots=True)
class Followed:
    """A poll whose details were asked for.

    `items` are to be taken in, each with the ids of other messages on the same thing; `tries` say what is
    known of each detail now, and how the server answered where it was asked. `readings` are of items that
    had to be read to know whether their detail matters.
    """

    poll: Poll
    items: tuple[tuple[Item, tuple[str, ...]], ...]
    tries: tuple[tuple[Held, Poll | None], ...] = ()
    readings: Mapping[Item, Assessment | str] = field(default_factory=dict)


def is_worth(said: Assessment | str) -> bool:
    """Whether it matters what an item leaves open: it looks like a measure, or nobody can be sure."""
    if isinstance(said, str):
        return True
    return said.is_measure or said.border_impact is not Impact.NONE or said.confidence < doubtful_below()


def known(store: Store, poll: Poll) -> Known:
    """What the store knows of the items of a poll and their details."""
    with store.read() as tx:
        rows = details_of(tx, [item.id for item in poll.items if item.id in poll.beside])
        fresh = {item.id for item in fresh_items(tx, poll.items)}
    held = {row.entry: Held(row.entry, row.version, row.failures, row.next_try_at) for row in rows.values()}
    return Known(tuple(item for item in poll.items if item.id in fresh or item.id in held), held)


async def _planned(
    assess: Assess, source: Source, poll: Poll, before: Known
) -> tuple[Plan, dict[Item, Assessment | str]]:
    """What is to be asked for, and the readings on which that rests."""
    plan = partial(details.plan, source, before.items, poll.beside, before.held, poll.at)
    in_question: list[Item] = []

    def ask_later(item: Item) -> bool:
        in_question.append(item)
        return False

    plan(ask_later)
    readings = dict(zip(in_question, await assess(in_question), strict=True))
    return plan(lambda item: is_worth(readings[item])), readings


async def follow(ask: Ask, assess: Assess, source: Source, poll: Poll, before: Known) -> Followed | None:
    """Ask for the details wanted, one after the other; None where we must stop."""
    plan, readings = await _planned(assess, source, poll, before)
    came: list[tuple[Wanted, Poll]] = []
    missing: list[Item] = []
    tries: list[tuple[Held, Poll | None]] = []
    wanted, row = list(plan.wanted), 0
    while wanted and row < TIRED:
        one = wanted.pop(0)
        if (answer := await ask(source.at_detail(one.told.detail))) is None:
            return None
        known = details.after(source, one, answer)
        tries.append((known, answer))
        if details.is_answered(answer):
            came.append((one, answer))
            row = 0
        else:
            missing += [one.entry] if known.gives_way else []
            row = TIRED if answer.state is AnswerState.BLOCKED else row + 1
    failed = len(tries) - len(came)
    plan = replace(plan, waiting=(*wanted, *plan.waiting))
    missing += [one.entry for one in plan.waiting if one.before.gives_way]
    tries += [(one.before, None) for one in plan.waiting]
    return Followed(
        details.remarked(source, poll, plan, len(came), failed),
        tuple((item, _names(item, poll)) for item in (*plan.taken, *missing)) + _whole(source, came),
        tuple(tries),
        readings,
    )


def _whole(source: Source, came: list[tuple[Wanted, Poll]]) -> tuple[tuple[Item, tuple[str, ...]], ...]:
    """The items with their details; of a warning earlier messages first, so that the last word stands."""
    told = [(details.merged(source, one.entry, answer), answer) for one, answer in came]
    whole = [(item, _names(item, answer)) for item, answer in told if item is not None]
    return tuple(sorted(whole, key=lambda pair: pair[0].published_raw))


def _names(item: Item, poll: Poll) -> tuple[str, ...]:
    return poll.beside[item.id].names if item.id in poll.beside else ()


def keep_tries(store: Store, followed: Followed) -> None:
    """Remember how each try ended, and the bytes that came."""
    at = followed.poll.at
    with store.begin() as tx:
        for known, answer in followed.tries:
            body = answer.body if answer and not known.failures else b""
            digest = keep_bytes(tx, body, at) if body else None
            keep_detail(
                tx, DetailRow(known.entry, at, known.version, known.failures, known.next_try_at, digest)
            )


def in_chains(store: Store, followed: Followed) -> tuple[Item, ...]:
    """The items to be taken in, each under the id by which the first message known of its chain is known."""
    if not any(names for _, names in followed.items):
        return tuple(item for item, _ in followed.items)
    with store.begin() as tx:
        return tuple(
            replace(item, id=chained(tx, item.id, names)) if names else item for item, names in followed.items
        )
