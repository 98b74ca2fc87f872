import base64

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..adapters.reference_sheet import FIRST_ROW, SheetError, is_sheet_of, read_sheet
from ..tools.audit import log_output


def get_list(env, name, method):
    """The list ``name`` that a dialog works on.

    :raise UserError: there is none, or it has no ``method``
    """
    model = env.get(name)
    if model is None or not hasattr(model, method):
        raise UserError(
            env._("There is no list “%s”. Open the dialog from the list itself.", name)
        )
    return model


class _RollBack(Exception):
    """Undoes a preview."""


class ReferenceLoad(models.TransientModel):
    """A list to and from Excel.

    The preview does what loading does and undoes it, so its protocol is exactly that
    of the loading.
    """

    _name = "elektrohisob.reference.load"
    _description = "Load of a list from Excel"

    res_model = fields.Char(required=True)
    content = fields.Binary(string="File", attachment=False)
    file_name = fields.Char()
    state = fields.Selection(
        [("file", "File"), ("preview", "Preview"), ("done", "Loaded")], default="file"
    )
    line_ids = fields.One2many("elektrohisob.reference.load.line", "load_id")
    created_count = fields.Integer(string="New", readonly=True)
    changed_count = fields.Integer(string="Changed", readonly=True)
    unchanged_count = fields.Integer(string="Unchanged", readonly=True)
    refused_count = fields.Integer(string="Refused", readonly=True)

    @api.model
    def _create_download(self, rows):
        return self.create(
            {
                "res_model": rows._name,
                "content": base64.b64encode(rows._export_sheet(rows)),
                "file_name": rows._name.removeprefix("elektrohisob.") + ".xlsx",
            }
        )

    @api.model
    def _download(self, rows):
        """Action that downloads ``rows`` as a workbook."""
        wizard = self._create_download(rows)
        # no rows mean the whole list: pylint: disable-next=no-search-all
        whole = rows or rows.search([])
        log_output(whole, kind="export", file_format="xlsx", name=wizard.file_name)
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{wizard._name}/{wizard.id}/content/"
            f"{wizard.file_name}?download=true",
            "target": "download",
        }

    def action_preview(self):
        """Show what loading the file would do; nothing is changed."""
        rows = self._read_rows()
        outcomes = []
        try:
            with self.env.cr.savepoint():
                outcomes = self._get_list()._load_sheet(rows)
                raise _RollBack
        except _RollBack:
            self.env.invalidate_all()
        return self._show("preview", outcomes)

    def action_load(self):
        """Load the file; refused rows are left out and told."""
        outcomes = self._get_list()._load_sheet(self._read_rows())
        return self._show("done", outcomes)

    def _get_list(self):
        return get_list(self.env, self.res_model, "_load_sheet")

    def _read_rows(self):
        self.ensure_one()
        try:
            sheet = read_sheet(base64.b64decode(self.content or b""))
        except SheetError as error:
            raise UserError(self._get_reason(error)) from error
        if not is_sheet_of(sheet, self.res_model):
            raise UserError(
                self.env._(
                    "The file is of the list “%(other)s”, not of “%(this)s”. Press To "
                    "Excel in this list and fill in that file.",
                    other=sheet.name,
                    this=self.res_model,
                )
            )
        return sheet.rows

    @api.model
    def _get_reason(self, error):
        return {
            "no_columns": self.env._(
                "The first row has no column “code”. Press To Excel in the list and "
                "fill in that file."
            ),
            "too_many_rows": self.env._(
                "The file has more than 50,000 rows. Split it into several files."
            ),
        }.get(
            error.code,
            self.env._(
                "The file is no workbook. Save it again as .xlsx and choose it."
            ),
        )

    def _show(self, state, outcomes):
        counts = {
            f"{name}_count": sum(line["outcome"] == name for line in outcomes)
            for name in ("created", "changed", "unchanged", "refused")
        }
        told = [line for line in outcomes if line["outcome"] != "unchanged"]
        commands = [
            fields.Command.create({**line, "line": line["line"] + FIRST_ROW})
            for line in told
        ]
        self.write(
            {"state": state, "line_ids": [fields.Command.clear(), *commands], **counts}
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Load from Excel"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }
