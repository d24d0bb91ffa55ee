"""How labels, decisions of people and their agreement with the machine are put into words and tables."""

from collections.abc import Iterable

import streamlit as st

from dashboard import feeds, parts, reviews, session, wording
from dashboard.i18n import N_, Reader
from dashboard.safe import plain
from measures.corrections import LABELS, Correction, Verdict, standing
from measures.corrections.agreement import Agreement
from measures.corrections.model import OF_LABELS, same
from measures.items import Labels
from measures.vocabulary import Border, Impact

SAID = {
    Verdict.ACCEPT: N_("accepted as read"),
    Verdict.CHANGE: N_("labels changed"),
    Verdict.NOT_A_MEASURE: N_("not a measure"),
    Verdict.LINK: N_("linked with another measure"),
    Verdict.SPLIT: N_("split from its measure"),
    Verdict.MERGE: N_("measures merged"),
    Verdict.UNDO: N_("a decision taken back"),
}


def value(reader: Reader, label: str, labels: Labels) -> str:
    """One label in words, safe as Markdown."""
    given = getattr(labels, label)
    if label == "is_measure":
        return reader.text("yes") if given else reader.text("no")
    if label == "frontier_exempt":
        return wording.exempt(reader, given)
    if isinstance(given, Impact):
        return wording.impact(reader, given)
    if label in ("valid_from", "valid_until"):
        return reader.day(given)
    if isinstance(given, tuple):
        words = (wording.border(v) if isinstance(v, Border) else wording.word(reader, v) for v in given)
        return ", ".join(words) or "–"
    return wording.word(reader, given)


def changes(reader: Reader, one: Correction) -> list[str]:
    """The labels to which a person gave another value than the machine, as "label: before → after"."""
    machine, human = one.machine, one.human
    if machine is None or human is None:
        return []
    return [
        f"{wording.field(reader, label)}: {value(reader, label, machine)} → {value(reader, label, human)}"
        for label in LABELS
        if not same(label, machine, human)
    ]


def decision(reader: Reader, one: Correction) -> str:
    """One decision in a line: when, who, what, and why, parted by semicolons; safe as Markdown."""
    told = reader.text(
        "{moment}, {who}: {what}",
        moment=reader.moment(one.at),
        who=plain(one.who),
        what=reader.text(SAID[one.verdict]),
    )
    if one.verdict is not Verdict.NOT_A_MEASURE and (found := changes(reader, one)):
        told += f" ({'; '.join(found)})"
    if one.why:
        told += "; " + reader.text("reason: {why}", why=plain(one.why))
    return told


def checked(reader: Reader, given: Iterable[Correction]) -> None:
    """Below an item: which of its labels a person confirmed or changed, and who."""
    answers = [one for one in standing(given) if one.verdict in OF_LABELS]
    if not answers:
        return
    one = answers[-1]
    machine, human = one.machine, one.human
    if machine is None or human is None:
        return
    confirmed = [wording.field(reader, label) for label in LABELS if same(label, machine, human)]
    lines = [f":material/how_to_reg: {decision(reader, one)}"]
    if confirmed:
        lines.append(reader.text("Confirmed: {labels}", labels=", ".join(confirmed)))
    st.caption("  \n".join(lines))


def trust(reader: Reader) -> None:
    """How often people agreed with the machine, by label and by source."""
    _ = reader.text
    found = reviews.agreements()
    parts.heading(_("How far the readings can be trusted"))
    if not found:
        st.caption(_("Nobody has answered a reading yet; how often people agree is shown here once they do."))
        return
    _by_label(found, reader)
    names = feeds.names(session.now(), reader)
    sources = []
    for source in dict.fromkeys(row.source for row in found):
        of_source = [row for row in found if row.source == source]
        agreed = {row.label: row.agreed / row.total for row in of_source if row.total}
        sources.append(
            {
                _("Source"): plain(names.get(source, source)),
                _("Items"): reader.number(of_source[0].total),
                _("All labels"): reader.percent(sum(agreed.values()) / len(agreed)),
                _("Is a measure"): reader.percent(agreed["is_measure"]),
                _("Effect at the border"): reader.percent(agreed["border_impact"]),
            }
        )
    parts.table(
        sources,
        alt=_("Agreement of people with the machine, by source"),
    )


def trust_of(source: str, reader: Reader) -> None:
    """The same beside one source."""
    _ = reader.text
    parts.heading(_("How far its readings can be trusted"))
    found = reviews.agreements(source)
    if found:
        _by_label(found, reader)
    else:
        st.caption(_("No reading of this source has been answered by a person yet."))


def _by_label(found: list[Agreement], reader: Reader) -> None:
    _ = reader.text
    answered = sum(row.total for row in found if row.label == LABELS[0])
    st.caption(
        reader.plural(
            "Of {number} item that people answered. Most of these were doubtful ones, so that of all items "
            "more are read right.",
            "Of {number} items that people answered. Most of these were doubtful ones, so that of all items "
            "more are read right.",
            answered,
        )
    )
    table = []
    for label in LABELS:
        agreed = sum(row.agreed for row in found if row.label == label)
        total = sum(row.total for row in found if row.label == label)
        table.append(
            {
                _("Label"): wording.field(reader, label),
                _("Agreed"): reader.percent(agreed / total) if total else "–",
                _("Right"): reader.number(agreed),
                _("Wrong"): reader.number(total - agreed),
            }
        )
    parts.table(
        table,
        alt=_("Agreement of people with the machine, by label"),
    )
