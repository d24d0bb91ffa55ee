"""Structured measures: what a line may say, what is said of a bad one, and that nothing is lost."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from measures.classify import classify
from measures.conflicts import detect
from measures.errors import InputError
from measures.items import to_line
from measures.lifecycle import fold
from measures.model import Event
from measures.structured import MeasureLine, read_measures, to_fields
from measures.vocabulary import Border, Impact, Level, Strictness, Topic
from sources.archive import archive_items
from tests.support import ROOT

ON = date(2021, 1, 10)
SHOPS = {"id": "shops", "country": "NL", "topics": {"shops_events": 3}, "from": "2021-01-01"}


def read(*lines):
    return list(read_measures([json.dumps(line).encode() for line in lines]))


def test_days_topics_and_country_are_enough():
    (measure,) = read(SHOPS)
    assert (measure.id, measure.title, measure.item_ids) == ("shops", "shops", ("shops",))
    assert measure.begins == measure.since == date(2021, 1, 1)
    assert measure.ends is None
    assert measure.until == date(2021, 1, 1) + timedelta(days=60), "as long as shops that were read"
    assert measure.borders == (Border.NL_DE, Border.NL_BE)
    assert measure.border_impact == Impact.INDIRECT
    assert (measure.level, measure.frontier_exempt) == (Level.NATIONAL, None)
    assert measure.first_known_at == datetime(2020, 12, 31, 23, tzinfo=UTC)
    assert [c.border for c in detect([measure], ON)] == [Border.NL_DE, Border.NL_BE]


def test_a_region_away_from_a_border_touches_none():
    inland, limburg = read(
        SHOPS | {"id": "a", "regions": ["NL33"]}, SHOPS | {"id": "b", "regions": ["NL423"], "level": "local"}
    )
    assert inland.borders == ()
    assert set(limburg.borders) == {Border.NL_DE, Border.NL_BE}


def test_phases_take_what_they_leave_out_from_the_measure():
    line = {
        "id": "entry",
        "country": "DE",
        "impact": "direct",
        "exempt": True,
        "phases": [
            {"from": "2021-01-28", "topics": {"entry": 2}},
            {
                "from": "2021-04-06",
                "until": "2021-05-12",
                "topics": {"testing": 3, "entry": 3},
                "exempt": False,
            },
        ],
    }
    (measure,) = read(line)
    first, second = measure.phases
    assert first.until == date(2021, 4, 5)
    assert (first.border_impact, first.frontier_exempt) == (Impact.DIRECT, True)
    assert (second.border_impact, second.frontier_exempt) == (Impact.DIRECT, False)
    assert second.strictness == ((Topic.ENTRY, Strictness.FULL), (Topic.TESTING, Strictness.FULL))
    assert measure.topics == (Topic.ENTRY, Topic.TESTING)
    assert measure.ends == measure.counted_until == date(2021, 5, 12)


PHASE = {"from": "2021-01-01", "topics": {"entry": 1}}


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ({"country": "NL"}, "field id: is missing"),
        (SHOPS | {"country": "FR"}, "field country: "),
        (SHOPS | {"topics": {"shops": 3}}, "field topics.shops"),
        (SHOPS | {"topics": {"entry": 5}}, "field topics.entry: Input should be 0, 1, 2, 3 or 4"),
        (SHOPS | {"topics": {}}, "field topics"),
        (SHOPS | {"utnil": "2021-01-02"}, "field utnil: "),
        (SHOPS | {"from": "01-01-2021"}, "field from: a day is written YYYY-MM-DD"),
        (SHOPS | {"from": "2101-01-01"}, "field from: a day lies between"),
        (SHOPS | {"until": "2020-12-31"}, "`until` lies before `from`"),
        (SHOPS | {"regions": ["DEA"]}, "region DEA is not in NL"),
        (SHOPS | {"regions": ["nowhere"]}, "field regions.0"),
        (SHOPS | {"borders": ["BE-DE"]}, "border BE-DE is not one of NL"),
        (SHOPS | {"exempt": "yes"}, "field exempt"),
        (SHOPS | {"first_known": "2021-01-01"}, "field first_known"),
        (SHOPS | {"confidence": 2}, "field confidence"),
        ({"id": "a", "country": "NL", "topics": {"entry": 1}}, "says `from` or `phases`"),
        ({"id": "a", "country": "NL", "from": "2021-01-01"}, "says `from` or `phases`"),
        ({"id": "a", "country": "NL", "phases": [PHASE, PHASE]}, "phases overlap"),
        ({"id": "a", "country": "NL", "phases": [{"from": "2021-01-01"}]}, "and `topics`"),
    ],
)
def test_a_bad_line_is_told_by_number_field_and_problem(line, told):
    with pytest.raises(InputError) as caught:
        list(read_measures([b"\n", json.dumps(line).encode()]))
    said = str(caught.value)
    assert said.startswith("line 2: ")
    assert told in said
    assert "\n" not in said
    assert len(said) < 400


def test_an_id_is_said_once():
    with pytest.raises(InputError, match="line 2: field id: 'shops' is that of line 1 too"):
        read(SHOPS, SHOPS)


def test_measures_of_the_archive_collide_the_same_after_a_round_trip():
    measures = fold([Event(item, classify(item), known_at) for item, known_at in archive_items()])
    holding = [m for m in measures if any(p.until is None or p.since <= p.until for p in m.phases)]
    assert len(holding) > 200
    back = list(read_measures(to_line(to_fields(m)) for m in holding))
    assert detect(back, ON) == detect(measures, ON)


@given(data=st.data())
def test_any_measure_is_the_same_after_a_round_trip(data, measure):
    since = date(2021, 1, 1) + timedelta(data.draw(st.integers(0, 40)))
    made = measure(
        country=data.draw(st.sampled_from(["NL", "DE", "BE"])),
        level=data.draw(st.sampled_from(["national", "regional"])),
        step=data.draw(st.integers(0, 4)),
        impact=data.draw(st.sampled_from(["none", "indirect", "direct", "blocking"])),
        exempt=data.draw(st.sampled_from([None, True, False])),
        begins_known=data.draw(st.booleans()),
        since=since.isoformat(),
        until=data.draw(st.none() | st.just((since + timedelta(3)).isoformat())),
    )
    (back,) = read_measures([to_line(to_fields(made))])
    assert detect([back], ON) == detect([made], ON)
    assert {f: getattr(back, f) for f in ("begins", "ends", "until", "borders", "title", "level")} == {
        f: getattr(made, f) for f in ("begins", "ends", "until", "borders", "title", "level")
    }


def test_a_measure_that_never_holds_is_no_line(measure):
    with pytest.raises(ValueError, match="never holds"):
        to_fields(measure(since="2021-01-02", until="2021-01-01"))


def test_the_document_names_every_field_and_its_examples_can_be_read():
    text = (ROOT / "docs" / "measures.md").read_text("utf-8")
    names = [field.alias or name for name, field in MeasureLine.model_fields.items()]
    assert not [name for name in names if f"`{name}`" not in text]
    examples = [line.strip().encode() for line in text.splitlines() if line.startswith("    {")]
    assert len(examples) == 3
    assert detect(read_measures(examples), ON)
