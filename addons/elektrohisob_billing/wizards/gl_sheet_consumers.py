from odoo import models

from ..models.gl_consumers import FIGURES
from ..report.gl_table import MONEY, TOTAL, Column, Proof, Row, Table
from ..tools.kept import Kept

KEPT = Kept(64, 600)
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
        categories = dict(self._fields["category"]._description_selection(self.env))

        def shown(query):
            for found in self._stream(query):
                id_, number, name, category, group, *figures, _unit = found
                values = (number, name, categories[category], group, *figures)
                mark = ledger._get_mark(found)
                yield Row(values, key=f"consumer:{id_}", mark=mark)

        def rows(offset, limit):
            return shown(ledger._get_consumers(asked, offset, limit))

        def seek(mark, limit):
            return shown(ledger._get_consumers_page(asked, limit, mark))

        return Table(
            title=self.env._("Turnover by consumer"),
            subtitle=self._get_subtitle(*self._get_filter_names()),
            columns=self._get_consumers_columns(),
            rows=rows,
            seek=None if asked["group"] or asked["sign"] else seek,
            file_name=self._get_file_name(),
            **self._get_consumers_sums(asked),
        )

    def _get_consumers_sums(self, asked):
        """Count, totals and proof of the table; none of them while only a page is asked
        for that is found without."""
        can_seek = not asked["group"] and not asked["sign"]
        if can_seek and self.env.context.get("gl_page_first"):
            return {"count": None}
        count, sums = self._get_consumers_totals(asked)
        label = self.env._("Total of %s accounts", count)
        return {
            "count": count,
            "totals": [Row((self.env._("Total"), label, "", "", *sums), TOTAL)],
            "proofs": self._get_consumers_proofs(dict(zip(FIGURES, sums, strict=True))),
        }

    def _get_consumers_totals(self, asked):
        """Number of accounts and sums; those of the first page while pages are turned,
        so that a page costs what it shows."""
        place = (self.env.cr.dbname, self.env.uid, *sorted(asked.items(), key=str))
        key = str(place)
        totals = KEPT.get(key) if self.seek else None
        if totals is None:
            totals = self.env["elektrohisob.gl"]._get_consumers_totals(asked)
            KEPT.put(key, totals)
        return totals

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
            Column(_("Group"), width=10),
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
        ledger, units = self.env["elektrohisob.gl"], self._get_units()
        books = ledger._get_control_balance(units, self.date_to)
        consumers = round(totals["closing_debt"] - totals["closing_advance"], 2)
        text = self.env._(
            "Closing balance of consumers: %(consumers)s so'm; of the accounts "
            "%(codes)s in the books: %(books)s so'm.",
            consumers=self._money(consumers),
            codes=", ".join(books["codes"]),
            books=self._money(books["balance"]),
        )
        is_right = consumers == books["balance"]
        _count, waiting = ledger._get_waiting(units, self.date_to)
        if not is_right and waiting:
            is_right = consumers == round(books["balance"] + waiting, 2)
            more = self.env._(
                "Entries dated after the open month wait for theirs: %s so'm.",
                self._money(waiting),
            )
            text = f"{text} {more}"
        return [Proof(text, is_right)]
