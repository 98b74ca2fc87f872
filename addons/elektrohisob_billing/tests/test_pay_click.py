"""Click: the vectors of the signature, the order of checks, repeated and cancelled."""

import hashlib
import json
from urllib.parse import urlencode

from odoo.tests import BaseCase

from odoo.addons.elektrohisob_billing.adapters import pay_click

from .common_pay import SECRET, PayCommon

# Computed by hand with md5sum from the documented formula, secret SECRET_KEY_1.
PREPARE = {
    "click_trans_id": "2147483901",
    "service_id": "1234",
    "click_paydoc_id": "98765432",
    "merchant_trans_id": "E-100",
    "amount": "1000.00",
    "action": "0",
    "error": "0",
    "error_note": "Success",
    "sign_time": "2026-11-05 10:00:00",
}
COMPLETE = {
    **PREPARE,
    "action": "1",
    "merchant_prepare_id": "77",
    "sign_time": "2026-11-05 10:00:05",
}


class TestClickSign(BaseCase):
    def test_vectors(self):
        for values, expected in (
            (PREPARE, "1b609395f82bfeb7074706ef88be6eb0"),
            (COMPLETE, "8cbe93c92e6c0a8f924ff0b1278c1f16"),
        ):
            self.assertEqual(pay_click.sign(values, "SECRET_KEY_1"), expected)
        changed = {**PREPARE, "amount": "1000"}
        self.assertNotEqual(
            pay_click.sign(changed, "SECRET_KEY_1"), "1b609395f82bfeb7074706ef88be6eb0"
        )

    def test_sums(self):
        for text, tiyin in (
            ("1000.00", 100_000), ("1000", 100_000), ("0.01", 1), ("1e3", 100_000),
            ("-5", -500), ("1000.001", None), ("NaN", None), ("Infinity", None),
            ("9" * 40, None), ("x", None),
        ):  # fmt: skip
            self.assertEqual(pay_click.tiyin_of(text), tiyin, text)


class TestClick(PayCommon):
    def _send(self, path="", secret=SECRET, **changes):
        values = {
            **PREPARE,
            "merchant_trans_id": self.number,
            "amount": "500.00",
            **changes,
        }
        values = {key: value for key, value in values.items() if value is not None}
        if "sign_string" not in values:
            values["sign_string"] = pay_click.sign(values, secret)
        body = urlencode(values).encode()
        return self._ask_json(f"click{path}", body)

    def _prepare(self, **changes):
        return self._send("/prepare", action="0", **changes)

    def _complete(self, number, **changes):
        changes = {"action": "1", "merchant_prepare_id": str(number), **changes}
        return self._send("/complete", **changes)

    def test_paid(self):
        first = self._prepare()
        number = first["merchant_prepare_id"]
        self.assertEqual(
            first,
            {
                "click_trans_id": 2147483901,
                "merchant_trans_id": self.number,
                "merchant_prepare_id": number,
                "error": 0,
                "error_note": "Success",
            },
        )
        self.assertEqual(self._prepare(), first, "repeated")
        self.assertEqual(self._balance(self.account), 900.0)
        done = self._complete(number)
        self.assertEqual((done["error"], done["merchant_confirm_id"]), (0, number))
        self.assertEqual(self._balance(self.account), 400.0)
        self.assertEqual(self._complete(number)["error"], -4, "repeated")
        self.assertEqual(self._prepare()["error"], -4, "prepared after it was paid")
        self.assertEqual(self._balance(self.account), 400.0)

    def test_one_address(self):
        first = self._send(action="0")
        number = str(first["merchant_prepare_id"])
        done = self._send(action="1", merchant_prepare_id=number)
        self.assertEqual((first["error"], done["error"]), (0, 0))

    def test_wrong_signature(self):
        self.assertEqual(self._prepare(secret="wrong")["error"], -1)
        self.assertEqual(self._prepare(sign_string="0" * 32)["error"], -1)
        good = hashlib.md5(b"x", usedforsecurity=False).hexdigest()
        self.assertEqual(self._prepare(sign_string=good)["error"], -1)
        # signed for another sum than the one sent
        signed = pay_click.sign({**PREPARE, "amount": "5.00"}, SECRET)
        self.assertEqual(self._prepare(sign_string=signed)["error"], -1)
        self.assertFalse(self._events("2147483901"))

    def test_order_of_checks(self):
        self.assertEqual(self._prepare(sign_time=None, sign_string="x")["error"], -8)
        self.assertEqual(self._send(action="7")["error"], -3)
        self.assertEqual(self._send("/prepare", action="1")["error"], -3)
        unknown = {"merchant_trans_id": "9999900000000", "amount": "-1"}
        self.assertEqual(self._prepare(**unknown)["error"], -5)
        self.assertEqual(self._complete(1, **unknown)["error"], -5)
        for amount in ("-1", "0", "0.99", "100000000.01", "5.001", "abc"):
            self.assertEqual(self._prepare(amount=amount)["error"], -2, amount)
        self.assertEqual(self._prepare(service_id="99")["error"], -5)
        self.assertEqual(self._complete(1)["error"], -6, "never prepared")

    def test_completed_with_other_data(self):
        number = self._prepare()["merchant_prepare_id"]
        self.assertEqual(self._complete(number + 1)["error"], -6)
        self.assertEqual(self._complete("x")["error"], -6)
        self.assertEqual(self._complete(number, click_trans_id="1")["error"], -6)
        self.assertEqual(self._complete(number, amount="600.00")["error"], -2)
        self.assertEqual(self._balance(self.account), 900.0)
        self.assertEqual(self._complete(number, amount="500")["error"], 0, "same sum")

    def test_cancelled_by_click(self):
        number = self._prepare()["merchant_prepare_id"]
        self.assertEqual(self._complete(number, error="-5017")["error"], -9)
        self.assertEqual(self._complete(number)["error"], -9)
        self.assertEqual(self._prepare()["error"], -9)
        self.assertEqual(self._states("2147483901"), ["created", "cancelled"])

    def test_cancelled_after_it_was_paid(self):
        number = self._prepare()["merchant_prepare_id"]
        self._complete(number)
        self.assertEqual(self._complete(number, error="-1")["error"], -9)
        self.assertEqual(self._balance(self.account), 900.0)

    def test_closed_account(self):
        self._close_account(self.neighbour)
        number = self.neighbour.number
        self.assertEqual(self._prepare(merchant_trans_id=number)["error"], -5)

    def test_account_closed_between(self):
        """After Click has debited the payer the money is taken."""
        number = self._prepare(merchant_trans_id=self.neighbour.number)
        self._close_account(self.neighbour)
        done = self._complete(
            number["merchant_prepare_id"], merchant_trans_id=self.neighbour.number
        )
        self.assertEqual(done["error"], 0)

    def test_not_a_form(self):
        for body in (b"", b"\xff\xfe", json.dumps(PREPARE).encode()):
            self.assertEqual(self._ask_json("click", body)["error"], -8)

    def test_link(self):
        settings = {"service": "1234", "merchant": "77"}
        self.assertEqual(
            pay_click.Click.link(settings, "2626400000017", 123450),
            "https://my.click.uz/services/pay?service_id=1234&merchant_id=77"
            "&amount=1234.50&transaction_param=2626400000017",
        )

    def test_debited_is_not_refused(self):
        """Limits and accounts were looked at before the payer was debited."""
        number = self._prepare()["merchant_prepare_id"]
        self.providers["click"].pay_highest = 100
        self._close_account(self.account)
        self.assertEqual(self._complete(number)["error"], 0)
        self.assertEqual(self._balance(self.account), 400.0)

    def test_account_given_back_to_another_enterprise(self):
        """The account is no longer one of the provider's units: the debit counts."""
        number = self._prepare()["merchant_prepare_id"]
        other = self._create_company("Other enterprise", "enterprise")
        self.env.cr.execute(
            "UPDATE elektrohisob_exchange_provider SET company_id = %s WHERE id = %s",
            [other.id, self.providers["click"].id],
        )
        self.env.registry.clear_cache()
        self.env.invalidate_all()
        self.assertEqual(self._complete(number)["error"], 0)
        self.assertEqual(self._balance(self.account), 400.0)

    def test_debited_without_an_open_month(self):
        """What cannot be booked now waits among the unidentified."""
        number = self._prepare()["merchant_prepare_id"]
        self.env.cr.execute(
            "UPDATE elektrohisob_period SET state = 'closed' WHERE id = %s",
            [self.period.id],
        )
        self.env.invalidate_all()
        done = self._complete(number)
        self.assertEqual((done["error"], done["merchant_confirm_id"]), (0, number))
        payment = self._events("2147483901")[-1].payment_id
        self.assertEqual((payment.state, payment.amount), ("unidentified", 500.0))
        self.assertIn("no open period", payment.reason)
        self.assertEqual(self._complete(number)["error"], -4, "repeated")
        self.assertEqual(self._states("2147483901"), ["created", "performed"])

    def test_completed_for_another_account(self):
        """The money is that of the prepared account; the difference is kept."""
        number = self._prepare()["merchant_prepare_id"]
        done = self._complete(number, merchant_trans_id=self.neighbour.number)
        self.assertEqual(done["error"], 0)
        self.assertEqual(self._balance(self.account), 400.0)
        self.assertEqual(self._balance(self.neighbour), 0.0)
        states = ["created", "conflict", "performed"]
        self.assertEqual(self._states("2147483901"), states)
