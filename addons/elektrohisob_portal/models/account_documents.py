from odoo import fields, models
from odoo.tools.misc import format_date

LATEST = 5
UNPAID = ("not_paid", "partial")


class Account(models.Model):
    """Invoices, reconciliation acts and statements as the cabinet shows them.

    Controllers call these on accounts whose access is already checked.
    """

    _inherit = "elektrohisob.account"

    def _get_cabinet_invoice_domain(self, month=None, unpaid=False):
        """Invoices the consumer sees: those in the books."""
        self.ensure_one()
        domain = fields.Domain("account_id", "=", self.id)
        domain &= fields.Domain("state", "=", "posted")
        if month:
            domain &= fields.Domain("month", "=", month)
        if unpaid:
            domain &= fields.Domain("amount", ">", 0)
            domain &= fields.Domain("move_id.payment_state", "in", UNPAID)
        return domain

    def _get_cabinet_invoice_months(self):
        """Months of use with invoices, newest first: list of (``2026-10``, name)."""
        groups = self.env["elektrohisob.invoice"]._read_group(
            self._get_cabinet_invoice_domain(),
            ["month:month"],
            order="month:month desc",
        )
        return [
            (
                f"{month:%Y-%m}",
                format_date(self.env, month, date_format="LLLL yyyy").capitalize(),
            )
            for (month,) in groups
        ]

    def _get_cabinet_invoice_totals(self, domain):
        """Sums of invoices: dict of ``amount`` and ``unpaid`` (so'm)."""
        invoices = self.env["elektrohisob.invoice"].search(domain)
        return {
            "count": len(invoices),
            "amount": sum(invoices.mapped("amount")),
            "unpaid": sum(invoice._get_cabinet_unpaid() for invoice in invoices),
        }

    def _get_cabinet_act_domain(self):
        """Acts the consumer sees: those in force."""
        self.ensure_one()
        return [("account_id", "=", self.id), ("state", "!=", "replaced")]

    def _get_cabinet_notice_domain(self):
        """Advance notices the consumer sees: those he was sent."""
        self.ensure_one()
        return [("account_id", "=", self.id), ("stage", "=", "sent")]

    def _get_cabinet_documents(self):
        """What the page of an organisation shows of its documents."""
        self.ensure_one()
        invoices = self.env["elektrohisob.invoice"]
        acts = self.env["elektrohisob.reconciliation.act"]
        domain = self._get_cabinet_act_domain()
        return {
            "invoices": invoices.search(
                self._get_cabinet_invoice_domain(), limit=LATEST
            ),
            "acts": acts.search(domain, limit=LATEST),
            **self._count_cabinet_documents(),
        }

    def _count_cabinet_documents(self):
        """What waits for the consumer: unpaid invoices, acts to answer."""
        self.ensure_one()
        invoices = self.env["elektrohisob.invoice"]
        acts = self.env["elektrohisob.reconciliation.act"]
        notices = self.env["elektrohisob.advance.notice"]
        waiting = [
            *self._get_cabinet_act_domain(),
            ("state", "in", ("made", "sent")),
        ]
        return {
            "unpaid_count": invoices.search_count(
                self._get_cabinet_invoice_domain(unpaid=True)
            ),
            "act_count": acts.search_count(waiting),
            "notice_count": notices.search_count(
                [*self._get_cabinet_notice_domain(), ("state", "!=", "paid")]
            ),
        }

    def _get_cabinet_statement(self, first, last):
        """The statement of account over some days."""
        self.ensure_one()
        return self.env["elektrohisob.account.statement.print"].new(
            {
                "account_id": self.id,
                "span": "days",
                "date_from": first,
                "date_to": last,
            }
        )

    def _get_cabinet_summary(self):
        """Override of `elektrohisob_portal` to tell organisations what waits."""
        summary = super()._get_cabinet_summary()
        if self.category != "household":
            summary |= self._count_cabinet_documents()
        return summary
