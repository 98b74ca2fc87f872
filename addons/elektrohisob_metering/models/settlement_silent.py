from odoo import api, models
from odoo.tools import SQL

# Disconnections and reconnections of the points by day; the state set by hand last.
EVENTS = """
SELECT usage_point_id, date, state = 'connected', id
  FROM elektrohisob_connection_event
 WHERE usage_point_id = ANY(%(points)s::int[])
 UNION ALL
SELECT id, connection_date, FALSE, NULL
  FROM elektrohisob_usage_point
 WHERE id = ANY(%(points)s::int[])
   AND connection_state = 'disconnected' AND connection_date IS NOT NULL
 ORDER BY 1, 2, 4
"""
# What readers found at meters they did not read.
REMARKS = """
SELECT l.installation_id, l.date, bool_and(r.consequence = 'none')
  FROM elektrohisob_route_sheet_line l
  JOIN elektrohisob_reason r ON r.id = l.remark_id
 WHERE l.usage_point_id = ANY(%(points)s::int[])
   AND l.installation_id = ANY(%(ids)s::int[]) AND l.remark_id IS NOT NULL
   AND l.is_followed AND r.consequence IS NOT NULL
 GROUP BY 1, 2
 ORDER BY 1, 2
"""


class Settlement(models.AbstractModel):
    """Settlement: why nothing may be estimated for a meter nobody read."""

    _inherit = "elektrohisob.settlement"

    @api.model
    def _load_silence(self, settled, installation_ids) -> None:
        """Disconnections of the points of these installations and of those with
        interval data, and the remarks of those who went to read them."""
        ids = set(installation_ids)
        points = {
            point_id for f in settled.facts.values() for point_id, _ in f.profiles
        }
        for facts in settled.facts.values():
            for installation, _serial, _readings in facts.meters:
                if installation.id in ids:
                    points.add(installation.point_id)
        if not points:
            return
        values = {"points": list(points), "ids": list(ids)}
        events: dict[int, list] = {}
        for point_id, day, is_on, _id in self.env.execute_query(SQL(EVENTS, **values)):
            events.setdefault(point_id, []).append((day, is_on))
        remarks: dict[int, list] = {}
        for id_, day, is_nothing in self.env.execute_query(SQL(REMARKS, **values)):
            remarks.setdefault(id_, []).append((day, is_nothing))
        if not events and not remarks:
            return
        for facts in settled.facts.values():
            for installation, _serial, _readings in facts.meters:
                point_id = installation.point_id
                if point_id in events:
                    facts.switched[point_id] = events[point_id]
                if installation.id in remarks:
                    facts.remarks[installation.id] = remarks[installation.id]
