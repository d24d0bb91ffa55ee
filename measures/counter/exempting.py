"""Whether an exemption frees this person, and why or why not."""

from measures.counter import sentences
from measures.counter.situation import CHILDREN, Proof, Sector, Situation
from measures.model import Measure, Phase, Reason
from measures.vocabulary import CROSSING, Document, Group, Impact, Topic

_WORKERS_ONLY = frozenset({Document.VIGNETTE, Document.EMPLOYER_STATEMENT})
_PASSES = _WORKERS_ONLY | {Document.SELF_DECLARATION, Document.STATUS_PROOF}
_ASKED_OF_OTHERS = frozenset({Document.TEST, Document.CERTIFICATE})
# Of these a word on frontier workers says nothing more.
_GENERAL = frozenset({Group.EVERYONE, Group.FRONTIER_WORKERS, Group.SHOPPERS_VISITORS})
_AT_CROSSING = CROSSING | {Topic.TRANSPORT}


def bears_exemption(measure: Measure, topics: tuple[Topic, ...]) -> bool:
    """Whether what a measure says of frontier workers is said on these topics.

    That is on crossing, where the measure is on crossing.
    """
    return not _AT_CROSSING.isdisjoint(topics) or _AT_CROSSING.isdisjoint(measure.topics)


def exemption(
    situation: Situation,
    phase: Phase,
    topics: tuple[Topic, ...],
    spared: frozenset[Group] = frozenset(),
    *,
    of_children: bool,
) -> tuple[Reason | None, bool]:
    """The reason and whether this person is freed by it. None where nothing is said that is theirs.

    `spared` are the groups that the exemption names beside frontier workers (measures.counter.sparing);
    `of_children` says that the rule is met on the children's way alone.
    """
    worker = Group.FRONTIER_WORKERS in situation.groups
    if phase.frontier_exempt is None:
        if not worker or _AT_CROSSING.isdisjoint(topics):
            return None, False
        return Reason("frontier_named" if Group.FRONTIER_WORKERS in phase.groups else "unsaid"), False
    if phase.frontier_exempt is False:
        return (Reason("not_exempt") if worker else None), False
    named = frozenset(phase.groups) - _GENERAL
    whole = not named or not _GENERAL.isdisjoint({*phase.groups} - {Group.SHOPPERS_VISITORS})
    if worker and whole:
        return _of_worker(situation, phase), True
    own = (named | spared) & situation.groups
    children = (spared if whole else named | spared) & CHILDREN
    if not own and situation.has_children_at_school and children:
        return sentences.of_group("children_exempt", children), of_children
    if own:
        # A text that is for those alone whom it lets through frees them; else it may only speak of them.
        if Group.EVERYONE not in phase.groups or own & spared:
            return _of_group(situation, phase, own & spared or own), True
        return sentences.of_group("group_named", own), False
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
        case Proof.UNKNOWN:
            return []
        case Proof.NONE:
            return [Reason("no_proof")]
        case Proof.VACCINATED:
            return [Reason("by_certificate" if Document.CERTIFICATE in asked else "proof_not_named")]
        case Proof.TESTED:
            return [Reason("by_test" if Document.TEST in asked else "proof_not_named")]


def passes(situation: Situation, phase: Phase) -> tuple[Document, ...]:
    """The papers with which an exempt person passes: beside a pass, a test is asked of the others."""
    documents = papers(situation, phase)
    if phase.border_impact == Impact.BLOCKING or _PASSES.isdisjoint(documents):
        return documents
    return tuple(document for document in documents if document not in _ASKED_OF_OTHERS)


def _of_worker(situation: Situation, phase: Phase) -> Reason:
    documents = passes(situation, phase)
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


def _of_group(situation: Situation, phase: Phase, own: frozenset[Group]) -> Reason:
    documents = passes(situation, phase)
    if documents and not _shown_by_exempt(phase):
        return sentences.of_group("exempt_group_papers", own, documents)
    return sentences.of_group("exempt_group", own)


def _shown_by_exempt(phase: Phase) -> bool:
    """Whether the papers are those by which the exempt pass, rather than those asked of the others."""
    return phase.border_impact == Impact.BLOCKING or not _PASSES.isdisjoint(phase.documents)


def _fits(situation: Situation, document: Document) -> bool:
    if document in _WORKERS_ONLY and not situation.works:
        return False
    return document != Document.VIGNETTE or situation.sector != Sector.OTHER
