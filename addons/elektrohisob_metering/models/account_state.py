from collections.abc import Iterable
from datetime import date

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.elektrohisob_base.tools import bulk


class AccountState(models.Model):
    _inherit = "elektrohisob.account.state"

    settled_to = fields.Date(
        help="Day up to which measured energy is booked; empty before the first "
        "settlement."
    )
    booked_to = fields.Date(
        help="End of the last settled month: nothing is booked from this day on."
    )
    dirty_from = fields.Date(
        help="A fact of this or a later day changed after it was booked."
    )

    @api.model
    def _mark_dirty(self, pairs: Iterable[tuple[int, date]]) -> None:
        """Have energy and sums of accounts computed again from a day on.

        :param pairs: (account id, first day whose result may change: for a reading
            the day of the valid reading before it). Days that were never settled
            need no mark and get none. Accounts that feed these are marked too:
            their energy is what is left of the meter.
        """
        earliest: dict[int, date] = {}
        for account_id, day in pairs:
            known = earliest.get(account_id)
            earliest[account_id] = min(known, day) if known else day
        if not earliest:
            return
        self.flush_model(["account_id", "settled_to", "dirty_from"])
        self.env.cr.execute(
            SQL(
                """
                  WITH own AS MATERIALIZED (
                       SELECT * FROM unnest(%s::int[], %s::date[])
                              AS own(account_id, day)),
                       fed AS (
                       SELECT p.account_id, own.day
                         FROM own
                         JOIN elektrohisob_usage_point_term t USING (account_id)
                         JOIN elektrohisob_usage_point p ON p.id = t.parent_id),
                       changed AS (
                       SELECT account_id, min(day) AS day
                         FROM (TABLE own UNION ALL TABLE fed) one GROUP BY 1)
                UPDATE elektrohisob_account_state AS state
                   SET dirty_from = LEAST(state.dirty_from, changed.day)
                  FROM changed
                 WHERE state.account_id = changed.account_id
                   AND changed.day < state.settled_to
                   AND (state.dirty_from IS NULL OR changed.day < state.dirty_from)
                """,
                bulk.array_text(earliest),
                bulk.array_text(earliest.values()),
            )
        )
        self.invalidate_model(["dirty_from"])
