from odoo import fields, models
from odoo.exceptions import UserError

from ..models.reading_acceptance import ACCEPTED


class InstallationSwap(models.TransientModel):
    """The meter an act hangs: from stock or entered, with its opening reading."""

    _inherit = "elektrohisob.installation.swap"

    new_source = fields.Selection(
        [("stock", "From stock"), ("new", "Enter a new one")],
        string="New meter",
        required=True,
        default="stock",
    )
    meter_id = fields.Many2one(
        "elektrohisob.device",
        string="Meter from stock",
        domain="[('kind', '=', 'meter'), ('state', '=', 'stock'),"
        " ('company_id', '=', company_id)]",
    )
    type_id = fields.Many2one(
        "elektrohisob.device.type",
        string="Meter type",
        domain="[('kind', '=', 'meter')]",
    )
    serial = fields.Char(string="Serial number")
    owner = fields.Selection(
        [("company", "Company"), ("consumer", "Consumer")], default="company"
    )
    date_verified = fields.Date(string="Verified on")
    opening_value = fields.Char(string="Opening reading (kWh)", default="0")

    # === BUSINESS METHODS === #

    def _open_new(self, meter, old, rest=None):
        """Hang the new meter with its opening reading.

        :param old: what it replaces
        :param rest: until when, if the act is put between two others
        """
        installation = self.env["elektrohisob.installation"].create(
            {
                "usage_point_id": self.usage_point_id.id,
                "place_no": self.place_no,
                "meter_id": meter.id,
                "date_start": self.date,
                "previous_id": old and old.id,
                "multiplier": self.multiplier,
                "act_number": self.act_number,
                "seal_number": self.seal_number or self._get_new_seals(),
                "date_end": rest and rest["old_end"],
                "act_number_end": rest and rest["act_number_end"],
            }
        )
        if rest:
            rest["following"]._relink(installation)
        row = {
            "installation_id": installation.id,
            "reading_type": self._get_main_code(installation),
            "date": self.date,
            "value": self.closing_value if self.mode == "ratio" else self.opening_value,
        }
        outcome = self._take(row)
        if outcome["state"] != ACCEPTED:
            raise UserError(outcome["reason"])
        self._take_registers(installation, is_closing=False)
        if rest:
            self._take_until(installation)
        if self.mode != "ratio":
            installation._adopt_readings(self._get_decision())
        return installation

    def _get_new_meter(self):
        if self.new_source == "stock":
            if not self.meter_id:
                raise UserError(self.env._("Choose the new meter."))
            return self.meter_id
        if not (self.type_id and self.serial):
            raise UserError(
                self.env._("Enter the type and the serial number of the new meter.")
            )
        return self.env["elektrohisob.device"].create(
            {
                "serial": self.serial.strip(),
                "type_id": self.type_id.id,
                "company_id": self.company_id.id,
                "owner": self.owner,
                "date_verified": self.date_verified,
            }
        )
