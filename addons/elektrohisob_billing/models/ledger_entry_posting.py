from odoo import models
from odoo.fields import Domain


class LedgerEntryPosting(models.Model):
    """From a ledger entry to the posting it is in."""

    _inherit = "elektrohisob.ledger.entry"

    # === ACTIONS === #

    def action_view_postings(self):
        """Open the postings of the entry, or the invoice that carries its charge."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "elektrohisob_billing.gl_posting_action"
        )
        return {**action, "domain": list(self._get_posting_domain()), "context": {}}

    # === BUSINESS METHODS === #

    def _get_posting_domain(self):
        """Postings of the same day, kind, consumers and channel."""
        account = self.account_id
        day = max(self.date, self.period_id.date_start)
        domain = Domain("company_id", "=", self.company_id.id)
        domain &= Domain("date", "=", day) & Domain("kind", "=", self.kind)
        if account.category == "household":
            group = self.charge_id.version_id.tariff_id.group or False
            domain &= Domain("category", "=", account.category)
            domain &= Domain("tariff_group", "=", group)
        else:
            domain &= Domain("account_id", "=", account.id)
        if self.kind == "payment" and self.payment_id:
            # the shift may be one of a desk the user does not see
            channel = self.payment_id.sudo()._get_books_channel(self.company_id)
            events = (f"payment_{channel}", f"advance_{channel}")
            domain &= Domain("event", "in", events)
        return domain
