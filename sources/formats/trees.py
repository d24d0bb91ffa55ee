"""XML made into the same nested records as JSON, by local names, as prefixes change from answer to answer.

An element with nothing but text is a text; else a mapping of children by name, with attributes as `@name`
and text as `$`; children of one name are a list.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any
from xml.parsers import expat

from sources.errors import FormatError
from sources.formats.paths import TEXT
from sources.formats.sniff import flat, refuse_entities, root

Tree = dict[str, Any]
MAX_DEPTH = 64
_PIECE = 1 << 18


def tree(body: bytes) -> Tree:
    """The whole answer as a mapping of its root; FormatError where it is a web page or not well-formed."""
    return dict(elements([_door(body)], ""))


def elements(pieces: Iterable[bytes], name: str) -> Iterator[tuple[str, Any]]:
    """Each element of this local name as it ends, with its name; the root where `name` is empty.

    Holds one element in memory at a time. FormatError after the last whole one where the XML breaks.
    """
    builder = _Builder(name)
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.text
    parser.EntityDeclHandler = builder.refuse
    try:
        for piece in pieces:
            for start in range(0, len(piece), _PIECE):
                parser.Parse(piece[start : start + _PIECE], False)
                yield from builder.take()
        parser.Parse(b"", True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        yield from builder.take()
        raise FormatError("not_well_formed", reason=str(error)[:120]) from error
    yield from builder.take()


def many(value: object) -> list[Any]:
    """One or many as many: a list as it is, nothing as none."""
    if value is None or value == "":
        return []
    return value if isinstance(value, list) else [value]


def local(name: str) -> str:
    """A name without its prefix."""
    return name.rpartition(":")[2]


def _door(body: bytes) -> bytes:
    """The bytes from the declaration on; FormatError where they are no XML that may be read."""
    text = flat(body)
    if not root(text):
        raise FormatError("not_well_formed", reason="no element")
    refuse_entities(text)
    if text is body or body.endswith(text):
        return text.lstrip()
    # Re-encoded from UTF-16: what the declaration says of the encoding no longer holds.
    return re.sub(rb"^\s*<\?xml[^>]*\?>", b"", text)


class _Builder:
    def __init__(self, wanted: str) -> None:
        self._wanted = wanted
        self._open: list[tuple[str, Tree, list[str]]] = []
        self._done: list[tuple[str, Any]] = []
        self._depth = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise FormatError("not_well_formed", reason="too deep")
        name = local(name)
        if self._open or not self._wanted or name == self._wanted:
            node: Tree = {f"@{local(key)}": value for key, value in attributes.items() if key[:5] != "xmlns"}
            self._open.append((name, node, []))

    def end(self, name: str) -> None:
        self._depth -= 1
        if not self._open:
            return
        name, node, texts = self._open.pop()
        text = "".join(texts).strip()
        value: Any = node
        if not node:
            value = text
        elif text:
            node[TEXT] = text
        if not self._open:
            self._done.append((name, value))
            return
        parent = self._open[-1][1]
        if name not in parent:
            parent[name] = value
        elif isinstance(parent[name], list):
            parent[name].append(value)
        else:
            parent[name] = [parent[name], value]

    def text(self, text: str) -> None:
        if self._open:
            self._open[-1][2].append(text)

    def refuse(self, *_: object) -> None:
        raise FormatError("entities_declared")

    def take(self) -> list[tuple[str, Any]]:
        done, self._done = self._done, []
        return done
