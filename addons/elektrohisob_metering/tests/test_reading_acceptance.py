from datetime import date, datetime

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError

from .common import MeteringCommon


@freeze_time(datetime(2026, 11, 20, 8, 0))
class TestReadingAcceptance(MeteringCommon):
    """Every code of docs/reading-checks.md, by the one path of acceptance."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account = cls._create_account(date_open="2026-01-01")
        cls.meter = cls._create_installation(cls.account, "A1", opening=100)

    def _codes(self, outcomes):
        return [(row["state"], row["code"]) for row in outcomes]

    def _submit(self, **vals):
        row = {"account": self.account.number, "date": "2026-11-01", "value": "200"}
        return self.Reading._accept([row | vals], source="sheet")[0]

    def test_accepted_reading_is_stored_with_its_energy(self):
        outcome = self._submit(value="200.5")
        self.assertEqual(outcome["state"], "accepted")
        self.assertEqual(outcome["code"], "")
        self.assertEqual(outcome["kwh"], 100.5)
        reading = self.Reading.browse(outcome["reading_id"])
        self.assertRecordValues(
            reading,
            [
                {
                    "account_id": self.account.id,
                    "installation_id": self.meter.id,
                    "company_id": self.district_a.id,
                    "date": date(2026, 11, 1),
                    "value": 200.5,
                    "state": "valid",
                    "source": "sheet",
                    "kwh": 100.5,
                    "days": 304,
                }
            ],
        )

    def test_multiplier_counts(self):
        meter = self._create_installation(
            self.account, "A2", code="2", opening=0, multiplier=40
        )
        outcome = self._read(meter, ("2026-11-01", 5))[0]
        self.assertEqual(outcome["kwh"], 200)

    def test_r01_unknown_account(self):
        outcome = self._submit(account="9999912345678")
        self.assertEqual((outcome["state"], outcome["code"]), ("refused", "R01"))
        self.assertIn("9999912345678", outcome["reason"])

    def test_r01_account_of_another_district(self):
        foreign = self._create_account(self.district_b)
        Reading = self.Reading.with_user(self.users["engineer"])
        row = {"account": foreign.number, "date": "2026-11-01", "value": "1"}
        outcome = Reading._accept([row], source="file")[0]
        self.assertEqual(outcome["code"], "R01")

    def test_account_number_of_a_spreadsheet_lost_its_zero(self):
        self.assertEqual(self.account.number[:1], "2")  # nothing lost here
        short = self.account.number[:5] + self.account.number[7:]
        self.assertEqual(self.account.number[5:7], "00")
        self.assertEqual(self._submit(account=short)["state"], "accepted")

    def test_r02_before_installation_and_after_removal(self):
        self.assertEqual(self._submit(date="2025-12-31")["code"], "R02")
        self.meter.date_end = "2026-06-30"
        outcome = self._submit(date="2026-11-01")
        self.assertEqual((outcome["state"], outcome["code"]), ("refused", "R02"))
        # the closing reading is dated the day after the last one
        outcome = self._read(self.meter, ("2026-07-01", 150))[0]
        self.assertEqual(outcome["state"], "accepted")
        outcome = self._read(self.meter, ("2026-07-02", 150))[0]
        self.assertEqual(outcome["code"], "R02")
        self.assertIn("30.06.2026", outcome["reason"])

    def test_r03_future(self):
        self.assertEqual(self._submit(date="2026-11-20")["state"], "accepted")
        outcome = self._submit(date="2026-11-21", value="300")
        self.assertEqual((outcome["state"], outcome["code"]), ("refused", "R03"))
        self._set_parameter("reading_future_days", 1)
        self.assertEqual(
            self._submit(date="2026-11-21", value="300")["state"], "accepted"
        )

    def test_r03_day_of_tashkent(self):
        with freeze_time(datetime(2026, 11, 20, 20, 0)):  # 01:00 of the 21st there
            self.assertEqual(self._submit(date="2026-11-21")["state"], "accepted")

    def test_r04_not_a_reading(self):
        hostile = (
            "", " ", None, "abc", "-5", "1e308", "1E5", "nan", "inf", "=1+1", "1О5",
            "१२३", "12.3456", "100000", "99999999999999999999", "1\x005", "1;2",
            float("nan"), 1e308, True, "5²", "１２３",
        )  # fmt: skip
        for value in hostile:
            with self.subTest(value=value):
                outcome = self._submit(value=value)
                self.assertEqual(
                    (outcome["state"], outcome["code"]), ("refused", "R04")
                )
        for value in ("", None, "31.02.2026", "soon", "2026-13-01"):
            with self.subTest(date=value):
                outcome = self._submit(date=value)
                self.assertEqual(
                    (outcome["state"], outcome["code"]), ("refused", "R04")
                )
        self.assertFalse(self.Reading.search_count([("source", "=", "sheet")]))

    def test_values_as_typed(self):
        for text, value in (
            (" 1 200,5 ", 1200.5),
            ("1\u00a0234", 1234),
            (1235.0, 1235),
        ):
            with self.subTest(text=text):
                rows = [{"installation_id": self.meter.id, "date": "2026-11-01",
                         "value": text}]  # fmt: skip
                outcome = self.Reading._accept(rows, source="sheet", dry_run=True)[0]
                self.assertAlmostEqual(outcome["kwh"], value - 100)

    def test_r05_lower_than_before(self):
        outcome = self._submit(value="99")
        self.assertEqual((outcome["state"], outcome["code"]), ("parked", "R05"))
        for part in (self.account.number, "A1", "99", "100", "01.11.2026"):
            self.assertIn(part, outcome["reason"])
        reading = self.Reading.browse(outcome["reading_id"])
        self.assertEqual(reading.state, "queued")

    def test_r06_much_more_than_usual(self):
        # 100 kWh in the 31 days of January, then 29 days in February and March:
        # usual 100/31 a day → 93.55 kWh in 29 days, five times that is 467.7
        self._read(self.meter, ("2026-02-01", 200))
        outcomes = self._read(self.meter, ("2026-03-02", 667), dry_run=True)
        self.assertEqual(self._codes(outcomes), [("accepted", "")])
        outcomes = self._read(self.meter, ("2026-03-02", 669))
        self.assertEqual(self._codes(outcomes), [("parked", "R06")])
        self.assertIn("while 94 kWh", outcomes[0]["reason"])

    def test_r06_little_energy_is_never_suspicious(self):
        self._read(self.meter, ("2026-02-01", 101))
        outcomes = self._read(self.meter, ("2026-02-02", 401), dry_run=True)
        self.assertEqual(self._codes(outcomes), [("accepted", "")])
        outcomes = self._read(self.meter, ("2026-02-02", 402), dry_run=True)
        self.assertEqual(self._codes(outcomes), [("parked", "R06")])

    def test_r07_more_than_the_power_can_give(self):
        # 2 kW × 24 h × 10 days × 1.5 = 720 kWh
        self.meter.usage_point_id.permitted_power = 2
        day = "2026-01-11"
        self.assertEqual(
            self._codes(self._read(self.meter, (day, 820), dry_run=True)),
            [("accepted", "")],
        )
        self.assertEqual(
            self._codes(self._read(self.meter, (day, 820.1))), [("parked", "R07")]
        )

    def test_r08_repeat_is_harmless(self):
        self._submit()
        outcome = self._submit()
        self.assertEqual((outcome["state"], outcome["code"]), ("accepted", "R08"))
        self.assertTrue(outcome["repeat"])
        domain = [("account_id", "=", self.account.id), ("date", "=", "2026-11-01")]
        self.assertEqual(self.Reading.search_count(domain), 1)

    def test_r08_repeat_of_a_queued_reading(self):
        first = self._submit(value="99")
        again = self._submit(value="99")
        self.assertEqual((again["state"], again["code"]), ("parked", "R08"))
        self.assertEqual(again["reading_id"], first["reading_id"])
        self.assertEqual(self.Reading.search_count([("state", "=", "queued")]), 1)

    def test_r09_other_value_of_the_day(self):
        self._submit()
        outcome = self._submit(value="201")
        self.assertEqual((outcome["state"], outcome["code"]), ("parked", "R09"))

    def test_r10_late_reading_that_does_not_fit(self):
        self._submit(value="200")
        outcome = self._submit(date="2026-10-01", value="201")
        self.assertEqual((outcome["state"], outcome["code"]), ("parked", "R10"))
        outcome = self._submit(date="2026-10-01", value="180")
        self.assertEqual(outcome["state"], "accepted")

    def test_r11_closed_account(self):
        self.account.write({"state": "closed", "date_close": "2026-10-31"})
        outcome = self._submit(date="2026-11-02")
        self.assertEqual((outcome["state"], outcome["code"]), ("refused", "R11"))
        # the closing reading is of 00:00 of the day after the last one
        self.assertEqual(
            self._submit(date="2026-11-01", value="150")["state"], "accepted"
        )

    def test_r12_several_meters(self):
        self._create_installation(self.account, "A2", code="2", opening=0)
        outcome = self._submit()
        self.assertEqual((outcome["state"], outcome["code"]), ("refused", "R12"))
        self.assertIn("A1", outcome["reason"])
        self.assertIn("A2", outcome["reason"])
        self.assertEqual(self._submit(serial=" a1 ")["state"], "accepted")
        self.assertEqual(self._submit(serial="A9")["code"], "R02")

    def test_r13_charged_days_are_settled_again(self):
        self._read(self.meter, ("2026-02-01", 150), ("2026-04-01", 250))
        self._settled_to(self.account, "2026-04-01")
        outcome = self._read(self.meter, ("2026-03-01", 190))[0]
        self.assertEqual((outcome["state"], outcome["code"]), ("accepted", "R13"))
        # the interval that changes starts with the reading before
        self.assertEqual(self.account.state_ids.dirty_from, date(2026, 2, 1))

    def test_reading_after_the_charged_days_is_no_correction(self):
        self._settled_to(self.account, "2026-01-01")
        self.assertEqual(self._submit()["code"], "")
        self.assertFalse(self.account.state_ids.dirty_from)

    def test_rows_of_one_file_are_checked_by_date(self):
        outcomes = self._read(
            self.meter,
            ("2026-03-01", 300),
            ("2026-02-01", 200),
            ("2026-02-01", 200),
            ("2026-02-01", 201),
            ("2026-04-01", 299),
        )
        self.assertEqual(
            self._codes(outcomes),
            [
                ("accepted", ""),
                ("accepted", ""),
                ("accepted", "R08"),
                ("parked", "R09"),
                ("parked", "R05"),
            ],
        )
        self.assertEqual(
            self.Reading.search_count(
                [("installation_id", "=", self.meter.id), ("state", "=", "valid")]
            ),
            3,
        )

    def test_confirmed_rollover(self):
        meter = self._create_installation(self.account, "A5", code="5", opening=99950)
        row = {"installation_id": meter.id, "date": "2026-02-01", "value": "20",
               "rollover": True}  # fmt: skip
        outcome = self.Reading._accept([row], source="operator", decision="seen")[0]
        # 50 to the last digit and 20 after it
        self.assertEqual((outcome["state"], outcome["kwh"]), ("accepted", 70))
        self.assertTrue(self.Reading.browse(outcome["reading_id"]).rollover)

    def test_dry_run_writes_nothing(self):
        before = self.Reading.search_count([])
        self._read(self.meter, ("2026-02-01", 150), ("2026-03-01", 1), dry_run=True)
        self.assertEqual(self.Reading.search_count([]), before)

    def test_query_count_does_not_grow_with_the_file(self):
        accounts = [self._create_account() for _ in range(12)]
        meters = [
            self._create_installation(account, f"Q{account.id}", opening=0)
            for account in accounts
        ]
        rows = [
            {"account": m.account_id.number, "date": "2026-02-01", "value": "5"}
            for m in meters
        ]
        counts = []
        for part in (rows[:2], rows[2:]):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.Reading._accept(part, source="file")
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])

    def test_tolerances_are_data(self):
        rule = self.env.ref("elektrohisob_metering.reading_check_r06")
        rule.active = False
        self._read(self.meter, ("2026-02-01", 200))
        outcomes = self._read(self.meter, ("2026-03-02", 5000), dry_run=True)
        self.assertEqual(self._codes(outcomes), [("accepted", "")])
        for xmlid, vals in (
            ("r01", {"severity": "queue"}),
            ("r05", {"severity": "accept"}),
            ("r09", {"active": False}),
        ):
            with self.subTest(xmlid), self.assertRaises(ValidationError):
                self.env.ref(f"elektrohisob_metering.reading_check_{xmlid}").write(vals)

    # === PUBLIC API === #

    def test_submit(self):
        Reading = self.Reading.with_user(self.users["clerk_household"])
        outcome = Reading.submit(
            account=self.account.number, date="2026-11-01", value=150
        )
        self.assertEqual(
            {key: outcome[key] for key in ("state", "code", "reason", "kwh")},
            {"state": "accepted", "code": "", "reason": "", "kwh": 50},
        )
        outcome = Reading.submit(account=self.account.id, date="2026-11-02", value="1")
        self.assertEqual((outcome["state"], outcome["code"]), ("parked", "R05"))
        outcome = Reading.submit(account="123", date="2026-11-02", value="1")
        self.assertEqual((outcome["state"], outcome["code"]), ("refused", "R01"))
        with self.assertRaises(UserError):
            Reading.submit(account=1, date="2026-11-01", value=1, source="act")

    def test_submit_rights(self):
        legal = self._create_account(category="legal", name="Zavod")
        self._create_installation(legal, "L1", opening=0)
        allowed = {
            "clerk_household": (True, False),
            "clerk_legal": (False, True),
            "engineer": (True, True),
            "admin": (True, True),
            "cashier": (False, False),
            "accountant": (False, False),
            "manager": (False, False),
            "auditor": (False, False),
        }
        for role, expected in allowed.items():
            Reading = self.Reading.with_user(self.users[role])
            for account, may in zip((self.account, legal), expected, strict=True):
                call = {"account": account.number, "date": "2026-11-01", "value": "150"}
                with self.subTest(role=role, category=account.category):
                    if may:
                        self.assertEqual(Reading.submit(**call)["state"], "accepted")
                    else:
                        with self.assertRaises(AccessError):
                            Reading.submit(**call)

    def test_nobody_writes_readings_directly(self):
        reading = self.meter.reading_ids
        for role, user in self.users.items():
            with self.subTest(role=role), self.assertRaises(AccessError):
                reading.with_user(user).write({"value": 1})
