from odoo import fields
from odoo.http import Controller, request, route

from odoo.addons.elektrohisob_base.tools.printing import answer_pdf, known_language


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
        return answer_pdf(
            account,
            account._render_bill_pdf(found, known_language(lang)),
            name=request.env._("Bill"),
            file_name=f"{account.number}-{period}.pdf",
            selection=f"{account.number}, {period}",
        )
