"""Tashkent is five hours ahead of UTC the whole year."""

from datetime import UTC, datetime

import pytest

from odoo.addons.elektrohisob_base.engine.moment import TASHKENT


@pytest.mark.parametrize("month", [1, 7])
def test_five_hours_ahead(month):
    local = datetime(2026, month, 1, 5, tzinfo=TASHKENT)
    assert local.astimezone(UTC).hour == 0
