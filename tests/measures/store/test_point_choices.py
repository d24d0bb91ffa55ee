"""With which choices a form starts is kept for each information point; who kept or forgot them is audited."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from measures import places
from measures.counter.situation import Proof, School, Sector, Situation, Status, Travel, situation
from measures.errors import InputError
from measures.places import Place
from measures.store import Store
from measures.store.point_choices import forget_choices, keep_choices, point_choices
from measures.store.tables import audit
from tests.measures.store.facts import MARCH

NURSE = Situation(
    places.towns()["aachen"],
    places.towns()["maastricht"],
    date(2020, 3, 25),
    Status.SELF_EMPLOYED,
    Sector.VITAL,
    Travel.BICYCLE,
    2,
    School.HOME,
    Proof.TESTED,
)


def keep(store: Store, point: str, asked: Situation, who: str = "An") -> None:
    with store.begin() as tx:
        keep_choices(tx, point, asked, who, MARCH)


def test_the_choices_come_back_as_the_address_names_them(store: Store) -> None:
    keep(store, "GIP Maastricht", NURSE)
    found = point_choices(store, "GIP Maastricht")
    assert found is not None
    assert (found.who, found.at) == ("An", MARCH)
    assert "day" not in found.choices
    assert situation(found.choices, NURSE.day) == NURSE


def test_each_point_has_its_own_and_later_ones_take_the_place_of_earlier(store: Store) -> None:
    other = replace(NURSE, home=places.areas()["DEA"], status=Status.STUDENT)
    keep(store, "", NURSE)
    keep(store, "Eupen", other)
    keep(store, "", replace(NURSE, home_days=0), "Bea")
    first, second = point_choices(store, ""), point_choices(store, "Eupen")
    assert first is not None
    assert second is not None
    assert (first.choices["home_days"], first.who) == ("0", "Bea")
    assert (second.choices["home"], second.choices["status"]) == ("DEA", "student")
    assert point_choices(store, "eupen") is None


def test_who_kept_and_who_forgot_them_stands_in_the_audit_trail(store: Store) -> None:
    keep(store, "Eupen", NURSE)
    for who in ("Bea", "Cem"):
        with store.begin() as tx:
            forget_choices(tx, "Eupen", who, MARCH + timedelta(days=1))
    assert point_choices(store, "Eupen") is None
    with store.read() as tx:
        rows = tx.execute(select(audit).order_by(audit.c.id)).all()
    assert [(row.who, row.what, row.subject) for row in rows] == [
        ("An", "keep_choices", "Eupen"),
        ("Bea", "forget_choices", "Eupen"),
    ]
    assert json.loads(rows[0].detail)["home"] == "aachen"


def test_no_free_text_is_kept(store: Store) -> None:
    invented = replace(NURSE, work=Place("Jan, Dorpsstraat 1", "NL423", ("Jan",), town=True))
    with pytest.raises(InputError, match="no such place"):
        keep(store, "", invented)
    assert point_choices(store, "") is None
