from dataclasses import dataclass, field
from datetime import date, timedelta

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.elektrohisob_base.engine.diff import accumulate, difference
from odoo.addons.elektrohisob_base.engine.period import month_start
from odoo.addons.elektrohisob_base.tools import bulk
from odoo.addons.elektrohisob_base.tools.bulk import NULL, decimal

from ..engine import consumption as engine

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


@dataclass(slots=True)
class Facts:
    """Installations of one account in its window, with readings by day."""

    since: date
    installations: list[tuple[engine.Installation, str, list[engine.Reading]]] = field(
        default_factory=list
    )


@dataclass(slots=True)
class Settled:
    """What a settlement found and wrote; passed on to the addons on the right.

    ``since``: account → first month computed again. ``pieces``: account → its
    target pieces of those months. ``parked``: account → (code, reason).
    ``charged``: account → (Wh, tiyin) booked, filled by billing.
    """

    since: dict[int, date] = field(default_factory=dict)
    facts: dict[int, Facts] = field(default_factory=dict)
    pieces: dict[int, list[engine.Piece]] = field(default_factory=dict)
    parked: dict[int, tuple[str, str]] = field(default_factory=dict)
    charged: dict[int, tuple[int, int]] = field(default_factory=dict)
    written: int = 0


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
        if period.state == "closed":
            raise UserError(
                self.env._(
                    "Period %(period)s is closed; settle into the open one.",
                    period=period.display_name,
                )
            )
        self.env.flush_all()
        until = period.date_end + timedelta(days=1)
        settled = Settled()
        self._lock_states(accounts.ids, period, settled)
        self._load_facts(settled, until)
        history = self._load_history(settled, period)
        for account_id, facts in settled.facts.items():
            try:
                settled.pieces[account_id] = self._get_pieces(
                    facts, history, period, until
                )
            except engine.ReadingDecreased as error:
                settled.parked[account_id] = ("reading_decreased", str(error))
            except LookupError as error:
                settled.parked[account_id] = ("no_reading", str(error))
        for account_id in settled.since:
            if account_id not in settled.facts:
                settled.parked[account_id] = (
                    "no_meter",
                    self.env._("No meter was installed in the period."),
                )
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
                       settled_to IS NULL
                  FROM elektrohisob_account_state
                 WHERE account_id = ANY(%s)
                 ORDER BY account_id
                   FOR UPDATE
                """,
                period.date_start,
                list(account_ids),
            )
        )
        for account_id, day, is_new in self.env.cr.fetchall():
            settled.since[account_id] = date.min if is_new else month_start(day)

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
                   AND i.date_start < %(until)s
                   AND (i.date_end IS NULL OR i.date_end >= w.since)
                  JOIN elektrohisob_meter m ON m.id = i.meter_id
                  JOIN elektrohisob_meter_type t ON t.id = m.type_id
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
            if _needs_estimate(installation, readings, period.date_start)
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
    def _get_pieces(self, facts, history, period, until) -> list[engine.Piece]:
        """Target pieces of one account.

        :raise LookupError: a meter was not read for too long, or never.
        """
        pieces: list[engine.Piece] = []
        for installation, serial, readings in facts.installations:
            pieces += engine.measured(installation, readings, facts.since, until)
            if _needs_estimate(installation, readings, period.date_start):
                known = history.get(installation.id, [])
                pieces += self._get_estimate(
                    installation, serial, known, facts.since, period, until
                )
        return pieces

    @api.model
    def _get_estimate(self, installation, serial, known, since, period, until):
        """Pieces of a meter nobody read in the period."""
        company = period.company_id
        last = known[-1] if known else None
        oldest = period.date_start - timedelta(days=31 * company.estimate_months)
        if last is None or last.day < oldest:
            raise LookupError(
                self.env._(
                    "Meter %(meter)s has no reading since %(day)s; an estimate is "
                    "allowed for %(months)s months. Enter a reading.",
                    meter=serial,
                    day=last.day if last else installation.start,
                    months=company.estimate_months,
                )
            )
        base = engine.average(installation, known, company.estimate_base_days)
        if not base[1]:
            raise LookupError(
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
                list(settled.since),
                list(settled.since.values()),
            )
        )
        rows: dict[int, list] = {}
        for account_id, *key, wh in self.env.cr.fetchall():
            rows.setdefault(account_id, []).append((tuple(key), (wh,)))
        return {account_id: accumulate(found) for account_id, found in rows.items()}

    @api.model
    def _advance_states(self, settled, until) -> None:
        """Remember up to which day energy is booked; forget the dirty mark."""
        days = {
            account_id: _settled_to(facts, until)
            for account_id, facts in settled.facts.items()
            if account_id not in settled.parked
        }
        if days:
            self.env.cr.execute(
                SQL(
                    """
                    UPDATE elektrohisob_account_state AS state
                       SET settled_to = new.day, dirty_from = NULL
                      FROM unnest(%s::int[], %s::date[]) AS new(account_id, day)
                     WHERE state.account_id = new.account_id
                    """,
                    list(days),
                    list(days.values()),
                )
            )
        self.env["elektrohisob.account.state"].invalidate_model()


def _installation(row) -> engine.Installation:
    """Engine value of a row of ``_load_facts``."""
    end = row[4] and row[4] + timedelta(days=1)
    capacity = 10 ** row[6] * 1000
    return engine.Installation(row[1], row[2], row[3], end, row[5], capacity)


def _needs_estimate(installation, readings, period_start) -> bool:
    """Whether the meter hung before the period, stays in it and was not read."""
    return (
        installation.start < period_start
        and (installation.end is None or installation.end > period_start)
        and (not readings or readings[-1].day <= period_start)
    )


def _settled_to(facts, until) -> date:
    """Day up to which energy of all meters is measured, at most ``until``."""
    days = [until]
    for installation, _serial, readings in facts.installations:
        day = readings[-1].day if readings else installation.start
        if installation.end is None or day < installation.end:
            days.append(day)
    return min(days)


def _consumption_line(key, wh) -> str:
    """COPY line of a piece after the account, company and period."""
    point, installation, month, start, end, read_from, read_to, quality = key
    return (
        f"{point}\t{installation}\t{month}\t{start}\t{end}\t"
        f"{read_from or NULL}\t{read_to or NULL}\t{quality}\t{decimal(wh, 3)}"
    )
