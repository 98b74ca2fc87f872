from odoo import fields, models


class MovementReceiveLine(models.TransientModel):
    """One row of a list of devices, as it would be received."""

    _name = "elektrohisob.movement.receive.line"
    _description = "Row of a list of devices"
    _order = "reason desc, line_no"

    wizard_id = fields.Many2one(
        "elektrohisob.movement.receive", required=True, ondelete="cascade"
    )
    line_no = fields.Integer(string="Row")
    type_name = fields.Char(string="Type in the list")
    type_id = fields.Many2one("elektrohisob.device.type")
    serial = fields.Char(string="Serial number")
    year = fields.Integer(string="Year made")
    date_verified = fields.Date(string="Verified on")
    sim = fields.Char(string="SIM card number")
    device_id = fields.Many2one("elektrohisob.device", string="Known device")
    reason = fields.Char(string="Refused because")

    def _prepare_device_vals(self):
        wizard = self.wizard_id
        return {
            "serial": self.serial,
            "type_id": self.type_id.id,
            "company_id": wizard.company_id.id,
            "year": self.year,
            "date_verified": self.date_verified,
            "sim_number": self.sim,
            "series": wizard.source == "range" and wizard.series,
        }
