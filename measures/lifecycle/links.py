"""Why an event is taken to tell of a measure: codes, and their English templates, translated where shown."""

from enum import StrEnum

from measures.vocabulary import Action


class Link(StrEnum):
    """The reason that ties an event to its measure."""

    FIRST = "first"
    SAME_ITEM = "same_item"
    REVIEWER = "reviewer"
    TRANSLATION = "translation"
    SAME_RELEASE = "same_release"
    SAME_ACT = "same_act"
    EXTENDS = "extends"
    EXTENDS_AFTER_GAP = "extends_after_gap"
    CONTINUES = "continues"
    TIGHTENS = "tightens"
    RELAXES = "relaxes"
    ENDS = "ends"
    ENDS_AGAIN = "ends_again"
    EXPLAINS = "explains"


BY_ACTION = {
    Action.EXTEND: Link.EXTENDS,
    Action.TIGHTEN: Link.TIGHTENS,
    Action.RELAX: Link.RELAXES,
    Action.END: Link.ENDS,
    Action.INFORM: Link.EXPLAINS,
    Action.INTRODUCE: Link.SAME_RELEASE,
}

TEMPLATES: dict[str, str] = {
    Link.FIRST: "the first word on it",
    Link.SAME_ITEM: "a newer version of an item before",
    Link.REVIEWER: "a person said that they belong together",
    Link.TRANSLATION: "the same release in another language",
    Link.SAME_RELEASE: "tells the same beginning once more",
    Link.SAME_ACT: "names the same legal act",
    Link.EXTENDS: "prolongs it: same government, topic and border",
    Link.EXTENDS_AFTER_GAP: "prolongs it after a gap: a prolongation between was probably missed",
    Link.CONTINUES: "gives the same rule a later last day",
    Link.TIGHTENS: "tightens it: same government, topic and border",
    Link.RELAXES: "eases it: same government, topic and border",
    Link.ENDS: "ends it: same government, topic and border",
    Link.ENDS_AGAIN: "tells its end once more",
    Link.EXPLAINS: "explains it: same government, topic and border",
}
