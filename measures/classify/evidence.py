"""The trail from words to labels: which hits and which rule gave each value."""

from collections.abc import Iterable

from measures.classify.readings import Finding, Reader
from measures.classify.words import Hit
from measures.model import Evidence, Item


class Trail:
    """Collects evidence while labels are decided."""

    def __init__(self, item: Item, reader: Reader) -> None:
        self._item = item
        self._reader = reader
        self._kept: dict[str, list[Evidence]] = {}
        self._edges: dict[tuple[int, int], tuple[int, int]] = {}
        self._seen: set[tuple[str, str, str, int, int]] = set()

    def note(self, label: str, value: str, findings: Iterable[Finding], limit: int = 3) -> bool:
        """The findings that led to a value; whether there were any."""
        led = list(findings)[:limit]
        for finding in led:
            for hit in finding.hits:
                self.note_hit(label, value, finding.reading.name, hit)
        return bool(led)

    def note_hit(self, label: str, value: str, rule: str, hit: Hit) -> None:
        """One word of the text, to the edges of the words it stands in."""
        edges = self._edges.get(hit[1:3])
        if edges is None:
            edges = self._edges[hit[1:3]] = self._to_word_edges(hit.start, hit.end)
        self.note_span(label, value, rule, *edges)

    def note_span(self, label: str, value: str, rule: str, start: int, end: int) -> None:
        """A stretch of the folded text."""
        key = (label, value, rule, start, end)
        if key not in self._seen:
            self._seen.add(key)
            where = self._reader.text.span(start, end)
            self._kept.setdefault(label, []).append(Evidence(label, value, rule, *where))

    def settle(
        self, label: str, value: str, rule: str, field: str = "title", *, instead: bool = False
    ) -> None:
        """A value that rests on what the text lacks, or on a fact of the item (field names it).

        `instead` takes back what was noted for the label before.
        """
        text = str(getattr(self._item, field)) if field != "title" else ""
        if instead:
            self.forget(label)
        self._kept.setdefault(label, []).append(Evidence(label, value, rule, field, 0, len(text), text))

    def forget(self, label: str) -> None:
        """Take back what was noted for a label."""
        self._kept[label] = []
        self._seen = {key for key in self._seen if key[0] != label}

    def evidence(self) -> tuple[Evidence, ...]:
        """All of it, label by label."""
        return tuple(evidence for known in self._kept.values() for evidence in known)

    def _to_word_edges(self, start: int, end: int) -> tuple[int, int]:
        folded = self._reader.text.folded
        while start > 0 and folded[start - 1].isalnum():
            start -= 1
        while end < len(folded) and folded[end].isalnum():
            end += 1
        return start, end
