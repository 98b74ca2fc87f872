from datetime import date

from psycopg2.errors import RestrictViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_gl import GlCommon


@tagged("post_install", "-at_install")
class TestGlPosting(GlCommon):
    """October 2025, H-GEN at 600 so'm: 100 kWh = 60 000, of it VAT 60 000 × 12 / 112 =
    6 428.57 and income 53 571.43."""

    def test_charge_payment_and_advance(self):
        """60 000 owed, 100 000 come: 60 000 pay the debt, 40 000 are an advance."""
        account = self._charge(100)
        self._pay(account, 100_000)
        self._post()
        self.assertEqual(
            self._turnovers(),
            {
                "4010": (60_000.0, 60_000.0),
                "9020": (0.0, 53_571.43),
                "6411": (0.0, 6_428.57),
                "5110": (100_000.0, 0.0),
                "6310": (0.0, 40_000.0),
            },
        )
        self._assert_proved()

    def test_advance_is_set_off_against_the_next_charge(self):
        """40 000 ahead, November 50 kWh = 30 000: 30 000 from 6310 to 4010."""
        account = self._charge(100)
        self._pay(account, 100_000)
        self.period._close()
        self.period = self.env["elektrohisob.period"]._get_open(self.district_a)
        self._charge_more(account, "2025-12-01", 150)
        self._post()
        offsets = self._postings("offset")
        self.assertEqual(offsets.mapped("amount"), [30_000.0])
        self.assertEqual(str(offsets.period_id.date_start), "2025-11-01")
        self.assertEqual(self._balances()["4010"], 0.0)
        self.assertEqual(self._balances()["6310"], -10_000.0)
        self._assert_proved()

    def test_second_time_nothing_is_written(self):
        self._pay(self._charge(100), 100_000)
        self._post()
        self.assertFalse(self._post())

    def test_late_payment_changes_only_the_difference(self):
        """A second payment of the same day: 5 000 more of an advance, no more."""
        account = self._charge(100)
        self._pay(account, 100_000)
        self._post()
        self._pay(account, 5_000)
        posted = self._post()
        self.assertEqual(
            [(row.event, row.amount) for row in posted], [("advance_bank", 5_000.0)]
        )
        self._assert_proved()

    def test_payment_taken_back(self):
        """60 000 owed and paid, cancelled: 5110 and 4010 move back."""
        account = self._charge(100)
        payment = self._pay(account, 60_000)
        self._post()
        payment._take_back("Bounced")
        self._post()
        self.assertEqual(self._balances()["5110"], 0.0)
        self.assertEqual(self._balances()["4010"], 60_000.0)
        self._assert_proved()

    def test_households_are_totals_organisations_are_not(self):
        self._pay(self._charge(100), 1_000)
        shop = self._create_account(
            category="legal", name="NUR", date_open="2025-10-01"
        )
        self._pay(shop, 7_000)
        self._post()
        lines = self._lines()
        own = lines.filtered("elektrohisob_account_id")
        self.assertEqual(own.elektrohisob_account_id, shop)
        self.assertEqual(own.partner_id, shop.counterparty_id)
        self.assertEqual(sum(own.mapped("debit")), 7_000.0)
        self.assertFalse((lines - own).partner_id)
        self.assertEqual(len(lines.move_id.filtered(lambda m: m.state == "posted")), 1)

    def test_opening_balance(self):
        account = self._create_account(date_open="2025-10-01")
        self.env["elektrohisob.ledger.entry"]._record(
            [{"account_id": account.id, "kind": "opening", "amount": 500.0}]
        )
        self._post()
        self.assertEqual(self._balances(), {"4010": 500.0, "0000": -500.0})
        self._assert_proved()

    def test_opening_balance_of_an_earlier_day(self):
        """Brought in with its own day, in August: posted when October begins."""
        account = self._create_account(date_open="2025-10-01")
        opening = {"account_id": account.id, "kind": "opening", "amount": 500.0}
        self.env["elektrohisob.ledger.entry"]._record(
            [{**opening, "date": "2025-08-31"}]
        )
        posted = self._post()
        self.assertEqual(str(posted.date), "2025-10-01")
        self._assert_proved()

    def test_charge_of_an_earlier_year(self):
        """December 2025 charged in January 2026 with 30 000: 26 785.71 are profit of
        past years, 3 214.29 VAT."""
        account = self._charge(0)
        self._open_month("2026-01-01")
        self.period = self.env["elektrohisob.period"]._get_open(self.district_a)
        self._read(self._get_meter(account), ("2026-01-01", 50), ("2026-02-01", 50))
        self._settle(account, self.period)
        self._post()
        balances = self._balances()
        self.assertEqual(balances["9340"], -26_785.71)
        self.assertEqual(balances["6411"], -3_214.29)
        self.assertNotIn("9020", balances)

    def test_penalty_is_paid_by_the_order_of_the_rule(self):
        """1 000 owed, penalty 100; a legal entity pays 400: costs, penalty, principal.
        So 100 cover the penalty and 300 the debt."""
        shop = self._create_account(
            category="legal", name="NUR", date_open="2025-10-01"
        )
        self.env["elektrohisob.ledger.entry"]._record(
            [{"account_id": shop.id, "kind": "opening", "amount": 1_000.0}]
        )
        self._book("penalty", shop, 100.0, target_month="2025-10-01")
        self._pay(shop, 400)
        self._post()
        balances = self._balances()
        self.assertEqual(balances["4860"], 0.0)
        self.assertEqual(balances["4010"], 700.0)
        self.assertEqual(balances["9330"], -100.0)
        self.assertFalse(self._post())
        self._assert_proved()

    def test_write_off_is_kept_off_balance(self):
        account = self._charge(100)
        self._book("write_off", account, 60_000.0)
        self._post()
        balances = self._balances()
        self.assertEqual(balances["4010"], 0.0)
        self.assertEqual(balances["9430"], 60_000.0)
        self.assertEqual(balances["0007"], 60_000.0)
        self._assert_proved()
        with self.assertRaises(UserError):  # nothing is owed any more
            self._book("write_off", account, 1.0)

    def test_unidentified_money_is_money(self):
        """9 000 nobody owns: 5110 / 6390; found, they are an advance."""
        account = self._create_account(date_open="2025-10-01")
        payment = self._pay(self.env["elektrohisob.account"], 9_000)
        self.assertEqual(payment.state, "unidentified")
        self._post()
        self.assertEqual(self._balances(), {"5110": 9_000.0, "6390": -9_000.0})
        payment.sudo().write({"account_id": account.id, "state": "posted"})
        payment.sudo()._post()
        self._post()
        self.assertEqual(self._balances()["6390"], 0.0)
        self.assertEqual(self._balances()["6310"], -9_000.0)
        self.assertEqual(self._balances()["5110"], 9_000.0)

    def test_rule_of_a_district_counts_before_that_of_the_country(self):
        rules = self.env["elektrohisob.gl.rule"]
        rules.create(
            {
                "event": "payment_bank",
                "company_id": self.district_a.id,
                "debit_code": "5530",
                "credit_code": "4010",
                "date_start": "2025-10-15",
            }
        )
        days = ("2025-10-14", "2025-10-15")
        codes = [
            rules._get_codes("payment_bank", unit, date.fromisoformat(day))[0]
            for unit in (self.district_a, self.district_b)
            for day in days
        ]
        self.assertEqual(codes, ["5110", "5530", "5110", "5110"])

    def test_rule_changed_after_posting_moves_what_is_posted(self):
        self._pay(self._create_account(date_open="2025-10-01"), 2_000)
        self._post()
        rule = self.env["elektrohisob.gl.rule"].search([("event", "=", "advance_bank")])
        rule.debit_code = "5530"
        self._post()
        balances = self._balances()
        self.assertEqual((balances["5110"], balances["5530"]), (0.0, 2_000.0))

    def test_rules_name_accounts_of_the_chart(self):
        with self.assertRaises(ValidationError):
            self.env["elektrohisob.gl.rule"].with_company(self.holding).search(
                [], limit=1
            ).debit_code = "1234"

    def test_postings_are_facts(self):
        self._pay(self._create_account(date_open="2025-10-01"), 2_000)
        posting = self._post()
        with self.assertRaises(AccessError):
            posting.with_user(self.users["accountant"]).unlink()
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(RestrictViolation),
            self.env.cr.savepoint(),
        ):
            posting.sudo().amount = 1.0
            posting.flush_recordset()

    def test_units_without_a_chart_keep_no_general_ledger(self):
        self.holding.sudo().chart_template = False
        self._pay(self._create_account(date_open="2025-10-01"), 2_000)
        self.assertFalse(self._post())
        self.period._close()
