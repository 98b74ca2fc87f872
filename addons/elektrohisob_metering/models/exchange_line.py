from odoo import models

from odoo.addons.elektrohisob_base.tools.bulk_fields import BulkMany2one

from ..engine.figures import restore


class ExchangeLine(models.Model):
    """Rows of files of automatic metering: one day of one channel."""

    _inherit = "elektrohisob.exchange.line"

    channel_id = BulkMany2one(
        "elektrohisob.channel", readonly=True, index="btree_not_null"
    )

    def _get_text(self):
        """Override of `base`: checks of readings and of days of channels keep their
        figures, rows of head-ends their code."""
        if not self.detail:
            return super()._get_text()
        if "head_end" in self.detail:
            return self.env["elektrohisob.exchange.provider"]._tell_head_end(self.code)
        figures = restore(self.detail["figures"])
        if "texts" in self.detail:
            checks = self.env["elektrohisob.reading.check"]
            return checks._get_reason(self.code, self.detail["texts"], figures)
        days = self.env["elektrohisob.interval.day"]
        return days._tell(self.code, self.detail["channel"], figures)

    def action_attach(self):
        """Say whose energy the channels of the rows bring."""
        return self.channel_id.action_attach()
