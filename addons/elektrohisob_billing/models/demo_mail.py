from odoo import api, fields, models

#: What became of the first letters; the others were sent.
TROUBLES = (
    {"state": "failed", "reason": "refused", "detail": "550 5.1.1 User unknown"},
    {"state": "bounced", "reason": "bounced", "detail": "Mailbox is full"},
    {"state": "unknown", "reason": "lost", "detail": "SMTPServerDisconnected"},
)
WITHOUT_ADDRESS = 2
NOT_SENT = 3


class Demo(models.AbstractModel):
    """Documents of organisations of the demonstration, sent by e-mail: nothing leaves
    the machine, the log tells of every outcome."""

    _inherit = "elektrohisob.demo"

    def _finish(self):
        """Override of `billing` to send the documents of the last closed month."""
        result = super()._finish()
        self._mail_documents(
            self.env.ref("elektrohisob_billing.demo_account_consumer").company_id
        )
        return result

    @api.model
    def _mail_documents(self, company):
        period = self.env["elektrohisob.period"].search(
            [("company_id", "=", company.id), ("state", "=", "closed")],
            order="date_start desc",
            limit=1,
        )
        company.email = company.email or "hisob@example.uz"
        run = self.env["elektrohisob.legal.run"].with_context(queue_job__no_delay=True)
        run = run.create(
            {
                "company_id": company.id,
                "period_id": period.id,
                "kind": "reconciliation",
            }
        )
        run.action_start()
        self._enter_addresses(run._get_accounts())
        invoices = self.env["elektrohisob.invoice"].search(
            [("company_id", "=", company.id), ("period_id", "=", period.id)],
            order="number",
        )
        day = fields.Datetime.to_datetime(period.date_end)
        self._note_letters(invoices, fields.Datetime.add(day, days=1, hours=5))
        acts = run._get_documents()
        self._note_letters(acts[:-NOT_SENT], fields.Datetime.add(day, days=3, hours=6))
        self._sign_on_paper(acts[-NOT_SENT:])

    @api.model
    def _enter_addresses(self, accounts):
        """All but the last ones have told an address, the first one two of them."""
        for account in accounts[:-WITHOUT_ADDRESS]:
            account.email = account.email or f"{account.number}@example.uz"
        first = accounts[:1]
        first.document_emails = f"buxgalter@example.uz, {first.email}"

    @api.model
    def _note_letters(self, documents, when):
        """Rows of the log, as if the letters had gone out."""
        letters = self.env["elektrohisob.legal.delivery"]
        plan = letters._plan([one._prepare_delivery() for one in documents])
        outcomes = iter(TROUBLES)
        for what, row in plan:
            if what == "new":
                vals = next(outcomes, {"state": "sent", "date_sent": when})
                vals = {**vals, "attempts": 1, "date_claimed": when}
            else:
                vals = letters._get_start(what, when)
            letter = letters.create({**row, **vals, "date_next": False})
            if letter.state == "sent":
                letter._get_source()._note_mailed()

    @api.model
    def _sign_on_paper(self, acts):
        """One of the acts handed over on paper came back signed."""
        for act in acts[:1]:
            act._mark_sent()
            act._answer("accepted", "office")
