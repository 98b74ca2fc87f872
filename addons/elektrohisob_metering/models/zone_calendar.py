import re
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..engine.zones import ZoneCalendar as Calendar

HOURS = re.compile(r"[1-4]{24}")


class ZoneCalendar(models.Model):
    """Which hours of the day are peak, half-peak and night, from a day to a day."""

    _name = "elektrohisob.zone.calendar"
    _description = "Zones of the day"
    _inherit = "elektrohisob.dated.mixin"
    _order = "date_start desc"

    name = fields.Char(required=True)
    hours = fields.Char(
        string="Zone of each hour",
        required=True,
        size=24,
        help="24 digits, the first for 00:00–01:00: 1 peak, 2 half-peak, 3 night.",
    )
    norm = fields.Char(string="Ground", help="The act that sets the zones.")

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
