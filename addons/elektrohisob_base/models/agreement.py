from odoo import api, fields, models


class Agreement(models.Model):
    """Supply contract of a personal account; its terms are dated rows."""

    _name = "elektrohisob.agreement"
    _description = "Supply contract"
    _inherit = ["mail.thread"]
    _order = "date_start desc, id desc"
    _rec_name = "number"
    _check_company_auto = True

    number = fields.Char(required=True, copy=False)
    account_id = fields.Many2one(
        "elektrohisob.account",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    company_id = fields.Many2one(
        related="account_id.company_id", store=True, index=True
    )
    date_signed = fields.Date(string="Signed on")
    date_start = fields.Date(
        string="In force from", required=True, default=fields.Date.context_today
    )
    date_end = fields.Date(string="In force to")
    state = fields.Selection(
        [("draft", "Draft"), ("active", "In force"), ("ended", "Ended")],
        required=True,
        default="draft",
        tracking=True,
    )
    term_ids = fields.One2many("elektrohisob.agreement.term", "agreement_id")

    _number_uniq = models.Constraint(
        "unique(company_id, number)",
        "This district network already has a contract with this number.",
    )
    _one_active = models.UniqueIndex(
        "(account_id) WHERE state = 'active'",
        "The account already has a contract in force. End it first.",
    )

    def action_activate(self):
        """Put the contract in force."""
        self.write({"state": "active"})

    def action_end(self):
        """End the contract today unless its last day is already set."""
        today = fields.Date.context_today(self)
        for agreement in self:
            agreement.write(
                {"state": "ended", "date_end": agreement.date_end or today}
            )

    @api.depends("number", "date_start")
    def _compute_display_name(self):
        for agreement in self:
            agreement.display_name = agreement.number or ""
