"""What a feed or calendar is narrowed to, in which language; its lasting names and its titles."""

from dataclasses import dataclass
from uuid import UUID, uuid5

from dashboard import wording
from dashboard.i18n import N_, Reader
from dashboard.links import page_url
from measures.model import Conflict
from measures.store.filters import ConflictFilters
from measures.store.passing import conflict_passes
from measures.vocabulary import Border, ConflictKind, Group, Language, Topic

_NAMES = UUID("6f1c2f1e-3d0b-5a0e-9f0a-2b7c1d5e8a43")
"""Space of the names given here; of no meaning, and never to be changed: readers know entries by them."""

FEEDS = {
    "new-conflicts.atom": N_("New conflicts"),
    "changed-conflicts.atom": N_("Conflicts that changed"),
    "measures.atom": N_("New and amended measures"),
    "days.ics": N_("Days to watch"),
}
"""What there is, by its address below /api/feeds."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What passes: any of the words of each choice, all where it is empty; and who reads it.

    `drill` is set where the store is that of an exercise: everything is then marked as such, and named
    apart from what is real.
    """

    language: Language
    borders: tuple[Border, ...] = ()
    topics: tuple[Topic, ...] = ()
    groups: tuple[Group, ...] = ()
    kinds: tuple[ConflictKind, ...] = ()
    severity: int = 1
    drill: bool = False

    @property
    def reader(self) -> Reader:
        return Reader(self.language)

    def passes(self, conflict: Conflict) -> bool:
        """Whether a conflict is within it."""
        filters = ConflictFilters(
            borders=self.borders,
            topics=self.topics,
            groups=self.groups,
            kinds=self.kinds,
            min_severity=self.severity,
        )
        return conflict_passes(conflict, filters)

    def name(self, *parts: object) -> str:
        """A lasting name (urn:uuid) of what these parts tell apart, whoever runs this at which address."""
        space = uuid5(_NAMES, "exercise") if self.drill else _NAMES
        return uuid5(space, "\n".join(str(part) for part in parts)).urn

    def titled(self, words: str) -> str:
        """Words as a title, marked in an exercise."""
        return self.reader.text("Exercise: {title}", title=words) if self.drill else words

    def described(self, feed: str) -> str:
        """The title of a feed: what it brings, and to what it is narrowed."""
        reader = self.reader
        narrowed = [wording.border(border) for border in self.borders]
        narrowed += [wording.word(reader, word) for word in (*self.topics, *self.groups, *self.kinds)]
        if self.severity > 1:
            narrowed.append(reader.text("severity {level} or more", level=reader.number(self.severity)))
        name = " · ".join((reader.text("Cross Border Taskforce"), reader.text(FEEDS[feed])))
        return self.titled(f"{name} ({', '.join(narrowed)})" if narrowed else name)

    def address(self, feed: str) -> str:
        """The full address of a feed of this scope: the same choices always make the same address."""
        return page_url(
            f"api/feeds/{feed}",
            lang=self.language,
            border=[border for border in Border if border in self.borders],
            topic=[topic for topic in Topic if topic in self.topics],
            group=[group for group in Group if group in self.groups],
            kind=[kind for kind in ConflictKind if kind in self.kinds],
            severity=str(self.severity) if self.severity > 1 else None,
        )

    def page(self, name: str) -> str:
        """The full address of a page of the dashboard with these choices."""
        on_list = name == "conflicts"
        return page_url(
            name,
            lang=self.language,
            border=self.borders,
            topic=self.topics,
            group=self.groups,
            kind=self.kinds if on_list else None,
            least=str(self.severity) if on_list and self.severity > 1 else None,
            state="all" if on_list else None,
        )
