"""PAYNET: SOAP asked by zeep from the served WSDL, JSON-RPC, messages of samples."""

import os
from datetime import datetime
from pathlib import Path
from unittest import skipUnless

import zeep
from lxml import etree

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from odoo.addons.elektrohisob_billing.adapters import (
    pay_paynet,
    pay_paynet_rpc,
    pay_paynet_wsdl,
)
from odoo.addons.elektrohisob_billing.adapters.pay import moment

from .common_pay import SAMPLES, SECRET, PayCommon

FOUND = (
    Path(
        os.environ.get(
            "ELEKTROHISOB_SAMPLES", Path(__file__).parents[4] / "shared/data/samples"
        )
    )
    / "paynet"
)
OPERATIONS = set(pay_paynet.OPERATIONS)


class TestPaynet(PayCommon):
    """Messages as bytes, without a server."""

    def _sample(self, **values):
        text = (SAMPLES / "paynet" / "perform.xml").read_text(encoding="utf-8")
        values = {"password": SECRET, "account": self.number, **values}
        return text.format(**values)

    def _soap(self, body, **options):
        answer = self._ask("paynet/soap", body.encode(), **options)
        return answer, etree.fromstring(answer.body)

    def _status(self, body):
        answer, root = self._soap(body)
        self.assertEqual(answer.status, 200)
        return int(root.findtext(".//status"))

    def test_perform(self):
        body = self._sample()
        answer, root = self._soap(body)
        self.assertEqual(answer.content_type, "text/xml; charset=utf-8")
        (result,) = root[0]
        self.assertEqual(
            result.tag, "{http://uws.provider.com/}PerformTransactionResult"
        )
        self.assertEqual(
            [node.tag for node in result],
            ["errorMsg", "status", "timeStamp", "providerTrnId"],
        )
        (event,) = self._events("9007199254740993")
        self.assertEqual(result.findtext("providerTrnId"), str(event.origin_id.id))
        self.assertEqual(self._balance(self.account), 400.0)
        # two seconds before midnight in Tashkent is that day, whatever UTC says
        self.assertEqual(str(event.payment_id.date), "2026-05-20")
        # once more: 201 with the same number, and no second payment
        self.assertEqual(self._status(body), 201)
        _answer, root = self._soap(body)
        self.assertEqual(root.findtext(".//providerTrnId"), str(event.origin_id.id))
        self.assertEqual(self._balance(self.account), 400.0)
        self.assertEqual(len(self.account.payment_ids), 1)

    def test_codes(self):
        for change, code in (
            ({"password": "wrong"}, 412),
            ({"account": "9999900000000"}, 302),
            ({"account": "abc"}, 302),
            ({"account": ""}, 302),
        ):
            with self.subTest(change):
                self.assertEqual(self._status(self._sample(**change)), code)
        body = self._sample()
        for old, new, code in (
            (">50000<", ">0<", 413),
            (">50000<", ">-50000<", 413),
            (">50000<", ">99<", 413),
            (">50000<", ">10000000001<", 415),
            (">50000<", ">99999999999999999999<", 413),
            (">50000<", "><", 411),
            (">1</serviceId>", ">2</serviceId>", 305),
            ("<serviceId>1</serviceId>", "", 411),
            ("<transactionId>9007199254740993</transactionId>", "", 411),
            ("2026-05-20T23:59:58+05:00", "yesterday", 414),
        ):
            with self.subTest(new or old):
                self.assertEqual(self._status(body.replace(old, new)), code)
        self._close_account(self.neighbour)
        self.assertEqual(self._status(self._sample(account=self.neighbour.number)), 501)
        self.assertFalse(self._events("9007199254740993"))
        self.providers["paynet"].pay_codes = "service=304"
        body = body.replace(">1</serviceId>", ">2</serviceId>")
        self.assertEqual(self._status(body), 304, "as the contract has it")

    def test_hostile_xml(self):
        entity = (
            '<!DOCTYPE s [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
            '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>'
            "<GetInformationArguments><username>&e;</username>"
            "</GetInformationArguments></s:Body></s:Envelope>"
        )
        laughs = "".join(
            f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "ha" * 10}">'
            for n in range(9)
        )
        bomb = f"<!DOCTYPE s [{laughs}]><s>&a8;</s>"
        for body in (entity, bomb, "", "<a>", "x", "<a/>", "\0", "<a>" * 5000):
            with self.subTest(body[:30]):
                answer, root = self._soap(body)
                self.assertEqual(answer.status, 500)
                fault = root.findtext(".//faultstring")
                self.assertEqual(fault, "The message is not understood")
                self.assertNotIn(b"root:", answer.body)

    def test_rpc(self):
        headers = self._basic("paynet")
        self.assertIs(pay_paynet_rpc.CHANNELS["paynet/rpc"], pay_paynet_rpc.PaynetRpc)

        def ask(method, error=None, **params):
            content = {"jsonrpc": "2.0", "id": 7, "method": method, "params": params}
            found = self._ask_json("paynet/rpc", content, headers)
            self.assertEqual((found["jsonrpc"], found["id"]), ("2.0", 7))
            if error:
                return self.assertEqual(found["error"]["code"], error)
            return found["result"]

        fields = {"clientid": self.number}
        self.assertEqual(
            ask("GetInformation", serviceId=1, fields=fields)["fields"],
            {"balance": "-900.00"},
        )
        pay = {"serviceId": 1, "transactionId": 5, "amount": 50_000, "fields": fields}
        paid = ask("PerformTransaction", **pay)
        number = self._events("5").origin_id.id
        self.assertEqual(paid["providerTrnId"], number)
        ask("PerformTransaction", **pay, error=201)
        known = {"serviceId": 1, "transactionId": 5}
        self.assertEqual(ask("CheckTransaction", **known)["transactionState"], 1)
        unknown = {"serviceId": 1, "transactionId": 6}
        self.assertEqual(ask("CheckTransaction", **unknown)["transactionState"], 3)
        ask("CancelTransaction", **unknown, error=203)
        today = moment(self._now())
        span = {"dateFrom": f"{today:%Y-%m-%d} 00:00:00"}
        span["dateTo"] = f"{today:%Y-%m-%d} 23:59:59"
        (row,) = ask("GetStatement", serviceId=1, **span)["statements"]
        self.assertEqual((row["amount"], row["transactionId"]), (50_000, 5))
        self.assertEqual(ask("CancelTransaction", **known)["transactionState"], 2)
        ask("CancelTransaction", **known, error=202)
        self.assertEqual(ask("GetStatement", serviceId=1, **span)["statements"], [])
        self.assertEqual(self._balance(self.account), 900.0)
        ask("Dance", error=-32601)
        ask("PerformTransaction", **{**pay, "amount": "x"}, error=413)
        ask("ChangePassword", newPassword="short", error=401)
        self.assertEqual(ask("ChangePassword", newPassword="long-enough"), "success")
        headers.update(self._basic("paynet", "wrong"))
        ask("GetInformation", serviceId=1, fields=fields, error=412)
        found = self._ask_json("paynet/rpc", b"{", headers)
        self.assertEqual(found["error"]["code"], -32700)
        found = self._ask_json("paynet/rpc", b"", headers, method="GET")
        self.assertEqual(found["error"]["code"], -32300)

    @skipUnless(FOUND.is_dir(), "the collected samples are not here")
    def test_collected_messages(self):
        """Messages of another system, in their order; answers have the same form."""
        provider = self.providers["paynet"]
        provider.write({"pay_login": "username", "pay_secret": "password"})
        self.env.flush_all()
        wanted = {
            "GetInformation": (302, 0),  # 1001 is no number of ours
            "PerformTransaction": (302, 0),
            "CheckTransaction": (203, 0),
            "GetStatement": (0, 0),
            "CancelTransaction": (203, 0),
        }
        for turn, given in enumerate((b"1001", self.number.encode())):
            for name, statuses in wanted.items():
                with self.subTest(name, account=given):
                    result = self._try_sample(name, given)
                    self.assertEqual(int(result.findtext("status")), statuses[turn])
                    if name == "PerformTransaction" and turn:
                        # a hundred tiyin of the 900 so'm owed
                        self.assertEqual(self._balance(self.account), 899.0)
        self.assertEqual(self._states("2147483647"), ["performed", "cancelled"])
        result = self._try_sample("ChangePassword", b"1001")
        self.assertEqual(result.findtext("status"), "0")

    def _try_sample(self, name, given):
        """Answer to a collected request; its elements are those of their answer."""
        body = (FOUND / f"{name}_request.xml").read_bytes().replace(b"1001", given)
        sample = etree.fromstring((FOUND / f"{name}_response.xml").read_bytes())[0][0]
        answer = self._ask("paynet/soap", body)
        self.assertEqual(answer.status, 200)
        result = etree.fromstring(answer.body)[0][0]
        self.assertEqual(result.tag, sample.tag)
        lists = ("parameters", "statements")
        names = [[n.tag for n in r if n.tag not in lists] for r in (result, sample)]
        self.assertEqual(*names)
        return result

    @skipUnless(FOUND.is_dir(), "the collected samples are not here")
    def test_schema_agrees(self):
        """Our XSD takes their messages, and theirs takes our answers."""
        ours = etree.XMLSchema(etree.fromstring(pay_paynet_wsdl.render("xsd", "")))
        theirs = etree.XMLSchema(etree.parse(FOUND / "ProviderWebService.xsd"))
        for path in sorted(FOUND.glob("*_re*.xml")):
            if path.name == "GetStatement_request.xml":
                continue  # a date without T, which services send all the same
            root = etree.parse(path).getroot()
            element = etree.fromstring(etree.tostring(root[0][0]))
            self.assertTrue(ours.validate(element), path.name)
        for body in (self._sample(), self._sample(account="1")):
            _answer, root = self._soap(body)
            element = etree.fromstring(etree.tostring(root[0][0]))
            self.assertTrue(theirs.validate(element), theirs.error_log)


@tagged("post_install", "-at_install")
class TestPaynetZeep(PayCommon, HttpCase):
    """Every operation through HTTP, by a client made from the served WSDL."""

    def setUp(self):
        super().setUp()
        self.url = f"{self.base_url()}/elektrohisob/paynet/soap"
        self.authenticate(None, None)
        transport = zeep.Transport(session=self.opener, timeout=30)
        self.client = zeep.Client(f"{self.url}?wsdl", transport=transport)
        self.who = {"username": "paynet", "password": SECRET}
        self.payment = {
            "serviceId": 1,
            "transactionId": 2**53 + 1,
            "transactionTime": datetime.fromisoformat("2026-05-20T10:00:00+05:00"),
        }

    def _ask_zeep(self, name, **values):
        self.env.flush_all()
        found = self.client.service[name](**self.who, **values)
        self.env.invalidate_all()
        return found

    def test_operations(self):
        (service,) = self.client.wsdl.services.values()
        (port,) = service.ports.values()
        self.assertEqual(set(port.binding.all()), OPERATIONS)
        self.assertEqual(port.binding_options["address"], self.url)
        account = [{"paramKey": "clientid", "paramValue": self.number}]
        told = self._ask_zeep("GetInformation", parameters=account, serviceId=1)
        self.assertEqual((told.status, told.errorMsg), (0, "Success"))
        self.assertEqual(told.parameters[0].paramValue, "-900.00")

        pay = {**self.payment, "amount": 50_000, "parameters": account}
        paid = self._ask_zeep("PerformTransaction", **pay)
        self.assertEqual(paid.status, 0)
        again = self._ask_zeep("PerformTransaction", **pay)
        self.assertEqual((again.status, again.providerTrnId), (201, paid.providerTrnId))
        self.assertEqual(self._balance(self.account), 400.0)

        state = self._ask_zeep("CheckTransaction", **self.payment)
        self.assertEqual(
            (state.status, state.transactionState, state.providerTrnId),
            (0, 1, paid.providerTrnId),
        )
        unknown = {**self.payment, "transactionId": 1}
        state = self._ask_zeep("CheckTransaction", **unknown)
        self.assertEqual((state.status, state.transactionState), (203, 3))

        now = moment(self._now())
        day = {
            "dateFrom": now.replace(hour=0, minute=0),
            "dateTo": now.replace(hour=23),
        }
        rows = self._ask_zeep("GetStatement", **day, serviceId=1).statements
        row = rows[0]
        self.assertEqual(
            (len(rows), row.amount, row.transactionId, row.providerTrnId),
            (1, 50_000, 2**53 + 1, paid.providerTrnId),
        )
        only = {**day, "serviceId": 1, "onlyTransactionId": True}
        (row,) = self._ask_zeep("GetStatement", **only).statements
        self.assertEqual((row.transactionId, row.amount), (2**53 + 1, None))

        back = self._ask_zeep("CancelTransaction", **self.payment)
        self.assertEqual((back.status, back.transactionState), (0, 2))
        self.assertEqual(self._balance(self.account), 900.0)
        back = self._ask_zeep("CancelTransaction", **self.payment)
        self.assertEqual((back.status, back.transactionState), (202, 2))
        self.assertFalse(self._ask_zeep("GetStatement", **day, serviceId=1).statements)

        self.assertEqual(self._ask_zeep("ChangePassword", newPassword="x").status, 401)
        new = "another-password"
        self.assertEqual(self._ask_zeep("ChangePassword", newPassword=new).status, 0)
        self.who["password"] = "wrong"
        wrong = self._ask_zeep("GetInformation", parameters=account, serviceId=1)
        self.assertEqual(wrong.status, 412)
        self.who["password"] = new
        told = self._ask_zeep("GetInformation", parameters=account, serviceId=1)
        self.assertEqual(told.status, 0)

    @mute_logger("odoo.http")
    def test_documents(self):
        for address in (f"{self.url}?xsd", f"{self.url}/ProviderWebService.xsd"):
            answer = self.url_open(address)
            self.assertEqual(answer.status_code, 200)
            etree.XMLSchema(etree.fromstring(answer.content))
        answer = self.opener.put(self.url, data="x")
        self.assertIn("Fault", answer.text)
