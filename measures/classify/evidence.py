"""The trail from words to labels: which hits and which rule gave each value."""

from collections.abc import Iterable

from measures.classify.readings import Finding, Reader
from measures.classify.words import Hit
from measures.model import Evidence, Item

_Span = tuple[int, int]
# A stretch of the folded text, or the name of a field of the item.
_Where = _Span | str


class Trail:
    """Collects evidence while labels are decided."""

    def __init__(self, item: Item, reader: Reader) -> None:
        self._item = item
        self._reader = reader
        # Each label's values with their rules and where they rest, in order: a dict with nothing for values.
        self._kept: dict[str, dict[tuple[str, str, _Where], None]] = {}

    def note(self, label: str, value: str, findings: Iterable[Finding], limit: int = 3) -> bool:
        """The findings that led to a value; whether there were any."""
        led = list(findings)[:limit]
        if led:
            kept = self._kept.setdefault(label, {})
            for finding in led:
                for hit in finding.hits:
                    kept[value, finding.reading.name, self._word(hit)] = None
        return bool(led)

    def note_hit(self, label: str, value: str, rule: str, hit: Hit) -> None:
        """One word of the text, to the edges of the words it stands in."""
        self._keep(label, value, rule, self._word(hit))

    def note_span(self, label: str, value: str, rule: str, start: int, end: int) -> None:
        """A stretch of the folded text."""
        self._keep(label, value, rule, (start, end))

    def settle(
        self, label: str, value: str, rule: str, field: str = "title", *, instead: bool = False
    ) -> None:
        """A value that rests on what the text lacks, or on a fact of the item (field names it).

        `instead` takes back what was noted for the label before.
        """
        if instead:
            self.forget(label)
        self._keep(label, value, rule, field)

    def forget(self, label: str) -> None:
        """Take back what was noted for a label."""
        self._kept[label] = {}

    def evidence(self) -> tuple[Evidence, ...]:
        """All of it, label by label."""
        places: dict[_Where, tuple[str, int, int, str]] = {}
        found = []
        for label, noted in self._kept.items():
            for value, rule, where in noted:
                if where not in places:
                    places[where] = self._place(where)
                found.append(Evidence(label, value, rule, *places[where]))
        return tuple(found)

    def _keep(self, label: str, value: str, rule: str, where: _Where) -> None:
        self._kept.setdefault(label, {})[value, rule, where] = None

    def _place(self, where: _Where) -> tuple[str, int, int, str]:
        """Field, start, end and words in the item's own text."""
        if not isinstance(where, str):
            return self._reader.text.span(*where)
        text = str(getattr(self._item, where)) if where != "title" else ""
        return where, 0, len(text), text

    def _word(self, hit: Hit) -> _Span:
        """From edge to edge of the words that a hit stands in."""
        folded = self._reader.text.folded
        _, start, end, _ = hit
        while start > 0 and folded[start - 1].isalnum():
            start -= 1
        while end < len(folded) and folded[end].isalnum():
            end += 1
        return start, end
