from collections import defaultdict
from datetime import date

from odoo import api, models
from odoo.tools import SQL

from odoo.addons.elektrohisob_base.tools.bulk import array_text

from ..engine.demand import Shown, register_peaks

DEMANDS = """
SELECT i.account_id, i.usage_point_id, i.id, i.date_start, i.multiplier, r.date,
       (r.value * 1000)::bigint
  FROM elektrohisob_installation i
  JOIN elektrohisob_reading r
    ON r.installation_id = i.id AND r.reading_type = 'P+' AND r.state = 'valid'
 WHERE i.account_id = ANY(%s::int[])
 ORDER BY i.id, r.date
"""
WITH_INTERVALS = """
SELECT DISTINCT u.id, date_trunc('month', d.date)::date
  FROM elektrohisob_usage_point u
  JOIN elektrohisob_channel c
    ON c.usage_point_id = u.id AND c.reading_type IN ('A+', 'A-')
  JOIN elektrohisob_interval_day d ON d.channel_id = c.id AND d.state = 'valid'
   AND d.date >= c.date_start AND (c.date_end IS NULL OR d.date <= c.date_end)
  LEFT JOIN elektrohisob_installation i
    ON i.usage_point_id = u.id AND i.date_start <= d.date
   AND (i.date_end IS NULL OR i.date_end >= d.date)
   AND COALESCE(i.place_no, 1) = 1
 WHERE u.id = ANY(%s::int[])
   AND c.reading_type = CASE WHEN i.is_reversed THEN 'A-' ELSE 'A+' END
"""


class Settlement(models.AbstractModel):
    """Maximum demand: a fact for whoever charges power, nothing that is booked."""

    _inherit = "elektrohisob.settlement"

    @api.model
    def _load_demands(self, account_ids) -> dict[int, dict[date, dict[int, Shown]]]:
        """Account → month → point → what its register of maximum demand showed.

        Months of which half-hours of the point are known are left out: they tell it
        better. Of several meters at a point in a month the greatest counts.
        """
        self.env["elektrohisob.reading"].flush_model()
        self.env["elektrohisob.installation"].flush_model()
        rows = self.env.execute_query(SQL(DEMANDS, array_text(account_ids)))
        meters = defaultdict(list)
        for *meter, day, shown in rows:
            meters[tuple(meter)].append((day, shown))
        points = {point_id for _account, point_id, *_rest in meters}
        measured = set()
        if points:
            measured = set(
                self.env.execute_query(SQL(WITH_INTERVALS, array_text(points)))
            )
        found = defaultdict(lambda: defaultdict(dict))
        for (account_id, point_id, _id, start, multiplier), readings in meters.items():
            peaks = register_peaks(readings, start, multiplier)
            for month, shown in peaks.items():
                if (point_id, month) in measured:
                    continue
                of_month = found[account_id][month]
                known = of_month.get(point_id)
                if known is None or shown.watts > known.watts:
                    of_month[point_id] = shown
        return found
