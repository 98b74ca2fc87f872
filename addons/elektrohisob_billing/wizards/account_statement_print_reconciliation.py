from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.elektrohisob_base.tools import pdf

from ..report import reconciliation_pdf


class AccountStatementPrintReconciliation(models.TransientModel):
    """Reconciliation act of two dates: our figures, and room for the consumer's."""

    _inherit = "elektrohisob.account.statement.print"

    def action_print_reconciliation(self):
        """Open the reconciliation act as a PDF."""
        self._check_days()
        return {
            "type": "ir.actions.act_url",
            "url": f"/elektrohisob/reconciliation/{self.id}",
            "target": "new",
            "close": True,
        }

    def action_make_reconciliation(self):
        """Make a numbered reconciliation act of the days and open it; the one that
        says the same already is opened instead."""
        self._check_days()
        acts = self.env["elektrohisob.reconciliation.act"]
        acts.check_access("write")
        first, last = self.date_from, self.date_to
        act, reason = acts._make_one(self.account_id, first, last)
        act = act or acts.search(
            [
                ("account_id", "=", self.account_id.id),
                ("date_from", "=", first),
                ("date_to", "=", last),
                ("state", "!=", "replaced"),
            ]
        )
        if not act:
            raise UserError(
                self.env._(
                    "No reconciliation act of account %(account)s from %(first)s to "
                    "%(last)s: %(reason)s.",
                    account=self.account_id.number,
                    first=pdf.day(first),
                    last=pdf.day(last),
                    reason=reason,
                )
            )
        return act.get_formview_action()

    def _get_reconciliation_pdf(self):
        """Act in the language of the account: bytes of a PDF."""
        self.ensure_one()
        lang = self.account_id.lang or self.env.lang
        wizard = self.with_context(lang=lang)
        return reconciliation_pdf.render(wizard._prepare_reconciliation())

    def _prepare_reconciliation(self):
        _ = self.env._
        company = self.account_id.company_id
        statement = self._get_statement()
        first, last = pdf.day(self.date_from), pdf.day(self.date_to)
        return reconciliation_pdf.ReconciliationText(
            title=_("Reconciliation act"),
            subtitle=_("from %(first)s to %(last)s, so'm", first=first, last=last),
            parties=self._get_parties(),
            columns=self._get_reconciliation_columns(),
            sides=(
                _("By the books of the supplier"),
                _("By the books of the consumer"),
            ),
            opening=(
                _("Balance on %(day)s", day=first),
                *_sides(statement["opening"]),
            ),
            rows=[self._prepare_reconciliation_row(row) for row in statement["lines"]],
            totals=(
                _("Turnover"),
                pdf.kwh(pdf.watthours(statement["kwh"])),
                _money(statement["debit"]),
                _money(statement["credit"]),
            ),
            closing=(
                _("Balance after %(day)s", day=last),
                *_sides(statement["closing"]),
            ),
            parts=self._prepare_reconciliation_parts(),
            remark=self._get_remark(statement["closing"]),
            signatures=[
                (_("For the supplier"), company.name),
                (_("For the consumer"), self.account_id.name or ""),
            ],
            stamp=_("Stamp"),
            page=_("Page {page}"),
        )

    def _get_parties(self):
        _ = self.env._
        account = self.account_id
        return [
            (_("Supplier"), account.company_id.name),
            (_("Consumer"), account.name or ""),
            (_("STIR"), account.stir or ""),
            (_("Address"), account.address or ""),
            (_("Account"), account._format_number(account.number)),
            (_("Contract"), account.agreement_id.number or ""),
        ]

    def _get_reconciliation_columns(self):
        _ = self.env._
        sides = [_("Debit"), _("Credit")]
        return [_("Date"), _("Operation, document"), _("kWh"), *sides, *sides]

    def _prepare_reconciliation_row(self, line):
        return (
            pdf.day(fields.Date.to_date(line["date"])),
            ", ".join(filter(None, (line["kind_name"], line["document"]))),
            pdf.kwh(pdf.watthours(line["kwh"])) if line["kwh"] else "",
            _money(line["debit"]) if line["debit"] else "",
            _money(line["credit"]) if line["credit"] else "",
        )

    def _prepare_reconciliation_parts(self):
        """Rows (kind of debt, so'm): owed on the last day, and paid ahead."""
        found = self.account_id._get_allocation(self.date_to)
        owed: dict[str, int] = {}
        for (kind, _month), tiyin in found.open.items():
            owed[kind] = owed.get(kind, 0) + tiyin
        model = self.env["elektrohisob.account.months.line"]
        names = model._fields["kind"]._description_selection(self.env)
        parts = [(name, pdf.money(owed[kind])) for kind, name in names if kind in owed]
        if found.advances:
            ahead = sum(found.advances.values())
            parts.append((self.env._("Paid ahead"), pdf.money(ahead)))
        return parts


def _money(amount):
    return pdf.money(pdf.tiyin(amount))


def _sides(balance):
    """A balance as debit or credit."""
    return (_money(max(balance, 0.0)), _money(max(-balance, 0.0)))
