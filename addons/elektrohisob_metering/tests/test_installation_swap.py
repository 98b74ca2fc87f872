from datetime import date, datetime, timedelta
from itertools import pairwise

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, HttpCase, tagged
from odoo.tools import mute_logger

from odoo.addons.elektrohisob_base.tools.dates import business_today

from .common import MeteringCommon


@freeze_time(datetime(2026, 11, 20, 8, 0))
class TestInstallationSwap(MeteringCommon):
    """Acts on meters leave neither a day without a meter nor one with two."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account = cls._create_account(date_open="2026-01-01")
        cls.old = cls._create_installation(cls.account, "A1", opening=100)
        cls.point = cls.old.usage_point_id
        cls._read(cls.old, ("2026-02-01", 200), ("2026-03-01", 300))
        cls.engineer = cls.users["engineer"]

    def _act(self, **vals):
        values = {
            "account_id": self.account.id,
            "usage_point_id": self.point.id,
            "date": "2026-03-16",
            "mode": "swap",
            "act_number": "D-7",
            "closing_value": "345",
            "new_source": "new",
            "type_id": self.meter_type.id,
            "serial": "NEW1",
            "opening_value": "7",
            "seal_number": "S-1",
            **vals,
        }
        return (
            self.env["elektrohisob.installation.swap"]
            .with_user(self.engineer)
            .create(values)
        )

    def test_account_with_a_meter_is_not_closed(self):
        self.account.date_close = "2026-03-15"
        with self.assertRaisesRegex(UserError, "A1"):
            self.account.action_close()
        self._act(mode="remove").action_apply()  # the last day of A1 is the 15th
        self.account.action_close()
        self.assertEqual(self.account.state, "closed")

    def test_swap(self):
        self._settled_to(self.account, "2026-03-01")
        wizard = self._act(multiplier=20)
        self.assertEqual(wizard.old_installation_id, self.old)
        # what the form shows before the act is written: 345 − 300
        self.assertEqual((wizard.last_value, wizard.closing_kwh), (300, 45))
        action = wizard.action_apply()
        new = self.env["elektrohisob.installation"].browse(action["res_id"])
        self.assertRecordValues(
            self.old + new,
            [
                {
                    "date_start": date(2026, 1, 1),
                    "date_end": date(2026, 3, 15),
                    "act_number_end": "D-7",
                    "multiplier": 1,
                },
                {
                    "date_start": date(2026, 3, 16),
                    "date_end": False,
                    "act_number_end": False,
                    "multiplier": 20,
                },
            ],
        )
        closing = self.old.reading_ids.sorted("date")[-1]
        self.assertRecordValues(
            closing + new.reading_ids,
            [
                {"date": date(2026, 3, 16), "value": 345, "source": "act",
                 "state": "valid"},
                {"date": date(2026, 3, 16), "value": 7, "source": "act",
                 "state": "valid"},
            ],
        )  # fmt: skip
        self.assertEqual(self.old.meter_id.state, "stock")
        self.assertEqual((new.meter_id.serial, new.meter_id.state),
                         ("NEW1", "installed"))  # fmt: skip

    def test_chain_of_acts_has_no_gap(self):
        for number, day in enumerate(("2026-03-16", "2026-03-17", "2026-07-01")):
            self._act(
                date=day,
                serial=f"N{number}",
                opening_value="0",
                closing_value="345" if not number else "0",
                act_number=f"D-{number}",
            ).action_apply()
        rows = self.point.installation_ids.sorted("date_start")
        self.assertEqual(len(rows), 4)
        for before, after in pairwise(rows):
            self.assertEqual((after.date_start - before.date_end).days, 1)
        self.assertFalse(rows[-1].date_end)

    def test_new_meter_from_stock(self):
        meter = self._create_meter("STOCK1")
        action = self._act(new_source="stock", meter_id=meter.id).action_apply()
        new = self.env["elektrohisob.installation"].browse(action["res_id"])
        self.assertEqual(new.meter_id, meter)

    def test_swap_discovered_later(self):
        self._read(self.old, ("2026-04-01", 20 + 345))  # of the new meter, in truth
        self._settled_to(self.account, "2026-04-01")
        wizard = self._act(opening_value="350")
        self.assertEqual((wizard.later_count, wizard.closing_state), (1, "accepted"))
        new = self.env["elektrohisob.installation"].browse(
            wizard.action_apply()["res_id"]
        )
        strange = self.old.reading_ids.filtered(lambda r: r.date == date(2026, 4, 1))
        self.assertEqual((strange.state, strange.check_code), ("queued", "R02"))
        self.assertIn("D-7", strange.check_note)
        self.assertEqual(self.account.state_ids.dirty_from, date(2026, 1, 1))
        strange.with_user(self.engineer)._decide("move", "Read from the new meter")
        moved = new.reading_ids.filtered(lambda r: r.date == date(2026, 4, 1))
        self.assertEqual((moved.state, moved.value, moved.kwh), ("valid", 365, 15))
        self.assertEqual((strange.state, strange.replaced_by_id), ("replaced", moved))

    def test_closing_reading_is_checked(self):
        with self.assertRaisesRegex(UserError, "rollover"), self.env.cr.savepoint():
            self._act(closing_value="299").action_apply()
        with self.assertRaisesRegex(UserError, "Tick"), self.env.cr.savepoint():
            self._act(closing_value="9000").action_apply()
        self.assertFalse(self.old.date_end)
        self._act(closing_value="9000", is_confirmed=True).action_apply()
        self.assertEqual(self.old.date_end, date(2026, 3, 15))

    def test_closing_reading_after_rollover(self):
        wizard = self._act(closing_value="10", rollover=True)
        self.assertEqual(wizard.closing_kwh, 99710)

    def test_closing_reading_equal_to_a_reading_of_the_day(self):
        self._read(self.old, ("2026-03-16", 345))
        self._act().action_apply()
        self.assertEqual(self.old.date_end, date(2026, 3, 15))

    def test_remove(self):
        self._act(mode="remove").action_apply()
        self.assertEqual(self.old.date_end, date(2026, 3, 15))
        self.assertEqual(self.point.installation_ids, self.old)
        self.assertFalse(self.point.installation_id)
        outcome = self._read(self.old, ("2026-04-01", 400))[0]
        self.assertEqual(outcome["code"], "R02")
        # and a meter is hung again later
        self._act(mode="install", date="2026-05-01", closing_value=False).action_apply()
        self.assertEqual(len(self.point.installation_ids), 2)

    def test_first_installation(self):
        point = self.env["elektrohisob.usage.point"].create(
            {"account_id": self.account.id, "code": "2"}
        )
        form = Form(
            self.env["elektrohisob.installation.swap"]
            .with_user(self.engineer)
            .with_context(
                default_account_id=self.account.id, default_usage_point_id=point.id
            )
        )
        self.assertEqual(form.mode, "install")
        form.date = "2026-06-01"
        form.act_number = "D-1"
        form.new_source = "new"
        form.type_id = self.meter_type
        form.serial = "F1"
        form.opening_value = "3.5"
        action = form.save().action_apply()
        new = self.env["elektrohisob.installation"].browse(action["res_id"])
        self.assertEqual(new.reading_ids.value, 3.5)
        self.assertEqual(new.usage_point_id, point)

    def test_impossible_acts(self):
        for vals, words in (
            ({"mode": "install"}, "hangs at the point"),
            ({"mode": "swap", "date": "2026-01-01"}, "No meter hangs"),
            ({"mode": "swap", "date": "2025-12-01"}, "No meter hangs"),
            ({"mode": "swap", "date": "2026-12-01"}, "still to come"),
            ({"opening_value": "1e9"}, "not a reading"),
            ({"serial": False}, "serial number"),
            ({"new_source": "stock"}, "Choose the new meter"),
        ):
            with (
                self.subTest(vals=vals),
                self.assertRaisesRegex(UserError, words),
                self.env.cr.savepoint(),
            ):
                self._act(**vals).action_apply()
        self.assertFalse(self.old.date_end)

    def test_act_before_a_later_act(self):
        self._act().action_apply()
        with self.assertRaisesRegex(UserError, "already taken down"):
            self._act(date="2026-03-10", mode="remove").action_apply()
        # a replacement found late is put between
        self._act(date="2026-03-10", serial="N2", act_number="D-6").action_apply()
        rows = self.point.installation_ids.sorted("date_start")
        self.assertEqual(
            [(row.meter_id.serial, str(row.date_start)) for row in rows],
            [("A1", "2026-01-01"), ("N2", "2026-03-10"), ("NEW1", "2026-03-16")],
        )

    def test_overlaps_are_refused_by_the_database(self):
        Installation = self.env["elektrohisob.installation"]
        point = self.env["elektrohisob.usage.point"].create(
            {"account_id": self._create_account().id}
        )
        for vals, words in (
            ({"meter_id": self._create_meter("X1").id}, "already has a meter"),
            ({"usage_point_id": point.id}, "another usage point"),
        ):
            row = {
                "usage_point_id": self.point.id,
                "meter_id": self.old.meter_id.id,
                "date_start": "2026-06-01",
                **vals,
            }
            with (
                self.subTest(vals=vals),
                self.assertRaises(IntegrityError) as caught,
                mute_logger("odoo.sql_db"),
                self.env.cr.savepoint(),
            ):
                Installation.create(row)
            message = Installation._sql_error_to_message(caught.exception)
            self.assertIn(words, message)

    def test_installation_with_readings_stays(self):
        with self.assertRaisesRegex(UserError, "act of removal"):
            self.old.unlink()
        with self.assertRaises(UserError):
            self.old.meter_id = self._create_meter("X2")
        other = self._create_account()
        with self.assertRaises(ValidationError):
            self.point.account_id = other

    def test_changed_multiplier_is_settled_again(self):
        self._settled_to(self.account, "2026-03-01")
        self.old.multiplier = 10
        self.assertEqual(self.account.state_ids.dirty_from, date(2026, 1, 1))

    def test_only_engineers_act(self):
        for role in ("clerk_household", "cashier", "auditor"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                self.env["elektrohisob.installation.swap"].with_user(
                    self.users[role]
                ).create({"account_id": self.account.id})

    def test_meter_on_the_wall_is_not_written_off(self):
        with self.assertRaisesRegex(UserError, "still hangs"):
            self.old.meter_id.action_retire()


@tagged("elh_tour", "post_install", "-at_install")
class TestInstallationSwapTour(MeteringCommon, HttpCase):
    """The act in the browser: it announces the energy before it is written."""

    def test_act(self):
        engineer = self.users["engineer"]
        engineer.write({"login": "swap_engineer", "password": "swap_engineer"})
        account = self._create_account(date_open="2026-01-01")
        old = self._create_installation(account, "A1", opening=100)
        today = business_today(self.env["elektrohisob.reading"])
        self._read(old, (today - timedelta(60), 200), (today - timedelta(30), 300))
        self._create_meter("STOCK1")
        url = f"/odoo/elektrohisob.usage.point/{old.usage_point_id.id}"
        self.start_tour(
            url, "elektrohisob_metering_installation_swap", login=engineer.login
        )
        new = old.usage_point_id.installation_id
        self.assertEqual(new.meter_id.serial, "STOCK1")
        closing, opening = self.Reading.search(
            [("account_id", "=", account.id), ("source", "=", "act")],
            order="id desc",
            limit=2,
        ).sorted("value", reverse=True)
        self.assertEqual((closing.value, opening.value), (345, 7))
        self.assertEqual(closing.date, opening.date)
