import json
from datetime import timedelta

from odoo import api, fields, models

from ..adapters.pay import Message
from ..adapters.pay_channels import split
from ..adapters.sms import Report, SmsTrouble
from ..tools import sms_operator

KEY = "namoyish-kaliti"
STRANGER = "998991112233"
# what consumers send; "{}" is the account
TEXTS = (
    "BALANS {}",
    "Баланс {}",
    "TOLOV {} 50000",
    "to'lov {} 25000 so'm",
    "ОПЛАТА {} 30000",
    "TOLOV {} 40000",
    "YORDAM",
    "Svet qachon yonadi?",
    "BALANS 9999900000000",
    "TOLOV {}",
    "STOP",
)
# what becomes of single messages: state, word of the gateway
ENDS = (
    ("delivered", "DELIVRD"),
    ("delivered", "DELIVRD"),
    ("failed", "UNDELIV"),
    ("expired", "EXPIRED"),
    ("delivered", "DELIVRD"),
    ("sent", "waiting"),
)
TEXT = (
    "Hurmatli iste'molchi! Ertaga 10:00-12:00 da ko'changizda ta'mirlash ishlari "
    "olib boriladi, elektr bo'lmaydi."
)


class DemoSms(models.AbstractModel):
    """Text messages of the demonstration, in every state; nothing is really sent."""

    _inherit = "elektrohisob.demo"

    @api.model
    def _exchange_sms(self, company):
        """A gateway (the simulator on its usual port), an operator, their messages."""
        gateway, operator = self.env["elektrohisob.exchange.provider"].create(
            [
                {
                    "name": "Eskiz (simulyator)",
                    "code": "DEMO-ESKIZ",
                    "kind": "sms_eskiz",
                    "company_id": company.id,
                    "sms_url": "http://127.0.0.1:8360/eskiz",
                    "sms_login": "demo",
                    "sms_secret": "demo",
                    "sms_sender": "4546",
                },
                {
                    "name": "Mobil operator (namoyish)",
                    "code": "DEMO-OPERATOR",
                    "kind": "sms_operator",
                    "company_id": company.id,
                    "pay_secret": KEY,
                },
            ]
        )
        debtors = self.env["elektrohisob.account.state"].search(
            [
                ("company_id", "=", company.id),
                ("balance", ">", 60_000),
                ("account_id.phone", "!=", False),
            ],
            order="account_id",
            limit=40,
        )
        accounts = debtors.account_id
        self._talk(operator, accounts[20:])
        self._write_singles(gateway, accounts[:20])

    @api.model
    def _talk(self, operator, accounts):
        """Consumers write; the operator charges what it is asked for: right, another
        sum, and once not at all."""
        charges = [{}, {"amount": "24999.00"}, {}]
        for account, text in zip(accounts, TEXTS, strict=False):
            phone = account._get_phones()[0]
            body = sms_operator.message_of(phone, text.format(account.number))
            payment = self._operate("in", body).get("payment")
            if payment and charges:
                body = sms_operator.charge_of(phone, payment, **charges.pop(0))
                self._operate("charge", body)
        text = f"BALANS {accounts[0].number}"
        self._operate("in", sms_operator.message_of(STRANGER, text))

    @api.model
    def _operate(self, path, body):
        """The answer of the door to the operator."""
        channel, tail = split(f"/elektrohisob/sms-operator/{path}")
        headers = {"authorization": f"Bearer {KEY}"}
        message = Message("POST", tail, {}, headers, body)
        providers = self.env["elektrohisob.exchange.provider"]
        return json.loads(providers._answer_pay(channel, message, "127.0.0.1").body)

    @api.model
    def _write_singles(self, gateway, accounts):
        """Messages a clerk has written, and the answers: on their way and at an end."""
        messages = self.env["elektrohisob.sms.message"]
        for account in accounts[: len(ENDS) + 4]:
            messages += messages._queue(
                [
                    {
                        "phone": account._get_phones()[0],
                        "text": TEXT,
                        "purpose": "single",
                        "company_id": account.company_id.id,
                        "account_id": account.id,
                    }
                ]
            )
        answers = messages.search(
            [("provider_id", "=", gateway.id), ("is_answer", "=", True)]
        )
        self._hand_over(gateway, answers, [("delivered", "DELIVRD")] * len(answers))
        ended = messages[: len(ENDS)]
        self._hand_over(gateway, ended, ENDS)
        lost, refused = messages[len(ENDS)], messages[len(ENDS) + 1]
        self._claim_sms(lost + refused)
        lost._take_trouble(SmsTrouble("unknown"))
        refused._take_trouble(SmsTrouble("refused", "text is not a template"))

    @api.model
    def _claim_sms(self, messages):
        now = fields.Datetime.now()
        vals = {"state": "sending", "dispatch": messages[:1].id, "date_claimed": now}
        messages.write({**vals, "attempts": 1})

    @api.model
    def _hand_over(self, gateway, messages, ends):
        """The gateway takes them, and reports their ends some seconds later."""
        self._claim_sms(messages)
        messages._take_handed([Report(one.key, "sent") for one in messages])
        at = fields.Datetime.now() + timedelta(seconds=9)
        reports = [
            Report(message.key, state, f"E-{message.id}", at, word)
            for message, (state, word) in zip(messages, ends, strict=True)
        ]
        messages._take_reports(gateway, reports)
