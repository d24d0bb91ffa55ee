"""How sources do, in words: their health, how a poll ended, what was wrong with an answer."""

from collections.abc import Mapping

from dashboard.i18n import N_, Reader
from dashboard.safe import plain
from dashboard.wording import word
from measures import answers
from measures.vocabulary import AnswerState, SourceHealth

# A table of its own: some of its words are also those of SourceHealth.
ANSWERED: Mapping[AnswerState, str] = {
    AnswerState.NEW: N_("new items"),
    AnswerState.UNCHANGED: N_("unchanged"),
    AnswerState.EMPTY: N_("empty answer"),
    AnswerState.BLOCKED: N_("blocked by the site"),
    AnswerState.MALFORMED: N_("unreadable answer"),
    AnswerState.MOVED: N_("address moved"),
    AnswerState.GONE: N_("address gone"),
    AnswerState.TIMEOUT: N_("no answer in time"),
    AnswerState.REFUSED: N_("connection refused"),
    AnswerState.TOO_LARGE: N_("answer too large"),
    AnswerState.TLS_ERROR: N_("certificate not valid"),
}
HEALTH_MARKS: Mapping[SourceHealth, str] = {
    SourceHealth.OK: "✓",
    SourceHealth.LATE: "◷",
    SourceHealth.GAP: "≠",
    SourceHealth.FAILING: "✕",
    SourceHealth.BLOCKED: "⊘",
    SourceHealth.DEAD: "✝",
    SourceHealth.MOVED: "➜",
    SourceHealth.UNKNOWN: "?",
}
# From the first to the last degree of need for care.
CARE_ORDER = (
    SourceHealth.DEAD,
    SourceHealth.BLOCKED,
    SourceHealth.FAILING,
    SourceHealth.GAP,
    SourceHealth.MOVED,
    SourceHealth.LATE,
)
PROBATION, UNPOLLED = "probation", "unpolled"
# Of a source that is not polled by itself its health says nothing.
STANDINGS: Mapping[str, str] = {PROBATION: N_("on probation"), UNPOLLED: N_("not polled")}
STANDING_MEANS: Mapping[str, str] = {
    PROBATION: N_(
        "It is not known to work. `python -m sources probe` puts it in use after one good answer, "
        "or poll it now."
    ),
    UNPOLLED: N_("It is not asked: it is switched off, or retired until someone wants it."),
}
CONDITIONS: tuple[str, ...] = (
    *(health.value for health in CARE_ORDER),
    SourceHealth.UNKNOWN.value,
    SourceHealth.OK.value,
    *STANDINGS,
)
"""Every condition of a source, those that need care first."""


def health(reader: Reader, value: SourceHealth) -> str:
    return f"{HEALTH_MARKS[value]} {word(reader, value)}"


def condition(reader: Reader, value: str) -> str:
    """A health with its mark, or that the source is not polled by itself."""
    return f"– {reader.text(STANDINGS[value])}" if value in STANDINGS else health(reader, SourceHealth(value))


def answered(reader: Reader, state: AnswerState) -> str:
    """How a poll ended, in a word or two."""
    return reader.text(ANSWERED[state])


def detail(reader: Reader, code: str, args: Mapping[str, object]) -> str:
    """What a source's answer was like, one sentence, safe as Markdown."""
    if code not in answers.TEMPLATES:
        return plain(code)
    words = {name: str(argument) for name, argument in args.items()}
    return plain(reader.text(answers.TEMPLATES[code], **words))
