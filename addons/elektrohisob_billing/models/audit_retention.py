from odoo import api, models


class AuditRetention(models.AbstractModel):
    _inherit = "elektrohisob.audit.retention"

    @api.model
    def _get_logs(self):
        """Override of `elektrohisob_base` to add the calls of payment services and
        the messages of consumers."""
        calls = ("elektrohisob_payment_call", "date", "payment_call_days")
        inbox = ("elektrohisob_sms_inbox", "date", "sms_inbox_days")
        return [*super()._get_logs(), calls, inbox]
