from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user

from .common import BillingCommon

OCTOBER = date(2025, 10, 1)


class TestReadingAct(BillingCommon):
    """Acts of joint reading: two meters, one with a multiplier of 40."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        account = cls._create_supplied("J-1", tariff="L-II", category="legal")
        cls.account = account
        cls.first = cls._create_installation(
            account, "J-1", start="2025-10-01", opening=10, multiplier=40
        )
        cls.second = cls._create_installation(
            account, "J-2", start="2025-10-01", opening=0, code="2"
        )
        cls._read(cls.first, ("2025-11-01", 15))
        cls._read(cls.second, ("2025-10-15", 30), ("2025-11-01", 70))
        cls.period = cls._open_month("2025-10-01")
        cls.clerk = new_test_user(
            cls.env,
            "act_legal",
            "elektrohisob_base.group_clerk_legal",
            company_id=cls.district_a.id,
            company_ids=[(6, 0, cls.district_a.ids)],
        )

    def _make(self):
        acts = self.env["elektrohisob.reading.act"].with_user(self.clerk)
        return acts._make(self.account, OCTOBER, None)

    def _scan(self):
        files = self.env["ir.attachment"].with_user(self.clerk)
        return files.create({"name": "act.pdf", "raw": b"%PDF"})

    def test_rows(self):
        """(15 − 10) × 40 = 200 kWh; 70 − 0 = 70: 270 kWh."""
        act, _skipped = self._make()
        rows = act._get_rows()
        self.assertEqual(
            [(row["serial"], row["first"], row["last"], row["kwh"]) for row in rows],
            [("J-1", 10, 15, 200), ("J-2", 0, 70, 70)],
        )
        self.assertEqual(act.kwh, 270)
        self.assertIn("J-1", act.row_text)

    def test_losses_are_rows_too(self):
        """2 % of losses up to the boundary: of 270 kWh … of the first meter 4."""
        self.env["elektrohisob.usage.point.term"].create(
            {
                "usage_point_id": self.first.usage_point_id.id,
                "date_start": "2025-10-01",
                "loss_scheme": "percent",
                "loss_percent": 2,
            }
        )
        self._settle(self.account, self.period)
        act, _skipped = self._make()
        loss = [row for row in act._get_rows() if row.get("origin") == "loss"]
        self.assertEqual([row["kwh"] for row in loss], [4])
        self.assertEqual(act.kwh, 274)
        consumption = self.env["elektrohisob.consumption"].search(
            [("account_id", "=", self.account.id), ("reading_type", "=", "A+")]
        )
        self.assertEqual(sum(consumption.mapped("kwh")), 274)

    def test_signed_with_the_scan_and_kept(self):
        act, _skipped = self._make()
        with self.assertRaisesRegex(UserError, "no scanned copy"):
            act.action_sign()
        act.scan_ids = self._scan()
        act.action_sign()
        self.assertEqual((act.state, act.signed_by_id), ("signed", self.clerk))
        self.assertFalse(act.is_changed)
        with self.assertRaisesRegex(UserError, "Not signed"):
            act.date_signed = "2025-11-02"
        reading = self.second.reading_ids.filtered(lambda row: row.value == 70)
        reading._correct(value=80, note="Read again")
        act.invalidate_recordset()
        self.assertEqual(act.kwh, 270)
        self.assertTrue(act.is_changed)
        with self.assertRaises(AccessError):
            act.action_reopen()

    def test_contracts_without_a_signed_act(self):
        act, _skipped = self._make()
        agreement = self.account.agreement_id
        month = self.env["elektrohisob.agreement"]._domain_act_missing()
        self.assertIn(agreement, self.env["elektrohisob.agreement"].search(month))
        self.assertTrue(agreement.is_act_missing)
        act.scan_ids = self._scan()
        act.action_sign()
        # the act of the last whole month, whatever today is
        last = act.sudo()
        last.month = last.month.replace(
            year=date.today().year - (date.today().month == 1),
            month=(date.today().month - 2) % 12 + 1,
        )
        agreement.invalidate_recordset()
        self.assertFalse(agreement.is_act_missing)

    def test_not_twice_and_not_without_a_meter(self):
        act, _skipped = self._make()
        again, skipped = self._make()
        self.assertFalse(again)
        self.assertIn(act.number, skipped[self.account])
        bare = self._create_supplied("J-3", tariff="L-II", category="legal")
        acts = self.env["elektrohisob.reading.act"]
        made, skipped = acts._make(bare, OCTOBER, None)
        self.assertFalse(made)
        self.assertIn("no meter", skipped[bare])

    def test_print(self):
        act, _skipped = self._make()
        for lang in ("uz_UZ", "ru_RU"):
            self.assertTrue(act._render_pdf(lang).startswith(b"%PDF"))
        rows = act.with_context(lang="en_US")._prepare_act().rows
        self.assertEqual(rows[0][5:], ["40", "200"])
