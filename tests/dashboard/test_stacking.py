"""Tables that are too wide for a narrow screen are stacked there, whatever their words hold."""

from hypothesis import given
from hypothesis import strategies as st

from dashboard.stacking import stacks, style

WIDE = [{"Rule": "Grens dicht voor reizen", "Authority": "Ministerie", "Period": "until June", "Why": ""}]


def test_figures_stay_side_by_side_and_sentences_are_stacked() -> None:
    assert not stacks([{"State": "on probation", "NL": "31", "DE": "58", "BE": "25", "All": "116"}])
    assert not stacks([])
    assert stacks(WIDE)


def test_each_cell_names_its_column_and_an_empty_one_is_left_out() -> None:
    sheet = style("Rules behind it", WIDE)
    assert 'td:nth-child(2)::before {content: "Authority"}' in sheet
    assert ":is(tr:nth-child(1) td:nth-child(4)) {display: none}" in sheet


@given(st.text())
def test_no_word_ends_the_style_or_adds_to_it(word: str) -> None:
    sheet = style(word, [{f"{word} a": word}])
    assert sheet.count("<") == 2
    assert sheet.count("{") == style("x", [{"y": "z" if word.strip() else ""}]).count("{")
