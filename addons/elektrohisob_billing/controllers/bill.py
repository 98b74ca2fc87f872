from odoo import fields
from odoo.http import Controller, content_disposition, request, route

from odoo.addons.elektrohisob_base.tools.audit import log_output


class BillController(Controller):
    @route(
        "/elektrohisob/bill/<int:account_id>/<string:period>",
        type="http",
        auth="user",
        readonly=True,
    )
    def bill(self, account_id, period, lang=None, **kwargs):
        """PDF of the bill of an account for a month (``2026-10``).

        Who may not read the account, and an unknown month, get "not found".
        """
        account = request.env["elektrohisob.account"].search([("id", "=", account_id)])
        try:
            day = fields.Date.to_date(f"{period}-01")
        except ValueError:
            day = None
        found = request.env["elektrohisob.period"].search(
            [("company_id", "=", account.company_id.id), ("date_start", "=", day)]
        )
        if not account or not day or not found:
            raise request.not_found()
        known = dict(request.env["res.lang"].get_installed())
        content = account._render_bill_pdf(found, lang if lang in known else None)
        name = f"{account.number}-{period}.pdf"
        log_output(
            account,
            kind="print",
            file_format="pdf",
            name=request.env._("Bill"),
            selection=f"{account.number}, {period}",
        )
        headers = [
            ("Content-Type", "application/pdf"),
            ("Content-Length", str(len(content))),
            (
                "Content-Disposition",
                content_disposition(name, disposition_type="inline"),
            ),
        ]
        return request.make_response(content, headers)
