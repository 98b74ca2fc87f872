from odoo import api, models

#: So many so'm more has the firm paid by its own books.
PAID_MORE = 150_000


class Demo(models.AbstractModel):
    """Organisations of the demonstration answer in their cabinets."""

    _inherit = "elektrohisob.demo"

    @api.model
    def _answer_acts(self):
        """The firm of the cabinet disagrees with one act; an older one it accepted."""
        account = self.env.ref("elektrohisob_billing.demo_account_legal")
        user = account._get_cabinet_user()
        acts = self.env["elektrohisob.reconciliation.act"].search(
            [("account_id", "=", account.id), ("state", "in", ("made", "sent"))]
        )
        newest = acts[:1]
        if not user or not newest:
            return
        month = newest.date_from
        older = self._make_older_act(account, month)
        name = f"Bosh buxgalter, {user.name}"
        if older:
            older.with_user(user)._answer_in_cabinet(
                decision="accepted", closing=None, remark="", name=name
            )
        oldest = self._make_older_act(account, older.date_from) if older else older
        if oldest:
            oldest.with_user(user)._answer_in_cabinet(
                decision="disagreed",
                closing=oldest.closing - PAID_MORE,
                remark="150 000 so‘mlik 12-son to‘lov topshirig‘i hisobga olinmagan.",
                name=name,
            )

    @api.model
    def _make_older_act(self, account, month):
        """Act of the month before ``month``, if there was anything in it."""
        acts = self.env["elektrohisob.reconciliation.act"]
        last = month.replace(day=1)
        period = self.env["elektrohisob.period"].search(
            [("company_id", "=", account.company_id.id), ("date_start", "<", last)],
            order="date_start desc",
            limit=1,
        )
        if not period:
            return acts
        return acts._make_one(account, period.date_start, period.date_end)[0]
