from odoo import api, models
from odoo.tools import SQL

# W of each half-hour of peak, all meters together: what their intervals, longer or
# shorter than it, bring to it × 2. Crossed wires show import as export.
MAXIMA = """
SELECT account_id, date_trunc('month', date)::date, max(watts)
  FROM (SELECT w.id AS account_id, d.date, half.no,
               sum(CASE WHEN mod(step.minutes, 30) = 0
                        THEN d.values[half.no * 30 / step.minutes + 1]
                             * 60.0 / step.minutes
                        ELSE (
                    SELECT sum(d.values[slot.no + 1] * 2.0
                               * (LEAST(slot.no * step.minutes + step.minutes,
                                        half.no * 30 + 30)
                                  - GREATEST(slot.no * step.minutes, half.no * 30))
                               / step.minutes)
                      FROM generate_series(half.no * 30 / step.minutes,
                                           (half.no * 30 + 29) / step.minutes)
                           AS slot(no)) END
                   * CASE WHEN c.coefficient_applied THEN 1
                          ELSE COALESCE(i.multiplier, 1) END) AS watts
          FROM unnest(%s::int[], %s::date[]) AS w(id, since)
          JOIN elektrohisob_usage_point u ON u.account_id = w.id
          JOIN elektrohisob_channel c
            ON c.usage_point_id = u.id AND c.reading_type IN ('A+', 'A-')
          JOIN elektrohisob_interval_day d
            ON d.channel_id = c.id AND d.state = 'valid' AND d.date >= w.since
           AND d.date >= c.date_start AND (c.date_end IS NULL OR d.date <= c.date_end)
          JOIN elektrohisob_zone_calendar z
            ON z.date_start <= d.date AND (z.date_end IS NULL OR z.date_end >= d.date)
          LEFT JOIN elektrohisob_installation i
            ON i.usage_point_id = u.id AND i.active AND i.date_start <= d.date
           AND (i.date_end IS NULL OR i.date_end >= d.date)
           AND COALESCE(i.place_no, 1) = 1
         CROSS JOIN LATERAL (SELECT 1440 / cardinality(d.values) AS minutes) AS step
          JOIN generate_series(0, 47) AS half(no)
            ON substr(z.hours, half.no / 2 + 1, 1) = '1'
         WHERE c.reading_type = CASE WHEN i.is_reversed THEN 'A-' ELSE 'A+' END
         GROUP BY w.id, d.date, half.no) AS loads
 GROUP BY 1, 2
"""


class Settlement(models.AbstractModel):
    """Settlement: the greatest load of a month, where a tariff charges it."""

    _inherit = "elektrohisob.settlement"

    @api.model
    def _load_maxima(self, terms, situations) -> None:
        """Greatest load of each month, where it is charged: of the half-hours of peak
        by the intervals of all meters of the account together, and of points without
        intervals by their registers of maximum demand."""
        wanted = [
            account_id
            for account_id in situations
            if any(
                part.kind == "excess"
                for term in terms[account_id]
                for version in term.versions
                for part in version.components
            )
        ]
        if not wanted:
            return
        rows = self.env.execute_query(
            SQL(
                MAXIMA,
                list(wanted),
                [situations[account_id].since for account_id in wanted],
            )
        )
        for account_id, month, watts in rows:
            situation = situations[account_id]
            situation.maxima = {**situation.maxima, month: int(watts)}
        for account_id, months in self._load_demands(wanted).items():
            maxima = dict(situations[account_id].maxima)
            for month, points in months.items():
                watts = sum(shown.watts for shown in points.values())
                maxima[month] = maxima.get(month, 0) + watts
            situations[account_id].maxima = maxima
