"""Delivery reports at the door: ``/elektrohisob/sms/report/<code>/<token>``."""

import json
from datetime import datetime

from odoo.tests import HttpCase

from odoo.addons.elektrohisob_billing.controllers import sms

from .common_pay import fresh_rate
from .common_sms import SmsCommon


class TestSmsReport(SmsCommon, HttpCase):
    def setUp(self):
        super().setUp()
        self.patch(sms, "_failures", fresh_rate())
        self.message = self._queue()
        self._send()
        self.taken = self.simulator.messages[self.message.key]
        self.path = "/" + self.eskiz.sms_hook_url.split("/", 3)[3]
        self.env.flush_all()

    def _report(self, state="", at=None, path=None, body=None):
        content = self.simulator.report(self.taken, state, at)
        data = json.dumps(content).encode() if body is None else body
        answer = self.url_open(path or self.path, data=data, method="POST")
        self.env.invalidate_all()
        return answer

    def test_delivered(self):
        for changed in (1, 0):
            answer = self._report("delivered")
            self.assertEqual(answer.json(), {"reports": 1, "changed": changed})
        self.assertEqual(self.message.state, "delivered")
        self.assertEqual(self.message.external_id, self.taken["id"])
        self.assertEqual(self.message.cost, 100.0)

    def test_reordered(self):
        """Sent after delivered, an earlier failure after it: the later one stays."""
        self._report("delivered", datetime(2026, 11, 5, 12))
        self._report("waiting", datetime(2026, 11, 5, 13))
        self._report("undelivered", datetime(2026, 11, 5, 11))
        self.assertEqual(self.message.state, "delivered")
        self._report("undelivered", datetime(2026, 11, 5, 14))
        self.assertEqual(self.message.state, "failed")
        self.assertEqual(str(self.message.date_report), "2026-11-05 09:00:00")

    def test_before_our_own_answer(self):
        """The report overtakes the answer to the sending."""
        message = self._queue("fast")
        dispatch, batch = self.Message._claim(self.eskiz, 10)
        self.simulator.take(
            "eskiz", dispatch, [(m.key, m.phone, m.text) for m in batch]
        )
        self.taken = self.simulator.messages[message.key]
        self.env.flush_all()
        self._report("delivered")
        self.assertEqual(message.state, "delivered")
        self.eskiz._take_sms_outcome(self.eskiz._get_sms_client(), dispatch, None, [])
        self.assertEqual((message.state, message.cost), ("delivered", 100.0))

    def test_as_a_form(self):
        body = f"user_sms_id={self.message.key}&status=UNDELIV".encode()
        self.assertEqual(self._report(body=body).json()["changed"], 1)
        self.assertEqual(
            (self.message.state, self.message.reason), ("failed", "report")
        )

    def test_of_nobody(self):
        for body in (b'{"user_sms_id": "x", "status": "DELIVRD"}', b'{"a": 1}'):
            self.assertEqual(self._report(body=body).json()["changed"], 0)
        for body in (b"", b"{", b"\xff\xfe", b"[" * 9000):
            self.assertEqual(self._report(body=body).status_code, 422, body[:5])
        self.assertEqual(self._report(body=b"x" * 70_000).status_code, 413)
        self.assertEqual(self.message.state, "sent")

    def test_of_another_gateway(self):
        """A gateway reports of its own messages alone."""
        other = self._create_gateway("playmobile", self.district_b)
        self.env.flush_all()
        path = "/" + other.sms_hook_url.split("/", 3)[3]
        body = json.dumps({"message-id": self.message.key, "status": "Failed"}).encode()
        self.assertEqual(self._report(path=path, body=body).json()["changed"], 0)
        self.assertEqual(self.message.state, "sent")

    def test_wrong_token(self):
        self._set("payment_wrong_secrets_minute", 3)
        self.env.flush_all()
        folder = self.path.rpartition("/")[0]
        for path in (f"{folder}/wrong", f"{folder}/", "/elektrohisob/sms/report/x/y"):
            self.assertEqual(
                self._report("delivered", path=path).status_code, 404, path
            )
        self.assertEqual(self.message.state, "sent")
        self._report("delivered", path=f"{folder}/wrong2")
        self.assertEqual(self._report("delivered").status_code, 429, "wait a minute")

    def test_renewed_address(self):
        self.eskiz.action_renew_sms_hook()
        self.env.flush_all()
        self.assertEqual(self._report("delivered").status_code, 404)
        self.path = "/" + self.eskiz.sms_hook_url.split("/", 3)[3]
        self.assertEqual(self._report("delivered").status_code, 200)
