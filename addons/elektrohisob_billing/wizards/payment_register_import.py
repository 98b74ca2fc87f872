import base64

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.elektrohisob_metering.adapters.intervals import FileError
from odoo.addons.elektrohisob_metering.wizards.reading_import import (
    get_sample,
    preview_indexes,
)

from ..adapters import payment_register
from ..adapters.pay_channels import kinds
from ..adapters.payment_register import RegisterLayout
from ..models.payment_layout_options import OPTIONS


class PaymentRegisterImport(models.TransientModel):
    """A register of payments: upload, say which column is which, look, save, load."""

    _name = "elektrohisob.payment.register.import"
    _inherit = ["elektrohisob.payment.layout.options"]
    _description = "Load a register of payments"

    step = fields.Selection(
        [("file", "File"), ("columns", "Columns"), ("checked", "Check")],
        required=True,
        default="file",
    )
    provider_id = fields.Many2one(
        "elektrohisob.exchange.provider",
        string="Comes from",
        required=True,
        domain=lambda self: [("kind", "in", ["register", *kinds()])],
        default=lambda self: self._default_provider_id(),
    )
    file = fields.Binary(
        string="File (.xlsx, .xls, .dbf, .csv)", required=True, attachment=False
    )
    file_name = fields.Char(string="File name")
    column_ids = fields.One2many(
        "elektrohisob.payment.register.import.column", "wizard_id"
    )
    preview_ids = fields.One2many(
        "elektrohisob.payment.register.import.line", "wizard_id", readonly=True
    )
    reason = fields.Text(readonly=True)
    totals_text = fields.Text(string="Control totals", readonly=True)
    accepted = fields.Integer(string="Will be accepted", readonly=True)
    parked = fields.Integer(string="Will wait as unidentified", readonly=True)
    refused = fields.Integer(string="Will be refused", readonly=True)

    @api.model
    def _default_provider_id(self):
        providers = self.env["elektrohisob.exchange.provider"].search(
            [("kind", "=", "register")], limit=2
        )
        return providers if len(providers) == 1 else False

    # === ACTIONS === #

    def action_read(self):
        """Show the columns of the file with what they are believed to hold."""
        self.ensure_one()
        self.provider_id._check_may_load_payments()
        layout = self.provider_id.payment_layout_id
        if layout:
            self.write({name: layout[name] for name in OPTIONS})
        return self._show_columns()

    def action_read_again(self):
        """Read the file by other options: encoding, separator, row of the header."""
        self.ensure_one()
        return self._show_columns()

    def action_check(self):
        """Try all rows: they are taken and taken back, nothing stays."""
        self.ensure_one()
        layout = self._get_layout()
        data = base64.b64decode(self.file or b"")
        savepoint = self.env.cr.savepoint()
        try:
            message = self._receive(layout, data)
            vals = {
                "accepted": message.accepted,
                "parked": message.parked,
                "refused": message.refused,
                "reason": message.reason,
                "totals_text": message.totals_text,
            }
            lines = [
                {
                    "line_no": line.line_no,
                    "raw": line.raw,
                    "state": line.state,
                    "reason": line.reason,
                    "account": line.account_id.number,
                }
                for line in message.line_ids.sorted("line_no")
            ]
        finally:
            savepoint.close(rollback=True)
            self.env.invalidate_all()
        self.write(vals | {"step": "checked"})
        self.preview_ids.unlink()
        self.preview_ids.create(
            [{**lines[i], "wizard_id": self.id} for i in preview_indexes(lines)]
        )
        return self._reopen()

    def action_back(self):
        """Go one step back."""
        self.step = "columns" if self.step == "checked" else "file"
        return self._reopen()

    def action_save(self):
        """Keep the layout for the next files of the provider, without loading."""
        self.ensure_one()
        self._remember(self._get_layout())
        return {"type": "ir.actions.act_window_close"}

    def action_import(self):
        """Take the payments, keep the layout and open the protocol."""
        self.ensure_one()
        layout = self._get_layout()
        self._remember(layout)
        message = self._receive(layout, base64.b64decode(self.file))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Protocol of the file"),
            "res_model": "elektrohisob.exchange.message",
            "res_id": message.id,
            "view_mode": "form",
            "target": "current",
        }

    # === BUSINESS METHODS === #

    def _receive(self, layout, data):
        provider = self.provider_id.with_context(register_layout=layout)
        return provider._receive(self.file_name or self.provider_id.name, data)

    def _show_columns(self):
        data = base64.b64decode(self.file or b"")
        try:
            table = payment_register.read_register(
                data, RegisterLayout(**self._get_options())
            ).table
        except FileError as error:
            name = self.file_name or self.env._("The file")
            raise UserError(self.provider_id._get_file_reason(error, name)) from error
        saved = self.provider_id.payment_layout_id
        columns = saved._get_register_layout(table).columns
        roles = {index: role for role, index in columns.items()}
        self.column_ids.unlink()
        self.column_ids.create(
            [
                {
                    "wizard_id": self.id,
                    "index": index,
                    "number": index + 1,
                    "name": name,
                    "sample": get_sample(table, index),
                    "role": roles.get(index),
                }
                for index, name in enumerate(table.header)
            ]
        )
        self.step = "columns"
        return self._reopen()

    def _get_layout(self):
        """Layout the user chose.

        :raise UserError: a role is missing or given twice
        """
        columns = {}
        labels = dict(self.column_ids._fields["role"]._description_selection(self.env))
        for column in self.column_ids.filtered("role"):
            if column.role in columns:
                raise UserError(
                    self.env._(
                        "Two columns are marked as “%(role)s”. Clear one of them.",
                        role=labels[column.role],
                    )
                )
            columns[column.role] = column.index
        layout = RegisterLayout(columns=columns, **self._get_options())
        if layout.missing:
            raise UserError(
                self.env._(
                    "Say which column holds “%(role)s”.",
                    role=labels[layout.missing[0]],
                )
            )
        return layout

    def _remember(self, layout):
        """Keep columns and options as the layout of the provider."""
        provider = self.provider_id
        provider._check_may_load_payments()
        names = {column.index: column.name or "" for column in self.column_ids}
        vals = {
            **{name: self[name] for name in OPTIONS},
            "column_ids": [
                fields.Command.clear(),
                *(
                    fields.Command.create(
                        {"role": role, "number": index + 1, "name": names.get(index)}
                    )
                    for role, index in layout.columns.items()
                ),
            ],
        }
        if provider.payment_layout_id:
            provider.payment_layout_id.write(vals)
            return
        provider.payment_layout_id = self.env["elektrohisob.payment.layout"].create(
            {**vals, "name": provider.name, "company_id": provider.company_id.id}
        )

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Load a register of payments"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }
