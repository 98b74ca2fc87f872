from odoo.http import Controller, content_disposition, request, route

from odoo.addons.elektrohisob_base.tools.audit import log_output


class PaymentController(Controller):
    """Documents printed past QWeb, opened in the browser."""

    @route(
        "/elektrohisob/receipt/<model('elektrohisob.payment'):payment>",
        type="http",
        auth="user",
        readonly=True,
    )
    def receipt(self, payment):
        """Receipt of a payment as a PDF."""
        content = payment._get_receipt_pdf()
        log_output(
            payment, kind="print", file_format="pdf", name=request.env._("Receipt")
        )
        return self._pdf(content, f"{payment.number or 'receipt'}.pdf")

    @route(
        "/elektrohisob/statement/"
        "<model('elektrohisob.account.statement.print'):wizard>",
        type="http",
        auth="user",
        readonly=True,
    )
    def statement(self, wizard):
        """Statement of account as a PDF."""
        content = wizard._get_pdf()
        log_output(
            wizard.account_id,
            kind="print",
            file_format="pdf",
            name=request.env._("Statement of account"),
            selection=wizard.account_id.number,
        )
        return self._pdf(content, f"{wizard.account_id.number}.pdf")

    def _pdf(self, content, name):
        return request.make_response(
            content,
            [
                ("Content-Type", "application/pdf"),
                ("Content-Length", len(content)),
                ("Content-Disposition", content_disposition(name, "inline")),
            ],
        )
