from odoo import api, models
from odoo.tools import SQL

from odoo.addons.elektrohisob_base.tools.facts import Change

# Payments dated before a rise of prices that is booked already, and the first of these
# rises within the months for which what is paid keeps the old price.
LATE = """
SELECT l.account_id, min(v.date_start), p.id
  FROM elektrohisob_ledger_entry l
  JOIN elektrohisob_payment p ON p.id = l.payment_id
  JOIN elektrohisob_account a ON a.id = l.account_id
  JOIN elektrohisob_account_state s ON s.account_id = l.account_id
  JOIN elektrohisob_agreement_term t ON t.account_id = l.account_id
  JOIN elektrohisob_tariff_version v
    ON v.tariff_id = t.tariff_id AND v.state = 'published'
   AND v.date_start > p.date AND v.date_start < s.settled_to
   AND v.date_start <= p.date + make_interval(
       months => CASE a.category WHEN 'household' THEN %s ELSE %s END)
   AND v.date_start >= t.date_start
   AND (t.date_end IS NULL OR v.date_start <= t.date_end)
 WHERE l.id = ANY(%s) AND p.date < s.settled_to
 GROUP BY l.account_id, p.id
"""


class LedgerEntry(models.Model):
    """Payments that come after a rise of prices they were paid ahead of."""

    _inherit = "elektrohisob.ledger.entry"
    _plain_payment = """NOT EXISTS (
        SELECT FROM elektrohisob_tariff_version v
         WHERE v.state = 'published' AND v.date_start > d.day
           AND v.date_start < s.settled_to)"""

    @api.model
    def _record(self, vals_list):
        """Override of `_record` to have energy paid ahead of a booked rise priced
        again."""
        entries = super()._record(vals_list)
        paid = entries.filtered("payment_id")
        if paid:
            paid._record_rises()
        return entries

    def _record_rises(self):
        """Mark the accounts whose booked rises these payments were ahead of."""
        kept = self.env["elektrohisob.settlement"]._get_months_kept()
        self.env.flush_all()
        rows = self.env.execute_query(SQL(LATE, kept[True], kept[False], self.ids))
        payments = self.env["elektrohisob.payment"].browse(row[2] for row in rows)
        names = {payment.id: payment.display_name for payment in payments}
        # running state, written by settlement only
        self.env["elektrohisob.fact.change"].sudo()._record(
            "elektrohisob.payment",
            "added",
            [
                Change(account, day, id_, {"name": names[id_]})
                for account, day, id_ in rows
            ],
        )
