"""Which version of a day of intervals is in force."""

from datetime import datetime, timedelta

import pytest

from odoo.addons.elektrohisob_metering.engine.versions import Version, compare

NOON = datetime(2026, 11, 2, 12)
LATER = NOON + timedelta(hours=1)


def version(value, number=0, sent=None, quality=0):
    return Version((value,) * 2, (quality,) * 2, number, sent)


def test_a_new_day_is_taken():
    assert compare(None, version(1))[0] == ""


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (version(1, 1, NOON), version(2, 2, NOON), ""),
        (version(1, 1, NOON), version(2, 1, LATER), ""),
        (version(1, 5, NOON), version(2, 1, LATER), ""),
        (version(1, 2, NOON), version(2, 1, NOON), "I07"),
        (version(1, 1, LATER), version(2, 2, NOON), "I07"),
        (version(1, 1, NOON), version(2, 1, NOON), "I08"),
        (version(1, 1, NOON), version(1, 9, LATER), "I06"),
        (version(1, 1), version(2, 2, NOON), ""),
    ],
)
def test_versions(old, new, code):
    assert compare(old, new)[0] == code


def test_any_order_of_arrival_leaves_the_same_version():
    first, second = version(1, 1, NOON), version(2, 2, LATER)
    assert compare(first, second) == ("", second)
    assert compare(second, first)[0] == "I07"


def test_a_part_adds_to_what_is_known():
    old = Version((1, 0), (0, 2), 0, NOON)
    code, merged = compare(old, Version((9, 3), (2, 0), 0, LATER), partial=True)
    assert (code, merged.values, merged.qualities) == ("", (1, 3), (0, 0))
    assert merged.wh == 4


def test_an_older_part_only_fills_holes():
    old = Version((1, 0), (0, 2), 0, LATER)
    code, merged = compare(old, Version((9, 3), (0, 0), 0, NOON), partial=True)
    assert (code, merged.values) == ("", (1, 3))
    assert compare(merged, Version((9, 9), (0, 0), 0, NOON), partial=True)[0] == "I06"


def test_a_part_of_other_intervals_is_refused():
    assert compare(version(1), Version((1,), (0,)), partial=True)[0] == "I10"
