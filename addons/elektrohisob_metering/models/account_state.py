from collections.abc import Iterable
from datetime import date

from odoo import api, fields, models
from odoo.tools import SQL


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
            need no mark and get none.
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
                UPDATE elektrohisob_account_state AS state
                   SET dirty_from = LEAST(state.dirty_from, changed.day)
                  FROM unnest(%s::int[], %s::date[]) AS changed(account_id, day)
                 WHERE state.account_id = changed.account_id
                   AND changed.day < state.settled_to
                   AND (state.dirty_from IS NULL OR changed.day < state.dirty_from)
                """,
                list(earliest),
                list(earliest.values()),
            )
        )
        self.invalidate_model(["dirty_from"])
