"""What a rule is as law: force, direction, acts, whose it is, papers; the cases stand in labels.toml."""

import tomllib
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest

from measures.classify.constructions import readings
from measures.classify.legal import ACT, legal
from measures.model import Assessment, LegalAct
from measures.store.codec import decode, encode
from measures.vocabulary import ActKind, Direction, Document, Force, Language, Level, Strictness, Topic

CASES = tomllib.loads((Path(__file__).parent / "labels.toml").read_text("utf-8"))


def cases(table: str):
    """The cases of one table, named by language and title."""
    rows = CASES[table]
    return pytest.mark.parametrize("case", rows, ids=[f"{r['read'][0]} {r['read'][2]}" for r in rows])


def evidenced(read: Assessment, label: str) -> set[str]:
    return {evidence.value for evidence in read.evidence if evidence.label == label}


@cases("force")
def test_what_kind_of_norm_a_text_carries(assess, case):
    read = assess(*case["read"])
    assert read.force == Force(case["says"])
    assert evidenced(read, "force") == {case["says"]}


@cases("direction")
def test_which_way_over_the_border_a_text_speaks_of(assess, case):
    read = assess(*case["read"])
    assert read.direction == (Direction(case["says"]) if case["says"] else None)
    assert evidenced(read, "direction") == ({case["says"]} if case["says"] else set())


@cases("acts")
def test_the_acts_a_text_names(assess, case):
    read = assess(*case["read"])
    expected = [
        LegalAct(ActKind(kind), name, date.fromisoformat(day) if day else None, number)
        for kind, name, day, number in case["says"]
    ]
    assert list(read.acts) == expected
    assert evidenced(read, "acts") == {act.name for act in expected}


@cases("level")
def test_whose_rule_it_is(assess, case):
    more = {key: case[key] for key in ("authority", "level") if key in case}
    read = assess(*case["read"], **more)
    assert read.level == Level(case["says"])
    assert evidenced(read, "level") == {case["says"]}
    if "regions" in case:
        assert list(read.regions) == case["regions"]
        assert evidenced(read, "regions") == set(case["regions"])


@cases("documents")
def test_which_papers_a_text_asks_for(assess, case):
    read = assess(*case["read"])
    assert list(read.documents) == [Document(code) for code in case["says"]]


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize(
    ("table", "answers"),
    [("force", len(Force)), ("direction", len(Direction)), ("acts", 1), ("level", 1), ("documents", 1)],
)
def test_every_language_has_three_cases_of_each_answer(language, table, answers):
    rows = [row for row in CASES[table] if row["read"][0] == language and row["says"]]
    assert len(rows) >= 3 * answers


MIXED = [
    (
        "nl",
        "BE",
        "Mondmasker verplicht",
        "Een mondmasker is verplicht in winkels. Telewerk wordt aanbevolen.",
    ),
    (
        "de",
        "DE",
        "Maskenpflicht im Handel",
        "In Geschäften ist eine Maske Pflicht. Homeoffice wird empfohlen.",
    ),
    (
        "fr",
        "BE",
        "Masque obligatoire",
        "Le masque est obligatoire au magasin. Le télétravail est recommandé.",
    ),
    ("en", "NL", "Masks mandatory", "Masks are mandatory in shops. Working from home is recommended."),
]


@pytest.mark.parametrize("text", MIXED, ids=lambda text: text[0])
def test_advice_on_one_topic_beside_a_duty_on_another_stays_advice(assess, text):
    read = assess(*text)
    assert read.strictness_on(Topic.SHOPS_EVENTS) == Strictness.PARTIAL
    assert read.strictness_on(Topic.WORK) == Strictness.ADVICE


ADVISED = [
    (
        "nl",
        "NL",
        "Ophokplicht voor pluimvee",
        "Op advies van deskundigen moeten kippen vanaf maandag binnen blijven.",
    ),
    (
        "de",
        "DE",
        "Stallpflicht für Geflügel",
        "Auf Empfehlung des Instituts müssen Hühner ab Montag im Stall bleiben.",
    ),
    (
        "fr",
        "BE",
        "Volailles confinées",
        "Sur avis des experts, les volailles doivent être confinées dès lundi.",
    ),
    (
        "en",
        "NL",
        "Poultry must stay indoors",
        "On the advice of experts, poultry must be kept indoors from Monday.",
    ),
]


@pytest.mark.parametrize("text", ADVISED, ids=lambda text: text[0])
def test_what_a_government_was_advised_is_no_advice(assess, text):
    read = assess(*text)
    assert read.force == Force.DUTY
    assert read.strictness_on(Topic.ANIMAL_PLANT) == Strictness.FULL


def test_the_same_act_is_the_same_in_every_language(assess):
    texts = [
        ("nl", "Telewerk verplicht", "Het koninklijk besluit van 28 oktober 2021 verplicht tot telewerk."),
        (
            "de",
            "Telearbeit Pflicht",
            "Der Königliche Erlass vom 28. Oktober 2021 gilt.",
        ),
        ("fr", "Télétravail obligatoire", "L'arrêté royal du 28 octobre 2021 impose le télétravail."),
        ("en", "Telework mandatory", "The Royal Decree of 28 October 2021 makes telework mandatory."),
    ]
    acts = {(act.kind, act.day) for language, *text in texts for act in assess(language, "BE", *text).acts}
    assert acts == {(ActKind.ROYAL_DECREE, date(2021, 10, 28))}


def test_what_is_no_measure_has_neither_acts_nor_papers_nor_direction(assess):
    read = assess(
        "nl", "NL", "Minister bezoekt Venlo", "Op het programma stond een bezoek uit België met paspoort."
    )
    assert (read.is_measure, read.force) == (False, Force.INFORMATION)
    assert (read.acts, read.documents, read.direction) == ((), (), None)


def test_readings_from_before_these_labels_are_still_read(assess):
    read = assess("nl", "NL", "Testplicht voor reizigers uit Duitsland", "Reizigers moeten een test tonen.")
    assert decode(Assessment, encode(read)) == read
    old = (
        '{"is_measure":true,"topics":["entry"],"action":"introduce","border_impact":"direct","borders":[],'
        '"groups":[],"frontier_exempt":null,"valid_from":null,"valid_until":null,"documents":["vignette"]}'
    )
    before = decode(Assessment, old)
    assert (before.force, before.level, before.direction, before.acts) == (None, None, None, ())
    assert before.documents == (Document.VIGNETTE,)


@pytest.mark.parametrize("language", Language)
def test_every_language_has_the_same_legal_concepts(language):
    def concepts(of: Language) -> set[str]:
        return {name for name in legal(of).concepts if not name.startswith(ACT)}

    assert concepts(language) == concepts(Language.NL)


@pytest.mark.parametrize("language", Language)
def test_acts_are_of_known_kinds(language):
    named = {concept.split("/")[2] for concept in legal(language).concepts if concept.startswith(ACT)}
    assert named <= set(ActKind)


def test_readings_of_force_speak_of_every_norm():
    said = {reading.says for reading in readings()[0] if reading.says.startswith("force:")}
    assert said == {f"force:{force}" for force in Force if force != Force.INFORMATION}


def test_documents_of_the_lexicons_are_those_of_the_vocabulary():
    folder = files("measures.classify").joinpath("lexicon")
    for language in Language:
        table = tomllib.loads(folder.joinpath(f"{language}.toml").read_text("utf-8"))["concepts"]
        assert {name.removeprefix("doc_") for name in table if name.startswith("doc_")} == set(Document)


@pytest.mark.parametrize(
    ("language", "country", "title", "summary"),
    [
        (
            "nl",
            "NL",
            "Reisadvies: ga alleen naar België als het echt moet",
            "Reizen wordt met klem ontraden.",
        ),
        (
            "de",
            "DE",
            "Reisewarnung für die Niederlande ab Dienstag",
            "Nicht notwendige Reisen sind zu unterlassen.",
        ),
        ("en", "NL", "Travel advice for Germany raised to orange", "You must have a good reason to travel."),
    ],
)
def test_travel_advice_lays_no_duty_however_urgent_it_is(assess, language, country, title, summary):
    read = assess(language, country, title, summary)
    assert read.strictness_on(Topic.ENTRY) <= Strictness.ADVICE
