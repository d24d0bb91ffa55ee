"""Which measure an event speaks of: by government, area, topics, borders, dates, instrument and words."""

from collections.abc import Iterable
from datetime import date, timedelta

from rapidfuzz import fuzz

from measures.days import day_of
from measures.geography import overlaps
from measures.lifecycle.draft import Draft, own_acts, wording
from measures.lifecycle.facts import instruments, link_facts, neighbours, setting_apart, topic_facts, words_of
from measures.lifecycle.links import BY_ACTION, Link
from measures.lifecycle.strands import Strand, family
from measures.model import Assessment, Event
from measures.vocabulary import CROSSING, DOMESTIC, Action, Border, Direction, Level, Topic

_MOSTLY = 0.5  # share of a measure's texts that name an instrument, from which it is the measure's
_LIKE = 0.55  # likeness from which words alone tie two texts on a topic of many rules


def reason_to_link(draft: Draft, event: Event) -> tuple[float, Link] | None:
    """How well an event fits a measure and the reason code; None where it is of another."""
    facts, said, day = link_facts(), event.assessment, day_of(event.known_at)
    common = draft.history.strands.keys() & said.topics
    if not common or not _may_be_one(draft, event):
        return None
    if draft.history.tells_end_again(event, facts.end_again_days):
        return 1.0, Link.ENDS_AGAIN
    ending = max(draft.history.spoken_of(said.topics), key=lambda strand: strand.until)
    gap = max(0, (day - ending.until).days)
    extending = said.action == Action.EXTEND
    latest = min(facts.late_extension_days, ending.counted_days) if extending else facts.late_change_days
    if gap > latest or (gap and ending.lifted):
        return None
    same_act = not draft.acts.isdisjoint(own_acts(said))
    if _is_told_anew(ending, said, day) and not same_act:
        return None
    other_way = _goes_the_other_way(draft.directions, said.direction)
    named = instruments(words_of(event))
    same_instrument = max((draft.named[name] / len(draft.events) for name in named), default=0.0)
    alike = _likeness(draft, event)
    if not same_act and not any(topic_facts()[topic].one_rule for topic in common):
        if draft.named and named and not same_instrument:
            return None
        if not same_instrument and alike < _LIKE:
            return None
    score = (
        facts.topics * _topics_shared(_alive(draft, day), set(said.topics))
        + facts.main_topic * (said.topics[0] in family(draft.events[0].assessment.topics[0]))
        + facts.borders * (draft.borders == set(said.borders))
        + facts.authority * (event.item.authority.casefold() in draft.authorities)
        + facts.text * alike
        + facts.instrument * min(1.0, same_instrument / _MOSTLY)
        + facts.act * same_act
        - facts.other_way * other_way
        + facts.recency * (1 - gap / latest)
        + facts.dates * _dates_meet(ending, draft.history.begins, event)
    )
    if score < facts.threshold:
        return None
    if _continues(ending, said, same_instrument):
        return score, Link.CONTINUES
    if same_act:
        return score, Link.SAME_ACT
    if said.action == Action.INTRODUCE:
        same_words = same_instrument > 0 or alike >= _LIKE
        if other_way or not _same_release(draft, event, same_words):
            return None
    if extending and gap > facts.late_change_days:
        return score, Link.EXTENDS_AFTER_GAP
    return score, BY_ACTION[said.action]


def _may_be_one(draft: Draft, event: Event) -> bool:
    """Whether a text is of the same kind and government, at the same borders and on the same ground."""
    said = event.assessment
    if _set_apart(draft.history.strands, said.topics):
        return False
    if _is_of_another_kind(draft.history.founding, said.topics[0]):
        return False
    if not _same_borders(draft.borders, said.borders) or _elsewhere(draft, event):
        return False
    if not draft.borders.issuperset(said.borders) and _is_wider(said) and not _prolongs(draft, said):
        return False
    if said.regions and draft.regions and not _share_ground(draft.regions, said.regions):
        return False
    return _government(draft.events[0]) == _government(event)


def _is_told_anew(strand: Strand, said: Assessment, day: date) -> bool:
    """Whether a text comes so long after the last word on a rule without an end that it tells of another."""
    ends_or_prolongs = said.action in (Action.END, Action.EXTEND)
    return (
        not ends_or_prolongs and strand.ends is None and (day - strand.heard).days > link_facts().silent_days
    )


def _continues(strand: Strand, said: Assessment, same_instrument: float) -> bool:
    """Whether a text that seems to bring in or explain a rule prolongs one by the same instrument.

    It gives a later last day, and no first day but the one on which the present rule runs out.
    """
    if said.action not in (Action.INTRODUCE, Action.INFORM) or strand.ends is None or strand.lifted:
        return False
    seamless = said.valid_from in (None, strand.ends, strand.ends + timedelta(days=1))
    later = said.valid_until is not None and said.valid_until > strand.ends
    return seamless and later and same_instrument >= _MOSTLY


def _same_release(draft: Draft, event: Event, same_words: bool) -> bool:
    """Whether an introduction only repeats one we have, in another language or by another ministry."""
    if draft.events[0].assessment.action == Action.END:
        return False
    first, second = draft.events[0].assessment.valid_from, event.assessment.valid_from
    if first is not None and second is not None:
        return first == second
    days = (event.known_at - draft.events[0].known_at).days
    return same_words and days <= link_facts().same_release_days


def _topics_shared(ours: set[Topic], theirs: set[Topic]) -> float:
    """From 0 to 1: half for all of theirs being ours, half for nothing else; a long life gathers topics."""
    common = len(ours & theirs)
    return (common / len(theirs) + common / len(ours | theirs)) / 2


def _alive(draft: Draft, day: date) -> set[Topic]:
    """Topics that the measure still has rules on, or had until lately; all where none is left."""
    oldest = day - timedelta(days=link_facts().late_change_days)
    return {topic for topic, s in draft.history.strands.items() if s.until >= oldest} or set(draft.topics)


def _dates_meet(strand: Strand, begins: date | None, event: Event) -> float:
    """From 0 to 1: whether a text gives the measure's first day, its end, or the day after it.

    Half for a prolongation told when the known end is near: what has no end is not prolonged.
    """
    said = event.assessment
    if said.valid_from is not None and said.valid_from == begins:
        return 1.0
    if strand.ends is None:
        return 0.0
    if said.action == Action.EXTEND:
        near = (strand.ends - day_of(event.known_at)).days <= link_facts().due_days
        return 1.0 if said.valid_from in (strand.ends, strand.ends + timedelta(days=1)) else 0.5 * near
    return float(
        said.valid_until == strand.ends or said.valid_from in (strand.ends, strand.ends + timedelta(days=1))
    )


def _likeness(draft: Draft, event: Event) -> float:
    """Likeness of wording within one language, 0 for none; unrelated notices share some words too."""
    other = draft.wordings.get(event.item.language)
    if other is None:
        return 0.0
    ratio = fuzz.token_set_ratio(other, wording(event.item.title, event.item.summary)) / 100
    return max(0.0, (ratio - 0.45) / 0.55)


def _government(event: Event) -> Level:
    """The level of the government whose rule it is; readings made before that was read give the teller's."""
    return event.assessment.level or event.item.level


def _goes_the_other_way(ours: set[Direction], theirs: Direction | None) -> bool:
    """Whether a measure is on travel into the country alone and a text on travel out of it, or so."""
    one_way = {Direction.INTO, Direction.OUT_OF}
    return theirs in one_way and bool(ours) and ours <= one_way - {theirs}


def _set_apart(ours: Iterable[Topic], theirs: Iterable[Topic]) -> bool:
    """Whether one side has a topic that never shares a measure with others, which the other side lacks."""
    apart = setting_apart()
    return apart.intersection(ours) != apart.intersection(theirs)


def _is_of_another_kind(founding: frozenset[Topic], main: Topic) -> bool:
    """A text mainly on life inside a country changes no rule on crossing alone, nor the other way round."""
    for kind, other in ((DOMESTIC, CROSSING), (CROSSING, DOMESTIC)):
        if main in kind and kind.isdisjoint(founding) and not other.isdisjoint(founding):
            return True
    return False


def _same_borders(first: set[Border], second: tuple[Border, ...]) -> bool:
    """A rule at other borders (none of ours) and a rule at one of ours are two rules."""
    return not first.isdisjoint(second) if first else not second


def _is_wider(said: Assessment) -> bool:
    """Whether a text at more borders than a measure tells of another one: what is agreed with one neighbour
    is not what is agreed with both, and a rule on all abroad is not that on a province of one. What only
    ends, eases, prolongs or repeats a rule need not name its border."""
    if any(topic_facts()[topic].bilateral for topic in said.topics):
        return True
    return said.action in (Action.INFORM, Action.TIGHTEN)


def _prolongs(draft: Draft, said: Assessment) -> bool:
    """Whether a text gives a later end to what has one: so news for several neighbours speaks of each."""
    ends = [strand.ends for topic, strand in draft.history.strands.items() if topic in said.topics]
    if said.action != Action.EXTEND or said.valid_until is None:
        return False
    return all(last is not None and last < said.valid_until for last in ends)


def _elsewhere(draft: Draft, event: Event) -> bool:
    """Whether both are at borders none of ours, and name different neighbours."""
    if draft.borders or event.assessment.borders or draft.topics.isdisjoint(CROSSING):
        return False
    ours, theirs = draft.neighbours, neighbours(words_of(event))
    return bool(ours and theirs) and ours.isdisjoint(theirs)


def _share_ground(first: set[str], second: tuple[str, ...]) -> bool:
    return any(overlaps(a, b) for a in first for b in second)
