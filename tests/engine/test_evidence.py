import json
from datetime import date

from odoo.addons.elektrohisob_billing.engine.evidence import evidence
from odoo.addons.elektrohisob_metering.engine.consumption import (
    Installation,
    Reading,
    measured,
)
from odoo.addons.elektrohisob_metering.engine.estimate import estimated

METER = Installation(1, 10, date(2024, 5, 1), None, 30, 10**8)
READINGS = [
    Reading(7, date(2024, 5, 1), 100_500),
    Reading(8, date(2024, 6, 1), 110_500),
]
EVER = (date.min, date.max)


def test_a_measured_piece_names_both_readings():
    pieces = measured(METER, READINGS, *EVER)
    assert json.loads(evidence(pieces, [(METER, "A-1", READINGS)])) == [
        {
            "meter": "A-1",
            "from": "2024-05-01",
            "to": "2024-06-01",
            "k": 30,
            "kwh": 300,  # 10 kWh shown × 30
            "q": "measured",
            "d1": "2024-05-01",
            "v1": 100.5,
            "d2": "2024-06-01",
            "v2": 110.5,
        }
    ]


def test_an_estimated_piece_has_no_second_reading():
    pieces = estimated(METER, READINGS[1], (310_000, 31), date(2024, 7, 1))
    (found,) = json.loads(evidence(pieces, [(METER, "A-1", READINGS)]))
    assert (found["q"], found["d1"], found["kwh"]) == ("estimated", "2024-06-01", 300)
    assert "d2" not in found


def test_any_serial_number_is_good_json():
    serial = 'Сч "5"\\\n№1'
    pieces = measured(METER, READINGS, *EVER)
    (found,) = json.loads(evidence(pieces, [(METER, serial, READINGS)]))
    assert found["meter"] == serial


def test_a_piece_over_two_months_gives_two_rows():
    late = [READINGS[0], Reading(8, date(2024, 6, 11), 110_500)]
    pieces = measured(METER, late, *EVER)
    found = json.loads(evidence(pieces, [(METER, "A", late)]))
    assert [(row["from"], row["to"]) for row in found] == [
        ("2024-05-01", "2024-06-01"),
        ("2024-06-01", "2024-06-11"),
    ]
    # 300 kWh over 41 days, 31 of them in May: 226.829…, rounded down
    assert [row["kwh"] for row in found] == [226.829, 73.171]


def test_nothing_gives_an_empty_list():
    assert evidence([], []) == "[]"
