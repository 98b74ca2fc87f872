from odoo import api, models
from odoo.tools import SQL

from odoo.addons.elektrohisob_base.tools import bulk

from ..engine.line import ACT

MONEY = """
SELECT l.account_id,
       sum(l.amount) FILTER (WHERE l.date < %(start)s),
       sum(l.amount) FILTER (WHERE c.month = %(start)s),
       sum(l.amount) FILTER (WHERE c.month < %(start)s),
       -sum(l.amount) FILTER (WHERE c.id IS NULL AND l.date >= %(start)s),
       sum(c.vat) FILTER (WHERE c.month = %(start)s)
  FROM elektrohisob_ledger_entry l
  LEFT JOIN elektrohisob_charge c ON c.id = l.charge_id AND l.period_id = %(period)s
 WHERE l.account_id = ANY(%(accounts)s::int[]) AND l.date <= %(last)s
 GROUP BY 1
"""
LINES = """
SELECT c.account_id,
       COALESCE(c.component_id, -c.benefit_id, c.act_id + %(act)s, 0), c.block, c.price,
       sum(c.kwh), sum(c.quantity), sum(c.amount), t.kind
  FROM elektrohisob_charge c
  LEFT JOIN elektrohisob_tariff_component t ON t.id = c.component_id
 WHERE c.account_id = ANY(%(accounts)s::int[]) AND c.period_id = %(period)s
   AND c.month = %(start)s
 GROUP BY 1, 2, 3, 4, t.kind, CASE WHEN c.component_id > 0 THEN c.date_start END
HAVING sum(c.amount) <> 0 OR sum(c.kwh) <> 0
 ORDER BY 1, 2, 3, min(c.date_start)
"""
ENERGY = """
SELECT account_id, sum(kwh) FILTER (WHERE reading_type = 'A+'),
       sum(kwh) FILTER (WHERE reading_type = 'A+' AND origin = 'loss'),
       sum(kwh) FILTER (WHERE reading_type = 'R+')
  FROM elektrohisob_consumption
 WHERE account_id = ANY(%(accounts)s::int[]) AND month = %(start)s
   AND period_id = %(period)s
 GROUP BY 1
"""
VOLUMES = """
SELECT DISTINCT ON (v.account_id) v.account_id, v.kwh
  FROM elektrohisob_agreement_volume v
  JOIN elektrohisob_agreement a ON a.id = v.agreement_id
 WHERE v.account_id = ANY(%(accounts)s::int[]) AND v.month = %(start)s
   AND a.state NOT IN ('draft', 'signed') AND a.date_start <= %(last)s
   AND (a.state <> 'ended' OR a.date_end >= %(start)s)
 ORDER BY v.account_id, a.date_start DESC, a.id DESC
"""
ADVANCES = """
SELECT account_id, sum(amount) FROM elektrohisob_advance_notice
 WHERE account_id = ANY(%(accounts)s::int[]) AND month = %(start)s
   AND stage <> 'cancelled'
 GROUP BY 1
"""


class FinalSettlement(models.Model):
    """The figures of final settlements, from the books."""

    _inherit = "elektrohisob.final.settlement"

    @api.model
    def _load_figures(self, accounts, period):
        """Account id → figures of its settlement; only accounts charged in the
        month."""
        self.env.flush_all()
        values = {
            "accounts": bulk.array_text(accounts.ids),
            "period": period.id,
            "start": period.date_start,
            "last": period.date_end,
            "act": ACT,
        }
        money, lines, energy, volumes, advances = (
            self._load_by_account(text, values)
            for text in (MONEY, LINES, ENERGY, VOLUMES, ADVANCES)
        )
        result = {}
        for account_id, rows in lines.items():
            sums = map(float, (value or 0 for value in money[account_id][0]))
            used = energy.get(account_id, [(0, 0, 0)])[0]
            volume = volumes.get(account_id, [(0,)])[0][0]
            asked = advances.get(account_id, [(0,)])[0][0]
            result[account_id] = {
                **self._get_money(*sums),
                **self._get_energy(used, volume, rows),
                "advance_amount": float(asked),
                "detail": [_line(row) for row in rows],
            }
        return result

    @api.model
    def _load_by_account(self, text, values):
        rows = {}
        for account_id, *row in self.env.execute_query(SQL(text, **values)):
            rows.setdefault(account_id, []).append(row)
        return rows

    @api.model
    def _get_money(self, opening, charged, corrected, paid, vat):
        return {
            "opening": opening,
            "amount": charged,
            "correction_amount": corrected,
            "paid": paid,
            "vat": vat,
            "balance": opening + charged + corrected - paid,
        }

    @api.model
    def _get_energy(self, used, volume, rows):
        kwh, loss, kvarh = (float(value or 0) for value in used)
        # power that changed inside the month has a line for the days of each
        over = [float(row[4] or 0) for row in rows if row[6] == "excess"]
        return {
            "kwh": kwh,
            "loss_kwh": loss,
            "kvarh": kvarh,
            "volume_kwh": float(volume or 0),
            "over_kwh": max(0.0, kwh - float(volume)) if volume else 0.0,
            "over_kw": max(over, default=0.0),
        }


def _line(row):
    """A charged line as it is kept: thousandths and tiyin."""
    component, block, price, kwh, quantity, amount, _kind = row
    amounts = quantity if component else kwh
    return {
        "component": component,
        "block": block,
        "quantity": round((amounts or 0) * 1000),
        "price": round((price or 0) * 100),
        "amount": round((amount or 0) * 100),
    }
