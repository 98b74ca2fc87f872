from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.elektrohisob_base.tools import bulk

LINE_COLUMNS = (
    "sheet_id",
    "company_id",
    "date",
    "sequence",
    "usage_point_id",
    "installation_id",
    "reading_type",
    "previous_date",
    "previous_value",
    "usual_day",
    "state",
    "create_uid",
    "create_date",
    "write_uid",
    "write_date",
)


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
        """Add a row for every register of the meters that hang on the route on the
        day."""
        Line = self.env["elektrohisob.route.sheet.line"]
        Line.check_access("create")
        self.env.flush_all()
        bulk.insert_missing(self.env.cr, Line._table, LINE_COLUMNS, self._get_rows())
        Line.invalidate_model()
        self.invalidate_recordset()

    def _get_rows(self) -> SQL:
        """Rows of the sheets with the reading before and the usual kWh a day, in the
        order of the routes; one query, a district network has 40 000 of them."""
        return SQL(
            """
            SELECT s.id, s.company_id, s.date, t.sequence, t.usage_point_id, i.id,
                   g.code, p.days[1], p.shown[1],
                   CASE WHEN p.total >= 0 AND p.covered > 0 AND g.code <> 'P+'
                        THEN round(p.total * i.multiplier / p.covered, 1) END,
                   'empty', %(uid)s, %(now)s, %(uid)s, %(now)s
              FROM elektrohisob_route_sheet s
              JOIN elektrohisob_route_stop t ON t.route_id = s.route_id
              JOIN elektrohisob_installation i
                ON i.usage_point_id = t.usage_point_id AND i.active
               AND daterange(i.date_start, i.date_end, '[]') @> s.date
              JOIN elektrohisob_device m ON m.id = i.meter_id
              JOIN elektrohisob_device_type k ON k.id = m.type_id
              JOIN (VALUES ('A+', 0), ('A+1', 1), ('A+2', 2), ('A+3', 3),
                           ('A+4', 4), ('A-', 5), ('R+', 6), ('R-', 7), ('P+', 8))
                   AS g(code, rank)
                ON CASE g.code
                   WHEN 'A+' THEN k.lacks_import IS NOT TRUE
                   WHEN 'A-' THEN k.measures_export
                   WHEN 'R+' THEN k.measures_reactive
                   WHEN 'R-' THEN k.measures_reactive_export
                   WHEN 'P+' THEN k.measures_demand
                   ELSE k.zones > 1 AND g.rank <= k.zones END
              JOIN LATERAL (
                   SELECT array_agg(date ORDER BY date DESC) AS days,
                          array_agg(value ORDER BY date DESC) AS shown,
                          max(date) - min(date) AS covered,
                          (array_agg(value ORDER BY date DESC))[1]
                          - (array_agg(value ORDER BY date))[1] AS total
                     FROM (SELECT date, value
                             FROM elektrohisob_reading
                            WHERE installation_id = i.id AND state = 'valid'
                              AND reading_type = g.code AND date < s.date
                            ORDER BY date DESC LIMIT %(limit)s) r) p ON TRUE
             WHERE s.id = ANY(%(sheets)s)
             ORDER BY s.id, t.sequence, t.id, i.id, g.rank
            """,
            uid=self.env.uid,
            now=fields.Datetime.now(),
            limit=self.env["elektrohisob.parameter"]._get_value("usual_readings"),
            sheets=self.ids,
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
