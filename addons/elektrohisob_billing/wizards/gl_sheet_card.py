from odoo import models

from ..report.gl_table import DAY, GROUP, MONEY, TOTAL, Column, Row, Table


class GlSheetCard(models.TransientModel):
    """Account card: entry by entry, with the balance after each."""

    _inherit = "elektrohisob.gl.sheet"

    def _get_names(self, accounts=None):
        return self.env["elektrohisob.gl"]._get_names(
            accounts or self.account_id, self._get_units(), self.date_from, self.date_to
        )

    def _get_card_table(self):
        ledger, names = self.env["elektrohisob.gl"], self._get_names()
        nothing = (0.0, 0.0, 0.0, 0)
        found = ledger._get_balances(names).get(self.account_id.id, nothing)
        opening, debit, credit, count = found

        def rows(offset, limit):
            if not offset:
                yield self._get_card_sum(self.env._("Opening balance"), opening)
            for entry in self._stream(ledger._get_entries(names, offset, limit)):
                yield self._get_card_row(entry, opening)

        closing = round(opening + debit - credit, 2)
        turnover = ("", "", self.env._("Turnover"), "", "", debit, credit, None)
        return Table(
            title=self._get_account_title(),
            subtitle=self._get_subtitle(),
            columns=self._get_card_columns(),
            rows=rows,
            count=count,
            totals=[
                Row(turnover, TOTAL),
                self._get_card_sum(self.env._("Closing balance"), closing, TOTAL),
            ],
            file_name=self._get_file_name(),
        )

    def _get_account_title(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        account = self.account_id
        return f"{kinds[self.kind]}: {account.code} {account.name}"

    def _get_card_columns(self):
        _ = self.env._
        return [
            Column(_("Date"), DAY, 11),
            Column(_("Entry"), width=20),
            Column(_("Text"), width=42),
            Column(_("Counterparty"), width=26),
            Column(_("Corresponding account"), width=16),
            Column(_("Debit"), MONEY, 18),
            Column(_("Credit"), MONEY, 18),
            Column(_("Balance (below zero: credit)"), MONEY, 19),
        ]

    def _get_card_row(self, entry, opening):
        _account, day, move_id, number, text, partner, codes, debit, credit, sum_ = (
            entry
        )
        balance = round(opening + float(sum_), 2)
        values = (day, number, text, partner, codes, debit, credit, balance)
        return Row(values, key=f"move:{move_id}")

    def _get_card_sum(self, label, balance, style=GROUP):
        return Row(("", "", label, "", "", None, None, balance), style)
