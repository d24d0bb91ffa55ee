"""Letters to subscribers: subject, order, ends, links and limits, in four languages."""

from datetime import date, timedelta

import pytest

from dashboard.outgoing.letter import MOST, confirm_letter, digest_letter
from dashboard.outgoing.text import WIDTH, to_text
from dashboard.reports.html import to_html
from measures.outgoing import (
    Channel,
    Digest,
    Notice,
    NoticeKind,
    Rhythm,
    Subscription,
    SubscriptionState,
    Wishes,
)
from measures.vocabulary import Border, Language, Topic
from tests.dashboard.outgoing.conftest import MONDAY, MORNING, a_conflict

DAY = date(2020, 3, 24)
END = "https://taskforce.example.org/subscription/end?token=t"


def subscription(language: str = "en", **wishes: object) -> Subscription:
    wanted = Wishes(Language(language), **wishes)  # type: ignore[arg-type]
    return Subscription("s-1", Channel.MAIL, "desk@example.org", wanted, SubscriptionState.ACTIVE, MONDAY)


def told(*notices: Notice, language: str = "en", **wishes: object) -> tuple[str, str]:
    letter = digest_letter(subscription(language, **wishes), Digest(DAY, notices), MORNING, None, END)
    assert to_html(letter.document)
    return letter.subject, to_text(letter.document)


def test_the_subject_counts_what_happened() -> None:
    subject, text = told(
        Notice(NoticeKind.NEW, a_conflict("a")),
        Notice(NoticeKind.NEW, a_conflict("b")),
        Notice(NoticeKind.WORSE, a_conflict("c"), 3),
    )
    assert subject == "Conflicts at the borders, 24 March 2020: new: 2, worse: 1"
    assert text.index("New conflicts (2)") < text.index("Conflicts that became worse (1)")
    assert "Severity from 3 to 5." in text


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"until": DAY - timedelta(days=1)}, "It ended on 23 March 2020."),
        ({"counted_until": DAY - timedelta(days=1)}, "it is counted until 23 March 2020, by assumption"),
        ({"until": date(2020, 5, 1)}, "The facts behind it no longer stand."),
    ],
)
def test_an_end_says_how_it_came_about(facts: dict[str, date], said: str) -> None:
    subject, text = told(Notice(NoticeKind.ENDED, a_conflict(**facts), 5))
    assert subject.startswith("Ended: NL–BE · Blocked crossing")
    assert said in " ".join(text.split())


def test_many_are_counted_and_the_page_shows_the_rest() -> None:
    news = [Notice(NoticeKind.NEW, a_conflict(f"c-{n}")) for n in range(MOST + 20)]
    _, text = told(*news, borders=(Border.NL_BE,), topics=(Topic.BORDER_CONTROL,), least=3)
    assert "New conflicts (60)" in text
    assert "And 20 more conflicts." in text
    assert text.count("conflicts?key=") == MOST
    assert "/conflicts?border=NL-BE&topic=border_control&least=3&lang=en" in text


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("kind", list(NoticeKind))
def test_every_kind_is_told_in_every_language(language: Language, kind: NoticeKind) -> None:
    _, english = told(Notice(kind, a_conflict(early_warning=True), 2))
    _, text = told(Notice(kind, a_conflict(early_warning=True), 2), language=language)
    assert (text == english) == (language is Language.EN)
    assert END in text
    assert all(len(line) <= WIDTH or "http" in line for line in text.splitlines())


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("rhythm", list(Rhythm))
def test_the_question_to_confirm_repeats_what_was_asked_for(language: Language, rhythm: Rhythm) -> None:
    link = "https://taskforce.example.org/subscription/confirm?token=t"
    wishes = {"rhythm": rhythm, "borders": (Border.BE_DE,), "topics": (Topic.WORK,), "least": 4}
    letter = confirm_letter(subscription(language, **wishes), MONDAY, link)
    for text in (to_text(letter.document), to_html(letter.document)):
        assert link in text
        assert "BE–DE" in text
        assert "●●●●○ 4" in text
