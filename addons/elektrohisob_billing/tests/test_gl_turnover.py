from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common_books import BooksCommon

MAY = {"date_from": "2026-05-01", "date_to": "2026-05-31"}
# By hand: debit and credit of the opening balance, turnover, closing balance.
EXPECTED = {
    "4010": (1000.0, 0.0, 2240.0, 1000.0, 2240.0, 0.0),
    "5010": (0.0, 0.0, 900.0, 0.0, 900.0, 0.0),
    "5110": (0.0, 0.0, 600.0, 0.0, 600.0, 0.0),
    "6310": (0.0, 0.0, 0.0, 500.0, 0.0, 500.0),
    "6411": (0.0, 107.14, 0.0, 240.0, 0.0, 347.14),
    "9020": (0.0, 892.86, 0.0, 2000.0, 0.0, 2892.86),
}
SIDES = (
    *("opening_debit", "opening_credit", "debit", "credit"),
    *("closing_debit", "closing_credit"),
)


@tagged("post_install", "-at_install")
class TestGlTurnover(BooksCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._book_may()

    def _ask(self, user="accountant", company=None, **options):
        ledger = self.env["elektrohisob.gl"].with_user(self.users.get(user, user))
        unit = company or self.district_a
        return ledger.turnover(company=unit.id, **{**MAY, **options})

    def _get_sums(self, told):
        return {
            row["code"]: tuple(row[side] for side in SIDES) for row in told["accounts"]
        }

    def test_figures(self):
        told = self._ask()
        self.assertEqual(self._get_sums(told), EXPECTED)
        self.assertEqual(
            tuple(told["totals"][side] for side in SIDES),
            (1000.0, 1000.0, 3740.0, 3740.0, 3740.0, 3740.0),
        )
        self.assertTrue(told["is_balanced"])

    def test_draft_is_not_counted(self):
        self.sale.sudo().button_draft()
        told = self._get_sums(self._ask())
        self.assertEqual(told["4010"], (0.0, 0.0, 2240.0, 1000.0, 1240.0, 0.0))

    def test_off_balance_stands_alone(self):
        self._book(self.district_a, "2026-05-20", ("0007", 70, 0), ("0099", 0, 70))
        told = self._ask()
        self.assertEqual(told["totals"]["debit"], 3740.0)
        sums = self._get_sums(told)
        self.assertEqual(sums["0007"], (0.0, 0.0, 70.0, 0.0, 70.0, 0.0))

    def test_units_below(self):
        """District B owes 30 and has 50 ahead in the same account: both are shown."""
        self._book(self.district_b, "2026-05-10", ("5110", 50, 0), ("4010", 0, 50))
        units = self.holding | self.enterprise | self.district_a | self.district_b
        user = new_test_user(
            self.env,
            "gl_enterprise",
            "elektrohisob_base.group_auditor",
            company_id=self.enterprise.id,
            company_ids=[Command.set(units.ids)],
        )
        ledger = self.env["elektrohisob.gl"].with_user(user)
        ledger = ledger.with_context(allowed_company_ids=units.ids)
        told = ledger.turnover(company=self.enterprise.id, **MAY)
        sums = self._get_sums(told)
        self.assertEqual(sums["4010"], (1000.0, 0.0, 2240.0, 1050.0, 2240.0, 50.0))
        self.assertEqual(sums["5110"], (0.0, 0.0, 650.0, 0.0, 650.0, 0.0))
        self.assertTrue(told["is_balanced"])
        alone = ledger.turnover(company=self.enterprise.id, below=False, **MAY)
        self.assertEqual(alone["accounts"], [])

    def test_who_may_ask(self):
        for role, user in self.users.items():
            with self.subTest(role=role):
                if role in ("accountant", "manager", "auditor", "admin"):
                    self.assertTrue(self._ask(user)["accounts"])
                else:
                    with self.assertRaises(AccessError):
                        self._ask(user)

    def test_refused(self):
        for options in (
            {"company": self.district_b},
            {"date_from": "2026-06-01"},
            {"date_from": "first"},
        ):
            with self.subTest(**options), self.assertRaises(UserError):
                self._ask(**options)
