import logging
from datetime import date, timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_date

from odoo.addons.elektrohisob_base.engine.diff import accumulate, difference
from odoo.addons.elektrohisob_base.engine.period import month_start
from odoo.addons.elektrohisob_base.tools import bulk
from odoo.addons.elektrohisob_base.tools.bulk import NULL, kwh_text

from ..engine import consumption as engine
from ..engine.settled import Facts, Settled, needs_estimate, settled_to

_logger = logging.getLogger(__name__)

CONSUMPTION_COLUMNS = (
    "account_id",
    "company_id",
    "period_id",
    "usage_point_id",
    "installation_id",
    "month",
    "date_start",
    "date_end",
    "reading_from_id",
    "reading_to_id",
    "quality",
    "kwh",
)


class Settlement(models.AbstractModel):
    """From readings to consumption, by the one algorithm of the house.

    Facts of a set of accounts are loaded with a few set queries, the pure engine
    computes the target, and only the difference to what is booked is written, into
    the open period. Running it twice writes nothing the second time.
    """

    _name = "elektrohisob.settlement"
    _description = "Settlement"

    @api.model
    def _settle(self, accounts, period) -> Settled:
        """Bring the books of ``accounts`` up to the end of ``period``.

        Locks the state rows of the accounts, so that two settlements of one account
        never run at once; rights are the caller's business.
        """
        if period.state not in ("open", "closing"):
            raise UserError(
                self.env._(
                    "Period %(period)s is not open; settle into the open one.",
                    period=period.display_name,
                )
            )
        self.env.flush_all()
        until = period.date_end + timedelta(days=1)
        settled = Settled()
        self._lock_states(accounts.ids, period, settled)
        self._load_facts(settled, until)
        self._find_target(settled, period, until)
        self._book(settled, period)
        self._advance_states(settled, until)
        return settled

    # === LOADING === #

    @api.model
    def _lock_states(self, account_ids, period, settled) -> None:
        """Lock the state rows and find the first month to compute again."""
        self.env.cr.execute(
            SQL(
                """
                SELECT account_id, LEAST(settled_to, dirty_from, %s),
                       settled_to IS NULL, booked_to
                  FROM elektrohisob_account_state
                 WHERE account_id = ANY(%s)
                 ORDER BY account_id
                   FOR UPDATE
                """,
                period.date_start,
                list(account_ids),
            )
        )
        for account_id, day, is_new, booked_to in self.env.cr.fetchall():
            since = date.min if is_new else month_start(day)
            settled.since[account_id] = since
            if booked_to and booked_to > since:
                settled.booked[account_id] = since

    @api.model
    def _load_facts(self, settled, until) -> None:
        """One query: installations in the window and their valid readings, from
        the last one at or before the window's start."""
        self.env.cr.execute(
            SQL(
                """
                SELECT i.account_id, i.id, i.usage_point_id, i.date_start, i.date_end,
                       i.multiplier, t.digits, m.serial,
                       r.id, r.date, (r.value * 1000)::bigint, r.rollover
                  FROM unnest(%(ids)s::int[], %(since)s::date[]) AS w(id, since)
                  JOIN elektrohisob_installation i
                    ON i.account_id = w.id
                   AND i.account_id BETWEEN %(low)s AND %(high)s
                   AND i.date_start < %(until)s
                   AND (i.date_end IS NULL OR i.date_end >= w.since)
                  JOIN elektrohisob_device m ON m.id = i.meter_id
                  JOIN elektrohisob_device_type t ON t.id = m.type_id
                  LEFT JOIN LATERAL (
                       SELECT r.id, r.date, r.value, r.rollover
                         FROM elektrohisob_reading r
                        WHERE r.installation_id = i.id
                          AND r.reading_type = 'A+'
                          AND r.state = 'valid'
                          AND r.date >= COALESCE((
                              SELECT max(a.date)
                                FROM elektrohisob_reading a
                               WHERE a.installation_id = i.id
                                 AND a.reading_type = 'A+'
                                 AND a.state = 'valid'
                                 AND a.date <= w.since), w.since)
                       ) r ON true
                 ORDER BY i.account_id, i.id, r.date
                """,
                ids=list(settled.since),
                since=list(settled.since.values()),
                until=until,
                # the slice of an index, where the plan would read the whole table
                low=min(settled.since, default=0),
                high=max(settled.since, default=0),
            )
        )
        last_id = None
        readings: list[engine.Reading] = []
        for row in self.env.cr.fetchall():
            if row[1] != last_id:
                last_id = row[1]
                readings = []
                facts = settled.facts.get(row[0])
                if facts is None:
                    facts = settled.facts[row[0]] = Facts(settled.since[row[0]])
                facts.installations.append((_installation(row), row[7], readings))
            if row[8] is not None:
                readings.append(engine.Reading(row[8], row[9], row[10], row[11]))

    @api.model
    def _load_history(self, settled, period) -> dict[int, list[engine.Reading]]:
        """Readings before the window of the meters that were not read in the
        period: the base of their estimates."""
        ids = [
            installation.id
            for facts in settled.facts.values()
            for installation, _serial, readings in facts.installations
            if needs_estimate(installation, readings, period.date_start)
        ]
        history: dict[int, list[engine.Reading]] = {}
        if ids:
            self.env.cr.execute(
                SQL(
                    """
                    SELECT installation_id, id, date, (value * 1000)::bigint, rollover
                      FROM elektrohisob_reading
                     WHERE installation_id = ANY(%s)
                       AND reading_type = 'A+' AND state = 'valid'
                     ORDER BY installation_id, date
                    """,
                    ids,
                )
            )
            for installation_id, *reading in self.env.cr.fetchall():
                history.setdefault(installation_id, []).append(engine.Reading(*reading))
        return history

    # === TARGET === #

    @api.model
    def _find_target(self, settled, period, until) -> None:
        """Compute the pieces of every account; those that cannot be are parked."""
        history = self._load_history(settled, period)
        limits = self._get_estimate_limits(period)
        for account_id in settled.since:
            facts = settled.facts.get(account_id)
            try:
                if not facts:
                    settled.parked[account_id] = (
                        "no_meter",
                        self.env._("No meter was installed in the period."),
                    )
                    continue
                settled.pieces[account_id] = self._get_pieces(
                    facts, history, limits, period, until
                )
            except engine.ReadingDecreased as error:
                settled.parked[account_id] = (
                    "reading_decreased",
                    self._explain_decrease(error),
                )
            except engine.ReadingMissing as error:
                settled.parked[account_id] = ("no_reading", str(error))
            except Exception as error:  # one account must not stop the others
                _logger.exception("Settlement of account %s failed", account_id)
                settled.parked[account_id] = ("error", repr(error))

    @api.model
    def _explain_decrease(self, error) -> str:
        return self.env._(
            "The register fell from %(before)s kWh on %(before_day)s to %(after)s kWh "
            "on %(after_day)s. Correct the wrong reading, or confirm that the "
            "register passed zero.",
            before=kwh_text(error.before.value),
            before_day=format_date(self.env, error.before.day),
            after=kwh_text(error.after.value),
            after_day=format_date(self.env, error.after.day),
        )

    @api.model
    def _get_estimate_limits(self, period) -> tuple[int, int]:
        """(months an estimate may last, days of measured use it is based on)."""
        get = self.env["elektrohisob.parameter"]._get_value
        company, day = period.company_id, period.date_start
        return (
            get("estimate_max_months", company, day),
            get("estimate_base_days", company, day),
        )

    @api.model
    def _get_pieces(self, facts, history, limits, period, until) -> list[engine.Piece]:
        """Target pieces of one account.

        :raise ReadingMissing: a meter was not read for too long, or never.
        """
        pieces: list[engine.Piece] = []
        for installation, serial, readings in facts.installations:
            pieces += engine.measured(installation, readings, facts.since, until)
            if needs_estimate(installation, readings, period.date_start):
                known = history.get(installation.id, [])
                pieces += self._get_estimate(
                    installation, serial, known, facts.since, limits, until
                )
        return pieces

    @api.model
    def _get_estimate(self, installation, serial, known, since, limits, until):
        """Pieces of a meter nobody read in the period."""
        most_months, base_days = limits
        last = known[-1] if known else None
        oldest = fields.Date.subtract(until, months=most_months)
        if last is None or last.day < oldest:
            raise engine.ReadingMissing(
                self.env._(
                    "Meter %(meter)s has no reading since %(day)s; an estimate is "
                    "allowed for %(months)s months. Enter a reading.",
                    meter=serial,
                    day=last.day if last else installation.start,
                    months=most_months,
                )
            )
        base = engine.average(installation, known, base_days)
        if not base[1]:
            raise engine.ReadingMissing(
                self.env._(
                    "Meter %(meter)s has only its first reading, so nothing can be "
                    "estimated. Enter a reading.",
                    meter=serial,
                )
            )
        return [
            piece
            for piece in engine.estimated(installation, last, base, until)
            if piece.start >= since
        ]

    # === BOOKING === #

    @api.model
    def _book(self, settled, period) -> None:
        """Hook: write what the target differs in from the books."""
        self._book_consumption(settled, period)

    @api.model
    def _book_consumption(self, settled, period) -> None:
        """Write target − booked as new rows of the open period."""
        booked = self._load_booked_consumption(settled)
        company_id, period_id = period.company_id.id, period.id
        lines = []
        for account_id, pieces in settled.pieces.items():
            target = {piece.key: (piece.wh,) for piece in pieces}
            before = booked.get(account_id)
            change = difference(target, before) if before else target
            if not change:
                continue
            head = f"{account_id}\t{company_id}\t{period_id}\t"
            for key, (wh,) in change.items():
                if wh:
                    lines.append(head + _consumption_line(key, wh))
        bulk.copy_lines(
            self.env.cr, "elektrohisob_consumption", CONSUMPTION_COLUMNS, lines
        )
        settled.written += len(lines)
        self.env["elektrohisob.consumption"].invalidate_model()

    @api.model
    def _load_booked_consumption(self, settled):
        """Booked Wh by piece key of each account, in the window."""
        if not settled.booked:
            return {}
        self.env.cr.execute(
            SQL(
                """
                SELECT c.account_id, c.usage_point_id, c.installation_id, c.month,
                       c.date_start, c.date_end, c.reading_from_id, c.reading_to_id,
                       c.quality, (sum(c.kwh) * 1000)::bigint
                  FROM unnest(%s::int[], %s::date[]) AS w(id, since)
                  JOIN elektrohisob_consumption c
                    ON c.account_id = w.id AND c.month >= w.since
                 GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9
                HAVING sum(c.kwh) <> 0
                """,
                list(settled.booked),
                list(settled.booked.values()),
            )
        )
        rows: dict[int, list] = {}
        for account_id, *key, wh in self.env.cr.fetchall():
            rows.setdefault(account_id, []).append((tuple(key), (wh,)))
        return {account_id: accumulate(found) for account_id, found in rows.items()}

    @api.model
    def _advance_states(self, settled, until) -> None:
        """Remember up to which day energy is booked, forget the dirty mark, and add
        what was charged to the balances (billing): one update of a narrow table."""
        done = [account for account in settled.facts if account not in settled.parked]
        if done:
            self.env.cr.execute(
                SQL(
                    """
                    UPDATE elektrohisob_account_state AS state
                       SET settled_to = new.day, dirty_from = NULL,
                           booked_to = GREATEST(state.booked_to, %s) %s
                      FROM unnest(%s::int[], %s::date[], %s::bigint[])
                           AS new(account_id, day, tiyin)
                     WHERE state.account_id = new.account_id
                    """,
                    until,
                    self._get_state_changes(),
                    done,
                    [settled_to(settled.facts[account], until) for account in done],
                    [settled.charged.get(account, (0, 0))[1] for account in done],
                )
            )
        self.env["elektrohisob.account.state"].invalidate_model()

    @api.model
    def _get_state_changes(self) -> SQL:
        """Hook: more columns of the state row to set from what was charged."""
        return SQL()


def _installation(row) -> engine.Installation:
    """Engine value of a row of ``_load_facts``."""
    end = row[4] and row[4] + timedelta(days=1)
    capacity = 10 ** row[6] * 1000
    return engine.Installation(row[1], row[2], row[3], end, row[5], capacity)


def _consumption_line(key, wh) -> str:
    """COPY line of a piece after the account, company and period."""
    point, installation, month, start, end, read_from, read_to, quality = key
    return (
        f"{point}\t{installation}\t{month}\t{start}\t{end}\t"
        f"{read_from or NULL}\t{read_to or NULL}\t{quality}\t{kwh_text(wh)}"
    )
