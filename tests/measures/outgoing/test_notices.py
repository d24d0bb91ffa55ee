"""Notices: one per conflict, level and period; an escalation always goes through."""

from collections import Counter, defaultdict
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from measures.model import Conflict
from measures.outgoing import Notice, NoticeKind, Told, Wishes, baseline, notices
from measures.vocabulary import Border, Language, Topic
from tests.measures.store.facts import a_conflict

ALL = Wishes(Language.NL)
GRAVE = Wishes(Language.NL, least=3)


class Subscriber:
    """Looks at the conflicts now and then, and remembers what it was told."""

    def __init__(self, wishes: Wishes = ALL) -> None:
        self.wishes = wishes
        self.told: dict[str, list[Told]] = defaultdict(list)
        self.known: dict[str, Conflict] = {}

    def look(self, *standing: Conflict) -> list[Notice]:
        here = {one.key for one in standing}
        gone = [
            one
            for key, one in self.known.items()
            if key not in here and self.told[key] and self.told[key][-1].kind is not NoticeKind.ENDED
        ]
        found = notices(standing, gone, self.told, self.wishes)
        self.known |= {one.key: one for one in standing}
        for one in found:
            self.told[one.key].append(Told(one.kind, one.severity))
        return [one for one in found if not one.quiet]


def level(severity: int, key: str = "c-1") -> Conflict:
    return a_conflict(key, severity=severity)


def kinds(found: list[Notice]) -> list[NoticeKind]:
    return [one.kind for one in found]


def test_a_conflict_is_told_from_its_beginning_to_its_end() -> None:
    one = Subscriber()
    assert kinds(one.look(level(3))) == [NoticeKind.NEW]
    assert one.look(level(3)) == []
    [worse] = one.look(level(5))
    assert (worse.kind, worse.before, worse.severity) == (NoticeKind.WORSE, 3, 5)
    assert kinds(one.look(level(4))) == [NoticeKind.EASED]
    assert kinds(one.look()) == [NoticeKind.ENDED]
    assert one.look() == []
    assert kinds(one.look(level(4))) == [NoticeKind.RETURNED]


def test_to_and_fro_is_told_once_a_level_save_for_escalations() -> None:
    one = Subscriber()
    told = [kinds(one.look(level(severity))) for severity in (3, 4, 3, 4, 3, 4)]
    again = [NoticeKind.WORSE]
    assert told == [[NoticeKind.NEW], again, [], again, [], again]


def test_a_level_told_in_an_earlier_period_is_told_again() -> None:
    one = Subscriber()
    for severity in (3, 5):
        one.look(level(severity))
    one.look()
    assert kinds(one.look(level(5))) == [NoticeKind.RETURNED]
    assert kinds(one.look(level(3))) == [NoticeKind.EASED]


def test_only_what_reaches_the_level_asked_for_is_told() -> None:
    one = Subscriber(GRAVE)
    assert one.look(level(2)) == []
    assert kinds(one.look(level(3))) == [NoticeKind.NEW], "nothing was told of it before"
    assert kinds(one.look(level(1))) == [NoticeKind.EASED], "whoever took it for grave hears that it is not"
    assert one.look(level(2)) == []
    assert kinds(one.look(level(4))) == [NoticeKind.WORSE]


def test_an_end_beneath_the_level_is_not_told() -> None:
    one = Subscriber(GRAVE)
    one.look(level(3))
    one.look(level(1))
    assert one.look() == []
    assert kinds(one.look(level(3))) == [NoticeKind.RETURNED]


def test_only_the_borders_and_topics_asked_for_are_told() -> None:
    wishes = replace(ALL, borders=(Border.NL_BE,), topics=(Topic.WORK, Topic.BORDER_CONTROL))
    one = Subscriber(wishes)
    assert one.look(a_conflict("elsewhere", border=Border.NL_DE)) == []
    assert one.look(a_conflict("other", topics=(Topic.TRANSPORT,))) == []
    assert kinds(one.look(a_conflict("asked"))) == [NoticeKind.NEW]
    assert kinds(one.look(a_conflict("asked", topics=(Topic.TRANSPORT,), severity=4))) == [NoticeKind.EASED]


def test_what_stood_at_the_beginning_is_known_and_told_by_no_message() -> None:
    one = Subscriber()
    for notice in baseline([level(4)], ALL):
        assert notice.quiet
        one.told[notice.key].append(Told(notice.kind, notice.severity))
    one.known["c-1"] = level(4)
    assert one.look(level(4)) == []
    assert kinds(one.look(level(5))) == [NoticeKind.WORSE]


def test_the_gravest_news_comes_first() -> None:
    one = Subscriber()
    one.look(level(2, "b"), level(2, "e"))
    found = one.look(level(1, "b"), level(2, "n"), level(5, "m"))
    assert [notice.key for notice in found] == ["m", "n", "b", "e"]


LOOKS = st.lists(
    st.dictionaries(st.sampled_from(["c-1", "c-2", "c-3"]), st.integers(1, 5), max_size=3), max_size=25
)


@given(LOOKS, st.integers(1, 5))
def test_readers_know_the_truth_and_are_told_once_a_level_and_period(
    looks: list[dict[str, int]], least: int
) -> None:
    one = Subscriber(replace(ALL, least=least))
    period: Counter[str] = Counter()
    told: Counter[tuple[str, int, int]] = Counter()
    heard: dict[str, int] = {}
    for look in looks:
        standing = [level(severity, key) for key, severity in look.items()]
        before = {key: was[-1] for key, was in one.told.items() if was}
        found = one.look(*standing)
        for notice in found:
            over = notice.kind is NoticeKind.ENDED
            heard[notice.key] = 0 if over else notice.severity
            if notice.kind in (NoticeKind.NEW, NoticeKind.RETURNED):
                period[notice.key] += 1
            if notice.kind is not NoticeKind.WORSE:
                told[notice.key, period[notice.key], heard[notice.key]] += 1
        for key, severity in look.items():
            was = before.get(key)
            known = was.severity if was and was.kind is not NoticeKind.ENDED else 0
            if severity >= least and severity > known:
                assert key in {notice.key for notice in found}, "an escalation always goes through"
        for key in ("c-1", "c-2", "c-3"):
            if look.get(key, 0) >= least:
                assert heard.get(key, 0) >= least, "what stands at their level they have heard of"
        assert one.look(*standing) == [], "the same look tells nothing twice"
    assert all(number == 1 for number in told.values())
