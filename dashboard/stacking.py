"""Wide tables on narrow screens: each row becomes a block, each cell a line with the name of its column.

Streamlit gives a table no class of its own: it is told by its label and the number of its columns.
"""

from collections.abc import Mapping, Sequence

LETTERS = 40
"""Letters that stand side by side on a narrow screen."""

COLUMNS = 4
"""From so many columns on a table may be too wide."""

_LONGEST = 20  # letters after which a cell wraps


def stacks(rows: Sequence[Mapping[str, str]]) -> bool:
    """Whether a table is too wide to be read on a narrow screen."""
    widths: dict[str, int] = {}
    for row in rows:
        for name, text in row.items():
            widths[name] = max(widths.get(name, 0), *(min(len(one), _LONGEST) for one in (name, text)))
    return len(widths) >= COLUMNS and sum(widths.values()) > LETTERS


def style(alt: str, rows: Sequence[Mapping[str, str]]) -> str:
    """A style sheet that stacks the table of these rows, at least one, which `alt` tells of."""
    header = list(rows[0])
    table = f"table[aria-label={_string(alt)}]:has(th:nth-child({len(header)}):last-child)"
    labels = "".join(
        f"{table} td:nth-child({column})::before {{content: {_string(name)}}}\n"
        for column, name in enumerate(header, 1)
    )
    empty = ", ".join(
        f"tr:nth-child({line}) td:nth-child({column})"
        for line, row in enumerate(rows, 1)
        for column, text in enumerate(row.values(), 1)
        if not text.strip()
    )
    return (
        "<style>\n@media (max-width: 640px) {\n"
        f"{table} thead {{display: none}}\n"
        f"{table} :is(tbody, tr) {{display: block}}\n"
        f"{table} tr {{border-top: 1px solid rgb(128 128 128 / 50%); padding: 0.4rem 0}}\n"
        f"{table} tr td:nth-child(n) {{display: grid; grid-template-columns: 7rem 1fr; gap: 0.5rem; "
        "border: 0; padding: 0.1rem 0; overflow-wrap: anywhere}\n"
        f"{table} td::before {{font-size: 0.8rem; font-weight: 600}}\n"
        f"{labels}" + (f"{table} :is({empty}) {{display: none}}\n" if empty else "") + "}\n</style>"
    )


def _string(text: str) -> str:
    """A string of CSS in which no character but letters and digits stands for itself."""
    return '"' + "".join(one if one.isalnum() else f"\\{ord(one):x} " for one in text) + '"'
