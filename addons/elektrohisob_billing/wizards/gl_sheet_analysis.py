from odoo import models
from odoo.tools import groupby

from odoo.addons.elektrohisob_base.tools import pdf

from ..report.gl_table import GROUP, MONEY, TOTAL, Column, Proof, Row, Table, listed


class GlSheetAnalysis(models.TransientModel):
    """Account analysis: turnover by corresponding accounts, by day or month."""

    _inherit = "elektrohisob.gl.sheet"

    def _get_analysis_table(self):
        ledger, names = self.env["elektrohisob.gl"], self._get_names()
        found = ledger._get_analysis(names, self.split)
        balances = ledger._get_balances(names)
        opening, debit, credit, _count = balances.get(self.account_id.id, (0.0,) * 4)
        rows = []
        for day, parts in groupby(found, lambda row: row[0]):
            parts = [part[1:] for part in parts]
            rows += [Row(part) for part in parts]
            if day:
                rows.append(self._get_analysis_sum(self._get_day_name(day), parts))
        closing = round(opening + debit - credit, 2)
        _ = self.env._
        sides = [
            (_("Opening balance"), max(opening, 0.0), max(-opening, 0.0)),
            (_("Turnover"), debit, credit),
            (_("Closing balance"), max(closing, 0.0), max(-closing, 0.0)),
        ]
        return Table(
            title=self._get_account_title(),
            subtitle=self._get_subtitle(),
            columns=[
                Column(_("Code"), width=10),
                Column(_("Corresponding account"), width=60),
                Column(_("Debit"), MONEY, 22),
                Column(_("Credit"), MONEY, 22),
            ],
            rows=listed(rows),
            count=len(rows),
            totals=[Row(("", *side), TOTAL) for side in sides],
            proofs=self._get_analysis_proofs(found, debit, credit),
            file_name=self._get_file_name(),
        )

    def _get_analysis_sum(self, label, parts):
        sums = (round(sum(part[place] for part in parts), 2) for place in (2, 3))
        return Row(("", label, *sums), GROUP)

    def _get_analysis_proofs(self, found, debit, credit):
        """The parts make up the turnover of the account."""
        parts = [round(sum(row[place] for row in found), 2) for place in (3, 4)]
        is_right = parts == [debit, credit]
        text = self.env._(
            "Corresponding accounts together: debit %(debit)s, credit %(credit)s so'm; "
            "turnover of the account: debit %(own_debit)s, credit %(own_credit)s so'm.",
            debit=self._money(parts[0]),
            credit=self._money(parts[1]),
            own_debit=self._money(debit),
            own_credit=self._money(credit),
        )
        return [Proof(text, is_right)]

    def _get_day_name(self, day):
        """A day, or a month when the report is divided by months."""
        if self.split == "month":
            return pdf.month(day, self.env.lang or "en_US")
        return pdf.day(day)
