from odoo import api, models
from odoo.tools import SQL

from ..engine import consumption as engine
from ..engine.estimate import Chain
from ..engine.settled import needs_estimate
from .settlement_facts import CROSSED, METER_COLUMNS, _installation

# A meter, and those it took over from by one act each, with all valid readings: a row
# a reading. Along two indexes; meters that were read are not asked for.
HISTORY = """
WITH RECURSIVE chain AS (
     SELECT id AS newest_id, id, previous_id
       FROM elektrohisob_installation
      WHERE id = ANY(%(ids)s::int[])
      UNION ALL
     SELECT chain.newest_id, p.id, p.previous_id
       FROM chain
       JOIN elektrohisob_installation p ON p.id = chain.previous_id)
SELECT chain.newest_id, %(columns)s
  FROM chain
  JOIN elektrohisob_installation i ON i.id = chain.id
  JOIN elektrohisob_device m ON m.id = i.meter_id
  JOIN elektrohisob_device_type t ON t.id = m.type_id
  JOIN elektrohisob_reading r
    ON r.installation_id = i.id AND r.reading_type = %(register)s
   AND r.state = 'valid'
 ORDER BY chain.newest_id, i.date_start, i.id, r.date
"""


class Settlement(models.AbstractModel):
    """Settlement: what estimates of the meters that were not read rest on."""

    _inherit = "elektrohisob.settlement"

    @api.model
    def _load_history(self, settled, period) -> dict[int, Chain]:
        """Readings of the meters that were not read in the period, and of those they
        took over from: the base of their estimates."""
        first = period.date_start
        ids = {
            installation.id
            for facts in settled.facts.values()
            for installation, _serial, readings in facts.meters
            if needs_estimate(installation, readings, first)
        }
        history: dict[int, list] = {}
        self._load_silence(settled, ids)
        if not ids:
            return history
        self.env.cr.execute(
            SQL(
                HISTORY,
                ids=list(ids),
                columns=METER_COLUMNS,
                register=CROSSED,
            )
        )
        for newest_id, *row in self.env.cr.fetchall():
            chain = history.setdefault(newest_id, [])
            if not chain or chain[-1][0].id != row[0]:
                chain.append((_installation(row), []))
            chain[-1][1].append(engine.Reading._make(row[7:11]))
        self._load_powers(settled, ids)
        return history

    @api.model
    def _load_powers(self, settled, installation_ids) -> None:
        """Permitted power of the points nobody read, of sub-consumers too, and whether
        they are of a legal entity."""
        self.env.cr.execute(
            SQL(
                """
                SELECT p.id, (p.permitted_power * 1000)::bigint,
                       a.category <> 'household'
                  FROM elektrohisob_usage_point p
                  JOIN elektrohisob_account a ON a.id = p.account_id
                 WHERE p.permitted_power > 0 AND p.id IN (
                       SELECT usage_point_id FROM elektrohisob_installation
                        WHERE id = ANY(%s::int[]))
                """,
                list(installation_ids),
            )
        )
        powers = {point_id: tuple(row) for point_id, *row in self.env.cr.fetchall()}
        if not powers:
            return
        for facts in settled.facts.values():
            for installation, _serial, _readings in facts.meters:
                if installation.point_id in powers:
                    facts.powers[installation.point_id] = powers[installation.point_id]
