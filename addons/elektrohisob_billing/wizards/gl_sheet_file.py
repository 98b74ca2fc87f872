from tempfile import TemporaryFile

from odoo import models
from odoo.exceptions import UserError

from ..report import gl_csv, gl_pdf, gl_xlsx

PDF_ROWS = 20_000  # 400 pages; more is nothing to print
WRITERS = {"xlsx": gl_xlsx.write, "csv": gl_csv.write}


class GlSheetFile(models.TransientModel):
    """Reports of the books as files, written to disk row by row."""

    _inherit = "elektrohisob.gl.sheet"

    def _get_rows_at_once(self):
        """How many rows a user waits for; longer files are made by a job."""
        return self.env["elektrohisob.parameter"]._get_value(
            "gl_file_rows", self.company_id
        )

    def _ask_file(self, file_format, count):
        """Have the file made, and say where it will be."""
        self.env["elektrohisob.gl.file"]._ask(self, file_format, count)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "info",
                "sticky": True,
                "title": self.display_name,
                "message": self.env._(
                    "The file of %(count)s rows is being made. You are told when it is "
                    "ready; it will be under Accounting → Reports → Files.",
                    count=count,
                ),
            },
        }

    def _write_file(self, file_format):
        """The report as an open file that vanishes when it is closed.

        :param file_format: ``pdf``, ``xlsx`` or ``csv``
        :return: the file, its name, number of rows
        """
        self.ensure_one()
        table = self._get_table()
        target = TemporaryFile()  # noqa: SIM115  # the caller closes it
        if file_format == "pdf":
            target.write(self._render_pdf(table))
            count = table.count
        else:
            count = WRITERS[file_format](table, target)
        target.seek(0)
        return target, f"{table.file_name}.{file_format}", count

    def _render_pdf(self, table):
        if table.count > PDF_ROWS:
            raise UserError(
                self.env._(
                    "%(count)s rows are too many for a PDF (at most %(most)s). Take "
                    "the Excel or CSV file, or ask for fewer.",
                    count=table.count,
                    most=PDF_ROWS,
                )
            )
        page = self.env._("Page {page}")
        return gl_pdf.render(table, self._get_signatures(), page)
