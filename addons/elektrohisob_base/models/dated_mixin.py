from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..tools.dates import business_today


class DatedMixin(models.AbstractModel):
    """Rows valid from a day to a day, both included; an empty end is open.

    Each model adds the exclusion constraint naming what must not overlap.
    """

    _name = "elektrohisob.dated.mixin"
    _description = "Dated row"

    date_start = fields.Date(string="Valid from", required=True, index=True)
    date_end = fields.Date(string="Valid to", help="Last day; empty while in force.")
    is_current = fields.Boolean(
        string="In force",
        compute="_compute_is_current",
        search="_search_is_current",
    )

    # Before the exclusion constraints, which cannot even make a range of such days.
    _days_in_order = models.Constraint(
        "CHECK(date_end IS NULL OR date_end >= date_start)",
        "The last day of a dated row is before its first day. Correct one of them.",
    )

    @api.depends("date_start", "date_end")
    def _compute_is_current(self):
        today = business_today(self)
        for row in self:
            row.is_current = bool(
                row.date_start
                and row.date_start <= today
                and (not row.date_end or row.date_end >= today)
            )

    def _search_is_current(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = business_today(self)
        current = Domain("date_start", "<=", today) & (
            Domain("date_end", "=", False) | Domain("date_end", ">=", today)
        )
        return current if True in value else ~current

    @api.constrains("date_start", "date_end")
    def _check_dates(self):
        for row in self:
            if row.date_end and row.date_end < row.date_start:
                raise ValidationError(
                    self.env._(
                        "%(name)s: the last day %(end)s is before the first day "
                        "%(start)s. Correct one of them.",
                        name=row.display_name,
                        start=row.date_start,
                        end=row.date_end,
                    )
                )

    @api.model
    def _domain_on(self, day):
        """Domain of rows in force on ``day``."""
        return Domain("date_start", "<=", day) & (
            Domain("date_end", "=", False) | Domain("date_end", ">=", day)
        )

    def _is_in_force(self, day):
        """Whether this row is in force on ``day``."""
        self.ensure_one()
        return self.date_start <= day and (not self.date_end or day <= self.date_end)
