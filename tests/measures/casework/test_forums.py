"""Forums: the facts are whole, and the one to try first stands in front."""

import pytest

from measures.forums import FITS, LEVELS, RHYTHMS, forums, sections, sections_of, suggest
from measures.geography import touching
from measures.vocabulary import Border, Topic


def test_every_code_of_the_facts_is_known() -> None:
    for forum in forums().values():
        assert forum.level in LEVELS
        assert forum.rhythm in RHYTHMS
        assert forum.confidence in ("high", "medium", "low")
        assert forum.sources
        assert all(source.startswith("https://") for source in forum.sources)
    for section in sections():
        for name in (section.first, section.escalate, *section.topics.values()):
            assert section.border in forums()[name].borders


@pytest.mark.parametrize("border", Border)
def test_every_pair_of_regions_lies_in_one_stretch(border: Border) -> None:
    for first, second in touching()[border]:
        assert len(sections_of(border, [(first,), (second,)])) == 1


@pytest.mark.parametrize("border", Border)
@pytest.mark.parametrize("topic", Topic)
def test_every_forum_at_a_border_is_named_once(border: Border, topic: Topic) -> None:
    named = suggest(border, [topic])
    assert {forum.id for forum, _ in named} == {id for id, f in forums().items() if border in f.borders}
    assert len(named) == len({forum.id for forum, _ in named})
    order = [list(FITS).index(fit) for _, fit in named]
    assert order == sorted(order)


@pytest.mark.parametrize(
    ("border", "topic", "sides", "first"),
    [
        (Border.NL_DE, Topic.WORK, [(), ("DEA",)], "benelux"),
        (Border.NL_DE, Topic.TRANSPORT, [("NL22",), ()], "nl-nrw-grenslandagenda"),
        (Border.NL_DE, Topic.TRANSPORT, [("NL11",), ()], "nl-nds-agenda"),
        (Border.NL_DE, Topic.SHOPS_EVENTS, [(), ("DE9",)], "nl-nds-agenda"),
        (Border.NL_BE, Topic.TRANSPORT, [("NL34",), ()], "vl-nl-grensoverleg"),
        (Border.NL_BE, Topic.SOCIAL_SECURITY_TAX, [(), ("BE2",)], "benelux"),
        (Border.NL_BE, Topic.HEALTH_CARE, [(), ("BE3",)], "emr"),
        (Border.BE_DE, Topic.HEALTH_CARE, [(), ("DEA",)], "emr"),
        (Border.BE_DE, Topic.WORK, [(), ("DEB",)], "grossregion"),
        (Border.BE_DE, Topic.BORDER_CONTROL, [(), ("DEA",)], "nrw-dg"),
    ],
)
def test_the_forum_to_try_first(
    border: Border, topic: Topic, sides: list[tuple[str, ...]], first: str
) -> None:
    assert suggest(border, [topic], sides)[0][0].id == first


def test_a_euregio_is_named_before_others_where_a_rule_names_its_ground() -> None:
    fits = {forum.id: fit for forum, fit in suggest(Border.NL_DE, [Topic.TRANSPORT], [("NL213",), ()])}
    assert fits["euregio"] == "ground"
    assert fits["edr"] == "border"


def test_rules_that_meet_nowhere_leave_every_stretch_open() -> None:
    assert len(sections_of(Border.NL_DE, [("NL11",), ("DEA2D",)])) == 2
