"""Commands of consumers and charges of the operator (adapters/pay_sms_operator.py)."""

import base64
import json
from urllib.parse import urlencode

import psycopg2

from odoo.tools import mute_logger

from .common_sms import OTHER, PHONE, SAMPLES, SECRET, SmsCommon


class TestSmsInbox(SmsCommon):
    def _reply(self, row):
        return row.reply_id.text

    # === BALANCE === #

    def test_balance(self):
        for text in (
            f"BALANS {self.number}", f"Баланс {self.number}", "balans 26264 00000017",
            "QARZ 2626400000017",
        ):  # fmt: skip
            row = self._say(text)
            self.assertEqual((row.command, row.outcome), ("balance", "done"), text)
            self.assertEqual((row.account_id, row.company_id),
                             (self.account, self.district_a))  # fmt: skip
            self.assertEqual(
                self._reply(row), "Account 2626400000017: to pay 900,00 so'm."
            )
        self._record(self.account, "payment", -1000.0, "2026-05-20")
        row = self._say(f"BALANS {self.number}")
        self.assertIn("paid ahead 100,00", self._reply(row))
        self._send()
        self.assertEqual(row.reply_id.state, "sent")

    def test_balance_of_somebody_else(self):
        """A stranger hears where to ask; or the sum to pay if the rules allow it."""
        row = self._say(f"BALANS {self.number}", phone=OTHER)
        self.assertEqual(row.outcome, "foreign")
        self.assertNotIn("900", self._reply(row))
        self.assertFalse(row.reply_id.account_id)
        self._set("sms_balance_foreign", "due")
        row = self._say(f"BALANS {self.number}", phone=OTHER)
        self.assertEqual(row.outcome, "done")
        self.assertIn("900", self._reply(row))
        self._record(self.account, "payment", -1000.0, "2026-05-20")
        row = self._say(f"BALANS {self.number}", phone=OTHER)
        self.assertNotIn("100", self._reply(row).replace(self.number, ""))

    def test_no_such_account(self):
        foreign = self._create_account(
            number="1701400000025", company=self.other_district(), phone=PHONE
        )
        for text, outcome in (
            ("BALANS 9999900000000", "account"),
            ("BALANS", "account"),
            (f"BALANS {foreign.number}", "district"),
            (f"TOLOV {foreign.number} 5000", "district"),
        ):
            row = self._say(text)
            self.assertEqual(row.outcome, outcome, text)
            self.assertTrue(self._reply(row))
            self.assertFalse(row.account_id)

    def other_district(self):
        """A unit that the operator does not serve."""
        return self.env["res.company"].create(
            {"name": "Elsewhere", "currency_id": self.district_a.currency_id.id}
        )

    # === HELP, STOP, NONSENSE === #

    def test_help_and_nonsense(self):
        row = self._say("Yordam")
        self.assertIn("TOLOV", self._reply(row))
        for text in ("salom", "?", "\u202e", "BALANSX 1", "x" * 5000, "' OR 1=1 --"):
            row = self._say(text)
            self.assertEqual(row.outcome, "not_understood", text[:9])
            self.assertIn("YORDAM", self._reply(row))
            self.assertLessEqual(len(row.text), 1000)

    def test_stop_and_start(self):
        row = self._say("stop")
        self.assertEqual(row.reply_id.state, "queued", "the answer itself goes out")
        self.assertEqual(self._queue(purpose="bill").reason, "stopped")
        self.assertEqual(self._say("STOP").outcome, "done")
        self.assertEqual(
            self.env["elektrohisob.sms.stop"].search([]).mapped("source"), ["sms"]
        )
        self._say("START")
        self.assertEqual(self._queue(purpose="bill").state, "queued")

    def test_reading(self):
        """A reading takes the way of all readings; here there is no meter."""
        row = self._say(f"Ko‘rsatkich {self.number} 4321")
        self.assertEqual((row.command, row.outcome), ("reading", "reading"))
        self.assertIn("Reading not taken", self._reply(row))
        self.assertEqual(self._say("KORSATKICH 9999900000000 1").outcome, "account")

    def test_reading_taken(self):
        point = self.env["elektrohisob.usage.point"].create(
            {"account_id": self.account.id, "code": "1"}
        )
        kind = self.env["elektrohisob.device.type"].create(
            {"name": "Test type 5", "digits": 5, "decimals": 1}
        )
        meter = self.env["elektrohisob.device"].create(
            {"serial": "SMS1", "type_id": kind.id, "company_id": self.district_a.id}
        )
        hung = self.env["elektrohisob.installation"].create(
            {
                "usage_point_id": point.id,
                "meter_id": meter.id,
                "date_start": "2026-01-01",
            }
        )
        readings = self.env["elektrohisob.reading"]
        opening = {"installation_id": hung.id, "date": "2026-01-01", "value": "100"}
        readings._accept([opening], source="act")
        row = self._say(f"KORSATKICH {self.number} 150")
        taken = readings.search([("source", "=", "sms")])
        self.assertEqual((row.outcome, taken.value), ("done", 150))
        self.assertIn("150", self._reply(row))

    # === WHO MAY SEND, AND HOW OFTEN === #

    def test_the_same_message_again(self):
        first = self._say(f"TOLOV {self.number} 5000", number="m1")
        told = self.told
        self.assertFalse(told["repeat"])
        again = self._say(f"TOLOV {self.number} 5000", number="m1")
        self.assertEqual((again, self.told), (first, {**told, "repeat": True}))
        self.assertEqual(self.env["elektrohisob.sms.intent"].search_count([]), 1)
        self.assertEqual(self.Message.search_count([]), 1)

    def test_limit(self):
        """The fourth is told so, the fifth hears nothing; others are not touched."""
        self._set("sms_inbox_day", 3)
        rows = [self._say("YORDAM") for _number in range(5)]
        self.assertEqual([row.outcome for row in rows], ["done"] * 3 + ["limit"] * 2)
        self.assertEqual([bool(row.reply_id) for row in rows], [True] * 4 + [False])
        self.assertEqual(self._say("YORDAM", phone=OTHER).outcome, "done")

    def test_wrong_token(self):
        for secret in ("wrong", ""):
            self._say("YORDAM", secret=secret)
            self.assertEqual(self.told["reason"], "login")
        self._say("YORDAM", remote="203.0.113.9")
        self.assertEqual(self.told["reason"], "access")
        self.assertFalse(self.Inbox.search([]))
        self._set("payment_calls_minute", 1)
        self._say("YORDAM")
        self.assertEqual(self.told["reason"], "unavailable")

    def test_forms_and_other_ways_to_tell_the_secret(self):
        fields_ = {"id": "f1", "phone": "+998 90 123 45 67", "text": "YORDAM"}
        body = urlencode({**fields_, "token": SECRET}).encode()
        self.assertEqual(self._ask_json("sms-operator/in", body)["status"], "ok")
        self.assertEqual(self.Inbox.search([], limit=1).phone, PHONE)
        self.operator.pay_login = "op"
        body = urlencode({**fields_, "id": "f2"}).encode()
        pair = base64.b64encode(f"op:{SECRET}".encode()).decode()
        for pair_, status in ((pair, "ok"), (pair[::-1], "error")):
            headers = {"authorization": f"Basic {pair_}"}
            answer = self._ask_json("sms-operator/in", body, headers)
            self.assertEqual(answer["status"], status)
        wrong = urlencode({**fields_, "token": "no"}).encode()
        self.assertEqual(self._ask_json("sms-operator/in", wrong)["reason"], "login")

    def test_what_is_no_message(self):
        for body, reason in (
            (b"", "login"),
            (b"{", "parse"),
            (b"\xff\xfe", "parse"),
            (json.dumps({"token": SECRET, "id": "1", "phone": PHONE}), "missing"),
            (json.dumps({"token": SECRET, "id": "1" * 65, "phone": PHONE, "text": "x"}),
             "request"),
        ):  # fmt: skip
            body = body if isinstance(body, bytes) else body.encode()
            answer = self._ask_json("sms-operator/in", body)
            self.assertEqual((answer["status"], answer["reason"]), ("error", reason))
        answer = self._operate("elsewhere", b"{}")
        self.assertEqual(answer["reason"], "operation")
        row = self._say("YORDAM", phone="12345")
        self.assertEqual((row.outcome, row.reply_id.id), ("phone", False))

    @mute_logger("odoo.sql_db")
    def test_rows_are_facts(self):
        row = self._say("YORDAM")
        with self.assertRaises(psycopg2.Error), self.env.cr.savepoint():
            self.env.cr.execute("UPDATE elektrohisob_sms_inbox SET text = 'x'")
        with self.assertRaises(psycopg2.Error), self.env.cr.savepoint():
            self.env.cr.execute("DELETE FROM elektrohisob_sms_inbox")
        self.assertEqual(row.text, "YORDAM")

    def test_journal_hides_telephones(self):
        self._say(f"BALANS {self.number}")
        call = self.env["elektrohisob.payment.call"].search([], limit=1)
        self.assertEqual(call.operation, "sms")
        self.assertNotIn(PHONE, call.request)
        self.assertNotIn(SECRET, call.request)

    def test_languages(self):
        """Of the account for its own telephone; else as the message is written."""
        self.account.lang = "ru_RU"
        self.assertRegex(self._reply(self._say(f"BALANS {self.number}")), "[а-я]")
        self.assertNotRegex(self._reply(self._say("YORDAM", phone=OTHER)), "[а-я]")
        self.assertRegex(self._reply(self._say("помощь", phone=OTHER)), "[а-я]")


class TestSmsPayment(SmsCommon):
    def _ask_to_pay(self, amount="500"):
        self._say(f"TOLOV {self.number} {amount}")
        return self.told["payment"]

    def _intent(self):
        return self.env["elektrohisob.sms.intent"].search([], limit=1)

    def _texts(self):
        return self.Message.search([("purpose", "=", "payment")]).mapped("text")

    def test_paid(self):
        """900 owed, 500 asked for and charged: 400 are left, whatever is repeated."""
        payment = self._ask_to_pay()
        self.assertEqual(
            (payment["amount"], payment["account"]), ("500.00", self.number)
        )
        self.assertEqual(self._balance(self.account), 900.0)
        first = self._charge(payment, number="T1")
        self.assertEqual(first["status"], "ok")
        self.assertEqual(self._balance(self.account), 400.0)
        again = self._charge(payment, number="T1")
        self.assertEqual(again, {**first, "repeat": True})
        self.assertEqual(self._balance(self.account), 400.0)
        intent = self._intent()
        self.assertEqual((intent.state, intent.event_id.id), ("paid", first["number"]))
        self.assertEqual(self._states("T1"), ["performed"])
        (text,) = self._texts()
        self.assertIn("500,00", text)
        self.assertIn(str(first["number"]), text)
        self.assertEqual(intent.event_id.payment_id.channel, "online")

    def test_charged_twice(self):
        """Another transaction for what is paid already: the operator gives it back."""
        payment = self._ask_to_pay()
        self._charge(payment, number="T1")
        answer = self._charge(payment, number="T2")
        self.assertEqual((answer["status"], answer["reason"]), ("error", "state"))
        self.assertEqual(self._intent().state, "paid")
        self.assertEqual(self._balance(self.account), 400.0)

    def test_charged_otherwise(self):
        """Another sum, telephone or time: nothing is booked, it is parked and told."""
        for reason, changes in (
            ("amount", {"amount": "499.99"}),
            ("amount", {"amount": "x"}),
            ("payer", {"phone": OTHER}),
        ):
            payment = self._ask_to_pay()
            changes = {"phone": PHONE, "payment": payment, **changes}
            answer = self._charge(**changes)
            self.assertEqual((answer["status"], answer["reason"]), ("error", reason))
            intent = self._intent()
            self.assertEqual((intent.state, intent.code), ("parked", reason))
            call = self.env["elektrohisob.payment.call"].search([], limit=1)
            self.assertEqual(call.code, reason)
        self.assertEqual(len(self._texts()), 3)
        self.assertEqual(self._balance(self.account), 900.0)
        answer = self._charge({"id": "999999999", "amount": "5"})
        self.assertEqual(answer["reason"], "not_found")
        answer = self._charge({"id": "9" * 30, "amount": "5"})
        self.assertIn(answer["reason"], ("missing", "not_found"))

    def test_too_late(self):
        payment = self._ask_to_pay()
        intent = self._intent()
        intent.date_expires = "2026-01-01 00:00:00"
        intent._cron_expire()
        self.assertEqual(intent.state, "expired")
        self.assertEqual(self._charge(payment)["reason"], "expired")
        self.assertEqual(intent.state, "parked")
        self.assertIn("too late", self._texts()[0])
        self.assertEqual(self._balance(self.account), 900.0)

    def test_late_before_the_job(self):
        payment = self._ask_to_pay()
        self._intent().date_expires = "2026-01-01 00:00:00"
        self.assertEqual(self._charge(payment)["reason"], "expired")

    def test_account_closed_meanwhile(self):
        self._record(self.account, "payment", -900.0, "2026-05-20")
        payment = self._ask_to_pay()
        self._close_account(self.account)
        self.assertEqual(self._charge(payment)["reason"], "closed")
        self.assertEqual(self._intent().state, "parked")
        self.assertEqual(self._say(f"TOLOV {self.number} 500").outcome, "closed")

    def test_sums(self):
        self.operator.write({"pay_lowest": 100, "pay_highest": 1000})
        for amount, outcome in (
            ("99", "too_small"), ("1000,01", "too_big"), ("", "amount"),
            ("0", "amount"),
            ("-5", "amount"), ("9999999999999", "amount"), ("abc", "amount"),
        ):  # fmt: skip
            row = self._say(f"TOLOV {self.number} {amount}")
            self.assertEqual(row.outcome, outcome, amount)
            self.assertTrue(row.reply_id.text)
            self.assertNotIn("payment", self.told)
        self.assertFalse(self._intent())

    def test_somebody_elses_account(self):
        row = self._say(f"TOLOV {self.number} 500", phone=OTHER)
        self.assertEqual(row.outcome, "foreign")
        self.assertNotIn("payment", self.told)
        self._set("sms_pay_foreign", 1)
        row = self._say(f"TOLOV {self.number} 500", phone=OTHER)
        self.assertEqual(row.outcome, "done")
        self.assertEqual(self._charge(self.told["payment"], OTHER)["status"], "ok")

    def test_operator_of_another_unit(self):
        """A second operator cannot pay what the first one was asked for."""
        payment = self._ask_to_pay()
        self.operator.copy({"code": "second", "pay_secret": "second-secret"})
        body = json.dumps({"transaction": "X", "payment": payment["id"], "phone": PHONE,
                           "amount": "500"}).encode()  # fmt: skip
        answer = self._operate("charge", body, secret="second-secret")
        self.assertEqual(answer["reason"], "not_found")
        self.assertEqual(self._intent().state, "open")

    def test_samples(self):
        """The messages as documented in docs/sms.md."""
        folder = SAMPLES / "sms_operator"
        self._operate("in", (folder / "message.json").read_bytes())
        intent = self._intent()
        self.assertEqual(intent.amount, 50_000)
        charge = json.loads((folder / "charge.json").read_text())
        body = json.dumps({**charge, "payment": str(intent.id)}).encode()
        self.assertEqual(self._operate("charge", body)["status"], "ok")
        self.assertEqual(self._balance(self.account), -49_100.0)
