from datetime import date

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_gl import GlCommon


@tagged("post_install", "-at_install")
class TestGlProof(GlCommon):
    """The general ledger is the sum of the subledger, or a month stays open."""

    def _type_by_hand(self, amount, day="2025-10-20", other="9390"):
        """An entry typed into 4010."""
        accounts = self.env["elektrohisob.gl.posting"]._get_accounts(self.district_a)
        move = (
            self.env["account.move"]
            .with_company(self.district_a)
            .create(
                {
                    "move_type": "entry",
                    "company_id": self.district_a.id,
                    "journal_id": self.env.ref(f"account.{self.holding.id}_general").id,
                    "date": day,
                    "line_ids": [
                        Command.create({"account_id": accounts[code], side: amount})
                        for code, side in (("4010", "debit"), (other, "credit"))
                    ],
                }
            )
        )
        move.action_post()
        return move

    def test_what_is_not_posted_is_told(self):
        """60 000 charged and nothing posted: the difference is 60 000, on its day."""
        self._charge(100)
        proof = self._proof()
        self.assertFalse(proof["is_proved"])
        self.assertEqual(
            [(row["kind"], row["difference"]) for row in proof["rows"]],
            [("charge", 60_000.0)],
        )
        self.assertEqual(proof["balances"][0]["difference"], 60_000.0)
        self.assertEqual(proof["accounts"], ["4010", "4860", "6310"])

    def test_what_was_typed_by_hand_is_told(self):
        self._charge(100)
        self._post()
        self._assert_proved()
        self._type_by_hand(5.0)
        rows = [row for row in self._proof()["rows"] if row["difference"]]
        self.assertEqual(
            [(row["date"], row["kind"], row["difference"]) for row in rows],
            [("2025-10-20", "", -5.0)],
        )

    def test_typed_between_two_accounts_of_consumers(self):
        """60 000 owed. 5 typed as 4010 / 6310: the books say 60 005 owed and 5 paid
        ahead; nothing nets away, neither in the days nor in the balances."""
        self._charge(100)
        self._post()
        self._type_by_hand(5.0, other="6310")
        proof = self._proof()
        self.assertFalse(proof["is_proved"])
        self.assertEqual(
            [
                (row["kind"], row["account"], row["difference"])
                for row in proof["rows"]
                if row["difference"]
            ],
            [("", "4010", -5.0), ("", "6310", 5.0)],
        )
        self.assertEqual(
            [
                (row["side"], row["accounts"], row["subledger"], row["ledger"])
                for row in proof["balances"]
            ],
            [("debt", "4010", 60_000.0, 60_005.0), ("advance", "6310", 0.0, -5.0)],
        )

    def test_penalties_have_a_side_of_their_own_at_the_end_of_the_month(self):
        """Owed 60 000 and a penalty of 100, 60 040 paid: the order of households is
        penalty last, so 40 of it are covered and 60 stay in 4860."""
        account = self._charge(100)
        self._book("penalty", account, 100.0, target_month="2025-10-01")
        self._pay(account, 60_040)
        self._post()
        self._assert_proved()
        self.assertEqual(
            [(row["side"], row["ledger"]) for row in self._proof()["balances"]],
            [("penalty", 60.0)],
        )
        self._type_by_hand(5.0, other="4860")
        self.assertEqual(
            [(row["side"], row["difference"]) for row in self._proof()["balances"]],
            [("debt", -5.0), ("penalty", 5.0)],
        )
        found = self.env["elektrohisob.gl"]._compare_balances(
            self.district_a, date(2025, 10, 30)
        )
        self.assertEqual(
            [(row["side"], row["accounts"]) for row in found],
            [("debt+penalty", "4010, 4860"), ("advance", "6310")],
        )

    def test_balance_brought_in_counts_on_the_day_it_is_posted(self):
        """500 of 31 August, booked in October: the books have them from 1 October, so
        the proof of September has neither and that of October both."""
        account = self._create_account(date_open="2025-10-01")
        self.env["elektrohisob.ledger.entry"]._record(
            [
                {
                    "account_id": account.id,
                    "kind": "opening",
                    "amount": 500.0,
                    "date": "2025-08-31",
                }
            ]
        )
        self._post()
        for day, balances in (("2025-09-30", []), ("2025-10-31", [500.0])):
            proof = self.env["elektrohisob.gl"].proof(
                company=self.district_a.id, date_from="2025-08-01", date_to=day
            )
            self.assertTrue(proof["is_proved"], proof)
            self.assertEqual([row["ledger"] for row in proof["balances"]], balances)

    def test_month_is_posted_before_it_is_checked(self):
        self._charge(100)
        self.period._run_checks()
        self._assert_proved()
        self.assertEqual(self._result().state, "ok")

    def test_month_with_a_difference_does_not_close(self):
        self._charge(100)
        self._type_by_hand(5.0)
        self._charge_on("2025-10-20")
        self.period._run_checks()
        self.assertEqual(self._result().state, "blocks")
        with self.assertRaises(UserError):
            self.period._check_closable()

    def _charge_on(self, day):
        account = self._create_account(date_open="2025-10-01")
        self.env["elektrohisob.ledger.entry"]._record(
            [{"account_id": account.id, "kind": "opening", "amount": 1.0, "date": day}]
        )

    def _result(self):
        self.env.invalidate_all()
        return self.period.check_result_ids.filtered(
            lambda row: row.check_id.code == "gl"
        )

    def test_closed_month_is_locked_and_a_reopened_one_is_not(self):
        self._charge(100)
        self.period._close()
        self.assertEqual(str(self.district_a.fiscalyear_lock_date), "2025-10-31")
        self.assertFalse(self.district_b.fiscalyear_lock_date)
        late = self._type_by_hand(5.0)  # the books move it out of the closed month
        self.assertGreater(str(late.date), "2025-10-31")
        self.period.with_user(self.users["accountant"])._request_approval(
            "period_reopen", 0.0, "Bill of a supplier"
        )
        self.period.approval_id.with_user(self.users["manager"]).action_approve()
        self.assertEqual(str(self.district_a.fiscalyear_lock_date), "2025-09-30")
        self.assertEqual(str(self._type_by_hand(5.0).date), "2025-10-20")

    def test_page_shows_the_same(self):
        self._charge(100)
        user = self.users["accountant"].with_company(self.district_a)
        page = (
            self.env["elektrohisob.gl.proof"]
            .with_user(user)
            .create(
                {
                    "company_id": self.district_a.id,
                    "date_from": "2025-10-01",
                    "date_to": "2025-10-31",
                }
            )
        )
        page.action_compare()
        self.assertFalse(page.is_proved)
        self.assertEqual(page.row_ids.mapped("difference"), [60_000.0])
        self._post()
        page.action_compare()
        self.assertTrue(page.is_proved)
        entries = page.row_ids.action_view_entries()
        found = self.env[entries["res_model"]].search(entries["domain"])
        self.assertEqual(sum(found.mapped("amount")), 60_000.0)
        lines = page.row_ids.action_view_lines()
        found = self.env[lines["res_model"]].search(lines["domain"])
        self.assertEqual(sum(found.mapped("balance")), 60_000.0)

    def test_page_opens_on_the_open_month(self):
        """October 2025 is open, whatever the day of today."""
        page = self.env["elektrohisob.gl.proof"].create(
            {"company_id": self.district_a.id}
        )
        self.assertEqual(
            (str(page.date_from), str(page.date_to)), ("2025-10-01", "2025-10-31")
        )

    def test_days_and_unit_are_asked_for(self):
        books = self.env["elektrohisob.gl"]
        unit = self.district_a.id
        for days in ((False, "2025-10-31"), ("2025-11-01", "2025-10-31")):
            with self.assertRaises(UserError):
                books.proof(company=unit, date_from=days[0], date_to=days[1])
        with self.assertRaises(UserError):
            books.proof(company=-1, date_from="2025-10-01", date_to="2025-10-31")

    def test_others_do_not_see_it(self):
        for role in ("clerk_household", "cashier", "crew"):
            books = self.env["elektrohisob.gl"].with_user(self.users[role])
            with self.assertRaises(AccessError):
                books.proof(
                    company=self.district_a.id,
                    date_from="2025-10-01",
                    date_to="2025-10-31",
                )
