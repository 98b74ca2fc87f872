from odoo import api, models
from odoo.tools import SQL


class IntervalDay(models.Model):
    """Meters of senders that name the meter, not the measuring point."""

    _inherit = "elektrohisob.interval.day"

    @api.model
    def _find_points(self, unknown, companies):
        """Usage points by number of the meter, or by ("account", number), for senders
        that name meters or accounts."""
        days = [items[0].day for items in unknown.values()]
        found = self._find_points_of_accounts(days, companies)
        days = [day for day in days if day.serial]
        if not days:
            return found
        self.env.cr.execute(
            SQL(
                """
                SELECT lower(m.serial), min(i.usage_point_id)
                  FROM elektrohisob_installation i
                  JOIN elektrohisob_device m ON m.id = i.meter_id
                 WHERE lower(m.serial) = ANY(%s) AND i.company_id = ANY(%s)
                   AND i.active AND i.date_start <= %s
                   AND (i.date_end IS NULL OR i.date_end >= %s)
                 GROUP BY 1 HAVING count(*) = 1
                """,
                [day.serial.lower() for day in days],
                companies.ids,
                max(day.day for day in days),
                min(day.day for day in days),
            )
        )
        return found | dict(self.env.cr.fetchall())

    @api.model
    def _find_points_of_accounts(self, days, companies):
        """The only usage point of each account that the days name."""
        numbers = {day.account.replace(" ", ""): day.account for day in days}
        numbers.pop("", None)
        if not numbers:
            return {}
        self.env.cr.execute(
            SQL(
                """
                SELECT a.number, min(p.id)
                  FROM elektrohisob_account a
                  JOIN elektrohisob_usage_point p ON p.account_id = a.id
                 WHERE a.number = ANY(%s) AND a.company_id = ANY(%s)
                 GROUP BY 1 HAVING count(*) = 1
                """,
                list(numbers),
                companies.ids,
            )
        )
        return {
            ("account", numbers[number]): point_id
            for number, point_id in self.env.cr.fetchall()
        }

    @api.model
    def _find_installations(self, readings, companies):
        """Where the meters hung on the days of their readings.

        A reading of the day after the last one belongs to the meter taken down.

        :param readings: list of ``adapters.intervals.RegisterReading``
        :return: dict of reading → installation id; without those of no meter, of two
            meters of one number, and of registers that are not kept
        """
        kinds = dict(self.env["elektrohisob.reading"]._fields["reading_type"].selection)
        self.env.cr.execute(
            SQL(
                """
                SELECT lower(m.serial), i.id, i.date_start, i.date_end
                  FROM elektrohisob_installation i
                  JOIN elektrohisob_device m ON m.id = i.meter_id
                 WHERE lower(m.serial) = ANY(%s) AND i.company_id = ANY(%s)
                   AND i.active
                """,
                list({reading.serial.lower() for reading in readings}),
                companies.ids,
            )
        )
        hung = {}
        for serial, *row in self.env.cr.fetchall():
            hung.setdefault(serial, []).append(row)
        found = {}
        for reading in readings:
            ids = [
                id_
                for id_, start, end in hung.get(reading.serial.lower(), ())
                if start <= reading.day and (not end or reading.day <= end)
            ]
            if len(ids) == 1 and reading.reading_type in kinds:
                found[reading] = ids[0]
        return found

    @api.model
    def _get_no_meter(self, reading):
        """Outcome of a reading whose meter or register is not known."""
        channel = {
            "point": reading.serial,
            "type": reading.reading_type,
            "day": reading.day.isoformat(),
        }
        return {
            "state": "refused",
            "code": "I09",
            "reason": self._tell("I09", channel, {}),
            "detail": {"channel": channel, "figures": {}},
            "account_id": None,
            "repeat": False,
        }
