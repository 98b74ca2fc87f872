"""Uzum Bank: the five webhooks, repeated, out of order and late."""

import json

from odoo.addons.elektrohisob_billing.adapters import pay_uzum

from .common_pay import PayCommon

SERVICE = 498624684
ID = "0a8ef6b4-7d1c-4b5a-9f1e-2d3c4b5a6978"


class TestUzum(PayCommon):
    def _uzum(self, call, status=200, headers=None, **values):
        body = {"serviceId": SERVICE, "timestamp": self._now(), **values}
        answer = self._ask(f"uzum/{call}", body, headers or self._basic("uzum"))
        self.assertEqual(answer.status, status, answer.body)
        return json.loads(answer.body)

    def _step(self, call, **values):
        return self._uzum(call, transId=ID, **values)

    def _code(self, call, **values):
        found = self._uzum(call, status=400, **values)
        self.assertEqual(found["status"], "FAILED")
        return found["errorCode"]

    def _params(self, number=None):
        return {"params": {"account": number or self.number}}

    def _create(self, amount=50_000, **values):
        return self._step("create", amount=amount, **{**self._params(), **values})

    def test_paid_and_reversed(self):
        check = self._uzum("check", **self._params())
        self.assertEqual((check["serviceId"], check["status"]), (SERVICE, "OK"))
        self.assertEqual(check["data"]["due"], {"value": "900.00"})
        created = self._create()
        self.assertEqual((created["status"], created["amount"]), ("CREATED", 50_000))
        self.assertEqual(created["transId"], ID)
        self.assertEqual(self._balance(self.account), 900.0)
        paid = self._step("confirm", paymentSource="UZCARD")
        self.assertEqual((paid["status"], paid["amount"]), ("CONFIRMED", 50_000))
        self.assertEqual(self._balance(self.account), 400.0)
        status = self._step("status")
        self.assertEqual(status["confirmTime"], paid["confirmTime"])
        self.assertEqual(status["transTime"], created["transTime"])
        self.assertIsNone(status["reverseTime"])
        back = self._step("reverse")
        self.assertEqual(back["status"], "REVERSED")
        self.assertEqual(self._balance(self.account), 900.0)

    def test_repeated(self):
        self._create()
        params = {"amount": 50_000, **self._params()}
        self.assertEqual(self._code("create", transId=ID, **params), "10010")
        self._step("confirm")
        self.assertEqual(self._code("confirm", transId=ID), "10016")
        self.providers["uzum"].pay_codes = "repeat=1"
        self.assertEqual(self._step("confirm")["status"], "CONFIRMED")
        self.providers["uzum"].pay_codes = False
        self._step("reverse")
        self.assertEqual(self._code("reverse", transId=ID), "10018")
        self.assertEqual(self._code("confirm", transId=ID), "10015")
        self.assertEqual(self._balance(self.account), 900.0)

    def test_wrong(self):
        headers = self._basic("uzum", "wrong")
        self.assertEqual(self._code("check", headers=headers), "10001")
        self.assertEqual(self._code("dance"), "10003")
        self.assertEqual(self._code("check"), "10005")
        self.assertEqual(self._code("check", serviceId=1, **self._params()), "10006")
        number = self._params("9999900000000")
        self.assertEqual(self._code("check", **number), "10007")
        for amount, code in (
            ("5", "10011"), (0, "10011"), (-1, "10011"), (99, "10012"),
            (10**12, "10013"), (2**64, "10011"),
        ):  # fmt: skip
            values = {"transId": ID, "amount": amount, **self._params()}
            self.assertEqual(self._code("create", **values), code, amount)
        for call in ("confirm", "reverse", "status"):
            self.assertEqual(self._code(call, transId=ID), "10014")
        answer = self._ask("uzum/check", b"{", self._basic("uzum"))
        self.assertEqual(json.loads(answer.body)["errorCode"], "10002")
        self._close_account(self.neighbour)
        closed = self._params(self.neighbour.number)
        self.assertEqual(self._code("check", **closed), "10007")

    def test_late(self):
        self._create(timestamp=self._now() - pay_uzum.EXPIRY_MS + 60_000)
        events = self.env["elektrohisob.payment.event"]
        soon = self._now() + 120_000
        events._expire(self.providers["uzum"], pay_uzum.Uzum, soon)
        self.assertEqual(self._step("status")["status"], "FAILED")
        self.assertEqual(self._code("confirm", transId=ID), "10015")

    def test_absurd_times(self):
        params = {"amount": 50_000, **self._params()}
        for stamp in (self._now() + 2 * 86_400_000, 2**62, 2**63 - 1):
            self.assertEqual(
                self._code("create", transId=ID, timestamp=stamp, **params), "10005"
            )
        self.assertFalse(self._events(ID))
