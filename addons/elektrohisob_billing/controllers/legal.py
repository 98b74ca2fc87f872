from odoo.http import Controller, request, route

from odoo.addons.elektrohisob_base.tools.printing import (
    answer_document,
    answer_pdf,
    find_document,
    known_language,
)


class LegalController(Controller):
    """Monthly documents of organisations as PDF; who may not read them gets "not
    found"."""

    @route(
        "/elektrohisob/advance-notice/<int:notice_id>",
        type="http",
        auth="user",
        readonly=True,
    )
    def advance_notice(self, notice_id, lang=None, **kwargs):
        """PDF of an advance notice."""
        return answer_document(
            "elektrohisob.advance.notice",
            notice_id,
            lang,
            name=request.env._("Advance notice"),
        )

    @route(
        "/elektrohisob/final-settlement/<int:settlement_id>",
        type="http",
        auth="user",
        readonly=True,
    )
    def final_settlement(self, settlement_id, lang=None, **kwargs):
        """PDF of a final settlement."""
        return answer_document(
            "elektrohisob.final.settlement",
            settlement_id,
            lang,
            name=request.env._("Final settlement"),
        )

    @route(
        "/elektrohisob/reading-act/<int:act_id>",
        type="http",
        auth="user",
        readonly=True,
    )
    def reading_act(self, act_id, lang=None, **kwargs):
        """PDF of an act of joint reading."""
        return answer_document(
            "elektrohisob.reading.act",
            act_id,
            lang,
            name=request.env._("Act of joint reading"),
        )

    @route(
        "/elektrohisob/unauthorised-act/<int:act_id>",
        type="http",
        auth="user",
        readonly=True,
    )
    def unauthorised_act(self, act_id, lang=None, **kwargs):
        """PDF of an act of unauthorised use."""
        return answer_document(
            "elektrohisob.unauthorised.act",
            act_id,
            lang,
            name=request.env._("Act of unauthorised use"),
        )

    @route(
        "/elektrohisob/invoice/<int:invoice_id>",
        type="http",
        auth="user",
        readonly=True,
    )
    def invoice(self, invoice_id, lang=None, **kwargs):
        """PDF of an invoice."""
        return answer_document(
            "elektrohisob.invoice",
            invoice_id,
            lang,
            name=request.env._("Invoice"),
        )

    @route(
        "/elektrohisob/reconciliation-act/<int:act_id>",
        type="http",
        auth="user",
        readonly=True,
    )
    def reconciliation_act(self, act_id, lang=None, **kwargs):
        """PDF of a reconciliation act."""
        return answer_document(
            "elektrohisob.reconciliation.act",
            act_id,
            lang,
            name=request.env._("Reconciliation act"),
        )

    @route(
        "/elektrohisob/legal-run/<int:run_id>",
        type="http",
        auth="user",
        readonly=True,
    )
    def legal_run(self, run_id, lang=None, **kwargs):
        """All documents of a run in one PDF."""
        run = find_document("elektrohisob.legal.run", run_id)
        documents = run._get_documents()
        if not documents:
            raise request.not_found()
        own = known_language(lang)
        return answer_pdf(
            documents,
            documents._render_pdf(own),
            name=request.env._("Documents of organisations"),
            file_name=f"{run.kind}-{run.month:%Y-%m}.pdf",
            selection=run.display_name,
        )
