from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL

from odoo.addons.elektrohisob_base.tools.bulk import array_text

from ..engine.benefit import Benefit


class Settlement(models.AbstractModel):
    """Settlement: benefits of the accounts."""

    _inherit = "elektrohisob.settlement"

    @api.model
    def _load_benefits(self, since) -> list[tuple[int, Benefit]]:
        """Benefits of accounts for the engine, cut at the dates of the rates, in the
        order in which they take their shares.

        :param since: account id → first day of its window
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT b.account_id, b.id, GREATEST(b.date_start, r.date_start),
                       LEAST(b.date_end, r.date_end), r.percent, r.kwh_limit,
                       CASE r.per WHEN 'person' THEN b.persons ELSE 1 END,
                       r.above_norm, r.basis, r.register, p.payer_id IS NOT NULL
                  FROM unnest(%s::int[], %s::date[]) AS w(id, since)
                  JOIN elektrohisob_benefit b
                    ON b.account_id = w.id AND b.account_id BETWEEN %s AND %s
                   AND b.state = 'valid'
                   AND (b.date_end IS NULL OR b.date_end >= w.since)
                  JOIN elektrohisob_benefit_programme p ON p.id = b.programme_id
                  JOIN elektrohisob_benefit_rate r
                    ON r.programme_id = b.programme_id
                   AND daterange(r.date_start, r.date_end, '[]')
                       && daterange(b.date_start, b.date_end, '[]')
                 ORDER BY b.account_id, p.sequence, b.id, 3
                """,
                array_text(since),
                array_text(since.values()),
                min(since, default=0),  # the slice of an index
                max(since, default=0),
            )
        )
        return [(row[0], _to_engine(*row[1:])) for row in rows]


def _to_engine(
    benefit_id, start, last, percent, limit, persons, above, basis, register, financed
):
    """A row of the benefits for the engine."""
    return Benefit(
        benefit_id,
        start,
        last and last + timedelta(days=1),
        round(percent * 100),
        round(limit * 1000) * persons if limit else None,
        bool(above),
        basis,
        register or "",
        financed,
    )
