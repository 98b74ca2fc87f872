from odoo.fields import Command


class InvoiceIsolation:
    """What ``IsolationTests`` needs of the invoices of organisations."""

    @classmethod
    def _create_isolation_invoice(cls, account, charge):
        """An invoice with a line and a charge, a reconciliation act with a line, what
        is printed of them."""
        invoice = cls.env["elektrohisob.invoice"].create(
            {
                "number": f"ISO{account.id}",
                "account_id": account.id,
                "company_id": account.company_id.id,
                "period_id": charge.period_id.id,
                "month": "2026-01-01",
                "date": "2026-01-31",
                "date_due": "2026-01-31",
                "amount": 600,
                "line_ids": [Command.create({"unit": "kWh", "amount": 600})],
                "charge_ids": [Command.create({"charge_id": charge.id})],
            }
        )
        act = cls.env["elektrohisob.reconciliation.act"].create(
            {
                "number": f"ISO{account.id}",
                "account_id": account.id,
                "company_id": account.company_id.id,
                "month": "2026-01-01",
                "date_from": "2026-01-01",
                "date_to": "2026-01-31",
                "date_due": "2026-02-05",
                "line_ids": [Command.create({"date": "2026-01-31", "kind": "charge"})],
            }
        )
        unit = {"company_id": account.company_id.id}
        order = cls.env["elektrohisob.legal.print"].create({**unit, "kind": "invoice"})
        register = cls.env["elektrohisob.invoice.register"].create(unit)
        lines = invoice.line_ids, invoice.charge_ids, act.line_ids
        mailed = cls._create_isolation_mail(act)
        return invoice, *lines, act, order, register, *mailed

    @classmethod
    def _create_isolation_mail(cls, act):
        """A letter with the act, a step of it, the text of the unit."""
        env, company = cls.env, act.company_id
        letter = env["elektrohisob.legal.delivery"].create(
            {**act._prepare_delivery(), "address": "isolation@example.com"}
        )
        text = env["elektrohisob.legal.mail"].create(
            {
                "kind": "act",
                "company_id": company.id,
                "subject_uz": "Isolation",
                "subject_ru": "Isolation",
                "body_uz": "Isolation",
                "body_ru": "Isolation",
            }
        )
        step = env["elektrohisob.reconciliation.act.event"].create(
            {"act_id": act.id, "state": "made"}
        )
        return letter, step, text
