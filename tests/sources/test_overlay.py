"""The operator's overlay: laid over the catalogue, written by probes, one clear line for each mistake."""

import tomllib
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from measures.network import reason
from measures.settings import Settings
from measures.vocabulary import AnswerState
from sources.catalogue import Source
from sources.errors import CatalogueError
from sources.fetch import Answer, Fault
from sources.overlay import Move, judge_probe, laid_over, load_sources, write_moves
from sources.poll import NoMemory, decide
from tests.sources.conftest import a_source, sample

NOW = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
HERE = {"nl-test": a_source(expect={"min_items": 1, "page_size": 20})}


def test_a_change_replaces_single_fields_and_keeps_the_others() -> None:
    changed = laid_over(HERE, {"change": {"nl-test": {"interval_minutes": 5, "expect": {"min_items": 0}}}})
    source = changed["nl-test"]
    assert (source.interval_minutes, source.expect.min_items, source.expect.page_size) == (5, 0, 20)
    assert HERE["nl-test"].interval_minutes == 30


def test_an_operator_may_add_entries() -> None:
    own = a_source("https://gemeente.example.org/feed").model_dump(exclude_unset=True) | {"id": "nl-own"}
    assert set(laid_over(HERE, {"source": [own]})) == {"nl-test", "nl-own"}
    with pytest.raises(CatalogueError, match="nl-test: this id is taken"):
        laid_over(HERE, {"source": [own | {"id": "nl-test"}]})


@pytest.mark.parametrize(
    ("tables", "says"),
    [
        ({"change": {"nl-nowhere": {}}}, "nl-nowhere: no such entry"),
        ({"change": {"nl-test": {"standing": "perhaps"}}}, "nl-test: standing"),
        ({"change": {"nl-test": {"id": "nl-other"}}}, "never its id"),
        ({"changes": {}}, "something else"),
    ],
)
def test_a_mistake_is_one_clear_line(tables: dict[str, object], says: str) -> None:
    with pytest.raises(CatalogueError, match=says) as caught:
        laid_over(HERE, tables)
    assert str(caught.value).startswith("overlay.toml")
    assert "\n" not in str(caught.value)


def probed(source: Source, answer: Answer) -> Move | None:
    return judge_probe(source, decide(answer, NoMemory(), source, NOW))


def test_a_good_probe_puts_in_use_and_only_gone_is_dead() -> None:
    waiting = a_source(standing="probe")
    url = waiting.url
    good = Answer(url, 200, body=sample("nl-rijksoverheid-news.xml"))
    assert probed(waiting, good) == Move("nl-test", "use", date(2026, 11, 24))
    assert probed(a_source(standing="dead"), good) == Move("nl-test", "use", date(2026, 11, 24))
    assert probed(waiting, Answer(url, 410)) == Move("nl-test", "dead", date(2026, 11, 24))
    offline = Fault(AnswerState.REFUSED, reason("no_address"))
    for answer in (Answer(url, 403), Answer(url, 500), Answer(url, fault=offline), Answer(url, 200)):
        assert probed(waiting, answer) is None
    empty = Answer(url, 200, body=b"<rss><channel/></rss>")
    assert probed(waiting, empty) == Move("nl-test", "use", date(2026, 11, 24))
    assert probed(a_source(standing="probe", expect={"min_items": 1}), empty) is None
    for standing in ("use", "off"):
        assert probed(a_source(standing=standing), good) is None


def test_moves_are_written_beside_what_the_operator_wrote(tmp_path: Path) -> None:
    file = tmp_path / "data" / "overlay.toml"
    write_moves(file, [Move("nl-aaa", "use", date(2026, 11, 24))], NOW)
    file.write_text(file.read_text() + "\n# our own wish\n[change.nl-bbb]\ninterval_minutes = 5\n")
    write_moves(
        file, [Move("nl-bbb", "dead", date(2026, 11, 25)), Move("nl-aaa", "dead", date(2026, 11, 25))], NOW
    )
    text = file.read_text()
    assert "# our own wish" in text
    assert [path.name for path in file.parent.iterdir()] == ["overlay.toml"]
    catalogue = laid_over(
        {name: a_source(id=name, standing="probe") for name in ("nl-aaa", "nl-bbb")},
        tomllib.loads(text),
    )
    assert [source.standing for source in catalogue.values()] == ["dead", "dead"]
    assert catalogue["nl-bbb"].interval_minutes == 5


def test_a_broken_file_names_itself(tmp_path: Path) -> None:
    (tmp_path / "overlay.toml").write_text("[change")
    with pytest.raises(CatalogueError, match=r"overlay\.toml: cannot be read"):
        load_sources(Settings(data_dir=tmp_path))
    assert load_sources(Settings(data_dir=tmp_path / "none"))
