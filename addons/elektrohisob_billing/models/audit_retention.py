from odoo import api, models


class AuditRetention(models.AbstractModel):
    _inherit = "elektrohisob.audit.retention"

    @api.model
    def _get_logs(self):
        """Override of `elektrohisob_base` to add the calls of payment services."""
        calls = ("elektrohisob_payment_call", "date", "payment_call_days")
        return [*super()._get_logs(), calls]
