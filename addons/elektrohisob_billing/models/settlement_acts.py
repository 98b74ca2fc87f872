from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL

from odoo.addons.elektrohisob_base.tools.bulk import array_text

from ..engine.unlawful import Unlawful


class Settlement(models.AbstractModel):
    """Settlement: acts of unauthorised use."""

    _inherit = "elektrohisob.settlement"

    @api.model
    def _load_acts(self, since) -> list[tuple[int, Unlawful]]:
        """Acts in force of accounts, for the engine.

        :param since: account id → first day of its window
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT act.account_id, act.id, act.date_start, act.date_end, act.kwh,
                       act.factor
                  FROM unnest(%s::int[], %s::date[]) AS w(id, since)
                  JOIN elektrohisob_unauthorised_act act
                    ON act.account_id = w.id AND act.account_id BETWEEN %s AND %s
                   AND act.state = 'issued' AND act.date_end >= w.since
                 ORDER BY act.account_id, act.date_start, act.id
                """,
                array_text(since),
                array_text(since.values()),
                min(since, default=0),  # the slice of an index
                max(since, default=0),
            )
        )
        return [
            (
                account_id,
                Unlawful(
                    id_,
                    start,
                    last + timedelta(days=1),
                    round(kwh * 1000),
                    round(factor * 1000),
                ),
            )
            for account_id, id_, start, last, kwh, factor in rows
        ]
