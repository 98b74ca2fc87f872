import base64
import re

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from odoo.addons.elektrohisob_base.tools.dates import business_today

from ..adapters import devices_table
from ..adapters.tables import TableError

BATCH = 5000
_NUMBER = re.compile(r"\d+")


class MovementReceive(models.TransientModel):
    """Receipt from a supplier: a list in Excel, or numbers from–to."""

    _name = "elektrohisob.movement.receive"
    _description = "Receive devices"

    date = fields.Date(required=True, default=business_today)
    company_id = fields.Many2one(
        "res.company",
        string="District network",
        required=True,
        default=lambda self: self.env.company,
    )
    place_id = fields.Many2one(
        "elektrohisob.place",
        string="To the warehouse",
        required=True,
        domain="[('kind', '=', 'warehouse'), ('company_id', '=', company_id)]",
    )
    supplier_id = fields.Many2one(
        "elektrohisob.place",
        domain="[('kind', '=', 'supplier'), ('company_id', '=', company_id)]",
    )
    basis = fields.Char(string="Invoice", help="Number and day of the invoice.")
    source = fields.Selection(
        [("file", "A list in Excel"), ("range", "Numbers from – to")],
        required=True,
        default="file",
    )
    type_id = fields.Many2one(
        "elektrohisob.device.type",
        help="Of rows that name none; required for numbers from–to.",
    )
    file = fields.Binary(string="File (.xlsx, .xls, .csv)", attachment=False)
    file_name = fields.Char(string="File name")
    series = fields.Char()
    number_from = fields.Char(string="First number")
    number_to = fields.Char(string="Last number")
    line_ids = fields.One2many(
        "elektrohisob.movement.receive.line", "wizard_id", string="Rows", readonly=True
    )
    good_count = fields.Integer(string="Will be received", readonly=True)
    bad_count = fields.Integer(string="Will be refused", readonly=True)

    # === ACTIONS === #

    def action_check(self):
        """Show each row as it would be received, without writing anything."""
        self.ensure_one()
        rows = self._read_file() if self.source == "file" else self._read_range()
        if len(rows) > BATCH:
            raise UserError(
                self.env._(
                    "%(count)s devices are more than %(limit)s. Receive them in parts.",
                    count=len(rows),
                    limit=BATCH,
                )
            )
        self.line_ids.unlink()
        lines = self.line_ids.create(list(self._prepare_lines(rows)))
        self.bad_count = len(lines.filtered("reason"))
        self.good_count = len(lines) - self.bad_count
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Receive devices"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    def action_receive(self):
        """Enter the good rows, post the receipt and open it with its protocol."""
        self.ensure_one()
        good = self.line_ids.filtered(lambda line: not line.reason)
        if not good:
            raise UserError(
                self.env._("No row can be received. Check the list, then mend it.")
            )
        devices = self.env["elektrohisob.device"].create(
            [line._prepare_device_vals() for line in good if not line.device_id]
        )
        devices |= good.device_id
        movement = self.env["elektrohisob.movement"].create(
            {
                "kind": "receipt",
                "date": self.date,
                "company_id": self.company_id.id,
                "place_from_id": self.supplier_id.id,
                "place_to_id": self.place_id.id,
                "basis": self.basis,
                "note": self._get_protocol(good),
                "line_ids": [
                    Command.create({"device_id": device.id}) for device in devices
                ],
            }
        )
        movement.action_post()
        return movement._open()

    # === BUSINESS METHODS === #

    def _read_file(self):
        if not self.file:
            raise UserError(self.env._("Choose a file first."))
        try:
            return devices_table.device_rows(base64.b64decode(self.file))
        except TableError as error:
            name = self.file_name or self.env._("The file")
            if error.code == "no_serial":
                raise UserError(
                    self.env._(
                        "%(file)s has no column of serial numbers. Name the columns in "
                        "its first row: type, serial number, year, verified on.",
                        file=name,
                    )
                ) from error
            reason = self.env["elektrohisob.exchange.provider"]._get_table_reason(
                error, name
            )
            raise UserError(reason) from error

    def _read_range(self):
        first, last = (self.number_from or "").strip(), (self.number_to or "").strip()
        digits = all(_NUMBER.fullmatch(text) for text in (first, last))
        if not (self.type_id and digits and int(first) <= int(last)):
            raise UserError(
                self.env._(
                    "Choose the type, and enter the first and the last number in "
                    "digits, the last not before the first."
                )
            )
        numbers = range(int(first), int(last) + 1)[: BATCH + 1]
        series = (self.series or "").strip()
        return [
            devices_table.DeviceRow(
                line_no=place, serial=f"{series} {number:0{len(first)}}".strip()
            )
            for place, number in enumerate(numbers, start=1)
        ]

    def _prepare_lines(self, rows):
        """Values of the preview; a row that cannot be received has a reason."""
        found = self.env["elektrohisob.device.type"].search([], limit=None)
        types = {name.casefold(): row for row in found for name in (row.name, row.code)}
        serials = [row.serial for row in rows]
        known = {
            (device.type_id.id, device.serial): device
            # a number may be taken by another district
            for device in self.env["elektrohisob.device"]
            .sudo()
            .search([("serial", "in", serials)])
        }
        seen = set()
        for row in rows:
            name = row.type_name.casefold()
            kind = types.get(name) if name else self.type_id
            key = (kind.id if kind else None, row.serial)
            device = known.get(key)
            vals = {
                "wizard_id": self.id,
                "line_no": row.line_no,
                "type_name": row.type_name,
                "type_id": kind.id if kind else False,
                "serial": row.serial,
                "year": row.year,
                "date_verified": self._get_day(row),
                "sim": row.sim,
                "device_id": device.id if device else False,
                "reason": self._get_refusal(row, kind, device, key in seen),
            }
            seen.add(key)
            yield vals

    def _get_day(self, row):
        return not isinstance(row.verified, str) and row.verified

    def _get_refusal(self, row, kind, device, repeated):
        """Why a row cannot be received; False if it can."""
        _ = self.env._
        if not row.serial:
            return _("The serial number is empty.")
        if not kind:
            return _("Type “%s” is not in the list of types.", row.type_name)
        if repeated:
            return _("The list has this number twice.")
        if isinstance(row.verified, str):
            return _("“%s” is not a day.", row.verified)
        if device and device.company_id != self.company_id:
            return _("Another district has this device.")
        if device and device.stay_id:
            return _("It is here already: %s.", device.stay_id._tell_place())
        return False

    def _get_protocol(self, good):
        """What became of the list, kept with the receipt."""
        refused = self.line_ids - good
        lines = [
            self.env._(
                "%(name)s: %(rows)s rows, %(good)s received, %(bad)s refused.",
                name=self.file_name or f"{self.number_from}–{self.number_to}",
                rows=len(self.line_ids),
                good=len(good),
                bad=len(refused),
            ),
            *(
                self.env._(
                    "Row %(row)s, %(serial)s: %(reason)s",
                    row=line.line_no,
                    serial=line.serial or "—",
                    reason=line.reason,
                )
                for line in refused
            ),
        ]
        return "\n".join(lines)

    @api.onchange("source", "type_id", "file", "series", "number_from", "number_to")
    def _onchange_source(self):
        """What was checked is no longer what will be received."""
        self.line_ids = [Command.clear()]
        self.good_count = self.bad_count = 0
