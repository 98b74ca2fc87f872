import pytest

from odoo.addons.elektrohisob_base.engine.street import street_key


@pytest.mark.parametrize(
    "name",
    [
        "Navoiy koʻchasi",
        "Navoiy ko'ch.",
        "NAVOIY KO‘CHASI",
        "Навоий кўчаси",
        "ул. Навоий",
        "Навоий ул",
        "  Navoiy   shoh ko`chasi ",
    ],
)
def test_one_street(name):
    assert street_key(name) == "navoiy"


def test_different_streets():
    names = ("Navoiy koʻchasi", "Navroʻz koʻchasi", "Navoiy 2 koʻchasi")
    assert len({street_key(name) for name in names}) == 3


def test_a_street_that_is_only_a_kind():
    assert street_key("Koʻcha") == "kocha"
    assert street_key(None) == ""
