from datetime import date

from odoo.exceptions import UserError

from .common_gl import GlCommon

OCTOBER = date(2025, 10, 1)


class TestReconciliationAct(GlCommon):
    """An organisation owes 1 000 since October began and pays 400: 600 are left."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop = cls._create_account(
            category="legal", name="NUR", date_open="2025-10-01"
        )
        cls.env["elektrohisob.ledger.entry"]._record(
            [
                {
                    "account_id": cls.shop.id,
                    "kind": "opening",
                    "amount": 1_000.0,
                    "date": "2025-10-01",
                }
            ]
        )
        cls.acts = cls.env["elektrohisob.reconciliation.act"]

    def _make(self):
        made, skipped = self.acts._make(self.shop, OCTOBER, None)
        self.assertFalse(skipped)
        return made.with_user(self.users["clerk_legal"])

    def test_figures_and_acceptance(self):
        self._pay(self.shop, 400)
        act = self._make()
        figures = (act.opening, act.debit, act.credit, act.closing)
        self.assertEqual(figures, (0.0, 1_000.0, 400.0, 600.0))
        # five days after the month, by the parameter
        self.assertEqual(str(act.date_due), "2025-11-05")
        self.assertTrue(act.is_overdue)
        act.action_send()
        act.action_accept()
        self.assertEqual((act.state, act.their_closing), ("accepted", 600.0))
        self.assertFalse(act.is_overdue)
        with self.assertRaises(UserError):
            act.remark = "Too late"

    def test_disagreement_says_in_what(self):
        act = self._make()
        with self.assertRaises(UserError):
            act.action_disagree()
        act.remark = "Paid 100 in cash"
        with self.assertRaisesRegex(UserError, "balance by the books of the consumer"):
            act.action_disagree()
        act.their_closing = 900.0
        act.line_ids.their_debit = 1_000.0
        act.action_disagree()
        self.assertEqual((act.state, act.difference), ("disagreed", 100.0))

    def test_a_balance_of_zero_is_said(self):
        """He owes nothing by his books: our 1 000 are the difference."""
        act = self._make()
        act.write({"remark": "All is paid", "is_zero_told": True})
        act.action_disagree()
        self.assertEqual((act.their_closing, act.difference), (0.0, 1_000.0))

    def test_our_figures_are_not_typed(self):
        act = self._make()
        with self.assertRaises(UserError):
            act.closing = 5.0
        with self.assertRaises(UserError):
            act.line_ids.debit = 5.0

    def test_made_again_only_if_the_books_changed(self):
        act = self._make()
        made, skipped = self.acts._make(self.shop, OCTOBER, None)
        self.assertFalse(made)
        self.assertIn(act.number, skipped[self.shop])
        self._pay(self.shop, 400)
        self.assertEqual(self._make().closing, 600.0)
        self.assertEqual(act.state, "replaced")

    def test_printed_in_both_languages(self):
        act = self._make()
        for lang in ("uz_UZ", "ru_RU"):
            self.assertTrue(act._render_pdf(lang).startswith(b"%PDF"))
