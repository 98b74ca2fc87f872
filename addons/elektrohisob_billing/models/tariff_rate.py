from odoo import fields, models


class TariffRate(models.Model):
    """Price of one block of monthly consumption."""

    _name = "elektrohisob.tariff.rate"
    _description = "Tariff block"
    _order = "version_id, block"

    version_id = fields.Many2one(
        "elektrohisob.tariff.version", required=True, index=True, ondelete="cascade"
    )
    block = fields.Integer(required=True, default=1)
    kwh_from = fields.Float(string="Above (kWh a month)", digits=(16, 3))
    kwh_to = fields.Float(
        string="Up to (kWh a month)", digits=(16, 3), help="Zero means no upper limit."
    )
    price = fields.Float(
        string="Price (UZS/kWh, VAT included)", required=True, digits=(16, 2)
    )

    _block_uniq = models.Constraint(
        "unique(version_id, block)", "The version already has this block."
    )
    _bounds = models.Constraint(
        "CHECK(kwh_from >= 0 AND (kwh_to = 0 OR kwh_to > kwh_from) AND price >= 0)",
        "A block ends above where it starts, and its price is not negative.",
    )
