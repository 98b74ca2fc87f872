from odoo import fields, models


class TariffVersionRenew(models.TransientModel):
    """New version of a tariff with the prices of an existing one to start from."""

    _name = "elektrohisob.tariff.version.renew"
    _description = "New tariff version"

    version_id = fields.Many2one(
        "elektrohisob.tariff.version", string="Prices of", required=True, readonly=True
    )
    tariff_id = fields.Many2one(related="version_id.tariff_id")
    date_start = fields.Date(string="In force from", required=True)
    norm = fields.Char(string="Normative act")
    percent = fields.Float(
        string="Change all prices by (%)",
        digits=(5, 2),
        help="Zero copies the prices as they are. Check the result against the act.",
    )

    def action_renew(self):
        """Make the version and open it."""
        self.ensure_one()
        version = self.version_id._renew(self.date_start, self.percent)
        version.norm = self.norm
        return {
            "type": "ir.actions.act_window",
            "res_model": "elektrohisob.tariff.version",
            "res_id": version.id,
            "view_mode": "form",
        }
