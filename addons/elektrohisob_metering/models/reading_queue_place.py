from datetime import timedelta

from odoo import fields, models
from odoo.tools import SQL

from odoo.addons.elektrohisob_base.engine.period import month_start

from .work_order import OPEN

NEIGHBOURS = 9  # one key each
HOUSE = 400  # flats of one house
PHOTOS = 4
BARS = 24  # months of the chart


class Reading(models.Model):
    """What lies around a reading that waits: the house, the street, the point."""

    _inherit = "elektrohisob.reading"

    # === NEIGHBOURS === #

    def _get_neighbours(self):
        """Meters of the house and of the route next to this one: their energy in the
        same days, and what the reading would mean there.

        :return: list of dicts; ``fits`` tells that the checks there say nothing
        """
        meters = self._find_neighbours()
        rows = [self._prepare_moved_row(meter) for meter in meters]
        outcomes = self._accept(rows, source=self.source, dry_run=True)
        energy = self._get_energy_beside(meters)
        found = []
        for meter, outcome in zip(meters, outcomes, strict=True):
            account = meter.account_id
            kwh_day, value = energy.get(meter.id, (None, None))
            found.append(
                {
                    "id": meter.id,
                    "account": account._format_number(account.number),
                    "consumer": account.name or "",
                    "address": account.address or "",
                    "meter": meter.meter_id.serial,
                    "last": value,
                    "kwh_day": kwh_day,
                    "kwh_here": outcome["kwh"],
                    "fits": outcome["state"] == "accepted" and not outcome["repeat"],
                    "reason": outcome["reason"],
                    "has_reading": bool(outcome["code"] == "R09" or outcome["repeat"]),
                }
            )
        return found

    def _find_neighbours(self):
        """Installations of the day: same house first, then along the route."""
        Meter = self.env["elektrohisob.installation"]
        on_day = Meter._domain_on(self.date)
        account = self.account_id
        found = Meter
        if account.house:
            house = [
                ("account_id.company_id", "=", account.company_id.id),
                ("account_id.locality_id", "=", account.locality_id.id),
                ("account_id.street_id", "=", account.street_id.id),
                ("account_id.house", "=", account.house),
                ("id", "!=", self.installation_id.id),
            ]
            own = _number(account.flat)
            found = Meter.search([*house, *on_day], limit=HOUSE, order="id").sorted(
                lambda row: (abs(_number(row.account_id.flat) - own), row.id)
            )[:NEIGHBOURS]
        if len(found) < NEIGHBOURS:
            points = self._get_points_beside()
            beside = Meter.search([("usage_point_id", "in", points.ids), *on_day])
            beside = beside.sorted(lambda row: points.ids.index(row.usage_point_id.id))
            found = (found | beside)[:NEIGHBOURS]
        return found

    def _get_points_beside(self):
        """Points of the route, the nearest first."""
        stop = self.installation_id.usage_point_id.stop_ids[:1]
        Stop = self.env["elektrohisob.route.stop"]
        stops = Stop.search(
            [
                ("route_id", "=", stop.route_id.id),
                ("id", "!=", stop.id),
                ("sequence", ">=", stop.sequence - NEIGHBOURS),
                ("sequence", "<=", stop.sequence + NEIGHBOURS),
            ]
        )
        nearest = stops.sorted(lambda other: abs(other.sequence - stop.sequence))
        return nearest.usage_point_id

    def _get_energy_beside(self, meters):
        """Id of the installation → (kWh a day in the days of this reading, last
        register shown); by the readings around these days."""
        self.flush_model()
        start = self.previous_id.date or self.date
        rows = self.env.execute_query(
            SQL(
                """
                SELECT i.id, l.value::float,
                       CASE WHEN l.date > f.date AND l.value >= f.value
                            THEN ((l.value - f.value) * i.multiplier
                                  / (l.date - f.date))::float END
                  FROM elektrohisob_installation i
                  JOIN LATERAL (
                       SELECT date, value FROM elektrohisob_reading
                        WHERE installation_id = i.id AND reading_type = 'A+'
                          AND state = 'valid' AND date <= %(end)s
                        ORDER BY date DESC LIMIT 1) l ON TRUE
                  JOIN LATERAL (
                       SELECT date, value FROM elektrohisob_reading
                        WHERE installation_id = i.id AND reading_type = 'A+'
                          AND state = 'valid' AND date < l.date
                        ORDER BY date <= %(start)s DESC,
                                 abs(date - %(start)s::date) LIMIT 1) f ON TRUE
                 WHERE i.id = ANY(%(ids)s)
                """,
                start=start,
                end=self.date,
                ids=meters.ids,
            )
        )
        return {row[0]: (row[2] and round(row[2], 1), row[1]) for row in rows}

    # === THE POINT === #

    def _get_months(self):
        """Booked import of the account: the months up to that of the reading."""
        self.env["elektrohisob.consumption"].flush_model()
        last = month_start(self.date - timedelta(days=1))
        first = fields.Date.subtract(last, months=BARS - 1)
        rows = self.env.execute_query(
            SQL(
                """
                SELECT m::date, COALESCE(sum(c.kwh), 0)::float,
                       bool_or(c.quality = 'estimated')
                  FROM generate_series(%s::date, %s::date, '1 month') m
                  LEFT JOIN elektrohisob_consumption c
                    ON c.account_id = %s AND c.month = m::date
                   AND c.reading_type = 'A+'
                 GROUP BY 1 ORDER BY 1
                """,
                first,
                last,
                self.account_id.id,
            )
        )
        return [
            {"month": month, "kwh": round(kwh, 1), "estimated": bool(estimated)}
            for month, kwh, estimated in rows
        ]

    def _get_point_facts(self):
        """Connection, last act and last work at the point, orders that are open."""
        point = self.installation_id.usage_point_id
        states = dict(
            point._fields["connection_state"]._description_selection(self.env)
        )
        act = self.env["elektrohisob.movement"].search(
            [("usage_point_id", "=", point.id), ("state", "=", "done")], limit=1
        )
        done = self.env["elektrohisob.work.order"].search(
            [("usage_point_id", "=", point.id), ("state", "=", "done")],
            order="date_done desc",
            limit=1,
        )
        return {
            "id": point.id,
            "connection": states[point.connection_state],
            "disconnected": point.connection_state == "disconnected",
            "since": point.connection_date,
            "power": point.permitted_power,
            "expired": point.verification_expired,
            "installed": self.installation_id.date_start,
            "removed": self.installation_id.date_end,
            "act": bool(act)
            and {"id": act.id, "name": act.display_name, "date": act.date},
            "work": bool(done)
            and {
                "id": done.id,
                "name": done.display_name,
                "date": done._get_day_done(),
                "note": done.note or "",
            },
            "orders": self._get_open_orders().mapped("display_name"),
        }

    def _get_open_orders(self):
        return self.env["elektrohisob.work.order"].search(
            [
                ("usage_point_id", "in", self.installation_id.usage_point_id.ids),
                ("state", "in", OPEN),
            ]
        )

    def _get_photos(self):
        """Photos of the order the reading came with, else the newest of the point."""
        Photo = self.env["elektrohisob.work.order.photo"]
        photos = Photo.search([("order_id.reading_id", "=", self.id)], limit=PHOTOS)
        photos = photos or Photo.search(
            [("order_id.usage_point_id", "=", self.installation_id.usage_point_id.id)],
            order="id desc",
            limit=PHOTOS,
        )
        return [
            {
                "id": photo.id,
                "date": photo.create_date,
                "name": photo.order_id.display_name,
            }
            for photo in photos
        ]


def _number(flat):
    """Number of a flat: the nearest ones stand on one sheet.

    >>> _number("12A"), _number(False)
    (12, 0)
    """
    digits = "".join(filter(str.isdigit, flat or ""))
    return int(digits or 0)
