"""Lists of benefits as they come: any order of columns, three languages."""

from datetime import date

import pytest

from odoo.addons.elektrohisob_billing.adapters import benefit_list

RUSSIAN = """Список льготников;;;;
№;Лицевой счёт;Ф.И.О.;ПИНФЛ;Дата с;Дата по;Количество;Основание
1;26269 00000017;Каримова  Лола;31501900123456;01.11.2025;31.12.2025;2;Справка 5

2;2626900000025;Aliyev Vali;;ertaga;;;
"""


def test_rows_of_a_russian_list():
    first, second = benefit_list.read_list(RUSSIAN.encode("cp1251"))
    assert first == benefit_list.BenefitRow(
        *(3, "2626900000017", "Каримова Лола", "31501900123456"),
        *(date(2025, 11, 1), date(2025, 12, 31), "2", "Справка 5"),
    )
    assert (second.start, second.end, second.pinfl) == ("ertaga", "", "")


def test_uzbek_headers_are_known():
    text = "F.I.Sh.;JSHSHIR;Shaxsiy hisob raqam;Boshlanishi;Asos\nA;1;2;01.11.2025;B"
    (row,) = benefit_list.read_list(text.encode())
    assert (row.account, row.person, row.pinfl, row.basis) == ("2", "A", "1", "B")


def test_missing_columns_are_named():
    with pytest.raises(benefit_list.TableError) as error:
        benefit_list.read_list("ПИНФЛ;Ф.И.О.\n1;2\n3;4".encode())
    assert error.value.figures["missing"] == ["account", "start"]
