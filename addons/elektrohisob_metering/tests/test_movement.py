from datetime import date, datetime

from freezegun import freeze_time
from psycopg2 import DatabaseError, IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tools import mute_logger

from .common import MeteringCommon


@freeze_time(datetime(2026, 11, 20, 8, 0))
class TestMovement(MeteringCommon):
    """Where a device is, always follows from the journal."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.engineer = cls.users["engineer"]
        cls.warehouse = cls._create_place("Main warehouse", "warehouse")
        cls.crew = cls._create_place("Crew 1", "crew")
        cls.meter = cls._create_meter("J1")
        cls.other = cls._create_meter("J2")

    @classmethod
    def _create_place(cls, name, kind, company=None):
        return cls.env["elektrohisob.place"].create(
            {
                "name": name,
                "kind": kind,
                "company_id": (company or cls.district_a).id,
                "responsible": f"Keeper of {name}",
            }
        )

    def _document(self, kind, day, target, devices=None, **vals):
        movement = (
            self.env["elektrohisob.movement"]
            .with_user(self.engineer)
            .create(
                {
                    "kind": kind,
                    "date": day,
                    "place_to_id": target and target.id,
                    "line_ids": [
                        Command.create({"device_id": device.id})
                        for device in devices or self.meter
                    ],
                    **vals,
                }
            )
        )
        movement.action_post()
        return movement

    def _received(self, day="2026-02-01", devices=None):
        return self._document("receipt", day, self.warehouse, devices)

    def _stays(self, device=None):
        return [
            (stay.place_id.name or stay.usage_point_id.code, stay.date_start,
             stay.date_end)
            for stay in (device or self.meter).stay_ids.sorted("id")
        ]  # fmt: skip

    def test_names_in_the_language_of_the_reader(self):
        for lang in ("uz_UZ", "ru_RU"):
            self.env["res.lang"]._activate_lang(lang)
        Place = self.env["elektrohisob.place"].with_context(lang="ru_RU")
        place = Place._get_place(self.district_a, "written_off")
        names = {lang: place.with_context(lang=lang).name for lang in
                 ("en_US", "ru_RU", "uz_UZ")}  # fmt: skip
        self.assertEqual(names["en_US"], "Written off")
        self.assertEqual(len(set(names.values())), 3, names)
        seal = self.env["elektrohisob.device.type"].create(
            {"name": "Lead seal", "kind": "seal", "colour": "grey"}
        )
        seal.with_context(lang="ru_RU").name = "Свинцовая пломба"
        self.assertEqual(seal.with_context(lang="en_US").name, "Lead seal")
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            seal.copy({"code": False, "name": "Lead seal"})

    def test_life_of_a_device(self):
        receipt = self._received()
        self._document("issue", "2026-02-10", self.crew)
        self.assertEqual(
            self._stays(),
            [
                ("Main warehouse", date(2026, 2, 1), date(2026, 2, 10)),
                ("Crew 1", date(2026, 2, 10), False),
            ],
        )
        self.assertEqual(
            (self.meter.place_id, self.meter.responsible, self.meter.state),
            (self.crew, "Keeper of Crew 1", "stock"),
        )
        self.assertEqual(receipt.number, "2026/00001")
        found = self.env["elektrohisob.device"].search(
            [("place_id", "=", self.crew.id)]
        )
        self.assertEqual(found, self.meter)
        self._document("return", "2026-02-10", self.warehouse)
        self.meter.with_user(self.engineer).action_retire()
        self.assertEqual(self.meter.state, "retired")
        self.assertEqual(self.meter.place_id.kind, "written_off")

    def test_laboratory_and_loss_show_in_the_state(self):
        self._received(devices=self.meter | self.other)
        laboratory = self._create_place("Laboratory", "laboratory")
        self._document("laboratory", "2026-03-01", laboratory)
        self.assertEqual(self.meter.state, "laboratory")
        self._document("loss", "2026-03-01", None, self.other)
        self.assertEqual(self.other.state, "lost")

    def test_ways_that_do_not_exist(self):
        self._received()
        for kind, target, vals, words in (
            ("receipt", self.warehouse, {}, "does not take device"),
            ("transfer", self.crew, {}, "does not take device"),
            ("issue", self.crew, {"place_from_id": self.crew.id}, "is not at"),
            ("issue", self.crew, {"date": "2026-12-01"}, "still to come"),
            ("issue", None, {}, "does not say where"),
            ("issue", self.crew, {"line_ids": []}, "no devices"),
            ("installation", self.crew, {}, "made by the act"),
        ):
            with (
                self.subTest(kind=kind, vals=vals),
                self.assertRaisesRegex(UserError, words),
                self.env.cr.savepoint(),
            ):
                self._document(kind, "2026-03-01", target, **vals)
        self.assertEqual(self.meter.place_id, self.warehouse)

    def test_a_document_of_the_past_that_contradicts_is_refused(self):
        self._received()
        issue = self._document("issue", "2026-04-10", self.crew)
        second = self._create_place("Second warehouse", "warehouse")
        with (
            self.assertRaisesRegex(UserError, issue.number),
            self.env.cr.savepoint(),
        ):
            self._document("transfer", "2026-03-01", second)
        self._document("return", "2026-04-20", second)

    def test_a_receipt_found_later_is_a_fact_of_the_past(self):
        """The journal began with the meter on the wall."""
        account = self._create_account(date_open="2026-01-01")
        installation = self._create_installation(account, "P1", start="2026-05-01")
        meter = installation.meter_id
        self._received(devices=meter)
        self.assertEqual(
            [row[1:] for row in self._stays(meter)],
            [(date(2026, 5, 1), False), (date(2026, 2, 1), date(2026, 5, 1))],
        )
        self.assertEqual(meter.state, "installed")

    def test_reversal(self):
        self._received()
        issue = self._document("issue", "2026-03-01", self.crew)
        back = self._document("return", "2026-03-05", self.warehouse)
        with self.assertRaisesRegex(UserError, back.number), self.env.cr.savepoint():
            issue.action_reverse()
        action = back.action_reverse()
        reversal = self.env["elektrohisob.movement"].browse(action["res_id"])
        self.assertEqual((reversal.kind, reversal.state), ("reversal", "done"))
        self.assertEqual(reversal.date, date(2026, 11, 20))
        self.assertEqual(self.meter.place_id, self.crew)
        with self.assertRaisesRegex(UserError, "nothing to take"):
            back.action_reverse()
        issue.action_reverse()
        self.assertEqual(self._stays(), [("Main warehouse", date(2026, 2, 1), False)])

    def test_posted_documents_do_not_change(self):
        movement = self._received()
        for change in (
            lambda: movement.write({"date": "2026-01-01"}),
            lambda: movement.line_ids.write({"device_id": self.other.id}),
            lambda: movement.write(
                {"line_ids": [Command.create({"device_id": self.other.id})]}
            ),
            movement.unlink,
            movement.line_ids.unlink,
            movement.action_post,
        ):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                change()
        for table in ("elektrohisob_movement", "elektrohisob_movement_line"):
            with (
                self.assertRaises(DatabaseError),
                mute_logger("odoo.sql_db"),
                self.env.cr.savepoint(),
            ):
                self.env.cr.execute(f"UPDATE {table} SET date = '2020-01-01'")

    def test_a_state_is_not_written_by_hand(self):
        movement = (
            self.env["elektrohisob.movement"]
            .with_user(self.engineer)
            .create({"kind": "receipt", "state": "done", "number": "X"})
        )
        movement.write({"state": "done", "number": "X"})
        self.assertEqual((movement.state, movement.number), ("draft", False))

    def test_one_place_is_a_rule_of_the_database(self):
        movement = self._received()
        row = {
            "device_id": self.meter.id,
            "place_id": self.crew.id,
            "company_id": self.district_a.id,
            "date_start": "2026-06-01",
            "line_id": movement.line_ids.id,
        }
        for vals, words in (
            ({}, "one place only"),
            ({"date_end": "2026-06-02"}, "one place only"),
            ({"date_start": "2026-01-01", "date_end": "2025-01-01"}, "before it came"),
            ({"place_id": False}, "place or at a usage point"),
        ):
            with (
                self.subTest(vals=vals),
                self.assertRaises(IntegrityError) as caught,
                mute_logger("odoo.sql_db"),
                self.env.cr.savepoint(),
            ):
                self.env["elektrohisob.stay"].create({**row, **vals})
            message = self.env["elektrohisob.stay"]._sql_error_to_message(
                caught.exception
            )
            self.assertIn(words, message)

    def test_who_may(self):
        self._received()
        for role in ("clerk_household", "auditor"):
            journal = self.env["elektrohisob.movement"].with_user(self.users[role])
            self.assertTrue(journal.search([]))
            with self.assertRaises(AccessError):
                journal.create({"kind": "receipt"})
            with self.assertRaises(AccessError):
                journal.search([], limit=1).action_reverse()
        with self.assertRaises(AccessError):
            self.meter.with_user(self.engineer).stay_ids.write({"responsible": "me"})


@freeze_time(datetime(2026, 11, 20, 8, 0))
class TestInstallationJournal(MeteringCommon):
    """Installations and journal never disagree, whoever changes an installation."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account = cls._create_account(date_open="2026-01-01")
        cls.row = cls._create_installation(cls.account, "W1")
        cls.point = cls.row.usage_point_id

    def _check_agreement(self):
        self.env.flush_all()
        self.env.cr.execute(
            """
            SELECT meter_id, usage_point_id, date_start, date_end + 1
              FROM elektrohisob_installation WHERE company_id = %(company)s
            EXCEPT
            SELECT device_id, usage_point_id, date_start, date_end
              FROM elektrohisob_stay
            """,
            {"company": self.district_a.id},
        )
        self.assertFalse(self.env.cr.fetchall())
        self.env.cr.execute(
            """
            SELECT device_id, usage_point_id, date_start, date_end
              FROM elektrohisob_stay
             WHERE usage_point_id IS NOT NULL AND kind = 'meter'
               AND company_id = %(company)s
            EXCEPT
            SELECT meter_id, usage_point_id, date_start, date_end + 1
              FROM elektrohisob_installation
            """,
            {"company": self.district_a.id},
        )
        self.assertFalse(self.env.cr.fetchall())

    def test_creation(self):
        meter = self.row.meter_id
        self.assertEqual((meter.state, meter.usage_point_id), ("installed", self.point))
        self.assertEqual(meter.line_ids.movement_id.kind, "installation")
        self._check_agreement()

    def test_changes(self):
        other = self._create_meter("W2")
        for vals in (
            {"date_end": "2026-05-31"},
            {"date_end": "2026-06-30"},
            {"date_end": False},
            {"date_start": "2026-02-01"},
            {"meter_id": other.id, "date_end": "2026-06-30"},
            {"multiplier": 20},
        ):
            with self.subTest(vals=vals):
                self.row.write(vals)
                self._check_agreement()
        self.assertEqual(other.place_id.kind, "warehouse")
        self.row.unlink()
        self._check_agreement()
        self.assertFalse(other.stay_ids)

    def test_history_in_any_order(self):
        meter = self._create_meter("W3")
        rows = [("2026-06-01", False, "2"), ("2026-02-01", "2026-03-31", "3")]
        for start, end, code in rows:
            point = self.env["elektrohisob.usage.point"].create(
                {"account_id": self.account.id, "code": code}
            )
            self.env["elektrohisob.installation"].create(
                {
                    "usage_point_id": point.id,
                    "meter_id": meter.id,
                    "date_start": start,
                    "date_end": end,
                }
            )
        self._check_agreement()
        self.assertEqual(len(meter.stay_ids), 3)

    def test_act_is_not_reversed_past_the_installation(self):
        act = self.row.meter_id.line_ids.movement_id
        with self.assertRaisesRegex(UserError, "Correct the act"):
            act.action_reverse()


class TestVerification(MeteringCommon):
    def test_history_sets_the_next_day(self):
        self.meter_type.verification_years = 8
        meter = self._create_meter("V1")
        meter.date_verified = "2015-03-01"
        self.assertEqual(meter.date_verify_next, date(2023, 3, 1))
        rows = self.env["elektrohisob.verification"].create(
            [
                {"device_id": meter.id, "date": "2023-02-01"},
                {"device_id": meter.id, "date": "2024-01-10", "result": "failed"},
            ]
        )
        self.assertEqual(rows.mapped("date_next"), [date(2031, 2, 1), False])
        self.assertEqual(meter.date_verified, date(2023, 2, 1))
        rows[0].date_next = "2029-02-01"
        self.assertEqual(meter.date_verify_next, date(2024, 1, 10), "unfit since")
        rows[1].date = "2022-01-10"  # before the one it passed
        self.assertEqual(meter.date_verify_next, date(2029, 2, 1))

    def test_impossible_days(self):
        meter = self._create_meter("V2")
        for vals, words in (
            ({"date": "2999-01-01"}, "still to come"),
            ({"date": "2024-01-01", "date_next": "2023-01-01"}, "is not after"),
        ):
            with self.assertRaisesRegex(UserError, words):
                self.env["elektrohisob.verification"].create(
                    {"device_id": meter.id, **vals}
                )
