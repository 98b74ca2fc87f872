"""Gateways of text messages: what is sent, and everything that goes wrong meanwhile.

The adapters sms_eskiz and sms_playmobile (found by sms_gateways) talk HTTP to the
simulator.
"""

from odoo.exceptions import UserError, ValidationError
from odoo.tests import BaseCase

from odoo.addons.elektrohisob_billing.adapters.sms import Access, SmsTrouble, rows_of
from odoo.addons.elektrohisob_billing.adapters.sms_eskiz import Eskiz
from odoo.addons.elektrohisob_billing.adapters.sms_gateways import GATEWAYS
from odoo.addons.elektrohisob_billing.adapters.sms_playmobile import PlayMobile

from .common_sms import OTHER, PHONE, SmsCommon


class TestSmsAdapters(BaseCase):
    def test_kinds(self):
        self.assertEqual(GATEWAYS, {"sms_eskiz": Eskiz, "sms_playmobile": PlayMobile})

    def test_nobody_listens(self):
        """A refused connection: not a byte has left, so it may be tried again."""
        for gateway in GATEWAYS.values():
            client = gateway(Access("http://127.0.0.1:9", "a", "b", token="t"))
            with self.assertRaises(SmsTrouble) as caught:
                client.send(1, [])
            self.assertEqual(caught.exception.code, "line", gateway)

    def test_secrets_are_not_shown(self):
        self.assertNotIn("hidden", repr(Access("x", "a", "hidden", token="hidden")))

    def test_reports_of_eskiz(self):
        """A form with the fields of a callback; time of Tashkent becomes UTC."""
        (report,) = Eskiz.read_reports(
            b"request_id=77&user_sms_id=k1&status=DELIVRD&status_date=2026-11-05+10:00:00"
        )
        self.assertEqual(
            (report.key, report.external_id, report.state, str(report.at)),
            ("k1", "77", "delivered", "2026-11-05 05:00:00"),
        )
        for word, state in (
            ("UNDELIV", "failed"), ("EXPIRED", "expired"), ("REJECTD", "refused"),
            ("waiting", "sent"), ("TRANSMTD", "sent"), ("something new", "sent"),
        ):  # fmt: skip
            body = b'{"user_sms_id": "k", "status": "%s"}' % word.encode()
            self.assertEqual(Eskiz.read_reports(body)[0].state, state, word)

    def test_reports_of_playmobile(self):
        reports = PlayMobile.read_reports(
            b'{"messages": [{"message-id": "a", "status": "Delivered"},'
            b' {"message-id": "b", "status": "NotDelivered"}, {"x": 1}]}'
        )
        self.assertEqual([(r.key, r.state) for r in reports],
                         [("a", "delivered"), ("b", "failed")])  # fmt: skip

    def test_what_is_no_report(self):
        for body in (b"", b"\xff", b"[1]", b"{", b"[" * 5000, b"null", b"nothing"):
            with self.assertRaises(ValueError, msg=body[:9]):
                rows_of(body)
        self.assertEqual(Eskiz.read_reports(b'{"hello": 1}'), [])


class TestSmsGateway(SmsCommon):
    def test_sent_and_delivered(self):
        message = self._queue("Toʻlov", account_id=self.account.id)
        self.assertEqual((message.state, message.provider_id), ("queued", self.eskiz))
        self._send()
        self.assertEqual((message.state, message.attempts), ("sent", 1))
        self.assertEqual(self.simulator.messages[message.key]["text"], "Toʻlov")
        self.assertEqual(message.cost, 100.0)
        self._ask_gateway()
        self.assertEqual(message.state, "delivered")
        self.assertTrue(message.external_id)
        self._send()
        self.assertEqual(self._taken(message.key), 1)

    def test_many_in_one_call(self):
        messages = self.Message
        for number in range(5):
            messages += self._queue(phone=f"99890000000{number}")
        self._send()
        self.assertEqual(set(messages.mapped("state")), {"sent"})
        self.assertEqual(len(set(messages.mapped("dispatch"))), 1)
        self.assertEqual(
            self.simulator.calls, ["/eskiz/auth/login", "/eskiz/message/sms/send-batch"]
        )

    def test_token_is_kept_and_renewed(self):
        """One login; a token that has run out is refreshed, or a login made anew."""
        self._queue()
        self._send()
        self.simulator.tokens.clear()
        self._queue()
        self._send()
        self.simulator.tokens.clear()
        self.simulator.refreshable = False
        self._queue()
        self._send()
        names = [path.rpartition("/")[2] for path in self.simulator.calls]
        self.assertEqual(
            names,
            [
                *("login", "send-batch"),
                *("send-batch", "refresh", "send-batch"),
                *("send-batch", "refresh", "login", "send-batch"),
            ],
        )
        self.assertEqual(self.Message.search_count([("state", "=", "sent")]), 3)
        self.assertNotIn("demo", self.eskiz.sudo().sms_token_sealed or "")

    def test_lost_answer_is_asked_for(self):
        """The gateway has it, we do not know: asked by our key, never sent again."""
        for kind in ("lost", "taken", "garbage"):
            self._fault(kind)
            message = self._queue(kind)
            self._send()
            self.assertEqual(message.state, "unknown", kind)
            self._send()
            self._age(message, hours=1)
            self._ask_gateway()
            self.assertEqual(message.state, "delivered", kind)
            self.assertEqual(message.cost, 100.0)
            self._send()
            self.assertEqual(self._taken(message.key), 1, kind)

    def test_lost_call_goes_out_again(self):
        """The gateway says that it knows nothing: sent again, but not at once."""
        for kind in ("drop", "error"):
            self._fault(kind)
            message = self._queue(kind)
            self._send()
            self.assertEqual(message.state, "unknown", kind)
            self._ask_gateway()
            self.assertEqual(message.state, "unknown", "perhaps it is slow")
            self._age(message, minutes=16)
            self._ask_gateway()
            self.assertEqual(message.state, "queued")
            self._send()
            self.assertEqual((message.state, message.attempts), ("sent", 2))
            self.assertEqual(self._taken(message.key), 1)

    def test_nobody_ever_knows(self):
        self._fault("drop")
        message = self._queue()
        self._send()
        self._age(message, hours=73)
        self.eskiz.sms_url = "http://127.0.0.1:9"
        self._ask_gateway()
        self.assertEqual((message.state, message.reason), ("failed", "unknown"))
        self.assertIn("cannot be reached", self.eskiz.trouble)

    def test_gateway_is_busy(self):
        """Nothing was taken: the same message waits, with longer pauses."""
        for kind in ("busy", "funds"):
            self._fault(kind)
            message = self._queue(kind)
            self._send()
            self.assertEqual((message.state, message.attempts), ("queued", 1))
            self.assertGreater(message.date_next, message.date_claimed)
            self.assertTrue(message.detail)
            message.date_next = message.date_claimed
            self._send()
            self.assertEqual(message.state, "sent", kind)
            self.assertFalse(self.eskiz.trouble)

    def test_one_spoils_a_batch(self):
        """A refused batch is sent one by one; only the bad one is refused."""
        good = self._queue("good", phone=OTHER)
        bad = self._queue("bad")
        self._fault("refuse", times=0)
        self._send()
        self.assertEqual((good.state, bad.state), ("sent", "refused"))
        self.assertEqual((bad.reason, bad.cost), ("gateway", 0))
        self.assertIn("template", bad.detail)
        self.assertEqual(self._taken(good.key), 1)

    def test_wrong_password(self):
        self.eskiz.sms_secret = "wrong"
        message = self._queue()
        self._send()
        self.assertEqual(message.state, "queued")
        self.assertIn("password", self.eskiz.trouble)
        # kept as code and words of the gateway, told in the language of who reads
        self.assertEqual(self.eskiz.trouble_code, "login")
        told = self.eskiz.trouble_figures
        self.eskiz.trouble_figures = {**told, "detail": "K-17"}
        self.assertIn("K-17", self.eskiz.trouble)
        with self.assertRaisesRegex(UserError, "password"):
            self.eskiz.action_try_sms()

    def test_sends_no_files(self):
        self.assertFalse(self.eskiz.takes_files)
        with self.assertRaisesRegex(UserError, "sends no files"):
            self.eskiz.receive_file(
                code=self.eskiz.code, file_name="a.txt", content="YQ=="
            )

    def test_try_button(self):
        done = self.eskiz.action_try_sms()
        self.assertIn("250000", done["params"]["message"])
        playmobile = self._create_gateway("playmobile", self.district_a)
        self.assertIn("right", playmobile.action_try_sms()["params"]["message"])

    def test_playmobile(self):
        """The nearer gateway sends; the same failures end the same way."""
        near = self._create_gateway("playmobile", self.district_a)
        for kind, first, last in (
            ("", "sent", "delivered"),
            ("lost", "unknown", "delivered"),
            ("undelivered", "sent", "failed"),
            ("expire", "sent", "expired"),
            ("never", "sent", "sent"),
            ("refuse", "refused", "refused"),
        ):
            if kind:
                self._fault(kind)
            message = self._queue(kind or "plain", purpose="answer")
            self.assertEqual(message.provider_id, near)
            self._send(near)
            self.assertEqual(message.state, first, kind)
            self._ask_gateway(near)
            self.assertEqual(message.state, last, kind)
            self.assertLessEqual(self._taken(message.key), 1)

    def test_absent_at_playmobile(self):
        near = self._create_gateway("playmobile", self.district_a)
        self._fault("drop")
        message = self._queue()
        self._send(near)
        self._age(message, minutes=16)
        self._ask_gateway(near)
        self.assertEqual(message.state, "queued")

    def test_killed_between_call_and_answer(self):
        """Claimed and never heard of again: asked for, not sent again."""
        message = self._queue()
        self.Message._claim(self.eskiz, 10)
        self.assertEqual(message.state, "sending")
        self._send()
        self.assertEqual(self._taken(message.key), 0)
        self._age(message, minutes=5)
        self.env["elektrohisob.exchange.provider"]._cron_sms()
        self.assertEqual(message.state, "sending", "an answer may still come")
        self._age(message, minutes=11)
        self.env["elektrohisob.exchange.provider"]._cron_sms()
        self.assertEqual(message.state, "unknown")

    def test_two_jobs_never_share_a_message(self):
        self._queue()
        first, second = (self.Message._claim(self.eskiz, 10)[1] for _n in range(2))
        self.assertEqual((len(first), second), (1, None))

    def test_transactions_of_its_own(self):
        """The job claims and writes outcomes in transactions that end in between."""
        message = self._queue()
        self.env.flush_all()
        self.registry_enter_test_mode()
        self.eskiz._send_sms()
        self.env.invalidate_all()
        self.assertEqual(message.state, "sent")

    def test_addresses(self):
        with self.assertRaisesRegex(ValidationError, "https"):
            self.eskiz.sms_url = "http://gateway.example"
        self.eskiz.sms_url = "https://gateway.example"

    def test_secrets_stay(self):
        """Nobody reads them, and a copy of the provider has none."""
        for user in self.users.values():
            seen = self.eskiz.with_user(user).sudo(False)
            if seen.has_access("read"):
                names = {name for name in seen.fields_get() if "sealed" in name}
                self.assertFalse(names)
        self.eskiz.invalidate_recordset()
        self.assertFalse(self.eskiz.sms_secret)
        self.assertTrue(self.eskiz.has_sms_secret)
        twin = self.eskiz.copy({"code": "copy"})
        self.assertFalse(twin.has_sms_secret)
        self.assertNotEqual(twin.sms_hook_url, self.eskiz.sms_hook_url)
        hidden = self.eskiz.with_user(self.users["accountant"])
        self.assertNotIn("sms_hook_url", hidden.fields_get())

    def test_message_to_nobody(self):
        for phone in ("", "12345", "+7 900 123-45-67", PHONE + "1"):
            message = self._queue(phone=phone)
            self.assertEqual((message.state, message.reason), ("refused", "phone"))
