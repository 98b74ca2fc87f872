from odoo import api, fields, models

HOURS = {"household": "theft_hours_household"}


class UnauthorisedActLine(models.Model):
    """Equipment that was fed past the meter: power, hours a day."""

    _name = "elektrohisob.unauthorised.act.line"
    _description = "Equipment of an act of unauthorised use"
    _order = "act_id, id"

    act_id = fields.Many2one(
        "elektrohisob.unauthorised.act",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="act_id.company_id", store=True, index=True)
    name = fields.Char(string="Equipment", required=True)
    power = fields.Float(string="Power (kW)", digits=(16, 3), required=True)
    count = fields.Integer(default=1, required=True)
    hours = fields.Float(
        string="Hours a day",
        digits=(4, 2),
        required=True,
        compute="_compute_hours",
        store=True,
        precompute=True,
        readonly=False,
        aggregator=None,
    )
    kwh_day = fields.Float(
        string="kWh a day",
        digits=(16, 3),
        compute="_compute_kwh_day",
        store=True,
        precompute=True,
    )

    _figures = models.Constraint(
        "CHECK(power > 0 AND count > 0 AND hours > 0 AND hours <= 24)",
        "Power and number of the equipment are above zero, hours a day at most 24.",
    )

    @api.depends("act_id.account_id.category", "act_id.date")
    def _compute_hours(self):
        for line in self:
            act = line.act_id
            code = HOURS.get(act.account_id.category, "theft_hours_legal")
            line.hours = self.env["elektrohisob.parameter"]._get_value(
                code, act.company_id or self.env.company, act.date
            )

    @api.depends("power", "count", "hours")
    def _compute_kwh_day(self):
        for line in self:
            line.kwh_day = line.power * line.count * line.hours

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Override of `base` to keep what was issued."""
        lines = super().create(vals_list)
        lines.act_id._check_state("draft")
        return lines

    def write(self, vals):
        """Override of `base` to keep what was issued."""
        self.act_id._check_state("draft")
        return super().write(vals)

    def unlink(self):
        """Override of `base` to keep what was issued."""
        self.act_id._check_state("draft")
        return super().unlink()
