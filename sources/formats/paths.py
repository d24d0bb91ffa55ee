"""Paths into a record: how a catalogue entry says where a field stands.

alert.info.0.headline      keys and positions; `*` takes every element or value; a key asked of a list
                           is asked of each of its elements, so one and many read alike
link ~ messageID=(\\d+)     the part of the text that the pattern finds (its group, if it has one)
{title} {type} {time ~ ^\\d+}   a text put together of paths; empty where one of them is
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

TEXT = "$"
"""Key of the text of a record that has more than its text."""

_HOLE = re.compile(r"\{([^{}]+)\}")


def check(path: str) -> None:
    """ValueError where `path` cannot be read."""
    for steps, pattern in parts(path):
        if not steps or any(not step for step in steps.split(".")):
            raise ValueError(f"{path!r} is no path")
        try:
            re.compile(pattern)
        except re.error as error:
            raise ValueError(f"{path!r} holds a bad pattern: {error}") from None


def pick(record: object, candidates: Sequence[str]) -> str:
    """The first of `candidates` that gives a text which is not blank; else empty."""
    return first(lambda path: _text_at(record, path), candidates)


def first(text_at: Callable[[str], str], candidates: Sequence[str]) -> str:
    """As `pick`, of records of any kind: `text_at` gives the text that stands at a bare path."""
    for candidate in candidates:
        text = _fill(text_at, candidate) if _is_template(candidate) else _read(text_at, candidate)
        if text.strip():
            return text
    return ""


def parts(path: str) -> Iterator[tuple[str, str]]:
    """Each bare path in `path` and the pattern behind it."""
    for part in _HOLE.findall(path) if _is_template(path) else [path]:
        bare, _, pattern = part.partition("~ ")
        yield bare.strip(), pattern.strip()


def walk(value: object, steps: Sequence[str]) -> Iterator[object]:
    """Every value that the steps lead to, in the order of the record."""
    if not steps:
        yield value
        return
    step, rest = steps[0], steps[1:]
    if step == "*":
        if isinstance(value, Mapping):
            value = list(value.values())
        if isinstance(value, list):
            for inner in value:
                yield from walk(inner, rest)
    elif isinstance(value, Mapping):
        if step in value:
            yield from walk(value[step], rest)
    elif isinstance(value, list) and step.isdecimal():
        if int(step) < len(value):
            yield from walk(value[int(step)], rest)
    elif isinstance(value, list):
        for inner in value:
            yield from walk(inner, steps)


def _is_template(path: str) -> bool:
    return "{" in path.partition("~ ")[0]


def _fill(text_at: Callable[[str], str], template: str) -> str:
    texts = [_read(text_at, hole) for hole in _HOLE.findall(template)]
    if not all(text.strip() for text in texts):
        return ""
    filled = iter(texts)
    return _HOLE.sub(lambda _: next(filled), template)


def _read(text_at: Callable[[str], str], path: str) -> str:
    bare, _, pattern = path.partition("~ ")
    text = text_at(bare.strip())
    if not pattern:
        return text
    match = re.search(pattern.strip(), text)
    if match is None:
        return ""
    return match.group(1 if match.re.groups else 0) or ""


def _text_at(record: object, path: str) -> str:
    found = (_text(value) for value in walk(record, path.split(".")))
    return "\n".join(part for part in found if part.strip())


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, list):
        return "\n".join(_text(inner) for inner in value if not isinstance(inner, list))
    # The text of an element that has attributes as well.
    return _text(value.get(TEXT)) if isinstance(value, Mapping) else ""
