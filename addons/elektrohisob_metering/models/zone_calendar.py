import re
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.elektrohisob_base.tools.facts import Change, differences, snapshot

from ..engine.zones import ZoneCalendar as Calendar

HOURS = re.compile(r"[1-4]{24}")
FACTS = ("hours", "date_start", "date_end")


class ZoneCalendar(models.Model):
    """Which hours of the day are peak, half-peak and night, from a day to a day."""

    _name = "elektrohisob.zone.calendar"
    _description = "Zones of the day"
    _inherit = "elektrohisob.dated.mixin"
    _order = "date_start desc"

    name = fields.Char(required=True, translate=True)
    hours = fields.Char(
        string="Zone of each hour",
        required=True,
        size=24,
        help="24 digits, the first for 00:00–01:00: 1 peak, 2 half-peak, 3 night.",
    )
    norm = fields.Char(
        string="Ground", translate=True, help="The act that sets the zones."
    )

    _no_overlap = models.Constraint(
        "EXCLUDE USING gist (daterange(date_start, date_end, '[]') WITH &&)",
        "Zones of these days are set already. End the earlier row first.",
    )

    @api.constrains("hours")
    def _check_hours(self):
        for calendar in self:
            if not HOURS.fullmatch(calendar.hours):
                raise ValidationError(
                    self.env._(
                        "%(name)s: “%(hours)s” is not 24 digits from 1 to 4. Write "
                        "one digit for each hour of the day.",
                        name=calendar.name,
                        hours=calendar.hours,
                    )
                )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Override of `base` to have energy laid on zones anew."""
        calendars = super().create(vals_list)
        calendars._record_change("added", {row.id: row.date_start for row in calendars})
        return calendars

    def write(self, vals):
        """Override of `base` to have energy laid on zones anew."""
        before = snapshot(self, FACTS)
        result = super().write(vals)
        changed = differences(before, snapshot(self, FACTS))
        self._record_change(
            "changed",
            {id_: _first_day(before[id_], change) for id_, change in changed.items()},
            changed,
        )
        return result

    def unlink(self):
        """Override of `base` to have energy laid on zones anew."""
        self._record_change("removed", {row.id: row.date_start for row in self})
        return super().unlink()

    # === BUSINESS METHODS === #

    def _record_change(self, operation, days, changed=None):
        """Accounts with half-hours that pay by zones are settled again.

        :param days: id → first day whose zones may be others
        :param changed: id → fields that changed
        """
        if not days:
            return
        # a calendar is the whole country's
        channels = self.env["elektrohisob.channel"].sudo()
        points = channels.search([("reading_type", "=", "A+")]).usage_point_id
        settlement = self.env["elektrohisob.settlement"].sudo()
        zoned = settlement._get_zoned(points.account_id.ids)
        self.env["elektrohisob.fact.change"].sudo()._record(
            self._name,
            operation,
            [
                Change(account_id, day, id_, self.browse(id_)._get_detail(changed))
                for id_, day in days.items()
                for account_id in sorted(zoned)
            ],
        )

    def _get_detail(self, changed):
        detail = {"name": self.name}
        if changed:
            detail["fields"] = changed[self.id]
        return detail

    @api.model
    def _get_calendars(self, start, end):
        """Engine calendars in force between two days, the second not included."""
        found = self.search(
            [
                ("date_start", "<", end),
                "|",
                ("date_end", "=", False),
                ("date_end", ">=", start),
            ]
        )
        return [
            Calendar(
                calendar.date_start,
                calendar.date_end and calendar.date_end + timedelta(days=1),
                calendar.hours,
            )
            for calendar in found
        ]


def _first_day(before, changed):
    """First day whose zones a change of a calendar touches."""
    if set(changed) == {"date_end"}:
        ends = [day for day in changed["date_end"] if day]
        return fields.Date.add(fields.Date.to_date(min(ends)), days=1)
    starts = changed.get("date_start", [before["date_start"]])
    return fields.Date.to_date(min(starts))
