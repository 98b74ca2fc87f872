from odoo import api, models
from odoo.tools import SQL

from odoo.addons.elektrohisob_base.tools.dates import TIMEZONE

# How money of a payment came, for the books: a service with terms of settlement (or a
# terminal) hands it over later in one sum, a desk of another unit owes it to ours.
CHANNEL_JOINS = """
      LEFT JOIN elektrohisob_cash_shift shift ON shift.id = p.shift_id
      LEFT JOIN elektrohisob_payment_clearing terms
        ON terms.provider_id = p.provider_id AND p.channel = 'bank'
       AND p.date >= terms.date_start
       AND (terms.date_end IS NULL OR p.date <= terms.date_end)
"""
CHANNEL = """CASE WHEN shift.company_id <> %(company)s THEN 'unit'
                WHEN p.means = 'card' THEN 'card'
                WHEN terms.id IS NOT NULL THEN 'online'
                ELSE p.channel END"""

# Money and commission that are no entries of consumers: event, day, so'm. What is in
# the till of a new desk when it is first counted is no surplus.
SIDES = """
SELECT 'unidentified_' || %(channel)s, p.date, sum(p.amount)
  FROM elektrohisob_payment p %(joins)s
 WHERE p.company_id = %(company)s AND p.state IN ('unidentified', 'returned')
   AND p.date <= %(last)s
 GROUP BY 1, 2
 UNION ALL
SELECT 'returned', d.date_done, sum(p.amount)
  FROM elektrohisob_ledger_document d
  JOIN elektrohisob_payment p ON p.id = d.payment_id
 WHERE p.company_id = %(company)s AND p.state = 'returned'
   AND d.kind = 'return' AND d.state = 'done' AND d.date_done <= %(last)s
 GROUP BY 2
 UNION ALL
SELECT 'taken_' || COALESCE(p.means, 'cash'), p.date, sum(p.amount)
  FROM elektrohisob_cash_shift s
  JOIN elektrohisob_payment p ON p.shift_id = s.id
 WHERE s.company_id = %(company)s AND p.company_id <> s.company_id
   AND p.state <> 'cancelled' AND p.date <= %(last)s
 GROUP BY 1, 2
 UNION ALL
SELECT 'agent_transfer', date, sum(amount)
  FROM elektrohisob_payment_transfer
 WHERE company_id = %(company)s AND date <= %(last)s
 GROUP BY 2
 UNION ALL
SELECT part.event, date, sum(part.amount)
  FROM elektrohisob_agent_act
 CROSS JOIN LATERAL (VALUES ('commission', commission - commission_vat),
                            ('commission_vat', commission_vat),
                            ('commission_kept', commission_kept)) AS part(event, amount)
 WHERE company_id = %(company)s AND state = 'signed' AND date <= %(last)s
 GROUP BY 1, 2
 UNION ALL
SELECT 'benefit_paid', date, sum(amount)
  FROM elektrohisob_benefit_payment
 WHERE company_id = %(company)s AND state = 'booked' AND date <= %(last)s
 GROUP BY 2
 UNION ALL
SELECT 'cash_' || kind, (date AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date,
       sum(amount)
  FROM elektrohisob_cash_operation
 WHERE company_id = %(company)s
   AND (date AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date <= %(last)s
 GROUP BY 1, 2
 UNION ALL
SELECT CASE WHEN found.amount > 0 THEN 'cash_over' ELSE 'cash_short' END,
       (found.date AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date,
       abs(sum(found.amount))
  FROM elektrohisob_cash_shift s
 CROSS JOIN LATERAL (VALUES
            (s.date_opened,
             CASE WHEN s.number > 1 THEN s.opening_count - s.opening_expected END),
            (s.date_closed, s.difference)) AS found(date, amount)
 WHERE s.company_id = %(company)s AND found.date IS NOT NULL AND found.amount <> 0
   AND (found.date AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date <= %(last)s
 GROUP BY 1, 2
"""


class GlPosting(models.Model):
    """What moves the general ledger and is no entry of a consumer."""

    _inherit = "elektrohisob.gl.posting"

    @api.model
    def _get_sides(self, period):
        """Events that are no entries, with what changed of earlier months on the first
        day: those months are closed."""
        rows = self.env.execute_query(
            SQL(
                SIDES,
                company=period.company_id.id,
                last=period.date_end,
                zone=TIMEZONE,
                channel=SQL(CHANNEL, company=SQL("p.company_id")),
                joins=SQL(CHANNEL_JOINS),
            )
        )
        for event, day, amount in rows:
            yield event, max(day, period.date_start), "", "", "", None, _tiyin(amount)
        earlier = self.env.execute_query(
            SQL(
                """
                SELECT p.event, sum(p.amount)
                  FROM elektrohisob_gl_posting p
                  JOIN elektrohisob_period m ON m.id = p.period_id
                 WHERE p.company_id = %s AND m.date_start < %s
                   AND COALESCE(p.kind, '') = '' AND p.category IS NULL
                 GROUP BY 1
                """,
                period.company_id.id,
                period.date_start,
            )
        )
        for event, amount in earlier:
            yield event, period.date_start, "", "", "", None, -_tiyin(amount)


def _tiyin(amount):
    return round(amount * 100)
