from odoo import models
from odoo.tools import groupby

from ..report.gl_table import DAY, MONEY, TOTAL, Column, Row, Table, listed


class GlSheetJournal(models.TransientModel):
    """Journal-order: day by day, the debit and the credit side of an account by the
    accounts they correspond with."""

    _inherit = "elektrohisob.gl.sheet"

    def _get_journal_table(self):
        ledger, names = self.env["elektrohisob.gl"], self._get_names()
        found = ledger._get_analysis(names, "day")
        balances = ledger._get_balances(names)
        opening = balances.get(self.account_id.id, (0.0,))[0]
        debits = sorted({row[1] for row in found if row[3]})
        credits_ = sorted({row[1] for row in found if row[4]})
        rows, balance = [], opening
        for day, parts in groupby(found, lambda row: row[0]):
            sums = self._get_journal_sums(parts, debits, credits_)
            balance = round(balance + sums[len(debits)] - sums[-1], 2)
            rows.append(Row((day, *sums, balance), key=f"day:{day}"))
        totals = self._get_journal_sums(found, debits, credits_)
        label = self.env._("Total")
        return Table(
            title=self._get_account_title(),
            subtitle=self._get_subtitle(),
            columns=self._get_journal_columns(debits, credits_),
            rows=listed(rows),
            count=len(rows),
            totals=[Row((label, *totals, balance), TOTAL)],
            remarks=[
                self.env._(
                    "Opening balance: %s so'm (below zero: credit).",
                    self._money(opening),
                )
            ],
            file_name=self._get_file_name(),
        )

    def _get_journal_columns(self, debits, credits_):
        _ = self.env._
        code, total = self.account_id.code, _("Total")
        debit = _("Debit of %s from the credit of", code)
        credit = _("Credit of %s to the debit of", code)
        return [
            Column(_("Day"), DAY, 12),
            *(Column(one, MONEY, 17, debit) for one in (*debits, total)),
            *(Column(one, MONEY, 17, credit) for one in (*credits_, total)),
            Column(_("Balance at the end of the day"), MONEY, 19),
        ]

    @staticmethod
    def _get_journal_sums(parts, debits, credits_):
        """Sums of the debit by accounts, their total, those of the credit, total."""
        sums = []
        for place, codes in ((3, debits), (4, credits_)):
            by_code = [
                round(sum(row[place] for row in parts if row[1] == code), 2)
                for code in codes
            ]
            sums += [*by_code, round(sum(by_code), 2)]
        return sums
