from odoo import api, fields, models


class Reason(models.Model):
    _inherit = "elektrohisob.reason"
    _reference_columns = ("document", "needs_comment", "consequence")

    document = fields.Selection(
        selection_add=[
            ("reading_refuse", "Refusal of a reading"),
            ("reading_correct", "Correction of a reading"),
            ("meter_swap", "Installation or removal of a meter"),
            ("disconnect", "Disconnection"),
            ("reconnect", "Reconnection"),
            ("work_fail", "Work not done"),
            ("reading_remark", "Remark of the meter reader"),
        ],
        ondelete={
            "reading_refuse": "cascade",
            "reading_correct": "cascade",
            "meter_swap": "cascade",
            "disconnect": "cascade",
            "reconnect": "cascade",
            "work_fail": "cascade",
            "reading_remark": "cascade",
        },
    )

    consequence = fields.Selection(
        [
            ("none", "Nothing, no estimate"),
            ("estimate", "The energy is estimated"),
            ("check", "Work order: check the meter"),
            ("replace", "Work order: replace the meter"),
            ("seal", "Work order: seal the meter"),
        ],
        string="What follows",
        help="What a remark of the meter reader leads to.",
    )

    @api.model
    def _load_shipped_metering(self):
        """Reasons of the documents of this addon."""
        self._load_shipped("elektrohisob_metering/data/reference/reason.csv")
        self._load_shipped("elektrohisob_metering/data/reference/remark.csv")
