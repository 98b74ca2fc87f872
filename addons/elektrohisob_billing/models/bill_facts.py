from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.elektrohisob_base.tools.pdf import tiyin, watthours

from ..engine.bill import Charge
from ..engine.line import ACT

HISTORY_MONTHS = 12


class BillFacts(models.AbstractModel):
    """Facts the bills of many accounts need, by one set query each."""

    _name = "elektrohisob.bill.facts"
    _description = "Facts of bills"

    @api.model
    def _load(self, ids, period):
        """Name of the facts → account id → facts; money tiyin, energy Wh."""
        self.env.flush_all()
        return {
            "sums": self._load_sums(ids, period),
            "entries": self._load_entries(ids, period),
            "charges": self._load_charges(ids, period),
            "history": self._load_history(ids, period),
            "meters": self._load_meters(ids, period),
        }

    @api.model
    def _load_sums(self, ids, period):
        """Account → balance before the period, tiyin."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT e.account_id, sum(e.amount)
                  FROM elektrohisob_ledger_entry e
                  JOIN elektrohisob_period p ON p.id = e.period_id
                 WHERE e.account_id = ANY(%s)
                   AND (p.date_start < %s OR (p.id = %s AND e.kind = 'opening'))
                 GROUP BY e.account_id
                """,
                ids,
                period.date_start,
                period.id,
            )
        )
        return {account_id: tiyin(amount) for account_id, amount in rows}

    @api.model
    def _load_entries(self, ids, period):
        """Account → entries of the period: (kind, day, tiyin, channel, provider)."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT e.account_id, e.kind, COALESCE(pay.date, e.date), sum(e.amount),
                       pay.channel, provider.name
                  FROM elektrohisob_ledger_entry e
                  LEFT JOIN elektrohisob_payment pay ON pay.id = e.payment_id
                  LEFT JOIN elektrohisob_exchange_provider provider
                    ON provider.id = pay.provider_id
                 WHERE e.account_id = ANY(%s) AND e.period_id = %s
                   AND e.kind <> 'opening'
                 GROUP BY e.account_id, e.kind, COALESCE(pay.date, e.date),
                          e.payment_id, pay.channel, provider.name
                HAVING sum(e.amount) <> 0
                 ORDER BY 3, e.payment_id
                """,
                ids,
                period.id,
            )
        )
        found = defaultdict(list)
        for account_id, kind, day, amount, channel, provider in rows:
            found[account_id].append((kind, day, tiyin(amount), channel, provider))
        return found

    @api.model
    def _load_charges(self, ids, period):
        """Account → charges booked in the month of the period (True) and the one
        before, by the districts that had the account too."""
        companies = self._get_companies(ids, period)
        before = fields.Date.subtract(period.date_start, months=1)
        rows = self.env.execute_query(
            SQL(
                """
                SELECT c.account_id, p.date_start = %s, c.kind, c.month, c.date_start,
                       c.date_end, c.version_id, c.block, c.price, c.kwh, c.amount,
                       c.vat, c.explanation, rate.kwh_from, rate.kwh_to,
                       c.id, COALESCE(c.component_id, -c.benefit_id, c.act_id + %s),
                       c.quantity,
                       CASE WHEN c.act_id IS NOT NULL THEN 'unlawful'
                            ELSE COALESCE('benefit' || own.programme_id, concat(
                           part.kind, COALESCE(part.zone, c.block::text))) END,
                       late.cause
                  FROM elektrohisob_charge c
                  JOIN elektrohisob_period p ON p.id = c.period_id
                  LEFT JOIN elektrohisob_tariff_rate rate
                    ON rate.version_id = c.version_id AND rate.block = c.block
                   AND c.component_id IS NULL AND c.benefit_id IS NULL
                   AND c.act_id IS NULL
                  LEFT JOIN elektrohisob_tariff_component part
                    ON part.id = c.component_id
                  LEFT JOIN elektrohisob_correction late ON late.id = c.correction_id
                  LEFT JOIN elektrohisob_benefit own ON own.id = c.benefit_id
                 WHERE c.account_id = ANY(%s) AND c.company_id = ANY(%s)
                   AND p.company_id = ANY(%s) AND p.date_start IN (%s, %s)
                 ORDER BY c.month, c.date_start, c.act_id NULLS FIRST,
                          c.benefit_id NULLS FIRST,
                          c.component_id NULLS FIRST, c.block, c.id
                """,
                period.date_start,
                ACT,
                ids,
                companies,
                companies,
                period.date_start,
                before,
            )
        )
        found = {}
        for account_id, is_now, *charge in rows:
            now_and_before = found.setdefault(account_id, {True: [], False: []})
            now_and_before[is_now].append(_charge(charge))
        return found

    @api.model
    def _get_companies(self, ids, period):
        """District of the period, and those that handed one of the accounts over."""
        rows = self.env.execute_query(
            SQL(
                "SELECT DISTINCT company_id FROM elektrohisob_account_transfer"
                " WHERE account_id = ANY(%s) AND state = 'done'",
                ids,
            )
        )
        return list({period.company_id.id, *(company for (company,) in rows)})

    @api.model
    def _load_rates(self, charges):
        """Tariff version → block → tiyin per kWh, of the versions of ``charges``
        (see ``_load_charges``)."""
        versions = {
            charge.version
            for found in charges.values()
            for months in found.values()
            for charge in months
        }
        rows = self.env.execute_query(
            SQL(
                "SELECT version_id, block, price FROM elektrohisob_tariff_rate"
                " WHERE version_id = ANY(%s)",
                list(versions),
            )
        )
        found = defaultdict(dict)
        for version_id, block, price in rows:
            found[version_id][block] = tiyin(price)
        return found

    @api.model
    def _load_history(self, ids, period):
        """Account → month of use → Wh, as known when the period was billed."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT c.account_id, c.month, sum(c.kwh)
                  FROM elektrohisob_charge c
                  JOIN elektrohisob_period p ON p.id = c.period_id
                 WHERE c.account_id = ANY(%s) AND c.month > %s AND c.month <= %s
                   AND p.date_start <= %s
                 GROUP BY c.account_id, c.month
                """,
                ids,
                fields.Date.subtract(period.date_start, months=HISTORY_MONTHS),
                period.date_start,
                period.date_start,
            )
        )
        found = defaultdict(dict)
        for account_id, month, energy in rows:
            found[account_id][month] = watthours(energy)
        return found

    @api.model
    def _load_meters(self, ids, period):
        """Account → its meters: serial, type in the language of its bills, last valid
        reading (day, Wh)."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT i.account_id, m.serial,
                       COALESCE(t.name->>a.lang, t.name->>'en_US'), r.date, r.value,
                       i.multiplier,
                       i.date_end IS NULL OR i.date_end >= %(end)s
                  FROM elektrohisob_installation i
                  JOIN elektrohisob_account a ON a.id = i.account_id
                  JOIN elektrohisob_device m ON m.id = i.meter_id
                  JOIN elektrohisob_device_type t ON t.id = m.type_id
                  LEFT JOIN LATERAL (
                       SELECT date, value FROM elektrohisob_reading
                        WHERE installation_id = i.id AND reading_type = 'A+'
                          AND state = 'valid' AND date <= %(last)s
                        ORDER BY date DESC LIMIT 1) r ON true
                 WHERE i.account_id = ANY(%(ids)s) AND i.active
                   AND i.date_start <= %(end)s
                 ORDER BY i.account_id, i.date_start
                """,
                ids=ids,
                end=period.date_end,
                last=period.date_end + timedelta(days=1),
            )
        )
        found = defaultdict(list)
        for account_id, serial, type_name, day, value, multiplier, hangs in rows:
            found[account_id].append(
                {
                    "serial": serial,
                    "type": type_name,
                    "day": day,
                    "value": watthours(value),
                    "multiplier": multiplier,
                    "hangs": hangs,
                }
            )
        return found


def _charge(row):
    """Engine value of a row of ``_load_charges``."""
    *what, price, kwh, amount, vat, pieces, lower, upper = row[:-5]
    charge_id, component, quantity, part, cause = row[-5:]
    return Charge(
        *what,
        price=tiyin(price),
        wh=watthours(kwh),
        amount=tiyin(amount),
        vat=tiyin(vat),
        pieces=pieces or [],
        lower=watthours(lower),
        upper=watthours(upper) or None,
        id=charge_id,
        component=component or 0,
        quantity=watthours(quantity),
        part=part if component else "",
        cause=cause or "",
    )
