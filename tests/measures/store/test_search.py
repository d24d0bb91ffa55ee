"""Search in both databases: what is found, in which order, and which words are marked."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from measures.store import Store
from measures.store.items import save_item, save_items
from measures.store.measures import replace_measures
from measures.store.reading import count_measures, measures_frame
from measures.store.search import EXCERPT, Found, Hit, search
from measures.vocabulary import Border, Country, Language, Topic
from tests.measures.store.facts import MARCH, a_measure, an_item

DE = {"country": Country.DE, "language": Language.DE, "authority": "Bundesministerium des Innern"}
FR = {"country": Country.BE, "language": Language.FR, "authority": "Région wallonne"}
ITEMS = (
    an_item("closed"),
    an_item(
        "pendler",
        title="Grenzpendler: Ausnahme von der Quarantäne",
        summary="Wer in den Niederlanden arbeitet, ist ausgenommen.",
        **DE,
    ),
    an_item(
        "einreise",
        title="Neue Regeln für Reisende",
        summary="Nach der Einreise gilt Quarantäne. Auch Pendler auf der Straße werden befragt.",
        **DE,
    ),
    an_item(
        "frontaliers",
        title="Télétravail : les frontaliers",
        summary="L'arrêté de la Région règle le télétravail. Les frontaliers gardent leur sécurité sociale.",
        **FR,
    ),
    an_item(
        "visit",
        title="Minister bezoekt Maastricht",
        summary="De minister sprak over de grens.",
        **{"country": Country.NL},
    ),
)


@pytest.fixture
def filled(store: Store) -> Store:
    """Five items; all but the last tell of a measure."""
    measures = [
        a_measure("m-closed", event_ids=("closed@1",)),
        a_measure(
            "m-de", country=Country.DE, event_ids=("pendler@1", "einreise@1"), topics=(Topic.QUARANTINE,)
        ),
        a_measure("m-fr", event_ids=("frontaliers@1",), borders=(Border.NL_BE,), since=date(2021, 1, 1)),
    ]
    with store.begin() as tx:
        save_items(tx, [(item, MARCH) for item in ITEMS])
        replace_measures(tx, "all", measures)
    return store


def found(store: Store, words: str, **narrowed) -> list[str]:  # type: ignore[no-untyped-def]
    return [hit.item.id for hit in search(store, words, **narrowed).hits]


def marked(hit: Hit) -> list[str]:
    title = [hit.item.title[start:end] for start, end in hit.title_spans]
    return title + [hit.excerpt[start:end] for start, end in hit.excerpt_spans]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("grenzen", ["closed"]),
        ("GRENZEN vignet", ["closed"]),
        ("teletravail", ["frontaliers"]),
        ("TÉLÉTRAVAIL securite", ["frontaliers"]),
        ("strasse", ["einreise"]),
        ("wallonne", ["frontaliers"]),
        ("maastricht", ["visit"]),
        ("grens", ["closed", "visit"]),
        ("maastricht vignet nothing", ["closed", "visit"]),
        ("nothingofthekind", []),
        ("", []),
        ("  ?!  ", []),
    ],
)
def test_words_are_found_whatever_their_case_and_accents(
    filled: Store, words: str, expected: list[str]
) -> None:
    assert sorted(found(filled, words)) == expected


def test_a_measure_is_one_hit_with_the_text_that_fits_best(filled: Store) -> None:
    [hit] = search(filled, "quarantäne").hits
    assert hit.measure is not None
    assert hit.measure.id == "m-de"
    assert hit.item.id == "pendler", "the word is in its title"


def test_the_word_as_typed_comes_before_compounds_with_it(filled: Store) -> None:
    [hit] = search(filled, "pendler").hits
    assert hit.item.id == "einreise"
    assert marked(hit) == ["Pendler"]
    [hit] = search(filled, "grenzpendler").hits
    assert hit.item.id == "pendler"


def test_a_slip_of_the_pen_is_seen_through_and_told(filled: Store) -> None:
    told = search(filled, "qarantaene pendlr")
    assert [hit.item.id for hit in told.hits] == ["einreise"]
    assert told.meant == (("qarantaene", "Quarantäne"), ("pendlr", "Pendler"))
    assert told.every


def test_where_no_text_holds_all_words_those_with_some_are_shown_as_such(filled: Store) -> None:
    told = search(filled, "maastricht quarantäne")
    assert not told.every
    assert {hit.item.id for hit in told.hits} == {"visit", "pendler"}


def test_the_words_found_are_marked_where_they_stand(filled: Store) -> None:
    [hit] = search(filled, "frontalier securite").hits
    assert marked(hit) == ["frontaliers", "frontaliers", "sécurité"]


def test_a_long_text_is_shown_around_the_first_word_found(store: Store) -> None:
    long = "Een zin zonder belang. " * 60
    with store.begin() as tx:
        save_item(tx, an_item("long", summary=f"{long}Het vignet is verplicht. {long}"), MARCH)
    [hit] = search(store, "vignet").hits
    assert hit.excerpt.startswith("… ")
    assert hit.excerpt.endswith(" …")
    assert len(hit.excerpt) <= EXCERPT + 4
    assert marked(hit) == ["vignet"]


@pytest.mark.parametrize(
    ("narrowed", "expected"),
    [
        ({"only": "news"}, ["visit"]),
        ({"only": "measures"}, ["closed"]),
        ({"countries": [Country.NL]}, ["visit"]),
        ({"languages": [Language.FR]}, []),
        ({"borders": [Border.NL_BE]}, ["closed"]),
        ({"topics": [Topic.WORK]}, []),
        ({"since": date(2022, 1, 1)}, []),
        ({"until": date(2020, 3, 19)}, ["visit"]),
    ],
)
def test_hits_are_narrowed_by_measure_country_day_and_language(filled: Store, narrowed, expected) -> None:  # type: ignore[no-untyped-def]
    with filled.begin() as tx:
        save_item(tx, an_item("closed", summary="Maastricht ligt aan de grens."), MARCH + timedelta(days=1))
    assert found(filled, "maastricht", **narrowed) == expected


def test_only_the_newest_text_is_found_and_at_once(filled: Store) -> None:
    with filled.begin() as tx:
        save_item(tx, an_item("visit", title="Minister bezoekt Venlo", summary="Kort."), MARCH)
    assert found(filled, "venlo") == ["visit"]
    assert found(filled, "maastricht") == []


def test_what_is_rolled_back_is_not_found(filled: Store) -> None:
    def fail() -> None:
        with filled.begin() as tx:
            save_item(tx, an_item("never", title="Roermond"), MARCH)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert found(filled, "roermond") == []
    with filled.begin() as tx:
        save_item(tx, an_item("later", title="Venray"), MARCH)
    assert found(filled, "venray") == ["later"]


def test_pages_follow_each_other_and_end(filled: Store) -> None:
    every = found(filled, "de der la", limit=10)
    pages = [search(filled, "de der la", limit=1, offset=place) for place in range(len(every))]
    assert [page.hits[0].item.id for page in pages] == every
    assert {page.total for page in pages} == {len(every)}
    assert search(filled, "grenzen", offset=50) == Found(total=1)


def test_the_filter_of_measures_finds_by_the_same_words(filled: Store) -> None:
    assert list(measures_frame(filled, search="pendlr quarantäne")["id"]) == ["m-de"]
    assert list(measures_frame(filled, search="grenzpendler", countries=[Country.BE])["id"]) == []
    assert count_measures(filled, search="  ") == 3
    assert count_measures(filled, search="?") == 0


HOSTILE = (
    "'",
    '"',
    "') OR 1=1 --",
    "NEAR(a b)",
    "title:x",
    "a* OR",
    "^a",
    "& | !",
    "<->",
    "\\",
    "\0a",
    "\ud800",
    "%",
    "a" * 9_999,
)


@pytest.mark.parametrize("words", HOSTILE)
def test_nothing_that_is_typed_breaks_a_search(filled: Store, words: str) -> None:
    search(filled, words)
    measures_frame(filled, search=words)
    search(filled, f"grens {words} vignet")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(words=st.text(max_size=60))
def test_any_text_can_be_searched_for(filled: Store, words: str) -> None:
    told = search(filled, words)
    assert len(told.hits) == min(told.total, 20)
    for hit in told.hits:
        assert all(0 <= start < end <= len(hit.excerpt) for start, end in hit.excerpt_spans)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(title=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=80))
def test_any_text_can_be_stored_and_each_of_its_words_finds_it(store: Store, title: str) -> None:
    item = an_item("any", title=title, summary="")
    with store.begin() as tx:
        save_item(tx, item, MARCH)
    told = search(store, title[:100])
    if told.total:
        assert told.hits[0].item == item


def test_the_index_holds_one_row_an_item(filled: Store) -> None:
    with filled.read() as tx:
        rows = tx.execute(text("SELECT count(*) FROM item_words")).scalar_one()
        assert rows == tx.execute(text("SELECT count(*) FROM item_text")).scalar_one() == len(ITEMS)
