from odoo import api, models
from odoo.tools import SQL

from odoo.addons.elektrohisob_base.tools.bulk import array_text

from ..engine.zone_split import by_zone
from ..engine.zones import hours_on, zone_sums

ZONE_DAYS = """
SELECT i.account_id, i.id, d.date, d.values
  FROM unnest(%(accounts)s::int[], %(since)s::date[]) AS w(id, since)
  JOIN elektrohisob_installation i
    ON i.account_id = w.id AND i.active AND COALESCE(i.place_no, 1) = 1
  JOIN elektrohisob_device m ON m.id = i.meter_id
  JOIN elektrohisob_device_type t ON t.id = m.type_id AND COALESCE(t.zones, 1) <= 1
  JOIN elektrohisob_channel c
    ON c.usage_point_id = i.usage_point_id
   AND c.reading_type = CASE WHEN i.is_reversed THEN 'A-' ELSE 'A+' END
  JOIN elektrohisob_interval_day d
    ON d.channel_id = c.id AND d.state = 'valid' AND COALESCE(d.missing, 0) = 0
   AND d.date >= GREATEST(w.since, i.date_start, c.date_start)
   AND d.date < %(until)s
   AND (i.date_end IS NULL OR d.date <= i.date_end)
   AND (c.date_end IS NULL OR d.date <= c.date_end)
"""


class Settlement(models.AbstractModel):
    """Settlement: zones of the day from half-hours, where the tariff asks for them and
    the meter has no registers of zones."""

    _inherit = "elektrohisob.settlement"

    @api.model
    def _get_zoned(self, account_ids) -> set[int]:
        """Hook: those of the accounts whose tariff has prices by zone of the day."""
        return set()

    @api.model
    def _load_facts(self, settled, until) -> None:
        """Override of the same method to know the zones of the half-hours too."""
        super()._load_facts(settled, until)
        with_data = [
            account_id for account_id, facts in settled.facts.items() if facts.profiles
        ]
        zoned = self._get_zoned(with_data) if with_data else ()
        if not zoned:
            return
        self.env.cr.execute(
            SQL(
                ZONE_DAYS,
                accounts=array_text(zoned),
                since=array_text(settled.since[account_id] for account_id in zoned),
                until=until,
            )
        )
        rows = self.env.cr.fetchall()
        if not rows:
            return
        first = min(day for _account_id, _id, day, _values in rows)
        # who is settled need not see the calendars
        Calendar = self.env["elektrohisob.zone.calendar"].sudo()
        calendars = Calendar._get_calendars(first, until)
        for account_id, installation_id, day, values in rows:
            zones = zone_sums(values, hours_on(day, calendars))
            of_meter = settled.facts[account_id].zone_days
            of_meter.setdefault(installation_id, {})[day] = zones

    @api.model
    def _get_pieces(self, facts, history, limits, first, until):
        """Override of the same method to book the zones beside the total."""
        pieces = super()._get_pieces(facts, history, limits, first, until)
        if facts.zone_days:
            pieces += by_zone(pieces, facts.zone_days)
        return pieces
