from odoo import api, fields, models

from ..models.exchange_provider_intervals import INTERVAL_KINDS


class ExchangeProviderReceive(models.TransientModel):
    """Loading of files of automatic metering: the format is chosen, not a provider."""

    _inherit = "elektrohisob.exchange.provider.receive"

    only_intervals = fields.Boolean(
        default=lambda self: self.env.context.get("only_intervals", False)
    )
    allowed_provider_ids = fields.Many2many(
        "elektrohisob.exchange.provider", compute="_compute_allowed_provider_ids"
    )

    @api.model
    def default_get(self, fields_list):
        """Override of `web` to have a provider of every format of the district."""
        if self.env.context.get("only_intervals"):
            for kind in INTERVAL_KINDS:
                self.env["elektrohisob.exchange.provider"]._find_provider(kind)
        return super().default_get(fields_list)

    @api.depends("only_intervals")
    def _compute_allowed_provider_ids(self):
        for wizard in self:
            domain = [("kind", "in", INTERVAL_KINDS)] if wizard.only_intervals else []
            providers = self.env["elektrohisob.exchange.provider"].search(domain)
            wizard.allowed_provider_ids = providers
