from odoo.http import Controller, content_disposition, request, route


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
        return self._pdf(
            payment._get_receipt_pdf(), f"{payment.number or 'receipt'}.pdf"
        )

    @route(
        "/elektrohisob/statement/"
        "<model('elektrohisob.account.statement.print'):wizard>",
        type="http",
        auth="user",
        readonly=True,
    )
    def statement(self, wizard):
        """Statement of account as a PDF."""
        return self._pdf(wizard._get_pdf(), f"{wizard.account_id.number}.pdf")

    def _pdf(self, content, name):
        return request.make_response(
            content,
            [
                ("Content-Type", "application/pdf"),
                ("Content-Length", len(content)),
                ("Content-Disposition", content_disposition(name, "inline")),
            ],
        )
