"""Web pages: gazettes, tables and watched texts, by selectors."""

import time
from datetime import date

import pytest

from measures.classify import classify
from measures.vocabulary import AnswerState, Topic
from sources.catalogue import Source
from sources.errors import FormatError
from sources.formats import parse, read
from tests.sources.conftest import a_source, sample

Catalogue = dict[str, Source]
PAGE = a_source(format="page", items=["main"], fields={"title": ["h1", "title"], "summary": [], "id": []})


def test_the_gazette_with_accents_and_titles_beside_numbered_links(catalogue: Catalogue) -> None:
    items = parse(catalogue["be-staatsblad-summary"], sample("be-staatsblad-summary.html"))
    assert len(items) == 5
    assert items[0].title.endswith("met Nederland en Duitsland en tot coördinatie van de controles")
    assert items[2].title.startswith(
        "19 november 2026. - Ministerieel besluit houdende dringende maatregelen"
    )
    assert items[0].url.startswith("https://www.ejustice.just.fgov.be/cgi/article.pl?language=nl")
    assert {item.published for item in items} == {date(2026, 11, 20)}


def test_a_publication_is_known_by_its_number_alone(catalogue: Catalogue) -> None:
    source, body = catalogue["be-staatsblad-summary"], sample("be-staatsblad-summary.html")
    moved = body.replace(b"caller=sum", b"caller=list").replace(b"s_editie=1", b"s_editie=2")
    assert [item.id for item in parse(source, moved)] == [item.id for item in parse(source, body)]


def test_an_edition_without_entries_is_empty_and_another_page_is_blocked(catalogue: Catalogue) -> None:
    source = catalogue["be-staatsblad-summary"]
    assert read(source, sample("be-staatsblad-summary.empty.html")).seen == 0
    with pytest.raises(FormatError) as caught:
        read(source, sample("broken-captcha-403-be-news-fr.xml"))
    assert (caught.value.code, caught.value.state) == ("html_instead", AnswerState.BLOCKED)


@pytest.mark.parametrize(("name", "day"), [("be-justel-list.html", 2), ("be-justel-list.fr.html", 13)])
def test_days_in_words_of_two_languages_and_no_translations(
    catalogue: Catalogue, name: str, day: int
) -> None:
    items = parse(catalogue["be-justel-list"], sample(name))
    assert date(2026, 11, day) in [item.published for item in items]
    assert not [item for item in items if "vertaling" in item.title or "traduction" in item.title]


def test_the_table_of_border_controls_among_others_with_all_dashes(catalogue: Catalogue) -> None:
    items = parse(
        catalogue["eu-home-affairs-border-controls"], sample("eu-home-affairs-border-controls.html")
    )
    assert [item.title for item in items] == [
        "Germany: temporary border control from 16/09/2026 until 15/03/2027",
        "Netherlands: temporary border control from 09/12/2026 until 08/06/2027",
        "Netherlands: temporary border control from 20/11/2026 until 27/11/2026",
        "Belgium: temporary border control from 01/12/2026 until 31/05/2027",
    ]
    found = classify(items[1])
    assert Topic.BORDER_CONTROL in found.topics
    assert (found.valid_from, found.valid_until) == (date(2026, 12, 9), date(2027, 6, 8))


def test_a_prolonged_control_is_a_new_version_of_its_row(catalogue: Catalogue) -> None:
    source = catalogue["eu-home-affairs-border-controls"]
    body = sample("eu-home-affairs-border-controls.html")
    longer = body.replace(b"08/06/2027", b"08/12/2027").replace(b"The Netherlands", b"Netherlands")
    assert [item.id for item in parse(source, longer)] == [item.id for item in parse(source, body)]


def test_a_page_without_the_table_fails_closed(catalogue: Catalogue) -> None:
    with pytest.raises(FormatError, match="no_list"):
        read(
            catalogue["eu-home-affairs-border-controls"],
            b"<html><table><tr><th>Year</th></tr></table></html>",
        )


def test_recalls_with_their_instant_and_joined_addresses(catalogue: Catalogue) -> None:
    first = parse(catalogue["be-favv-recalls"], sample("be-favv-recalls.html"))[0]
    assert (first.published, first.url) == (
        date(2026, 11, 20),
        "https://favv-afsca.be/fr/produits/oeufs-zone-limbourg",
    )


def test_links_long_enough_to_be_news_known_by_their_path(catalogue: Catalogue) -> None:
    body = (
        b"<html><body><nav><a href='/x'>A menu that is long enough to be news</a></nav><main>"
        b"<a href='/fr/actualites/a?utm=1'>Nouvelles r\xc3\xa8gles pour les travailleurs frontaliers</a>"
        b"<a href='/fr/plus'>Plus</a></main></body></html>"
    )
    (item,) = parse(catalogue["be-ibz-news"], body)
    assert item.title == "Nouvelles règles pour les travailleurs frontaliers"
    moved = body.replace(b"href='/fr/actualites/a?utm=1'", b"href='https://ibz.example/fr/actualites/a'")
    assert parse(catalogue["be-ibz-news"], moved)[0].id == item.id


def page(text: str, around: str = "") -> bytes:
    main = f"<main><h1>Grenswerk</h1>{text}</main>"
    return f"<html><head><title>T</title></head><body>{around}{main}</body></html>".encode()


def test_a_changed_main_text_is_a_new_version_and_what_stands_around_it_is_not() -> None:
    (before,) = parse(PAGE, page("<p>34 dagen thuiswerk.</p>"))
    (around,) = parse(PAGE, page("<p>34 dagen thuiswerk.</p>", "<nav>menu</nav><script>now()</script>"))
    (after,) = parse(PAGE, page("<p>40 dagen thuiswerk.</p>"))
    assert before == around
    assert (before.id, before.title) == (after.id, "Grenswerk")
    assert before.summary != after.summary


def test_moving_parts_of_a_page_are_cut_away() -> None:
    source = PAGE.model_copy(update={"without": (".counter",)})
    first, second = (parse(source, page(f"<p>Regel</p><p class=counter>{n}</p>")) for n in (1, 2))
    assert first == second


def test_scripts_in_a_page_are_no_text() -> None:
    (item,) = parse(PAGE, page("<script>alert(1)</script><style>p{}</style><p onclick=x>Regel</p>"))
    assert item.summary == "Grenswerk Regel"


def test_a_page_that_lost_its_main_part_says_so() -> None:
    with pytest.raises(FormatError, match="no_list paths=main"):
        read(PAGE, b"<html><body><p>Onderhoud</p></body></html>")


def test_validity_in_meta_tags() -> None:
    source = a_source(
        format="html",
        items=["html"],
        fields={
            "id": ['meta[name="DC.identifier"] @content'],
            "title": ['meta[name="DC.title"] @content'],
            "summary": [
                '{meta[name="OVERHEIDop.startdatum"] @content} – {meta[name="OVERHEIDop.einddatum"] @content}'
            ],
            "url": [],
            "published": [],
        },
    )
    (item,) = parse(source, sample("nl-ob-publication-page.html"))
    assert item.summary == "2026-12-09 – 2027-06-08"


@pytest.mark.parametrize("name", ["punycode", "idna", "unicode_escape", "utf-7", "rot13", "zlib", "no-such"])
def test_a_page_in_an_encoding_that_no_page_uses_is_read_as_utf_8(name: str) -> None:
    head = f'<html><head><meta charset="{name}"></head><body><h1>Caf\u00e9s zu</h1><main>'
    body = head.encode() + b"-" + b"z" * 1_000_000 + b"</main></body></html>"
    started = time.monotonic()
    assert parse(PAGE, body)[0].title == "Cafés zu"
    assert time.monotonic() - started < 2


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("ISO-8859-1", "cp1252"), ("latin1", "cp1252"), ("us-ascii", "cp1252"), ("windows-1252", "cp1252"),
        ("iso-8859-15", "iso-8859-15"), ("windows-1250", "cp1250"), ("UTF-8", "utf-8"), ("utf-16", "utf-8"),
    ],
)  # fmt: skip
def test_a_page_is_read_in_the_encoding_it_names(name: str, written: str) -> None:
    page = f'<html><head><meta charset="{name}"></head><body><h1>10 € für</h1><main>x</main></body></html>'
    assert parse(PAGE, page.encode(written))[0].title == "10 € für"
