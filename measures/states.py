"""What each state of an answer and each health of a source means, in words that the dashboard translates."""

from measures.vocabulary import AnswerState, SourceHealth

ANSWERS: dict[AnswerState, str] = {
    AnswerState.NEW: "The source answered and had news.",
    AnswerState.UNCHANGED: "The source answered; nothing has changed since the last time.",
    AnswerState.EMPTY: "The answer held no items although the source normally has some.",
    AnswerState.BLOCKED: "A bot wall or an error page came instead of the data: there may be news unseen.",
    AnswerState.MALFORMED: "The answer could not be read in the declared format.",
    AnswerState.MOVED: "The source has moved to another address for good; a person should check the new one.",
    AnswerState.GONE: "The address no longer exists; a person should look for its successor.",
    AnswerState.TIMEOUT: "The source did not answer in time.",
    AnswerState.REFUSED: "No connection could be made, or the address is not allowed.",
    AnswerState.TOO_LARGE: "The answer was larger than the limit and was not read.",
    AnswerState.TLS_ERROR: "The certificate of the source could not be verified.",
}

HEALTH: dict[SourceHealth, str] = {
    SourceHealth.OK: "Answers as expected.",
    SourceHealth.LATE: "Answers, but has had nothing new for longer than usual.",
    SourceHealth.GAP: "More was published between two polls than an answer holds: some was probably missed.",
    SourceHealth.FAILING: "The last answers could not be used.",
    SourceHealth.BLOCKED: "Keeps us out: what it publishes is not seen here.",
    SourceHealth.DEAD: "The address no longer exists.",
    SourceHealth.MOVED: "Has moved; the new address waits for a person's check.",
    SourceHealth.UNKNOWN: "Has not been polled yet, or not for more than a day after its time.",
}

ADVICE: dict[SourceHealth, str] = {
    SourceHealth.LATE: "Look at the source's own page: is there anything newer than what is shown here?",
    SourceHealth.GAP: "Look through the source's own page for that time. It is asked more often for a week.",
    SourceHealth.FAILING: (
        "Read what went wrong below. If it lasts, probe the source and look for a new address."
    ),
    SourceHealth.BLOCKED: (
        "Read the source in a browser meanwhile, and ask its publisher to let this program in."
    ),
    SourceHealth.DEAD: "Look for the successor, and decide whether this address is still to be asked.",
    SourceHealth.MOVED: (
        "Check that the new address is the same authority's, then accept it or keep the old one."
    ),
    SourceHealth.UNKNOWN: (
        "Check that the scheduler is running. A source on probation waits for one good probe."
    ),
}
"""What an operator can do about a health other than ok."""
