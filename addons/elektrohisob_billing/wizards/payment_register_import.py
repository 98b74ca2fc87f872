from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.elektrohisob_metering.adapters.intervals import FileError

from ..adapters import payment_register
from ..adapters.pay_channels import kinds
from ..adapters.payment_register import RegisterLayout
from ..models.payment_layout_options import OPTIONS


class PaymentRegisterImport(models.TransientModel):
    """A register of payments: upload, say which column is which, look, save, load."""

    _name = "elektrohisob.payment.register.import"
    _inherit = ["elektrohisob.table.import", "elektrohisob.payment.layout.options"]
    _description = "Load a register of payments"
    _provider_kind = "register"

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
    def _get_provider_kinds(self):
        """Override of the table import: online services send registers too."""
        return ["register", *kinds()]

    @api.model
    def _find_other_provider(self):
        """Override of the table import: services that collect for the whole enterprise
        are no district's own."""
        return self.env["elektrohisob.exchange.provider"].search(
            [("kind", "=", self._provider_kind)], limit=2
        )

    # === ACTIONS === #

    def action_read(self):
        """Show the columns of the file with what they are believed to hold."""
        self.ensure_one()
        self.provider_id._check_may_load_payments()
        layout = self.provider_id.payment_layout_id
        if layout:
            self.write({name: layout[name] for name in OPTIONS})
        return self.action_read_again()

    def action_read_again(self):
        """Read the file by other options: encoding, separator, row of the header."""
        self.ensure_one()
        try:
            table = payment_register.read_register(
                self._get_data(), RegisterLayout(**self._get_options())
            ).table
        except FileError as error:
            reason = self.provider_id._get_file_reason(error, self._get_file_name())
            raise UserError(reason) from error
        saved = self.provider_id.payment_layout_id
        columns = saved._get_register_layout(table).columns
        return self._show_columns(table, {i: role for role, i in columns.items()})

    def action_check(self):
        """Try all rows: they are taken and taken back, nothing stays."""
        self.ensure_one()
        layout = self._get_layout()
        data = self._get_data()
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
                    "reason": line.text,
                    "account": line.account_id.number,
                }
                for line in message.line_ids.sorted("line_no")
            ]
        finally:
            savepoint.close(rollback=True)
            self.env.invalidate_all()
        self.write(vals)
        return self._show_rows(lines, lines.__getitem__)

    # === BUSINESS METHODS === #

    def _get_title(self):
        """Override of the table import."""
        return self.env._("Load a register of payments")

    def _receive(self, layout, data):
        """Override of the table import."""
        provider = self.provider_id.with_context(register_layout=layout)
        return provider._receive(self.file_name or self.provider_id.name, data)

    def _get_layout(self):
        """Override of the table import.

        :raise UserError: a role is missing or given twice
        """
        layout = RegisterLayout(columns=self._get_columns(), **self._get_options())
        if layout.missing:
            raise UserError(
                self.env._(
                    "Say which column holds “%(role)s”.",
                    role=self._get_role_labels()[layout.missing[0]],
                )
            )
        return layout

    def _remember(self, layout):
        """Override of the table import to keep columns and options as the layout of
        the provider."""
        provider = self.provider_id
        provider._check_may_load_payments()
        names = self._get_headers()
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
