from odoo.http import Controller, request, route

from odoo.addons.elektrohisob_base.tools.printing import answer_document, answer_pdf


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
        return answer_pdf(
            payment,
            payment._get_receipt_pdf(),
            name=request.env._("Receipt"),
            file_name=f"{payment.number or 'receipt'}.pdf",
        )

    @route(
        "/elektrohisob/cash-shift/<model('elektrohisob.cash.shift'):shift>",
        type="http",
        auth="user",
        readonly=True,
    )
    def cash_shift(self, shift):
        """Report of a cash shift as a PDF: X while it goes on, then Z."""
        return answer_pdf(
            shift,
            shift._get_report_pdf(),
            name=request.env._("Report of a cash shift"),
            file_name=f"{shift.desk_id.number}-{shift.number}.pdf",
        )

    @route(
        "/elektrohisob/sms-cost/<model('elektrohisob.sms.cost.print'):wizard>",
        type="http",
        auth="user",
        readonly=True,
    )
    def sms_cost(self, wizard):
        """Cost of SMS as a PDF, for who has chosen its months."""
        if wizard.create_uid != request.env.user:
            raise request.not_found()
        return answer_pdf(
            wizard,
            wizard._get_pdf(),
            name=request.env._("Cost of SMS"),
            file_name=f"sms-{wizard.date_from:%Y-%m}.pdf",
        )

    @route(
        "/elektrohisob/reconciliation/"
        "<model('elektrohisob.account.statement.print'):wizard>",
        type="http",
        auth="user",
        readonly=True,
    )
    def reconciliation(self, wizard):
        """Reconciliation act as a PDF."""
        account = wizard.account_id
        return answer_pdf(
            account,
            wizard._get_reconciliation_pdf(),
            name=request.env._("Reconciliation act"),
            file_name=f"{account.number}.pdf",
            selection=account.number,
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
        account = wizard.account_id
        return answer_pdf(
            account,
            wizard._get_pdf(),
            name=request.env._("Statement of account"),
            file_name=f"{account.number}.pdf",
            selection=account.number,
        )

    @route(
        "/elektrohisob/payment-day/<model('elektrohisob.payment.day'):day>",
        type="http",
        auth="user",
        readonly=True,
    )
    def payment_day(self, day):
        """Act of a day of a payment service as a PDF."""
        day.check_access("read")
        return answer_pdf(
            day,
            day._render_pdf(),
            name=request.env._("Comparison of payments"),
            file_name=f"{day.provider_id.code}-{day.date}.pdf",
        )

    @route(
        "/elektrohisob/agent-act/<int:act_id>", type="http", auth="user", readonly=True
    )
    def agent_act(self, act_id, lang=None, **kwargs):
        """Act of a payment agent as a PDF; who may not read it gets "not found"."""
        return answer_document(
            "elektrohisob.agent.act",
            act_id,
            lang,
            name=request.env._("Act of a payment agent"),
        )
