from odoo import api, models


class LedgerEntry(models.Model):
    """Money that comes pays the advance notices of its account."""

    _inherit = "elektrohisob.ledger.entry"
    _plain_payment = """NOT EXISTS (
        SELECT FROM elektrohisob_advance_notice n
         WHERE n.account_id = a.id AND n.stage <> 'cancelled')"""

    @api.model
    def _record(self, vals_list):
        """Override of `_record` to move the state of advance notices along."""
        entries = super()._record(vals_list)
        self.env["elektrohisob.advance.notice"]._refresh_paid(entries.account_id.ids)
        return entries
