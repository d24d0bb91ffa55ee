"""The papers that a text asks for."""

import re

from measures.classify.evidence import Trail
from measures.classify.readings import Reader
from measures.classify.words import Hit
from measures.vocabulary import Document

# The lexicons' concepts of documents are the documents' codes with this before them.
PREFIX = "doc_"
_PROOF = PREFIX + Document.STATUS_PROOF
# Whose proof is one of work or study across the border, where it stands near them in their sentence.
_WORKERS = ("frontier_worker", "frontier_pupil", "commuter", "live_work", "works")
_REACH = 110
# A proof of these is another paper: "Nachweis über einen negativen Test", "proof of vaccination".
_OF_HEALTH = re.compile(
    r"[^.,;:]{0,28}\b(?:\w*test|\w*impf|genesen|vaccin|gevaccin|herstel|recover|negati|pcr|geteste|gueri|woon|wohn)"
)


def documents(reader: Reader, passing: bool, trail: Trail) -> tuple[Document, ...]:
    """The papers, in the order of the text; a proof where who crosses to work or school passes with it."""
    found: list[Document] = []
    first = [
        hits[0]
        for concept, hits in reader.by_concept.items()
        if concept.startswith(PREFIX) and concept != _PROOF
    ]
    if passing and (proof := _proof_of_status(reader)):
        first.append(proof)
    for hit in sorted(first, key=lambda hit: hit.start):
        document = Document(hit.concept.removeprefix(PREFIX))
        found.append(document)
        trail.note_hit("documents", document.value, "names the document", hit)
    return tuple(found)


def _proof_of_status(reader: Reader) -> Hit | None:
    for hit in reader.by_concept.get(_PROOF, ()):
        concepts = reader.by_sentence[hit.sentence]
        named = any(
            other.start <= hit.end and hit.start <= other.end
            for concept, hits in concepts.items()
            if concept.startswith(PREFIX) and concept != _PROOF
            for other in hits
        )
        near = any(
            max(who.start - hit.end, hit.start - who.end) <= _REACH
            for worker in _WORKERS
            for who in concepts.get(worker, ())
        )
        if near and not named and not _OF_HEALTH.match(reader.text.folded, hit.end):
            return hit
    return None
