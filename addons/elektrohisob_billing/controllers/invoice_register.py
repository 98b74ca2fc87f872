from odoo.http import Controller, route

from ..tools.written_file import TYPES, answer_written_file

FORMATS = {name: TYPES[name] for name in ("pdf", "xlsx")}


class InvoiceRegisterController(Controller):
    @route(
        "/elektrohisob/invoice-register/<int:register_id>/<string:file_format>",
        type="http",
        auth="user",
        readonly=True,
    )
    def invoice_register(self, register_id, file_format, **kwargs):
        """A register of invoices as Excel or PDF."""
        return answer_written_file(
            "elektrohisob.invoice.register", register_id, file_format, FORMATS
        )
