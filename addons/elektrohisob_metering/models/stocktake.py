from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import format_date

from odoo.addons.elektrohisob_base.tools.dates import business_today


class Stocktake(models.Model):
    """Stock-taking of a place: what should be there, and what was scanned."""

    _name = "elektrohisob.stocktake"
    _description = "Stock-taking"
    _order = "date desc, id desc"
    _rec_name = "place_id"
    _check_company_auto = True

    place_id = fields.Many2one(
        "elektrohisob.place",
        required=True,
        domain="[('kind', 'in', ('warehouse', 'crew', 'laboratory', 'repair'))]",
        ondelete="restrict",
    )
    company_id = fields.Many2one(related="place_id.company_id", store=True, index=True)
    date = fields.Date(required=True, default=business_today)
    commission = fields.Char(help="Who counted: names and positions.")
    state = fields.Selection(
        [("draft", "Counting"), ("done", "Closed")],
        required=True,
        readonly=True,
        default="draft",
        copy=False,
    )
    scan = fields.Char(
        string="Scan a barcode", help="Serial number; Enter adds it.", copy=False
    )
    message = fields.Char(string="Last scan", readonly=True, copy=False)
    choice_code = fields.Char(
        readonly=True, copy=False, help="Serial number that several devices have."
    )
    choice_id = fields.Many2one(
        "elektrohisob.device",
        string="Which one is it?",
        domain="[('serial', '=', choice_code), ('company_id', '=', company_id)]",
        copy=False,
        ondelete="restrict",
        help="Several makes have this serial number; the nameplate tells which it is.",
    )
    line_ids = fields.One2many("elektrohisob.stocktake.line", "stocktake_id")
    expected_count = fields.Integer(string="Expected", compute="_compute_counts")
    found_count = fields.Integer(string="Found", compute="_compute_counts")
    shortage_count = fields.Integer(string="Shortage", compute="_compute_counts")
    surplus_count = fields.Integer(string="Surplus", compute="_compute_counts")
    movement_ids = fields.Many2many(
        "elektrohisob.movement", string="Documents", readonly=True, copy=False
    )

    @api.depends("place_id", "date")
    def _compute_display_name(self):
        for count in self:
            day = format_date(self.env, count.date) if count.date else ""
            parts = (count.place_id.display_name, day)
            count.display_name = ", ".join(part for part in parts if part)

    @api.depends("line_ids.result")
    def _compute_counts(self):
        for count in self:
            results = count.line_ids.mapped("result")
            count.shortage_count = results.count("shortage")
            count.surplus_count = results.count("surplus") + results.count("unknown")
            count.expected_count = results.count("found") + count.shortage_count
            count.found_count = len(results) - count.shortage_count

    @api.onchange("place_id")
    def _onchange_place_id(self):
        """What the journal says should be here."""
        self.line_ids = [Command.clear(), *self._prepare_expected()]

    @api.onchange("scan")
    def _onchange_scan(self):
        """Enter in the only input: the device is found, or is too much here."""
        code = (self.scan or "").strip()
        if code and self.place_id and self.state == "draft":
            self.message = self._take_scan(code)
        self.scan = False

    @api.onchange("choice_id")
    def _onchange_choice_id(self):
        """The device of the number scanned last, of those that have it."""
        if self.choice_id:
            self.message = self._take_device(self.choice_id)
            self.choice_id = self.choice_code = False

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Override of `base` to put down what should be there."""
        counts = super().create(vals_list)
        for count, vals in zip(counts, vals_list, strict=True):
            if "line_ids" not in vals:
                count.line_ids = count._prepare_expected()
        return counts

    def write(self, vals):
        """Override of `base`: a closed stock-taking does not change."""
        closed = self.filtered(lambda count: count.state == "done")[:1]
        if closed:
            raise UserError(
                self.env._(
                    "The stock-taking of %(place)s of %(day)s is closed. Begin a new "
                    "one.",
                    place=closed.place_id.name,
                    day=closed.date,
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_closed(self):
        if any(count.state == "done" for count in self):
            raise UserError(
                self.env._("A closed stock-taking stays: its documents are posted.")
            )

    # === ACTIONS === #

    def action_close(self):
        """Post the shortage as a loss and the surplus as found here."""
        self.ensure_one()
        self.check_access("write")
        if self.choice_code:
            raise UserError(
                self.env._(
                    "Several devices have the number %(code)s. Choose which one was "
                    "scanned, then close.",
                    code=self.choice_code,
                )
            )
        unknown = self.line_ids.filtered(lambda line: line.result == "unknown")[:1]
        if unknown:
            raise UserError(
                self.env._(
                    "“%(code)s” is no device of the registry. Receive it first and "
                    "scan it again, or delete its row.",
                    code=unknown.code,
                )
            )
        movements = self.env["elektrohisob.movement"]
        for result, kind in (("shortage", "loss"), ("surplus", "surplus")):
            lines = self.line_ids.filtered(lambda row, r=result: row.result == r)
            if lines:
                movements |= movements.create(self._prepare_movement(kind, lines))
        movements._post()
        self.write({"movement_ids": [Command.set(movements.ids)], "state": "done"})

    # === BUSINESS METHODS === #

    def _prepare_expected(self):
        stays = self.env["elektrohisob.stay"].search(
            [("place_id", "=", self.place_id._origin.id), ("date_end", "=", False)]
        )
        return [
            Command.create(
                {
                    "device_id": stay.device_id.id,
                    "code": stay.device_id.serial,
                    "is_expected": True,
                }
            )
            for stay in stays
        ]

    def _take_scan(self, code):
        """Mark the device of a barcode as found; return what to show."""
        if self.choice_code:
            return self.env._(
                "Choose first which device %(first)s is; %(code)s was not taken.",
                first=self.choice_code,
                code=code,
            )
        devices = self.env["elektrohisob.device"].search(
            [("serial", "=", code), ("company_id", "=", self.company_id.id)]
        )
        if len(devices) > 1:
            self.choice_code = code
            return self.env._(
                "%s: several makes have this number. Choose which one it is.", code
            )
        if devices:
            return self._take_device(devices)
        if self.line_ids.filtered(lambda row: row.code == code):
            return self.env._("%s: scanned already.", code)
        self.line_ids = [Command.create({"code": code, "is_found": True})]
        return self.env._("%s: not in the registry.", code)

    def _take_device(self, device):
        """Mark the device as found, or put it down as too much here."""
        code = device.serial
        line = self.line_ids.filtered(lambda row: row.device_id._origin.id == device.id)
        if line:
            if line[:1].is_found:
                return self.env._("%s: scanned already.", code)
            line[:1].is_found = True
            return self.env._("%s: found.", code)
        self.line_ids = [
            Command.create({"code": code, "is_found": True, "device_id": device.id})
        ]
        where = device.stay_id._tell_place() if device.stay_id else "—"
        return self.env._(
            "%(code)s: surplus, by the journal it is at “%(place)s”.",
            code=code,
            place=where,
        )

    def _prepare_movement(self, kind, lines):
        is_loss = kind == "loss"
        return {
            "kind": kind,
            "date": self.date,
            "company_id": self.company_id.id,
            "place_from_id": is_loss and self.place_id.id,
            "place_to_id": not is_loss and self.place_id.id,
            "stocktake_id": self.id,
            "line_ids": [
                Command.create({"device_id": line.device_id.id}) for line in lines
            ],
        }
