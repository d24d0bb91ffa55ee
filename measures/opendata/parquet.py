"""Tables as Parquet: days as days, instants as instants in UTC, lists as lists."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from measures.errors import InputError
from measures.opendata.csvfile import check_columns
from measures.opendata.tables import Row, Table

MOST_ROWS = 5_000_000
MOST_BYTES = 4 << 30
"""Of a table unpacked, as its file says."""
_TOGETHER = 200
"""Rows read in one go."""
_WRITTEN_AT_ONCE = 5_000
_NAMES = 1 << 20
"""Bytes and entries that the head of a file may take."""


def write_parquet(path: Path, table: Table, rows: Iterable[Row]) -> None:
    """Write a table; the same rows give the same bytes."""
    rest = iter(rows)
    with pq.ParquetWriter(path, table.schema, compression="zstd") as writer:
        while some := list(islice(rest, _WRITTEN_AT_ONCE)):
            made = [table.model.model_construct(**row).model_dump() for row in some]
            writer.write_table(pa.Table.from_pylist(made, schema=table.schema))


def read_parquet(path: Path, table: Table) -> Iterator[tuple[str, Row]]:
    """Each row in values of JSON, with its place; InputError (subject: the file) for what is none."""
    try:
        with pq.ParquetFile(
            path, thrift_string_size_limit=_NAMES, thrift_container_size_limit=_NAMES, memory_map=False
        ) as file:
            check_columns(file.schema_arrow.names, table, path.name)
            about = file.metadata
            size = sum(about.row_group(number).total_byte_size for number in range(about.num_row_groups))
            if about.num_rows > MOST_ROWS or size > MOST_BYTES:
                raise InputError("is larger than can be read", subject=path.name)
            number = 0
            for batch in file.iter_batches(_TOGETHER):
                for row in batch.to_pylist():
                    number += 1
                    yield f"{path.name}, row {number}", _plain(row)
    except (pa.ArrowException, OSError, ValueError, OverflowError) as error:
        said = str(error).splitlines()[0][:120] if str(error) else type(error).__name__
        raise InputError(f"is not Parquet that can be read: {said}", subject=path.name) from None


def _plain(value: Any) -> Any:
    """A value in those of JSON."""
    match value:
        case dict():
            return {name: _plain(part) for name, part in value.items()}
        case list() | tuple():
            return [_plain(part) for part in value]
        case date() | datetime():
            return value.isoformat()
        case bytes():
            raise ValueError("bytes where a text is expected")
        case _:
            return value
