from odoo import models

from ..models.gl_debts import AGES
from ..report.gl_table import GROUP, MONEY, NUMBER, TOTAL, Column, Row, Table, listed


class GlSheetDebts(models.TransientModel):
    """Receivables and advances on the last day, by consumers, tariff group and age."""

    _inherit = "elektrohisob.gl.sheet"

    def _get_debts_table(self):
        found = self.env["elektrohisob.gl"]._get_debts(self._get_asked())
        names = dict(self._fields["category"]._description_selection(self.env))
        rows = []
        for category, name in names.items():
            parts = [part for part in found if part[0] == category]
            rows += [
                Row((name, *part[1:]), key=f"debts:{category},{part[1]}")
                for part in parts
            ]
            if parts:
                values = (name, "", *self._sum_debts(parts))
                rows.append(Row(values, GROUP, key=f"debts:{category},"))
        total = (self.env._("Total"), "", *self._sum_debts(found))
        return Table(
            title=self.env._("Receivables and advances"),
            subtitle=self._get_subtitle(*self._get_filter_names()),
            columns=self._get_debts_columns(),
            rows=listed(rows),
            count=len(rows),
            totals=[Row(total, TOTAL)],
            remarks=[
                self.env._(
                    "At the end of the last day. Age is counted from the day a sum was "
                    "booked; what is open follows the order of covering debts."
                )
            ],
            file_name=self._get_file_name(),
        )

    def _get_debts_columns(self):
        _ = self.env._
        debts, ages, ahead = _("Debt"), _("Of it by days"), _("Paid ahead")
        spans = zip((0, *(age + 1 for age in AGES)), AGES, strict=False)
        names = [f"{young}–{old}" for young, old in spans]
        names.append(_("over %s", AGES[-1]))
        return [
            Column(_("Consumers"), width=24),
            Column(_("Tariff group"), width=9),
            Column(_("Accounts"), NUMBER, 11, debts),
            Column(_("Sum"), MONEY, 19, debts),
            *(Column(name, MONEY, 17, ages) for name in names),
            Column(_("Accounts"), NUMBER, 11, ahead),
            Column(_("Sum"), MONEY, 19, ahead),
        ]

    @staticmethod
    def _sum_debts(parts):
        places = range(2, 6 + len(AGES) + 1)
        return [round(sum(part[place] for part in parts), 2) for place in places]

    def _get_debtors(self, value):
        """Open the debtors behind a row."""
        category, _sep, group = value.partition(",")
        return self._get_action(
            "consumers",
            date_from=self.date_to.replace(day=1),
            category=category,
            tariff_group=group or False,
            sign="debt",
        )
