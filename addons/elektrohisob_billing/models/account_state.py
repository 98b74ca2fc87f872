from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.elektrohisob_base.tools.bulk import money_text


class AccountState(models.Model):
    _inherit = "elektrohisob.account.state"
    _plain_payment = "TRUE"

    balance = fields.Float(
        digits=(16, 2),
        default=0.0,
        help="Σ of the ledger entries: above zero the consumer owes.",
    )

    @api.model
    def _add_balances(self, deltas: dict[int, int]) -> None:
        """Add tiyin to the balances of accounts: the only writer of ``balance``."""
        if not deltas:
            return
        self.flush_model(["account_id", "balance"])
        self.env.cr.execute(
            SQL(
                """
                UPDATE elektrohisob_account_state AS state
                   SET balance = COALESCE(state.balance, 0) + new.delta
                  FROM unnest(%s::int[], %s::numeric[]) AS new(account_id, delta)
                 WHERE state.account_id = new.account_id
                """,
                list(deltas),
                [money_text(delta) for delta in deltas.values()],
            )
        )
        self.invalidate_model(["balance"])
