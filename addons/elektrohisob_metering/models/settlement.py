from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.elektrohisob_base.engine.diff import accumulate, difference
from odoo.addons.elektrohisob_base.engine.period import month_start
from odoo.addons.elektrohisob_base.tools import bulk
from odoo.addons.elektrohisob_base.tools.bulk import NULL, kwh_text
from odoo.addons.elektrohisob_base.tools.memory import collector_paused

from ..engine.settled import Settled, settled_to

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
    "reading_type",
    "origin",
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
    def _settle(self, accounts, period, preview=False) -> Settled:
        """Bring the books of ``accounts`` up to the end of ``period``; of a preview
        only tell what would be booked.

        The state rows of the accounts are held against those who write facts, not
        against payments, which move their balances meanwhile. Whoever changed a row
        since this transaction began, another settlement or a payment, makes the last
        step fail (Odoo's transactions are REPEATABLE READ): all of it is taken back
        and tried again, so nothing is booked twice and no payment is lost. Rights
        are the caller's business.
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
        settled = Settled(is_preview=preview)
        with collector_paused():
            self._hold_states(accounts.ids, period, settled)
            self._load_facts(settled, until)
            self._find_target(settled, period, until)
            self._book(settled, period)
            if not preview:
                self._advance_states(settled, period, until)
        return settled

    @api.model
    def _hold_states(self, account_ids, period, settled) -> None:
        """Keep facts of the accounts from being written, and find the first month
        to compute again.

        A key share lock: it stops ``FOR UPDATE`` of those who write facts, and lets
        the update of a balance pass.
        """
        oldest = self._get_oldest_month(period)
        self.env.cr.execute(
            SQL(
                """
                SELECT account_id, LEAST(settled_to, dirty_from, %s),
                       settled_to IS NULL, booked_to
                  FROM elektrohisob_account_state
                 WHERE account_id = ANY(%s::int[])
                 ORDER BY account_id
                   FOR KEY SHARE
                """,
                period.date_start,
                bulk.array_text(account_ids),
            )
        )
        for account_id, day, is_new, booked_to in self.env.cr.fetchall():
            since = date.min if is_new else month_start(day)
            if booked_to and booked_to > since:
                since = settled.booked[account_id] = max(since, oldest)
            settled.since[account_id] = since

    @api.model
    def _get_oldest_month(self, period):
        """First month whose booked figures may still be corrected."""
        months = self.env["elektrohisob.parameter"]._get_value(
            "correction_limit_months", period.company_id, period.date_start
        )
        return fields.Date.subtract(period.date_start, months=months)

    # === BOOKING === #

    @api.model
    def _book(self, settled, period) -> None:
        """Hook: write what the target differs in from the books."""
        self._book_consumption(settled, period)

    @api.model
    def _book_consumption(self, settled, period) -> None:
        """Write target − booked as new rows of the open period."""
        booked = self._load_booked_consumption(settled)
        where = f"{period.company_id.id}\t{period.id}"
        lines = _consumption_lines(settled, booked, where)
        bulk.copy_lines(
            self.env.cr, "elektrohisob_consumption", CONSUMPTION_COLUMNS, lines
        )
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
                       c.quality, c.reading_type, c.origin,
                       (sum(c.kwh) * 1000)::bigint
                  FROM unnest(%s::int[], %s::date[]) AS w(id, since)
                  JOIN elektrohisob_consumption c
                    ON c.account_id = w.id AND c.month >= w.since
                 GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
                HAVING sum(c.kwh) <> 0
                """,
                bulk.array_text(settled.booked),
                bulk.array_text(settled.booked.values()),
            )
        )
        rows: dict[int, list] = {}
        for account_id, *key, wh in self.env.cr.fetchall():
            rows.setdefault(account_id, []).append((tuple(key), (wh,)))
        return {account_id: accumulate(found) for account_id, found in rows.items()}

    @api.model
    def _advance_states(self, settled, period, until) -> None:
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
                    bulk.array_text(done),
                    bulk.array_text(
                        settled_to(settled.facts[account], until) for account in done
                    ),
                    bulk.array_text(
                        settled.charged.get(account, (0, 0))[1] for account in done
                    ),
                )
            )
            self.env["elektrohisob.fact.change"]._close(done, period)
        self.env["elektrohisob.account.state"].invalidate_model()

    @api.model
    def _get_state_changes(self) -> SQL:
        """Hook: more columns of the state row to set from what was charged."""
        return SQL()


def _consumption_lines(settled, booked, where) -> Iterator[str]:
    """COPY lines of what the targets differ in, made while the database writes.

    :param where: company and period, as text of COPY
    """
    for account_id, pieces in settled.pieces.items():
        target = {piece.key: (piece.wh,) for piece in pieces}
        before = booked.get(account_id)
        change = difference(target, before) if before else target
        for key, (wh,) in change.items():
            if wh:
                settled.written += 1
                yield _consumption_line(f"{account_id}\t{where}", key, wh)


def _consumption_line(head, key, wh) -> str:
    """COPY line of a piece after its account, company and period."""
    return (
        f"{head}\t{key[0]}\t{key[1] or NULL}\t{_joined(*key[2:5])}\t"
        f"{key[5] or NULL}\t{key[6] or NULL}\t{_joined(*key[7:])}\t{kwh_text(wh)}"
    )


@lru_cache(maxsize=4096)
def _joined(*values) -> str:
    """Values of a line that most accounts share: days, and how energy was found."""
    return "\t".join(map(str, values))
