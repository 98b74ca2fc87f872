from odoo import fields, models

from ..tools.dates import business_today


class Signatory(models.Model):
    """Person who signs documents of a kind for a unit, from a day to a day."""

    _name = "elektrohisob.signatory"
    _description = "Signatory"
    _inherit = ["elektrohisob.dated.mixin"]
    _order = "company_id, document, date_start desc"

    company_id = fields.Many2one(
        "res.company",
        string="Unit",
        required=True,
        index=True,
        default=lambda self: self.env.company,
        ondelete="cascade",
    )
    document = fields.Selection(
        [
            ("head", "Head of the unit: all that nobody else signs"),
            ("chief_accountant", "Chief accountant"),
            ("contract", "Contracts"),
            ("act", "Acts"),
            ("certificate", "Certificates and answers"),
        ],
        string="Signs",
        required=True,
        default="head",
    )
    name = fields.Char(string="Full name", required=True, translate=True)
    position = fields.Char(required=True, translate=True)
    basis = fields.Char(
        string="Acts on the basis of",
        translate=True,
        help="Charter, or the number and day of the power of attorney.",
    )
    user_id = fields.Many2one("res.users", ondelete="set null")
    date_start = fields.Date(default=business_today)

    _one_at_a_time = models.Constraint(
        "EXCLUDE USING gist (company_id WITH =, document WITH =, "
        "daterange(date_start, date_end, '[]') WITH &&)",
        "Somebody else signs these documents on these days. End that row first.",
    )
