from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import SQL, format_date

from ..engine import demand, zones
from .settlement_facts import CROSSED_CHANNEL

WH = 1000
PEAK_ZONE = 1
ACTIVE = ("A+", "A-")


class UsagePoint(models.Model):
    """What only interval data of a point tell: zones of the day, maximum demand."""

    _inherit = "elektrohisob.usage.point"

    def _get_profiles(self, first, until):
        """Interval data of the active channels on [first, until), as primary energy:
        dict of kind of energy (crossed wires set right) → list of (day, Wh of the
        intervals, whether the day is complete and commercial)."""
        self.ensure_one()
        self.env["elektrohisob.channel"].flush_model()
        self.env.cr.execute(
            SQL(
                """
                SELECT %(kind)s, d.date, d.values,
                       coalesce(d.missing, 0) + coalesce(d.doubtful, 0) = 0,
                       CASE WHEN c.coefficient_applied THEN 1
                            ELSE coalesce(i.multiplier, 1) END
                  FROM elektrohisob_channel c
                  JOIN elektrohisob_interval_day d
                    ON d.channel_id = c.id AND d.state = 'valid'
                   AND d.date >= %(first)s AND d.date < %(until)s
                   AND d.date >= c.date_start
                   AND (c.date_end IS NULL OR d.date <= c.date_end)
                  LEFT JOIN elektrohisob_installation i
                    ON i.usage_point_id = c.usage_point_id AND i.active
                   AND i.date_start <= d.date
                   AND (i.date_end IS NULL OR i.date_end >= d.date)
                   AND COALESCE(i.place_no, 1) = 1
                 WHERE c.usage_point_id = %(point)s AND c.reading_type = ANY(%(kinds)s)
                   AND c.company_id = ANY(%(companies)s)
                 ORDER BY d.date, c.id
                """,
                kind=CROSSED_CHANNEL,
                point=self.id,
                first=first,
                until=until,
                kinds=list(ACTIVE),
                companies=self.env.companies.ids,
            )
        )
        found = defaultdict(list)
        for kind, day, values, is_good, multiplier in self.env.cr.fetchall():
            found[kind].append((day, [value * multiplier for value in values], is_good))
        return found

    def _get_profile_figures(self, first, until):
        """``zones`` and ``demand`` of ``consumption``, from interval data."""
        profiles = self._get_profiles(first, until)
        calendars = self.env["elektrohisob.zone.calendar"]._get_calendars(first, until)
        rows = []
        for kind, days in sorted(profiles.items()):
            rows += self._get_zone_rows(kind, days, calendars, first, until)
        demands = self._get_demand(profiles["A+"], calendars)
        demands += self._get_register_demand(first, until)
        demands.sort(key=lambda row: row["month"])
        return {"zones": rows, "demand": demands}

    @api.model
    def _get_zone_rows(self, kind, days, calendars, first, until):
        """Energy of one kind by month and zone."""
        sums = zones.sums_by_month([day[:2] for day in days], calendars)
        good = defaultdict(int)
        for day, _values, is_good in days:
            good[day.replace(day=1)] += is_good
        rows = []
        for (month, zone), wh in sorted(sums.items()):
            after = fields.Date.add(month, months=1)
            wanted = (min(after, until) - max(month, first)).days
            quality = "measured" if good[month] >= wanted else "estimated"
            rows.append(
                {
                    "month": fields.Date.to_string(month),
                    "reading_type": kind,
                    "zone": zone,
                    "kwh": wh / WH,
                    "quality": quality,
                    "explanation": self.env._(
                        "Interval data of %(month)s by the calendar of zones: "
                        "%(good)s of %(days)s days complete.",
                        month=format_date(self.env, month, date_format="MM.yyyy"),
                        good=good[month],
                        days=wanted,
                    ),
                }
            )
        return rows

    @api.model
    def _get_demand(self, days, calendars):
        """Maximum demand by month: of all hours, and of those of peak."""
        pairs = [day[:2] for day in days]
        peak = demand.peaks_by_month(pairs, calendars, PEAK_ZONE)
        rows = []
        for month, most in sorted(demand.peaks_by_month(pairs).items()):
            row = {
                "month": fields.Date.to_string(month),
                "kw": most.watts / WH,
                "start": fields.Datetime.to_string(most.start),
                "peak_kw": None,
                "peak_start": None,
                "source": "intervals",
                "explanation": self.env._(
                    "Greatest interval of the month, at %(time)s.",
                    time=most.start.strftime("%d.%m.%Y %H:%M"),
                ),
            }
            if month in peak:
                row["peak_kw"] = peak[month].watts / WH
                row["peak_start"] = fields.Datetime.to_string(peak[month].start)
            rows.append(row)
        return rows
