from odoo import models
from odoo.tools import groupby

from ..models.gl_turnover import SIDES
from ..report.gl_table import GROUP, MONEY, TOTAL, Column, Proof, Row, Table, listed


class GlSheetTurnover(models.TransientModel):
    """Turnover sheet: accounts in groups of their first two digits."""

    _inherit = "elektrohisob.gl.sheet"

    def _get_turnover_table(self):
        ledger = self.env["elektrohisob.gl"]
        units = self._get_units()
        found = ledger._get_turnover(units, self.date_from, self.date_to)
        found.sort(key=_get_group)
        rows = []
        for (_outside, code), accounts in groupby(found, _get_group):
            rows += [self._get_turnover_row(account) for account in accounts]
            label = self.env._("Group %s", f"{code}00")
            rows.append(Row(("", label, *self._sum_sides(accounts)), GROUP))
        return Table(
            title=self.env._("Turnover sheet"),
            subtitle=self._get_subtitle(),
            columns=self._get_turnover_columns(),
            rows=listed(rows),
            count=len(rows),
            totals=self._get_turnover_totals(found),
            proofs=self._get_turnover_proofs(ledger._add_up(found)),
            file_name=self._get_file_name(),
        )

    def _get_turnover_columns(self):
        _ = self.env._
        debit, credit = _("Debit"), _("Credit")
        return [
            Column(_("Code"), width=9),
            Column(_("Name"), width=46),
            *(
                Column(side, MONEY, 20, above)
                for above in (_("Opening balance"), _("Turnover"), _("Closing balance"))
                for side in (debit, credit)
            ),
        ]

    def _get_turnover_row(self, account):
        sums = (account[side] for side in SIDES)
        key = f"card:{account['account_id']}"
        return Row((account["code"], account["name"], *sums), key=key)

    @staticmethod
    def _sum_sides(accounts):
        return [round(sum(row[side] for row in accounts), 2) for side in SIDES]

    def _get_turnover_totals(self, found):
        """Of the accounts of the balance, and of those outside it if there are any."""
        outside = [row for row in found if row["is_off_balance"]]
        kept = [row for row in found if not row["is_off_balance"]]
        totals = [Row(("", self.env._("Total"), *self._sum_sides(kept)), TOTAL)]
        if outside:
            name = self.env._("Outside the balance")
            totals.append(Row(("", name, *self._sum_sides(outside)), TOTAL))
        return totals

    def _get_turnover_proofs(self, totals):
        """Debit equals credit three times, or by how much it does not."""
        _ = self.env._
        names = (_("Opening balance"), _("Turnover"), _("Closing balance"))
        proofs = []
        for name, one, two in zip(names, SIDES[::2], SIDES[1::2], strict=True):
            difference = round(totals[one] - totals[two], 2)
            proofs.append(
                Proof(_("%s: debit equals credit.", name), True)
                if not difference
                else Proof(
                    _(
                        "%(name)s: debit and credit differ by %(sum)s so'm.",
                        name=name,
                        sum=self._money(difference),
                    ),
                    False,
                )
            )
        return proofs


def _get_group(account):
    """Accounts of the balance first, by their first two digits."""
    return account["is_off_balance"], account["code"][:2]
