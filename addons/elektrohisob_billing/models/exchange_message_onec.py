from odoo import models


class ExchangeMessage(models.Model):
    """Messages of the exchange with 1C."""

    _inherit = "elektrohisob.exchange.message"

    def _get_totals_labels(self):
        """Override of `billing` to name the numbers of messages of 1C."""
        return super()._get_totals_labels() | {
            "message_no": self.env._("Number of the message"),
            "received_no": self.env._("Last message the sender has taken"),
            "objects": self.env._("Objects"),
            "confirmed": self.env._("Objects confirmed"),
        }
