from odoo import api, fields, models
from odoo.exceptions import UserError


class Device(models.Model):
    """A device of metering with its serial number (CIM EndDevice): a meter, an
    instrument transformer, a modem, a seal, a breaker, as its type says."""

    _name = "elektrohisob.device"
    _description = "Device"
    _order = "serial"
    _rec_name = "serial"
    _rec_names_search = ["serial"]
    _check_company_auto = True

    serial = fields.Char(string="Serial number", required=True)
    type_id = fields.Many2one(
        "elektrohisob.device.type", required=True, index=True, ondelete="restrict"
    )
    kind = fields.Selection(related="type_id.kind", store=True, index=True)
    company_id = fields.Many2one(
        "res.company",
        string="District network",
        required=True,
        default=lambda self: self.env.company,
        index=True,
        ondelete="restrict",
    )
    year = fields.Integer(string="Year made")
    owner = fields.Selection(
        [("company", "Company"), ("consumer", "Consumer")],
        required=True,
        default="company",
    )
    date_verified = fields.Date(string="Verified on")
    date_verify_next = fields.Date(
        string="Next verification", compute="_compute_date_verify_next", store=True
    )
    installation_ids = fields.One2many("elektrohisob.installation", "meter_id")
    state = fields.Selection(
        [("stock", "In stock"), ("installed", "Installed"), ("retired", "Written off")],
        required=True,
        default="stock",
    )

    _serial_uniq = models.Constraint(
        "unique(type_id, serial)", "A device of this type has this serial number."
    )
    _serial_idx = models.Index("USING gin (serial gin_trgm_ops)")

    installation_id = fields.Many2one(
        "elektrohisob.installation",
        string="Hangs at",
        compute="_compute_installation_id",
    )

    @api.depends("serial", "type_id")
    def _compute_display_name(self):
        for meter in self:
            parts = (meter.serial, meter.type_id.name)
            meter.display_name = " ".join(part for part in parts if part)

    @api.depends("installation_ids.date_start", "installation_ids.date_end")
    def _compute_installation_id(self):
        for meter in self:
            meter.installation_id = meter.installation_ids.filtered("is_current")[:1]

    @api.depends("date_verified", "type_id")
    def _compute_date_verify_next(self):
        for meter in self:
            years = meter.type_id.verification_years
            meter.date_verify_next = (
                fields.Date.add(meter.date_verified, years=years)
                if meter.date_verified and years
                else False
            )

    # === ACTIONS === #

    def action_retire(self):
        """Write meters off; they can hang nowhere any more."""
        hanging = self.filtered(lambda meter: meter.state == "installed")[:1]
        if hanging:
            raise UserError(
                self.env._(
                    "Meter %(meter)s still hangs at %(point)s. Enter the act of "
                    "removal first.",
                    meter=hanging.serial,
                    point=hanging.installation_id.account_id.display_name,
                )
            )
        self.state = "retired"

    # === BUSINESS METHODS === #

    def _update_state(self):
        """In stock or installed, as the installations of the meters say."""
        for meter in self.filtered(lambda meter: meter.state != "retired"):
            hangs = any(not row.date_end for row in meter.installation_ids)
            state = "installed" if hangs else "stock"
            if meter.state != state:
                meter.state = state
