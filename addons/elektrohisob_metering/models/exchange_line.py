from odoo import models

from odoo.addons.elektrohisob_base.tools.bulk_fields import BulkMany2one


class ExchangeLine(models.Model):
    """Rows of files of automatic metering: one day of one channel."""

    _inherit = "elektrohisob.exchange.line"

    channel_id = BulkMany2one(
        "elektrohisob.channel", readonly=True, index="btree_not_null"
    )

    def action_attach(self):
        """Say whose energy the channels of the rows bring."""
        return self.channel_id.action_attach()
