from collections import defaultdict

from odoo import api, models
from odoo.tools import SQL

from ..engine.gl import subtract
from .gl_proof import CHARGES

BY_HAND, NOT_POSTED, NOT_INVOICED = "by_hand", "not_posted", "not_invoiced"
CLOSED, EARLIER, DAYS, OTHER = "closed", "earlier", "days", "other"
OPEN = ("open", "closing")


class Gl(models.AbstractModel):
    """Why the general ledger and the subledger differ, and what still waits."""

    _inherit = "elektrohisob.gl"

    @api.model
    def _get_causes(self, company, rows):
        """(day, kind) → code of the cause, of the rows of ``_compare`` that differ."""
        differing = [row for row in rows if row["difference"]]
        periods = self.env["elektrohisob.period"].search(
            [("company_id", "=", company.id)]
        )
        open_ = periods.filtered(lambda period: period.state in OPEN)
        missing = self._get_missing(open_) if differing and open_ else {}
        # organisations without an invoice are told to whoever reads the books
        is_invoiced = not (
            any(row["kind"] == CHARGES[0] for row in differing)
            and open_
            and self._has_open_charges(open_.sudo())
        )
        causes = {}
        for row in differing:
            day, kind = row["date"], row["kind"]
            period = periods.filtered(
                lambda one, day=day: one.date_start <= day <= one.date_end
            )
            if not kind:
                cause = BY_HAND
            elif missing.get((day, kind)):
                cause = NOT_POSTED
            elif kind == CHARGES[0] and period & open_ and not is_invoiced:
                cause = NOT_INVOICED
            elif period and not period & open_:
                cause = CLOSED
            else:
                cause = OTHER
            causes[day, kind] = cause
        return causes

    @api.model
    def _get_balance_cause(self, company, rows, balances):
        """Code of the cause of balances that differ: what the days say, what is not
        posted (an advance set off changes no day), or days before the first one."""
        if not balances:
            return False
        if any(row["difference"] for row in rows):
            of_days = round(sum(row["difference"] for row in rows), 2)
            total = round(sum(row["difference"] for row in balances), 2)
            return DAYS if of_days == total else EARLIER
        periods = self.env["elektrohisob.period"].search(
            [("company_id", "=", company.id), ("state", "in", OPEN)]
        )
        books = self.env["elektrohisob.gl.posting"].sudo()  # the books of the unit
        for period in periods.sudo():
            if subtract(books._get_target(period), books._get_booked(period)):
                return NOT_POSTED
        return EARLIER

    @api.model
    def _get_day_domain(self, company, day):
        """Entries that the books have on a day: those of before come on the first day
        of the month they are booked in."""
        return [
            ("company_id", "=", company.id),
            *("|", "&", ("date", "=", day), ("period_id.date_start", "<=", day)),
            *("&", ("date", "<", day), ("period_id.date_start", "=", day)),
        ]

    @api.model
    def _get_missing(self, period):
        """(day, kind) → tiyin the accounts of consumers still lack in a month."""
        books = self.env["elektrohisob.gl.posting"].sudo()  # the books of the unit
        control = self._get_control(period.company_id.sudo())
        target = books._get_target(period.sudo())
        found = defaultdict(int)
        left = subtract(target, books._get_booked(period))
        for (_event, day, kind, *_who, debit, credit), tiyin in left.items():
            kind = CHARGES[0] if kind in CHARGES else kind
            found[day, kind] += tiyin * ((debit in control) - (credit in control))
        return found

    @api.model
    def _has_open_charges(self, period):
        """Whether organisations have charges without an invoice."""
        _xmlid, domain = period._find_invoices()
        # whether there are any is told to whoever reads the books
        accounts = self.env["elektrohisob.account"].sudo()
        return bool(accounts.search_count(domain, limit=1))

    @api.model
    def _get_waiting_domain(self, units):
        """Entries dated after the open month of their district: they are posted when
        their month is open."""
        ends = self.env["elektrohisob.period"].search(
            [("company_id", "in", units.ids), ("state", "in", OPEN)]
        )
        if not ends:
            return [(0, "=", 1)]
        parts = [
            ["&", ("company_id", "=", period.company_id.id),
             ("date", ">", period.date_end)]
            for period in ends
        ]  # fmt: skip
        return [*["|"] * (len(parts) - 1), *(one for part in parts for one in part)]

    @api.model
    def _get_waiting(self, units, last=None):
        """Number and sum (so'm, below zero: paid) of the entries that wait, up to a
        day if one is given."""
        self.env.flush_all()
        [(count, amount)] = self.env.execute_query(
            SQL(
                """
                SELECT count(*), COALESCE(sum(entry.amount), 0)
                  FROM elektrohisob_period AS period
                  JOIN elektrohisob_ledger_entry AS entry
                    ON entry.company_id = period.company_id
                   AND entry.date > period.date_end
                 WHERE period.state = ANY(%s) AND period.company_id = ANY(%s)
                   AND (%s::date IS NULL OR entry.date <= %s)
                """,
                list(OPEN),
                units.ids,
                last,
                last,
            )
        )
        return count, float(amount)
