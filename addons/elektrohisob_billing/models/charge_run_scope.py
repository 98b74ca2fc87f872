from datetime import timedelta

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class ChargeRun(models.Model):
    """Which districts and accounts a run bills, and the run of the night."""

    _inherit = "elektrohisob.charge.run"

    def _get_domain(self):
        """Accounts of the district that are open in the month, and closed ones of
        which something changed after they were settled; of these the chosen ones,
        or those that are not booked up to the end of the month as facts are now."""
        self.ensure_one()
        domain = (
            Domain("company_id", "=", self.company_id.id)
            & Domain("date_open", "<=", self.period_id.date_end)
            & (
                Domain("date_close", "=", False)
                | Domain("date_close", ">=", self.period_id.date_start)
                | Domain("state_ids.dirty_from", "!=", False)
            )
        )
        if self.scope == "list":
            domain &= Domain("id", "in", self.account_ids.ids)
        elif self.scope == "changed":
            until = self.period_id.date_end + timedelta(days=1)
            changed = (
                Domain("dirty_from", "!=", False)
                | Domain("booked_to", "=", False)
                | Domain("booked_to", "<", until)
            )
            domain &= Domain("state_ids", "any", changed)
        return domain

    @api.model
    def _plan(self, unit, month, numbers=None, chunk_size=None):
        """A draft for each district network of ``unit`` whose open month it is.

        :param date month: first day
        :param list numbers: of the accounts to bill, all if empty
        :raise UserError: none has the month open, or an account is not theirs
        """
        periods = self.env["elektrohisob.period"].search(
            [
                ("company_id", "child_of", unit.id),
                ("date_start", "=", month),
                ("state", "in", ("open", "closing")),
            ]
        )
        accounts = self._find_accounts(unit, numbers)
        if accounts:
            periods = periods.filtered(
                lambda row: row.company_id in accounts.company_id
            )
        if not periods:
            raise UserError(
                self.env._(
                    "%(month)s is not an open period of this district network.",
                    month=str(month)[:7],
                )
            )
        return self.create(
            [
                {
                    "company_id": period.company_id.id,
                    "period_id": period.id,
                    "scope": "list" if accounts else "all",
                    "account_ids": accounts.filtered(
                        lambda row, at=period.company_id: row.company_id == at
                    ).ids,
                    **({"chunk_size": chunk_size} if chunk_size else {}),
                }
                for period in periods
            ]
        )

    @api.model
    def _find_accounts(self, unit, numbers):
        """Accounts with these numbers; all of them must belong to ``unit``."""
        numbers = list(dict.fromkeys(str(number).strip() for number in numbers or ()))
        accounts = self.env["elektrohisob.account"].search(
            [("number", "in", numbers), ("company_id", "child_of", unit.id)]
        )
        missing = set(numbers) - set(accounts.mapped("number"))
        if missing:
            raise UserError(
                self.env._(
                    "%(unit)s has no account %(number)s (%(count)s of %(all)s numbers "
                    "are not found). Correct the list.",
                    unit=unit.name,
                    number=min(missing),
                    count=len(missing),
                    all=len(numbers),
                )
            )
        return accounts

    # === NIGHT === #

    @api.model
    def _cron_settle_changed(self):
        """Settle what changed in the districts whose open month is billed: each gets
        a run of its own in the journal, where there is anything to do."""
        billed = self.search(
            [
                ("scope", "=", "all"),
                ("stage", "=", "done"),
                ("period_id.state", "in", ("open", "closing")),
            ]
        ).period_id
        busy = self.search([("stage", "in", ("running", "paused"))]).company_id
        for period in billed.filtered(lambda row: row.company_id not in busy):
            vals = {
                "company_id": period.company_id.id,
                "period_id": period.id,
                "scope": "changed",
            }
            domain = self.new(vals)._get_domain()
            if self.env["elektrohisob.account"].search_count(domain, limit=1):
                self.create(vals).action_start()
