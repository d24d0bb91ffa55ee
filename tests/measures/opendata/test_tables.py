"""The files themselves: cells that are no formulas, hostile input refused with its place, the dictionary."""

import csv
import io
import json
import re
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from measures.errors import InputError, StoreError
from measures.opendata import folder as folders
from measures.opendata import taking
from measures.opendata.csvfile import cell, guarded, read_csv, unguarded, write_csv
from measures.opendata.dictionary import codes, dictionary_csv, entries
from measures.opendata.folder import export, publish
from measures.opendata.parquet import read_parquet, write_parquet
from measures.opendata.tables import EVENTS, TABLES, Table, event_of, event_row
from measures.opendata.taking import take_in
from measures.settings import Settings
from measures.store import Store
from measures.store.conflicts import active_conflicts
from measures.store.exercise import Exercise, begin_exercise
from tests.measures.conftest import make_event
from tests.measures.opendata.conftest import NOW, SETTINGS, Past
from tests.measures.opendata.test_round_trip import copied, edit

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)


@given(TEXTS)
def test_a_guarded_text_is_no_formula_and_comes_back(text: str) -> None:
    written = guarded(text)
    assert not written.lstrip(" \u00a0\ufeff").startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert unguarded(written) == text


@given(st.lists(TEXTS, min_size=2, max_size=5), st.booleans() | st.none(), st.floats(0, 1))
def test_every_row_comes_back_from_both_formats(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str], exempt: bool | None, confidence: float
) -> None:
    said = {"title": texts[1], "summary": "".join(texts), "confidence": confidence, "exempt": exempt}
    made = make_event(texts[0] or "i", since="2020-03-01", regions=("NL42",), level="regional", **said)
    home = tmp_path_factory.mktemp("rows")
    write_csv(home / "events.csv", EVENTS, [event_row(made)])
    write_parquet(home / "events.parquet", EVENTS, [event_row(made)])
    for read, path in ((read_csv, home / "events.csv"), (read_parquet, home / "events.parquet")):
        [(_, plain)] = read(path, EVENTS)
        checked = EVENTS.model.model_validate_json(json.dumps(plain))
        assert event_of({name: getattr(checked, name) for name in EVENTS.hints}) == made


def test_no_cell_of_the_files_is_a_formula_and_lines_end_as_the_standard_says(past: Past) -> None:
    for name in TABLES:
        path = past.folder / f"{name}.csv"
        with path.open(encoding="utf-8", newline="") as stream:
            rows = list(csv.reader(stream, strict=True))
        assert not path.read_bytes().startswith(b"\xef\xbb\xbf")
        assert path.read_bytes().endswith(b"\r\n")
        assert {len(row) for row in rows} == {len(TABLES[name].hints)}
        assert not [text for row in rows for text in row if text.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_parquet_has_days_instants_and_lists(past: Past) -> None:
    table = pq.read_table(past.folder / "events.parquet")
    kinds = {field.name: field.type for field in table.schema}
    assert kinds["valid_from"] == pa.date32()
    assert kinds["known_at"] == pa.timestamp("us", tz="UTC")
    assert pa.types.is_list(kinds["topics"])
    rows = table.to_pylist()
    assert any(isinstance(row["valid_from"], date) for row in rows)
    assert all(isinstance(row["known_at"], datetime) for row in rows)
    assert len(table.to_pandas()) == len(rows)


def test_the_dictionary_tells_of_every_column_and_code(past: Past) -> None:
    told = {(entry.table, entry.column): entry for entry in entries()}
    for name, table in TABLES.items():
        assert [column for column in table.hints if (name, column) not in told] == []
    assert all(entry.description for entry in told.values())
    assert {entry.codes for entry in told.values() if entry.codes} == set(codes())
    assert told["events", "known_at"].time_zone == "UTC"
    assert told["measures", "begins"].time_zone == "Europe/Amsterdam"
    assert told["measures", "begins"].nullable
    assert told["conflicts", "commuters"].unit == "people"
    assert (past.folder / "dictionary.csv").read_bytes() == dictionary_csv().encode()
    readme = (past.folder / "README.md").read_text("utf-8")
    assert all(f"`{entry.column}`" in readme for entry in told.values())
    assert all(
        f"`{code}` {meaning}" in readme for list_ in codes().values() for code, meaning in list_.items()
    )


def test_every_code_in_use_has_a_meaning_and_no_other(past: Past) -> None:
    from enum import IntEnum, StrEnum

    from measures import vocabulary

    for name, meanings in codes().items():
        kind = getattr(vocabulary, name, None)
        if kind is not None:
            assert issubclass(kind, StrEnum | IntEnum)
            assert set(meanings) == {str(one.value) for one in kind}


def test_names_of_the_settings_are_text_on_the_page_and_in_the_readme(past: Past) -> None:
    assert "<Borders>" not in (past.folder / "index.html").read_text("utf-8")
    assert "Ministry of &lt;Borders&gt; &amp; Co" in (past.folder / "index.html").read_text("utf-8")
    assert r"Ministry of \<Borders\> & Co" in (past.folder / "README.md").read_text("utf-8")


EDITS: list[tuple[str, Callable[[str], str], str]] = [
    ("events", lambda t: t.replace("item_id", "item", 1), r"events\.csv: column item_id is missing"),
    ("events", lambda t: t.replace("item_id,version", "version,item_id", 1), r"not in their order"),
    ("events", lambda t: t.replace(",archive,BE,", ",archive,FR,", 1),
     r"events\.csv, line 11: column country: .*'FR'"),
    ("events", lambda t: t.replace('"[""entry""', '"[""=cmd""', 1), r"column topics\.0: .*'=cmd"),
    ("events", lambda t: t.replace(",1,2020-04-29T22:00:00Z", ",1,2020-04-29T22:00:00", 1),
     r"line 11: column known_at: has no time zone"),
    ("events", lambda t: t.replace(",1,2020-04-29T22:00:00Z", ",one,2020-04-29T22:00:00Z", 1),
     r"line 11: column version: cannot be read, got 'one'"),
    ("events", lambda t: t.replace(",2020-04-30,", ",2020-04-31,", 1), r"column published: .*'2020-04-31'"),
    ("events", lambda t: t.replace(",2020-04-30,", ",9999-12-31,", 1), r"published: lies outside 1990"),
    ("events", lambda t: t.replace(",2020-04-30,", ",1588204800,", 1), r"column published: cannot be read"),
    ("events", lambda t: t + '"never closed', r"events\.csv, line \d+: is not CSV"),
    ("events", lambda t: t.replace("Akkoord", "Akk\0oord", 1), r"column title: holds a character"),
    ("events", lambda t: t.replace("=odd,2,", "=odd,4,"), r"column version: 4 does not follow"),
    ("corrections", lambda t: t.replace(",split,", ",steal,", 1), r"corrections\.csv, line 3: .*verdict"),
    ("conflict_history", lambda t: t.replace(",flagged,", ",returned,", 1), r"what: returned does not"),
    ("conflict_history", lambda t: t.replace(',"[[', ',"[' + "[" * 100_000, 1), r"cannot be read"),
    ("sources", lambda t: t.replace(",off,", ",own,", 1), r"column standing"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "change", "said"), EDITS)
def test_what_cannot_be_is_refused_with_file_line_and_column(
    past: Past, sqlite: Store, tmp_path: Path, name: str, change: Callable[[str], str], said: str
) -> None:
    folder = copied(past.folder, tmp_path)
    edit(folder / f"{name}.csv", change)
    with pytest.raises((InputError, StoreError)) as caught:
        take_in(sqlite, folder, NOW, force_csv=True)
    assert re.search(said, str(caught.value)), str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_second_row_of_one_event_is_refused(past: Past, tmp_path: Path) -> None:
    folder = copied(past.folder, tmp_path)
    edit(folder / "sources.csv", lambda text: text + text.splitlines(keepends=True)[-1])
    files = taking._files(folder, force_csv=True)
    with pytest.raises(InputError, match="column id: is there twice: nl-odd"):
        list(taking._checked(files, TABLES["sources"], lambda _: None))


def lone(folder: Path, table: Table, change: Callable[[pa.Table], Any]) -> Path:
    path = folder / f"{table.name}.parquet"
    pq.write_table(change(pq.read_table(path)), path)
    return path


def test_parquet_that_holds_other_things_is_refused_with_its_row(past: Past, tmp_path: Path) -> None:
    folder = copied(past.folder, tmp_path)
    lone(folder, EVENTS, lambda t: t.set_column(4, "country", pa.array([1] * len(t))))
    files = taking._files(folder, force_csv=False)
    with pytest.raises(InputError, match=r"events\.parquet, row 1: column country"):
        list(taking._checked(files, EVENTS, lambda _: None))
    lone(folder, EVENTS, lambda t: t.drop_columns(["title"]))
    with pytest.raises(InputError, match=r"events\.parquet: column title is missing"):
        list(taking._checked(files, EVENTS, lambda _: None))
    (folder / "events.parquet").write_bytes(b"PAR1" + b"\xff" * 100 + b"PAR1")
    with pytest.raises(InputError, match=r"events\.parquet: is not Parquet that can be read"):
        list(taking._checked(files, EVENTS, lambda _: None))


def test_sizes_are_bounded(
    past: Past, sqlite: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taking, "MOST_BYTES", 1_000)
    with pytest.raises(InputError, match="larger than can be read"):
        take_in(sqlite, past.folder, NOW)
    monkeypatch.undo()
    folder = copied(past.folder, tmp_path)
    edit(folder / "events.csv", lambda text: text.replace("Akkoord", "A" * 5_000_000, 1))
    with pytest.raises(InputError, match="field larger than field limit"):
        take_in(sqlite, folder, NOW, force_csv=True)


def test_nothing_outside_the_folder_is_read(past: Past, sqlite: Store, tmp_path: Path) -> None:
    folder = copied(past.folder, tmp_path)
    (folder / "events.parquet").unlink()
    (folder / "events.parquet").symlink_to(past.folder / "events.parquet")
    with pytest.raises(InputError, match=r"events\.parquet: is no plain file"):
        take_in(sqlite, folder, NOW)
    (folder / "events.parquet").unlink()
    (folder / "sources.csv").unlink()
    with pytest.raises(InputError, match=r"sources\.csv: is not there"):
        take_in(sqlite, folder, NOW)


def test_a_file_that_is_not_the_one_described_is_refused(past: Past, sqlite: Store, tmp_path: Path) -> None:
    folder = copied(past.folder, tmp_path)
    (folder / "dcat.jsonld").write_bytes((past.folder / "dcat.jsonld").read_bytes())
    edit(folder / "events.csv", lambda text: text[: text.rindex("=odd")])
    with pytest.raises(InputError, match=r"events\.csv: is not the file that dcat\.jsonld describes"):
        take_in(sqlite, folder, NOW, force_csv=True)
    (folder / "dcat.jsonld").write_text("[" * 100_000)
    with pytest.raises(InputError, match="is not the description"):
        take_in(sqlite, folder, NOW)


def test_an_export_leaves_nothing_half_done(
    past: Past, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "mine").write_text("mine")
    with pytest.raises(InputError, match="not an empty folder"):
        export(past.store, tmp_path / "kept", SETTINGS, NOW)
    monkeypatch.setattr(folders, "dictionary_csv", full)
    with pytest.raises(InputError, match="No space left"):
        export(past.store, tmp_path / "out", SETTINGS, NOW)
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]


def test_an_exercise_is_no_open_data(sqlite: Store, tmp_path: Path) -> None:
    with sqlite.begin() as tx:
        begin_exercise(tx, Exercise(date(2020, 3, 1), date(2020, 3, 2), 1.0, NOW))
    with pytest.raises(StoreError, match="exercise"):
        export(sqlite, tmp_path / "out", SETTINGS, NOW)
    assert not publish(sqlite, Settings(data_dir=tmp_path), NOW)
    assert list(tmp_path.glob("*open*")) == []


def test_an_empty_store_goes_out_and_comes_in(sqlite: Store, tmp_path: Path) -> None:
    export(sqlite, tmp_path / "out", SETTINGS, NOW)
    assert take_in(sqlite, tmp_path / "out", NOW).events == 0


def test_what_is_published_changes_only_with_the_data(past: Past, tmp_path: Path) -> None:
    home = Settings(data_dir=tmp_path / "data", publisher="P")
    place = tmp_path / "data" / "open"
    assert publish(past.store, home, NOW)
    first = place.resolve()
    assert not publish(past.store, home, NOW.replace(hour=3))
    assert place.resolve() == first
    renamed = home.model_copy(update={"publisher": "Q"})
    assert publish(past.store, renamed, NOW.replace(hour=4))
    # Whoever is still fetching the old files can end that.
    assert first.exists()
    assert publish(past.store, home, NOW.replace(hour=5))
    assert not first.exists()
    assert len(list((tmp_path / "data").iterdir())) == 4


def test_two_that_publish_at_once_make_one(past: Past, tmp_path: Path) -> None:
    from concurrent.futures import ThreadPoolExecutor

    home = Settings(data_dir=tmp_path)
    with ThreadPoolExecutor(3) as pool:
        done = list(pool.map(lambda n: publish(past.store, home, NOW.replace(minute=n)), range(3)))
    assert sum(done) == 1
    assert (tmp_path / "open" / "dcat.jsonld").exists()


def test_values_of_json_as_cells() -> None:
    assert [cell(value) for value in (None, "", True, 3, 0.5, ["a", 1], {"é": None})] == [
        "", "", "true", "3", "0.5", '["a",1]', '{"é":null}',
    ]  # fmt: skip
    assert io.StringIO(cell("'")).read() == "''"


def test_an_export_tells_the_conflicts_that_stand_from_those_kept_for_their_history(
    past: Past, tmp_path: Path
) -> None:
    heard: list[str] = []
    export(past.store, tmp_path / "out", SETTINGS, NOW, heard.append)
    (line,) = [line for line in heard if line.startswith("conflicts:")]
    with past.store.read() as tx:
        standing = len(active_conflicts(tx))
    rows = len(list(read_csv(tmp_path / "out" / "conflicts.csv", TABLES["conflicts"])))
    assert standing < rows
    of_which = f"{standing} that stand, {rows - standing} withdrawn and kept for their history"
    assert line == f"conflicts: {rows} rows ({of_which})"
