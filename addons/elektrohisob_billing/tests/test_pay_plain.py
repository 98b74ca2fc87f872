"""The plain payment in one statement writes what the ordinary way does, or nothing."""

import json
from unittest.mock import patch

from odoo.tools import mute_logger

from odoo.addons.elektrohisob_billing.adapters.pay import Message
from odoo.addons.elektrohisob_billing.adapters.pay_channels import split
from odoo.addons.elektrohisob_billing.tools.session import is_current, known_signals

from .common_pay import PayCommon

TABLES = ("elektrohisob_payment", "elektrohisob_ledger_entry",
          "elektrohisob_payment_event")  # fmt: skip
# Own of each payment: numbers, times, and what repeats the number at the service.
OWN = {"id", "origin_id", "payment_id", "external_id", "external_key", "number", "note"}
TIMES = {"create_date", "write_date", "time", "provider_time"}


class TestPayPlain(PayCommon):
    def _pay(self, external_id, number=None, **params):
        params = {
            "serviceId": 1,
            "transactionId": external_id,
            "amount": 123_45,
        } | params
        params["fields"] = {"clientid": number or self.number, "terminal_id": "7"}
        content = {"jsonrpc": "2.0", "id": 1, "method": "PerformTransaction"}
        found = self._ask_json(
            "paynet/rpc", {**content, "params": params}, self._basic("paynet")
        )
        return found.get("error", {}).get("code", 0)

    def _payme(self, external_id):
        payer = {"amount": 123_45, "account": {"account": self.number}}
        params = {"id": f"{external_id:024}", "time": self._now(), **payer}
        for method in ("CreateTransaction", "PerformTransaction"):
            content = {"id": 1, "method": method, "params": params}
            found = self._ask_json("payme", content, self._basic("Paycom"))
            self.assertIn("result", found)
        return f"{external_id:024}"

    def _ordinary(self):
        events = type(self.env["elektrohisob.payment.event"])
        return patch.object(events, "_get_plain_statements", return_value=None)

    def _rows(self, external_id):
        """Rows of a payment in all tables, without what is its own."""
        rows = {}
        for table in TABLES:
            name = {
                "elektrohisob_payment": "number",
                "elektrohisob_ledger_entry": "note",
            }
            column = name.get(table, "external_id")
            self.env.cr.execute(
                f"SELECT to_jsonb(t) - %s::text[] AS row, t.create_date IS NOT NULL"
                f"  FROM {table} t WHERE t.{column} = %s ORDER BY id",
                [list(OWN | TIMES), str(external_id)],
            )
            rows[table] = self.env.cr.fetchall()
        return rows

    def test_same_rows(self):
        self.assertEqual(self._pay(1), 0)
        with self._ordinary():
            self.assertEqual(self._pay(2), 0)
        plain, ordinary = self._rows(1), self._rows(2)
        self.assertEqual(plain, ordinary)
        self.assertEqual([len(plain[table]) for table in TABLES], [1, 1, 1])
        # 900 so'm were owed; twice 123.45 were paid
        self.assertEqual(self._balance(self.account), 653.1)
        self.assertEqual(self._states("1"), ["performed"])
        event = self._events("1")
        self.assertEqual((event.origin_id, event.step), (event, 0))
        self.assertEqual(event.payment_id.entry_ids.amount, -123.45)

    def test_same_rows_of_what_was_announced(self):
        plain = self._payme(1)
        with self._ordinary():
            ordinary = self._payme(2)
        self.assertEqual(self._rows(plain), self._rows(ordinary))
        self.assertEqual(self._states(plain), ["created", "performed"])
        self.assertEqual(self._balance(self.account), 653.1)
        self.assertEqual(self._events(plain).mapped("step"), [0, 1])

    def _call_row(self):
        """The last row of the journal without what is its own, and that."""
        call = self.env["elektrohisob.payment.call"].search([], limit=1)
        own = ("id", "date", "milliseconds", "display_name", "request", "answer")
        row = call.read([n for n in call._fields if n not in (*own, "external_id")])
        return row[0] | {"id": 0}, call

    def test_same_row_of_the_journal(self):
        self.assertEqual(self._pay(1), 0)
        plain, call = self._call_row()
        with self._ordinary():
            self.assertEqual(self._pay(2), 0)
        ordinary, other = self._call_row()
        self.assertEqual(plain, ordinary)
        for found, number in ((call, "1"), (other, "2")):
            self.assertEqual(found.external_id, number)
            answer = json.loads(found.answer)
            told = answer["result"].pop("providerTrnId")
            self.assertEqual(told, self._events(number).id)
            self.assertIn(f'"transactionId": {number},', found.request)
            self.assertTrue(found.date)
            self.assertLess(found.milliseconds, 60_000)
        self.assertEqual(
            json.loads(call.answer)["result"].keys(),
            json.loads(other.answer)["result"].keys(),
        )

    def test_answer_is_that_of_the_journal(self):
        sent = []
        answer_json = self._ask_json

        def note(*args, **options):
            sent.append(answer_json(*args, **options))
            return sent[-1]

        with patch.object(type(self), "_ask_json", lambda own, *a, **o: note(*a, **o)):
            self._pay(1)
        call = self.env["elektrohisob.payment.call"].search([], limit=1)
        self.assertEqual(json.loads(call.answer), sent[0])

    def test_what_is_kept_in_memory_is_old(self):
        """Somebody has saved a provider meanwhile: the statement writes nothing."""
        registry = self.env.registry
        content = {"serviceId": 1, "transactionId": 1, "amount": 123_45}
        content["fields"] = {"clientid": self.number}
        body = {"jsonrpc": "2.0", "id": 1, "method": "PerformTransaction"}
        path = "/elektrohisob/paynet/rpc"
        channel, tail = split(path)
        message = Message(
            *("POST", tail, {}, self._basic("paynet")),
            json.dumps({**body, "params": content}).encode(),
        )
        providers = self.env["elektrohisob.exchange.provider"]
        self.env.cr.execute("INSERT INTO orm_signaling_default DEFAULT VALUES")
        sequence, caches = registry.get_sequences(self.env.cr)
        old = {**caches, "default": caches["default"] - 1}
        for sequences, is_current_now in ((old, False), (caches, True)):
            with (
                patch.object(registry, "registry_sequence", sequence),
                patch.object(registry, "cache_sequences", sequences),
            ):
                self.assertEqual(is_current(self.env.cr, registry), is_current_now)
                found = providers._answer_at_once(
                    channel, message, "127.0.0.1", known_signals(registry)
                )
            self.assertEqual(bool(found), is_current_now)
            self.assertEqual(bool(self._events("1")), is_current_now)

    def test_nothing_of_the_ordinary_way(self):
        """One statement for the payment and the journal."""
        self._pay(1)
        payments = type(self.env["elektrohisob.payment"])
        with patch.object(payments, "search", side_effect=AssertionError("by the ORM")):
            self._pay(2)
            with self.assertQueryCount(1):
                self._pay(3)

    def _is_plain(self, external_id, **options):
        """Code of a payment, and whether one statement wrote it."""
        events, written = type(self.env["elektrohisob.payment.event"]), []
        write = events._write_plain

        def note(own, *args, **values):
            written.append(write(own, *args, **values))
            return written[-1]

        with patch.object(events, "_write_plain", note):
            return self._pay(external_id, **options), any(written)

    def test_what_is_not_plain(self):
        """It is decided by the ordinary way, with the same result as ever."""
        self.assertEqual(self._is_plain(1), (0, True))
        self.assertEqual(self._pay(1), 201, "a repeat")
        self.assertEqual(self._pay(2, number="2626400000009"), 302, "no such account")
        self.assertEqual(self._pay(3, amount=1), 413)
        self._close_account(self.account)
        self.assertEqual(self._is_plain(4), (0, False), "closed, and it still owes")
        self._close_account(self.neighbour)
        self.assertEqual(self._pay(5, number=self.neighbour.number), 501)
        self.assertFalse(self._events("5"))

    def test_advance_notice(self):
        """Who has a notice of an advance has its state moved along."""
        self.env["elektrohisob.advance.notice"].sudo().create(
            {
                "account_id": self.shop.id,
                "month": "2026-05-01",
                "amount": 1000.0,
                "company_id": self.district_a.id,
                "stage": "sent",
                "number": "A-1",
                "mode": "full",
                "date_due": "2026-05-05",
            }
        )
        self.assertEqual(self._is_plain(1, number=self.shop.number), (0, False))
        self.assertEqual(self._is_plain(2, number=self.bakery.number), (0, True))

    def test_rise_of_prices(self):
        """Paid ahead of a rise that is booked already: energy is priced again."""
        version = self.env["elektrohisob.tariff.version"].search(
            [("state", "=", "published")], order="date_start desc", limit=1
        )
        paid = f"{version.date_start}T00:00:00"
        self.env.cr.execute(
            "UPDATE elektrohisob_account_state SET settled_to = '2099-01-01'"
            " WHERE account_id = %s",
            [self.neighbour.id],
        )
        self.env.cr.execute(
            "UPDATE elektrohisob_tariff_version SET date_start = '2098-01-01'"
            " WHERE id = %s",
            [version.id],
        )
        self.env.invalidate_all()
        self.assertEqual(self._is_plain(1, transactionTime=paid), (0, True))
        number = self.neighbour.number
        self.assertEqual(
            self._is_plain(2, number=number, transactionTime=paid), (0, False)
        )

    def test_unit_of_another_provider(self):
        self.providers["paynet"].company_id = self.district_b
        self.assertEqual(self._pay(1), 302)
        self.providers["paynet"].company_id = self.district_a
        self.assertEqual(self._is_plain(2), (0, True))

    def test_whoever_has_a_say_turns_it_off(self):
        events = self.env["elektrohisob.payment.event"]
        self.assertTrue(events._get_plain_statements())
        with patch.object(type(self.env["elektrohisob.ledger.entry"]), "_record"):
            self.assertIsNone(events._get_plain_statements())
        layer = next(
            cls
            for cls in type(self.env["elektrohisob.ledger.entry"]).mro()
            if cls.__module__.endswith("ledger_entry_advance")
        )
        condition = layer._plain_payment
        self.assertIn("advance_notice", condition)
        del layer._plain_payment
        try:
            self.env.registry.clear_cache()
            self.assertIsNone(events._get_plain_statements())
        finally:
            layer._plain_payment = condition
            self.env.registry.clear_cache()

    def test_nothing_is_computed_from_payments(self):
        """A stored field that follows payments would not be computed."""
        for name in (
            "elektrohisob.payment",
            "elektrohisob.ledger.entry",
            "elektrohisob.payment.event",
        ):
            dependent = {
                str(dependent)
                for field in self.env[name]._fields.values()
                for dependent in self.env.registry.get_dependent_fields(field)
                if dependent.store
            }
            self.assertFalse(dependent)

    @mute_logger("odoo.sql_db")
    def test_provider_is_read_anew_when_it_changes(self):
        paynet = self.providers["paynet"]
        self.assertEqual(self._pay(1), 0)
        for values, code in (
            ({"pay_service": "2"}, 305),
            ({"pay_service": "1", "pay_lowest": 200.0}, 413),
            ({"pay_lowest": 0, "pay_highest": 100.0}, 415),
            ({"pay_highest": 0, "pay_networks": "203.0.113.0/28"}, 601),
            ({"pay_networks": False, "pay_login": "other"}, 412),
            ({"pay_login": "paynet", "pay_secret": "another-secret"}, 412),
        ):
            paynet.write(values)
            self.assertEqual(self._pay(2), code, values)
        self.assertFalse(self._events("2"))
