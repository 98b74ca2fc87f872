from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import SQL

from .common import BillingCommon


class TestPeriodChecklist(BillingCommon):
    """Two consumers in October 2025, one of them read and billed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.october = cls._open_month("2025-10-01")
        cls.meters = [cls._create_consumer(f"CL{index}") for index in range(2)]
        cls._read(cls.meters[0], ("2025-11-01", 100))
        cls._settle(cls.meters[0].account_id, cls.october)

    def _check(self):
        self.october.action_check()
        rows = self.october.check_result_ids
        return {row.check_id.code: (row.state, row.count) for row in rows}

    def _get_row(self, code):
        rows = self.october.check_result_ids
        return rows.filtered(lambda row: row.check_id.code == code)

    def test_what_is_found(self):
        """One of two points is not read: 50 % against 10 %. It is not billed either."""
        self.assertEqual(self.october.checklist_state, "none")
        found = self._check()
        self.assertEqual(found["unread"], ("warns", 1))
        self.assertEqual(found["unbilled"], ("blocks", 1))
        rest = {code: row for code, row in found.items() if row[0] == "ok"}
        self.assertEqual(len(rest), 10)
        self.assertEqual(
            (self.october.checklist_state, self.october.stopping_count), ("blocks", 1)
        )
        self.assertIn("1 of 2 points", self._get_row("unread").text)
        self.assertIn("50.0 %", self._get_row("unread").text)
        for code, record in (
            ("unread", self.meters[1].usage_point_id),
            ("unbilled", self.meters[1].account_id),
        ):
            action = self._get_row(code).action_open()
            model = self.env[action["res_model"]]
            self.assertEqual(model.search(action["domain"]), record)

    def test_sentence_in_the_language_of_the_reader(self):
        """Whoever checked, the reader reads his own language."""
        self._check()
        texts = {
            lang: self._get_row("unread").with_context(lang=lang).text
            for lang in ("en_US", "uz_UZ", "ru_RU")
        }
        self.assertEqual(len(set(texts.values())), 3, texts)
        for text in texts.values():
            self.assertIn("50", text)

    def test_open_shifts(self):
        """A shift opened on 31 October 23:30 in Tashkent is of the month, one of
        1 November 00:30 is not."""
        desks = self.env["elektrohisob.cash.desk"].create(
            [
                {"number": number, "name": "D", "company_id": self.district_a.id}
                for number in (1, 2)
            ]
        )
        shifts = self.env["elektrohisob.cash.shift"].create(
            [
                {"desk_id": desk.id, "number": 1, "user_id": user.id}
                | {"date_opened": moment}
                for desk, user, moment in zip(
                    desks,
                    (self.users["cashier"], self.users["accountant"]),
                    ("2025-10-31 18:30:00", "2025-10-31 19:30:00"),
                    strict=True,
                )
            ]
        )
        self.assertEqual(self._check()["shifts"], ("warns", 1))
        action = self._get_row("shifts").action_open()
        found = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(found, shifts[0])

    def test_share_of_the_parameter(self):
        self._set_parameter("close_unread_percent", 50)
        self.assertEqual(self._check()["unread"], ("ok", 0))
        self.assertIn("1 of 2 points", self._get_row("unread").text)

    def test_closing_is_refused_until_worked_off(self):
        with self.assertRaisesRegex(
            UserError, r"not billed as the facts are now \(1\)"
        ):
            self.october.action_close()
        self._read(self.meters[1], ("2025-11-01", 100))
        self._settle(self.meters[1].account_id, self.october)
        self.assertEqual(self._check()["unread"], ("ok", 0))
        self.october.action_close()
        self.assertEqual(self.october.state, "closed")
        self.assertEqual(self.october.checklist_state, "ok")

    def test_a_warning_takes_a_remark(self):
        """The other consumer is estimated at its second month: billed, not read."""
        self.meters[1].account_id.date_close = "2025-10-01"
        self.meters[1].account_id.state_ids.booked_to = "2025-11-01"
        self.october.action_start_closing()
        with self.assertRaisesRegex(
            UserError, r"warnings: Points that nobody read \(1\)"
        ):
            self.october.action_close()
        row = self._get_row("unread").with_user(self.users["accountant"])
        row.remark = "Roads are under snow"
        self.assertEqual(row.remarked_by_id, self.users["accountant"])
        self.assertEqual(self.october.checklist_state, "ok")
        self.october.with_user(self.users["accountant"]).action_close()
        self.assertEqual(self.october.state, "closed")
        self.assertEqual(row.remark, "Roads are under snow")

    def test_a_remark_is_of_what_was_found(self):
        self._check()
        self._get_row("unread").remark = "Snow"
        third = self._create_consumer("CL3")
        self._check()
        self.assertFalse(self._get_row("unread").remark)  # more is found now
        self._get_row("unread").remark = "Snow"
        self._read(third, ("2025-11-01", 5))
        self._check()
        self.assertEqual(self._get_row("unread").remark, "Snow")  # less

    def test_other_findings(self):
        account = self.meters[0].account_id
        run = self.env["elektrohisob.charge.run"].create(
            {"company_id": self.district_a.id, "stage": "paused"}
        )
        self.env["elektrohisob.charge.run.parked"].create(
            {"run_id": run.id, "account_id": self.meters[1].account_id.id}
            | {"code": "sum_high", "severity": "parks"}
        )
        self.env["elektrohisob.payment"]._receive(
            [
                {
                    "company_id": self.district_a.id,
                    "date": "2025-10-20",
                    "amount": 1000,
                    "channel": "bank",
                }
            ]
        )
        self.env.cr.execute(
            SQL(
                "UPDATE elektrohisob_account_state SET balance = balance + 1 "
                "WHERE account_id = %s",
                account.id,
            )
        )
        found = self._check()
        self.assertEqual(found["run"], ("blocks", 1))
        self.assertEqual(found["parked"], ("warns", 1))
        self.assertEqual(found["unbilled"], ("ok", 0))  # it is the parked one
        self.assertEqual(found["payments"], ("warns", 1))
        self.assertEqual(found["books"], ("blocks", 1))
        action = self._get_row("books").action_open()
        self.assertEqual(
            self.env[action["res_model"]].search(action["domain"]), account
        )

    def test_checks_that_are_set_otherwise(self):
        checks = self.env["elektrohisob.period.check"].search([])
        unbilled = checks.filtered(lambda check: check.code == "unbilled")
        unbilled.severity = "warns"
        self.assertEqual(self._check()["unbilled"], ("warns", 1))
        unbilled.active = False
        self.assertNotIn("unbilled", self._check())
        books = checks.filtered(lambda check: check.code == "books")
        for vals in ({"severity": "warns"}, {"active": False}):
            with self.subTest(vals), self.assertRaises(ValidationError):
                books.write(vals)
        with self.assertRaises(ValidationError):
            books.unlink()

    def test_rights(self):
        self._check()
        row = self._get_row("unread")
        with self.assertRaises(AccessError):
            row.with_user(self.users["accountant"]).write({"state": "ok"})
        with self.assertRaises(AccessError):
            row.with_user(self.users["clerk_household"]).write({"remark": "x"})
        with self.assertRaises(AccessError):
            self.october.with_user(self.users["clerk_household"]).action_check()
        self.october.with_user(self.users["manager"]).action_check()

    def test_enterprise_of_a_month(self):
        self.assertEqual(self.october.unit_id, self.enterprise)
