"""The papers that a text asks for."""

from measures.classify.evidence import Trail
from measures.classify.readings import Reader
from measures.vocabulary import Document

# The lexicons' concepts of documents are the documents' codes with this before them.
PREFIX = "doc_"


def documents(reader: Reader, trail: Trail) -> tuple[Document, ...]:
    """The papers, in the order of the text."""
    found: list[Document] = []
    first = [hits[0] for concept, hits in reader.by_concept.items() if concept.startswith(PREFIX)]
    for hit in sorted(first, key=lambda hit: hit.start):
        document = Document(hit.concept.removeprefix(PREFIX))
        found.append(document)
        trail.note_hit("documents", document.value, "names the document", hit)
    return tuple(found)
