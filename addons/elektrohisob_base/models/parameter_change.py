from datetime import timedelta

from odoo import api, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools.misc import format_date

from ..engine import parameter as engine

LEVELS = ("country", "enterprise", "district", "section")


class Parameter(models.Model):
    """Changes of values: who may set what where, and what becomes of the old ones."""

    _inherit = "elektrohisob.parameter"

    def _change_from(
        self, value, day, *, company=None, until=None, closed_ok=False, **details
    ):
        """Set ``value`` from ``day`` on, and end the value it follows the day before.

        Without ``until`` it is in force up to the next value already entered, or
        for good; with it the earlier value comes back the day after. ``value`` None
        takes what the unit above has. Withdrawn rows stay as history.

        :param value: typed value, or text as stored
        :param company: unit; the whole country without one
        :param closed_ok: the user knows that closed months are concerned
        :param details: ``norm``, ``source``, ``certainty`` of the row
        :return: the new row of ``elektrohisob.parameter.value``, empty for None
        :raise AccessError: the user does not administer the unit
        :raise UserError: days of closed months, a value that is not plausible
        """
        self.ensure_one()
        self._check_may_change(company)
        if until and until < day:
            raise UserError(self.env._("The last day is before the first one."))
        if not closed_ok:
            self._check_closed(company, day)
        # administrators change values by this method alone
        rows = self.env["elektrohisob.parameter.value"].sudo()
        own = rows.search(
            [
                ("parameter_id", "=", self.id),
                ("company_id", "=", company.id if company else False),
            ]
        )
        later = own.filtered(lambda row: row.date_start > day).mapped("date_start")
        if not until and later:
            until = min(later) - timedelta(days=1)
        own._carve(day, until)
        if value is None:
            return rows
        return rows.create(
            {
                **details,
                "parameter_id": self.id,
                "company_id": company.id if company else False,
                "date_start": day,
                "date_end": until,
                "value": engine.store(value),
            }
        ).with_env(self.env)

    def _check_may_change(self, company):
        """Administrators change what is below them; the country's, those of its top."""
        allowed = self.env.user.company_ids.sudo()  # what is above them too
        mine = company in allowed if company else allowed.filtered(_is_top)
        is_admin = self.env.user.has_group("elektrohisob_base.group_admin")
        if not self.env.su and not (is_admin and mine):
            raise AccessError(
                self.env._(
                    "Parameters of %(unit)s are changed by its administrators. Ask "
                    "one of them.",
                    unit=company.sudo().name
                    if company
                    else self.env._("the whole country"),
                )
            )

    def _check_closed(self, company, day):
        closed = self._get_closed_until(company)
        if closed and day <= closed:
            raise UserError(
                self.env._(
                    "Months up to %(closed)s are closed, and “%(parameter)s” would "
                    "change from %(day)s. What is booked in them stays; later "
                    "recalculations of those days would count by the new value. "
                    "Choose a day after it, or confirm that this is meant.",
                    closed=format_date(self.env, closed),
                    parameter=self.name,
                    day=format_date(self.env, day),
                )
            )

    @api.model
    def _get_closed_until(self, company):
        """Last day of a closed month of any district the unit has, or None."""
        domain = [("state", "=", "closed")]
        if company:
            domain.append(("company_id", "child_of", company.id))
        # also of districts the user does not see
        period = (
            self.env["elektrohisob.period"]
            .sudo()
            .search(domain, order="date_start desc", limit=1)
        )
        return period.date_end or None

    # === CHECKS OF VALUES === #

    def _check_plausible(self, typed):
        """:raise ValidationError: out of the bounds, or not among the choices"""
        self.ensure_one()
        if self.value_type == "choice" and typed not in self.choice_ids.mapped("code"):
            raise ValidationError(
                self.env._(
                    "%(parameter)s: “%(value)s” is not among its choices: %(choices)s.",
                    parameter=self.name,
                    value=typed,
                    choices=", ".join(self.choice_ids.mapped("code")),
                )
            )
        if not engine.within(typed, self.lowest or "", self.highest or ""):
            raise ValidationError(
                self.env._(
                    "%(parameter)s: %(value)s is not plausible; it is from %(lowest)s "
                    "to %(highest)s. Correct the value, or the bounds of the "
                    "parameter.",
                    parameter=self.name,
                    value=engine.store(typed),
                    lowest=self.lowest or "−∞",
                    highest=self.highest or "∞",
                )
            )

    def _check_level(self, company):
        """:raise ValidationError: the parameter may not differ so far down"""
        self.ensure_one()
        level = company.network_level
        level = "country" if level == "holding" else level
        if level not in LEVELS or LEVELS.index(level) > LEVELS.index(self.level):
            raise ValidationError(
                self.env._(
                    "%(parameter)s cannot have a value of its own in %(unit)s: "
                    "“%(level)s”. Set it for a unit above.",
                    parameter=self.name,
                    unit=company.name,
                    level=self._get_label("level"),
                )
            )

    def _get_label(self, name):
        """Words of the selection ``name``, in the user's language."""
        return dict(self._fields[name]._description_selection(self.env))[self[name]]

    def _get_unit_label(self):
        """What a number is measured in, by its kind when nothing is written."""
        if self.unit:
            return self.unit
        if self.value_type == "percent":
            return "%"
        if self.value_type == "money":
            return self.env.ref("base.UZS").symbol
        return self.env._("days") if self.value_type == "days" else ""


def _is_top(company):
    return not company.parent_id
