from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.elektrohisob_base.tools import bulk
from odoo.addons.elektrohisob_base.tools.dates import business_today
from odoo.addons.elektrohisob_base.tools.pdf import tiyin

from ..engine.clearing import commission, due_day, share
from ..engine.payment_match import OTHER_ACCOUNT, UNKNOWN_ACCOUNT, Side, find_cause
from ..tools import payment_day
from .payment_day import EXPLAINED, GREEN, OPEN, SILENT, WAITING

REST = "rest"
BANK = "bank"


class PaymentDayDerive(models.Model):
    """The same comparison at night, when a register or a transfer comes and by hand:
    derived from all facts, so that running it again changes nothing."""

    _inherit = "elektrohisob.payment.day"

    @api.model
    def _derive(self, provider, days):
        """Compare ``days`` of a provider anew; days without terms are left out.

        :return: the days, with owners and explanations of what persists
        """
        self.env["elektrohisob.payment.told"].flush_model()
        self.env["elektrohisob.payment"].flush_model()
        self.env["elektrohisob.payment.transfer"].flush_model()
        # days and lines are written by this method alone; units of the whole tree
        documents = self.sudo().browse()
        for date in sorted(set(days)):
            terms = (
                self.env["elektrohisob.payment.clearing"]
                .sudo()
                ._find_on(provider.sudo(), date)
            )
            if terms:
                document = documents._get_day(terms.provider_id, date)
                document._compare(terms)
                documents |= document
        return documents.sudo(False)

    @api.model
    def _get_day(self, provider, date):
        """The day of a provider, made if it is not there; locked."""
        key = {"provider_id": provider.id, "company_id": provider.company_id.id}
        zero = {"told_state": SILENT, "bank_state": WAITING, "state": SILENT}
        sums = ("told_amount", "our_amount", "pair_difference", "expected_amount")
        sums += ("bank_amount", "bank_difference", "commission")
        vals = {**key, "date": date, **zero, **dict.fromkeys(sums, 0)}
        counts = ("told_count", "our_count", "open_count")
        vals |= dict.fromkeys(counts, 0)
        row = SQL("VALUES (%s)", SQL(", ").join(SQL("%s", v) for v in vals.values()))
        bulk.insert_missing(self.env.cr, self._table, list(vals), row)
        found = self.search(
            [*((k, "=", v) for k, v in key.items()), ("date", "=", date)]
        )
        found.lock_for_update()
        return found

    def _compare(self, terms):
        """Write totals, lines and state of one day."""
        is_whole = terms.register_kind == "whole"
        totals, pairs = payment_day.read_day(
            self.env.cr, self.provider_id.id, self.date, is_whole
        )
        told_state = "told" if totals.told_id else SILENT
        if not totals.told_id and not totals.our_paid and self.told_state == "none":
            told_state = "none"
        base = totals.our_total if told_state == SILENT else totals.told_total
        bank = self._find_bank(terms, base)
        found = {}
        if told_state != SILENT:
            found = self._find_differences(pairs)
            found |= self._find_bank_line(bank)
        self.line_ids._settle(self, found, terms.user_id)
        self.write(
            {
                "told_state": told_state,
                "told_count": totals.told_paid,
                "told_amount": totals.told_total / 100,
                "our_count": totals.our_paid,
                "our_amount": totals.our_total / 100,
                "pair_difference": (totals.told_total - totals.our_total) / 100,
                "derived_at": fields.Datetime.now(),
                **bank,
                **self._prepare_state({**bank, "told_state": told_state}, totals),
            }
        )
        self._give_tasks()

    # === BANK === #

    def _find_bank(self, terms, base):
        """What the bank must have and has for the day.

        :param base: tiyin of the payments, by the register if there is one
        """
        engine = terms._get_terms()
        fee = commission(base, engine)
        due = due_day(self.date, engine)
        expected = base - fee
        transfers = self._find_transfers()
        came = sum(self._get_share(t, terms, engine, expected) for t in transfers)
        state = WAITING
        if transfers or not expected:
            state = "came"
        elif business_today(self) > due:
            state = "late"
        return {
            "commission": fee / 100,
            "expected_amount": expected / 100,
            "bank_amount": came / 100,
            "bank_difference": (came - expected) / 100,
            "bank_state": state,
            "date_due": due,
        }

    def _get_share(self, transfer, terms, engine, expected):
        """Tiyin of a transfer that are for this day."""
        amount = tiyin(transfer.amount)
        if transfer.day_start == transfer.day_end:
            return amount
        is_whole = terms.register_kind == "whole"
        of_days = {self.date: expected}
        day = transfer.day_start
        while day <= transfer.day_end:
            if day != self.date:
                told = payment_day.read_told_total(
                    self.env.cr, self.provider_id.id, day, is_whole
                )
                of_days[day] = told - commission(told, engine)
            day = fields.Date.add(day, days=1)
        return share(amount, of_days)[self.date]

    def _find_bank_line(self, bank):
        difference = tiyin(bank["bank_difference"])
        if not difference or bank["bank_state"] == WAITING:
            return {}
        return {
            BANK: {
                "cause": "bank_short" if difference < 0 else "bank_over",
                "told_amount": bank["expected_amount"],
                "our_amount": bank["bank_amount"],
                "difference": difference / 100,
                "is_pair": False,
            }
        }

    # === PAYMENTS === #

    def _find_differences(self, pairs):
        """Key → values of a line of each payment about which the sides differ; those
        beyond the limit are one line, so that the lines always add up."""
        days = self.env["elektrohisob.parameter"]._get_value(
            "payment_match_days", self.company_id, self.date
        )
        alone = [p.key for p in pairs if not p.told_paid or not p.our_paid]
        first = fields.Date.subtract(self.date, days=int(days))
        last = fields.Date.add(self.date, days=int(days))
        elsewhere = ({}, {})
        if alone:
            elsewhere = payment_day.find_elsewhere(
                self.env.cr, self.provider_id.id, self.date, alone, first, last
            )
        rows = sorted(
            pairs, key=lambda p: (-abs(p.told_total - p.our_total), p.key or "")
        )
        most = int(
            self.env["elektrohisob.parameter"]._get_value(
                "payment_match_lines", self.company_id, self.date
            )
        )
        found = {}
        for pair in rows[:most]:
            found[f"p:{pair.key}"] = self._prepare_line(pair, *elsewhere)
        if rows[most:]:
            found[REST] = self._prepare_rest(rows[most:])
        return found

    def _prepare_rest(self, pairs):
        told = sum(pair.told_total for pair in pairs)
        ours = sum(pair.our_total for pair in pairs)
        return {
            "cause": "many",
            "external_id": str(len(pairs)),
            "told_amount": told / 100,
            "our_amount": ours / 100,
            "difference": (told - ours) / 100,
            "is_pair": True,
        }

    def _prepare_line(self, pair, told_days, our_days):
        key = pair.key
        told = Side(
            pair.told_paid, pair.told_total, bool(pair.told_id), key in told_days
        )
        is_known = bool(pair.event_id or pair.payment_id)
        ours = Side(pair.our_paid, pair.our_total, is_known, key in our_days)
        cause = find_cause(told, ours, bool(pair.told_account_id))
        if not cause and pair.is_repeated:
            cause = "repeat"
        if not cause:
            cause = UNKNOWN_ACCOUNT if pair.is_unknown else OTHER_ACCOUNT
        other = told_days.get(key) if pair.our_paid else our_days.get(key)
        return {
            "cause": cause,
            "external_id": key.removeprefix("id|"),
            "told_amount": pair.told_total / 100,
            "our_amount": pair.our_total / 100,
            "difference": (pair.told_total - pair.our_total) / 100,
            "other_day": other if cause == "other_day" else False,
            "our_state": pair.our_state,
            "told_id": pair.told_id,
            "event_id": pair.event_id,
            "payment_id": pair.payment_id,
            "account_id": pair.our_account_id or pair.told_account_id,
            "is_pair": True,
        }

    # === STATE === #

    def _prepare_state(self, bank, totals=None):
        """Number of open lines, and the state that follows."""
        count = len(self.line_ids.filtered(lambda line: line.state == OPEN))
        if totals:
            is_equal = (totals.told_total, totals.told_paid) == (
                totals.our_total,
                totals.our_paid,
            )
        else:
            is_equal = not self.pair_difference and self.told_count == self.our_count
        if bank["told_state"] == SILENT:
            state = SILENT
        elif count:
            state = OPEN
        elif bank["bank_state"] == WAITING:
            state = WAITING
        elif is_equal and not bank["bank_difference"]:
            state = GREEN
        else:
            state = EXPLAINED
        return {"open_count": count, "state": state}

    def _restate(self):
        """The state after somebody worked on the lines."""
        for day in self.sudo():  # nobody may write days; the lines are checked
            names = ("told_state", "bank_state", "bank_difference")
            day.write(day._prepare_state({name: day[name] for name in names}))
        self._give_tasks()
