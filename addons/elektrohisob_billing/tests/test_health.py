from odoo.addons.elektrohisob_billing.tools import invariants

from .common import BillingCommon


class TestHealth(BillingCommon):
    def _check(self):
        (row,) = self.env["elektrohisob.health"]._check_books()
        return row

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
