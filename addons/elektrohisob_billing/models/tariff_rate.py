from odoo import api, fields, models

from ..engine.tariff import Block


class TariffRate(models.Model):
    """Price of one block of monthly consumption."""

    _name = "elektrohisob.tariff.rate"
    _description = "Tariff block"
    _inherit = ["elektrohisob.tariff.part.mixin"]
    _sync_key_fields = ("block",)
    _sync_fields = ("block", "kwh_from", "kwh_to", "price")
    _order = "version_id, block"

    block = fields.Integer(required=True, default=1)
    kwh_from = fields.Float(string="Above (kWh a month)", digits=(16, 3))
    kwh_to = fields.Float(
        string="Up to (kWh a month)", digits=(16, 3), help="Zero means no upper limit."
    )
    price = fields.Float(string="Price (UZS/kWh)", required=True, digits=(16, 2))

    _block_uniq = models.Constraint(
        "unique(version_id, block)", "The version already has this block."
    )
    _bounds = models.Constraint(
        "CHECK(kwh_from >= 0 AND (kwh_to = 0 OR kwh_to > kwh_from) AND price >= 0)",
        "A block ends above where it starts, and its price is not negative.",
    )

    @api.depends("block", "kwh_from", "kwh_to")
    def _compute_display_name(self):
        for rate in self:
            rate.display_name = f"{rate.block}: {rate._format_bounds()}"

    def _format_bounds(self):
        """``201–500``, ``0–200`` or ``> 10000`` kWh a month."""
        self.ensure_one()
        low = f"{self.kwh_from:g}"
        if not self.kwh_to:
            return f"> {low}"
        return f"{low}–{self.kwh_to:g}"

    def _to_engine(self):
        """This block for the engine: Wh and tiyin per kWh."""
        self.ensure_one()
        return Block(
            self.block,
            round(self.kwh_from * 1000),
            round(self.kwh_to * 1000) or None,
            round(self.price * 100),
        )
