"""Which rules touch which border, and who commutes."""

import pytest

from measures import geography
from measures.vocabulary import Border, Country

NL, DE, BE, EU = Country.NL, Country.DE, Country.BE, Country.EU


@pytest.mark.parametrize(
    ("country", "codes", "borders"),
    [
        (DE, ["DE2"], ()),  # Bavaria touches none of ours
        (DE, ["DEA"], (Border.NL_DE, Border.BE_DE)),
        (DE, ["DE9"], (Border.NL_DE,)),
        (DE, ["DEB"], (Border.BE_DE,)),
        (DE, [], (Border.NL_DE, Border.BE_DE)),
        (NL, [], (Border.NL_DE, Border.NL_BE)),
        (NL, ["NL32"], ()),
        (NL, ["NL423"], (Border.NL_DE, Border.NL_BE)),
        (NL, ["NL34"], (Border.NL_BE,)),
        (BE, ["BE2"], (Border.NL_BE,)),
        (BE, ["BE336"], (Border.NL_BE, Border.BE_DE)),
        (BE, ["BE34"], ()),
        (EU, [], tuple(Border)),
    ],
)
def test_only_rules_in_border_regions_touch_a_border(
    country: Country, codes: list[str], borders: tuple[Border, ...]
) -> None:
    assert geography.borders_touched(country, codes) == borders


def test_every_direction_has_a_flow_with_its_source() -> None:
    pairs = {(a, b) for border in Border for a, b in (border.sides, border.sides[::-1])}
    assert set(geography.flows()) == pairs
    assert all(flow.daily > 0 and flow.source for flow in geography.flows().values())


def test_regions_that_meet_stand_on_both_sides_of_their_border() -> None:
    for border, pairs in geography.touching().items():
        for pair in pairs:
            assert {geography.regions()[code].country for code in pair} == set(border.sides)
            assert all(border in geography.regions()[code].borders for code in pair)


def test_names_lead_to_codes_of_the_right_country() -> None:
    names = geography.names()
    assert names["nordrhein-westfalen"] == "DEA"
    assert names["aken"] == names["aachen"] == "DEA2D"
    assert {code[:2] for code in names.values()} == {"NL", "DE", "BE"}


@pytest.mark.parametrize("border", list(Border))
def test_the_other_side_of_a_border(border: Border) -> None:
    first, second = border.sides
    assert border.other_side(first) == second
    assert border.other_side(second) == first
    with pytest.raises(ValueError, match="does not touch"):
        border.other_side(EU)
