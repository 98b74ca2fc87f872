"""Payme's sandbox sequence, and calls wrong, repeated, late or out of order."""

import base64
from datetime import date

from odoo.addons.elektrohisob_billing.adapters import pay_payme

from .common_pay import PayCommon

HOURS_12 = 43_200_000
ID = "5305e3bab097f420a62ced0b"
METHODS = (
    "CheckPerformTransaction",
    "CreateTransaction",
    "PerformTransaction",
    "CancelTransaction",
    "CheckTransaction",
    "GetStatement",
    "SetFiscalData",
    "ChangePassword",
)


class TestPayme(PayCommon):
    def _payme(self, method, secret=None, **params):
        headers = self._basic("Paycom", secret) if secret else self._basic("Paycom")
        body = {"method": method, "params": params, "id": 2}
        found = self._ask_json("payme", body, headers)
        self.assertEqual(found["id"], 2)
        return found

    def _result(self, method, **params):
        found = self._payme(method, **params)
        self.assertIn("result", found, found)
        return found["result"]

    def _code(self, method, **params):
        return self._payme(method, **params)["error"]["code"]

    def _create(self, external_id=ID, amount=50_000, ago=0, number=None):
        return self._payme(
            "CreateTransaction",
            id=external_id,
            time=self._now() - ago,
            amount=amount,
            account={"account": number or self.number},
        )

    def test_the_receipt_names_the_goods(self):
        """The company's code of the catalogue, once it has entered one."""
        params = {"amount": 50_000, "account": {"account": self.number}}
        self.assertNotIn("detail", self._result("CheckPerformTransaction", **params))
        self._set_parameter("einvoice_mxik", "0" * 16 + "7")
        self._set_parameter("einvoice_mxik_name", "Elektr energiyasi")
        self._set_parameter("einvoice_package_code", "1209")
        self._set_parameter("vat_percent", "12", day=date(2025, 1, 1))
        detail = self._result("CheckPerformTransaction", **params)["detail"]
        item = {
            "title": "Elektr energiyasi",
            "price": 50_000,
            "count": 1,
            "code": "0" * 16 + "7",
            "package_code": "1209",
            "vat_percent": 12,
        }
        self.assertEqual(detail, {"receipt_type": 0, "items": [item]})
        self._set_parameter("einvoice_mxik", "123", day=date(2026, 1, 1))
        self.assertNotIn("detail", self._result("CheckPerformTransaction", **params))

    def test_wrong_secret_first(self):
        """Whatever else is wrong, who does not know the key learns only that."""
        for method in (*METHODS, "Dance"):
            with self.subTest(method):
                self.assertEqual(self._code(method, secret="wrong"), -32504)
        headers = self._basic("Someone")
        body = {"method": "CheckTransaction", "params": {"id": ID}, "id": 1}
        found = self._ask_json("payme", body, headers)
        self.assertEqual(found["error"]["code"], -32504)
        self.assertEqual(
            self._ask_json("payme", body)["error"]["code"], -32504, "no header at all"
        )

    def test_sandbox_sequence(self):
        account = {"account": self.number}
        check = {"amount": 50_000, "account": account}
        self.assertEqual(
            self._code("CheckPerformTransaction", amount=1, account=account), -31001
        )
        unknown = {"account": "9999900000000"}
        error = self._payme("CheckPerformTransaction", amount=50_000, account=unknown)
        self.assertEqual(error["error"]["code"], -31050)
        self.assertEqual(error["error"]["data"], "account")
        self.assertEqual(set(error["error"]["message"]), {"ru", "uz", "en"})
        self.assertEqual(
            self._result("CheckPerformTransaction", **check)["allow"], True
        )

        now = self._now()
        params = {"id": ID, "time": now, "amount": 50_000, "account": account}
        first = self._result("CreateTransaction", **params)
        self.assertEqual(first["state"], 1)
        self.assertEqual(self._result("CreateTransaction", **params), first)
        self.assertEqual(self._balance(self.account), 900.0, "nothing is paid yet")
        # a personal account takes many payments at once: no "busy"
        other = self._create("5305e3bab097f420a62ced0c")
        self.assertEqual(other["result"]["state"], 1)

        paid = self._result("PerformTransaction", id=ID)
        self.assertEqual(
            (paid["state"], paid["transaction"]), (2, first["transaction"])
        )
        self.assertEqual(self._result("PerformTransaction", id=ID), paid)
        # 900 owed − 500 paid
        self.assertEqual(self._balance(self.account), 400.0)

        back = self._result("CancelTransaction", id=ID, reason=5)
        self.assertEqual(back["state"], -2)
        self.assertEqual(self._result("CancelTransaction", id=ID, reason=5), back)
        self.assertEqual(self._balance(self.account), 900.0)
        self.assertEqual(
            self._result("CheckTransaction", id=ID),
            {
                "create_time": first["create_time"],
                "perform_time": paid["perform_time"],
                "cancel_time": back["cancel_time"],
                "transaction": first["transaction"],
                "state": -2,
                "reason": 5,
            },
        )
        self.assertEqual(self._states(ID), ["created", "performed", "cancelled"])
        payment = self._events(ID).payment_id
        self.assertEqual((len(payment), payment.state), (1, "cancelled"))

    def test_unpaid_is_cancelled(self):
        self._create()
        back = self._result("CancelTransaction", id=ID, reason=3)
        self.assertEqual(back["state"], -1)
        self.assertEqual(self._code("PerformTransaction", id=ID), -31008)
        self.assertEqual(self._create()["error"]["code"], -31008)
        found = self._result("CheckTransaction", id=ID)
        self.assertEqual((found["state"], found["perform_time"]), (-1, 0))
        self.assertFalse(self._events(ID).payment_id)

    def test_out_of_order(self):
        for method in ("PerformTransaction", "CancelTransaction", "CheckTransaction"):
            self.assertEqual(self._code(method, id=ID, reason=1), -31003)
        fiscal = {"id": ID, "type": "PERFORM", "fiscal_data": {}}
        self.assertEqual(self._code("SetFiscalData", **fiscal), -32001)

    def test_late(self):
        late = self._create(ago=HOURS_12)
        self.assertEqual(late["error"]["code"], -31008, "twelve hours are over")
        self.assertFalse(self._events(ID))
        self.assertEqual(self._create(ago=HOURS_12 - 60_000)["result"]["state"], 1)
        now = self._now() + 120_000
        events = self.env["elektrohisob.payment.event"]
        provider = self.providers["payme"]
        events._expire(provider, pay_payme.Payme, now - 120_000)
        self.assertEqual(self._states(ID), ["created"], "a minute is left")
        self.assertEqual(events._expire(provider, pay_payme.Payme, now), 1)
        found = self._result("CheckTransaction", id=ID)
        self.assertEqual((found["state"], found["reason"]), (-1, 4))
        self.assertEqual(events._expire(provider, pay_payme.Payme, now), 0)

    def test_late_without_the_job(self):
        self._create()
        event = self._events(ID)
        self.env.cr.execute(
            "ALTER TABLE elektrohisob_payment_event DISABLE TRIGGER append_only_row;"
            "UPDATE elektrohisob_payment_event SET provider_time = provider_time - %s"
            " WHERE id = %s;"
            "ALTER TABLE elektrohisob_payment_event ENABLE TRIGGER append_only_row",
            [HOURS_12, event.id],
        )
        self.assertEqual(self._code("PerformTransaction", id=ID), -31008)
        self.assertEqual(self._states(ID), ["created", "cancelled"])
        self.assertEqual(self._balance(self.account), 900.0)

    def test_statement(self):
        start = self._now()
        ids = [f"{ID[:-1]}{digit}" for digit in "123"]
        for ago, external_id in zip((1000, 3000, 2000), ids, strict=True):
            self._create(external_id, ago=ago)
        self._result("PerformTransaction", id=ids[0])
        params = {"from": start - 2500, "to": start + 60_000}
        rows = self._result("GetStatement", **params)["transactions"]
        self.assertEqual([row["id"] for row in rows], [ids[2], ids[0]])
        self.assertEqual([row["state"] for row in rows], [1, 2])
        self.assertEqual(rows[0]["account"], {"account": self.number})
        turned = {"from": start, "to": start - 1}
        self.assertEqual(self._result("GetStatement", **turned)["transactions"], [])

    def test_sums(self):
        for amount in (0, -5, 99, 10**13, 2**63, "50000", 1.5, True, None):
            with self.subTest(amount):
                self.assertEqual(self._create(amount=amount)["error"]["code"], -31001)
        self.assertFalse(self._events(ID))

    def test_closed_account_pays_its_debt_only(self):
        self._close_account(self.neighbour)
        error = self._create(number=self.neighbour.number)["error"]
        self.assertEqual((error["code"], error["data"]), (-31051, "account"))
        self._close_account(self.account)
        self.assertEqual(self._create()["result"]["state"], 1)

    def test_account_of_another_unit(self):
        self.providers["payme"].company_id = self.district_b
        self.assertEqual(self._create()["error"]["code"], -31050)

    def test_wrong_messages(self):
        headers = self._basic("Paycom")
        for body, code in (
            (b"{", -32700),
            (b'{"a": NaN}', -32700),
            (b"[" * 20_000, -32700),
            (b"[]", -32600),
            (b'{"method": "CheckTransaction", "id": 1}', -32600),
            (b'{"method": "CheckTransaction", "params": {"id": 5}}', -32600),
            (b'{"method": "Dance", "params": {}}', -32601),
            (b'{"params": {}}', -32600),
        ):
            with self.subTest(body[:40]):
                found = self._ask_json("payme", body, headers)
                self.assertEqual(found["error"]["code"], code)
        found = self._ask_json("payme", b"", headers, method="GET")
        self.assertEqual(found["error"]["code"], -32300)

    def test_password(self):
        new = "another-secret"
        self.assertEqual(self._code("ChangePassword", password="short"), -32400)
        self.assertTrue(self._result("ChangePassword", password=new)["success"])
        found = self._payme("CheckTransaction", secret=new, id=ID)
        self.assertEqual(found["error"]["code"], -31003)
        # the former one for ten minutes more: the answer may have been lost
        self.assertEqual(self._code("CheckTransaction", id=ID), -31003)
        self.providers["payme"].sudo().pay_former_until = "2026-01-01 00:00:00"
        self.assertEqual(self._code("CheckTransaction", id=ID), -32504)

    def test_fiscal_data(self):
        self._create()
        data = {"receipt_id": 1, "fiscal_sign": "800031554082"}
        for type_ in ("PERFORM", "CANCEL"):
            params = {"id": ID, "type": type_, "fiscal_data": data}
            self.assertTrue(self._result("SetFiscalData", **params)["success"])
        self.assertEqual(self._events(ID)[-1].details["fiscal_data"], data)
        self.assertEqual(self._result("CheckTransaction", id=ID)["state"], 1)

    def test_link(self):
        settings = {"merchant": "5e730e8e0b852a417aa49ceb", "lang": "uz"}
        link = pay_payme.Payme.link(settings, self.number, 5000)
        text = base64.b64decode(link.removeprefix("https://checkout.paycom.uz/"))
        expected = f"m=5e730e8e0b852a417aa49ceb;ac.account={self.number};a=5000;l=uz"
        self.assertEqual(text.decode(), expected)
        self.assertEqual(pay_payme.Payme.link({}, self.number, 5000), "")

    def test_absurd_times(self):
        """A time no clock shows is refused: nothing of it is kept."""
        for ahead in (2 * 86_400_000, 2**62):
            found = self._create(ago=-ahead)
            self.assertEqual(found["error"]["code"], -31008, ahead)
        self.assertEqual(self._create(ago=2**62)["error"]["code"], -31008)
        self.assertFalse(self._events(ID))
        self.assertIn("result", self._create(ago=-60_000), "a clock a minute ahead")

    def test_sums_beyond_any_payment(self):
        """However high the contract sets its limit."""
        self.providers["payme"].pay_highest = 10**15
        for tiyin in (10**15 + 1, 10**17, 2**63 - 1):
            self.assertEqual(self._create(amount=tiyin)["error"]["code"], -31001)
