from datetime import timedelta
from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine import parameter as engine
from ..models.parameter import CERTAINTIES
from ..tools.dates import business_today


class ParameterChange(models.TransientModel):
    """Change a parameter from a date: the value before it ends the day before."""

    _name = "elektrohisob.parameter.change"
    _description = "Change from a date"

    parameter_id = fields.Many2one(
        "elektrohisob.parameter", required=True, ondelete="cascade"
    )
    value_type = fields.Selection(related="parameter_id.value_type")
    unit = fields.Char(compute="_compute_unit", string="Measured in")
    level = fields.Selection(related="parameter_id.level")
    company_id = fields.Many2one(
        "res.company",
        string="Unit",
        domain=lambda self: [("id", "in", self.env.user.company_ids.ids)],
        help="Empty: the whole country.",
    )
    date_start = fields.Date(
        string="From",
        required=True,
        default=business_today,
    )
    date_end = fields.Date(
        string="Until",
        help="Last day of a temporary value; the earlier value comes back after it.",
    )
    is_inherited = fields.Boolean(
        string="Take the value of the unit above",
        help="From the date on the unit has no value of its own any more.",
    )
    value_number = fields.Float(string="New number", digits=(16, 6))
    value_boolean = fields.Boolean(string="New answer")
    value_date = fields.Date(string="New day")
    value_text = fields.Char(string="New text")
    value_choice_id = fields.Many2one(
        "elektrohisob.parameter.choice",
        string="New choice",
        domain="[('parameter_id', '=', parameter_id)]",
    )
    norm = fields.Char(
        string="Ground", help="Normative act, or number and day of the order."
    )
    source = fields.Char(help="Where the value was read.")
    certainty = fields.Selection(CERTAINTIES, required=True, default="order")
    before_value = fields.Char(
        string="In force before", compute="_compute_before", compute_sudo=True
    )
    before_origin = fields.Char(
        string="Set for", compute="_compute_before", compute_sudo=True
    )
    next_day = fields.Date(
        string="Next change", compute="_compute_before", compute_sudo=True
    )
    closed_until = fields.Date(compute="_compute_closed_until")
    is_closed = fields.Boolean(
        string="Closed months are concerned", compute="_compute_closed_until"
    )
    closed_ok = fields.Boolean(string="I mean it, closed months included")

    @api.depends("parameter_id")
    def _compute_unit(self):
        for change in self:
            change.unit = change.parameter_id and change.parameter_id._get_unit_label()

    @api.depends("parameter_id", "company_id", "date_start")
    def _compute_before(self):
        for change in self:
            row = self.env["elektrohisob.parameter.value"]
            later = []
            if change.parameter_id and change.date_start:
                parameter, company = change.parameter_id, change.company_id
                history = parameter._get_history(parameter.code)
                found = engine.value_on(
                    history,
                    parameter._get_chain(company),
                    change.date_start - timedelta(days=1),
                )
                row = row.browse(found and found.id)
                unit = company.id or 0
                later = [value.start for value in history if value.unit == unit]
            change.before_value = row.value_text
            change.before_origin = row.id and row.origin
            change.next_day = min(
                (day for day in later if day > change.date_start), default=False
            )

    @api.depends("company_id", "date_start")
    def _compute_closed_until(self):
        for change in self:
            closed = change.parameter_id._get_closed_until(change.company_id)
            change.closed_until = closed
            change.is_closed = bool(
                closed and change.date_start and change.date_start <= closed
            )

    @api.onchange("parameter_id")
    def _onchange_parameter_id(self):
        """Start from the value in force, so that little is to be typed."""
        current = self.parameter_id.current_id
        if not current:
            return
        typed = engine.parse(self.value_type, current.value)
        name = self._get_value_field()
        if name == "value_choice_id":
            choices = self.parameter_id.choice_ids
            typed = choices.filtered(lambda one: one.code == current.value)
        self[name] = float(typed) if name == "value_number" else typed

    # === ACTIONS === #

    def action_apply(self):
        """Write the value and go back to the parameter."""
        self.ensure_one()
        self.parameter_id._change_from(
            None if self.is_inherited else self._get_typed(),
            self.date_start,
            company=self.company_id,
            until=self.date_end or None,
            closed_ok=self.closed_ok,
            norm=self.norm,
            source=self.source,
            certainty=self.certainty,
        )
        return {"type": "ir.actions.act_window_close"}

    # === BUSINESS METHODS === #

    def _get_value_field(self):
        kind = self.value_type
        if kind in engine.NUMBERS:
            return "value_number"
        return "value_choice_id" if kind == "choice" else f"value_{kind}"

    def _get_typed(self):
        """What was typed, as the kind of the parameter wants it.

        :raise UserError: nothing, or a fraction where a whole number is wanted
        """
        parameter = self.parameter_id
        value = self[self._get_value_field()]
        if self.value_type == "choice":
            value = value.code
        if self.value_type in engine.NUMBERS:
            value = Decimal(str(round(value, 6)))
            if self.value_type not in engine.INTEGERS:
                return value
            if value == value.to_integral_value():
                return int(value)
            raise UserError(
                self.env._(
                    "%(parameter)s is a whole number, not %(value)s.",
                    parameter=parameter.name,
                    value=engine.store(value),
                )
            )
        if not value and self.value_type != "boolean":
            raise UserError(self.env._("Enter the new value of “%s”.", parameter.name))
        return value
