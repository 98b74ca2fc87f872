from odoo import fields, models


class TariffVersion(models.Model):
    """Prices of a tariff in force from a day to a day, by a normative act."""

    _name = "elektrohisob.tariff.version"
    _description = "Tariff version"
    _inherit = ["elektrohisob.dated.mixin"]
    _order = "tariff_id, date_start desc"

    tariff_id = fields.Many2one(
        "elektrohisob.tariff", required=True, index=True, ondelete="restrict"
    )
    vat_rate = fields.Float(string="VAT (%)", required=True, digits=(5, 2))
    norm = fields.Char(string="Normative act")
    source = fields.Char()
    certainty = fields.Selection(
        [
            ("V", "Read in a source"),
            ("I", "Inferred"),
            ("C", "Sources conflict"),
            ("W", "Weak source"),
        ],
        required=True,
        default="V",
    )
    rate_ids = fields.One2many("elektrohisob.tariff.rate", "version_id")

    _no_overlap = models.Constraint(
        "EXCLUDE USING gist (tariff_id WITH =, "
        "daterange(date_start, date_end, '[]') WITH &&)",
        "Versions of one tariff overlap. End the earlier one first.",
    )
