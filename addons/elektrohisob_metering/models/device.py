from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain


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
        ondelete="restrict",
    )
    year = fields.Integer(string="Year made", aggregator=None)
    owner = fields.Selection(
        [("company", "Company"), ("consumer", "Consumer")],
        required=True,
        default="company",
    )
    date_verified = fields.Date(
        string="Verified on",
        compute="_compute_date_verified",
        store=True,
        readonly=False,
        help="The last verification passed; the history keeps them all.",
    )
    date_verify_next = fields.Date(
        string="Next verification", compute="_compute_date_verify_next", store=True
    )
    verification_ids = fields.One2many("elektrohisob.verification", "device_id")
    installation_ids = fields.One2many("elektrohisob.installation", "meter_id")
    firmware = fields.Char(string="Firmware version")
    sim_number = fields.Char(string="SIM card number")
    series = fields.Char(help="Series of the seal.")
    date_broken = fields.Date(
        string="Found broken on", help="Day on which the seal was found broken."
    )
    broken_note = fields.Char(string="What was found")
    stay_ids = fields.One2many("elektrohisob.stay", "device_id", readonly=True)
    line_ids = fields.One2many(
        "elektrohisob.movement.line", "device_id", string="Journal", readonly=True
    )
    stay_id = fields.Many2one(
        "elektrohisob.stay", string="Where it is", compute="_compute_stay_id"
    )
    place_id = fields.Many2one(
        "elektrohisob.place", compute="_compute_stay_id", search="_search_place_id"
    )
    usage_point_id = fields.Many2one(
        "elektrohisob.usage.point",
        compute="_compute_stay_id",
        search="_search_usage_point_id",
    )
    responsible = fields.Char(string="Answers for it", compute="_compute_stay_id")
    state = fields.Selection(
        [
            ("stock", "In stock"),
            ("installed", "Installed"),
            ("laboratory", "In the laboratory"),
            ("repair", "In repair"),
            ("lost", "Lost"),
            ("retired", "Written off"),
        ],
        required=True,
        default="stock",
        readonly=True,
        help="Follows from where the device is by the journal.",
    )

    _serial_uniq = models.Constraint(
        "unique(type_id, serial)", "A device of this type has this serial number."
    )
    _company_idx = models.Index("(company_id, serial)")
    _serial_order_idx = models.Index("(serial)")
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

    @api.depends("stay_ids.date_end")
    def _compute_stay_id(self):
        for device in self:
            stay = device.stay_ids.filtered(lambda row: not row.date_end)[:1]
            device.stay_id = stay
            device.place_id = stay.place_id
            device.usage_point_id = stay.usage_point_id
            device.responsible = stay.responsible

    def _search_place_id(self, operator, value):
        return self._domain_now("place_id", operator, value)

    def _search_usage_point_id(self, operator, value):
        return self._domain_now("usage_point_id", operator, value)

    @api.model
    def _domain_now(self, name, operator, value):
        now = Domain("date_end", "=", False) & Domain(name, operator, value)
        return Domain("stay_ids", "any", now)

    @api.depends("verification_ids.date", "verification_ids.result")
    def _compute_date_verified(self):
        """The last one passed; a day typed by hand stays without a history."""
        for device in self:
            passed = device._get_last_verification()
            device.date_verified = passed.date or device.date_verified

    @api.depends(
        "date_verified",
        "type_id",
        "verification_ids.date",
        "verification_ids.date_next",
        "verification_ids.result",
    )
    def _compute_date_verify_next(self):
        """The day the last one passed reaches to, or that of a later one failed."""
        for meter in self:
            day = meter._get_verified_to()
            failed = meter.verification_ids.filtered(
                lambda row: row.result == "failed" and row.date
            ).sorted("date")[-1:]
            verified = meter.date_verified
            if failed and (not verified or failed.date > verified):
                day = min(day, failed.date) if day else failed.date
            meter.date_verify_next = day

    # === ACTIONS === #

    def action_retire(self):
        """Write devices off by a document; they can hang nowhere any more."""
        hanging = self.filtered(lambda device: device.state == "installed")[:1]
        if hanging:
            raise UserError(
                self.env._(
                    "Device %(device)s still hangs at %(point)s. Enter the act of "
                    "removal first.",
                    device=hanging.serial,
                    point=hanging.stay_id._tell_place(),
                )
            )
        for company, devices in self.grouped("company_id").items():
            movement = self.env["elektrohisob.movement"].create(
                {
                    "kind": "write_off",
                    "company_id": company.id,
                    "line_ids": [
                        Command.create({"device_id": device.id}) for device in devices
                    ],
                }
            )
            movement.action_post()

    def action_open_journal(self):
        """Documents by which the device moved."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Journal of %s", self.display_name),
            "res_model": "elektrohisob.movement",
            "view_mode": "list,form",
            "domain": [("line_ids.device_id", "=", self.id)],
        }

    # === BUSINESS METHODS === #

    def _get_verified_to(self):
        """Day the last verification passed reaches to; False if there is none."""
        self.ensure_one()
        last = self._get_last_verification()
        if last.date_next and last.date == self.date_verified:
            return last.date_next
        years = self.type_id.verification_years
        if not self.date_verified or not years:
            return False
        return fields.Date.add(self.date_verified, years=years)

    def _get_last_verification(self):
        passed = self.verification_ids.filtered(
            lambda row: row.result == "passed" and row.date
        )
        return passed.sorted("date")[-1:]

    def _update_state(self):
        """What the last place of the devices says about them."""
        states = {
            "written_off": "retired",
            "supplier": "retired",
            "lost": "lost",
            "laboratory": "laboratory",
            "repair": "repair",
        }
        for device in self:
            stay = device.stay_id
            state = states.get(stay.place_id.kind, "stock")
            if stay.usage_point_id:
                state = "installed"
            # a device whose only act was taken back hangs nowhere
            known = stay or device.state == "installed"
            if known and device.state != state:
                device.state = state
