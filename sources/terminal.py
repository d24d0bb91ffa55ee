"""Tables for the terminal: cells are shown as they stand, as text from the network may look like markup."""

import sys
from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

FILE_WIDTH = 200
"""Into a file or pipe, rich would squeeze a table into 80 columns."""


def show(columns: Sequence[str], rows: Iterable[Sequence[object]], title: str | None = None) -> None:
    """Print a table that folds rather than cuts, for an id must stay whole."""
    table = Table(title=title)
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(Text(str(cell)) for cell in row))
    Console(width=None if sys.stdout.isatty() else FILE_WIDTH).print(table)
