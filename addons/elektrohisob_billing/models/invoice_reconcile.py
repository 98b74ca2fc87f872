from odoo import api, models
from odoo.fields import Domain

from .invoice_move import AS_WRITTEN

MONEY = "payment"


class Invoice(models.Model):
    """Which money pays which invoice: oldest first, cancelled money none."""

    _inherit = "elektrohisob.invoice"

    @api.model
    def _reconcile(self, accounts):
        """Match open items of these accounts on each account of the ledger, oldest
        first; what is matched already stays, unless its money was cancelled."""
        # the books are kept by the program
        items = self.env["account.move.line"].sudo().with_context(**AS_WRITTEN)
        domain = Domain("elektrohisob_account_id", "in", accounts.ids)
        domain &= Domain("parent_state", "=", "posted")
        domain &= Domain("account_id.reconcile", "=", True)
        is_open = Domain("reconciled", "=", False) & Domain("amount_residual", "!=", 0)
        taken_back = Domain("elektrohisob_kind", "=", MONEY) & Domain("balance", ">", 0)
        for line in items.search(domain & is_open & taken_back, order="date, id"):
            self._release(line, domain)
        found = items.search(domain & is_open, order="date_maturity, date, id")
        groups = found.grouped(
            lambda row: (row.elektrohisob_account_id, row.account_id, row.company_id)
        )
        plan = [
            rows
            for rows in groups.values()
            if min(rows.mapped("amount_residual"))
            < 0
            < max(rows.mapped("amount_residual"))
        ]
        if plan:
            items._reconcile_plan(plan)

    @api.model
    def _release(self, line, domain):
        """Open again what was paid by cancelled money; the money is matched with its
        cancellation.

        :param line: the cancellation
        """
        domain &= Domain(
            "elektrohisob_account_id", "=", line.elektrohisob_account_id.id
        )
        domain &= Domain("account_id", "=", line.account_id.id)
        domain &= Domain("company_id", "=", line.company_id.id)
        domain &= Domain("move_id.move_type", "=", "entry")
        domain &= Domain("balance", "<", 0) & Domain("date", "<=", line.date)
        paid = line.search(domain, order="date desc, id desc")
        paid = paid.filtered(lambda row: _get_left(row) > 0)
        days = self._get_days_taken_back(line)
        paid = paid.sorted(lambda row: row.date not in days)
        left, chosen = line.amount_residual, line.browse()
        for row in paid:
            if left <= 0:
                break
            chosen += row
            left = round(left - _get_left(row), 2)
        matches = chosen.matched_debit_ids.filtered(lambda match: not _is_end(match))
        matches.unlink()
        if chosen:
            line._reconcile_plan([line + chosen])

    @api.model
    def _get_days_taken_back(self, line):
        """Days of the books of the money that a cancellation takes back: the entries
        of the ledger name each other, and a day of an account is one line."""
        entries = self.env["elektrohisob.ledger.entry"].sudo()  # see ``_reconcile``
        taken = entries.search(
            [
                ("account_id", "=", line.elektrohisob_account_id.id),
                ("company_id", "=", line.company_id.id),
                ("date", "=", line.date),
                ("kind", "=", MONEY),
                ("reverses_id", "!=", False),
            ]
        )
        return {
            max(entry.date, entry.period_id.date_start) for entry in taken.reverses_id
        }


def _is_end(match):
    """Whether money is matched with its cancellation."""
    return match.debit_move_id.elektrohisob_kind == MONEY


def _get_left(row):
    """What of received money is not cancelled."""
    ended = row.matched_debit_ids.filtered(_is_end)
    return round(-row.balance - sum(ended.mapped("amount")), 2)
