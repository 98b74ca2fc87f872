from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class RouteSheet(models.Model):
    """Making of sheets: one set query for the rows of all routes of a day."""

    _inherit = "elektrohisob.route.sheet"

    @api.model
    def _create_for(self, routes, day):
        """Sheets of the routes for the day; routes that have one already keep it.

        :return: all sheets of these routes and the day
        """
        known = self.search([("route_id", "in", routes.ids), ("date", "=", day)])
        new = self.create(
            [{"route_id": r.id, "date": day} for r in routes - known.route_id]
        )
        new._fill()
        return (known | new).sorted(lambda sheet: sheet.route_id.code)

    def _fill(self):
        """Add a row for every meter that hangs at a point of the route on the day."""
        rows = self._fetch_rows()
        have = {(line.sheet_id.id, line.installation_id.id) for line in self.line_ids}
        names = (
            *("sheet_id", "sequence", "usage_point_id", "installation_id"),
            *("previous_date", "previous_value", "usual_day"),
        )
        self.env["elektrohisob.route.sheet.line"].create(
            [
                dict(zip(names, row, strict=True))
                for row in rows
                if (row[0], row[3]) not in have
            ]
        )

    def _fetch_rows(self):
        """(sheet, number, point, installation, day and value of the reading before,
        usual kWh a day) in the order of the routes."""
        self.env.flush_all()
        limit = self.env["elektrohisob.parameter"]._get_value("usual_readings")
        return self.env.execute_query(
            SQL(
                """
                SELECT s.id, t.sequence, t.usage_point_id, i.id, p.days[1],
                       p.shown[1], CASE WHEN p.total >= 0 AND p.covered > 0
                            THEN p.total * i.multiplier / p.covered END
                  FROM elektrohisob_route_sheet s
                  JOIN elektrohisob_route_stop t ON t.route_id = s.route_id
                  JOIN elektrohisob_installation i
                    ON i.usage_point_id = t.usage_point_id
                   AND daterange(i.date_start, i.date_end, '[]') @> s.date
                  JOIN LATERAL (
                       SELECT array_agg(date ORDER BY date DESC) AS days,
                              array_agg(value ORDER BY date DESC) AS shown,
                              max(date) - min(date) AS covered,
                              (array_agg(value ORDER BY date DESC))[1]
                              - (array_agg(value ORDER BY date))[1] AS total
                         FROM (SELECT date, value
                                 FROM elektrohisob_reading
                                WHERE installation_id = i.id AND state = 'valid'
                                  AND reading_type = 'A+' AND date < s.date
                                ORDER BY date DESC LIMIT %s) r) p ON TRUE
                 WHERE s.id = ANY(%s)
                 ORDER BY s.id, t.sequence, t.id, i.id
                """,
                limit,
                self.ids,
            )
        )

    def _check_open(self):
        for sheet in self:
            if sheet.state != "open":
                raise UserError(
                    self.env._(
                        "Sheet %(sheet)s is closed. Reopen it to type readings in.",
                        sheet=sheet.display_name,
                    )
                )
