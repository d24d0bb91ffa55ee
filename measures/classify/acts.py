"""The legal acts that a text names, with their day, number and article where it gives them."""

import re
from bisect import bisect_left
from datetime import date

from measures.classify.dates import Mention, safe_day
from measures.classify.evidence import Trail
from measures.classify.legal import ACT
from measures.classify.readings import Reader
from measures.classify.words import Hit
from measures.model import LegalAct
from measures.vocabulary import ActKind

ACTS_MOST = 5
# Numbers that official journals give: "(EU) 2016/399", "nr. 13/2020"; the word before may hold the "(EU)".
_NUMBER = re.compile(
    r"(?: \((?:eu|ue|eg|ce|ec)\))?(?: (?:nr|no|n°|n)\.?)? ?"
    r"(?P<number>\d{1,4}/\d{1,4})(?:/(?:eu|ue|eg|ce|ec))?(?![\d/])"
)
# What stands between an act and its day: nothing more, or it is another act's ("arrêté modifiant celui du").
_ITS_DAY = re.compile(r" (?:(?:van|vom|du|of|d\.d\.|dd\.) )?(?:(?:le|the|den) )?")
_REACH = 16
_YEAR = re.compile(r" ((?:19|20)\d\d)\b")
_ARTICLE_BEFORE = re.compile(
    r"(?<!\w)(?:§§?|art(?:ikel|icle)?s?\.?) ?\d+\w*(?: (?:abs(?:atz|\.)?|lid|alinea|nr\.?) ?\d+\w*)?"
    r"(?:,? (?:van de|van het|van|der|des|of the|of|de la|de l'|du|de))? ?$"
)
_ARTICLE_BEHIND = re.compile(r",? \(?(?:§§?|art(?:ikel|icle)?s?\.?) ?\d+\w*\)?")
_ARTICLE_REACH = 40


def acts(reader: Reader, days: list[Mention], trail: Trail) -> tuple[LegalAct, ...]:
    """The acts, in the order of the text; one named by its day or number stands for its bare namesake."""
    found: dict[tuple[ActKind, date | None, str, str], tuple[LegalAct, int, int]] = {}
    end = -1
    named = [hit for concept, hits in reader.by_concept.items() if concept.startswith(ACT) for hit in hits]
    for hit in sorted(named, key=lambda hit: (hit.start, -hit.end)):
        # An abbreviation in brackets behind a name is the same act's.
        if hit.start < end or reader.text.folded[end : hit.start] == " (":
            continue
        read = _read(reader, hit, days)
        if read is None:
            continue
        act, start, end = read
        bare = "" if act.day or act.number else act.name.casefold()
        found.setdefault((act.kind, act.day, act.number, bare), (act, start, end))
    told = {act.kind for act, _, _ in found.values() if act.day or act.number}
    kept = [row for row in found.values() if row[0].day or row[0].number or row[0].kind not in told]
    for act, start, end in kept[:ACTS_MOST]:
        trail.note_span("acts", act.name, "names the act", start, end)
    return tuple(act for act, _, _ in kept[:ACTS_MOST])


def _read(reader: Reader, hit: Hit, days: list[Mention]) -> tuple[LegalAct, int, int] | None:
    """The act that begins with a hit and the span of its name; None where the words name none."""
    _, how, kind = hit.concept.split("/")
    folded = reader.text.folded
    start, end = hit.start, hit.end
    while start > 0 and (folded[start - 1].isalnum() or folded[start - 1] == "-"):
        start -= 1
    while end < len(folded) and folded[end].isalnum():
        end += 1
    if how == "compound" and start == hit.start:
        how = "dated"
    sentence_end = reader.text.sentences[hit.sentence][1]
    number, day = "", None
    if match := _NUMBER.match(folded, end, sentence_end):
        number, end = match["number"], match.end()
    elif spoken := _day(folded, end, days):
        day, end = spoken
    elif how == "dated":
        return None
    if match := _ARTICLE_BEHIND.match(folded, end, sentence_end):
        end = match.end()
    first = reader.text.sentences[hit.sentence][0]
    if match := _ARTICLE_BEFORE.search(folded, max(first, start - _ARTICLE_REACH), start):
        start = match.start()
    end = start + len(folded[start:end].rstrip(" .,"))
    *_, name = reader.text.span(start, end)
    return LegalAct(ActKind(kind), name, day, number), start, end


def _day(folded: str, end: int, days: list[Mention]) -> tuple[date | None, int] | None:
    """The act's day (None where its year is not told) and where it ends."""
    at = bisect_left(days, end, key=lambda mention: mention.start)
    if at == len(days):
        return None
    mention = days[at]
    if mention.start - end > _REACH or not _ITS_DAY.fullmatch(folded, end, mention.start):
        return None
    if mention.year_given:
        return mention.day, mention.end
    if year := _YEAR.match(folded, mention.end):
        return safe_day(int(year[1]), mention.day.month, mention.day.day), year.end()
    return (None, mention.end) if mention.exact else None
