from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class Period(models.Model):
    """Months of a district and what was charged in them."""

    _inherit = "elektrohisob.period"

    is_last_billed = fields.Boolean(
        string="Last billed month",
        compute="_compute_is_last_billed",
        search="_search_is_last_billed",
        help="The newest month of the district that has charges.",
    )

    @api.depends("company_id", "date_start")
    def _compute_is_last_billed(self):
        last = self._get_last_billed_ids()
        for period in self:
            period.is_last_billed = period.id in last

    def _search_is_last_billed(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [
            ("id", "in" if True in value else "not in", self._get_last_billed_ids())
        ]

    # === BUSINESS METHODS === #

    @api.model
    def _get_last_billed_ids(self):
        """Ids of the newest months with charges, one of each district."""
        self.env["elektrohisob.charge"].flush_model(["company_id", "period_id"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT billed.id
                  FROM res_company AS unit
                 CROSS JOIN LATERAL (
                    SELECT period.id
                      FROM elektrohisob_period AS period
                     WHERE period.company_id = unit.id
                       AND EXISTS (
                           SELECT 1 FROM elektrohisob_charge AS charge
                            WHERE charge.company_id = unit.id
                              AND charge.period_id = period.id)
                     ORDER BY period.date_start DESC
                     LIMIT 1
                 ) AS billed
                """
            )
        )
        return [id_ for (id_,) in rows]

    def _check_reopenable(self):
        """Override of `base`: what the next month has charged rests on this one."""
        following = self._get_following()
        charges = self.env["elektrohisob.charge"].sudo()  # whoever may see them
        if charges.search_count([("period_id", "=", following.id)], limit=1):
            raise UserError(
                self.env._(
                    "%(next)s has been billed already, so %(period)s stays closed. "
                    "Enter what was missing: the next billing run books the "
                    "difference into the open month.",
                    next=following.display_name,
                    period=self.display_name,
                )
            )
        return super()._check_reopenable()
