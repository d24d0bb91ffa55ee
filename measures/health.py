"""What the answers of a source say of its health; pure, so that it can be asked for any instant."""

from datetime import datetime, timedelta

from measures.rhythm import Rhythm, is_silent
from measures.vocabulary import AnswerState, SourceHealth

# So many bad answers in a row make a source that worked before a failing one.
FAILURES = 3

OVERDUE = timedelta(days=1)
"""So long after its time a poll that never came makes the source's health unknown."""

GAP_SHOWS = timedelta(days=2)
"""So long a gap is the first thing to say of a source; the history of polls keeps it longer."""

# Answers that say something of their own, whatever came before.
_TELLING = {
    AnswerState.BLOCKED: SourceHealth.BLOCKED,
    AnswerState.MOVED: SourceHealth.MOVED,
    AnswerState.GONE: SourceHealth.DEAD,
}


def is_good(state: AnswerState) -> bool:
    """Whether an answer in this state is one as expected."""
    return state in (AnswerState.NEW, AnswerState.UNCHANGED)


def health(
    *,
    state: AnswerState | None,
    bad: int,
    last_ok_at: datetime | None,
    last_new_at: datetime | None,
    quiet_days: int | None,
    now: datetime,
    rhythm: Rhythm | None = None,
    gap_at: datetime | None = None,
    next_try_at: datetime | None = None,
    code: str = "",
) -> SourceHealth:
    """The health of a source by its last answer and `bad`, the answers not as expected in a row up to it.

    Unknown: never polled, or its next poll (`next_try_at`, None where it has none) is overdue by more than
    OVERDUE, so that nobody can say. A source that never answered well is failing from its first failure on.
    Dead: gone by its own word, or not found (`code` of the last answer) FAILURES times in a row.
    Gap: a window was found rolled over (`gap_at`) within GAP_SHOWS. Late: it answers well and had nothing
    new for longer than usual by its learnt rhythm, or where that is not learnt yet, than `quiet_days`.
    """
    if state is None or (next_try_at is not None and now - next_try_at > OVERDUE):
        return SourceHealth.UNKNOWN
    slip = code == "not_found" and bad < FAILURES and last_ok_at is not None
    if bad and state in _TELLING and not slip:
        return _TELLING[state]
    if bad >= FAILURES or (bad and last_ok_at is None):
        return SourceHealth.FAILING
    if gap_at is not None and now - gap_at < GAP_SHOWS:
        return SourceHealth.GAP
    if last_new_at is not None and last_ok_at is not None:
        late = is_silent(rhythm, last_new_at, last_ok_at)
        if late is None and quiet_days is not None:
            late = last_ok_at - last_new_at > timedelta(days=quiet_days)
        if late:
            return SourceHealth.LATE
    return SourceHealth.OK
