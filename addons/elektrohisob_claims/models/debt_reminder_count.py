from collections import Counter

from odoo import api, fields, models

from odoo.addons.elektrohisob_base.engine.sms import count_parts

from . import debt_reminder_round

#: So many debtors are counted while the user waits; more by jobs.
AT_ONCE = 1000
#: Figure by reason why a debtor is not reminded; False: he is.
FIGURES = {
    False: "message_count",
    "phone": "phone_count",
    "stopped": "stopped_count",
    "lately": "lately_count",
    "plan": "plan_count",
}


class DebtReminderCount(models.Model):
    """Who would be reminded today, and what it would cost: counted in pieces, whose
    figures are kept until the last one."""

    _inherit = "elektrohisob.debt.reminder"

    count_no = fields.Integer(readonly=True, copy=False)
    count_total = fields.Integer(readonly=True, copy=False)
    count_figures = fields.Json(readonly=True, copy=False)
    is_counting = fields.Boolean(string="Being counted", readonly=True, copy=False)
    count_progress = fields.Float(
        string="Counted, %", compute="_compute_count_progress", digits=(5, 1)
    )

    @api.depends("count_figures", "count_total")
    def _compute_count_progress(self):
        for reminder in self:
            looked = (reminder.count_figures or {}).get("looked", 0)
            total = max(reminder.count_total, looked, 1)
            reminder.count_progress = 100 * looked / total

    # === BUSINESS METHODS === #

    def _start_count(self):
        """Count now if it is soon done, else by jobs."""
        self.ensure_one()
        # the figures are those of the whole unit, as its messages will be
        whole = self.sudo()
        whole.write(
            {
                "date_counted": False,
                "is_counting": True,
                "count_no": self.count_no + 1,
                "count_figures": {},
                "count_total": whole._count_rows(),
            }
        )
        if whole.count_total > AT_ONCE:
            whole._delay_count(0)
            return
        after = 0
        while after is not None:
            after = whole._count_piece(after)

    def _delay_count(self, after):
        key = f"debt-reminder-count-{self.id}-{self.count_no}-{after}"
        self.with_delay(identity_key=key)._count(self.count_no, after)

    def _count(self, number, after):
        """Job: count the next debtors.

        :param int number: of the counting; another one was begun meanwhile, or the
            conditions were changed: nothing is counted any more
        :param int after: id of the last debtor that was looked at
        """
        self.ensure_one()
        if self.count_no != number or not self.is_counting:
            return
        following = self._count_piece(after)
        if following is not None:
            self._delay_count(following)

    def _count_piece(self, after):
        """Add the figures of the next debtors.

        :return: id of the last one; None if there are no more
        """
        size = debt_reminder_round.CHUNK
        rows = self._get_rows(after, size)
        counts = Counter(self.count_figures or {})
        counts["looked"] += len(rows)
        for row, _phone, reason, text in self._sort_rows(rows):
            counts["debtor_count"] += 1
            counts[FIGURES[reason]] += 1
            counts["debt"] += round(self._get_overdue(row) * 100)
            counts["part_count"] += 0 if reason else count_parts(text)
        self.count_figures = dict(counts)
        if len(rows) == size:
            return rows[-1].id
        self._end_count(counts)
        return None

    def _end_count(self, counts):
        """Write the figures that people decide on."""
        price = self.env["elektrohisob.parameter"]._get_value(
            "sms_part_price", self.company_id
        )
        names = ("debtor_count", "part_count", *FIGURES.values())
        self.write(
            {
                **{name: counts[name] for name in names},
                "cost": float(price * counts["part_count"]),
                "debt": counts["debt"] / 100,
                "date_counted": fields.Datetime.now(),
                "is_counting": False,
            }
        )
