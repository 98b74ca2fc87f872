from odoo import models


class ExchangeMessage(models.Model):
    """Messages that brought readings."""

    _inherit = "elektrohisob.exchange.message"

    def _get_totals_labels(self):
        """Override of `base` to name the totals of files of readings."""
        return super()._get_totals_labels() | {
            "repeats": self.env._("Repeated readings"),
        }

    def action_open_readings(self):
        """Readings that came with the message."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Readings of the file"),
            "res_model": "elektrohisob.reading",
            "view_mode": "list,form",
            "domain": [("message_id", "=", self.id)],
        }

    def action_open_queue(self):
        """Readings of the message that wait for a decision."""
        return self.action_open_readings() | {
            "name": self.env._("Waiting for decision"),
            "domain": [("message_id", "=", self.id), ("state", "=", "queued")],
        }
