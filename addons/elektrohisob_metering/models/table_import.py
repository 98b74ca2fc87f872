import base64

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..adapters.tables import cell_text

PREVIEW_ROWS = 20
PREVIEW_PROBLEMS = 100


class TableImport(models.AbstractModel):
    """A table in a file: upload, say which column is which, look, load.

    What the wizards of readings, interval data and payments share. The heir has
    ``column_ids`` and ``preview_ids`` of its own models and the hooks below.
    """

    _name = "elektrohisob.table.import"
    _description = "Load a table"
    _provider_kind = None

    step = fields.Selection(
        [("file", "File"), ("columns", "Columns"), ("checked", "Check")],
        required=True,
        default="file",
    )
    provider_id = fields.Many2one(
        "elektrohisob.exchange.provider",
        string="Comes from",
        required=True,
        domain=lambda self: [("kind", "in", self._get_provider_kinds())],
        default=lambda self: self._default_provider_id(),
    )
    file = fields.Binary(
        string="File (.xlsx, .xls, .dbf, .csv)", required=True, attachment=False
    )
    file_name = fields.Char(string="File name")

    @api.model
    def _default_provider_id(self):
        """The sender of the district, or of the units above it, if there is one; of two
        nobody but the user knows which it was."""
        found = self.env["elektrohisob.exchange.provider"].search(
            [
                ("kind", "=", self._provider_kind),
                ("company_id", "parent_of", self.env.company.id),
            ],
            limit=2,
        )
        found = found or self._find_other_provider()
        return found if len(found) == 1 else False

    # === HOOKS === #

    @api.model
    def _get_provider_kinds(self):
        """Hook: kinds of the senders one may choose from."""
        return [self._provider_kind]

    @api.model
    def _find_other_provider(self):
        """Hook: the sender where the district has none of its own."""
        return self.env["elektrohisob.exchange.provider"]

    def _get_title(self):
        """Hook: title of the dialog."""
        raise NotImplementedError

    def _get_layout(self):
        """Hook: the layout the user chose."""
        raise NotImplementedError

    def _remember(self, layout):
        """Hook: keep the layout for the next file of the provider."""
        raise NotImplementedError

    def _receive(self, layout, data):
        """Hook: take the file by the layout; returns its message."""
        raise NotImplementedError

    # === ACTIONS === #

    def action_back(self):
        """Go one step back."""
        self.step = "columns" if self.step == "checked" else "file"
        return self._reopen()

    def action_save(self):
        """Keep the columns for the next files of the provider, without loading."""
        self.ensure_one()
        self._remember(self._get_layout())
        return {"type": "ir.actions.act_window_close"}

    def action_import(self):
        """Take the good rows, keep the columns and open the protocol."""
        self.ensure_one()
        layout = self._get_layout()
        self._remember(layout)
        message = self._receive(layout, self._get_data())
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Protocol of the file"),
            "res_model": "elektrohisob.exchange.message",
            "res_id": message.id,
            "view_mode": "form",
            "target": "current",
        }

    # === BUSINESS METHODS === #

    def _get_data(self):
        if not self.file:
            raise UserError(self.env._("Choose a file first."))
        return base64.b64decode(self.file)

    def _get_file_name(self):
        return self.file_name or self.env._("The file")

    def _show_columns(self, table, roles):
        """Go to the columns of a table.

        :param roles: column (from 0) → what it is believed to hold
        """
        self.column_ids.unlink()
        self.column_ids.create(
            [
                {
                    "wizard_id": self.id,
                    "index": index,
                    "number": index + 1,
                    "name": name,
                    "sample": _get_sample(table, index),
                    "role": roles.get(index),
                }
                for index, name in enumerate(table.header)
            ]
        )
        self.step = "columns"
        return self._reopen()

    def _show_rows(self, outcomes, prepare):
        """Go to the verdicts: the first rows, and the first that are not accepted.

        :param outcomes: dicts with ``state``; ``prepare``: place → values of a row
        """
        problems = [i for i, row in enumerate(outcomes) if row["state"] != "accepted"]
        shown = set(range(min(PREVIEW_ROWS, len(outcomes))))
        shown |= set(problems[:PREVIEW_PROBLEMS])
        self.preview_ids.unlink()
        self.preview_ids.create(
            [{"wizard_id": self.id, **prepare(i)} for i in sorted(shown)]
        )
        self.step = "checked"
        return self._reopen()

    def _get_columns(self, skip=()):
        """Role → column (from 0) as the user chose them.

        :raise UserError: a role is given twice
        """
        columns = {}
        for column in self.column_ids.filtered("role"):
            if column.role in skip:
                continue
            if column.role in columns:
                raise UserError(
                    self.env._(
                        "Two columns are marked as “%(role)s”. Clear one of them.",
                        role=self._get_role_labels()[column.role],
                    )
                )
            columns[column.role] = column.index
        return columns

    def _get_role_labels(self):
        return dict(self.column_ids._fields["role"]._description_selection(self.env))

    def _get_headers(self):
        """Column (from 0) → its header."""
        return {column.index: column.name or "" for column in self.column_ids}

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self._get_title(),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }


def _get_sample(table, index):
    """First cells of a column, for whoever says what it holds."""
    cells = [row[index] for _number, row in table.body if index < len(row)]
    texts = [cell_text(cell) for cell in cells if cell != ""]
    return " · ".join(texts[:3])
