"""Search: every text and measure by its words, in four languages, best first, with the words found marked."""

import streamlit as st

from dashboard import address, data, parts, session, wording
from dashboard.data import Filters
from dashboard.i18n import Reader
from dashboard.safe import marked, plain
from measures.store.search import Found, Hit, Only
from measures.vocabulary import Border, Country, Impact, Language, Topic

SHOWN = 20
# Words of the field that many ask for, one a language: a first step where nobody knows what to type.
EXAMPLES = ("grensarbeider", "Grenzpendler", "télétravail", "border control")


def page() -> None:
    """Layout of the page."""
    reader = session.reader()
    _ = reader.text
    parts.heading(_("Search"), 1)
    if data.nothing_stored():
        parts.nothing_stored()
        return
    words = address.words_of(
        _("Words"),
        "q",
        placeholder=_("A place, a rule, an authority: in Dutch, German, French or English"),
        icon=":material/search:",
    )
    only, languages, countries, chosen = _filters(reader)
    if not words:
        _start(reader)
        return
    found = data.search(words, only, languages, countries, chosen, SHOWN)
    if not found.total:
        _nothing(words, narrowed=bool(only != "all" or languages or countries or chosen), reader=reader)
        return
    _told(words, found, reader)
    offset = parts.pager("page", found.total, SHOWN)
    if offset:
        found = data.search(words, only, languages, countries, chosen, SHOWN, offset)
    for hit in found.hits:
        _hit(hit, reader)


def _filters(reader: Reader) -> tuple[Only, tuple[Language, ...], tuple[Country, ...], Filters]:
    _ = reader.text
    kinds: dict[Only, str] = {
        "all": _("Measures and news"),
        "measures": _("Measures"),
        "news": _("News without a measure"),
    }

    def word(value: object) -> str:
        return wording.word(reader, value)

    with st.container(horizontal=True, key="filters"):
        only = address.one(_("What"), "only", list(kinds), kinds.__getitem__, "all", width=210)
        shown = {"placeholder": _("all"), "width": 165}
        countries = address.many(_("Country"), "country", list(Country), word, **shown)
        languages = address.many(
            _("Language of the text"),
            "text",
            list(Language),
            lambda code: wording.language_name(reader, code),
            **shown,
        )
        borders = address.many(_("Border"), "border", list(Border), wording.border, **shown)
        topics = address.many(_("Topic"), "topic", list(Topic), word, **shown)
    return only, languages, countries, Filters(borders=borders, topics=topics)


def _start(reader: Reader) -> None:
    """What can be searched for, with examples to begin with."""
    _ = reader.text
    st.caption(
        _(
            "Every word must be in the text, in any spelling of accents. Part of a word finds compounds "
            "with it, and a slip of the pen is seen through. Texts are searched in their own language."
        )
    )
    with st.container(horizontal=True):
        for example in EXAMPLES:
            if st.button(example, key=f"example:{example}", icon=":material/search:"):
                address.put("q", example)
                st.rerun()


def _nothing(words: str, *, narrowed: bool, reader: Reader) -> None:
    """Nothing was found: what can be done about it."""
    _ = reader.text
    quoted = reader.quoted(plain(words))
    said = (
        _("No text with {words} passes these filters.", words=quoted)
        if narrowed
        else _(
            "No text holds {words}. Try fewer or other words, or the word of the neighbours: "
            "texts are not translated.",
            words=quoted,
        )
    )
    st.info(said, icon=":material/search_off:")
    if narrowed and st.button(_("Search without filters"), icon=":material/filter_alt_off:"):
        for name in ("only", "country", "text", "border", "topic", "page"):
            address.forget(name)
        st.rerun()


def _told(words: str, found: Found, reader: Reader) -> None:
    """How much was found, and what was taken for what was typed."""
    _ = reader.text
    told = [reader.plural("{number} result.", "{number} results.", found.total)]
    for typed, meant in found.meant:
        told.append(
            _(
                "{typed} is in no text; shown is what has {meant}.",
                typed=reader.quoted(plain(typed)),
                meant=reader.quoted(plain(meant)),
            )
        )
    if not found.every:
        told.append(_("No text holds all of these words; these hold some of them."))
    st.markdown(" ".join(told))


def _hit(hit: Hit, reader: Reader) -> None:
    """One result: its title as a link, the place in the text, and the facts below."""
    _ = reader.text
    item, measure = hit.item, hit.measure
    label = f"{item.country} · {marked(item.title, hit.title_spans)}"
    facts = [plain(item.authority), wording.language_name(reader, item.language)]
    with st.container(gap=None):
        if measure:
            session.link("measure", label, id=measure.id)
            facts.append(wording.span(reader, measure.begins, measure.ends, measure.until, measure.since))
            facts.append(wording.impact(reader, Impact(measure.border_impact)))
        else:
            parts.source_link(item.url, label)
            facts += [reader.known(hit.known_at), _("not a measure")]
        if hit.excerpt:
            st.markdown(parts.inline(marked(hit.excerpt, hit.excerpt_spans)))
        st.caption(" · ".join(facts))
