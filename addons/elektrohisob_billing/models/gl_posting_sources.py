from collections import defaultdict

from odoo import api, models
from odoo.tools import SQL

from ..engine.gl import Flow, get_events
from ..tools import open_debts
from .gl_posting_sides import CHANNEL, CHANNEL_JOINS

# Entries of a district since a day, with the balance of the account after each of them:
# what it is now, less everything later. An account that has left the district keeps
# nothing there. Balances brought in may be older than the month they are booked in:
# they are posted on its first day. Whether an account is charged more or less for
# earlier years is asked of its few sums, not of every entry.
FLOWS = """
WITH since AS (
    SELECT e.id, e.account_id, GREATEST(e.date, m.date_start) AS date, e.kind,
           (e.amount * 100)::bigint AS tiyin, a.category,
           CASE WHEN a.company_id = %(company)s THEN (state.balance * 100)::bigint
                ELSE 0 END AS balance,
           COALESCE(%(channel)s, 'bank') AS channel, c.version_id,
           COALESCE((c.vat * 100)::bigint, 0) AS vat,
           COALESCE(c.month < date_trunc('year', GREATEST(e.date, m.date_start))
                    AND c.benefit_id IS NULL, FALSE) AS past,
           COALESCE(moved.company_to_id = %(company)s, FALSE) AS inward
      FROM elektrohisob_ledger_entry e
      JOIN elektrohisob_period m ON m.id = e.period_id
      JOIN elektrohisob_account a ON a.id = e.account_id
      JOIN elektrohisob_account_state state ON state.account_id = e.account_id
      LEFT JOIN elektrohisob_payment p ON p.id = e.payment_id
      %(joins)s
      LEFT JOIN elektrohisob_charge c ON c.id = e.charge_id
      LEFT JOIN elektrohisob_account_transfer moved ON moved.id = e.transfer_id
     WHERE e.company_id = %(company)s
       AND (e.date >= %(first)s OR m.date_start >= %(first)s)
), running AS (
    SELECT since.*, balance + tiyin - (sum(tiyin::float8) OVER (
               PARTITION BY account_id ORDER BY date DESC, id DESC))::bigint AS after
      FROM since
), told AS (
    SELECT date, kind, category,
           CASE WHEN category <> 'household' OR past THEN account_id END AS account_id,
           version_id, channel, past, inward, sum(tiyin)::bigint AS tiyin,
           sum(greatest(-after, 0) - greatest(tiyin - after, 0))::bigint AS advance,
           sum(vat)::bigint AS vat
      FROM running WHERE date <= %(last)s
     GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
), signed AS (
    SELECT told.*, past AND sum(tiyin - vat) FILTER (WHERE past) OVER (
               PARTITION BY account_id, date) < 0 AS less
      FROM told
)
SELECT signed.date, signed.kind, signed.category,
       CASE WHEN signed.category <> 'household' THEN signed.account_id END,
       COALESCE(t."group", '') AS tariff_group, signed.channel, signed.past,
       signed.inward, sum(signed.tiyin)::bigint, sum(signed.advance)::bigint,
       sum(signed.vat)::bigint
  FROM signed
  LEFT JOIN elektrohisob_tariff_version v ON v.id = signed.version_id
  LEFT JOIN elektrohisob_tariff t ON t.id = v.tariff_id
 GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, signed.less
 ORDER BY 1, 2, 3, 4, 5
"""

# Penalties of a district, of accounts that have any: what is owed of them less what is
# left open. An account that has gone to another district has taken all with it.
PENALTIES = """
WITH asked AS MATERIALIZED (
    SELECT DISTINCT account_id FROM elektrohisob_ledger_entry
     WHERE company_id = %(company)s AND kind = 'penalty' AND date <= %(last)s
), penalty AS (
    SELECT entry.account_id, (entry.amount * 100)::bigint AS tiyin
      FROM elektrohisob_ledger_entry AS entry JOIN asked USING (account_id)
     WHERE entry.company_id = %(company)s AND entry.date <= %(last)s
       AND entry.amount > 0 AND entry.reverses_id IS NULL
       AND entry.kind <> 'transfer'
       AND COALESCE(entry.target_kind, %(debt)s) = 'penalty'
       AND NOT EXISTS (SELECT FROM elektrohisob_ledger_entry AS reversal
                        WHERE reversal.reverses_id = entry.id
                          AND reversal.date <= %(last)s)
     UNION ALL
    SELECT asked.account_id, -found.open_tiyin
      FROM asked
      JOIN elektrohisob_account AS own
        ON own.id = asked.account_id AND own.company_id = %(company)s
     CROSS JOIN LATERAL elektrohisob_open_debts(asked.account_id, %(last)s) AS found
      JOIN elektrohisob_ledger_entry AS entry
        ON entry.id = found.entry_id AND entry.company_id = %(company)s
     WHERE found.debt = 'penalty'
)
SELECT account.category,
       CASE WHEN account.category = 'household' THEN NULL ELSE account.id END,
       sum(penalty.tiyin)::bigint
  FROM penalty JOIN elektrohisob_account AS account ON account.id = penalty.account_id
 GROUP BY 1, 2
"""


class GlPosting(models.Model):
    """What the subledger says the general ledger should hold."""

    _inherit = "elektrohisob.gl.posting"

    @api.model
    def _get_target(self, period):
        """Sums of a month of a district by key, tiyin; see ``_get_booked``."""
        target = defaultdict(int)
        for event, day, kind, category, group, account, tiyin in (
            *self._get_flows(period),
            *self._get_sides(period),
            *self._get_penalties_paid(period),
        ):
            target[(event, day, kind, category, group, account)] += tiyin
        return self._name_accounts(target, period.company_id)

    @api.model
    def _get_booked(self, period):
        """Sums booked in a month by event, day, kind, category, tariff group, account
        (id of an organisation, or None), debit and credit; tiyin."""
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT event, date, COALESCE(kind, ''), COALESCE(category, ''),
                       COALESCE(tariff_group, ''), account_id, debit_code, credit_code,
                       sum(amount * 100)::bigint
                  FROM elektrohisob_gl_posting
                 WHERE period_id = %s
                 GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
                """,
                period.id,
            )
        )
        return {tuple(key): tiyin for *key, tiyin in rows}

    @api.model
    def _name_accounts(self, target, company):
        """The keys with the codes of their debit and credit."""
        rules = self.env["elektrohisob.gl.rule"]
        found = rules._find_rules(company)
        codes = {}
        for event, day, _kind, category, *_rest in target:
            place = (event, day, category)
            if place not in codes:
                codes[place] = rules._get_codes(event, company, day, category, found)
        return {
            (*key, *codes[key[0], key[1], key[3]]): tiyin
            for key, tiyin in target.items()
        }

    @api.model
    def _get_flows(self, period):
        """Events of the ledger entries of a month."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                FLOWS,
                company=period.company_id.id,
                first=period.date_start,
                last=period.date_end,
                channel=SQL(CHANNEL, company=SQL("e.company_id")),
                joins=SQL(CHANNEL_JOINS),
            )
        )
        for day, kind, category, account, group, *figures in rows:
            channel, past, inward, tiyin, advance, vat = figures
            flow = Flow(
                kind=kind,
                amount=tiyin,
                advance=advance,
                vat=vat,
                channel=channel,
                past=past,
                inward=inward,
                by_invoice=account is not None,
            )
            for event, amount in get_events(flow):
                yield event, day, kind, category, group, account, amount

    @api.model
    def _get_penalties_paid(self, period):
        """What money covers of penalties by the allocation of each account that has
        any: what is booked stays, what it covers more or less now comes today."""
        company = period.company_id
        event, day = (
            "penalty_paid",
            self.env["elektrohisob.ledger.entry"]._get_booking_date(period),
        )
        left = self._get_penalties_covered(period)
        domain = [("company_id", "=", company.id), ("event", "=", event)]
        for posting in self.search([*domain, ("date", "<=", period.date_end)]):
            place = (posting.category, posting.account_id.id or None)
            amount = round(posting.amount * 100)
            left[place] -= amount
            if posting.period_id == period:
                yield event, posting.date, "penalty", place[0], "", place[1], amount
        for (category, account), amount in left.items():
            yield event, day, "penalty", category, "", account, amount

    @api.model
    def _get_penalties_covered(self, period):
        """(category, organisation or None) → tiyin of penalties that are paid."""
        self.env.flush_all()
        kinds = self.env["elektrohisob.account"]._get_debt_kinds()
        rows = self.env.execute_query(
            SQL(
                PENALTIES,
                company=period.company_id.id,
                last=period.date_end,
                debt=SQL(open_debts.get_kind(kinds, "entry")),
            )
        )
        return defaultdict(
            int, {(category, account): tiyin for category, account, tiyin in rows}
        )
