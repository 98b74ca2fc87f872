import tempfile

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.elektrohisob_base.tools import pdf
from odoo.addons.elektrohisob_base.tools.dates import business_today
from odoo.addons.elektrohisob_metering.adapters.intervals import FileError

from ..adapters import debt_register

ACCOUNTS_AT_ONCE = 2000
ACCOUNT_FIELDS = ("number", "name", "address")


class ExchangeProvider(models.Model):
    """Registers of debts that banks and post offices take payments by."""

    _inherit = "elektrohisob.exchange.provider"

    # === BUSINESS METHODS === #

    def _send_debts(self, company, layout, minimum=0.0, category="", with_zero=False):
        """Write the debts of a unit's accounts into the journal as a file.

        :param company: unit of the provider's tree
        :param layout: layout of debts sent
        :param minimum: so'm a debt is above
        :param category: accounts of this category only, "" for all
        :param with_zero: also active accounts that owe less, with what they owe or 0
        :return: the outgoing message
        """
        self.ensure_one()
        self._check_may_load_payments()
        day = business_today(self)
        domain = Domain("company_id", "child_of", company.id)
        chosen = Domain("state_ids.balance", ">", minimum)
        domain &= chosen | Domain("state", "=", "active") if with_zero else chosen
        if category:
            domain &= Domain("category", "=", category)
        counted = {"rows": 0, "debts": 0}
        rows = self._get_debts(domain, day, counted)
        with tempfile.TemporaryFile() as file:
            try:
                debt_register.write(file, layout._get_debt_layout(), rows)
            except FileError as error:
                raise UserError(
                    self.env._(
                        "The sum %(value)s does not fit into the column %(column)s of "
                        "%(layout)s. Make the column wider.",
                        layout=layout.name,
                        **error.figures,
                    )
                ) from error
            file.seek(0)
            data = file.read()
        return self.env["elektrohisob.exchange.message"]._send(
            self,
            f"{self.code}_{day:%Y%m%d}.{layout.file_format}",
            data,
            {"rows": counted["rows"], "debts": counted["debts"] / 100},
        )

    def _get_debts(self, domain, day, counted):
        """Rows of the register, a portion of accounts in memory at a time."""
        accounts = self.env["elektrohisob.account"]
        period, last = f"{day:%m.%Y}", ""
        while True:
            portion = accounts.search_fetch(
                domain & Domain("number", ">", last),
                ACCOUNT_FIELDS,
                order="number",
                limit=ACCOUNTS_AT_ONCE,
            )
            charged = self._get_charged(portion, day)
            for account in portion:
                tiyin = max(pdf.tiyin(account.amount_due), 0)
                counted["rows"] += 1
                counted["debts"] += tiyin
                yield {
                    "account": account.number,
                    "payer": account.name or "",
                    "address": account.address or "",
                    "amount": tiyin,
                    "charged": charged.get(account.id, 0),
                    "period": period,
                    "date": day,
                }
            if len(portion) < ACCOUNTS_AT_ONCE:
                return
            last = portion[-1].number
            portion.state_ids.invalidate_recordset(flush=False)
            portion.invalidate_recordset(flush=False)

    def _get_charged(self, accounts, day):
        """Account id → tiyin charged in the month before, corrections and benefits
        included."""
        first = fields.Date.subtract(day.replace(day=1), months=1)
        groups = self.env["elektrohisob.ledger.entry"]._read_group(
            [
                ("account_id", "in", accounts.ids),
                ("kind", "in", ("charge", "correction", "benefit")),
                ("date", ">=", first),
                ("date", "<", day.replace(day=1)),
            ],
            ["account_id"],
            ["amount:sum"],
        )
        return {account.id: pdf.tiyin(amount) for account, amount in groups}
