"""The words for a rule as law, from lexicon/legal: acts, actors, force, ways over a border."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from measures.classify.tables import table
from measures.classify.text import fold
from measures.vocabulary import Language

# Concepts of acts are named by this, how their words name an act, and the kind ("act/dated/law").
ACT = "act/"
NAMED_ACT = "act/named/"
# What may stand between a preposition and the place: articles, "the Belgian province of".
_ARTICLES = (
    r"(?: (?:het|de|der|den|dem|die|das|the|le|la|les|des|du|heel|ganz|all|other|andere?n?"
    r"|belgische?n?|duitse|nederlandse|deutschen?|niederlandischen?|dutch|german|belgian"
    r"|provincie|provinz|province|of|van))*(?: (?:l'|d'|de l'))? ?$"
)


@dataclass(frozen=True, slots=True)
class Legal:
    """A language's words; the patterns read the folded text that ends where a place's name begins."""

    concepts: dict[str, list[str]]
    traps: dict[str, list[str]]
    before_place: re.Pattern[str]
    within: re.Pattern[str]


@cache
def legal(language: Language) -> Legal:
    """The words of a language (kept for the life of the process)."""
    data = table("legal", f"{language.value}.toml")
    acts = {
        f"{ACT}{how}/{kind}": forms for how, kinds in data["acts"].items() for kind, forms in kinds.items()
    }
    actors = {f"actor_{level}": forms for level, forms in data["actors"].items()}
    ways = {f"way_{way}": forms for way, forms in data["ways"].items()}
    places = data["places"]
    towards, out_of = _either(places["towards"]), _either(places["out_of"])
    one, other = rf"(?:(?P<towards>{towards})|{out_of})", rf"(?:(?P<and_towards>{towards})|{out_of})"
    both = rf"{one}(?:(?P<joined> (?:en|und|et|and|oder|ou|or|of)) {other})?"
    return Legal(
        acts | actors | ways | data["force"],
        data.get("traps", {}),
        re.compile(rf"(?<![\w-]){both}{_ARTICLES}"),
        re.compile(rf"(?<![\w-])(?:{_either(places['within'])}){_ARTICLES}"),
    )


def _either(words: Iterable[str]) -> str:
    """Longest first; a French "de" may have run into an article ("en provenance du", "d'Allemagne")."""
    folded = sorted((re.escape(fold(word)) for word in words), key=len, reverse=True)
    return "|".join(re.sub(r"\\ de$", r"(?:\\ (?:de|du|des))?", word) for word in folded)
