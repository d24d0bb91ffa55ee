"""What the answers of a source say of its health; pure, so that it can be asked for any instant."""

from datetime import datetime, timedelta

from measures.vocabulary import AnswerState, SourceHealth

# So many failures in a row make a source that worked before a failing one.
FAILURES = 3

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
    failures: int,
    last_ok_at: datetime | None,
    last_new_at: datetime | None,
    quiet_days: int | None,
    now: datetime,
) -> SourceHealth:
    """The health of a source by its last answer and `failures`, the bad answers in a row up to it.

    Late: no new item for longer than the declared `quiet_days`, although it answers well. A source that
    never answered well is failing from its first failure on. Unknown: never polled.
    """
    if state is None:
        return SourceHealth.UNKNOWN
    if failures and state in _TELLING:
        return _TELLING[state]
    if failures >= FAILURES or (failures and last_ok_at is None):
        return SourceHealth.FAILING
    if quiet_days is not None and last_new_at is not None and now - last_new_at > timedelta(days=quiet_days):
        return SourceHealth.LATE
    return SourceHealth.OK
