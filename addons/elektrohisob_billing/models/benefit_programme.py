from odoo import api, fields, models


class BenefitProgramme(models.Model):
    """Programme by which somebody pays less for electricity than it costs.

    Its rates say how much, from a day to a day; the benefits of accounts who.
    """

    _name = "elektrohisob.benefit.programme"
    _description = "Benefit programme"
    _order = "sequence, code"

    code = fields.Char(required=True)
    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(
        default=10,
        help="Of several benefits of one account the lowest number takes its share "
        "first; no kWh gets more than it costs.",
    )
    payer_id = fields.Many2one(
        "res.partner",
        string="Paid by",
        ondelete="restrict",
        domain=[("is_company", "=", True)],
        help="Who owes what consumers do not pay, for instance the local budget. "
        "Empty: the supplier bears it, as a discount.",
    )
    norm = fields.Char(string="Normative act", required=True)
    active = fields.Boolean(default=True)
    rate_ids = fields.One2many("elektrohisob.benefit.rate", "programme_id")
    benefit_ids = fields.One2many("elektrohisob.benefit", "programme_id")
    rates = fields.Char(string="Rates in force", compute="_compute_rates")
    benefit_count = fields.Integer(string="Accounts", compute="_compute_benefit_count")

    _code_uniq = models.Constraint(
        "unique(code)", "This code of a benefit programme is taken."
    )

    @api.depends("rate_ids.summary", "rate_ids.date_start", "rate_ids.date_end")
    @api.depends_context("lang", "tz")
    def _compute_rates(self):
        for programme in self:
            current = programme.rate_ids.filtered("is_current")
            programme.rates = "; ".join(filter(None, current.mapped("summary")))

    def _compute_benefit_count(self):
        groups = self.env["elektrohisob.benefit"]._read_group(
            [("programme_id", "in", self.ids), ("state", "=", "valid")],
            ["programme_id"],
            ["__count"],
        )
        counts = {programme.id: count for programme, count in groups}
        for programme in self:
            programme.benefit_count = counts.get(programme.id, 0)

    # === CRUD METHODS === #

    def write(self, vals):
        """Override of `write` to price again what another payer changes."""
        result = super().write(vals)
        if {"payer_id", "sequence"} & set(vals):
            self.rate_ids._mark_accounts_dirty()
        return result

    # === ACTIONS === #

    def action_view_benefits(self):
        """Open the benefits of accounts by this programme."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "elektrohisob_billing.benefit_action"
        )
        return {
            **action,
            "domain": [("programme_id", "=", self.id)],
            "context": {"default_programme_id": self.id},
        }
