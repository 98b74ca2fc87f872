import base64

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..adapters import readings_table
from ..adapters.tables import TableError

PREVIEW_ROWS = 20
PREVIEW_PROBLEMS = 100


class ReadingImport(models.TransientModel):
    """A file of readings: upload, say which column is which, look, take."""

    _name = "elektrohisob.reading.import"
    _description = "Import readings"

    step = fields.Selection(
        [("file", "File"), ("columns", "Columns"), ("checked", "Check")],
        required=True,
        default="file",
    )
    provider_id = fields.Many2one(
        "elektrohisob.exchange.provider",
        string="Comes from",
        required=True,
        domain=[("kind", "=", "readings")],
        default=lambda self: self._default_provider_id(),
    )
    file = fields.Binary(
        string="File (.xlsx, .xls, .csv)", required=True, attachment=False
    )
    file_name = fields.Char(string="File name")
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
        """The district's own files, which need no provider set up by hand."""
        self.env["elektrohisob.exchange.provider"]._check_may_import_readings()
        # clerks do not create providers
        Provider = self.env["elektrohisob.exchange.provider"].sudo()
        company = self.env.company
        domain = [("kind", "=", "readings"), ("company_id", "=", company.id)]
        return Provider.search(domain, limit=1) or Provider.create(
            {
                "name": self.env._("Files of readings, %(name)s", name=company.name),
                "code": f"readings-{company.id}",
                "kind": "readings",
                "company_id": company.id,
            }
        )

    # === ACTIONS === #

    def action_read(self):
        """Show the columns of the file with what they are believed to hold."""
        self.ensure_one()
        table = self._read_table()
        layout = self.provider_id._get_reading_layout(table)
        roles = {index: role for role, index in layout.columns.items()}
        self.column_ids.unlink()
        self.env["elektrohisob.reading.import.column"].create(
            [
                {
                    "wizard_id": self.id,
                    "index": index,
                    "name": name,
                    "sample": get_sample(table, index),
                    "role": roles.get(index),
                }
                for index, name in enumerate(table.header)
            ]
        )
        self.step = "columns"
        return self._reopen()

    def action_check(self):
        """Try all rows without writing anything."""
        self.ensure_one()
        table = self._read_table()
        rows = list(readings_table.reading_rows(table, self._get_layout()))
        outcomes = self.provider_id._accept_reading_rows(rows, dry_run=True)
        self.write(self.provider_id._get_reading_totals(outcomes))
        self.preview_ids.unlink()
        self.preview_ids.create(
            [
                self._prepare_preview_vals(rows[i], outcomes[i])
                for i in preview_indexes(outcomes)
            ]
        )
        self.step = "checked"
        return self._reopen()

    def action_back(self):
        """Go one step back."""
        self.step = "columns" if self.step == "checked" else "file"
        return self._reopen()

    def action_import(self):
        """Take the good rows and open the protocol."""
        self.ensure_one()
        layout = self._get_layout()
        self._remember(layout)
        message = self.provider_id.with_context(
            reading_layout={
                "columns": dict(layout.columns),
                "day": layout.day and fields.Date.to_string(layout.day),
            }
        )._receive(self.file_name or "readings", base64.b64decode(self.file))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Protocol of the file"),
            "res_model": "elektrohisob.exchange.message",
            "res_id": message.id,
            "view_mode": "form",
            "target": "current",
        }

    # === BUSINESS METHODS === #

    def _read_table(self):
        if not self.file:
            raise UserError(self.env._("Choose a file first."))
        try:
            return readings_table.read_table(base64.b64decode(self.file))
        except TableError as error:
            name = self.file_name or self.env._("The file")
            reason = self.provider_id._get_table_reason(error, name)
            raise UserError(reason) from error

    def _get_layout(self):
        """Layout the user chose.

        :raise UserError: a role is missing or given twice
        """
        columns = {}
        for column in self.column_ids.filtered("role"):
            if column.role in columns:
                label = dict(column._fields["role"]._description_selection(self.env))
                raise UserError(
                    self.env._(
                        "Two columns are marked as “%(role)s”. Clear one of them.",
                        role=label[column.role],
                    )
                )
            columns[column.role] = column.index
        layout = readings_table.Layout(columns, self.day or None)
        if layout.missing:
            name = self.file_name or self.env._("The file")
            raise UserError(self.provider_id._get_missing_reason(layout, name))
        return layout

    def _remember(self, layout):
        """Keep the columns for the next file of the provider."""
        names = {column.index: column.name or "" for column in self.column_ids}
        self.provider_id.sudo().reading_layout = {  # clerks do not edit providers
            role: {"header": names[index], "index": index}
            for role, index in layout.columns.items()
        }

    def _prepare_preview_vals(self, row, outcome):
        return {
            "wizard_id": self.id,
            "line_no": row.line_no,
            "account": row.account,
            "day": readings_table.cell_text(row.day),
            "value": row.value,
            "state": outcome["state"],
            "code": outcome["code"],
            "reason": outcome["reason"],
            "kwh": outcome["kwh"] or 0.0,
        }

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Import readings"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }


def get_sample(table, index):
    """First cells of a column, for whoever says what it holds."""
    cells = [row[index] for _number, row in table.body if index < len(row)]
    texts = [readings_table.cell_text(cell) for cell in cells if cell != ""]
    return " · ".join(texts[:3])


def preview_indexes(outcomes):
    """The first rows, and the first of those that will not be accepted."""
    problems = [i for i, row in enumerate(outcomes) if row["state"] != "accepted"]
    shown = set(range(min(PREVIEW_ROWS, len(outcomes)))) | set(
        problems[:PREVIEW_PROBLEMS]
    )
    return sorted(shown)
