"""A store made from its open data gives the same answers, whichever database and format they went through."""

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import date, timedelta
from os import environ
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from measures.corrections import standing
from measures.counter import AHEAD, answer
from measures.counter.situation import situation
from measures.days import day_of
from measures.errors import InputError, StoreError
from measures.opendata.folder import WHO as NOBODY
from measures.opendata.folder import export
from measures.opendata.taking import take_in
from measures.signals import Signal
from measures.store import Store, reading
from measures.store import tables as t
from measures.store.conflicts import active_conflicts
from measures.store.corrections import all_corrections
from measures.store.counter import as_known, conflicts_at, measures_near, texts_of
from measures.store.measures import all_measures
from measures.store.search import search
from measures.store.sources import memory_of
from measures.store.tying import report
from measures.store.weekly import read_week
from measures.store.whole import every_event, every_source
from measures.vocabulary import Border, Group
from measures.weekly import IsoWeek, Known
from tests.measures.opendata.conftest import NOW, ODD, SETTINGS, WHO, WHY, Past

DAYS = [date(2020, 3, 20), date(2021, 2, 1), date(2024, 9, 20), date(2026, 11, 24)]
ROUTES = [("heerlen", "aachen"), ("maastricht", "liege"), ("aachen", "eupen"), ("kleve", "nijmegen")]


def answers(store: Store) -> dict[str, Any]:
    """What people would be told by a store."""
    told: dict[str, Any] = {}
    with store.read() as tx:
        told["measures"] = sorted(all_measures(tx), key=lambda one: one.id)
        told["conflicts"] = sorted(active_conflicts(tx), key=lambda one: one.key)
        told["events"] = every_event(tx)
        standing_now = standing(all_corrections(tx))
    told["standing"] = [(one.item_id, one.verdict, one.human, one.items, one.at) for one in standing_now]
    for key in [told["conflicts"][0].key, told["conflicts"][-1].key]:
        told[f"history {key}"] = reading.conflict_history(store, key).to_dict("records")
    for day in DAYS:
        frame = reading.conflicts_frame(store, on=day, cleared=True, limit=None).to_dict("records")
        told[f"open on {day}"] = sorted(frame, key=lambda row: row["key"])
        for home, work in ROUTES:
            told[f"{home} {work} {day}"] = at_the_counter(store, home, work, day)
    for words in ("grenswerkers", "Quarantäne Einreise", "tests", "frontalier", "=HYPERLINK"):
        told[f"ranked {words}"] = search(store, words)
        hits = search(store, words, limit=500).hits
        told[f"found {words}"] = sorted(hit.measure.id if hit.measure else hit.item.id for hit in hits)
    told["known then"] = as_known(store, date(2026, 11, 21))[0]
    for week in ("2020-W12", "2024-W38", "2026-W47"):
        for known in Known:
            told[f"{week} {known}"] = read_week(store, IsoWeek.parse(week), known, NOW)
    return told


def at_the_counter(store: Store, home: str, work: str, day: date) -> object:
    person = situation({"home": home, "work": work, "day": day.isoformat()}, day)
    sides = {person.home.country, person.work.country}
    near = measures_near(store, day, day + timedelta(days=AHEAD), sides)
    conflicts = conflicts_at(store, person.border, day) if person.border else []
    return answer(person, near, known=day_of(NOW), texts=texts_of(store, near), conflicts=conflicts)


def without_polls(told: dict[str, Any]) -> dict[str, Any]:
    """How a source answered here is nothing that another store has seen."""
    from dataclasses import replace

    from measures.weekly import Checks, Week

    return {
        name: replace(value, checks=Checks()) if isinstance(value, Week) else value
        for name, value in told.items()
    }


@pytest.fixture(scope="session")
def expected(past: Past) -> dict[str, Any]:
    return without_polls(answers(past.store))


@pytest.mark.parametrize("force_csv", [False, True], ids=["parquet", "csv"])
def test_the_whole_archive_gives_the_same_answers(
    past: Past, expected: dict[str, Any], empty: Store, force_csv: bool, tmp_path: Path
) -> None:
    heard: list[str] = []
    taken = take_in(empty, past.folder, NOW + timedelta(days=1), force_csv=force_csv, told=heard.append)
    assert taken.otherwise == 0
    assert (taken.events, taken.measures) == (len(expected["events"]), len(expected["measures"]))
    assert taken.conflicts == len(expected["conflicts"])
    assert any("events" in line and str(taken.events) in line for line in heard)
    found = without_polls(answers(empty))
    assert found.keys() == expected.keys()
    differing = [name for name in found if found[name] != expected[name]]
    # Each database has its own way of ranking what it finds.
    is_other = empty.engine.dialect.name != past.store.engine.dialect.name
    assert [name for name in differing if not (is_other and name.startswith("ranked"))] == []
    export(empty, tmp_path / "again", SETTINGS, NOW)
    changed = {
        path.name
        for path in past.folder.iterdir()
        if path.read_bytes() != (tmp_path / "again" / path.name).read_bytes()
    }
    # How a source answered is told by whoever asked it, and the description has the new checksums of that.
    assert changed == {"sources.csv", "sources.parquet", "dcat.jsonld", "index.html"}


def test_the_same_store_gives_the_same_bytes_but_for_the_instant(past: Past, tmp_path: Path) -> None:
    export(past.store, tmp_path / "later", SETTINGS, NOW + timedelta(days=1))
    for path in past.folder.iterdir():
        later = (tmp_path / "later" / path.name).read_text("utf-8", errors="replace")
        now = path.read_text("utf-8", errors="replace")
        if path.name == "dcat.jsonld":
            now, later = now.replace("2026-11-24T02", ""), later.replace("2026-11-25T02", "")
        assert now == later


def test_the_very_text_comes_back(past: Past, sqlite: Store) -> None:
    take_in(sqlite, past.folder, NOW, force_csv=True)
    with sqlite.read() as tx:
        first = next(event for event in every_event(tx) if event.item.id == ODD.id)
    assert first.item == ODD


def test_nobody_is_named_and_nothing_told_of_what_people_wrote(past: Past, sqlite: Store) -> None:
    for path in past.folder.iterdir():
        content = path.read_bytes()
        assert WHO.encode() not in content
        assert WHY.encode() not in content
    with past.store.read() as tx:
        ids = [one.id for one in all_corrections(tx)]
    # An id made from a name would let a guess of the name be tried.
    assert not [one for one in ids if one.encode() in (past.folder / "corrections.csv").read_bytes()]
    take_in(sqlite, past.folder, NOW)
    with sqlite.read() as tx:
        assert {one.who for one in all_corrections(tx)} == {NOBODY}


def test_sources_come_as_the_catalogue_has_them_and_as_not_yet_asked(past: Past, sqlite: Store) -> None:
    take_in(sqlite, past.folder, NOW)
    with past.store.read() as tx, sqlite.read() as other:
        before, after = every_source(tx), every_source(other)
        assert memory_of(other, "nl-odd").last_try_at is None
    assert [(one.id, one.listed, one.quirks, one.licence) for one in before] == [
        (one.id, one.listed, one.quirks, one.licence) for one in after
    ]
    assert before[1].last_ok_at is not None


def test_signals_stay_inside_and_what_they_add_to_a_severity_too(
    tmp_path: Path, past: Past, sqlite: Store
) -> None:
    store = sqlite
    take_in(store, past.folder, NOW)
    export(store, tmp_path / "before", SETTINGS, NOW)
    with store.read() as tx:
        weighed = next(one for one in active_conflicts(tx) if one.severity < 3 and one.border is Border.NL_DE)
    with store.begin() as tx:
        for number in range(12):
            day = weighed.since + timedelta(days=min(number, (weighed.last_day - weighed.since).days))
            signal = Signal(
                f"s-{number}", NOW, "Punt", day, Border.NL_DE, Group.FRONTIER_WORKERS, f"Wij {number}"
            )
            report(tx, signal, weighed.key)
    with store.read() as tx:
        now = next(one for one in active_conflicts(tx) if one.key == weighed.key)
    assert now.severity_parts != weighed.severity_parts
    export(store, tmp_path / "after", SETTINGS, NOW)
    for path in (tmp_path / "before").iterdir():
        assert path.read_bytes() == (tmp_path / "after" / path.name).read_bytes(), path.name


def test_a_store_that_is_not_empty_is_refused_and_left_alone(past: Past, empty: Store) -> None:
    take_in(empty, past.folder, NOW)
    revision = empty.revision()
    with pytest.raises(StoreError, match="not empty"):
        take_in(empty, past.folder, NOW)
    assert empty.revision() == revision


def test_what_fails_at_the_end_leaves_nothing(past: Past, empty: Store, tmp_path: Path) -> None:
    folder = copied(past.folder, tmp_path)
    edit(folder / "measures.csv", lambda text: text + "x\r\n")
    with pytest.raises(InputError, match=r"measures\.csv, line \d+: has 1 cells"):
        take_in(empty, folder, NOW, force_csv=True)
    with empty.read() as tx:
        counts = [
            tx.execute(select(func.count()).select_from(table)).scalar()
            for table in (t.item, t.event, t.correction, t.conflict, t.source, t.audit, t.search_word)
        ]
    assert counts == [0] * 7


def test_a_measure_that_the_events_do_not_make_is_counted(past: Past, sqlite: Store, tmp_path: Path) -> None:
    folder = copied(past.folder, tmp_path)
    edit(folder / "measures.csv", lambda text: text.replace("Nationale Veiligheidsraad", "Someone else", 1))
    assert take_in(sqlite, folder, NOW, force_csv=True).otherwise == 1


def test_the_commands_end_with_one_line_and_code_2_on_errors(past: Past, tmp_path: Path) -> None:
    def run(*arguments: str) -> tuple[int, str]:
        done = subprocess.run(
            [sys.executable, "-m", "measures", *arguments],
            capture_output=True, check=False, env={**environ, "TASKFORCE_DATA_DIR": str(tmp_path / "d")},
        )  # fmt: skip
        return done.returncode, done.stderr.decode()

    code, said = run("import", str(past.folder))
    assert code == 0
    assert "events.parquet" in said
    code, said = run("import", str(past.folder))
    assert (code, said.strip()) == (2, "error: import: the store is not empty")
    assert run("export", str(tmp_path / "out"))[0] == 0
    code, said = run("export", str(tmp_path / "out"))
    assert code == 2
    assert said.strip().splitlines() == [f"error: {tmp_path / 'out'}: is not an empty folder"]
    assert json.loads((tmp_path / "out" / "dcat.jsonld").read_text("utf-8"))


def copied(folder: Path, home: Path) -> Path:
    """The folder again, without the description that has the checksums."""
    import shutil

    copy = home / "copy"
    shutil.copytree(folder, copy, ignore=shutil.ignore_patterns("dcat.jsonld"))
    return copy


def edit(path: Path, change: Callable[[str], str]) -> None:
    with path.open(encoding="utf-8", newline="") as stream:
        text = stream.read()
    changed = change(text)
    assert changed != text
    path.write_text(changed, "utf-8", newline="")
