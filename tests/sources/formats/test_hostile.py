"""Whatever bytes come: nothing but FormatError is raised, and nothing active is kept."""

import contextlib
import json
import re
import time
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.catalogue import Source, load_catalogue
from sources.errors import FormatError
from sources.formats import _READERS, parse, read
from sources.formats.sniff import root
from tests.sources.conftest import a_source, sample

CATALOGUE = load_catalogue()
EXAMPLES = {
    "rss": ("eu-home-affairs-news", "eu-home-affairs-news.xml"),
    "atom": ("be-economy-press", "be-economy-press.xml"),
    "rdf": ("de-bgbl-2", "de-bgbl-2.xml"),
    "json": ("nl-nvwa-search", "nl-nvwa-search.json"),
    "xml": ("nl-rijksoverheid-news-sitemap", "nl-rijksoverheid-news-sitemap.xml"),
    "sru": ("nl-ob-sru-staatscourant", "nl-ob-sru-staatscourant.xml"),
    "cap": ("nl-meteoalarm", "nl-meteoalarm.json"),
    "datex2": ("nl-ndw-closures", "nl-ndw-closures.xml"),
    "html": ("be-justel-list", "be-justel-list.html"),
    "page": ("nl-grensinfo", "nl-ob-publication-page.html"),
    "article": ("eu-home-affairs-news", "be-justel-list.html"),
}
PIECES = [
    b"<script>alert(1)</script>", b"&lt;script&gt;x", b"&amp;lt;img src=x onerror=y&amp;gt;", b"\x00",
    b"&", b"<", b">",
    b"]]>", b"\xff\xfe", b"{", b"]", b'"', b"null", b"NaN", b"1e999", b"\xed\xa0\x80", b"", b"<a:b>",
    b"\\ud800", b"javascript:alert(1)", b"9999-99-99T99:99:99Z", b"-1", b"[[[[", b"<!ENTITY",
]  # fmt: skip

TEXTS = st.text(max_size=200).map(lambda text: text.encode("utf-8", "ignore"))


def test_every_format_has_an_example() -> None:
    assert set(EXAMPLES) == set(_READERS)


@pytest.mark.parametrize("form", sorted(EXAMPLES))
@settings(max_examples=40, deadline=None)
@given(
    body=st.one_of(
        st.binary(max_size=400), st.text(max_size=200).map(lambda text: text.encode("utf-8", "ignore"))
    )
)
def test_no_bytes_raise_anything_but_a_format_error(form: str, body: bytes) -> None:
    source = CATALOGUE[EXAMPLES[form][0]].model_copy(update={"format": form})
    for packed in (body, b"<" + body, b"\x1f\x8b" + body):
        with contextlib.suppress(FormatError):
            parse(source, packed)


@pytest.mark.parametrize("form", sorted(EXAMPLES))
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_an_answer_damaged_anywhere_keeps_nothing_active(form: str, data: st.DataObject) -> None:
    source_id, name = EXAMPLES[form]
    body = bytearray(sample(name))
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(body) - 1))
        body[at : at + data.draw(st.integers(0, 12))] = data.draw(st.sampled_from(PIECES))
    try:
        items = parse(CATALOGUE[source_id], bytes(body))
    except FormatError:
        return
    for item in items:
        assert "<script" not in (item.title + item.summary).lower()
        assert "<img" not in item.title + item.summary
        assert item.url.startswith("http")
        assert (item.title + item.summary + item.url).isprintable()


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=8) | st.integers(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=120, deadline=None)
@given(
    value=json_values, key=st.sampled_from(["identifier", "sent", "references", "info", "msgType", "status"])
)
def test_a_warning_with_any_value_in_any_field(value: object, key: str) -> None:
    alert = {"identifier": "a", "sent": "2026-11-23T08:00:00+01:00", "info": [{"headline": "x"}], key: value}
    source: Source = a_source(format="cap", items=["w"])
    with contextlib.suppress(FormatError):
        parse(source, json.dumps({"w": [alert, {"alert": value}]}).encode())


GROWING = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
FAR = {
    "comment": f"<!--{'x' * 150_000}-->",
    "white space": " " * 150_000,
    "instructions": "<?x y?>" * 30_000,
}


@pytest.mark.parametrize("form", ["atom", "datex2", "rdf", "rss", "sru", "xml"])
@pytest.mark.parametrize("far", FAR)
@pytest.mark.parametrize("entities", [GROWING, f'<!ENTITY e11 "{"x" * 100_000}">'])
def test_entities_are_refused_however_far_from_the_beginning(form: str, far: str, entities: str) -> None:
    source_id, name = EXAMPLES[form]
    feed = sample(name).decode()
    start = re.search(r"<[a-zA-Z]", feed)
    assert start is not None
    root = re.match(r"<([\w:]+)", feed[start.start() :])
    assert root is not None
    subset = f'<!DOCTYPE {root[1]} [<!ENTITY e0 "ha">{entities}]>'
    body = feed[: start.start()] + FAR[far] + subset + feed[start.start() :].replace("</", "&e11;</", 500)
    started = time.process_time()
    with pytest.raises(FormatError) as caught:
        read(CATALOGUE[source_id], body.encode())
    assert caught.value.code == "entities_declared"
    assert time.process_time() - started < 1


@pytest.mark.parametrize("filling", [b" ", b"<!---->", b"<?a?>", b"<!--", b"<?", b"<!DOCTYPE ["])
def test_a_long_beginning_costs_neither_time_nor_memory(filling: bytes) -> None:
    body = filling * (2_000_000 // len(filling)) + b"<rss>"
    tracemalloc.start()
    started = time.process_time()
    with contextlib.suppress(FormatError):
        root(body)
    spent, (_, most) = time.process_time() - started, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert spent < 1
    assert most < 4_000_000


def test_a_feed_in_an_encoding_that_no_feed_uses_is_read_as_utf_8() -> None:
    feed = sample("nl-rijksoverheid-news.xml")
    claimed = re.sub(rb'encoding="[^"]*"', b'encoding="punycode"', feed, count=1)
    assert b"punycode" in claimed
    source = a_source()
    assert [item.title for item in parse(source, claimed)] == [item.title for item in parse(source, feed)]
    started = time.monotonic()
    with pytest.raises(FormatError):
        read(source, b'<?xml version="1.0" encoding="punycode"?><rss>-' + b"z" * 1_000_000)
    assert time.monotonic() - started < 2


def test_a_feed_in_latin_1_keeps_its_accents() -> None:
    item = "<item><title>Grenzübergang</title><link>https://a.example.org/1</link></item>"
    feed = f'<?xml version="1.0" encoding="iso-8859-1"?><rss><channel>{item}</channel></rss>'
    assert parse(a_source(), feed.encode("latin-1"))[0].title == "Grenzübergang"
