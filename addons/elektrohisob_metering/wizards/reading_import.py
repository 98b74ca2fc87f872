from odoo import api, fields, models
from odoo.exceptions import UserError

from ..adapters import readings_table
from ..adapters.tables import TableError


class ReadingImport(models.TransientModel):
    """A file of readings: upload, say which column is which, look, take."""

    _name = "elektrohisob.reading.import"
    _inherit = ["elektrohisob.table.import"]
    _description = "Import readings"
    _provider_kind = "readings"

    day = fields.Date(
        string="One date for the whole file",
        help="Leave empty if the file has a column of dates.",
    )
    column_ids = fields.One2many(
        "elektrohisob.reading.import.column", "wizard_id", string="Columns"
    )
    preview_ids = fields.One2many(
        "elektrohisob.reading.import.line", "wizard_id", string="Rows", readonly=True
    )
    rows = fields.Integer(string="Rows in the file", readonly=True)
    accepted = fields.Integer(string="Will be accepted", readonly=True)
    repeats = fields.Integer(string="of them repeats", readonly=True)
    parked = fields.Integer(string="Will wait for a decision", readonly=True)
    refused = fields.Integer(string="Will be refused", readonly=True)
    kwh = fields.Float(string="kWh", digits=(16, 3), readonly=True)

    @api.model
    def _default_provider_id(self):
        """Override of the table import to say at once who may not."""
        self.env["elektrohisob.exchange.provider"]._check_may_import_readings()
        return super()._default_provider_id()

    @api.model
    def _find_other_provider(self):
        """Override of the table import: the district's own files need no provider set
        up by hand."""
        company = self.env.company
        # clerks do not create providers
        return (
            self.env["elektrohisob.exchange.provider"]
            .sudo()
            .create(
                {
                    "name": self.env._(
                        "Files of readings, %(name)s", name=company.name
                    ),
                    "code": f"readings-{company.id}",
                    "kind": "readings",
                    "company_id": company.id,
                }
            )
        )

    # === ACTIONS === #

    def action_read(self):
        """Show the columns of the file with what they are believed to hold."""
        self.ensure_one()
        table = self._read_table()
        layout = self.provider_id._get_reading_layout(table)
        roles = {index: role for role, index in layout.columns.items()}
        return self._show_columns(table, roles)

    def action_check(self):
        """Try all rows without writing anything."""
        self.ensure_one()
        table = self._read_table()
        rows = list(readings_table.reading_rows(table, self._get_layout()))
        outcomes = self.provider_id._accept_reading_rows(rows, dry_run=True)
        self.write(self.provider_id._get_reading_totals(outcomes))
        return self._show_rows(
            outcomes, lambda i: self._prepare_preview_vals(rows[i], outcomes[i])
        )

    # === BUSINESS METHODS === #

    def _get_title(self):
        """Override of the table import."""
        return self.env._("Import readings")

    def _read_table(self):
        try:
            return readings_table.read_table(self._get_data())
        except TableError as error:
            reason = self.provider_id._get_table_reason(error, self._get_file_name())
            raise UserError(reason) from error

    def _get_layout(self):
        """Override of the table import.

        :raise UserError: a role is missing or given twice
        """
        layout = readings_table.Layout(self._get_columns(), self.day or None)
        if layout.missing:
            raise UserError(
                self.provider_id._get_missing_reason(
                    layout.missing, self._get_file_name()
                )
            )
        return layout

    def _receive(self, layout, data):
        """Override of the table import."""
        given = {
            "columns": dict(layout.columns),
            "day": layout.day and fields.Date.to_string(layout.day),
        }
        provider = self.provider_id.with_context(reading_layout=given)
        return provider._receive(self.file_name or "readings", data)

    def _remember(self, layout):
        """Override of the table import."""
        names = self._get_headers()
        self.provider_id._check_may_import_readings()
        self.provider_id.sudo().reading_layout = {  # clerks do not edit providers
            role: {"header": names[index], "index": index}
            for role, index in layout.columns.items()
        }

    def _prepare_preview_vals(self, row, outcome):
        return {
            "line_no": row.line_no,
            "account": row.account,
            "day": readings_table.cell_text(row.day),
            "register": row.register,
            "value": row.value,
            "state": outcome["state"],
            "code": outcome["code"],
            "reason": outcome["reason"],
            "kwh": outcome["kwh"] or 0.0,
        }
