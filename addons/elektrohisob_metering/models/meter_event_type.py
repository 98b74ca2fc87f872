from odoo import api, fields, models

OTHER = "OTHER"


class MeterEventType(models.Model):
    """What a meter may report (EndDeviceEventType of IEC 61968-9)."""

    _name = "elektrohisob.meter.event.type"
    _description = "Kind of meter event"
    _inherit = ["elektrohisob.reference.mixin"]
    _order = "severity desc, name"
    _reference_columns = ("cim_codes", "severity", "topic")
    _reference_central_groups = (
        "elektrohisob_base.group_engineer",
        "elektrohisob_base.group_admin",
    )

    cim_codes = fields.Char(
        string="Codes of head-ends",
        help="EndDeviceEventType as domain.subdomain.action, without the kind of "
        "device in front; several are separated by blanks.",
    )
    severity = fields.Selection(
        [("1", "Note"), ("2", "Warning"), ("3", "Alarm")],
        required=True,
        default="1",
    )
    topic = fields.Selection(
        [
            ("tamper", "Interference"),
            ("supply", "Supply and quality"),
            ("relay", "Relay"),
            ("clock", "Clock"),
            ("device", "Device"),
        ],
        required=True,
        default="device",
    )

    @api.model
    def _load_shipped_events(self):
        """Kinds of events that meters commonly report."""
        self._load_shipped("elektrohisob_metering/data/reference/meter_event_type.csv")

    @api.model
    def _find(self, code):
        """Kind of an event by our code or a code of head-ends; else “other”."""
        by_code = {}
        # central rows are the same for everybody
        for row in self.sudo().search([("active", "=", True)], order="id desc"):
            by_code[row.code] = row
            by_code.update(dict.fromkeys((row.cim_codes or "").split(), row))
        # 3.26.9.185 and 0.26.9.185 differ in the kind of device alone
        found = by_code.get(code) or by_code.get(code.partition(".")[2])
        return (found or by_code[OTHER]).with_env(self.env)
