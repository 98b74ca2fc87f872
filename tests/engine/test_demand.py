"""Maximum demand of intervals; figures by hand."""

from datetime import date, datetime

from odoo.addons.elektrohisob_metering.engine.demand import (
    Peak,
    Shown,
    peaks_by_month,
    register_peaks,
)
from odoo.addons.elektrohisob_metering.engine.zones import ZoneCalendar

NOVEMBER, DECEMBER = date(2026, 11, 1), date(2026, 12, 1)
# peak 06–09 and 17–22, half-peak 09–17, night 22–06
CALENDAR = ZoneCalendar(date(2018, 1, 1), None, "333333111222222221111133")


def day(**kwh):
    """Half-hours of 1 kWh but those named ``t<hhmm>``."""
    values = [1000] * 48
    for name, value in kwh.items():
        values[int(name[1:3]) * 2 + int(name[3:]) // 30] = value
    return values


def test_the_greatest_half_hour_of_the_month():
    """60 kWh in half an hour are 120 kW."""
    days = [
        (date(2026, 11, 3), day(t0230=60_000)),
        (date(2026, 11, 9), day(t1830=40_000)),
    ]
    assert peaks_by_month(days) == {
        NOVEMBER: Peak(120_000, datetime(2026, 11, 3, 2, 30))
    }


def test_in_the_hours_of_peak():
    """The night's 120 kW do not count in the peak; 22:00 is night again."""
    days = [
        (date(2026, 11, 3), day(t0230=60_000, t2200=50_000)),
        (date(2026, 11, 9), day(t1830=40_000, t0600=40_000)),
        (date(2026, 12, 1), day(t2130=7_000)),
    ]
    assert peaks_by_month(days, [CALENDAR], zone=1) == {
        NOVEMBER: Peak(80_000, datetime(2026, 11, 9, 6, 0)),
        DECEMBER: Peak(14_000, datetime(2026, 12, 1, 21, 30)),
    }
    assert peaks_by_month(days[:1], [], zone=1) == {}


def test_hours_and_quarters():
    """10 kWh are 10 kW in an hour and 40 kW in a quarter."""
    assert peaks_by_month([(NOVEMBER, [10_000] * 24)])[NOVEMBER].watts == 10_000
    assert peaks_by_month([(NOVEMBER, [10_000] * 96)])[NOVEMBER].watts == 40_000


def test_what_a_register_showed_by_month():
    """Transformers of 20: 4 kW shown are 80. The opening reading is of before; 20
    November to 3 December is November, of whose two readings the greater counts."""
    october = date(2026, 10, 1)
    readings = [
        (date(2026, 12, 3), 5_000),
        (october, 9_000),
        (date(2026, 11, 20), 3_000),
        (date(2026, 11, 2), 4_000),
    ]
    assert register_peaks(readings, october, 20) == {
        october: Shown(80_000, october, date(2026, 11, 2)),
        NOVEMBER: Shown(100_000, date(2026, 11, 20), date(2026, 12, 3)),
    }
