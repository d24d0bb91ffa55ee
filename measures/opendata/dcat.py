"""The description of the data as DCAT-AP 3 in JSON-LD, with the European Union's own vocabularies."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from measures.errors import InputError
from measures.geography import regions
from measures.opendata.dictionary import about
from measures.settings import Settings
from measures.vocabulary import Country, Language

NAME = "dcat.jsonld"
UNNAMED = "Operator of this dashboard (name not set)"
RIGHTS = (
    "Titles, summaries and quoted words are texts of the authorities named beside them, whose terms hold; "
    "what is known of these stands in the table sources."
)
NO_LICENCE = "The operator has set no licence."

_EU = "http://publications.europa.eu/resource/authority/"
_LANGUAGES = {Language.NL: "NLD", Language.DE: "DEU", Language.FR: "FRA", Language.EN: "ENG"}
_FORMATS = {
    "csv": ("CSV", "text/csv"),
    "parquet": ("PARQUET", "application/vnd.apache.parquet"),
}
_MOST_BYTES = 5_000_000
_CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "dcatap": "http://data.europa.eu/r5r/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


@dataclass(frozen=True, slots=True)
class FileFacts:
    """A file of the folder: its size in bytes and SHA-256; `table` is that which it holds."""

    name: str
    table: str
    size: int
    sha256: str


def describe(
    files: Iterable[FileFacts], covered: tuple[date, date] | None, modified: datetime, settings: Settings
) -> str:
    """The catalogue with a dataset for each table and a distribution for each file.

    `covered` are the first and the last day the data tell of; `modified` (UTC) is when they were written.
    """
    base = f"{settings.address}/data/"
    tables: dict[str, list[FileFacts]] = {}
    for file in files:
        tables.setdefault(file.table, []).append(file)
    shared = _shared(covered, modified, settings)
    catalogue = {
        "@context": _CONTEXT,
        "@id": base,
        "@type": "dcat:Catalog",
        "dct:title": _text("Cross Border Taskforce: measures and conflicts at the borders of NL, DE and BE"),
        "dct:description": _text(
            "Government measures of the Netherlands, Germany and Belgium, dated and located, and where the "
            "two sides of a border collide for people who live on one side and work on the other."
        ),
        "foaf:homepage": {"@id": settings.address, "@type": "foaf:Document"},
        "dcat:themeTaxonomy": {"@id": f"{_EU}data-theme", "@type": "skos:ConceptScheme"},
        **shared,
        "dcat:dataset": [_dataset(base, name, held, shared) for name, held in tables.items()],
    }
    return json.dumps(catalogue, ensure_ascii=False, indent=2) + "\n"


def checksums(folder: Path) -> dict[str, str]:
    """The SHA-256 of each file as the folder's description has it; empty where there is no description."""
    path = folder / NAME
    if not path.exists():
        return {}
    try:
        if path.is_symlink() or path.stat().st_size > _MOST_BYTES:
            raise ValueError
        found = json.loads(path.read_text("utf-8"))
        each = (one for dataset in found["dcat:dataset"] for one in dataset["dcat:distribution"])
        pairs = ((one["dcat:downloadURL"]["@id"], one["spdx:checksum"]["spdx:checksumValue"]) for one in each)
        return {address.rpartition("/")[2]: digest["@value"] for address, digest in pairs}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise InputError("is not the description that an export writes", subject=NAME) from None


def _shared(covered: tuple[date, date] | None, modified: datetime, settings: Settings) -> dict[str, Any]:
    """What holds for the catalogue and for each dataset."""
    told: dict[str, Any] = {
        "dct:publisher": {
            "@id": f"{settings.address}/data/#publisher",
            "@type": "foaf:Agent",
            "foaf:name": settings.publisher or UNNAMED,
        },
        "dct:language": [
            {"@id": f"{_EU}language/{_LANGUAGES[one]}", "@type": "dct:LinguisticSystem"} for one in Language
        ],
        "dct:modified": _typed(modified.isoformat(timespec="seconds"), "dateTime"),
        "dct:spatial": [
            {"@id": f"http://data.europa.eu/nuts/code/{code}", "@type": "dct:Location"} for code in _places()
        ],
        "dct:rights": {
            "@id": f"{settings.address}/data/#rights",
            "@type": "dct:RightsStatement",
            "rdfs:label": _text(RIGHTS if settings.licence else f"{NO_LICENCE} {RIGHTS}"),
        },
    }
    if covered is not None:
        told["dct:temporal"] = {
            "@id": f"{settings.address}/data/#time",
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": _typed(covered[0].isoformat(), "date"),
            "dcat:endDate": _typed(covered[1].isoformat(), "date"),
        }
    if settings.licence:
        told["dct:license"] = {"@id": settings.licence, "@type": "dct:LicenseDocument"}
    return told


def _dataset(base: str, name: str, files: Iterable[FileFacts], shared: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "@id": f"{base}#{name}",
        "@type": "dcat:Dataset",
        "dct:title": _text(name.replace("_", " ").capitalize()),
        "dct:description": _text(about(name)),
        "dct:identifier": name,
        "dcat:keyword": [_text(word) for word in ("border", "frontier workers", "government measures")],
        "dcat:theme": [
            {"@id": f"{_EU}data-theme/{code}", "@type": "skos:Concept"} for code in ("GOVE", "SOCI")
        ],
        "dct:accrualPeriodicity": {"@id": f"{_EU}frequency/DAILY", "@type": "dct:Frequency"},
        "dct:accessRights": {"@id": f"{_EU}access-right/PUBLIC", "@type": "dct:RightsStatement"},
        "foaf:page": {"@id": f"{base}README.md", "@type": "foaf:Document"},
        **{key: value for key, value in shared.items() if key != "dct:rights"},
        "dcat:distribution": [_distribution(base, file, shared) for file in files],
    }


def _distribution(base: str, file: FileFacts, shared: Mapping[str, Any]) -> dict[str, Any]:
    form, media = _FORMATS[file.name.rpartition(".")[2]]
    own = {key: shared[key] for key in ("dct:license", "dct:rights", "dct:modified") if key in shared}
    return {
        "@id": f"{base}#{file.name}",
        "@type": "dcat:Distribution",
        "dct:title": _text(file.name),
        "dcat:accessURL": {"@id": base},
        "dcat:downloadURL": {"@id": f"{base}{file.name}"},
        "dct:format": {"@id": f"{_EU}file-type/{form}", "@type": "dct:MediaTypeOrExtent"},
        "dcat:mediaType": {
            "@id": f"http://www.iana.org/assignments/media-types/{media}",
            "@type": "dct:MediaType",
        },
        "dcat:byteSize": _typed(str(file.size), "nonNegativeInteger"),
        "dcatap:availability": {"@id": f"{_EU}planned-availability/STABLE", "@type": "skos:Concept"},
        "spdx:checksum": {
            "@id": f"{base}#{file.name}-checksum",
            "@type": "spdx:Checksum",
            "spdx:algorithm": {
                "@id": "http://spdx.org/rdf/terms#checksumAlgorithm_sha256",
                "@type": "spdx:ChecksumAlgorithm",
            },
            "spdx:checksumValue": _typed(file.sha256, "hexBinary"),
        },
        **own,
    }


def _places() -> list[str]:
    """The NUTS codes of the three countries and of their regions at a border."""
    return [country.value for country in Country if country is not Country.EU] + sorted(regions())


def _text(text: str) -> dict[str, str]:
    return {"@value": text, "@language": "en"}


def _typed(value: str, kind: str) -> dict[str, str]:
    return {"@value": value, "@type": f"xsd:{kind}"}
