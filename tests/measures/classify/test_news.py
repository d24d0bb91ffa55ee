"""News with border words in it is neither a measure nor of any effect at the border."""

import tomllib
from pathlib import Path

import pytest

from measures.vocabulary import Impact

_NEWS = tomllib.loads(Path(__file__).with_name("news.toml").read_text("utf-8"))["news"]


@pytest.mark.parametrize("item", _NEWS, ids=lambda item: item["read"][2])
def test_news_with_border_words_changes_nothing(assess, item):
    level = "eu" if item["read"][1] == "EU" else "national"
    read = assess(*item["read"], authority=item["authority"], level=level)
    assert not read.is_measure
    assert read.border_impact == Impact.NONE
