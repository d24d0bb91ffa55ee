"""Personal data in free text: found where it stands, in four languages, and nowhere else."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from measures.privacy import (
    CODES,
    is_bsn,
    is_iban,
    is_national_number_be,
    is_pension_de,
    is_tax_id_de,
    traces,
)

TOLD = [
    ("Bel terug op tel.0612345678", "phone", "0612345678"),
    ("BSN nr.111222333 genoteerd", "bsn", "111222333"),
    ("Bel haar op 06-12345678 voor overleg", "phone", "06-12345678"),
    ("Erreichbar unter +49 241 1234567.", "phone", "+49 241 1234567"),
    ("Son numéro est le 0470 12 34 56", "phone", "0470 12 34 56"),
    ("mail naar j.de.vries+werk@voorbeeld.example aub", "email", "j.de.vries+werk@voorbeeld.example"),
    ("rekening NL91 ABNA 0417 1643 00 geblokkeerd", "iban", "NL91 ABNA 0417 1643 00"),
    ("Konto DE89370400440532013000", "iban", "DE89370400440532013000"),
    ("compte BE68 5390 0754 7034", "iban", "BE68 5390 0754 7034"),
    ("BSN 111222333 staat op het formulier", "bsn", "111222333"),
    ("burgerservicenummer 1112.22.333", "bsn", "1112.22.333"),
    ("rijksregisternummer 85.07.30-033.28", "national_number_be", "85.07.30-033.28"),
    ("numéro national 17073003384", "national_number_be", "17073003384"),
    ("Steuer-ID 86 095 742 719 fehlt", "tax_id_de", "86 095 742 719"),
    ("RV-Nummer 15 070649 C 103", "pension_de", "15 070649 C 103"),
    ("Auto met kenteken AB-12-CD werd teruggestuurd", "plate", "AB-12-CD"),
    ("kenteken 16-RSL-9", "plate", "16-RSL-9"),
    ("Wagen AC-XY 1234 musste umkehren", "plate", "AC-XY 1234"),
    ("plaque 1-ABC-234", "plate", "1-ABC-234"),
    ("geboren op 12 mei 1980 in Luik", "birth_date", "12 mei 1980"),
    ("geb. 03.11.1975", "birth_date", "03.11.1975"),
    ("née le 4 août 1990", "birth_date", "4 août 1990"),
    ("born on 2 March 2015", "birth_date", "2 March 2015"),
    ("1968-02-29 staat er", "birth_date", "1968-02-29"),
    ("Mevrouw Jansen werd geweigerd", "named", "Mevrouw Jansen"),
    ("de heer van den Berg uit Vaals", "named", "de heer van den Berg"),
    ("Herr Müller-Lüdenscheidt wartet", "named", "Herr Müller-Lüdenscheidt"),
    ("Frau Ö. Yılmaz", "named", "Frau Ö. Yılmaz"),
    ("M. Dupont ne peut pas passer", "named", "M. Dupont"),
    ("Mme Lefèvre attend", "named", "Mme Lefèvre"),
    ("Mr Smith was sent back", "named", "Mr Smith"),
    ("ik ben gebeld door J. van Dijk", "named", "J. van Dijk"),
    ("Ze zegt: mijn naam is Fatima", "named", "Fatima"),
    ("woont Kerkstraat 12a in Kerkrade", "address", "Kerkstraat 12a"),
    ("wohnt Aachener Straße 101", "address", "Aachener Straße 101"),
    ("habite rue de la Station 14 à Eupen", "address", "rue de la Station 14"),
    ("habite au 14, rue Neuve", "address", "14, rue Neuve"),
    ("lives at 10 Downing Street", "address", "10 Downing Street"),
    ("postcode 6291 AB", "address", "6291 AB"),
]
SAID_OF_NOBODY = [
    "Sinds 20 maart 2020 is de overgang bij Vaals dicht voor 43000 grenspendelaars.",
    "Ab dem 01.04.2020 gilt Quarantäne; Stand 12.10.2021, 14 Uhr.",
    "Depuis le 20/03/2020 la frontière NL-BE est fermée, au moins jusqu'au 2020-04-19.",
    "Between NL-DE and BE-DE 2020 was worse; 25 % telework, 34 days.",
    "Verordening (EG) 883/2004 en A1-formulier; snelweg E40, A76 en N278.",
    "De trein RE 18 van 7.14 uur rijdt niet; lijn 350 wel. Kosten 1.234,56 euro.",
    "Een verpleegkundige werd op 3 april 2021 om 06:30 uur teruggestuurd; de heer en mevrouw wachtten.",
    "In 2020 EU rules and 2021 NL rules differ; the Minister was asked.",
    "Les policiers sont sur place depuis 20 jours; 12 places libres à la gare.",
    "Auf der A44 bei Lichtenbusch standen am 5. Januar 2021 rund 120 Wagen.",
]


@pytest.mark.parametrize(("text", "code", "stretch"), TOLD)
def test_what_tells_who_someone_is_is_found_where_it_stands(text: str, code: str, stretch: str) -> None:
    assert [(text[t.start : t.end], t.code) for t in traces(text)] == [(stretch, code)]


@pytest.mark.parametrize("text", SAID_OF_NOBODY)
def test_days_roads_acts_and_figures_are_left_alone(text: str) -> None:
    assert [(text[t.start : t.end], t.code) for t in traces(text)] == []


@pytest.mark.parametrize(
    ("holds", "number"),
    [
        (is_bsn, "111222333"),
        (is_national_number_be, "85073003328"),
        (is_national_number_be, "17073003384"),
        (is_tax_id_de, "86095742719"),
        (is_pension_de, "15070649C103"),
        (is_iban, "NL91ABNA0417164300"),
    ],
)
def test_one_wrong_digit_makes_it_another_number(holds, number: str) -> None:  # type: ignore[no-untyped-def]
    assert holds(number)
    last = int(number[-1])
    assert not any(holds(number[:-1] + str(digit)) for digit in range(10) if digit != last)


@given(st.text())
def test_no_text_raises_and_traces_lie_within_it_in_order(text: str) -> None:
    found = traces(text)
    edges = [edge for trace in found for edge in (trace.start, trace.end)]
    assert edges == sorted(edges)
    assert all(0 <= t.start < t.end <= len(text) and t.code in CODES for t in found)


@given(st.text("0123456789 .-+/()ABCabc@éÖ'\n", max_size=300))
def test_no_text_of_figures_and_signs_raises(text: str) -> None:
    traces(text)


@given(st.sampled_from(TOLD), st.text("abcxyz ,", max_size=30))
def test_it_is_found_wherever_it_stands(told: tuple[str, str, str], around: str) -> None:
    text, code, _stretch = told
    assert code in {trace.code for trace in traces(f"{around} {text}")}


@pytest.mark.parametrize(
    "piece", ["a.", "0 ", "1-", "A-", "AB12 ", "Rue ", "Mr ", "A. ", "van ", "12 ", "@a.", "Straße "]
)
def test_long_hostile_text_takes_no_longer_than_its_length_asks(piece: str) -> None:
    begun = time.process_time()
    traces(piece * (20_000 // len(piece)))
    assert time.process_time() - begun < 2
