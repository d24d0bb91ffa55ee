"""The papers that a text asks for."""

from measures.classify.evidence import Trail
from measures.classify.readings import Reader
from measures.vocabulary import Document

# The lexicons' concepts of documents are the documents' codes with this before them.
PREFIX = "doc_"


def documents(reader: Reader, trail: Trail) -> tuple[Document, ...]:
    """The papers, in the order of the text."""
    found: list[Document] = []
    for hit in reader.hits:
        if hit.concept.startswith(PREFIX):
            document = Document(hit.concept.removeprefix(PREFIX))
            if document not in found:
                found.append(document)
                trail.note_hit("documents", document.value, "names the document", hit)
    return tuple(found)
