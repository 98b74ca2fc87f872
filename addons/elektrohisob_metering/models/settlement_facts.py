from datetime import timedelta
from functools import lru_cache

from odoo import api, models
from odoo.tools import SQL

from odoo.addons.elektrohisob_base.tools.bulk import array_text

from ..engine import consumption as engine
from ..engine.settled import Facts

METER_COLUMNS = SQL(
    """
    i.id, i.usage_point_id, i.date_start, i.date_end, i.multiplier, t.digits,
    m.serial, r.id, r.date, (r.value * 1000)::bigint, r.rollover,
    COALESCE(i.place_no, 1) = 1, t.lacks_import IS NOT TRUE
    """
)
# Types with registers beside the one that is charged.
MORE_REGISTERS = SQL(
    "(t.zones > 1 OR t.measures_export OR t.measures_reactive"
    " OR t.measures_reactive_export)"
)
# Valid readings of one register, from the last one at or before the window's start.
# OFFSET keeps the planner from joining all readings there are and from looking for the
# last one anew at each of them: once for each meter, along an index.
READINGS = """
    LEFT JOIN LATERAL (
         SELECT r.id, r.date, r.value, r.rollover
           FROM elektrohisob_reading r
          WHERE r.installation_id = i.id
            AND r.reading_type = %(register)s
            AND r.state = 'valid'
            AND r.date >= COALESCE((
                SELECT max(a.date)
                  FROM elektrohisob_reading a
                 WHERE a.installation_id = i.id
                   AND a.reading_type = %(register)s
                   AND a.state = 'valid'
                   AND a.date <= w.since), w.since)
        OFFSET 0
         ) r ON true
    """
CROSSED = SQL("CASE WHEN i.is_reversed THEN 'A-' ELSE 'A+' END")
# What a channel brings of a day on which the meter hung that way.
CROSSED_CHANNEL = SQL(
    """
    CASE WHEN i.is_reversed IS NOT TRUE THEN c.reading_type
         WHEN c.reading_type = 'A+' THEN 'A-' WHEN c.reading_type = 'A-' THEN 'A+'
         WHEN c.reading_type = 'R+' THEN 'R-' ELSE 'R+' END
    """
)


class Settlement(models.AbstractModel):
    """Settlement, first part: what the database knows about the accounts."""

    _inherit = "elektrohisob.settlement"

    @api.model
    def _load_facts(self, settled, until) -> None:
        """Meters with readings, terms of the points, meters of sub-consumers, other
        registers, interval data: a query each, the last three only where a term, a
        type or a channel asks."""
        wider = self._load_meters(settled, until)
        self._load_terms_of_points(settled, until)
        self._load_registers(settled, wider)
        self._load_profiles(settled, until)

    @api.model
    def _load_meters(self, settled, until) -> list[int]:
        """One query: installations in the window and their valid readings.

        :return: ids of those whose meter has other registers too
        """
        self.env.cr.execute(
            SQL(
                """
                SELECT i.account_id, %(columns)s, %(more)s
                  FROM unnest(%(ids)s::int[], %(since)s::date[]) AS w(id, since)
                  JOIN elektrohisob_installation i
                    ON i.account_id = w.id AND i.active
                   AND i.account_id BETWEEN %(low)s AND %(high)s
                   AND i.date_start < %(until)s
                   AND (i.date_end IS NULL OR i.date_end >= w.since)
                  JOIN elektrohisob_device m ON m.id = i.meter_id
                  JOIN elektrohisob_device_type t ON t.id = m.type_id
                  %(readings)s
                 ORDER BY i.account_id, i.id, r.date
                """,
                columns=METER_COLUMNS,
                more=MORE_REGISTERS,
                readings=SQL(READINGS, register=CROSSED),
                ids=array_text(settled.since),
                since=array_text(settled.since.values()),
                until=until,
                # the slice of an index, where the plan would read the whole table
                low=min(settled.since, default=0),
                high=max(settled.since, default=0),
            )
        )
        last_id = None
        readings: list[engine.Reading] = []
        wider = []
        for row in self.env.cr.fetchall():
            if row[1] != last_id:
                last_id = row[1]
                readings = []
                facts = self._get_facts(settled, row[0])
                meter = (_installation(row[1:]), row[7], readings)
                facts.installations.append(meter)
                if row[14]:
                    wider.append(last_id)
            if row[8] is not None:
                readings.append(engine.Reading._make(row[8:12]))
        return wider

    @api.model
    def _get_facts(self, settled, account_id):
        facts = settled.facts.get(account_id)
        if facts is None:
            facts = settled.facts[account_id] = Facts(settled.since[account_id])
        return facts

    # === POINTS === #

    @api.model
    def _load_terms_of_points(self, settled, until) -> None:
        """Dated terms of the accounts' points, then the meters of the points that
        are fed from them."""
        self.env.cr.execute(
            SQL(
                """
                  WITH own AS MATERIALIZED (
                       SELECT * FROM unnest(%(ids)s::int[], %(since)s::date[])
                              AS own(account_id, since)
                        WHERE EXISTS (SELECT FROM elektrohisob_usage_point_term)),
                       term AS (
                       SELECT own.*, t.id, t.usage_point_id, t.date_start,
                              t.date_end, TRUE AS is_own
                         FROM own
                         JOIN elektrohisob_usage_point_term t USING (account_id)
                        UNION ALL
                       SELECT own.*, t.id, t.usage_point_id, t.date_start,
                              t.date_end, FALSE
                         FROM own
                         JOIN elektrohisob_usage_point p USING (account_id)
                         JOIN elektrohisob_usage_point_term t ON t.parent_id = p.id)
                SELECT account_id, id, is_own FROM term
                 WHERE date_start < %(until)s
                   AND (date_end IS NULL OR date_end >= since)
                 ORDER BY account_id, usage_point_id, date_start
                """,
                ids=array_text(settled.since),
                since=array_text(settled.since.values()),
                until=until,
            )
        )
        rows = self.env.cr.fetchall()
        # facts of settlement, whoever asks for it: the caller has checked rights
        Term = self.env["elektrohisob.usage.point.term"].sudo()
        terms = {
            term.id: term._get_engine_term()
            for term in Term.browse({row[1] for row in rows})
        }
        fed = []
        for account_id, term_id, is_own in rows:
            if is_own:
                self._get_facts(settled, account_id).terms.append(terms[term_id])
            else:
                fed.append((account_id, terms[term_id]))
        self._load_subs(settled, fed, until)

    @api.model
    def _load_subs(self, settled, fed, until) -> None:
        """Meters of the points fed from points of the accounts, whoever's they are."""
        if not fed:
            return
        self.env.cr.execute(
            SQL(
                """
                SELECT w.account_id, %(columns)s
                  FROM unnest(%(accounts)s::int[], %(points)s::int[], %(since)s::date[])
                       AS w(account_id, point_id, since)
                  JOIN elektrohisob_installation i
                    ON i.usage_point_id = w.point_id AND i.active
                   AND i.date_start < %(until)s
                   AND (i.date_end IS NULL OR i.date_end >= w.since)
                  JOIN elektrohisob_device m ON m.id = i.meter_id
                  JOIN elektrohisob_device_type t ON t.id = m.type_id
                  %(readings)s
                 ORDER BY w.account_id, i.id, r.date
                """,
                columns=METER_COLUMNS,
                readings=SQL(READINGS, register=CROSSED),
                accounts=[account_id for account_id, _term in fed],
                points=[term.point_id for _account_id, term in fed],
                since=[settled.since[account_id] for account_id, _term in fed],
                until=until,
            )
        )
        meters: dict[tuple[int, int], dict] = {}
        for account_id, *row in self.env.cr.fetchall():
            of_point = meters.setdefault((account_id, row[1]), {})
            if row[0] not in of_point:
                of_point[row[0]] = (_installation(row), row[6], [])
            reading = engine.Reading(*row[7:11])
            known = of_point[row[0]][2]
            if row[7] is not None and reading not in known:
                known.append(reading)
        for account_id, term in fed:
            facts = self._get_facts(settled, account_id)
            for meter in meters.get((account_id, term.point_id), {}).values():
                facts.subs.append((term, meter))


@lru_cache(maxsize=64)
def get_capacity(digits) -> int:
    """Wh at which a register of so many whole digits turns over."""
    return 10**digits * 1000


def _installation(row) -> engine.Installation:
    """Engine value of the first columns of ``METER_COLUMNS``."""
    end = row[3] and row[3] + timedelta(days=1)
    return engine.Installation(
        row[0], row[1], row[2], end, row[4], get_capacity(row[5]), row[11], row[12]
    )
