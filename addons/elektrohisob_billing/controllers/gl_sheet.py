from odoo.http import Controller, route

from ..tools.written_file import TYPES, answer_written_file


class GlSheetController(Controller):
    @route(
        "/elektrohisob/gl-sheet/<int:sheet_id>/<string:file_format>",
        type="http",
        auth="user",
        readonly=True,
    )
    def gl_sheet(self, sheet_id, file_format, **kwargs):
        """A report of the books as PDF, Excel or CSV."""
        return answer_written_file(
            "elektrohisob.gl.sheet", sheet_id, file_format, TYPES
        )
