from odoo import api, models
from odoo.tools import SQL

from odoo.addons.elektrohisob_base.tools.dates import business_today

from ..engine.instalment import spread_paid


class Instalment(models.Model):
    """What of a plan is paid, and that a plan paid in full is over."""

    _inherit = "elektrohisob.instalment"

    @api.model
    def _cron_close_paid(self):
        """Close the plans that are paid in full, every night."""
        self.search([("state", "in", ("accepted", "paid"))])._refresh_paid()

    @api.depends("state", "date_accepted", "part_ids.amount")
    def _compute_paid(self):
        today = business_today(self)
        for plan in self:
            parts = plan.part_ids.sorted("date_due")
            sums = [round(part.amount * 100) for part in parts]
            total = sum(sums) if plan.state == "paid" else plan._get_paid()
            covered = spread_paid(total, sums)
            plan.paid = sum(covered) / 100
            plan.overdue = (
                sum(
                    due - done
                    for part, due, done in zip(parts, sums, covered, strict=True)
                    if part.date_due < today
                )
                / 100
                if plan.state == "accepted"
                else 0.0
            )

    def _get_paid(self):
        """Tiyin paid since the acceptance beyond what was charged since: that is not
        part of the plan and is paid beside it."""
        self.ensure_one()
        if not self.date_accepted:
            return 0
        entries = self.env["elektrohisob.ledger.entry"]
        domain = [
            ("account_id", "=", self.account_id.id),
            ("id", ">", self.entry_id_from),
        ]
        (amount,) = entries._read_group(domain, aggregates=["amount:sum"])[0]
        return max(0, -round((amount or 0) * 100))

    # === BUSINESS METHODS === #

    def _refresh_paid(self):
        """Close plans once what came has covered all parts, whatever was charged
        afterwards; open those again whose payment was taken back."""
        days = self._find_paid_days()
        for plan in self:
            day = days.get(plan.id)
            if plan.state == "accepted" and day:
                plan._set_paid("paid", day)
            elif plan.state == "paid" and not day and not plan._find_other():
                plan._set_paid("accepted", False)

    def _set_paid(self, state, day):
        # the state follows from the ledger, whoever looks
        self.sudo().write({"state": state, "date_paid": day})

    def _find_other(self):
        """Another plan in force of the same account."""
        self.ensure_one()
        return self.search_count(
            [
                ("account_id", "=", self.account_id.id),
                ("state", "=", "accepted"),
                ("id", "!=", self.id),
            ],
            limit=1,
        )

    def _find_paid_days(self):
        """Plan id → day of the first entry with which the entries since the
        acceptance, those taken back left out, covered the whole sum."""
        self.flush_model()
        self.env["elektrohisob.ledger.entry"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT p.id, (
                    SELECT s.date FROM (
                        SELECT e.id, e.date, sum(e.amount) OVER (ORDER BY e.id) AS due
                          FROM elektrohisob_ledger_entry e
                         WHERE e.account_id = p.account_id AND e.id > p.entry_id_from
                           AND e.reverses_id IS NULL
                           AND NOT EXISTS (SELECT 1 FROM elektrohisob_ledger_entry r
                                            WHERE r.reverses_id = e.id)) AS s
                     WHERE -s.due >= p.amount ORDER BY s.id LIMIT 1)
                  FROM elektrohisob_instalment p
                 WHERE p.id = ANY(%s)
                """,
                self.ids,
            )
        )
        return {plan_id: day for plan_id, day in rows if day}
