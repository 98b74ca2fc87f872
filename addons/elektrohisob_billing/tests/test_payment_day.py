"""Three sides of a day of a payment service: what differs, and when it is green.

Sums are those of ``MatchCommon``: 1,000 so'm paid, 10 kept, 990 to come.
"""

from datetime import date, timedelta

import psycopg2

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_match import DAY, NEXT, STIR, MatchCommon


@tagged("post_install", "-at_install")
class TestPaymentDay(MatchCommon):
    def test_green_only_with_all_three(self):
        """No register: silent. Register: waits for the bank. Money: green."""
        self._pay_day()
        document = self._derive()
        self.assertEqual((document.state, document.line_ids.ids), ("silent", []))
        self._told((1, 500), (2, 300), (3, 200))
        document = self._day()
        self.assertRecordValues(
            document,
            [
                {
                    "told_count": 3,
                    "told_amount": 1000.0,
                    "our_count": 3,
                    "our_amount": 1000.0,
                    "commission": 10.0,
                    "expected_amount": 990.0,
                    "date_due": NEXT,
                    "bank_amount": 0.0,
                    "pair_difference": 0.0,
                }
            ],
        )
        # the money was due long ago
        self.assertEqual(self._lines(), [("bank_short", "", -990.0, "open")])
        self.assertEqual((document.state, document.bank_state), ("open", "late"))
        self._bank(("77", 990, "00668 Реестр платежей за 10.05.2026"))
        document = self._day()
        self.assertEqual((document.state, document.bank_amount), ("green", 990.0))
        self.assertEqual(self._lines(), [("bank_short", "", 0.0, "mended")])

    def test_money_not_due_yet(self):
        self.terms.days = 30
        today = self.env["elektrohisob.payment"]._fields["date"].today()
        day = today - timedelta(days=1)
        self._told((1, 500), day=day)
        document = self._day(day)
        self.assertEqual(document.bank_state, "waiting")
        self.assertEqual([line[0] for line in self._lines(document)], ["missing_here"])
        document.line_ids.explanation = "Refused by us, letter 3"
        document.line_ids.action_explain()
        self.assertEqual(self._day(day).state, "waiting")

    def test_transfer_is_no_payment(self):
        self._pay_day()
        message = self._bank(
            ("77", 990, "00668 Реестр платежей за 10.05.2026"),
            ("78", 120, f"Реестр платежей, своя электроэнергия л/с {self.number}"),
            ("79", 50, "Возврат займа"),
        )
        self.assertEqual(
            message.line_ids.sorted("line_no").mapped("code"),
            ["transfer", "posted", "no_account"],
            "a service may pay for itself, and for something else",
        )
        self.assertEqual(message.totals["transfer"], 990.0)
        transfer = self.env["elektrohisob.payment.transfer"].search(
            [("provider_id", "=", self.paynet.id)]
        )
        self.assertRecordValues(
            transfer, [{"amount": 990.0, "day_start": DAY, "day_end": DAY}]
        )
        again = self._bank(
            ("77", 990, "00668 Реестр платежей за 10.05.2026"),
            ("80", 10, "Реестр платежей за 09.05.2026"),
        )
        codes = again.line_ids.sorted("line_no").mapped("code")
        self.assertEqual(codes, ["duplicate", "transfer"])

    def test_transfer_that_came_before_its_terms(self):
        """Unknown sender: the money waits as unidentified. When the terms know it, a
        button takes it as a transfer; a payment for an account of its own stays."""
        self.terms.payer_stir = "309999999"
        self._pay_day()
        self._told((1, 500), (2, 300), (3, 200))
        self._bank(
            ("77", 990, "00668 Реестр платежей за 10.05.2026"),
            ("78", 50, "00668 реестр платежей, unknown 26264 00000099"),
        )
        waiting = self.env["elektrohisob.payment"].search(
            [("payer_stir", "=", STIR), ("state", "=", "unidentified")], order="number"
        )
        self.assertEqual(waiting.mapped("number"), ["77", "78"])
        self.assertEqual(self._day().state, "open")
        first = waiting[0].with_user(self.users["accountant"])
        with self.assertRaisesRegex(UserError, STIR):
            first.action_settle()
        self.terms.payer_stir = STIR
        terms = self.terms.with_user(self.users["accountant"])
        self.assertEqual(terms.queue_count, 1)
        terms.action_take_queue()
        self.assertEqual(waiting.mapped("state"), ["settled", "unidentified"])
        transfer = waiting[0].transfer_id
        self.assertEqual((transfer.number, transfer.amount), ("77", 990))
        self.assertEqual((transfer.day_start, transfer.day_end), (DAY, DAY))
        self.assertEqual(self._day().state, "green")
        # the same statement again brings nothing new
        again = self._bank(("77", 990, "00668 Реестр платежей за 10.05.2026"))
        self.assertEqual(again.line_ids.mapped("code"), ["duplicate"])
        with self.assertRaisesRegex(UserError, "transfer of a service"):
            first.action_cancel()

    def test_each_cause(self):
        """What each difference is called, on purpose one after the other."""
        self._pay_day()
        self._pay(4, 100)
        self._cancel(4)
        for rows, found in (
            ([(2, 300), (3, 200)], ("missing_there", "1", -500.0)),
            ([(1, 500), (2, 300), (3, 200), (9, 70)], ("missing_here", "9", 70.0)),
            ([(1, 450), (2, 300), (3, 200)], ("other_sum", "1", -50.0)),
            (
                [(1, 500, "bekor qilingan"), (2, 300), (3, 200)],
                ("other_state", "1", -500.0),
            ),
            (
                [(1, 500), (2, 300), (3, 200), (4, 100)],
                ("other_state", "4", 100.0),
            ),
            ([(1, 500), (1, 500), (2, 300), (3, 200)], ("duplicate", "1", 500.0)),
            (
                [(1, 500), (2, 300), (3, 200), (8, 40, "", "2626400999999")],
                ("unknown_account", "8", 40.0),
            ),
            (
                [(1, 500, "", self.neighbour.number), (2, 300), (3, 200)],
                ("other_account", "1", 0.0),
            ),
        ):
            with self.subTest(found[0]):
                self.env.cr.execute("SAVEPOINT cause")
                self._told(*rows)
                lines = [line for line in self._lines() if line[0][:4] != "bank"]
                self.assertEqual(lines, [(*found, "open")])
                document = self._day()
                self.assertEqual(document.state, "open")
                self.assertEqual(document.pair_difference, found[2])
                self.env.cr.execute("ROLLBACK TO cause")
                self.env.invalidate_all()

    def test_bank_short_and_over(self):
        for amount, cause, difference in (
            (980, "bank_short", -10.0),
            (991, "bank_over", 1.0),
        ):
            with self.subTest(cause):
                self.env.cr.execute("SAVEPOINT bank")
                self._pay_day()
                self._told((1, 500), (2, 300), (3, 200))
                self._bank(("77", amount, "Реестр платежей за 10.05.2026"))
                self.assertEqual(self._lines(), [(cause, "", difference, "open")])
                self.env.cr.execute("ROLLBACK TO bank")
                self.env.invalidate_all()

    def test_midnight(self):
        """A second before midnight is 10 May; by the register it is 11 May."""
        self._pay(1, 500, "2026-05-10 23:59:59")
        self._pay(2, 300, "2026-05-11 00:00:00")
        self._told((2, 300), (1, 500), day=NEXT, name="b.csv")
        self.assertEqual(self._day(NEXT).our_amount, 300.0)
        lines = [line for line in self._lines(self._day(NEXT)) if line[0][:4] != "bank"]
        self.assertEqual(lines, [("other_day", "1", 500.0, "open")])
        self._told((5, 1), day=DAY)
        lines = dict(line[:2] for line in self._lines() if line[0][:4] != "bank")
        self.assertEqual(lines, {"other_day": "1", "missing_here": "5"})
        line = self._day().line_ids.filtered(lambda one: one.cause == "other_day")
        self.assertEqual((line.other_day, line.difference), (NEXT, -500.0))

    def test_run_again_keeps_what_people_wrote(self):
        self._pay_day()
        self._told((1, 500), (2, 300), (9, 70))
        document = self._day()
        missing, strange = document.line_ids.filtered("is_pair").sorted("id")
        self.assertEqual({missing.external_id, strange.external_id}, {"3", "9"})
        line = document.line_ids.filtered(lambda one: one.external_id == "9")
        self.assertEqual(line.owner_id, self.users["accountant"])
        line.with_user(self.users["accountant"]).write(
            {"explanation": "Asked the service, letter 5"}
        )
        line.with_user(self.users["accountant"]).action_explain()
        before = self._lines()
        self._derive()
        self.assertEqual(self._lines(), before, "the second run changes nothing")
        self.assertEqual(line.state, "explained")
        # another sum of it is another difference: open, with what was written
        self._told((1, 500), (2, 300), (3, 200), (9, 75), name="again.csv")
        self.assertEqual(
            (line.state, line.difference, line.explanation),
            ("open", 75.0, "Asked the service, letter 5"),
        )
        vanished = document.line_ids.filtered(lambda one: one.external_id == "3")
        self.assertEqual((vanished.state, vanished.difference), ("mended", 0.0))

    def test_register_in_parts(self):
        self.terms.register_kind = "parts"
        self._pay_day()
        self._told((1, 500))
        self._told((2, 300), (3, 200), name="second.csv")
        self.assertEqual(self._day().told_amount, 1000.0)

    def test_late_cancel_turns_a_green_day_red(self):
        document = self._make_green()
        self.days._cron_derive()
        self.assertEqual(self._day().state, "green")
        self._cancel(2)
        self.days._cron_derive()
        self.assertEqual(document.state, "open")
        lines = [line for line in self._lines() if line[3] == "open"]
        self.assertEqual(lines, [("other_state", "2", 300.0, "open")])

    def test_cancelled_by_people(self):
        document = self._make_green()
        payment = self.env["elektrohisob.payment"].search([("number", "=", "3")])
        payment._cancel("Twice")
        self.days._cron_derive()
        self.days._cron_derive()
        self._day()
        self.assertEqual(document.state, "open")
        self.assertEqual(document.our_amount, 800.0)

    def test_weekend_in_one_transfer(self):
        """Friday 15 May 100 so'm, Sunday 200; 297 so'm come on Monday: 99 + 198."""
        self.terms.is_working = True
        for number, day, amount in ((1, 15, 100), (2, 17, 200)):
            self._pay(number, amount, f"2026-05-{day} 10:00:00")
            self._told((number, amount), day=date(2026, 5, day), name=f"{day}.csv")
        self._bank(("90", 297, "Реестр платежей"), day=date(2026, 5, 18))
        for day, amount in ((15, 99.0), (17, 198.0)):
            document = self._day(date(2026, 5, day))
            self.assertEqual((document.state, document.bank_amount), ("green", amount))

    def test_other_days_of_a_transfer(self):
        """The purpose names a wrong day; the accountant corrects it."""
        self._pay_day()
        self._told((1, 500), (2, 300), (3, 200))
        self._bank(("77", 990, "Реестр платежей за 09.05.2026"))
        self.assertEqual(self._day().state, "open")
        transfer = (
            self.env["elektrohisob.payment.transfer"]
            .search([("provider_id", "=", self.paynet.id)])
            .with_user(self.users["accountant"])
        )
        transfer.write({"day_start": DAY, "day_end": DAY})
        self.assertEqual(self._day().state, "green")
        with self.assertRaises(AccessError):
            transfer.amount = 1
        with (
            self.assertRaises(psycopg2.Error),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            self.env.cr.execute("UPDATE elektrohisob_payment_transfer SET amount = 1")

    def test_day_without_payments(self):
        document = self._derive()
        self.assertEqual(document.state, "silent")
        document.with_user(self.users["accountant"]).action_declare_none()
        self.assertEqual(self._day().state, "green")
        self._pay(1, 500)
        self.assertEqual(self._derive().state, "silent", "we have one after all")
        with self.assertRaises(UserError):
            document.action_declare_none()

    def test_more_differences_than_are_listed(self):
        parameter = self.env.ref("elektrohisob_billing.parameter_payment_match_lines")
        parameter.value_ids.value = "10"
        self._told(*((number, number) for number in range(1, 14)))
        document = self._day()
        rest = document.line_ids.filtered(lambda line: line.cause == "many")
        # 1 to 13 so'm: the ten largest have lines of their own, 1 + 2 + 3 are left
        self.assertEqual((rest.external_id, rest.difference), ("3", 6.0))
        pairs = document.line_ids.filtered("is_pair")
        self.assertEqual(sum(pairs.mapped("difference")), 91.0)

    @mute_logger("odoo.sql_db")
    def test_database_refuses_a_false_green(self):
        self._pay_day()
        self._told((1, 500), (2, 300), (9, 200))
        document = self._day()
        for statement in (
            "UPDATE elektrohisob_payment_day SET state = 'green', open_count = 0",
            "UPDATE elektrohisob_payment_day SET state = 'explained', open_count = 0",
            "UPDATE elektrohisob_payment_day SET told_amount = 5, pair_difference = 5",
            "UPDATE elektrohisob_payment_day_line SET state = 'explained'",
            "UPDATE elektrohisob_payment_day_line SET difference = difference + 1",
        ):
            with (
                self.subTest(statement),
                self.assertRaises(psycopg2.Error),
                self.env.cr.savepoint(),
            ):
                self.env.cr.execute("SET CONSTRAINTS ALL IMMEDIATE")
                self.env.cr.execute(statement)
        self.assertEqual(document.state, "open")

    def test_no_two_terms_at_once(self):
        with self.assertRaises(psycopg2.Error), mute_logger("odoo.sql_db"):
            self.terms.copy()
        with self.assertRaises(ValidationError):
            self.terms.payer_stir = "12"

    # === RIGHTS === #

    def test_rights(self):
        self._pay_day()
        self._told((1, 500), (2, 300))
        line = self._day().line_ids.filtered("is_pair")
        accountant = line.with_user(self.users["accountant"])
        accountant.action_mine()
        accountant.action_wait()
        self.assertTrue(accountant.date_wait)
        with self.assertRaises(UserError):
            accountant.action_explain()
        with self.assertRaises(AccessError):
            accountant.write({"state": "mended"})
        auditor = line.with_user(self.users["auditor"])
        self.assertEqual(auditor.day_id.state, "open")
        for act in (auditor.action_mine, auditor.day_id.action_derive):
            with self.assertRaises(AccessError):
                act()
        for role in ("clerk_household", "cashier", "engineer"):
            with self.assertRaises(AccessError):
                line.with_user(self.users[role]).read(["cause"])
        other = self._create_user("accountant", self.district_b, "elektrohisob_b_acc")
        self.assertFalse(
            self.env(user=other.id, context={})[self.days._name].search([])
        )
        with self.assertRaises(AccessError):
            self._told((1, 500), user=self.users["clerk_household"], name="x.csv")

    def test_report(self):
        self._make_green()
        payments = self.env["elektrohisob.payment"].with_user(self.users["auditor"])
        days = {"date_from": "2026-05-01", "date_to": "2026-05-31"}
        (found,) = payments.match_report(provider="test-paynet", **days)
        self.assertEqual(
            {name: found[name] for name in ("date", "state", "bank_amount")},
            {"date": "2026-05-10", "state": "green", "bank_amount": 990.0},
        )
        self.assertEqual(found["differences"][0]["cause"], "bank_short")
        self.assertEqual(payments.match_report(**days), [found])
        with self.assertRaises(UserError):
            payments.match_report(provider="nobody", **days)
        with self.assertRaises(AccessError):
            payments.with_user(self.users["cashier"]).match_report(**days)

    def test_printed(self):
        document = self._make_green()
        self._told((1, 500), (2, 300), name="less.csv")
        document.invalidate_recordset()
        for lang in ("en_US", "ru_RU"):
            act = document.with_context(lang=lang)._render_pdf()
            self.assertTrue(act.startswith(b"%PDF"))
        rows = [row[1:5] for row in document._prepare_act().rows]
        # of 800 so'm less 1 % 792 had to come, 990 came
        self.assertEqual(
            rows,
            [["", "792,00", "990,00", "198,00"], ["3", "0,00", "200,00", "−200,00"]],
        )
        report = self.env["report.elektrohisob_billing.payment_day_xlsx"].with_context(
            active_model=document._name
        )
        content, kind = report.create_xlsx_report(document.ids, {})
        self.assertEqual((content[:2], kind), (b"PK", "xlsx"))
