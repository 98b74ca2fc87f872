"""A payment taken back by one statement writes what the ordinary way does."""

from unittest.mock import patch

from odoo import fields

from odoo.addons.elektrohisob_billing.models.payment_event import FIND, LOCK

from .common_pay import PayCommon

# Own of each payment: numbers of rows, times, and the number at the service.
OWN = ["id", "origin_id", "payment_id", "reverses_id", "external_id", "external_key",
       "number", "create_date", "write_date", "time", "provider_time",
       "date_cancelled"]  # fmt: skip
TABLES = {
    "elektrohisob_payment": "t.number = %(number)s",
    "elektrohisob_payment_event": "t.external_id = %(number)s",
    "elektrohisob_ledger_entry": """t.payment_id = (
        SELECT id FROM elektrohisob_payment WHERE number = %(number)s)""",
}


class TestPayPlainCancel(PayCommon):
    def _call(self, method, external_id, **params):
        params = {"serviceId": 1, "transactionId": external_id, **params}
        content = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
        found = self._ask_json("paynet/rpc", content, self._basic("paynet"))
        return found.get("error", {}).get("code", 0)

    def _pay(self, external_id, number=None):
        payer = {"clientid": number or self.number}
        code = self._call(
            "PerformTransaction", external_id, amount=123_45, fields=payer
        )
        self.assertEqual(code, 0)
        return self._events(str(external_id))[:1].payment_id

    def _cancel(self, external_id):
        """Code of a cancellation, and whether one statement wrote it."""
        events, written = type(self.env["elektrohisob.payment.event"]), []
        write = events._write_cancel

        def note(own, *args):
            written.append(write(own, *args))
            return written[-1]

        with patch.object(events, "_write_cancel", note):
            return self._call("CancelTransaction", external_id), any(written)

    def _payme(self, external_id):
        """Announced, paid and taken back with a reason."""
        payer = {"amount": 123_45, "account": {"account": self.number}}
        params = {"id": f"{external_id:024}", "time": self._now(), **payer}
        calls = (
            ("CreateTransaction", params),
            ("PerformTransaction", params),
            ("CancelTransaction", {"id": params["id"], "reason": 5}),
        )
        for method, values in calls:
            content = {"id": 1, "method": method, "params": values}
            found = self._ask_json("payme", content, self._basic("Paycom"))
            self.assertIn("result", found)
        return params["id"], found["result"]

    def _ordinary(self):
        events = type(self.env["elektrohisob.payment.event"])
        return patch.object(events, "_get_cancel_statement", return_value=None)

    def _rows(self, number):
        """Rows of a payment in all tables, without what is its own."""
        rows = {}
        for table, where in TABLES.items():
            self.env.cr.execute(
                f"SELECT to_jsonb(t) - %(own)s, t.create_date IS NOT NULL,"
                f"       to_jsonb(t) ->> 'write_date' IS NOT NULL,"
                f"       to_jsonb(t) ->> 'reverses_id' IS NOT NULL,"
                f"       to_jsonb(t) ->> 'date_cancelled' IS NOT NULL"
                f"  FROM {table} t WHERE {where} ORDER BY id",
                {"own": OWN, "number": str(number)},
            )
            rows[table] = self.env.cr.fetchall()
        return rows

    def _without_note(self, rows):
        """The first entry notes the number at the service."""
        rows["elektrohisob_ledger_entry"][0][0].pop("note")
        return rows

    def test_same_rows(self):
        payments = self._pay(1) + self._pay(2)
        self.assertEqual(self._cancel(1), (0, True))
        with self._ordinary():
            self.assertEqual(self._cancel(2), (0, False))
        plain, ordinary = self._rows(1), self._rows(2)
        self.assertEqual(self._without_note(plain), self._without_note(ordinary))
        self.assertEqual([len(rows) for rows in plain.values()], [1, 2, 2])
        self.assertEqual(payments.mapped("state"), ["cancelled"] * 2)
        self.assertEqual(
            set(payments.mapped("note")), {"Cancelled by Test paynet, reason —"}
        )
        # 900 so'm were owed, and nothing of what was paid is left
        self.assertEqual(self._balance(self.account), 900.0)
        for payment in payments:
            back, paid = payment.entry_ids.sorted("amount", reverse=True)
            self.assertEqual((back.amount, back.reverses_id), (123.45, paid))
            self.assertEqual(payment.date_cancelled.microsecond, 0)
            gone = fields.Datetime.now() - payment.date_cancelled
            self.assertLess(abs(gone.total_seconds()), 3600)
        self.assertEqual(self._states("1"), ["performed", "cancelled"])
        self.assertEqual(self._events("1").mapped("step"), [0, 1])
        self.assertEqual(self._cancel(1), (202, False), "a repeat")
        self.assertEqual(len(payments[0].entry_ids), 2)

    def test_same_rows_of_what_was_announced(self):
        plain, told = self._payme(1)
        with self._ordinary():
            ordinary, other = self._payme(2)
        rows = self._without_note(self._rows(plain))
        self.assertEqual(rows, self._without_note(self._rows(ordinary)))
        self.assertEqual(self._states(plain), ["created", "performed", "cancelled"])
        self.assertEqual(self._events(plain)[-1].reason, "5")
        self.assertEqual(told.keys(), other.keys())
        self.assertEqual(told["state"], other["state"])
        self.assertEqual(told["transaction"], str(self._events(plain)[0].id))
        self.assertEqual(self._balance(self.account), 900.0)

    def test_statements(self):
        """One for the cancellation, one for the journal."""
        for number in (1, 2):
            self._pay(number)
        self._cancel(1)
        with self.assertQueryCount(2):
            self._call("CancelTransaction", 2)

    def test_no_table_is_read_whole(self):
        """Whatever a payment or cancellation asks for is found by an index."""
        events = self.env["elektrohisob.payment.event"]
        statements = events._get_plain_statements()
        self.env.cr.execute(
            "SET LOCAL enable_seqscan = off;"
            "SET LOCAL plan_cache_mode = force_generic_plan"
        )
        for one in (*statements, events._get_cancel_statement(), FIND, LOCK):
            self.env.cr.execute(one._prepare)
            self.env.cr.execute(f"EXPLAIN {one._execute}", [None] * len(one._names))
            plan = "\n".join(line for (line,) in self.env.cr.fetchall())
            self.assertIn("Index Cond", plan)
            self.assertNotIn("Seq Scan", plan)
            self.env.cr.execute(f"DEALLOCATE {one._name}")
        self.env.cr.execute(
            "EXPLAIN SELECT id FROM elektrohisob_ledger_entry WHERE payment_id = 1"
        )
        self.assertIn("payment_idx", str(self.env.cr.fetchall()))

    def test_what_the_contract_says(self):
        paynet = self.providers["paynet"]
        payment = self._pay(1)
        paynet.pay_back = "never"
        self.assertEqual(self._cancel(1), (77, False))
        period = payment.entry_ids.period_id
        self.env.cr.execute(
            "UPDATE elektrohisob_period SET state = 'closed' WHERE id = %s",
            [period.id],
        )
        later = period.sudo().create(
            {
                "company_id": period.company_id.id,
                "date_start": fields.Date.add(period.date_start, months=1),
            }
        )
        self.env.invalidate_all()
        later.sudo().state = "open"
        paynet.pay_back = "open"
        self.assertEqual(self._cancel(1), (77, False), "its month is closed")
        self.assertEqual(payment.state, "posted")
        paynet.pay_back = "always"
        self.assertEqual(self._cancel(1), (0, True))
        entry = payment.entry_ids.filtered("reverses_id")
        self.assertEqual(entry.period_id, later)
        self.assertEqual(entry.date, entry._get_booking_date(later))
        self.assertEqual(self._balance(self.account), 900.0)

    def test_what_is_not_plain(self):
        """It is decided by the ordinary way, with the same result as ever."""
        self.assertEqual(self._cancel(1), (203, False), "no such payment")
        self._pay(1)._cancel("By an accountant")
        self.assertEqual(self._cancel(1), (0, False))
        self.assertEqual(self._balance(self.account), 900.0)
        payment = self._pay(2)
        self.env["elektrohisob.ledger.entry"]._record(
            [
                {
                    "account_id": self.account.id,
                    "kind": "reallocation",
                    "amount": amount,
                    "payment_id": payment.id,
                }
                for amount in (10.0, -10.0)
            ]
        )
        self.assertEqual(self._cancel(2), (0, False), "more than one entry")
        self.assertEqual(self._balance(self.account), 900.0)
        payment = self._pay(3)
        self.env["elektrohisob.ledger.document"].sudo().create(
            {
                "kind": "refund",
                "company_id": payment.company_id.id,
                "account_id": self.account.id,
                "payment_id": payment.id,
                "amount": 1.0,
                "note": "a draft",
            }
        )
        self.assertEqual(self._cancel(3), (0, False), "somebody gives money back")

    def test_advance_notice(self):
        """Who has a notice of an advance has its state moved back."""
        self._pay(1, self.shop.number)
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
        self.assertEqual(self._cancel(1), (0, False))

    def test_whoever_has_a_say_turns_it_off(self):
        events = self.env["elektrohisob.payment.event"]
        self.assertTrue(events._get_cancel_statement())
        for name, method in (
            ("elektrohisob.payment", "_cancel"),
            ("elektrohisob.ledger.entry", "_record"),
            ("elektrohisob.exchange.provider", "_may_pay_back"),
        ):
            with patch.object(type(self.env[name]), method):
                self.assertIsNone(events._get_cancel_statement(), name)
        layer = next(
            cls
            for cls in type(self.env["elektrohisob.payment"]).mro()
            if cls.__module__.endswith("payment_shift")
        )
        condition = layer._plain_cancel
        del layer._plain_cancel
        try:
            self.env.registry.clear_cache()
            self.assertIsNone(events._get_cancel_statement())
        finally:
            layer._plain_cancel = condition
            self.env.registry.clear_cache()
