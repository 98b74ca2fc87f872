"""Events are facts; what may be cancelled, and when it is booked."""

import psycopg2

from odoo.exceptions import ConcurrencyError
from odoo.tools import mute_logger

from .common_pay import PayCommon


class TestPaymentEvent(PayCommon):
    def _pay(self, external_id, amount=50_000):
        params = {"serviceId": 1, "transactionId": external_id, "amount": amount}
        params["fields"] = {"clientid": self.number}
        return self._rpc("PerformTransaction", params)

    def _cancel(self, external_id):
        params = {"serviceId": 1, "transactionId": external_id}
        return self._rpc("CancelTransaction", params)

    def _rpc(self, method, params):
        content = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
        found = self._ask_json("paynet/rpc", content, self._basic("paynet"))
        return found.get("error", {}).get("code", 0)

    @mute_logger("odoo.sql_db")
    def test_append_only(self):
        self._pay(1)
        for statement in (
            "UPDATE elektrohisob_payment_event SET amount = 1",
            "DELETE FROM elektrohisob_payment_event",
            "TRUNCATE elektrohisob_payment_event",
        ):
            with self.assertRaises(psycopg2.Error), self.env.cr.savepoint():
                self.env.cr.execute(statement)
        event = self._events("1")
        for user in self.users.values():
            for operation in ("write", "create", "unlink"):
                self.assertFalse(event.with_user(user).has_access(operation))

    def test_one_event_at_a_time(self):
        """Two who go on with a payment at once: the second tries again."""
        self._pay(1)
        first = self._events("1")
        vals = {**first._prepare_next(1), "state": "cancelled"}
        first._append_next(**vals)
        with self.assertRaises(ConcurrencyError):
            first._append_next(**vals)
        self.assertFalse(
            first._append(**{**vals, "origin_id": first.id, "state": "performed"})
        )

    def test_cancelled_while_the_month_is_open(self):
        for rule, month, code in (
            ("open", "open", 0),
            ("open", "closed", 77),
            ("always", "closed", 0),
            ("never", "open", 77),
        ):
            with self.subTest(rule=rule, month=month):
                self.env.cr.execute("SAVEPOINT rule")
                self.providers["paynet"].pay_back = rule
                self.assertEqual(self._pay(1), 0)
                if month == "closed":
                    self.period._close()
                self.assertEqual(self._cancel(1), code)
                balance = 900.0 if code == 0 else 400.0
                self.assertEqual(self._balance(self.account), balance)
                self.env.cr.execute("ROLLBACK TO rule")
                self.env.invalidate_all()

    def test_cancelled_by_people_before(self):
        self._pay(1)
        payment = self._events("1").payment_id
        payment._cancel("Twice")
        self.assertEqual(self._cancel(1), 0)
        self.assertEqual(self._balance(self.account), 900.0, "reversed once")

    def test_moved_to_another_account_before(self):
        self._pay(1)
        payment = self._events("1").payment_id
        payment._unmatch("Wrong account")
        payment._match(self.neighbour)
        self.assertEqual(self._balance(self.neighbour), -500.0)
        self.assertEqual(self._cancel(1), 0)
        self.assertEqual(self._balance(self.neighbour), 0.0)
        self.assertEqual(self._balance(self.account), 900.0)

    def test_paid_ahead_of_the_open_month_and_behind(self):
        params = {"serviceId": 1, "amount": 1000, "fields": {"clientid": self.number}}
        for number, told, day in (
            (1, "2014-11-06 15:24:30", "2026-05-01"),
            (2, "2026-05-20 00:00:01", "2026-05-20"),
            (3, "2999-01-01 00:00:00", None),
        ):
            extra = {"transactionId": number, "transactionTime": told}
            self.assertEqual(self._rpc("PerformTransaction", {**params, **extra}), 0)
            date = self._events(str(number)).payment_id.date
            today = self._events(str(number)).create_date.date()
            if day:
                self.assertEqual(str(date), day)
            else:
                self.assertLessEqual(abs((date - today).days), 1, "not in the future")

    def test_button_boxes(self):
        self._pay(1)
        self._cancel(1)
        paynet = self.providers["paynet"]
        self.assertEqual(paynet.pay_event_count, 1)
        events = self.env["elektrohisob.payment.event"]
        found = events.search(paynet.action_view_pay_events()["domain"])
        self.assertEqual(len(found), 2)
        one = self._events("1")[-1]
        self.assertEqual(events.search(one.action_view_all()["domain"]), found)
        self.assertEqual(one.display_name, "Test paynet 1")
        self.assertEqual(self.account.payment_ids.event_ids, found)
