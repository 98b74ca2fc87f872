from odoo import api, fields, models


class Reason(models.Model):
    _inherit = "elektrohisob.reason"

    document = fields.Selection(
        selection_add=[
            ("parked", "Account parked by a billing run"),
            ("charge_correct", "Correction of charges"),
            ("payment_cancel", "Cancelled payment"),
            ("refund", "Refund"),
            ("write_off", "Write-off"),
        ],
        ondelete={
            "parked": "cascade",
            "charge_correct": "cascade",
            "payment_cancel": "cascade",
            "refund": "cascade",
            "write_off": "cascade",
        },
    )

    @api.model
    def _load_shipped_billing(self):
        """Reasons of the documents of this addon."""
        self._load_shipped("elektrohisob_billing/data/reference/reason.csv")
