"""Taking in signals and what people do with them: kept, and weighed in the conflicts, in one transaction."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, select

from measures.errors import StoreError
from measures.signals import Act, Done, Signal, Standing, standing
from measures.store import tables as t
from measures.store.audit import audit
from measures.store.conflicts import NO_SHIFT, Shift, active_conflicts, replace_conflicts
from measures.store.engine import bump
from measures.store.signals import add_act, add_signal, is_known, read_signal


def report(tx: Connection, signal: Signal, conflict: str | None = None) -> Shift:
    """Keep a signal as of its instant, tied to a conflict at once where its key is given.

    StoreError where the point has reported just this already, or there is no such conflict.
    """
    bump(tx, "measures")
    if is_known(tx, signal):
        raise StoreError("this was reported already", subject=signal.point)
    add_signal(tx, signal)
    audit(tx, signal.point, "report_signal", signal.id, {"border": signal.border}, signal.at)
    if conflict is None:
        return NO_SHIFT
    return _do(tx, Done(signal.id, Act.TIE, signal.at, signal.point, conflict), Standing())


def act(tx: Connection, done: Done, seen: Standing) -> Shift:
    """Tie, untie or withdraw a signal, as of the instant of `done`; what already is so changes nothing.

    `seen` is how the signal stood before the eyes of whoever decided. StoreError where it stands otherwise
    by now, is not known, or is to be tied to a conflict that is not.
    """
    bump(tx, "measures")
    found = read_signal(tx, done.signal)
    if found is None:
        raise StoreError("no such signal", subject=done.signal)
    now = standing(found[1])
    if now == _wanted(done, now):
        return NO_SHIFT
    if now.withdrawn or now != seen:
        raise StoreError("someone else just decided on this signal", subject=done.signal)
    return _do(tx, done, now)


def _wanted(done: Done, now: Standing) -> Standing:
    """How a signal that stands like `now` is to stand."""
    match done.act:
        case Act.TIE:
            return Standing(done.conflict)
        case Act.UNTIE:
            return Standing()
        case Act.WITHDRAW:
            return Standing(now.conflict, withdrawn=True)


def _do(tx: Connection, done: Done, now: Standing) -> Shift:
    key = done.conflict if done.act is Act.TIE else now.conflict
    kept = Done(done.signal, done.act, done.at, done.who, key, done.why)
    if (
        done.act is Act.TIE
        and tx.execute(select(t.conflict.c.key).where(t.conflict.c.key == key)).first() is None
    ):
        raise StoreError("no such conflict", subject=str(key))
    add_act(tx, kept)
    audit(tx, done.who, f"signal:{done.act}", done.signal, {"conflict": key, "why": done.why}, done.at)
    return _weigh_again(tx, {one for one in (key, now.conflict) if one is not None}, done.at)


def _weigh_again(tx: Connection, keys: Iterable[str], at: datetime) -> Shift:
    """Let the conflicts at the borders of these be weighed anew with the signals tied to them."""
    standing_now = active_conflicts(tx)
    wanted = set(keys)
    borders = {conflict.border for conflict in standing_now if conflict.key in wanted}
    here = [conflict for conflict in standing_now if conflict.border in borders]
    return replace_conflicts(tx, borders, here, at)
