from datetime import date, datetime, timedelta

from odoo import api, models

from ..demo import bank_files, pay_client
from ..demo.bank_files import BankRow
from .demo_online import SECRET

FIRST = date(2026, 10, 13)
#: So'm paid on each of the days; the register of the third one has not come.
PAID = (
    (50_000, 80_000, 120_000, 30_000),
    (60_000, 45_000, 90_000, 25_000),
    (40_000, 75_000, 55_000),
)
#: What the bank has of the first two days: 280,000 and 309,000 less 1.2 %, of which
#: 292 so'm are missing on the second.
CAME = (276_640, 305_000)
STRANGER = "2626900990017"


class Demo(models.AbstractModel):
    """Three days of PAYNET compared: a green one, one with differences, one without a
    register."""

    _inherit = "elektrohisob.demo"

    @api.model
    def _compare_payments(self, town):
        provider = self.env["elektrohisob.exchange.provider"].search(
            [("code", "=", "DEMO-PAYNET")]
        )
        self._agree_settlement(provider)
        accounts = self.env["elektrohisob.account"].search(
            [
                ("company_id", "=", town.company.id),
                ("category", "=", "household"),
                ("state", "=", "active"),
                ("state_ids.balance", ">", 50_000),
            ],
            order="number",
            limit=16,
        )
        days = [
            self._pay_day(provider, accounts[4 * place :], place)
            for place in range(len(PAID))
        ]
        self._tell_days(provider, accounts, days)
        self._transfer_days(town)
        self.env["elektrohisob.payment.day"]._derive(
            provider, [FIRST + timedelta(days=place) for place in range(len(PAID))]
        )
        self._explain_day(provider)
        self.env["elektrohisob.agent.act"]._make(FIRST.replace(day=1))

    @api.model
    def _agree_settlement(self, provider):
        self.env["elektrohisob.payment.clearing"].create(
            {
                "provider_id": provider.id,
                "date_start": "2026-01-01",
                "basis": "4.2-band",
                "contract_number": "1726-P",
                "contract_date": "2025-12-15",
                "days": 1,
                "is_working": True,
                "is_net": True,
                "percent": 1.2,
                "purpose": "реестр платежей PAYNET",
                "user_id": (self._get_actor("accountant") or self.env.user).id,
            }
        )

    @api.model
    def _pay_day(self, provider, accounts, place):
        """(number at the service, account, sum) of the payments of a day."""
        day = FIRST + timedelta(days=place)
        told = []
        for index, amount in enumerate(PAID[place]):
            moment = datetime(day.year, day.month, day.day, 5) + timedelta(hours=index)
            number = 17_261_300_000 + 100 * place + index
            sender = pay_client.Sender(
                SECRET,
                accounts[index].number,
                amount * 100,
                number,
                round(moment.timestamp() * 1000),
                provider.pay_login,
                "1",
            )
            for call in pay_client.paynet(sender):
                self._send(call)
            told.append((number, accounts[index].number, amount))
        return told

    @api.model
    def _tell_days(self, provider, accounts, days):
        """Registers of two days: in the second a sum is another one, a payment is
        missing, one has not come to us, and one is for an account nobody has."""
        first, second, _silent = days
        kept, other, third, _missing = second
        told = [kept, (*other[:2], 54_000), third]
        told += [(17_261_300_190, accounts[12].number, 70_000)]
        told += [(17_261_300_191, STRANGER, 35_000)]
        for place, rows in enumerate((first, told)):
            day = FIRST + timedelta(days=place)
            provider._receive(
                f"paynet_{day:%Y%m%d}.csv", bank_files.service_register(day, rows)
            )

    @api.model
    def _transfer_days(self, town):
        """The bank has one row for each of the two days, a working day later."""
        account = town.company.bank_account or "20208000900000000001"
        for place, amount in enumerate(CAME):
            day, came = (FIRST + timedelta(days=place + more) for more in (0, 1))
            purpose = f"Реестр платежей PAYNET за {day:%d.%m.%Y}"
            row = BankRow(purpose, "PAYNET AJ", amount, f"PN-{place + 1}")
            data = bank_files.client_bank(account, came, [row])
            town.bank._receive(f"kl_to_1c_{came:%Y%m%d}_paynet.txt", data)

    @api.model
    def _explain_day(self, provider):
        """The accountant explained one difference and waits for another."""
        accountant = self._get_actor("accountant") or self.env.user
        lines = self.env["elektrohisob.payment.day.line"].with_user(accountant)
        short = lines.search([("cause", "=", "bank_short"), ("state", "=", "open")])
        short.explanation = "Bank xizmati haqi ushlangan, xat № 88"
        short.action_explain()
        lines.search([("cause", "=", "missing_there")]).action_wait()
