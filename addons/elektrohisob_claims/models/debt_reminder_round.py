from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.elektrohisob_base.engine.sms import plain
from odoo.addons.elektrohisob_base.tools import pdf
from odoo.addons.elektrohisob_base.tools.dates import business_today

#: Debtors looked at in one job.
CHUNK = 500
#: States in which a message did not reach anybody.
LOST = ("failed", "expired", "refused")


class DebtReminder(models.Model):
    """Debtors of a round, their messages, and the jobs that send them."""

    _inherit = "elektrohisob.debt.reminder"

    # === ROUNDS === #

    @api.model
    def _cron_remind(self):
        """Begin the rounds whose day has come."""
        today = business_today(self)
        due = self.search([("state", "=", "active"), ("date_next", "<=", today)])
        for reminder in due:
            reminder._start_round()

    def _start_round(self):
        """Queue the first job of the round of today, and set the day of the next."""
        self.ensure_one()
        today = business_today(self)
        following = False
        if self.repeat == "monthly":
            following = fields.Date.add(today.replace(day=self.day), months=1)
        # the course of a round is written by the program alone
        self.sudo().date_next = following
        self._delay_chunk(today, 0)

    def _delay_chunk(self, day, after):
        key = f"debt-reminder-{self.id}-{day}-{after}"
        # a job sees the debtors of the whole unit, whoever began the round
        self.sudo().with_delay(identity_key=key)._process(str(day), after)

    def _process(self, day, after):
        """Remind the next debtors and queue the job of those after them.

        :param str day: the day of the round
        :param int after: id of the last debtor that was looked at
        """
        self.ensure_one()
        if self.state != "active":
            return
        rows = self._get_rows(after, CHUNK)
        self._remind(day, rows)
        if len(rows) == CHUNK:
            self._delay_chunk(day, rows[-1].id)
        elif self.repeat == "once":
            self.state = "done"

    def _remind(self, day, rows):
        """Write the lines of some debtors, and queue the messages."""
        vals_list, messages = [], []
        for row, phone, reason, text in self._sort_rows(rows):
            account = row.account_id
            vals_list.append(
                {
                    "reminder_id": self.id,
                    "account_id": account.id,
                    "company_id": account.company_id.id,
                    "date": day,
                    "debt": self._get_overdue(row),
                    "days": row.days,
                    "reason": reason,
                }
            )
            if not reason:
                messages.append(
                    {
                        "phone": phone,
                        "text": text,
                        "purpose": "debt",
                        "company_id": account.company_id.id,
                        "account_id": account.id,
                        "once_key": f"debt:{account.id}:{day}",
                    }
                )
        lines = self.env["elektrohisob.debt.reminder.line"].create(vals_list)
        queued = self.env["elektrohisob.sms.message"]._queue(messages)
        told = lines.filtered(lambda line: not line.reason)
        for line, message in zip(told, queued, strict=True):
            line.sms_id = message

    # === DEBTORS === #

    def _get_rows(self, after, limit):
        """Rows of ageing of the next accounts in debt, in the order of their ids."""
        domain = Domain("id", ">", after) & self._get_domain()
        report = self.env["elektrohisob.debt.ageing.report"]
        report.env.flush_all()
        return report.search(domain, order="id", limit=limit)

    def _count_rows(self):
        """Accounts in debt that are looked at: no debt is aged for it."""
        self.env.flush_all()
        return self.env["elektrohisob.debt.ageing.report"].search_count(
            self._get_domain()
        )

    def _get_domain(self):
        """Accounts in debt the round is about, whatever is overdue of it."""
        self.ensure_one()
        domain = Domain("company_id", "child_of", self.company_id.id)
        domain &= Domain("balance", ">=", self.debt_least)
        if self.category:
            domain &= Domain("category", "=", self.category)
        if self.locality_ids:
            domain &= Domain("locality_id", "in", self.locality_ids.ids)
        if self.account_ids:
            domain &= Domain("account_id", "in", self.account_ids.ids)
        return domain

    def _sort_rows(self, rows):
        """Those of ``rows`` the round is about: row, telephone, why not, text."""
        due = rows.filtered(
            lambda row: (
                row.days >= self.days_least
                and self._get_overdue(row) >= max(self.debt_least, 0.01)
            )
        )
        accounts = due.account_id
        lately, planned = self._get_lately(accounts), self._get_planned(accounts)
        phones = {account: account._get_sms_phone() for account in accounts}
        stopped = self.env["elektrohisob.sms.message"]._find_stopped(
            [{"phone": phone} for phone in phones.values()]
        )
        found = []
        for row in due:
            account = row.account_id
            phone = phones[account]
            reason = (
                "plan"
                if account in planned
                else "phone"
                if not phone
                else "stopped"
                if phone in stopped
                else account in lately and "lately"
            )
            found.append((row, phone, reason, self._get_text(row)))
        return found

    @api.model
    def _get_overdue(self, row):
        """What of the debt had to be paid by today, so'm."""
        return round(row.balance - row.debt_not_due, 2)

    def _get_lately(self, accounts):
        """Those of the accounts that were reminded some days ago."""
        days = self.env["elektrohisob.parameter"]._get_value(
            "debt_reminder_days", self.company_id
        )
        since = fields.Datetime.subtract(fields.Datetime.now(), days=days)
        return (
            self.env["elektrohisob.sms.message"]
            .search(
                [
                    ("account_id", "in", accounts.ids),
                    ("purpose", "=", "debt"),
                    ("create_date", ">", since),
                    ("state", "not in", LOST),
                ]
            )
            .account_id
        )

    @api.model
    def _get_planned(self, accounts):
        """Those of the accounts that keep to a payment by instalments."""
        plans = self.env["elektrohisob.instalment"].search(
            [("account_id", "in", accounts.ids), ("state", "=", "accepted")]
        )
        return plans.filtered(lambda plan: plan._is_kept()).account_id

    @api.model
    def _get_text(self, row):
        """Hook: the message to one debtor, in the language of the account."""
        account = row.account_id
        texts = self.with_context(lang=account.lang or self.env.lang)
        return plain(
            texts.env._(
                "Electricity, account %(account)s: %(debt)s so'm are overdue since "
                "%(since)s. Please pay.",
                account=account.number,
                debt=pdf.money(round(self._get_overdue(row) * 100)),
                since=f"{row.date_oldest:%d.%m.%Y}",
            )
        )
