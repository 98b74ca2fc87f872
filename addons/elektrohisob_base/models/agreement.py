from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.audit import open_audit
from ..tools.dates import business_today


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
        string="In force from", required=True, default=business_today
    )
    date_end = fields.Date(string="In force to")
    state = fields.Selection(
        [("draft", "Draft"), ("active", "In force"), ("ended", "Ended")],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
    )
    term_ids = fields.One2many(
        "elektrohisob.agreement.term", "agreement_id", string="Terms"
    )

    _number_uniq = models.Constraint(
        "unique(company_id, number)",
        "This district network already has a contract with this number.",
    )
    _one_active = models.UniqueIndex(
        "(account_id) WHERE state = 'active'",
        "The account already has a contract in force. End it first.",
    )

    @api.constrains("date_start", "date_end")
    def _check_dates(self):
        for agreement in self:
            if agreement.date_end and agreement.date_end < agreement.date_start:
                raise ValidationError(
                    self.env._(
                        "Contract %(number)s cannot end on %(end)s, before it comes "
                        "into force on %(start)s. Correct one of the days.",
                        number=agreement.number,
                        start=agreement.date_start,
                        end=agreement.date_end,
                    )
                )

    # === ACTIONS === #

    def action_open_audit(self):
        """Who changed the contract and its terms."""
        return open_audit(self, "term_ids")

    def action_activate(self):
        """Put the contract in force."""
        self.write({"state": "active"})

    def action_end(self):
        """End the contract, today unless its last day is set, and its terms with it."""
        today = business_today(self)
        for agreement in self:
            last_day = max(agreement.date_end or today, agreement.date_start)
            agreement.write({"state": "ended", "date_end": last_day})
            agreement.term_ids.filtered(
                lambda term, day=last_day: (
                    term.date_start <= day
                    and (not term.date_end or term.date_end > day)
                )
            ).write({"date_end": last_day})
