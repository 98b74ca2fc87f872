from odoo import api, fields, models


class BenefitPaymentLine(models.Model):
    """What of a payment is for a programme in a district network."""

    _name = "elektrohisob.benefit.payment.line"
    _description = "Part of a payment for benefits"
    _order = "benefit_payment_id desc, id"

    benefit_payment_id = fields.Many2one(
        "elektrohisob.benefit.payment",
        string="Payment for benefits",
        required=True,
        index=True,
        ondelete="cascade",
    )
    programme_id = fields.Many2one(
        "elektrohisob.benefit.programme", required=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        "res.company",
        string="District network",
        required=True,
        index=True,
        ondelete="restrict",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    amount = fields.Monetary(required=True)
    date = fields.Date(related="benefit_payment_id.date", store=True)
    state = fields.Selection(related="benefit_payment_id.state", store=True)

    _amount_positive = models.Constraint(
        "CHECK(amount > 0)", "A part of a payment for benefits is above zero."
    )
    _once = models.Constraint(
        "unique(benefit_payment_id, programme_id, company_id)",
        "The document has a line of this programme and district already.",
    )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Override of `base` to keep what is booked."""
        lines = super().create(vals_list)
        lines._check_draft()
        return lines

    def write(self, vals):
        """Override of `base` to keep what is booked."""
        self._check_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_booked(self):
        self._check_draft()

    # === BUSINESS METHODS === #

    def _check_draft(self):
        self.benefit_payment_id._check_state("draft")
