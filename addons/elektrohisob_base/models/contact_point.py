from itertools import groupby

from odoo import api, fields, models
from odoo.fields import Command
from odoo.tools import format_duration


class ContactPoint(models.Model):
    """Place or telephone where consumers reach a unit, with its working hours."""

    _name = "elektrohisob.contact.point"
    _description = "Contact point"
    _order = "company_id, kind, name"

    company_id = fields.Many2one(
        "res.company",
        string="Unit",
        required=True,
        index=True,
        default=lambda self: self.env.company,
        ondelete="cascade",
    )
    kind = fields.Selection(
        [
            ("office", "Consumer office"),
            ("cash_desk", "Cash desk"),
            ("call_centre", "Call centre"),
            ("dispatcher", "Dispatcher, emergencies"),
        ],
        required=True,
        default="office",
    )
    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    address = fields.Char(translate=True)
    landmark = fields.Char(translate=True, help="How to find it.")
    phones = fields.Char(help="One or more, separated by commas.")
    email = fields.Char()
    latitude = fields.Float(digits=(9, 6))
    longitude = fields.Float(digits=(9, 6))
    round_the_clock = fields.Boolean(string="Day and night")
    hours_ids = fields.One2many(
        "elektrohisob.contact.hours", "contact_point_id", string="Working hours"
    )
    hours_text = fields.Char(string="Open", compute="_compute_hours_text")

    _on_earth = models.Constraint(
        "CHECK(latitude BETWEEN -90 AND 90 AND longitude BETWEEN -180 AND 180)",
        "A latitude is from −90 to 90 degrees and a longitude from −180 to 180.",
    )

    @api.depends(
        "round_the_clock",
        "hours_ids.weekday",
        "hours_ids.hour_from",
        "hours_ids.hour_to",
        "hours_ids.break_from",
        "hours_ids.break_to",
    )
    @api.depends_context("lang")
    def _compute_hours_text(self):
        for point in self:
            if point.round_the_clock:
                point.hours_text = self.env._("Day and night")
                continue
            days = enumerate(point.hours_ids.sorted("weekday"))
            # neighbours with the same hours, so not Odoo's grouping of all
            runs = groupby(  # pylint: disable=bad-builtin-groupby
                days, lambda day: (int(day[1].weekday) - day[0], day[1]._get_hours())
            )
            parts = [
                self._get_hours_text([row for _place, row in days])
                for _same, days in runs
            ]
            point.hours_text = "; ".join(parts)

    @api.model
    def _get_hours_text(self, rows):
        """``Monday – Friday 09:00–18:00, break 13:00–14:00``."""
        names = dict(rows[0]._fields["weekday"]._description_selection(self.env))
        first, last = names[rows[0].weekday], names[rows[-1].weekday]
        days = first if len(rows) == 1 else f"{first} – {last}"
        start, end, pause, pause_end = map(format_duration, rows[0]._get_hours())
        text = f"{days} {start}–{end}"
        if pause == pause_end:
            return text
        return self.env._("%(hours)s, break %(start)s–%(end)s", hours=text, start=pause,
                          end=pause_end)  # fmt: skip

    # === ACTIONS === #

    def action_set_usual_hours(self):
        """Monday to Friday from nine to six with an hour for lunch."""
        for point in self:
            days = [{"weekday": str(day)} for day in range(5)]
            point.hours_ids = [Command.clear(), *map(Command.create, days)]
