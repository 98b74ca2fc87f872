from datetime import date

from odoo import api, fields, models, tools
from odoo.exceptions import UserError, ValidationError

from ..engine.working_days import (
    Calendar,
    add_working_days,
    count_working_days,
    is_working_day,
)
from ..tools.dates import parse_day


class CalendarDay(models.Model):
    """Day that is no usual one: holiday, day off by decree, working weekend day.

    Fixed holidays stand once for every year; Hayit days, whose date a decree tells,
    one row a year.
    """

    _name = "elektrohisob.calendar.day"
    _description = "Day of the working calendar"
    _inherit = ["elektrohisob.reference.mixin"]
    _order = "kind desc, date desc, month, day"
    _reference_columns = ("kind", "date", "month", "day", "norm")

    kind = fields.Selection(
        [
            ("yearly", "Holiday of every year"),
            ("holiday", "Holiday of one year"),
            ("off", "Day off by decree"),
            ("working", "Weekend day worked by decree"),
        ],
        required=True,
        default="holiday",
    )
    date = fields.Date(help="The day; empty for a holiday of every year.")
    month = fields.Integer(
        help="1 to 12, for a holiday of every year.", aggregator=None
    )
    day = fields.Integer(
        help="Day of the month, for a holiday of every year.", aggregator=None
    )
    norm = fields.Char(string="Law or decree", translate=True)

    @api.constrains("kind", "date", "month", "day")
    def _check_day(self):
        for row in self:
            if row.kind != "yearly":
                fits = bool(row.date)
            else:
                try:
                    fits = bool(date(2024, row.month, row.day))
                except ValueError:
                    fits = False
            if not fits:
                raise ValidationError(
                    self.env._(
                        "%(row)s: a holiday of every year needs month and day, any "
                        "other day its date.",
                        row=row.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        """Override of `base` to forget the calendar kept in memory."""
        rows = super().create(vals_list)
        self.env.registry.clear_cache()
        return rows

    def write(self, vals):
        """Override of `base` to forget the calendar kept in memory."""
        self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        """Override of `base` to forget the calendar kept in memory."""
        self.env.registry.clear_cache()
        return super().unlink()

    # === BUSINESS METHODS === #

    @api.model
    @tools.ormcache("company_id")
    def _get_calendar(self, company_id):
        """Calendar of a unit: rows of the centre, and of the units above it."""
        company = self.env["res.company"].sudo().browse(company_id)  # any unit's
        owners = [False, *company.parent_ids.ids]
        # the calendar is the same whoever fills the cache
        rows = self.sudo().search([("company_id", "in", owners)])
        days = {
            kind: frozenset(row.date for row in rows if row.kind == kind)
            for kind in ("holiday", "off", "working")
        }
        yearly = frozenset(
            (row.month, row.day, row.date_start or date.min, row.date_end or date.max)
            for row in rows
            if row.kind == "yearly"
        )
        return Calendar(yearly, days["holiday"], days["off"], days["working"])

    @api.model
    def _is_working_day(self, day, company=None):
        """Whether the unit (by default the active one) works on ``day``."""
        calendar = self._get_calendar((company or self.env.company).id)
        return is_working_day(calendar, day)

    @api.model
    def _add_working_days(self, day, count, company=None):
        """The ``count``-th working day after ``day``, before it if negative."""
        calendar = self._get_calendar((company or self.env.company).id)
        return add_working_days(calendar, day, count)

    @api.model
    @api.readonly
    def working_days(self, *, date_from, date_to):
        """Count the working days of the active unit, both days included.

        :param str date_from: first day, ``2026-03-01``
        :param str date_to: last day, at most ten years later
        :return: dict with ``days`` (all), ``working_days`` and ``days_off``
        :raise UserError: the last day is before the first, or a longer range
        """
        start, last = parse_day(self, date_from), parse_day(self, date_to)
        days = (last - start).days + 1 if start and last else 0
        if not 0 < days <= 3660:
            raise UserError(
                self.env._(
                    "Give a last day that is not before the first one, and at most "
                    "ten years after it."
                )
            )
        working = count_working_days(
            self._get_calendar(self.env.company.id),
            start,
            fields.Date.add(last, days=1),
        )
        return {
            "days": days,
            "working_days": working,
            "days_off": days - working,
        }
