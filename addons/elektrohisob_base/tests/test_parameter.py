from datetime import date
from decimal import Decimal

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form
from odoo.tools import mute_logger

from .common import ElektrohisobCommon


class TestParameter(ElektrohisobCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Parameter = cls.env["elektrohisob.parameter"]
        cls.days = cls._create_parameter("test_days", "days", "district")
        cls._set(cls.days, "10", "2020-01-01")

    @classmethod
    def _create_parameter(cls, code, kind, level="country", **vals):
        return cls.Parameter.create(
            {"code": code, "name": code, "value_type": kind, "level": level, **vals}
        )

    @classmethod
    def _set(cls, parameter, value, start, end=False, company=None):
        return cls.env["elektrohisob.parameter.value"].create(
            {
                "parameter_id": parameter.id,
                "value": value,
                "date_start": start,
                "date_end": end,
                "company_id": company.id if company else False,
            }
        )

    def _get(self, day, company=None, code="test_days"):
        return self.Parameter._get_value(code, company, date.fromisoformat(day))

    def _rows(self, parameter, company=None):
        """(first day, last day, value, counts) of the unit's own rows."""
        rows = parameter.value_ids.filtered(
            lambda row: row.company_id == (company or self.env["res.company"])
        )
        return [
            (str(row.date_start), str(row.date_end or ""), row.value, row.active)
            for row in rows.sorted(lambda row: (row.date_start, row.id))
        ]

    # === PRECEDENCE === #

    def test_the_nearest_unit_wins(self):
        self._set(self.days, "20", "2026-01-01", company=self.enterprise)
        self.assertEqual(self._get("2026-05-01", self.district_a), 20)
        self.assertEqual(self._get("2026-05-01", self.holding), 10)
        self.assertEqual(self._get("2026-05-01"), 10)
        self._set(self.days, "30", "2026-03-01", "2026-03-31", self.district_a)
        self.assertEqual(self._get("2026-02-28", self.district_a), 20)
        self.assertEqual(self._get("2026-03-01", self.district_a), 30)
        self.assertEqual(self._get("2026-03-31", self.district_a), 30)
        self.assertEqual(self._get("2026-04-01", self.district_a), 20)
        self.assertEqual(self._get("2026-03-15", self.district_b), 20)

    def test_no_value(self):
        with self.assertRaisesRegex(UserError, r"test_days.*31\.12\.2019"):
            self._get("2019-12-31")
        with self.assertRaisesRegex(UserError, "test_unknown"):
            self._get("2026-01-01", code="test_unknown")

    def test_a_parameter_created_after_it_was_asked_for(self):
        with self.assertRaises(UserError):
            self._get("2026-01-01", code="test_new")
        self._set(self._create_parameter("test_new", "integer"), "7", "2020-01-01")
        self.assertEqual(self._get("2026-01-01", code="test_new"), 7)

    def test_eras(self):
        self._set(self.days, "20", "2026-03-01", "2026-04-30", self.district_a)
        values = self.Parameter._get_values(
            "test_days", self.district_a, date(2026, 1, 1), date(2026, 6, 1)
        )
        self.assertEqual(
            values,
            [(date(2026, 1, 1), 10), (date(2026, 3, 1), 20), (date(2026, 5, 1), 10)],
        )
        with self.assertRaises(UserError):
            self.Parameter._get_values(
                "test_days", self.district_a, date(2019, 12, 31), date(2020, 2, 1)
            )

    def test_asking_again_costs_no_query(self):
        self._get("2026-01-01", self.district_a)
        with self.assertQueryCount(0):
            for day in ("2026-01-01", "2026-02-01", "2025-01-01"):
                self._get(day, self.district_a)

    # === KINDS === #

    def test_kinds(self):
        for kind, text, value in (
            ("integer", "-3", -3),
            ("decimal", "1.5", Decimal("1.5")),
            ("percent", "0.1", Decimal("0.1")),
            ("money", "412000", Decimal(412000)),
            ("days", "15", 15),
            ("boolean", "0", False),
            ("date", "2026-05-01", date(2026, 5, 1)),
            ("text", "1154", "1154"),
        ):
            code = f"test_{kind}"
            parameter = self._create_parameter(code + "_kind", kind)
            self._set(parameter, text, "2020-01-01")
            found = self._get("2026-01-01", code=code + "_kind")
            self.assertEqual((found, type(found)), (value, type(value)))

    def test_a_value_is_of_its_kind(self):
        for kind, text in (
            ("integer", "1.5"),
            ("decimal", "1,5"),
            ("percent", "NaN"),
            ("boolean", "yes"),
            ("date", "01.05.2026"),
            ("text", " "),
        ):
            parameter = self._create_parameter(f"test_bad_{kind}", kind)
            with self.assertRaises(ValidationError):
                self._set(parameter, text, "2020-01-01")

    def test_choices(self):
        parameter = self._create_parameter(
            "test_choice",
            "choice",
            choice_ids=[Command.create({"code": "first", "name": "The first"})],
        )
        row = self._set(parameter, "first", "2020-01-01")
        self.assertEqual(row.value_text, "The first")
        with self.assertRaises(ValidationError):
            self._set(parameter, "second", "2019-01-01", "2019-12-31")

    def test_bounds(self):
        self.days.write({"lowest": "1", "highest": "28"})
        for value in ("0", "29"):
            with self.assertRaises(ValidationError):
                self._set(self.days, value, "2019-01-01", "2019-12-31")
        self._set(self.days, "28", "2019-01-01", "2019-12-31")
        with self.assertRaises(ValidationError):
            self.days.highest = "many"

    def test_how_far_down_it_may_differ(self):
        country = self._create_parameter("test_country", "days")
        with self.assertRaises(ValidationError):
            self._set(country, "5", "2026-01-01", company=self.enterprise)
        enterprise = self._create_parameter("test_enterprise", "days", "enterprise")
        self._set(enterprise, "5", "2026-01-01", company=self.enterprise)
        with self.assertRaises(ValidationError):
            self._set(enterprise, "5", "2026-01-01", company=self.district_a)

    @mute_logger("odoo.sql_db")
    def test_values_do_not_overlap(self):
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self._set(self.days, "11", "2026-01-01")
        self._set(self.days, "11", "2026-01-01", company=self.district_a)

    # === CHANGES === #

    def test_change_from_a_date(self):
        row = self.days._change_from(15, date(2036, 7, 1), norm="Order 7")
        self.assertEqual(row.norm, "Order 7")
        self.assertEqual(self._get("2036-06-30"), 10)
        self.assertEqual(self._get("2036-07-01"), 15)
        self.assertEqual(
            self._rows(self.days),
            [("2020-01-01", "2036-06-30", "10", True), ("2036-07-01", "", "15", True)],
        )

    def test_what_is_corrected_stays_in_the_history(self):
        self.days._change_from(15, date(2036, 7, 1))
        self.days._change_from(16, date(2036, 7, 1))
        self.assertEqual(
            self._rows(self.days),
            [
                ("2020-01-01", "2036-06-30", "10", True),
                ("2036-07-01", "", "15", False),
                ("2036-07-01", "", "16", True),
            ],
        )
        self.assertEqual(self._get("2036-07-01"), 16)

    def test_a_change_before_one_still_to_come(self):
        self.days._change_from(15, date(2037, 1, 1))
        self.days._change_from(12, date(2036, 7, 1))
        self.assertEqual(
            self._rows(self.days),
            [
                ("2020-01-01", "2036-06-30", "10", True),
                ("2036-07-01", "2036-12-31", "12", True),
                ("2037-01-01", "", "15", True),
            ],
        )

    def test_a_temporary_value(self):
        self.days._change_from(0, date(2036, 7, 1), until=date(2036, 7, 31))
        self.assertEqual(
            self._rows(self.days),
            [
                ("2020-01-01", "2036-06-30", "10", True),
                ("2036-07-01", "2036-07-31", "0", True),
                ("2036-08-01", "", "10", True),
            ],
        )

    def test_back_to_the_unit_above(self):
        self._set(self.days, "20", "2036-01-01", company=self.district_a)
        self.days._change_from(None, date(2036, 7, 1), company=self.district_a)
        self.assertEqual(self._get("2036-06-30", self.district_a), 20)
        self.assertEqual(self._get("2036-07-01", self.district_a), 10)

    def test_closed_months(self):
        period = self.env["elektrohisob.period"].create(
            {"company_id": self.district_a.id, "date_start": "2036-05-01"}
        )
        period.action_close()
        for company in (None, self.enterprise, self.district_a):
            with self.assertRaisesRegex(UserError, "closed"):
                self.days._change_from(15, date(2036, 5, 31), company=company)
        self.days._change_from(15, date(2036, 5, 31), company=self.district_b)
        self.days._change_from(15, date(2036, 6, 1), company=self.district_a)
        self.days._change_from(15, date(2036, 5, 31), closed_ok=True)

    def _ship(self, xmlid, start, value, end=False):
        """Load a row as an update of the program does."""
        values = self.env["elektrohisob.parameter.value"].with_context(
            install_mode=True, module="elektrohisob_base", mode="update"
        )
        names = ["id", "parameter_id/.id", "date_start", "date_end", "value"]
        row = [xmlid, str(self.days.id), start, end, value]
        self.assertFalse(values.load(names, [row])["messages"])

    def test_shipped_values_leave_own_ones_alone(self):
        self.days.value_ids.write({"active": False})
        self._ship("parameter_value_test", "2036-01-01", "10")
        self.days._change_from(15, date(2036, 7, 1))
        self._ship("parameter_value_test", "2036-01-01", "10")  # as it was shipped
        self._ship("parameter_value_test_next", "2036-09-01", "12")
        self.assertEqual(
            self._rows(self.days)[1:],
            [("2036-01-01", "2036-06-30", "10", True), ("2036-07-01", "", "15", True)],
        )

    def test_a_shipped_value_ends_the_shipped_one_before_it(self):
        self.days.value_ids.write({"active": False})
        self._ship("parameter_value_test", "2036-01-01", "10")
        self._ship("parameter_value_test", "2036-01-01", "10", "2036-08-31")
        self._ship("parameter_value_test_next", "2036-09-01", "12")
        self.assertEqual(
            self._rows(self.days)[1:],
            [("2036-01-01", "2036-08-31", "10", True), ("2036-09-01", "", "12", True)],
        )

    # === RIGHTS === #

    def test_staff_reads(self):
        mine = self._set(self.days, "20", "2036-01-01", company=self.enterprise)
        foreign = self._set(self.days, "5", "2036-01-01", company=self.district_b)
        for role, user in self.users.items():
            values = self.env["elektrohisob.parameter.value"].with_user(user)
            found = values.search([("parameter_id", "=", self.days.id)])
            self.assertIn(mine, found, role)
            self.assertNotIn(foreign, found, role)
            with self.assertRaises(AccessError):
                values.create({"parameter_id": self.days.id, "value": "1"})
            with self.assertRaises(AccessError):
                mine.with_user(user).value = "1"
            with self.assertRaises(AccessError):
                mine.with_user(user).unlink()
            if role != "admin":
                with self.assertRaises(AccessError):
                    self.days.with_user(user).name = "Other"
                with self.assertRaises(AccessError):
                    self.days.with_user(user)._change_from(
                        1, date(2036, 1, 1), company=self.district_a
                    )
                self.assertFalse(
                    self.env["elektrohisob.parameter.change"]
                    .with_user(user)
                    .has_access("create")
                )

    def test_administrators_change_what_is_theirs(self):
        days = self.days.with_user(self.users["admin"])
        day = date(2036, 7, 1)
        for company in (None, self.enterprise, self.district_b):
            with self.assertRaises(AccessError):
                days._change_from(15, day, company=company)
        days._change_from(15, day, company=self.district_a)
        self.users["admin"].company_ids |= self.holding
        row = days._change_from(16, day)
        self.assertEqual(row.create_uid, self.users["admin"])

    # === SCREENS === #

    def test_value_on(self):
        self._set(self.days, "20", "2026-01-01", company=self.enterprise)
        clerk = self.Parameter.with_user(self.users["clerk_household"])
        found = clerk.value_on(
            code="test_days", on="2026-03-01", company=self.district_a.id
        )
        self.assertEqual(
            found,
            {
                "code": "test_days", "name": "test_days", "type": "days", "unit": "",
                "value": 20, "date_start": "2026-01-01", "date_end": False,
                "company": self.enterprise.id, "norm": "", "certainty": "order",
            },
        )  # fmt: skip
        self.assertEqual(clerk.value_on(code="test_days")["value"], 10)
        with self.assertRaises(UserError):
            clerk.value_on(code="test_days", company=self.district_b.id)
        with self.assertRaisesRegex(UserError, "31.01.2026"):
            clerk.value_on(code="test_days", on="31.01.2026")

    def test_wizard(self):
        admin = self.users["admin"]
        self.days.value_ids.norm = "Old order"
        form = Form(
            self.env["elektrohisob.parameter.change"]
            .with_user(admin)
            .with_context(default_parameter_id=self.days.id)
        )
        self.assertEqual(form.value_number, 10)
        form.company_id = self.district_a
        form.date_start = "2036-07-01"
        self.assertIn("10", form.before_value)
        form.value_number = 12.5
        form.norm = "Order 12"
        change = form.save()
        with self.assertRaises(UserError):
            change.action_apply()
        form.value_number = 12
        change = form.save()
        change.action_apply()
        self.assertEqual(self._get("2036-07-01", self.district_a), 12)
        form = Form(change)
        form.is_inherited = True
        form.date_start = "2036-08-01"
        form.save().action_apply()
        self.assertEqual(self._get("2036-08-01", self.district_a), 10)

    def test_values_on_a_date(self):
        self._set(self.days, "20", "2026-01-01", "2026-01-31", self.district_a)
        clerk = self.users["clerk_household"]
        sheet = (
            self.env["elektrohisob.parameter.sheet"]
            .with_user(clerk)
            .create({"date": "2026-01-15", "company_id": self.district_a.id})
        )
        context = sheet.action_show()["context"]
        days = self.days.with_user(clerk)
        shown = days.with_context(**context)
        self.assertEqual(shown.current_value, "20 days")
        self.assertEqual(shown.current_origin, self.district_a.name)
        self.assertEqual(days.current_value, "10 days")
        self.assertEqual(days.current_origin, "Whole country")
