import json
import time
from datetime import date, datetime, timedelta

from odoo import api, models

from odoo.addons.elektrohisob_base.tools.dates import business_today

from ..adapters.pay import Message
from ..adapters.pay_channels import split
from ..demo import pay_client

SECRET = "namoyish-kaliti"
LAST = date(2026, 10, 20)
SERVICES = {
    "paynet": {"pay_login": "paynet", "pay_service": "1", "pay_merchant": "1726"},
    "payme": {"pay_merchant": "5e730e8e0b852a417aa49ceb"},
    "click": {"pay_service": "17269", "pay_merchant": "7726"},
    "uzum": {"pay_login": "uzum", "pay_service": "498624684"},
}


class DemoOnline(models.AbstractModel):
    """Online payments of the demonstration: every service, also what goes wrong."""

    _inherit = "elektrohisob.demo"

    @api.model
    def _pay_online(self, town):
        """Payments of October through the same door as in real life."""
        providers = {
            kind: self.env["elektrohisob.exchange.provider"].create(
                {
                    "name": f"{kind.capitalize()} (namoyish)",
                    "code": f"DEMO-{kind.upper()}",
                    "kind": kind,
                    "company_id": town.company.id,
                    "pay_secret": SECRET,
                    "pay_show_name": True,
                    **vals,
                }
            )
            for kind, vals in SERVICES.items()
        }
        debtors = self.env["elektrohisob.account.state"].search(
            [("company_id", "=", town.company.id), ("balance", ">", 50_000)],
            order="account_id",
            limit=40,
        )
        today = min(business_today(self), LAST)
        noon = datetime(today.year, today.month, today.day, 7)
        for index, state in enumerate(debtors[::3]):
            kind = list(SERVICES)[index % len(SERVICES)]
            told = noon - timedelta(hours=9 * index)
            self._send_payment(providers[kind], state, index, told)
        account = debtors[0].account_id
        self._send_wrong(providers["payme"], account)

    @api.model
    def _send_payment(self, provider, state, index, told):
        """One payment with all its calls; every fourth one is cancelled."""
        number = 17_260_000_000 + index
        sender = pay_client.Sender(
            SECRET,
            state.account_id.number,
            int(min(state.balance, 500_000)) // 1_000 * 100_000,
            number,
            # services whose announcements run out tell the time of now
            round(told.timestamp() * 1000)
            if provider.kind in ("paynet", "click")
            else round(time.time() * 1000) - index,
            provider.pay_login or "",
            provider._get_words(provider.pay_service)[:1][0]
            if provider.pay_service
            else "",
        )
        is_cancelled = index % 5 == 4
        for call in pay_client.SERVICES[provider.kind](sender, is_cancelled):
            while call:
                answer = self._send(call)
                call = call.then(json.loads(answer)) if call.then else None

    @api.model
    def _send_wrong(self, provider, account):
        """An unknown account, and somebody who does not know the key."""
        for secret, number in ((SECRET, "9999900000000"), ("kalit", account.number)):
            now = round(time.time() * 1000)
            sender = pay_client.Sender(secret, number, 5_000_000, now, now)
            self._send(pay_client.payme(sender)[0])

    @api.model
    def _send(self, call):
        """The answer of the door to a call."""
        path = f"/elektrohisob/{call.address}"
        channel, tail = split(path)
        message = Message("POST", tail, {}, call.headers, call.body)
        providers = self.env["elektrohisob.exchange.provider"]
        return providers._answer_pay(channel, message, "127.0.0.1").body
