from datetime import date, timedelta

from odoo import api, models
from odoo.tools import SQL

from odoo.addons.elektrohisob_base.tools.bulk import array_text

from .settlement_facts import CROSSED

ESTIMATE = "estimate"


class Settlement(models.AbstractModel):
    """Settlement of meters past their verification, as of faulty ones.

    Where ``verification_follow`` says so on the day after the last one, readings of
    later days do not count and the energy is estimated: the average, after
    ``estimate_max_months`` (legal entities ``estimate_legal_months``) permitted power
    × hours. A passed verification moves the day, and the readings count again.
    """

    _inherit = "elektrohisob.settlement"

    @api.model
    def _load_meters(self, settled, until) -> list[int]:
        """Override of the same method to leave out readings that do not count."""
        wider = super()._load_meters(settled, until)
        if self._is_estimate_used():
            settled.expired = self._load_expired(settled, until)
            for facts in settled.facts.values():
                _forget_late(settled.expired, facts.installations)
        return wider

    @api.model
    def _load_subs(self, settled, fed, until) -> None:
        """Override of the same method: those of sub-consumers' meters do not count
        either, so both bills rest on the same energy."""
        super()._load_subs(settled, fed, until)
        meters = [meter for f in settled.facts.values() for _term, meter in f.subs]
        if meters and self._is_estimate_used():
            expired = self._find_expired(
                SQL(
                    "i.id = ANY(%s::int[]) AND m.date_verify_next < %s",
                    array_text({installation.id for installation, *_rest in meters}),
                    until,
                )
            )
            _forget_late(expired, meters)
            settled.expired |= expired

    @api.model
    def _load_history(self, settled, period):
        """Override of the same method: nor do they count as a base of estimates."""
        history = super()._load_history(settled, period)
        for chain in history.values() if settled.expired else ():
            _forget_late(settled.expired, chain)
        return history

    @api.model
    def _is_estimate_used(self) -> bool:
        """Whether any unit ever wanted it: no query of the meters otherwise."""
        history = self.env["elektrohisob.parameter"]._get_history("verification_follow")
        return any(known.value == ESTIMATE for known in history)

    @api.model
    def _load_expired(self, settled, until) -> dict[int, date]:
        """Installation → last day whose 00:00 reading counts, for those whose meter
        expired before ``until`` where the energy is to be estimated then."""
        return self._find_expired(
            SQL(
                "i.account_id = ANY(%s::int[]) AND m.date_verify_next < %s",
                array_text(settled.facts),
                until,
            )
        )

    @api.model
    def _find_expired(self, where: SQL) -> dict[int, date]:
        """The same, of the installations ``i`` of meters ``m`` in units ``c``."""
        self.env.cr.execute(
            SQL(
                """
                SELECT i.id, i.company_id, m.date_verify_next
                  FROM elektrohisob_installation i
                  JOIN elektrohisob_device m ON m.id = i.meter_id
                  JOIN res_company c ON c.id = i.company_id
                 WHERE (i.date_end IS NULL OR i.date_end > m.date_verify_next)
                   AND i.active AND %s
                """,
                where,
            )
        )
        get = self.env["elektrohisob.parameter"]._get_value
        companies = self.env["res.company"]
        expired = {}
        rules = {}  # many meters of a unit expire on one day
        for installation_id, company_id, day in self.env.cr.fetchall():
            first = day + timedelta(days=1)
            key = (company_id, first)
            if key not in rules:
                unit = companies.browse(company_id)
                rules[key] = get("verification_follow", unit, first)
            if rules[key] == ESTIMATE:
                expired[installation_id] = first
        return expired

    @api.model
    def _load_days(self, firsts: dict[int, date]) -> list[tuple[int, int, date]]:
        """(installation, account, day its estimate starts from) of the installations
        whose readings after a day begin or cease to count: the day of the last one
        that counts in any case."""
        if not firsts:
            return []
        self.env["elektrohisob.reading"].flush_model()
        self.env["elektrohisob.installation"].flush_model()
        return self.env.execute_query(
            SQL(
                """
                SELECT i.id, i.account_id, COALESCE((
                       SELECT max(r.date) FROM elektrohisob_reading r
                        WHERE r.installation_id = i.id AND r.state = 'valid'
                          AND r.reading_type = %s AND r.date <= w.day), i.date_start)
                  FROM unnest(%s::int[], %s::date[]) AS w(id, day)
                  JOIN elektrohisob_installation i ON i.id = w.id
                 WHERE i.date_end IS NULL OR i.date_end >= w.day
                """,
                CROSSED,
                list(firsts),
                list(firsts.values()),
            )
        )


def _forget_late(expired, meters) -> None:
    """Drop the readings of expired ``meters`` that do not count.

    :param meters: tuples of an installation, whatever else, and its readings
    """
    for installation, *_rest, readings in meters:
        last = expired.get(installation.id)
        if last:
            readings[:] = [reading for reading in readings if reading.day <= last]
