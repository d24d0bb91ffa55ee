"""XML by declared paths of local names: sitemaps, and whatever lists one kind of element."""

from typing import TYPE_CHECKING

from sources.errors import FormatError
from sources.formats.jsonpaths import records_at
from sources.formats.records import Reading, by_paths, to_reading
from sources.formats.trees import tree

if TYPE_CHECKING:
    from sources.catalogue.entry import Source


def read(source: "Source", body: bytes) -> Reading:
    """The items of an XML answer; one whose root is as declared and that lists nothing is empty."""
    answer = tree(body)
    try:
        records = records_at(source.items, answer)
    except FormatError:
        if not any(path.partition(".")[0] in answer for path in source.items):
            raise
        records = []
    return to_reading(source, (by_paths(source, record) for record in records))
