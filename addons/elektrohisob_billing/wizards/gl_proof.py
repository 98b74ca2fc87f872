from odoo import api, fields, models

from odoo.addons.elektrohisob_base.tools.dates import business_today


class GlProof(models.TransientModel):
    """The general ledger beside the subledger, on one page."""

    _name = "elektrohisob.gl.proof"
    _description = "Proof of the general ledger"

    company_id = fields.Many2one(
        "res.company",
        string="Unit",
        required=True,
        default=lambda self: self.env.company,
        help="A district network, or a unit with all below it.",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    date_from = fields.Date(
        string="From",
        required=True,
        compute="_compute_dates",
        store=True,
        readonly=False,
        precompute=True,
    )
    date_to = fields.Date(
        string="To",
        required=True,
        compute="_compute_dates",
        store=True,
        readonly=False,
        precompute=True,
    )
    only_different = fields.Boolean(string="Only what differs")
    is_proved = fields.Boolean(readonly=True)
    is_compared = fields.Boolean(readonly=True)
    accounts = fields.Char(string="Accounts compared", readonly=True)
    line_ids = fields.One2many("elektrohisob.gl.proof.line", "wizard_id")
    row_ids = fields.One2many(
        "elektrohisob.gl.proof.line",
        "wizard_id",
        string="Days",
        domain=[("is_balance", "=", False)],
    )
    balance_ids = fields.One2many(
        "elektrohisob.gl.proof.line",
        "wizard_id",
        string="Balances",
        domain=[("is_balance", "=", True)],
    )

    @api.depends("company_id")
    def _compute_dates(self):
        """The open months of the unit and of those below; without one, this month."""
        for wizard in self:
            periods = self.env["elektrohisob.period"].search(
                [
                    ("company_id", "child_of", wizard.company_id.ids),
                    ("company_id", "in", self.env.companies.ids),
                    ("state", "in", ("open", "closing")),
                ]
            )
            today = business_today(self)
            starts, ends = periods.mapped("date_start"), periods.mapped("date_end")
            wizard.date_from = min(starts, default=today.replace(day=1))
            wizard.date_to = max(ends, default=today)

    def _compute_display_name(self):
        for wizard in self:
            wizard.display_name = self.env._("Proof: %s", wizard.company_id.name)

    # === ACTIONS === #

    def action_compare(self):
        """Compare again."""
        self.ensure_one()
        self._compare()
        return self._get_action()

    # === BUSINESS METHODS === #

    def _compare(self):
        found = self.env["elektrohisob.gl"].proof(
            company=self.company_id.id,
            date_from=fields.Date.to_string(self.date_from),
            date_to=fields.Date.to_string(self.date_to),
        )
        units = {unit.name: unit.id for unit in self.env.companies}
        lines = [
            {**row, "is_balance": is_balance}
            for is_balance, rows in ((False, found["rows"]), (True, found["balances"]))
            for row in rows
            if row["difference"] or not self.only_different
        ]
        for line in lines:
            line["company_id"] = units.get(line.pop("district"))
        self.line_ids.unlink()
        self.write(
            {
                "is_compared": True,
                "is_proved": found["is_proved"],
                "accounts": ", ".join(found["accounts"]),
                "line_ids": [fields.Command.create(line) for line in lines],
            }
        )

    @api.model
    def _open(self):
        """A new page for the unit of the user, its open month, compared already."""
        wizard = self.create({})
        wizard._compare()
        return wizard._get_action()

    def _get_action(self):
        if not self.is_compared:
            self._compare()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Proof of the general ledger"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "current",
        }
