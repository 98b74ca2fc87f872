from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.elektrohisob_base.engine.period import next_month
from odoo.addons.elektrohisob_base.tools import act_pdf, pdf

from ..engine.prepayment import due_day, part, price_volume
from ..engine.situation import Situation
from ..engine.tariff import TariffMissing

DUE_DAYS = {"legal": "legal_advance_due_day", "budget": "budget_advance_due_day"}
WIDTHS = (78, 32, 18, 28, 32)


class AdvanceNotice(models.Model):
    """Advance notices are made from the contracts and printed."""

    _inherit = "elektrohisob.advance.notice"

    detail = fields.Json(readonly=True, help="Priced lines of the contract volume.")

    # === MAKING === #

    @api.model
    def _make(self, accounts, month, run):
        """Override of `elektrohisob.legal.document.mixin` to price the contract
        volumes of ``month``."""
        known = self.search(
            [
                ("account_id", "in", accounts.ids),
                ("month", "=", month),
                ("stage", "!=", "cancelled"),
            ]
        )
        skipped = {
            notice.account_id: self.env._("has %s already", notice.number)
            for notice in known
        }
        left = accounts - known.account_id
        modes = self.env["elektrohisob.advance.mode"]._get_percents(left, month)
        priced = self._price_volumes(left, month, skipped)
        rows = []
        for account, lines in priced.items():
            mode, percent = modes[account]
            if percent:
                rows.append(
                    self._prepare_notice(account, month, run, mode, percent, lines)
                )
            else:
                skipped[account] = self.env._("pays nothing ahead by its mode")
        # nobody writes notices by hand; the run has checked who makes them
        notices = self.sudo().create(rows).sudo(False)
        self._refresh_paid(notices.account_id.ids)
        return notices, skipped

    @api.model
    def _price_volumes(self, accounts, month, skipped):
        """Account → (Situation, priced lines of its contract volume); why there are
        none is added to ``skipped``."""
        end = next_month(month)
        last = fields.Date.subtract(end, days=1)
        settlement = self.env["elektrohisob.settlement"]
        self.env.flush_all()
        terms = settlement._load_terms(dict.fromkeys(accounts.ids, month), accounts.ids,
                                       last) if accounts else {}  # fmt: skip
        situations = {id_: Situation(month, end) for id_ in accounts.ids}
        if situations:
            settlement._load_contract_powers(situations)
        zones = self._load_zones(accounts, month)
        priced = {}
        for account in accounts:
            facts = situations[account.id]
            volume = facts.volumes.get(month, (None, None))[0]
            try:
                lines = price_volume(
                    month, terms.get(account.id, ()), facts, zones.get(account.id)
                )
            except TariffMissing as error:
                skipped[account] = self.env._("no tariff on %s", pdf.day(error.day))
                continue
            if not volume:
                skipped[account] = self.env._("no contract volume of the month")
            elif not lines:
                skipped[account] = self.env._("no contract terms in the month")
            else:
                priced[account] = (volume, lines)
        return priced

    @api.model
    def _load_zones(self, accounts, month):
        """Account → register → Wh that it used in the months before ``month``, as far
        back as volumes are compared; accounts that pay by zones alone."""
        zoned = self.env["elektrohisob.settlement"]._get_zoned(accounts.ids)
        if not zoned:
            return {}
        months = self.env["elektrohisob.parameter"]._get_value("advance_zone_months")
        rows = self.env.execute_query(
            SQL(
                """
                SELECT account_id, reading_type, (sum(kwh) * 1000)::bigint
                  FROM elektrohisob_consumption
                 WHERE account_id = ANY(%s) AND month >= %s AND month < %s
                   AND reading_type LIKE 'A+%%'
                 GROUP BY 1, 2
                """,
                list(zoned),
                fields.Date.subtract(month, months=months),
                month,
            )
        )
        used = {}
        for account_id, register, wh in rows:
            used.setdefault(account_id, {})[register] = wh
        return used

    @api.model
    def _prepare_notice(self, account, month, run, mode, percent, priced):
        """Values of one notice."""
        volume, lines = priced
        company = account.company_id
        day = self.env["elektrohisob.parameter"]._get_value(
            DUE_DAYS[account.category], company, month
        )
        total = sum(line.amount for line in lines)
        return {
            "number": self._next_number(company),
            "account_id": account.id,
            "company_id": company.id,
            "agreement_id": account.agreement_id.id,
            "run_id": run and run.id,
            "month": month,
            "date_due": due_day(month, day),
            "mode": mode,
            "percent": percent / 100,
            "kwh": volume / 1000,
            "amount_month": total / 100,
            "amount": part(total, percent) / 100,
            "vat": part(sum(line.vat for line in lines), percent) / 100,
            "detail": [
                {
                    "component": line.component,
                    "block": line.block.no,
                    "quantity": line.wh if line.quantity is None else line.quantity,
                    "price": line.block.price,
                    "amount": line.amount,
                }
                for line in lines
            ],
        }

    # === PRINTING === #

    def _prepare_act(self):
        """Override of `elektrohisob.legal.document.mixin`: the notice."""
        _ = self.env._
        return act_pdf.ActText(
            title=_("Advance notice No. %s", self.number),
            subtitle=_(
                "of %(day)s, for %(month)s",
                day=pdf.day(self.date),
                month=pdf.month_within(self.month, self.env.lang),
            ),
            facts=[*self._get_print_facts(), (_("Due on"), pdf.day(self.date_due))],
            columns=[
                _("By the contract volume"),
                _("Quantity"),
                _("Unit"),
                _("Price, so'm"),
                _("Sum, so'm"),
            ],
            widths=WIDTHS,
            rows=[
                *self._get_detail_rows(self.detail or []),
                [
                    _("Price of the month"),
                    *("", "", ""),
                    pdf.money(pdf.tiyin(self.amount_month)),
                ],
                [
                    _("Paid ahead: %s %%", f"{self.percent:g}"),
                    *("", "", ""),
                    pdf.money(pdf.tiyin(self.amount)),
                ],
            ],
            remarks=[
                _("To be paid: %s.", self._say_sum(self.amount)),
                _("VAT in it: %s so'm.", pdf.money(pdf.tiyin(self.vat))),
                _("The month is settled by what was really used; this is no charge."),
            ],
            signatures=self._get_print_signatures(),
            page=_("Page {page}"),
        )
