from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.elektrohisob_base.tools import bulk
from odoo.addons.elektrohisob_base.tools.dates import business_today

# The mean bill of the charged months among the twelve before the booked one.
MEANS = """
SELECT account_id, sum(amount) / count(DISTINCT month)
  FROM elektrohisob_charge
 WHERE account_id = ANY(%s::int[]) AND kind = 'regular' AND month < %s
   AND month >= %s::date - interval '1 year'
 GROUP BY 1
"""


class Correction(models.Model):
    """A large difference may be paid by instalments."""

    _inherit = "elektrohisob.correction"

    instalment_ids = fields.One2many(
        "elektrohisob.instalment", "correction_id", string="Payment by instalments"
    )
    instalment_count = fields.Integer(
        string="Offers of instalments", compute="_compute_instalment_count"
    )

    @api.depends("instalment_ids")
    def _compute_instalment_count(self):
        for correction in self:
            correction.instalment_count = len(correction.instalment_ids)

    # === ACTIONS === #

    def action_view_instalments(self):
        """Open the offers made for this difference."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "elektrohisob_claims.instalment_action"
        )
        domain = [("correction_id", "=", self.id)]
        return {**action, "domain": domain, "context": {}}

    # === BUSINESS METHODS === #

    def _on_booked(self):
        """Override of `elektrohisob_billing` to offer instalments where the consumer
        owes much more."""
        super()._on_booked()
        large = self._filter_large()
        if large:
            # the program offers, whoever has the difference booked
            self.env["elektrohisob.instalment"].sudo().create(
                [
                    {
                        "account_id": correction.account_id.id,
                        "correction_id": correction.id,
                        "amount": correction.amount,
                        "date_first": business_today(self),
                        "part_count": self.env["elektrohisob.parameter"]._get_value(
                            "instalment_parts", correction.company_id
                        ),
                    }
                    for correction in large
                ]
            )

    def _filter_large(self):
        """Corrections of one month of a district above its limits."""
        owed = self.filtered(lambda row: row.amount > 0)
        if not owed:
            return owed
        period = owed.period_id[:1]
        get = self.env["elektrohisob.parameter"]._get_value
        limits = [
            float(get(code, period.company_id, period.date_start))
            for code in ("instalment_offer_amount", "instalment_offer_percent")
        ]
        means = dict(
            self.env.execute_query(
                SQL(
                    MEANS,
                    bulk.array_text(owed.account_id.ids),
                    period.date_start,
                    period.date_start,
                )
            )
        )
        return owed.filtered(
            lambda row: _is_large(
                row.amount, float(means.get(row.account_id.id) or 0), *limits
            )
        )


def _is_large(amount, mean, limit, percent):
    """Whether a difference reaches the sum, or the share of the mean bill."""
    share = mean * percent / 100
    return bool((limit and amount >= limit) or (share and amount >= share))
