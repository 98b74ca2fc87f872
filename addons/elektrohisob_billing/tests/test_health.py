from tempfile import TemporaryDirectory
from unittest.mock import patch

from odoo.addons.elektrohisob_billing.tools import invariants

from .common import BillingCommon


class TestHealth(BillingCommon):
    def _check(self):
        (row,) = self.env["elektrohisob.health"]._check_books()
        return row

    def test_secrets_of_another_key(self):
        """A copy of the database without the key of its server says so."""
        provider = self.env["elektrohisob.exchange.provider"].create(
            {"name": "Eskiz", "code": "eskiz", "kind": "sms_eskiz",
             "company_id": self.district_a.id, "sms_secret": "maxfiy"}
        )  # fmt: skip
        health = self.env["elektrohisob.health"].sudo()
        (row,) = health._check_secrets()
        self.assertEqual(row["state"], "ok")
        with TemporaryDirectory() as folder:
            other = {"ELEKTROHISOB_SECRET_FILE": f"{folder}/other.key"}
            with patch.dict("os.environ", other):
                (row,) = health._check_secrets()
        self.assertEqual((row["state"], row["value"]), ("bad", provider.name))
        self.assertIn("elektrohisob.key", row["advice"])

    def test_books(self):
        health = self.env["elektrohisob.health"]
        self.assertEqual(self._check()["state"], "warn")
        health._cron_check_books()
        self.assertEqual(self._check()["state"], "ok")
        self.env.cr.execute(
            "UPDATE elektrohisob_account_state SET balance = balance + 1 WHERE"
            " account_id = %s",
            [self._create_account().id],
        )
        health._cron_check_books()
        row = self._check()
        self.assertEqual(row["state"], "bad")
        (first, *_rest) = (name for name, _sql in invariants.statements())
        self.assertIn(first, row["value"])
