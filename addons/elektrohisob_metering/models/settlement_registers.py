from datetime import date, timedelta

from odoo import api, models
from odoo.tools import SQL

from odoo.addons.elektrohisob_base.tools.bulk import array_text

from ..engine import consumption as engine
from ..engine.profile import BASE_DAYS, Profile
from ..engine.settled import Facts
from .device_type_registers import digits_of
from .settlement_facts import CROSSED_CHANNEL, MORE_REGISTERS, READINGS, get_capacity


class Settlement(models.AbstractModel):
    """Settlement: zones, export and reactive registers, and interval data."""

    _inherit = "elektrohisob.settlement"

    # === REGISTERS === #

    @api.model
    def _load_registers(self, settled, ids) -> None:
        """Readings of zones, export and reactive registers of the installations
        whose types have them."""
        if not ids:
            return
        self.env.cr.execute(
            SQL(
                """
                SELECT i.account_id, i.id, g.code, %(digits)s, r.id, r.date,
                       (r.value * 1000)::bigint, r.rollover
                  FROM unnest(%(accounts)s::int[], %(since)s::date[]) AS w(id, since)
                  JOIN elektrohisob_installation i
                    ON i.account_id = w.id AND i.id = ANY(%(ids)s)
                  JOIN elektrohisob_device m ON m.id = i.meter_id
                  JOIN elektrohisob_device_type t
                    ON t.id = m.type_id AND %(more)s
                  JOIN (VALUES ('A+1', 1), ('A+2', 2), ('A+3', 3), ('A+4', 4),
                               ('A-', 0), ('R+', 0), ('R-', 0)) AS g(code, zone)
                    ON CASE g.code
                       WHEN 'A-' THEN t.measures_export
                       WHEN 'R+' THEN t.measures_reactive
                       WHEN 'R-' THEN t.measures_reactive_export
                       ELSE t.zones > 1 AND g.zone <= t.zones END
                  %(readings)s
                 WHERE r.id IS NOT NULL
                 ORDER BY i.account_id, i.id, g.code, r.date
                """,
                digits=digits_of(SQL("g.code")),
                ids=ids,
                more=MORE_REGISTERS,
                accounts=array_text(settled.facts),
                since=array_text(
                    settled.since[account_id] for account_id in settled.facts
                ),
                readings=SQL(
                    READINGS,
                    register=SQL(
                        """
                        CASE WHEN i.is_reversed IS NOT TRUE THEN g.code
                             WHEN g.code = 'A-' THEN 'A+' WHEN g.code = 'R-' THEN 'R+'
                             WHEN g.code = 'R+' THEN 'R-' ELSE g.code END
                        """
                    ),
                ),
            )
        )
        for account_id, installation_id, code, digits, *row in self.env.cr.fetchall():
            registers = settled.facts[account_id].registers
            key = (installation_id, code)
            if key not in registers:
                registers[key] = (get_capacity(digits), [])
            registers[key][1].append(engine.Reading(*row))

    # === INTERVAL DATA === #

    @api.model
    def _load_profiles(self, settled, until) -> None:
        """Complete days of the channels of the points, from the first reading that
        counts on: an interval between two readings is laid on months by all of it."""
        self.env.cr.execute(
            "SELECT 1 FROM elektrohisob_channel WHERE usage_point_id > 0 LIMIT 1"
        )
        if not self.env.cr.rowcount:
            return
        owners: dict[int, list[Facts]] = {}
        first: dict[int, date] = {}
        for facts in settled.facts.values():
            for installation, _serial, readings in facts.meters:
                point_id = installation.point_id
                owners.setdefault(point_id, []).append(facts)
                base = max(facts.since, installation.start) - timedelta(BASE_DAYS)
                day = min(readings[0].day, base) if readings else base
                first[point_id] = min(day, first.get(point_id, day))
        self.env.cr.execute(
            SQL(
                """
                SELECT w.point_id, %(kind)s, d.date, d.doubtful > 0,
                       d.wh * CASE WHEN c.coefficient_applied THEN 1
                                   ELSE COALESCE(i.multiplier, 1) END
                  FROM unnest(%(points)s::int[], %(first)s::date[])
                       AS w(point_id, day)
                  JOIN elektrohisob_channel c ON c.usage_point_id = w.point_id
                  JOIN elektrohisob_interval_day d
                    ON d.channel_id = c.id AND d.state = 'valid'
                   AND COALESCE(d.missing, 0) = 0
                   AND d.date >= w.day AND d.date < %(until)s
                   AND d.date >= c.date_start
                   AND (c.date_end IS NULL OR d.date <= c.date_end)
                  LEFT JOIN elektrohisob_installation i
                    ON i.usage_point_id = w.point_id AND i.active
                   AND i.date_start <= d.date
                   AND (i.date_end IS NULL OR i.date_end >= d.date)
                   AND COALESCE(i.place_no, 1) = 1
                """,
                kind=CROSSED_CHANNEL,
                points=array_text(first),
                first=array_text(first.values()),
                until=until,
            )
        )
        profiles: dict[tuple[int, str], Profile] = {}
        for point_id, register, day, is_doubtful, wh in self.env.cr.fetchall():
            profile = profiles.setdefault((point_id, register), Profile())
            profile.days[day] = wh
            if is_doubtful:
                profile.doubtful.add(day)
        for key, profile in profiles.items():
            for facts in owners[key[0]]:
                facts.profiles[key] = profile
