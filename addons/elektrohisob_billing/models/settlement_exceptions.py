from collections import Counter

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.elektrohisob_base.tools import bulk, pdf
from odoo.addons.elektrohisob_metering.engine.consumption import ACTIVE, ESTIMATED, NORM
from odoo.addons.elektrohisob_metering.engine.settled import Remark

from ..engine import bill_checks
from ..engine.bill_checks import Bill, History
from ..engine.line import ACT


class Settlement(models.AbstractModel):
    """What looks wrong before anything is booked; see docs/billing-checks.md."""

    _inherit = "elektrohisob.settlement"

    @api.model
    def _hold_exceptions(self, settled, targets, changes, period) -> None:
        """Have the checks look at every bill; park what they do not let through.

        Two queries at most for all accounts: the history of those a check would
        compare with it, and what people released among those it objects to.
        """
        rules = self.env["elektrohisob.charge.check"]._get_rules(period)
        if not rules:
            return
        bills = _get_bills(settled, targets, changes, period.date_start)
        wanted = [
            account_id
            for account_id, bill in bills.items()
            if bill_checks.needs_history(bill, rules)
        ]
        history = self._load_bill_history(wanted, period)
        nothing = History()
        approved = self.env["elektrohisob.correction"].browse(
            self._get_approved_id() or ()
        )
        for account_id, bill in bills.items():
            known = history.get(account_id, nothing)
            for finding in bill_checks.check(bill, known, rules):
                if account_id == approved.account_id.id:
                    continue  # two persons looked at it
                remark = Remark(
                    finding.code,
                    finding.severity,
                    self._explain_finding(finding),
                    bill.wh,
                    bill.tiyin,
                    known.usual,
                )
                settled.remarks.setdefault(account_id, []).append(remark)
        self._drop_released(settled, period)
        for account_id, remarks in settled.remarks.items():
            for remark in remarks:
                if remark.severity == bill_checks.PARKS:
                    settled.parked[account_id] = (remark.code, remark.text)
                    settled.pieces.pop(account_id, None)
                    break

    @api.model
    def _load_bill_history(self, account_ids, period) -> dict[int, History]:
        """What was charged for the months before ``period``, by account."""
        if not account_ids:
            return {}
        months = self.env["elektrohisob.parameter"]._get_value(
            "bill_history_window", period.company_id, period.date_start
        )
        self.env.cr.execute(
            SQL(
                """
                SELECT c.account_id, count(DISTINCT c.month),
                       (sum(c.kwh) * 1000)::bigint, (sum(c.amount) * 100)::bigint
                  FROM unnest(%s::int[]) AS w(id)
                  JOIN elektrohisob_charge c
                    ON c.account_id = w.id AND c.month >= %s AND c.month < %s
                 GROUP BY 1
                """,
                bulk.array_text(account_ids),
                fields.Date.subtract(period.date_start, months=months),
                period.date_start,
            )
        )
        return {row[0]: History(*row[1:]) for row in self.env.cr.fetchall()}

    @api.model
    def _drop_released(self, settled, period) -> None:
        """Forget objections that somebody released, if the sum grew no more."""
        if not settled.remarks:
            return
        rows = self.env["elektrohisob.charge.run.parked"]._read_group(
            [
                ("account_id", "in", list(settled.remarks)),
                ("period_id", "=", period.id),
                ("decision", "=", "released"),
            ],
            ["account_id", "code"],
            ["amount:max", "amount:min"],
        )
        for account, code, most, least in rows:
            allowed = round(max(abs(most), abs(least)) * 100)
            settled.remarks[account.id] = [
                remark
                for remark in settled.remarks[account.id]
                if remark.code != code or abs(remark.tiyin) > allowed
            ]

    @api.model
    def _explain_finding(self, finding) -> str:
        """One sentence with the figures compared."""
        _, figures = self.env._, finding.figures
        money = {
            name: pdf.money(value)
            for name, value in figures.items()
            if name in ("tiyin", "usual", "limit", "booking")
        }
        energy = {
            name: f"{value / 1000:.0f}"
            for name, value in figures.items()
            if name in ("wh", "usual_wh")
        }
        if finding.code == "negative":
            return _(
                "The month has %(wh)s kWh and %(tiyin)s so'm, less than nothing.",
                **energy,
                **money,
            )
        if finding.code == "sum_high":
            return _("%(tiyin)s so'm in place of the usual %(usual)s so'm.", **money)
        if finding.code == "sum_new":
            return _(
                "%(tiyin)s so'm for an account with little history; looked at above "
                "%(limit)s so'm.",
                **money,
            )
        if finding.code == "credit":
            return _("%(booking)s so'm would be given back.", **money)
        if finding.code == "zero_bill":
            return _("Nothing used; %(usual_wh)s kWh are usual in a month.", **energy)
        return _("Estimated for %(months)s months in a row.", months=figures["months"])


def _get_bills(settled, targets, changes, first_day) -> dict[int, Bill]:
    """The open month of every account as computed."""
    bookings: Counter[int] = Counter()
    for account_id, _key, _end, _price, change in changes:
        bookings[account_id] += change[1]
    bills = {}
    for account_id, target in targets.items():
        wh, months = 0, set()
        for piece in settled.pieces[account_id]:
            if piece.register == ACTIVE:
                if piece.month >= first_day:
                    wh += piece.wh
                if piece.quality == ESTIMATED and piece.origin != NORM:
                    months.add(piece.month)
        tiyin = sum(  # acts of unauthorised use have been looked at by two persons
            line.amount
            for key, line in target.items()
            if key[0] >= first_day and key[4] < ACT
        )
        bills[account_id] = Bill(wh, tiyin, bookings[account_id], len(months))
    return bills
