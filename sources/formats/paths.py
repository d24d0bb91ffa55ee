"""Paths into a record: how a catalogue entry says where a field stands.

alert.info.0.headline      keys and positions; `*` takes every element or value
link ~ messageID=(\\d+)     the part of the text that the pattern finds (its group, if it has one)
{title} {type} {time ~ ^\\d+}   a text put together of paths; empty where one of them is
"""

import re
from collections.abc import Iterator, Mapping, Sequence

_HOLE = re.compile(r"\{([^{}]+)\}")


def check(path: str) -> None:
    """ValueError where `path` cannot be read."""
    for part in _HOLE.findall(path) if _is_template(path) else [path]:
        steps, _, pattern = part.partition("~")
        if not steps.strip() or any(not step for step in steps.strip().split(".")):
            raise ValueError(f"{path!r} is no path")
        try:
            re.compile(pattern.strip())
        except re.error as error:
            raise ValueError(f"{path!r} holds a bad pattern: {error}") from None


def pick(record: object, candidates: Sequence[str]) -> str:
    """The first of `candidates` that gives a text which is not blank; else empty."""
    for candidate in candidates:
        text = _fill(record, candidate) if _is_template(candidate) else _read(record, candidate)
        if text.strip():
            return text
    return ""


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
    elif isinstance(value, list) and step.isdecimal() and int(step) < len(value):
        yield from walk(value[int(step)], rest)


def _is_template(path: str) -> bool:
    return "{" in path.partition("~")[0]


def _fill(record: object, template: str) -> str:
    texts = [_read(record, hole) for hole in _HOLE.findall(template)]
    if not all(text.strip() for text in texts):
        return ""
    filled = iter(texts)
    return _HOLE.sub(lambda _: next(filled), template)


def _read(record: object, path: str) -> str:
    steps, _, pattern = path.partition("~")
    found = (_text(value) for value in walk(record, steps.strip().split(".")))
    text = "\n".join(part for part in found if part.strip())
    if not pattern:
        return text
    match = re.search(pattern.strip(), text)
    if match is None:
        return ""
    return match.group(1 if match.re.groups else 0) or ""


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, list):
        return "\n".join(_text(inner) for inner in value if isinstance(inner, str | int | float))
    return ""
