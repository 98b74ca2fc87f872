"""Acts of payment agents; sums are those of ``MatchCommon``: 1,000 so'm taken on 10 May
2026, 1 % earned and kept = 10, 990 handed over."""

from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_match import MatchCommon

MAY = date(2026, 5, 1)
JUNE = date(2026, 6, 1)


@tagged("post_install", "-at_install")
class TestAgentAct(MatchCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.acts = cls.env["elektrohisob.agent.act"]
        cls.terms.write({"contract_number": "17", "contract_date": "2025-12-20"})

    def _make(self, month=MAY):
        self.env.flush_all()
        return self.acts._make(month).with_user(self.users["accountant"])

    def test_month_that_is_settled(self):
        self._make_green()
        act = self._make()
        self.assertRecordValues(
            act,
            [
                {
                    "contract": "No. 17 of 20.12.2025",
                    "payment_count": 3,
                    "amount": 1000,
                    "commission": 10,
                    "commission_vat": 0,
                    "commission_kept": 10,
                    "commission_due": 0,
                    "transferred": 990,
                    "opening": 0,
                    "closing": 0,
                    "open_days": 0,
                }
            ],
        )
        self.assertFalse(self._make())  # once
        act.action_sign()
        self.assertEqual(act.state, "signed")
        with self.assertRaisesRegex(UserError, "in the state"):
            act.action_derive()

    def test_commission_paid_apart(self):
        """Gross: the agent hands over 1,000; 1 % = 10 is paid to it, 12 % VAT in it:
        10 × 12 / 112 = 1.07."""
        self.terms.write({"is_net": False, "commission_vat_percent": 12})
        self._pay_day()
        self._told((1, 500), (2, 300), (3, 200))
        self._bank(("77", 1000, "00668 Реестр платежей за 10.05.2026"))
        act = self._make()
        self.assertRecordValues(
            act,
            [
                {
                    "commission": 10,
                    "commission_vat": 1.07,
                    "commission_kept": 0,
                    "commission_due": 10,
                    "transferred": 1000,
                    "closing": 0,
                }
            ],
        )

    def test_money_that_did_not_come_is_owed_next_month(self):
        """900 of 990 came: 90 are owed, and begin the act of June."""
        self._pay_day()
        self._told((1, 500), (2, 300), (3, 200))
        self._bank(("77", 900, "00668 Реестр платежей за 10.05.2026"))
        act = self._make()
        self.assertEqual((act.transferred, act.closing, act.open_days), (900, 90, 1))
        with self.assertRaisesRegex(UserError, "1 days of the month are not settled"):
            act.action_sign()
        lines = self._day().line_ids
        lines.explanation = "Letter 4: comes in June"
        lines.action_explain()
        act.action_sign()
        day = date(2026, 6, 2)
        self.assertEqual(self._pay(9, 100, "2026-06-02 12:00:00"), 0)
        self._told((9, 100), day=day)
        june = self._make(JUNE)
        self.assertEqual((june.opening, june.amount, june.closing), (90, 100, 189))
        own = act.with_user(self.users["manager"])
        own.note = "Wrong"
        june.action_derive()
        june.sudo().state = "signed"
        with self.assertRaisesRegex(UserError, "later month is signed"):
            own.action_cancel()

    def test_terms_change_inside_the_month(self):
        """1 % up to 10 May, 2 % from 11 May: 10 and 2 so'm."""
        self._make_green()
        self.terms.date_end = "2026-05-10"
        self.env.flush_all()  # the old terms end before the new ones begin
        self.terms.copy({"date_start": "2026-05-11", "date_end": False, "percent": 2})
        self.assertEqual(self._pay(8, 100, "2026-05-11 12:00:00"), 0)
        self._told((8, 100), day=date(2026, 5, 11))
        act = self._make()
        self.assertEqual((act.amount, act.commission), (1100, 12))
        self.assertEqual([row["percent"] for row in act.detail], [1, 2])

    def test_cancelled_and_made_again(self):
        self._make_green()
        act = self._make()
        act.action_sign()
        with self.assertRaises(AccessError):
            act.action_cancel()
        own = act.with_user(self.users["manager"])
        with self.assertRaisesRegex(UserError, "why it is cancelled"):
            own.action_cancel()
        own.note = "Signed by the wrong person"
        own.action_cancel()
        self.assertNotEqual(self._make(), act)

    def test_contract_in_the_language_of_the_reader(self):
        """Whoever made the act: the number and the day are kept, not the sentence."""
        self._make_green()
        act = self._make()
        texts = {
            act.with_context(lang=lang).contract for lang in ("en_US", "uz_UZ", "ru_RU")
        }
        self.assertEqual(len(texts), 3, texts)
        for text in texts:
            self.assertIn("20.12.2025", text)
        self.terms.contract_number = False
        act.action_derive()
        self.assertEqual((act.contract, act.contract_date), ("Contract 17", False))

    def test_rights(self):
        self._make_green()
        act = self._make()
        for broken in (
            lambda: act.write({"amount": 1}),
            lambda: act.write({"state": "signed"}),
        ):
            with self.assertRaises(UserError):
                broken()
        with self.assertRaises(AccessError):
            act.with_user(self.users["auditor"]).action_derive()
        with self.assertRaises(AccessError):
            act.with_user(self.users["clerk_household"]).read(["amount"])

    def test_print(self):
        self._make_green()
        act = self._make()
        for lang in ("uz_UZ", "ru_RU"):
            self.assertTrue(
                act.with_context(lang=lang)._render_pdf().startswith(b"%PDF")
            )
