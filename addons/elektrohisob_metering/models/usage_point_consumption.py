from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import MissingError, UserError
from odoo.tools import SQL, format_date

from odoo.addons.elektrohisob_base.engine.period import share
from odoo.addons.elektrohisob_base.tools.dates import parse_day

WH = 1000


class UsagePoint(models.Model):
    """Booked energy of a point, for other programs and for whoever asks why."""

    _inherit = "elektrohisob.usage.point"

    @api.model
    def consumption(self, *, point, date_from, date_to):
        """Energy booked for a usage point, by month and register.

        :param int point: id of the usage point
        :param date_from: first day
        :param date_to: last day
        :return: dict: ``total`` (kWh of active import: what is charged), ``months``:
            list of dicts by month and register, each with ``month`` (its first day),
            ``reading_type`` (``A+`` total, ``A+1`` to ``A+4`` zones, ``A-`` export,
            ``R+`` and ``R-`` in kvarh), ``kwh``, ``quality`` (``estimated`` if a
            part of it is) and ``parts``: ``date_from``, ``date_to`` (both included),
            ``kwh``, ``quality``, ``origin`` and ``explanation`` in words;
            ``netting``: by month ``import_kwh``, ``export_kwh`` and ``net_kwh`` of the
            points that give energy back; ``zones`` (by month, ``A+`` or ``A-``, and
            ``zone`` of the day) from interval data; ``demand``: by month the greatest
            average power ``kw``, of an interval with its local ``start`` (``source``
            ``intervals``; ``peak_kw`` and ``peak_start`` of the hours of peak) or,
            where there are none, of the register of maximum demand (``source``
            ``register``), and ``explanation`` in words
        :raise MissingError: there is no such point, or the user may not see it
        :raise UserError: the days are in the wrong order
        """
        record = self.search([("id", "=", point)], limit=1)
        if not record:
            raise MissingError(
                self.env._(
                    "There is no usage point %(point)s among those you may see.",
                    point=point,
                )
            )
        first, last = parse_day(self, date_from), parse_day(self, date_to)
        if not first or not last or first > last:
            raise UserError(
                self.env._("Give a first day and a last day that is not before it.")
            )
        groups = defaultdict(list)
        until = fields.Date.add(last, days=1)
        for row in record._get_booked(first, until):
            groups[row["month"], row["reading_type"]].append(row)
        months = [
            {
                "month": fields.Date.to_string(month),
                "reading_type": register,
                "kwh": sum(row["wh"] for row in rows) / WH,
                "quality": max(rows, key=lambda row: row["quality"] == "estimated")[
                    "quality"
                ],
                "parts": [record._get_part(row) for row in rows],
            }
            for (month, register), rows in sorted(groups.items())
        ]
        active = (row["kwh"] for row in months if row["reading_type"] == "A+")
        return {
            "total": round(sum(active), 3),
            "months": months,
            "netting": _net(months),
            **record._get_profile_figures(first, until),
        }

    def _get_booked(self, first, until):
        """Pieces booked on [first, until), what was taken back left out; a piece
        that reaches over a border gives its share by days."""
        self.ensure_one()
        self.env["elektrohisob.consumption"].flush_model()
        self.env.cr.execute(
            SQL(
                """
                SELECT c.month, c.reading_type, c.date_start, c.date_end, c.quality,
                       c.origin, (sum(c.kwh) * 1000)::bigint AS wh, m.serial,
                       i.multiplier, a.date AS day_from, a.value AS value_from,
                       b.date AS day_to, b.value AS value_to
                  FROM elektrohisob_consumption c
                  LEFT JOIN elektrohisob_installation i ON i.id = c.installation_id
                  LEFT JOIN elektrohisob_device m ON m.id = i.meter_id
                  LEFT JOIN elektrohisob_reading a ON a.id = c.reading_from_id
                  LEFT JOIN elektrohisob_reading b ON b.id = c.reading_to_id
                 WHERE c.account_id = %(account)s AND c.usage_point_id = %(point)s
                   AND c.company_id = ANY(%(companies)s)
                   AND c.date_start < %(until)s AND c.date_end > %(first)s
                 GROUP BY c.month, c.reading_type, c.date_start, c.date_end, c.quality,
                       c.origin, m.serial, i.multiplier, a.id, b.id
                HAVING sum(c.kwh) <> 0
                 ORDER BY c.date_start, c.reading_type, c.origin
                """,
                account=self.account_id.id,
                point=self.id,
                companies=self.env.companies.ids,
                first=first,
                until=until,
            )
        )
        rows = self.env.cr.dictfetchall()
        for row in rows:
            start, end = max(row["date_start"], first), min(row["date_end"], until)
            days = (row["date_start"], row["date_end"])
            row["wh"] = share(row["wh"], *days, end) - share(row["wh"], *days, start)
            row["date_start"], row["date_end"] = start, end
        return rows

    def _get_part(self, row):
        return {
            "date_from": fields.Date.to_string(row["date_start"]),
            "date_to": fields.Date.to_string(
                fields.Date.subtract(row["date_end"], days=1)
            ),
            "kwh": row["wh"] / WH,
            "quality": row["quality"],
            "origin": row["origin"],
            "explanation": self._explain_piece(row),
        }

    @api.model
    def _explain_without_figures(self, row):
        """How a piece came about whose readings do not tell it; empty if they do."""
        if row["origin"] == "norm":
            return self.env._("Equipment without a meter: its power × hours × days.")
        if row["origin"] == "loss":
            return self.env._(
                "Losses between the meter and the balance boundary, by the terms of "
                "the point."
            )
        if row["origin"] != "profile":
            return ""
        if row["day_to"]:
            return self.env._(
                "Energy between two readings by zone of the day, as its half-hours "
                "were used."
            )
        return self.env._("Interval data of the days.")

    @api.model
    def _explain_piece(self, row):
        """How a booked piece came about, in words."""
        known = self._explain_without_figures(row)
        if known:
            return known
        figures = {
            "meter": row["serial"] or "",
            "multiplier": row["multiplier"] or 1,
            "day": (row["day_from"] and format_date(self.env, row["day_from"])) or "",
            "value": f"{row['value_from'] or 0:g}",
        }
        if row["day_to"]:
            figures["day_to"] = format_date(self.env, row["day_to"])
            figures["value_to"] = f"{row['value_to'] or 0:g}"
            text = self.env._(
                "Meter %(meter)s: %(value)s on %(day)s, %(value_to)s on %(day_to)s, "
                "multiplier %(multiplier)s; by days.",
                **figures,
            )
        else:
            kinds = dict(
                self.env["elektrohisob.consumption"]
                ._fields["origin"]
                ._description_selection(self.env)
            )
            text = self.env._(
                "Meter %(meter)s: %(value)s on %(day)s, not read since. %(rule)s.",
                rule=kinds[row["origin"]]
                if row["origin"] in kinds and row["origin"] != "sub"
                else "",
                **figures,
            )
        if row["origin"] == "sub":
            text = self.env._("Sub-consumer, taken off. %(meter)s", meter=text)
        return text


def _net(months):
    """Import less export of the months that have both or export alone."""
    kwh = {(row["month"], row["reading_type"]): row["kwh"] for row in months}
    return [
        {
            "month": month,
            "import_kwh": kwh.get((month, "A+"), 0.0),
            "export_kwh": exported,
            "net_kwh": round(kwh.get((month, "A+"), 0.0) - exported, 3),
        }
        for (month, kind), exported in kwh.items()
        if kind == "A-"
    ]
