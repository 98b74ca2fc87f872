"""The inbox: only payment services get in, and trouble is told in their words."""

import json
from unittest.mock import patch
from urllib.parse import urlencode

import psycopg2
from werkzeug.test import Client

from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from odoo.addons.elektrohisob_billing.adapters import pay, pay_click
from odoo.addons.elektrohisob_billing.controllers import inbox
from odoo.addons.elektrohisob_billing.models import exchange_provider_answer as answers
from odoo.addons.elektrohisob_billing.tools.inbox import is_inbox

from .common_pay import SAMPLES, SECRET, PayCommon

LOGGER = "odoo.addons.elektrohisob_billing.controllers.inbox"


@tagged("post_install", "-at_install")
class TestPayInbox(PayCommon, HttpCase):
    def setUp(self):
        super().setUp()
        self.client = Client(inbox.InboxApplication())

    def _post(self, address, data, login=None, remote="127.0.0.1", **headers):
        self.env.flush_all()
        if login:
            headers["Authorization"] = self._basic(login)["authorization"]
        with self.allow_requests(all_requests=True):
            answer = self.client.post(
                f"/elektrohisob/{address}",
                data=data,
                headers=headers,
                environ_base={"REMOTE_ADDR": remote},
            )
        self.env.invalidate_all()
        self.assertNotIn("Traceback", answer.text)
        self.assertNotIn("<html", answer.text)
        return answer

    def _pay(self, number=5, **options):
        params = {"serviceId": 1, "transactionId": number, "amount": 50_000}
        params["fields"] = {"clientid": self.number}
        content = {"jsonrpc": "2.0", "id": 1, "method": "PerformTransaction"}
        content["params"] = params
        answer = self._post("paynet/rpc", json.dumps(content), "paynet", **options)
        self.assertEqual(answer.headers["Content-Type"], pay.JSON_TYPE)
        return answer.json

    def test_only_payment_services(self):
        for path in ("/", "/web/login", "/web/static/img/logo.png", "/odoo", "/json/2",
                     "/elektrohisob/", "/elektrohisob/bill/1", "/elektrohisob/paymex",
                     "/web/database/manager", "/websocket"):  # fmt: skip
            self.assertEqual(self.client.get(path).status_code, 404, path)
        answer = self.client.get("/elektrohisob/paynet/soap?wsdl")
        self.assertEqual(answer.status_code, 200)
        self.assertIn("definitions", answer.text)
        self.assertFalse(is_inbox(), "this process is none")

    def test_payment(self):
        found = self._pay()
        self.assertEqual(found["result"]["providerTrnId"], self._events("5").id)
        self.assertEqual(self._balance(self.account), 400.0)
        again = self._pay()["error"]
        self.assertEqual(again["code"], 201)
        self.assertEqual(again["data"]["providerTrnId"], self._events("5").id)
        self.assertEqual(self._balance(self.account), 400.0)

    def test_form(self):
        text = (SAMPLES / "click" / "prepare.json").read_text(encoding="utf-8")
        values = json.loads(text)
        values["sign_string"] = pay_click.sign(values, SECRET)
        self.assertEqual(self._post("click", values).json["error"], 0)
        raw = urlencode(values)
        self.assertEqual(self._post("click/prepare", raw).json["error"], 0)

    def test_calls_are_counted_once(self):
        """Whatever way they go."""
        counted = []
        count = answers._calls.count

        def note(key, now, step=1):
            counted.append(step)
            return count(key, now, step)

        with patch.object(answers._calls, "count", note):
            self._pay()
            self.assertEqual(sum(counted), 1, "at once")
            self._pay()
            self.assertEqual(sum(counted), 2, "a repeat")
            self._post("paynet/rpc", '{"method": "x"}', "paynet")
            self.assertEqual(sum(counted), 3, "nothing to pay")

    def _behind_proxy(self, proxy_mode):
        options = {"proxy_mode": proxy_mode, "db_name": [self.env.cr.dbname]}
        return patch.object(inbox, "config", options)

    def test_address_of_the_caller(self):
        """The last word is that of the web server in front, not the caller's."""
        forward = {"X-Forwarded-Host": "pay.uz", "X-Forwarded-For": "203.0.113.9"}
        with self._behind_proxy(True):
            self.assertEqual(self._pay(**forward)["error"]["code"], 601)
        with self._behind_proxy(False):
            self.assertIn("result", self._pay(**forward))
        self.assertEqual(self._pay(6, remote="203.0.113.9")["error"]["code"], 601)
        calls = self.env["elektrohisob.payment.call"].search([], limit=3)
        self.assertEqual(
            calls.mapped("remote"), ["203.0.113.9", "127.0.0.1", "203.0.113.9"]
        )

    @mute_logger(LOGGER)
    def test_method_and_long_body(self):
        with self.allow_requests(all_requests=True):
            answer = self.client.put("/elektrohisob/payme", data="{}")
        self.assertEqual(answer.json["error"]["code"], -32300)
        answer = self._post("payme", "x" * (pay.BODY_BYTES + 1))
        self.assertEqual(answer.json["error"]["code"], -32600)

    @mute_logger(LOGGER, "odoo.sql_db")
    def test_our_failures(self):
        events = type(self.env["elektrohisob.payment.event"])
        for error, code in (
            (psycopg2.OperationalError("server closed the connection"), 100),
            (psycopg2.InterfaceError("connection already closed"), 100),
            (UserError("There is no open period"), 100),
            (ZeroDivisionError("secret of the house"), 102),
        ):
            with (
                self.subTest(type(error)),
                patch.object(events, "_pay_at_once", side_effect=error),
                patch.object(events, "_take", side_effect=error),
            ):
                found = self._pay()
                self.assertEqual(found["error"]["code"], code)
                self.assertEqual(found["id"], 1)
                self.assertNotIn("secret", str(found))
                self.assertFalse(self._events("5"))
        with patch(
            "odoo.tests.test_cursor.TestCursor.commit",
            side_effect=psycopg2.OperationalError("connection lost at the commit"),
        ):
            self.assertEqual(self._pay()["error"]["code"], 100)
        self.assertFalse(self._events("5"))

    @mute_logger(LOGGER)
    def test_database_away(self):
        gone = psycopg2.OperationalError("no server")
        with patch.object(inbox, "Registry", side_effect=gone):
            self.assertEqual(self._pay()["error"]["code"], 100)
            answer = self._post("payme", "{}", "Paycom")
            self.assertEqual(answer.json["error"]["code"], -32400)
            answer = self._post("paynet/soap", "<x/>")
            self.assertEqual(answer.status_code, 503)
            self.assertIn("Service temporarily unavailable", answer.text)
            self.assertEqual(answer.headers["Retry-After"], "30")
            self.assertEqual(self._post("click", {"a": "b"}).json["error"], -7)
            answer = self._post("uzum/check", "{}", "uzum")
            self.assertEqual(answer.json["errorCode"], "99999")
        self.assertIn("result", self._pay())
