"""The door of payment services through HTTP: forms, long bodies, our own failures."""

import json
from unittest.mock import patch
from urllib.parse import urlencode

import psycopg2

from odoo.exceptions import UserError
from odoo.http import RegistryError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from odoo.addons.elektrohisob_billing.adapters import pay, pay_click

from .common_pay import SAMPLES, SECRET, PayCommon

RPC = {"jsonrpc": "2.0", "id": 1, "method": "GetInformation"}


@tagged("post_install", "-at_install")
class TestPayHttp(PayCommon, HttpCase):
    """Answers as a service gets them."""

    def _post(self, address, data, **headers):
        self.env.flush_all()
        url = f"{self.base_url()}/elektrohisob/{address}"
        self.authenticate(None, None)
        answer = self.opener.post(url, data=data, headers=headers, timeout=30)
        self.env.invalidate_all()
        self.assertNotIn("Traceback", answer.text)
        self.assertNotIn("<html", answer.text)
        return answer

    def _json(self, address, content, login, **options):
        headers = {"Authorization": self._basic(login)["authorization"]}
        headers["Content-Type"] = "application/json"
        return self._post(address, json.dumps(content), **headers, **options)

    def _values(self, kind, name):
        return json.loads((SAMPLES / kind / name).read_text(encoding="utf-8"))

    def test_form(self):
        values = self._values("click", "prepare.json")
        values["sign_string"] = pay_click.sign(values, SECRET)
        self.assertEqual(self._post("click", values).json()["error"], 0)
        wrong = {**values, "amount": "600.00"}
        self.assertEqual(self._post("click/prepare", wrong).json()["error"], -1)
        raw = urlencode(values)  # under another name of the content
        answer = self._post("click", raw, **{"Content-Type": "text/plain"})
        self.assertEqual(answer.json()["error"], 0)

    def test_json(self):
        content = self._values("payme", "create.json")
        content["params"]["time"] = self._now()
        answer = self._json("payme", content, "Paycom")
        self.assertEqual(answer.json()["result"]["state"], 1)
        self.assertEqual(
            answer.headers["Content-Type"], "application/json; charset=utf-8"
        )
        self.assertNotIn("session_id", answer.headers.get("Set-Cookie", ""))
        content = self._values("uzum", "create.json")
        content["timestamp"] = self._now()
        self.assertEqual(self._json("uzum/create", content, "uzum").status_code, 200)
        content["serviceId"] = 5
        self.assertEqual(self._json("uzum/create", content, "uzum").status_code, 400)

    @mute_logger("odoo.http")
    def test_long_body(self):
        answer = self._post("payme", "x" * (pay.BODY_BYTES + 1))
        self.assertEqual(answer.json()["error"]["code"], -32600)
        chunks = iter([b"{" * 1024] * 65)
        answer = self._post("payme", chunks)
        self.assertIn(answer.json()["error"]["code"], (-32600, -32700))

    @mute_logger("odoo.http")
    def test_our_failures(self):
        """Never a success, never a page of HTML; and nothing of it is written."""
        provider = type(self.env["elektrohisob.payment"])
        params = {"serviceId": 1, "transactionId": 5, "amount": 50_000}
        params["fields"] = {"clientid": self.number}
        content = {**RPC, "method": "PerformTransaction", "params": params}
        for error, code in (
            (psycopg2.OperationalError("server closed the connection"), 100),
            (psycopg2.InterfaceError("connection already closed"), 100),
            (UserError("There is no open period"), 100),
            (ZeroDivisionError("secret of the house"), 102),
        ):
            with (
                self.subTest(type(error)),
                patch.object(provider, "_receive", side_effect=error),
            ):
                answer = self._json("paynet/rpc", content, "paynet")
                self.assertEqual(answer.json()["error"]["code"], code)
                self.assertEqual(answer.json()["id"], 1)
                self.assertNotIn("secret of the house", answer.text)
                self.assertFalse(self._events("5"))
        self.assertIn("result", self._json("paynet/rpc", content, "paynet").json())

    @mute_logger("odoo.http", "odoo.sql_db")
    def test_failing_commit(self):
        """The answer is sent after the commit: where that fails, there is none."""
        params = {"serviceId": 1, "transactionId": 5, "amount": 50_000}
        params["fields"] = {"clientid": self.number}
        content = {**RPC, "method": "PerformTransaction", "params": params}
        with patch(
            "odoo.tests.test_cursor.TestCursor.commit",
            side_effect=psycopg2.OperationalError("connection lost at the commit"),
        ):
            answer = self._json("paynet/rpc", content, "paynet")
        self.assertEqual(answer.json()["error"]["code"], 100)

    @mute_logger("odoo.http")
    def test_database_away(self):
        """Odoo would say "not found" then, which means: no such payment."""
        with patch(
            "odoo.http.Request._serve_db",
            side_effect=RegistryError("Cannot get registry"),
        ):
            for address, login, code in (
                ("paynet/rpc", "paynet", 100),
                ("payme", "Paycom", -32400),
            ):
                answer = self._json(address, {**RPC, "params": {}}, login)
                self.assertEqual(answer.json()["error"]["code"], code)
            answer = self._post("paynet/soap", "<x/>")
            self.assertEqual(answer.status_code, 503)
            self.assertIn("Service temporarily unavailable", answer.text)
            answer = self._json("uzum/check", {}, "uzum")
            self.assertEqual(answer.json()["errorCode"], "99999")
            self.assertEqual(self._post("click", {"a": "b"}).json()["error"], -7)
            page = self.opener.get(f"{self.base_url()}/elektrohisob/other", timeout=30)
            self.assertEqual(page.status_code, 404, "other pages as before")
