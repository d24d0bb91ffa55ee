"""Words that mislead, in four languages: what only looks like a border rule, and what only looks like news."""

import pytest

from measures.vocabulary import Action, Border, Impact, Topic

NO_BORDER_LIFE = {
    "nl: threshold": ("nl", "NL", "Grenswaarde voor fijnstof wordt strenger", "Vanaf 1 januari mag de uitstoot van de centrale niet boven de nieuwe grenswaarde komen."),
    "nl: language border": ("nl", "BE", "Ruilverkaveling langs de taalgrens", "De provincie legt langs de taalgrens nieuwe hagen aan."),
    "nl: figure of speech": ("nl", "NL", "De grens is bereikt, zegt de burgemeester over vuurwerk", "Het college verbiedt vanaf dit jaar vuurwerk in het centrum.", "Gemeente Deventer", "local"),
    "nl: other neighbours only": ("nl", "BE", "Controles aan de grens met Frankrijk", "De federale politie controleert tot eind mei aan de Franse grens."),
    "nl: figures": ("nl", "NL", "Aantal grensarbeiders gestegen", "Uit cijfers van het CBS blijkt dat vorig jaar 4 procent meer mensen in België woonden en in Nederland werkten."),
    "nl: arrest": ("nl", "NL", "Twee verdachten aangehouden bij grenscontrole A12", "Bij een controle bij de grens met Duitsland vond de marechaussee cocaïne in een auto."),
    "nl: visit": ("nl", "NL", "Minister op werkbezoek bij Duitse collega", "Tijdens het werkbezoek spraken de ministers over samenwerking in de grensregio."),
    "nl: award": ("nl", "BE", "Grensproject wint Europese prijs", "Het Interreg-project kreeg de prijs uitgereikt tijdens een conferentie in Maastricht."),
    "de: threshold": ("de", "DE", "Grenzwert für Stickstoffdioxid eingehalten", "Nach der Auswertung liegt der Jahresmittelwert unter dem Grenzwert."),
    "de: Austrian border": ("de", "DE", "Grenzkontrollen zu Österreich verlängert", "Die Kontrollen an der Grenze zu Österreich gelten bis zum 11. Mai weiter."),
    "de: Polish border": ("de", "DE", "Ab Freitag Kontrollen an der polnischen Grenze", "Wer aus Polen einreist, braucht einen negativen Test."),
    "de: boundary stones": ("de", "DE", "Grenzsteine werden neu vermessen", "Das Katasteramt prüft die Grenzsteine an den Grundstücksgrenzen."),
    "de: bodies without borders": ("de", "DE", "Auszeichnung für Ärzte ohne Grenzen", "Die Organisation Ärzte ohne Grenzen erhält den Preis der Stadt."),
    "de: seizure": ("de", "DE", "Zöllner finden 20 Kilogramm Kokain hinter der niederländischen Grenze", "Der Fahrer wurde festgenommen, die Ermittlungen dauern an."),
    "de: figures of checks": ("de", "DE", "Bilanz der Grenzkontrollen: 1.200 unerlaubte Einreisen festgestellt", "Die Zahlen der Bundespolizei zeigen einen Rückgang gegenüber dem Vorjahr."),
    "fr: forty": ("fr", "BE", "Une quarantaine de communes primées", "Une quarantaine de communes ont reçu un prix pour leurs projets de mobilité."),
    "fr: language border": ("fr", "BE", "Un chantier le long de la frontière linguistique", "La Région plante des arbres de part et d'autre de la frontière linguistique."),
    "fr: without borders": ("fr", "BE", "Médecins sans frontières ouvre un bureau", "Médecins sans frontières s'installe à Liège."),
    "fr: French border": ("fr", "BE", "Contrôles à la frontière française", "La police contrôle les véhicules venant de France jusqu'à fin avril."),
    "fr: overseas flights": ("fr", "BE", "Interdiction d'entrée pour les voyageurs venant d'Inde", "Les vols en provenance d'Inde et du Brésil sont interdits à partir du 1er mai."),
    "fr: state visit": ("fr", "BE", "Visite d'État du roi des Pays-Bas", "Le couple royal a été reçu à Bruxelles ; les entretiens ont porté sur l'énergie."),
    "en: external border": ("en", "EU", "New registration at the external borders", "Third-country nationals on short stays will be registered at the external borders from 12 October."),
    "en: proposal": ("en", "EU", "Commission proposes common rules for border checks", "The proposal will now be examined by Parliament and Council."),
    "en: study": ("en", "NL", "Study on cross-border commuting published", "The report shows that the number of cross-border workers increased last year."),
}  # fmt: skip


@pytest.mark.parametrize("case", NO_BORDER_LIFE.values(), ids=NO_BORDER_LIFE.keys())
def test_what_only_looks_like_a_border_rule_touches_no_border_life(assess, case):
    language, country, title, summary, *rest = case
    more = {"authority": rest[0], "level": rest[1]} if rest else {}
    read = assess(language, country, title, summary, **more)
    assert read.border_impact not in (Impact.DIRECT, Impact.BLOCKING)
    assert Border.NL_DE not in read.borders or read.border_impact == Impact.INDIRECT


NO_MEASURE = [
    ("nl", "NL", "Recordaantal treinreizigers over de grens", "Uit cijfers blijkt dat vorig jaar 12 procent meer reizigers de trein naar Duitsland namen."),
    ("nl", "NL", "Kamerlid pleit voor soepeler grenscontroles", "Volgens het Kamerlid zou het kabinet met Duitsland moeten overleggen."),
    ("de", "DE", "Bürgermeister fordern Ende der Grenzkontrollen", "In einem Brandbrief verlangen die Bürgermeister ein Gespräch mit dem Minister."),
    ("de", "DE", "Deutsch-niederländische Arbeitsgruppe tauscht sich über Hochwasser aus", "Die Fachleute trafen sich zum vierten Mal."),
    ("fr", "BE", "Bilan de l'action de police à la frontière", "La police a contrôlé 812 véhicules ; trois suspects ont été interpellés."),
    ("fr", "BE", "Conférence sur la mobilité transfrontalière", "Le ministre a prononcé un discours devant ses homologues."),
    ("en", "EU", "Award for cross-border project", "The project won the prize at the annual conference."),
]  # fmt: skip


@pytest.mark.parametrize("case", NO_MEASURE, ids=lambda case: case[2])
def test_news_without_a_rule_is_no_measure(assess, case):
    read = assess(*case)
    assert not read.is_measure
    assert read.action == Action.INFORM
    assert (read.valid_from, read.valid_until) == (None, None)


BLOCKING = [
    ("nl", "BE", "België sluit de grens met Nederland", "Vanaf vrijdag zijn alle niet-essentiële verplaatsingen over de grens verboden.", {Border.NL_BE}),
    ("nl", "NL", "Geen treinen tussen Heerlen en Aken", "Door werkzaamheden ligt het treinverkeer tussen Heerlen en Aken stil tot en met 18 maart.", {Border.NL_DE}),
    ("de", "DE", "Grenzübergang bei Goch geschlossen", "Die Bundespolizei hat den Grenzübergang zu den Niederlanden geschlossen, die Einreise ist untersagt.", {Border.NL_DE}),
    ("de", "BE", "Belgien schließt die Grenzen", "Nicht notwendige Reisen über die Grenze sind verboten. Die Maßnahme gilt auch an der deutschen Grenze.", {Border.BE_DE}),
    ("fr", "BE", "Fermeture des frontières belges", "À partir de vendredi, les déplacements non essentiels vers l'étranger sont interdits.", {Border.NL_BE, Border.BE_DE}),
    ("fr", "BE", "Plus aucun train entre Welkenraedt et Aix-la-Chapelle", "La circulation est interrompue entre Welkenraedt et Aix-la-Chapelle.", {Border.BE_DE}),
    ("en", "BE", "Belgium closes its borders", "Non-essential travel to and from Belgium is banned from Friday.", {Border.NL_BE, Border.BE_DE}),
]  # fmt: skip


@pytest.mark.parametrize("case", BLOCKING, ids=lambda case: case[2])
def test_a_border_or_line_that_is_shut_blocks(assess, case):
    *text, borders = case
    read = assess(*text)
    assert read.is_measure
    assert read.border_impact == Impact.BLOCKING
    assert set(read.borders) == borders


DIRECT = [
    ("nl", "NL", "Kabinet verlengt grenscontroles met een half jaar", "De marechaussee blijft tot en met 8 december controleren aan de grenzen met Duitsland en België.", Topic.BORDER_CONTROL),
    ("nl", "BE", "Nieuw akkoord over thuiswerk van grensarbeiders", "Grensarbeiders mogen vanaf 1 juli tot de helft van hun tijd thuiswerken en blijven in het werkland verzekerd.", Topic.SOCIAL_SECURITY_TAX),
    ("nl", "NL", "Testplicht voor reizigers uit hoogrisicogebied", "Wie uit Duitsland of België komt, moet een negatieve testuitslag kunnen tonen.", Topic.TESTING),
    ("de", "DE", "Quarantänepflicht nach Rückkehr aus Belgien", "Wer aus einem belgischen Risikogebiet einreist, muss sich zehn Tage absondern.", Topic.QUARANTINE),
    ("de", "DE", "Neue Bescheinigung für Grenzpendler", "Grenzgänger müssen ab Montag eine A1-Bescheinigung mitführen.", Topic.SOCIAL_SECURITY_TAX),
    ("fr", "BE", "Télétravail des frontaliers : nouvel accord-cadre", "À partir du 1er juillet 2023, les travailleurs frontaliers peuvent télétravailler jusqu'à 49,9 % sans changer de sécurité sociale.", Topic.SOCIAL_SECURITY_TAX),
    ("fr", "BE", "Test obligatoire au retour des Pays-Bas", "Toute personne revenant des Pays-Bas doit présenter un test négatif et remplir un formulaire.", Topic.TESTING),
    ("en", "NL", "Temporary border controls extended", "The Netherlands extends its checks at the borders with Belgium and Germany until 8 June.", Topic.BORDER_CONTROL),
]  # fmt: skip


@pytest.mark.parametrize("case", DIRECT, ids=lambda case: case[2])
def test_a_rule_on_crossing_or_on_frontier_workers_is_direct(assess, case):
    *text, topic = case
    read = assess(*text)
    assert read.is_measure
    assert read.border_impact == Impact.DIRECT
    assert topic in read.topics
    assert read.borders


INDIRECT = [
    ("nl", "BE", "Niet-essentiële winkels dicht", "Alle niet-essentiële winkels sluiten vanaf maandag. Ook de horeca blijft gesloten.", Topic.SHOPS_EVENTS),
    ("nl", "NL", "Avondklok gaat een uur later in", "De avondklok begint vanaf 31 maart om 22.00 uur.", Topic.MOVEMENT),
    ("de", "DE", "Schulen und Kitas bleiben geschlossen", "Die Schulen bleiben bis zum 19. April geschlossen, eine Notbetreuung wird eingerichtet.", Topic.EDUCATION_CHILDCARE),
    ("fr", "BE", "Télétravail obligatoire dans toutes les entreprises", "Le télétravail devient obligatoire à partir du 2 novembre.", Topic.WORK),
    ("fr", "BE", "Réouverture des terrasses le 8 mai", "Les cafés et restaurants peuvent à nouveau ouvrir leurs terrasses.", Topic.SHOPS_EVENTS),
    ("en", "NL", "Dutch shops and schools close", "Non-essential shops and schools must close from Wednesday until 19 January.", Topic.SHOPS_EVENTS),
]  # fmt: skip


@pytest.mark.parametrize("case", INDIRECT, ids=lambda case: case[2])
def test_a_domestic_rule_that_moves_people_is_indirect(assess, case):
    *text, topic = case
    read = assess(*text)
    assert read.is_measure
    assert read.border_impact == Impact.INDIRECT
    assert topic in read.topics


def test_a_bavarian_rule_touches_no_border_of_ours(assess):
    read = assess(
        "de",
        "DE",
        "Bayern verschärft Ausgangssperre",
        "Ab Mittwoch gilt eine nächtliche Ausgangssperre von 21 bis 5 Uhr.",
        authority="Bayerische Staatsregierung, Bayern",
        level="regional",
    )
    assert read.is_measure
    assert read.border_impact == Impact.NONE
    assert read.borders == ()
    assert read.regions == ("DE2",)


def test_a_rule_of_north_rhine_westphalia_touches_both_its_borders(assess):
    read = assess(
        "de",
        "DE",
        "Schulen in NRW im Wechselunterricht",
        "Ab Montag findet an allen Schulen Wechselunterricht statt.",
        authority="Landesregierung Nordrhein-Westfalen",
        level="regional",
    )
    assert set(read.borders) == {Border.NL_DE, Border.BE_DE}


ANIMALS = [
    ("nl", "NL", "Ophokplicht in heel Nederland", "Pluimveehouders moeten hun dieren vanaf vandaag binnenhouden vanwege vogelgriep."),
    ("de", "DE", "Sperrzone nach Geflügelpest an der niederländischen Grenze", "Im Kreis Kleve darf kein Geflügel verbracht werden."),
    ("fr", "BE", "Grippe aviaire : confinement des volailles", "Les volailles doivent être confinées à l'intérieur à partir du 15 novembre."),
    ("en", "BE", "Housing order for poultry because of bird flu", "Poultry must be kept indoors as of 15 November."),
]  # fmt: skip


@pytest.mark.parametrize("case", ANIMALS, ids=lambda case: case[2])
def test_zones_for_animals_bind_their_holders_only(assess, case):
    read = assess(*case)
    assert read.is_measure
    assert Topic.ANIMAL_PLANT in read.topics
    assert read.border_impact == Impact.NONE
    assert read.borders == ()


EXEMPT = [
    ("nl", "NL", "Quarantaine na verblijf in België", "Wie uit België komt, moet tien dagen in quarantaine. Grensarbeiders zijn uitgezonderd.", True),
    ("nl", "BE", "Testplicht bij terugkeer uit Nederland", "Een negatieve test is verplicht bij terugkeer uit Nederland, ook voor grensarbeiders.", False),
    ("nl", "NL", "Grenscontroles vanaf maandag", "De hinder voor grenswerkers blijft zo beperkt mogelijk.", None),
    ("de", "DE", "Testpflicht bei Einreise aus den Niederlanden", "Grenzpendler sind von der Testpflicht ausgenommen.", True),
    ("de", "DE", "Testpflicht bei Einreise aus den Niederlanden", "Die Testpflicht gilt auch für Grenzgänger.", False),
    ("de", "DE", "Kontrollen an der Grenze zu Belgien", "Für Pendler sollen die Auswirkungen so gering wie möglich bleiben.", None),
    ("fr", "BE", "Interdiction de voyager", "Les voyages non essentiels sont interdits, à l'exception des travailleurs frontaliers.", True),
    ("fr", "BE", "Test obligatoire au retour d'Allemagne", "L'obligation vaut pour tous, y compris les frontaliers.", False),
    ("en", "NL", "Quarantine for travellers from Germany", "Cross-border workers are exempt from the quarantine.", True),
]  # fmt: skip


@pytest.mark.parametrize("case", EXEMPT, ids=lambda case: f"{case[0]} {case[4]}")
def test_what_the_text_says_of_frontier_workers_exemption(assess, case):
    *text, exempt = case
    assert assess(*text).frontier_exempt is exempt


ACTIONS = [
    ("nl", "NL", "Avondklok verlengd tot en met 30 maart", "", Action.EXTEND),
    ("nl", "BE", "Mondmaskerplicht vervalt op 1 juli", "", Action.END),
    ("nl", "NL", "Versoepeling: terrassen mogen weer open", "", Action.RELAX),
    ("nl", "NL", "Kabinet scherpt regels voor samenkomsten aan", "", Action.TIGHTEN),
    ("nl", "NL", "Avondklok ingevoerd vanaf 23 januari", "", Action.INTRODUCE),
    ("de", "DE", "Grenzkontrollen bis 15. März verlängert", "", Action.EXTEND),
    ("de", "DE", "Testpflicht bei Einreise entfällt", "", Action.END),
    ("de", "DE", "Lockerungen: Geschäfte dürfen wieder öffnen", "", Action.RELAX),
    ("de", "DE", "Bund und Länder verschärfen Kontaktbeschränkungen", "", Action.TIGHTEN),
    ("fr", "BE", "Le couvre-feu est prolongé jusqu'au 1er avril", "", Action.EXTEND),
    ("fr", "BE", "Le couvre-feu est levé", "", Action.END),
    ("fr", "BE", "Assouplissement : les magasins peuvent à nouveau ouvrir", "", Action.RELAX),
    ("fr", "BE", "Durcissement des règles pour les rassemblements", "", Action.TIGHTEN),
    ("en", "NL", "Curfew extended until 30 March", "", Action.EXTEND),
    ("en", "NL", "Curfew lifted", "", Action.END),
    ("en", "NL", "Rules tightened: masks now mandatory in shops", "", Action.TIGHTEN),
]  # fmt: skip


@pytest.mark.parametrize("case", ACTIONS, ids=lambda case: case[2])
def test_what_an_item_does_to_the_rule(assess, case):
    *text, action = case
    assert assess(*text).action == action
