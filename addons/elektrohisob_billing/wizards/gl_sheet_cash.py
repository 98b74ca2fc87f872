from odoo import models
from odoo.exceptions import UserError
from odoo.tools import groupby

from odoo.addons.elektrohisob_base.tools import pdf

from ..report.gl_table import DAY, GROUP, MONEY, TOTAL, Column, Row, Table, listed


class GlSheetCash(models.TransientModel):
    """Cash and bank book: day by day what came in and went out, with the balance."""

    _inherit = "elektrohisob.gl.sheet"

    def _get_cash_table(self):
        ledger = self.env["elektrohisob.gl"]
        accounts = self._get_cash_accounts()
        names = self._get_names(accounts)
        balances = ledger._get_balances(names)
        entries = self._stream(ledger._get_entries(names))
        by_account = dict(groupby(entries, lambda entry: entry[0]))
        rows, totals = [], [0.0] * 4
        for account in accounts.sorted("code"):
            opening, debit, credit, _count = balances.get(account.id, (0.0,) * 4)
            if opening or debit or credit:
                of_account = by_account.get(account.id, [])
                rows += self._get_cash_rows(account, opening, of_account)
                parts = (opening, debit, credit, opening + debit - credit)
                totals = [
                    round(one + two, 2) for one, two in zip(totals, parts, strict=True)
                ]
        return Table(
            title=self.env._("Cash and bank book"),
            subtitle=self._get_subtitle(),
            columns=self._get_cash_columns(),
            rows=listed(rows),
            count=len(rows),
            totals=self._get_cash_totals(*totals),
            file_name=self._get_file_name(),
        )

    def _get_cash_accounts(self):
        """The account asked for, or all of money."""
        accounts = self.account_id or self.env["account.account"].search(
            [("account_type", "=", "asset_cash")]
        )
        if not accounts:
            raise UserError(
                self.env._(
                    "The unit has no accounts of cash and banks. Load the chart of "
                    "accounts of Uzbekistan."
                )
            )
        return accounts

    def _get_cash_columns(self):
        _ = self.env._
        return [
            Column(_("Date"), DAY, 11),
            Column(_("Entry"), width=20),
            Column(_("Text"), width=44),
            Column(_("Counterparty"), width=26),
            Column(_("Corresponding account"), width=16),
            Column(_("Received"), MONEY, 18),
            Column(_("Spent"), MONEY, 18),
            Column(_("Balance"), MONEY, 19),
        ]

    def _get_cash_rows(self, account, opening, entries):
        """Rows of an account: its name, then each day with its total."""
        name = f"{account.code} {account.name}"
        rows, balance = [self._get_cash_sum(name, None, None, opening)], opening
        for day, parts in groupby(entries, lambda entry: entry[1]):
            rows += [self._get_card_row(entry, opening) for entry in parts]
            debit, credit = (
                round(float(sum(entry[place] for entry in parts)), 2)
                for place in (7, 8)
            )
            balance = round(balance + debit - credit, 2)
            label = self.env._("Total of %s", pdf.day(day))
            rows.append(self._get_cash_sum(label, debit, credit, balance))
        return rows

    def _get_cash_sum(self, label, debit, credit, balance, style=GROUP):
        return Row(("", "", label, "", "", debit, credit, balance), style)

    def _get_cash_totals(self, opening, debit, credit, closing):
        _ = self.env._
        return [
            self._get_cash_sum(_("Opening balance"), None, None, opening, TOTAL),
            self._get_cash_sum(_("Turnover"), debit, credit, None, TOTAL),
            self._get_cash_sum(_("Closing balance"), None, None, closing, TOTAL),
        ]
