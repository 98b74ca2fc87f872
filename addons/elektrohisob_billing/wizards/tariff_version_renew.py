from odoo import api, fields, models


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

    vat_rate = fields.Float(
        string="VAT (%)",
        digits=(5, 2),
        required=True,
        compute="_compute_vat_rate",
        store=True,
        precompute=True,
        readonly=False,
    )
    is_draft = fields.Boolean(
        string="As a draft", help="Prices nothing until it is published; for trials."
    )

    @api.depends("version_id")
    def _compute_vat_rate(self):
        for wizard in self:
            wizard.vat_rate = wizard.version_id.vat_rate

    def action_renew(self):
        """Make the version and open it."""
        self.ensure_one()
        version = self.version_id._renew(
            self.date_start,
            self.percent,
            "draft" if self.is_draft else "published",
            self.vat_rate,
        )
        version.norm = self.norm
        return {
            "type": "ir.actions.act_window",
            "res_model": "elektrohisob.tariff.version",
            "res_id": version.id,
            "view_mode": "form",
        }
