from odoo import api, fields, models


class Reason(models.Model):
    _inherit = "elektrohisob.reason"

    document = fields.Selection(
        selection_add=[
            ("reading_refuse", "Refusal of a reading"),
            ("reading_correct", "Correction of a reading"),
            ("meter_swap", "Installation or removal of a meter"),
            ("disconnect", "Disconnection"),
            ("reconnect", "Reconnection"),
            ("work_fail", "Work not done"),
        ],
        ondelete={
            "reading_refuse": "cascade",
            "reading_correct": "cascade",
            "meter_swap": "cascade",
            "disconnect": "cascade",
            "reconnect": "cascade",
            "work_fail": "cascade",
        },
    )

    @api.model
    def _load_shipped_metering(self):
        """Reasons of the documents of this addon."""
        self._load_shipped("elektrohisob_metering/data/reference/reason.csv")
