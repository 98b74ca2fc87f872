from odoo import api, fields, models


class AgreementTerm(models.Model):
    """Conditions of a contract in force from a day to a day."""

    _name = "elektrohisob.agreement.term"
    _description = "Contract terms"
    _inherit = ["elektrohisob.dated.mixin"]
    _order = "date_start desc"
    _check_company_auto = True

    agreement_id = fields.Many2one(
        "elektrohisob.agreement",
        string="Contract",
        required=True,
        index=True,
        ondelete="cascade",
    )
    account_id = fields.Many2one(
        related="agreement_id.account_id", store=True, index=True
    )
    company_id = fields.Many2one(related="agreement_id.company_id", store=True)
    permitted_power = fields.Float(string="Permitted power (kW)", digits=(16, 3))

    _no_overlap = models.Constraint(
        "EXCLUDE USING gist (agreement_id WITH =, "
        "daterange(date_start, date_end, '[]') WITH &&)",
        "Terms of one contract overlap. End the earlier ones first.",
    )

    @api.depends("agreement_id", "date_start")
    def _compute_display_name(self):
        for term in self:
            day = term.date_start and term.date_start.strftime("%d.%m.%Y")
            term.display_name = f"{term.agreement_id.number or ''} {day or ''}".strip()
