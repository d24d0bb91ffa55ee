"""An address looked at: what kind of source it is, and the catalogue entry it would make. Pure."""

import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import feedparser
import tomlkit
from pydantic import ValidationError
from selectolax.lexbor import LexborHTMLParser

from measures.vocabulary import Country, Language
from sources.catalogue import Source
from sources.errors import FormatError
from sources.formats.clean import web_address
from sources.formats.sniff import flat, refuse_entities

_ROOT = re.compile(rb"<(?![?!])(?:[\w.-]+:)?([\w.-]+)")
_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json")
_COUNTRIES = {".nl": Country.NL, ".de": Country.DE, ".be": Country.BE, ".eu": Country.EU}
_LANGUAGES = {Country.NL: "nl", Country.DE: "de", Country.BE: "nl", Country.EU: "en"}
_KEYS = {
    "id": ("id", "guid", "uuid", "identifier", "url", "link"),
    "title": ("title", "headline", "titel", "name", "titre"),
    "summary": ("summary", "description", "introduction", "teaser", "text", "content"),
    "url": ("url", "link", "canonical", "href", "permalink"),
    "published": ("published", "date", "datePublished", "pubDate", "created", "updated", "lastModified"),
}


@dataclass(frozen=True, slots=True)
class Proposal:
    """What an address turned out to be.

    `entry` is a valid catalogue entry, empty where none can be proposed; `feeds` are addresses of feeds
    that a page announces; `kind` is feed, json, sitemap, page or unknown; `problem` says what is amiss.
    """

    kind: str
    entry: dict[str, Any] = field(default_factory=dict)
    feeds: tuple[str, ...] = ()
    problem: str = ""

    def toml(self) -> str:
        """The entry as it would stand in the catalogue or the overlay."""
        return tomlkit.dumps({"source": [self.entry]})


def propose(url: str, body: bytes) -> Proposal:
    """What the answer of an address is; what is guessed (names, level, language) is for a person to check."""
    start = body.lstrip(b"\xef\xbb\xbf \t\r\n")[:2_000]
    if start[:1] in (b"{", b"["):
        return _of_json(url, body)
    match = _ROOT.search(start)
    root = match[1].decode().lower() if match else ""
    if root in ("rss", "feed", "rdf"):
        return _of_feed(url, body, root)
    if root in ("urlset", "sitemapindex"):
        return _of_sitemap(url, root)
    if root == "html":
        return _of_page(url, body)
    return Proposal("unknown", problem="neither a feed, nor JSON, a sitemap or a web page")


def _of_feed(url: str, body: bytes, root: str) -> Proposal:
    try:
        refuse_entities(flat(body))
    except FormatError:
        return Proposal("feed", problem="a feed that declares entities of its own: it is not read")
    # A stream and never bare bytes: feedparser would open a file of that name.
    parsed = feedparser.parse(io.BytesIO(body), sanitize_html=False, resolve_relative_uris=False)
    head = parsed.feed
    facts = {"format": {"rss": "rss", "feed": "atom", "rdf": "rdf"}[root], "home": head.get("link", "")}
    if not parsed.entries:
        return Proposal("feed", problem="a feed without any entry")
    return _valid("feed", url, head.get("title", ""), head.get("language", ""), facts)


def _of_json(url: str, body: bytes) -> Proposal:
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return Proposal("json", problem="no well-formed JSON")
    for path, record in _lists(document):
        found = {name: [key for key in keys if record.get(key)][:1] for name, keys in _KEYS.items()}
        if found["title"] and found["id"]:
            fields = {name: keys for name, keys in found.items() if keys}
            facts = {"format": "json", "items": [path], "fields": fields}
            return _valid("json", url, "", "", facts)
    return Proposal("json", problem="no list of records with a title and an id")


def _lists(document: object, path: str = "", depth: int = 0) -> Iterator[tuple[str, dict[str, Any]]]:
    """The lists of records in a JSON document, outer ones first: the path, and the first record."""
    if isinstance(document, list) and document and isinstance(document[0], dict):
        yield path, document[0]
    if isinstance(document, dict) and depth < 5:
        for key, value in document.items():
            if re.fullmatch(r"[\w-]+", key):
                yield from _lists(value, f"{path}.{key}" if path else key, depth + 1)


def _of_sitemap(url: str, root: str) -> Proposal:
    if root == "sitemapindex":
        return Proposal("sitemap", problem="a list of sitemaps: add the one with news")
    fields = {
        "id": ["loc"],
        "url": ["loc"],
        "title": ["news.title", r"loc ~ ([^/]+)/?$"],
        "published": ["news.publication_date", "lastmod"],
    }
    return _valid("sitemap", url, "", "", {"format": "xml", "items": ["urlset.url"], "fields": fields})


def _of_page(url: str, body: bytes) -> Proposal:
    feeds = []
    for link in LexborHTMLParser(body).css("link[rel~=alternate][href]"):
        is_feed = (link.attributes.get("type") or "").lower() in _FEED_TYPES
        if is_feed and (target := web_address(link.attributes.get("href") or "", url)):
            feeds.append(target)
    problem = "" if feeds else "a web page that announces no feed; it could be watched by CSS selectors"
    return Proposal("page", feeds=tuple(dict.fromkeys(feeds)), problem=problem)


def _valid(kind: str, url: str, title: str, language: str, facts: dict[str, Any]) -> Proposal:
    host = urlsplit(url).hostname or ""
    country = next((value for end, value in _COUNTRIES.items() if host.endswith(end)), Country.EU)
    spoken = language[:2].lower()
    name = " ".join(title.split())[:120]
    slug = re.sub(r"[^a-z0-9]+", "-", f"{host.removeprefix('www.')}{urlsplit(url).path}".lower()).strip("-")
    entry = {
        "id": f"{country.value.lower()}-{slug[:60].strip('-')}",
        "name": name if len(name) >= 3 else host,
        "authority": host,
        "country": country.value,
        "level": "eu" if country is Country.EU else "national",
        "language": spoken if spoken in set(Language) else _LANGUAGES[country],
        "url": url,
        "interval_minutes": 60,
        "priority": "secondary",
        "standing": "probe",
        "basis": "configured",
        **{key: value for key, value in facts.items() if value},
        "expect": {"min_items": 1, "max_items": 500},
    }
    try:
        source = Source.model_validate(entry)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        return Proposal(kind, problem=f"no entry can be made of it ({where}: {first['msg']})")
    return Proposal(kind, {key: value for key, value in entry.items() if key in source.model_fields_set})
