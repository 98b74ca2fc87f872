from odoo import fields, models


class AgreementTerm(models.Model):
    """Conditions of a contract in force from a day to a day."""

    _name = "elektrohisob.agreement.term"
    _description = "Contract terms"
    _inherit = ["elektrohisob.dated.mixin"]
    _order = "date_start desc"
    _check_company_auto = True

    agreement_id = fields.Many2one(
        "elektrohisob.agreement", required=True, index=True, ondelete="cascade"
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
