"""What every payment service meets at our door, whatever its protocol."""

import multiprocessing
import re

import psycopg2

from odoo.exceptions import UserError, ValidationError
from odoo.tools import file_open, mute_logger

from odoo.addons.elektrohisob_base.tools.secret import seal, unseal
from odoo.addons.elektrohisob_billing.adapters import pay, pay_channels

from .common_pay import SAMPLES, SECRET, PayCommon, fresh_rate

RPC = {"jsonrpc": "2.0", "id": 1, "method": "GetInformation"}


class TestPayDoor(PayCommon):
    def _rpc(self, code=None, secret=SECRET, **options):
        content = {**RPC, "params": {"serviceId": 1, "fields": {"clientid": "x"}}}
        headers = self._basic("paynet", secret)
        found = self._ask_json("paynet/rpc", content, headers, **options)
        return found["error"]["code"]

    def _calls(self):
        return self.env["elektrohisob.payment.call"].search([])

    def test_networks(self):
        paynet = self.providers["paynet"]
        self.assertEqual(self._rpc(remote="203.0.113.7"), 601)
        paynet.pay_networks = "198.51.100.1, 203.0.113.0/28"
        self.assertEqual(self._rpc(remote="203.0.113.7"), 302, "let in: no account x")
        self.assertEqual(self._rpc(remote="203.0.113.16"), 601)
        self.assertEqual(self._rpc(remote="::ffff:1.2.3.4"), 601)
        self.assertEqual(self._rpc(remote=""), 601)
        paynet.pay_networks = False
        self.assertEqual(self._rpc(remote="203.0.113.16"), 302)
        with self.assertRaisesRegex(ValidationError, "office"):
            paynet.pay_networks = "office"
        with self.assertRaisesRegex(ValidationError, "sorry"):
            paynet.pay_codes = "sorry"

    def test_wrong_secrets_are_counted(self):
        self.env["elektrohisob.parameter.value"].search(
            [("parameter_id.code", "=", "payment_wrong_secrets_minute")]
        ).value = "3"
        for _number in range(3):
            self.assertEqual(self._rpc(secret="wrong"), 412)
        self.assertEqual(self._rpc(), 601, "even the right one waits a minute")
        self.assertEqual(self._rpc(remote="127.0.0.2"), 302, "another address does not")

    def test_calls_are_counted(self):
        self.env["elektrohisob.parameter.value"].search(
            [("parameter_id.code", "=", "payment_calls_minute")]
        ).value = "2"
        self.assertEqual([self._rpc() for _number in range(3)], [302, 302, 100])

    def test_no_secret_no_entry(self):
        self.providers["paynet"].sudo().pay_secret_sealed = False
        self.assertEqual(self._rpc(secret=""), 412)
        self.assertEqual(self._rpc(), 412)
        self.providers["paynet"].active = False
        self.assertEqual(self._rpc(), 412)

    def test_two_providers_of_a_kind(self):
        second = self.providers["paynet"].copy(
            {
                "code": "second",
                "company_id": self.district_b.id,
                "pay_login": "second",
                "pay_secret": "second-secret",
            }
        )
        content = {**RPC, "params": {"serviceId": 1}}
        content["params"]["fields"] = {"clientid": self.number}
        for login, secret, ours in (
            ("paynet", SECRET, True),
            ("second", "second-secret", False),
        ):
            found = self._ask_json("paynet/rpc", content, self._basic(login, secret))
            self.assertEqual("result" in found, ours, login)
        self.assertEqual(self._calls()[0].provider_id, second)

    def test_secrets_are_sealed(self):
        paynet = self.providers["paynet"]
        sealed = paynet.sudo().pay_secret_sealed
        self.assertNotIn(SECRET, sealed)
        self.assertEqual(unseal(sealed), SECRET)
        self.assertNotEqual(seal(SECRET), sealed, "the same secret looks otherwise")
        self.assertEqual(unseal(sealed[:-4] + "AAA="), "", "spoiled")
        self.assertEqual(unseal("x"), "")
        for user in self.users.values():
            seen = paynet.with_user(user).sudo(False)
            if not seen.has_access("read"):
                continue
            names = [name for name in paynet._fields if "sealed" in name]
            self.assertFalse(set(names) & set(seen.fields_get()))
        paynet.invalidate_recordset()
        self.assertFalse(paynet.pay_secret)
        self.assertTrue(paynet.has_pay_secret)
        self.assertFalse(paynet.copy({"code": "copy"}).has_pay_secret)

    def test_neutralised_copy(self):
        with file_open("elektrohisob_billing/data/neutralize.sql") as script:
            self.env.cr.execute(script.read())
        self.env.invalidate_all()
        self.assertEqual(self._rpc(), 412)
        self.assertFalse(self.providers["paynet"].has_pay_secret)
        columns = {
            name
            for name, field in self.providers["paynet"]._fields.items()
            if field.store and re.search("sealed|pay_login|sms_login", name)
        }
        with file_open("elektrohisob_billing/data/neutralize.sql") as script:
            text = script.read()
        self.assertFalse([name for name in columns if f"{name} = NULL" not in text])

    @mute_logger("odoo.sql_db")
    def test_journal(self):
        self._rpc()
        call = self._calls()[0]
        self.assertEqual((call.code, call.operation), ("account", "inform"))
        self.assertEqual(call.account_text, "x")
        self.assertEqual(call.remote, "127.0.0.1")
        content = {**RPC, "method": "ChangePassword"}
        content["params"] = {"newPassword": 'quite "secret"'}
        self._ask("paynet/rpc", content, self._basic("paynet"))
        call = self._calls()[0]
        self.assertNotIn("quite", call.request)
        self.assertIn("ChangePassword", call.request)
        with self.assertRaises(psycopg2.Error), self.env.cr.savepoint():
            self.env.cr.execute("DELETE FROM elektrohisob_payment_call")

    def test_every_refusal_has_a_label(self):
        """Codes that channels know, and what may be asked, are on the list."""
        labels = self.env["elektrohisob.payment.call"]._fields
        codes = set(labels["code"].get_values(self.env))
        for channel in pay_channels.CHANNELS.values():
            self.assertFalse(set(channel.codes) - codes - {"system"})
        operations = {
            pay.INFORM, pay.CREATE, pay.PERFORM, pay.PAY, pay.CANCEL, pay.STATUS,
            pay.STATEMENT, pay.PASSWORD, pay.FISCAL, pay.SMS,
        }  # fmt: skip
        self.assertEqual(set(labels["operation"].get_values(self.env)), operations)

    def test_contract_is_the_administrators(self):
        names = [n for n in self.env["elektrohisob.exchange.provider"]._fields
                 if n.startswith("pay_") and n != "pay_event_count"]  # fmt: skip
        for role in ("accountant", "engineer", "manager"):
            provider = self.providers["payme"].with_user(self.users[role])
            self.assertFalse(set(names) & set(provider.fields_get()), role)

    def test_mask(self):
        for text, expected in (
            ("<password>a b</password>", "<password>***</password>"),
            (
                "<n:newPassword >x</n:newPassword>",
                "<n:newPassword >***</n:newPassword>",
            ),
            ('{"password": "a\\"b", "x": 1}', '{"password": "***", "x": 1}'),
            ("a=1&sign_string=abc&b=2", "a=1&sign_string=***&b=2"),
            ('"card": "8600123412345678"', '"card": "860012******5678"'),
            (
                "<clientid>2626400000017</clientid>",
                "<clientid>2626400000017</clientid>",
            ),
        ):
            self.assertEqual(pay.mask(text.encode(), None), expected)
        call = pay.Call("pay", secret="tell-nobody")
        self.assertEqual(pay.mask(b"x tell-nobody y\0", call), "x *** y")
        self.assertNotIn("tell-nobody", repr(call))

    def test_rate(self):
        rate = fresh_rate()
        self.assertEqual([rate.count("a", 59), rate.count("a", 59.9)], [1, 2])
        self.assertEqual((rate.count("b", 59), rate.count("a", 60)), (1, 1))

    def test_rate_of_many_processes(self):
        """Three processes and this one count 500 calls each: none is lost."""
        rate = fresh_rate()
        rate.count("a", 60)

        def count():
            for _number in range(500):
                rate.count("a", 60)

        fork = multiprocessing.get_context("fork")
        others = [fork.Process(target=count) for _ in range(3)]
        for other in others:
            other.start()
        for _number in range(499):
            rate.count("a", 60)
        for other in others:
            other.join(60)
        self.assertEqual(rate.count("a", 60, step=0), 2000)

    def test_rate_of_many_callers(self):
        """More callers than there are slots: nobody is counted for another one."""
        rate = fresh_rate()
        counts = {rate.count(f"10.0.{n // 256}.{n % 256}", 60) for n in range(20_000)}
        self.assertEqual(counts, {1})

    def test_initials(self):
        paynet = self.providers["paynet"]
        self.assertEqual(paynet._get_pay_info(self.neighbour), {})
        paynet.pay_show_name = True
        self.assertEqual(paynet._get_pay_info(self.neighbour), {"name": "A****** N."})

    def test_addresses(self):
        self.assertEqual(
            set(pay_channels.CHANNELS),
            {"paynet/soap", "paynet/rpc", "payme", "click", "uzum", "sms-operator"},
        )
        self.assertEqual(pay_channels.split("/elektrohisob/uzum/check")[1], "check")
        for path in ("/elektrohisob/uzumx", "/elektrohisob/bill/1", "/uzum/check"):
            self.assertIsNone(pay_channels.split(path))

    def test_every_service_has_a_sample(self):
        for kind in pay_channels.kinds():
            self.assertTrue(list((SAMPLES / kind).iterdir()), kind)

    def test_no_open_month(self):
        """Our own disorder is told as it is: not now, come again."""
        self.period.sudo().unlink()
        with self.assertRaises(UserError):
            self._ask_json("paynet/rpc", self._payment(), self._basic("paynet"))
        self.assertFalse(self._events("5"))

    def _payment(self):
        params = {"serviceId": 1, "transactionId": 5, "amount": 50_000}
        params["fields"] = {"clientid": self.number}
        return {**RPC, "method": "PerformTransaction", "params": params}
