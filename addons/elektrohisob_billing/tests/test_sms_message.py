"""Messages in the queue: who may get one, when, how long, and who sees it."""

from datetime import timedelta
from io import BytesIO

from openpyxl import load_workbook
from psycopg2.errors import UniqueViolation

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import mute_logger

from .common_sms import OTHER, PHONE, SmsCommon


class TestSmsMessage(SmsCommon):
    def test_parts_and_cost(self):
        """160 plain letters 1 part, 161 two of 153; 70 Cyrillic 1, 71 two of 67. A
        part costs 100 so'm."""
        for text, parts in (
            ("a" * 160, 1), ("a" * 161, 2), ("a" * 306, 2), ("a" * 307, 3),
            ("ш" * 70, 1), ("ш" * 71, 2), ("ш" * 134, 2), ("ш" * 135, 3),
            ("[" * 80, 1), ("[" * 81, 2),
        ):  # fmt: skip
            message = self._queue(text, phone=OTHER, purpose="answer")
            self.assertEqual(message.parts, parts, text[:1] + str(len(text)))
            self._send()
            self.assertEqual(message.cost, 100.0 * parts)

    def test_too_long(self):
        message = self._queue("a" * (4 * 153 + 1))
        self.assertEqual((message.state, message.reason), ("refused", "long"))
        self.assertEqual(self._queue("a" * (4 * 153)).state, "queued")
        self.assertEqual(self._queue(" \0 ").state, "refused")

    def test_odd_texts_arrive_as_they_are(self):
        """Nothing in a text is more than text, for us, for JSON and for the gateway."""
        for text in (
            '"}],"from":"9999","messages":[{"to":"998000000000","text":"x',
            "%(phone)s {0} %s \\ \\n ' OR 1=1 --",
            "<script>alert(1)</script>\r\nBcc: x",
            "😀 ʻ \u202e abc",
        ):
            message = self._queue(text, phone=OTHER, purpose="answer")
            self._send()
            taken = self.simulator.messages[message.key]
            self.assertEqual((taken["text"], taken["phone"]), (text, OTHER))
        self.assertEqual(len(self.simulator.messages), 4)

    def test_once_for_a_cause(self):
        first = self._queue(once_key="bill:1")
        self.assertEqual(self._queue(once_key="bill:1"), first)
        self.assertNotEqual(self._queue(once_key="bill:2"), first)
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation):
            self.Message.create({**first.copy_data()[0], "once_key": "bill:1"})

    def test_who_wants_none(self):
        stops = self.env["elektrohisob.sms.stop"]
        clerk = stops.with_user(self.users["clerk_household"])
        stop = clerk.create({"phone": "90 123-45-67", "company_id": self.district_a.id})
        self.assertEqual((stop.phone, stop.source), (PHONE, "clerk"))
        message = self._queue(purpose="bill", company_id=self.district_b.id)
        self.assertEqual((message.state, message.reason), ("refused", "stopped"))
        self.assertEqual(self._queue(purpose="answer").state, "queued")
        self.assertEqual(self._queue(phone=OTHER).state, "queued")
        with self.assertRaisesRegex(ValidationError, "Uzbekistan"):
            clerk.create({"phone": "911", "company_id": self.district_a.id})
        stop.active = False
        self.assertEqual(self._queue(purpose="bill").state, "queued")

    def test_limit_of_a_day(self):
        """Three a day to a telephone; answers are neither stopped nor counted."""
        messages = self.Message.browse()
        for number in range(5):
            messages += self._queue(str(number))
            self._queue(f"answer {number}", purpose="answer")
            self._send()
        self.assertEqual(
            messages.mapped("state"), ["sent", "sent", "sent", "queued", "queued"]
        )
        waiting = messages[3:]
        tomorrow = fields.Datetime.now() + timedelta(minutes=1)
        self.assertGreaterEqual(min(waiting.mapped("date_next")), tomorrow)
        self.assertEqual(self.Message.search_count([("is_answer", "=", True)]), 5)
        self.assertFalse(
            self.Message.search([("is_answer", "=", True), ("state", "!=", "sent")])
        )
        self.assertEqual(self._queue(phone=OTHER).state, "queued")

    def test_quiet_hours(self):
        """22:30 in Tashkent is 17:30 UTC: a bill waits until 08:00, 03:00 UTC."""
        self._set("sms_quiet_from", 21)
        self._set("sms_quiet_to", 8)
        bill, answer = self._queue(purpose="bill"), self._queue(purpose="answer")
        night = fields.Datetime.to_datetime("2026-11-05 17:30:00")
        (bill + answer).write({"date_expires": night + timedelta(hours=48)})
        self.assertEqual((bill + answer)._sort_out(night), answer)
        self.assertEqual(str(bill.date_next), "2026-11-06 03:00:00")
        self.assertEqual(bill.state, "queued")
        self.assertEqual(bill._sort_out(night + timedelta(hours=10)), bill)

    def test_not_sent_in_time(self):
        message = self._queue()
        message.date_expires = fields.Datetime.now()
        self._send()
        self.assertEqual((message.state, message.reason), ("expired", "late"))
        other = self._queue()
        other.write({"date_expires": fields.Datetime.now(), "provider_id": False})
        self.env["elektrohisob.exchange.provider"]._cron_sms()
        self.assertEqual(other.state, "expired")
        self.assertFalse(self.simulator.messages)

    def test_no_gateway(self):
        self.eskiz.active = False
        self.assertEqual(self._queue().reason, "no_gateway")

    def test_answers_first(self):
        self._queue("bill", purpose="bill")
        self._queue("answer", purpose="answer")
        _number, batch = self.Message._claim(self.eskiz, 1)
        self.assertEqual(batch[0].text, "answer")

    def test_nobody_writes_by_hand(self):
        message = self._queue(account_id=self.account.id)
        for role in ("clerk_household", "accountant", "manager", "admin"):
            seen = message.with_user(self.users[role])
            self.assertTrue(seen.text)
            with self.assertRaises(AccessError):
                seen.write({"state": "delivered"})
            with self.assertRaises(AccessError):
                seen.create(message.copy_data())
            with self.assertRaises(AccessError):
                seen.unlink()

    def test_other_districts_see_nothing(self):
        message = self._queue(company_id=self.district_b.id)
        clerk = self.users["clerk_household"]
        self.assertFalse(
            self.Message.with_user(clerk).search([("id", "=", message.id)])
        )

    def test_telephone_is_masked_and_looks_are_noted(self):
        message = self._queue(account_id=self.account.id)
        clerk = self.users["clerk_household"]
        looks = self.env["elektrohisob.audit.look"]
        seen = message.with_user(clerk)
        (row,) = seen.read(["phone_masked"])
        self.assertEqual(row["phone_masked"], "••••••••4567")
        domain = [("user_id", "=", clerk.id), ("account_id", "=", self.account.id)]
        self.assertFalse(looks.search(domain))
        seen.read(["phone"])
        self.assertEqual(looks.search(domain).what, "phone")

    def test_cost_report(self):
        """Two messages of 1 and 2 parts, one delivered: 3 parts, 300 so'm, 50 %."""
        self._fault("undelivered")
        self._queue("a")
        self._send()
        self._queue("b" * 161, phone=OTHER)
        self._send()
        self._queue("not sent", phone="x")
        self._ask_gateway()
        self.env.flush_all()
        ((month, *figures),) = self.env["elektrohisob.sms.cost"]._read_group(
            [],
            ["month:month"],
            ["messages:sum", "parts:sum", "cost:sum", "delivered_percent:avg"],
        )
        self.assertEqual(figures, [2, 3, 300.0, 50.0])
        today = fields.Date.context_today(self.account.with_context(tz="Asia/Tashkent"))
        self.assertEqual(month, today.replace(day=1))

    def test_cost_printed(self):
        """elektrohisob.sms.cost.print: the same figures; a clerk may not."""
        self._queue("a")
        self._queue("b" * 161, phone=OTHER)
        self._send()
        self.env.flush_all()
        wizards = self.env["elektrohisob.sms.cost.print"]
        wizard = wizards.with_user(self.users["accountant"]).create({})
        (row,) = wizard._get_rows()
        self.assertEqual(row[1:], (self.district_a.name, "Test eskiz", "Single message",
                                   2, 3, 300.0, 0))  # fmt: skip
        self.assertTrue(wizard._get_pdf().startswith(b"%PDF"))
        action = wizard.action_print_xlsx()
        self.assertEqual(action["report_type"], "xlsx")
        report = self.env["report.elektrohisob_billing.sms_cost_xlsx"]
        report = report.with_context(active_model=wizard._name)
        content, _type = report.create_xlsx_report(wizard.ids, {})
        sheet = load_workbook(BytesIO(content)).active
        found = [
            [cell.value for cell in line[4:]] for line in sheet.iter_rows(min_row=4)
        ]
        self.assertEqual(found, [[2, 3, 300, 0], [2, 3, 300, 0]])
        self.assertIn(str(wizard.id), wizard.action_print_pdf()["url"])
        wizard.date_to = "2020-01-01"
        with self.assertRaisesRegex(UserError, "first day"):
            wizard.action_print_pdf()
        with self.assertRaises(AccessError):
            wizards.with_user(self.users["clerk_household"]).create({})

    # === ONE MESSAGE, elektrohisob.sms.message.send === #

    def _write_one(self, role="clerk_household", account=None, **vals):
        user = self.users[role]
        account = self.account if account is None else account
        wizards = self.env["elektrohisob.sms.message.send"].with_user(user)
        context = (
            account.with_user(user).action_send_sms()["context"] if account else {}
        )
        return wizards.with_context(**context).create({"text": "Salom", **vals})

    def test_single(self):
        wizard = self._write_one(text="Toʻlov “ok”")
        self.assertEqual((wizard.parts, wizard.cost), (1, 100.0))
        self.assertEqual(wizard.phone_known, "••••••••4567", "not told whole")
        action = wizard.action_send()
        message = self.Message.browse(action["res_id"])
        self.assertEqual((message.text, message.phone), ('To\'lov "ok"', PHONE))
        self.assertEqual(
            (message.purpose, message.account_id), ("single", self.account)
        )
        self.assertEqual(message.create_uid, self.users["clerk_household"])
        other = self._write_one(phone="91 111-22-33").action_send()
        self.assertEqual(self.Message.browse(other["res_id"]).phone, OTHER)

    def test_single_refused(self):
        with self.assertRaisesRegex(UserError, "no telephone"):
            self._write_one(account=self.neighbour).action_send()
        with self.assertRaises(AccessError):
            self._write_one("cashier").action_send()
        with self.assertRaisesRegex(UserError, "parts"):
            self._write_one(text="x" * 900).action_send()
        with self.assertRaises(AccessError):
            self._write_one(account=self.account.browse(), phone=OTHER).action_send()

    def test_trial_by_the_administrator(self):
        wizard = self._write_one("admin", account=self.account.browse(), phone=OTHER)
        message = self.Message.browse(wizard.action_send()["res_id"])
        self.assertEqual(message.purpose, "trial")

    def test_again(self):
        message = self._queue("Again", account_id=self.account.id)
        clerk = message.with_user(self.users["clerk_household"])
        context = clerk.action_send_again()["context"]
        self.assertEqual(context["default_text"], "Again")
        domain = self.account.action_view_sms()["domain"]
        self.assertEqual(self.Message.search(domain), message)
