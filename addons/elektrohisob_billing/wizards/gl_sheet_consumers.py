from odoo import models

from ..models.gl_consumers import FIGURES
from ..report.gl_table import MONEY, TOTAL, Column, Proof, Row, Table

FILTERS = ("category", "tariff_group", "sign")


class GlSheetConsumers(models.TransientModel):
    """Turnover by consumer: what stands behind the accounts 4010 and 6310."""

    _inherit = "elektrohisob.gl.sheet"

    def _get_asked(self):
        return self.env["elektrohisob.gl"]._get_asked(
            self._get_units(),
            self.date_to if self.kind == "debts" else self.date_from,
            self.date_to,
            category=self.category,
            group=self.tariff_group,
            sign=self.sign,
        )

    def _get_consumers_table(self):
        ledger, asked = self.env["elektrohisob.gl"], self._get_asked()
        count, sums = ledger._get_consumers_totals(asked)
        categories = dict(self._fields["category"]._description_selection(self.env))

        def rows(offset, limit):
            for found in self._stream(ledger._get_consumers(asked, offset, limit)):
                id_, number, name, category, group, *figures = found
                values = (number, name, categories[category], group, *figures)
                yield Row(values, key=f"consumer:{id_}")

        label = self.env._("Total of %s accounts", count)
        return Table(
            title=self.env._("Turnover by consumer"),
            subtitle=self._get_subtitle(*self._get_filter_names()),
            columns=self._get_consumers_columns(),
            rows=rows,
            count=count,
            totals=[Row((self.env._("Total"), label, "", "", *sums), TOTAL)],
            proofs=self._get_consumers_proofs(dict(zip(FIGURES, sums, strict=True))),
            file_name=self._get_file_name(),
        )

    def _get_filter_names(self):
        """What the rows are filtered by, as the form says it."""
        names = []
        for name in FILTERS:
            if self[name]:
                labels = dict(self._fields[name]._description_selection(self.env))
                label = labels[self[name]]
                group = self.env._("tariff group %s", label)
                names.append(group if name == "tariff_group" else label)
        return names

    def _get_consumers_columns(self):
        _ = self.env._
        opening, closing = _("Opening balance"), _("Closing balance")
        debt, advance, moved = _("Debt"), _("Paid ahead"), _("Turnover")
        names = (
            *(_("Charged without VAT"), _("VAT"), _("Corrections without VAT")),
            *(_("Penalties"), _("Benefits"), _("Paid"), _("Refunded")),
            *(_("Written off"), _("Taken and handed over")),
        )
        return [
            Column(_("Account"), width=16),
            Column(_("Consumer"), width=26),
            Column(_("Category"), width=14),
            Column(_("Group"), width=7),
            Column(debt, MONEY, 17, opening),
            Column(advance, MONEY, 17, opening),
            *(Column(name, MONEY, 17, moved) for name in names),
            Column(debt, MONEY, 17, closing),
            Column(advance, MONEY, 17, closing),
        ]

    def _get_consumers_proofs(self, totals):
        """The books say the same, if all consumers were asked."""
        if any(self[name] for name in FILTERS):
            return []
        books = self.env["elektrohisob.gl"]._get_control_balance(
            self._get_units(), self.date_to
        )
        consumers = round(totals["closing_debt"] - totals["closing_advance"], 2)
        text = self.env._(
            "Closing balance of consumers: %(consumers)s so'm; of the accounts "
            "%(codes)s in the books: %(books)s so'm.",
            consumers=self._money(consumers),
            codes=", ".join(books["codes"]),
            books=self._money(books["balance"]),
        )
        return [Proof(text, consumers == books["balance"])]
