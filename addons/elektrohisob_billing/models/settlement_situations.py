from collections import defaultdict
from datetime import date, timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.elektrohisob_base.engine.period import month_start
from odoo.addons.elektrohisob_metering.engine.consumption import ACTIVE

from ..engine.advance import Purse, find_rises
from ..engine.line import Power, Used
from ..engine.situation import Situation


class Settlement(models.AbstractModel):
    """Settlement: what tariffs ask for besides active energy."""

    _inherit = "elektrohisob.settlement"

    @api.model
    def _load_situations(self, settled, terms, period) -> dict[int, Situation]:
        """Account → situation, of those alone whose tariffs ask for one."""
        until = period.date_end + timedelta(days=1)
        result = self._load_conditions(settled, terms, until)
        for account_id, purse in self._load_purses(settled, terms, until):
            result[account_id].purses.append(purse)
        return dict(result)

    @api.model
    def _load_conditions(self, settled, terms, until) -> defaultdict[int, Situation]:
        """Situations but for what was paid ahead of rises."""
        special = [
            account_id
            for account_id, found in terms.items()
            if account_id in settled.pieces and not all(term.is_plain for term in found)
        ]
        result = defaultdict(lambda: Situation(until, until))
        for account_id in special:
            start = month_start(terms[account_id][0].start)
            start = max(settled.since[account_id], start)
            result[account_id] = Situation(start, until)
        if special:
            self._load_registers_used(settled, result)
            self._load_contract_powers(result)
            self._load_families(result)
            self._load_maxima(terms, result)
        since = {account_id: settled.since[account_id] for account_id in settled.pieces}
        for account_id, benefit in self._load_benefits(since):
            result[account_id].benefits.append(benefit)
        for account_id, act in self._load_acts(since):
            result[account_id].add_act(act, since[account_id], until)
        return result

    @api.model
    def _load_registers_used(self, settled, situations) -> None:
        """Zones and reactive registers, from the pieces already found."""
        for account_id, situation in situations.items():
            for piece in settled.pieces[account_id]:
                if piece.register != ACTIVE:
                    registers = situation.registers.setdefault(piece.month, {})
                    used = Used(piece.start, piece.end, piece.wh)
                    registers.setdefault(piece.register, []).append(used)

    @api.model
    def _load_contract_powers(self, situations) -> None:
        """Permitted and declared power and monthly volumes of the contracts; a month
        of two of them has the volume of the later one."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT t.account_id, t.date_start, t.date_end, t.permitted_power,
                       t.declared_power
                  FROM elektrohisob_agreement_term t
                  JOIN elektrohisob_agreement a ON a.id = t.agreement_id
                 WHERE t.account_id = ANY(%s) AND a.state NOT IN ('draft', 'signed')
                 ORDER BY t.account_id, t.date_start
                """,
                list(situations),
            )
        )
        for account_id, start, end, permitted, declared in rows:
            power = Power(start, _after(end), _watts(permitted), _watts(declared))
            situations[account_id].powers = (*situations[account_id].powers, power)
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT ON (v.account_id, v.month)
                       v.account_id, v.month, v.kwh, v.kvarh
                  FROM elektrohisob_agreement_volume v
                  JOIN elektrohisob_agreement a ON a.id = v.agreement_id
                 WHERE v.account_id = ANY(%s) AND a.state NOT IN ('draft', 'signed')
                   AND a.date_start < v.month + interval '1 month'
                   AND (a.state <> 'ended' OR a.date_end >= v.month)
                 ORDER BY v.account_id, v.month, a.date_start DESC, a.id DESC
                """,
                list(situations),
            )
        )
        for account_id, month, kwh, kvarh in rows:
            situation = situations[account_id]
            volumes = {month: (_watts(kwh), _watts(kvarh))}
            situation.volumes = {**situation.volumes, **volumes}

    @api.model
    def _load_families(self, situations) -> None:
        """How many families live on the accounts."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT account_id, date_start, date_end, families
                  FROM elektrohisob_account_family
                 WHERE account_id = ANY(%s)
                 ORDER BY account_id, date_start
                """,
                list(situations),
            )
        )
        for account_id, start, end, families in rows:
            situation = situations[account_id]
            row = (start, _after(end), families)
            situation.families = (*situation.families, row)

    # === PAID AHEAD === #

    @api.model
    def _get_months_kept(self):
        """Whether of a household → months for which what is paid keeps the price."""
        get = self.env["elektrohisob.parameter"]._get_value
        return {
            True: get("prepaid_exempt_months_household"),
            False: get("prepaid_exempt_months_other"),
        }

    @api.model
    def _get_oldest_prices(self, since):
        """First day whose prices may still count for energy used from ``since``."""
        if since == date.min:
            return since
        longest = max(self._get_months_kept().values())
        return fields.Date.subtract(since, months=longest, days=1)

    @api.model
    def _load_purses(self, settled, terms, until) -> list[tuple[int, Purse]]:
        """What accounts had paid ahead of rises of prices that may still count, in
        order of time."""
        lasts = self._get_months_kept()
        longest = max(lasts.values())
        rises: list[tuple] = []
        known: dict[tuple, list] = {}
        for account_id in settled.pieces if longest else ():
            found = terms.get(account_id, ())
            since = settled.since[account_id]
            key = (since, *map(id, found))
            if key not in known:
                first = since if since == date.min else _months_on(since, -longest)
                known[key] = find_rises(found, first, until)
            rises += [(account_id, since, *rise) for rise in known[key]]
        return self._make_purses(rises, lasts) if rises else []

    @api.model
    def _make_purses(self, rises, lasts) -> list[tuple[int, Purse]]:
        """Purses of the accounts with a credit; see :class:`~..engine.advance.Purse`.

        What is owed for the days before the rise is booked outside the window, or
        is priced again inside it.
        """
        rows = self.env.execute_query(
            SQL(
                CREDITS,
                [account_id for account_id, *_rest in rises],
                [new.start for *_rest, new in rises],
                [old.id for *_rest, old, _new in rises],
                [since for _account_id, since, *_rest in rises],
            )
        )
        result = []
        for place, account_id, is_household, tiyin, days, amounts, spent in rows:
            if tiyin <= 0:
                continue
            payments = [
                (day, _months_on(day, lasts[is_household]), amount)
                for day, amount in zip(days or (), amounts or (), strict=True)
            ]
            old, new = rises[place - 1][2:]
            purse = Purse(old, new, int(tiyin), payments, int(spent))
            result.append((account_id, purse))
        return result


def _after(last_day):
    return last_day and last_day + timedelta(days=1)


def _months_on(day, count):
    return fields.Date.add(day, months=count)


def _watts(power):
    """W of kW, Wh of kWh; None where nothing is entered."""
    return round(power * 1000) if power else None


# Payments and what else is no charge, before the rise; what was charged for the days
# before it in months that are not computed again; what was kept already.
CREDITS = """
SELECT w.no, w.id, a.category = 'household',
       -(COALESCE(e.total, 0) + COALESCE(c.owed, 0)) * 100,
       e.days, e.amounts, COALESCE(c.kept, 0) * 100
  FROM unnest(%s::int[], %s::date[], %s::int[], %s::date[]) WITH ORDINALITY
       AS w(id, rise, old_id, since, no)
  JOIN elektrohisob_account a ON a.id = w.id
  LEFT JOIN LATERAL (
       SELECT sum(amount) AS total,
              array_agg(date) FILTER (WHERE amount < 0) AS days,
              array_agg((-amount * 100)::bigint) FILTER (WHERE amount < 0) AS amounts
         FROM (SELECT COALESCE(p.date, l.date) AS date, sum(l.amount) AS amount
                 FROM elektrohisob_ledger_entry l
                 LEFT JOIN elektrohisob_payment p ON p.id = l.payment_id
                WHERE l.account_id = w.id
                  AND l.kind NOT IN ('charge', 'correction', 'benefit')
                GROUP BY COALESCE(p.id, -l.id), COALESCE(p.date, l.date)) AS paid
        WHERE date < w.rise) e ON true
  LEFT JOIN LATERAL (
       SELECT sum(amount) FILTER (WHERE date_start < w.rise) AS owed,
              sum(amount) FILTER (WHERE date_start >= w.rise AND version_id = w.old_id
                                    AND benefit_id IS NULL) AS kept
         FROM elektrohisob_charge
        WHERE account_id = w.id AND month < w.since) c ON true
 ORDER BY w.no
"""
