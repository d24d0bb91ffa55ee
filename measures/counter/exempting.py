"""Whether an exemption frees this person, and why or why not."""

from measures.counter import sentences
from measures.counter.situation import CHILDREN, Proof, Sector, Situation
from measures.model import Measure, Phase, Reason
from measures.vocabulary import CROSSING, Document, Group, Impact, Topic

_WORKERS_ONLY = frozenset({Document.VIGNETTE, Document.EMPLOYER_STATEMENT})
_PASSES = frozenset({Document.VIGNETTE, Document.EMPLOYER_STATEMENT, Document.SELF_DECLARATION})
# Of these a word on frontier workers says nothing more.
_GENERAL = frozenset({Group.EVERYONE, Group.FRONTIER_WORKERS, Group.SHOPPERS_VISITORS})
_AT_CROSSING = CROSSING | {Topic.TRANSPORT}


def bears_exemption(measure: Measure, topics: tuple[Topic, ...]) -> bool:
    """Whether what a measure says of frontier workers is said on these topics.

    That is on crossing, where the measure is on crossing.
    """
    return not _AT_CROSSING.isdisjoint(topics) or _AT_CROSSING.isdisjoint(measure.topics)


def exemption(
    situation: Situation, phase: Phase, topics: tuple[Topic, ...], *, of_children: bool
) -> tuple[Reason | None, bool]:
    """The reason and whether this person is freed by it. None where nothing is said that is theirs.

    `of_children` says that the rule is met on the children's way alone.
    """
    worker = Group.FRONTIER_WORKERS in situation.groups
    if phase.frontier_exempt is None:
        silent = worker and not _AT_CROSSING.isdisjoint(topics)
        return (Reason("unsaid") if silent else None), False
    if phase.frontier_exempt is False:
        return (Reason("not_exempt") if worker else None), False
    named = frozenset(phase.groups) - _GENERAL
    whole = not named or not _GENERAL.isdisjoint({*phase.groups} - {Group.SHOPPERS_VISITORS})
    if worker and whole:
        return _of_worker(situation, phase), True
    own = named & situation.groups
    if not own and situation.has_children_at_school and not whole and named & CHILDREN:
        return sentences.of_group("children_exempt", named & CHILDREN), of_children
    if own:
        # A text that is for those alone whom it lets through frees them; else it may only speak of them.
        freed = Group.EVERYONE not in phase.groups
        return sentences.of_group("exempt_group" if freed else "group_named", own), freed
    return (Reason("others_exempt") if whole else sentences.of_group("others_named", named)), False


def papers(situation: Situation, phase: Phase) -> tuple[Document, ...]:
    """The papers of a rule that this person may need."""
    return tuple(document for document in phase.documents if _fits(situation, document))


def proofs(situation: Situation, phase: Phase, topics: tuple[Topic, ...]) -> list[Reason]:
    """Whether what somebody can show is among the papers a rule on tests names."""
    asked = {Document.TEST, Document.CERTIFICATE} & set(phase.documents)
    if Topic.TESTING not in topics or not asked:
        return []
    match situation.proof:
        case Proof.VACCINATED if Document.CERTIFICATE in asked:
            return [Reason("by_certificate")]
        case Proof.TESTED if Document.TEST in asked:
            return [Reason("by_test")]
        case Proof.NONE:
            return [Reason("no_proof")]
        case _:
            return []


def _of_worker(situation: Situation, phase: Phase) -> Reason:
    documents = papers(situation, phase)
    if documents and not _shown_by_exempt(phase):
        return sentences.with_documents("exempt_papers_named", documents)
    if Document.VIGNETTE in phase.documents:
        if situation.sector == Sector.VITAL:
            return Reason("exempt_vignette")
        if situation.sector == Sector.UNKNOWN:
            return Reason("exempt_vital_unknown")
        if not documents:
            return Reason("exempt_not_vital")
    return sentences.with_documents("exempt_documents", documents) if documents else Reason("exempt")


def _shown_by_exempt(phase: Phase) -> bool:
    """Whether the papers are those by which the exempt pass, rather than those asked of the others."""
    return phase.border_impact == Impact.BLOCKING or not _PASSES.isdisjoint(phase.documents)


def _fits(situation: Situation, document: Document) -> bool:
    if document in _WORKERS_ONLY and not situation.works:
        return False
    return document != Document.VIGNETTE or situation.sector != Sector.OTHER
