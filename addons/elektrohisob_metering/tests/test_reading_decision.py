from datetime import date, datetime

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form

from .common import MeteringCommon


@freeze_time(datetime(2026, 11, 20, 8, 0))
class TestReadingDecision(MeteringCommon):
    """Queue, corrections and withdrawals keep every version with who and why."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account = cls._create_account(date_open="2026-01-01")
        cls.meter = cls._create_installation(cls.account, "A1", opening=100)
        cls._read(cls.meter, ("2026-02-01", 200), ("2026-03-01", 300))
        cls.clerk = cls.users["clerk_household"]

    def _park(self, day, value):
        outcome = self._read(self.meter, (day, value))[0]
        self.assertEqual(outcome["state"], "parked")
        return self.Reading.browse(outcome["reading_id"]).with_user(self.clerk)

    def _decide(self, readings, mode, note="Seen"):
        wizard = (
            self.env["elektrohisob.reading.decide"]
            .with_user(self.clerk)
            .create({"reading_ids": readings.ids, "mode": mode, "note": note})
        )
        return wizard.action_apply()

    def test_accept_as_it_is(self):
        self._settled_to(self.account, "2026-03-01")
        reading = self._park("2026-04-01", 5000)
        self.assertFalse(self.account.state_ids.dirty_from)
        self._decide(reading, "accept", "The consumer has a greenhouse")
        self.assertRecordValues(
            reading,
            [
                {
                    "state": "valid",
                    "decided_by_id": self.clerk.id,
                    "decision_note": "The consumer has a greenhouse",
                    "check_code": "R06",
                }
            ],
        )

    def test_accepted_in_charged_days_marks_them(self):
        self._settled_to(self.account, "2026-03-01")
        reading = self._park("2026-02-01", 210)  # R09
        self._decide(reading, "accept")
        self.assertEqual(self.account.state_ids.dirty_from, date(2026, 1, 1))

    def test_replacement_keeps_the_earlier_version(self):
        earlier = self.meter.reading_ids.filtered(lambda r: r.value == 200)
        reading = self._park("2026-02-01", 210)
        self.assertEqual(reading.check_code, "R09")
        self._decide(reading, "accept")
        self.assertRecordValues(
            earlier + reading.sudo(),
            [
                {"state": "replaced", "replaced_by_id": reading.id, "value": 200},
                {"state": "valid", "replaced_by_id": False, "value": 210},
            ],
        )
        self.assertEqual(reading.sudo().version_ids, earlier)

    def test_lower_reading_cannot_be_accepted_as_it_is(self):
        reading = self._park("2026-04-01", 250)
        with self.assertRaisesRegex(UserError, "rollover"):
            self._decide(reading, "accept")
        self.assertEqual(reading.state, "queued")
        self._decide(reading, "rollover")
        self.assertEqual((reading.state, reading.rollover), ("valid", True))
        # five digits: 100000 − 300 + 250
        self.assertEqual(reading.kwh, 99950)

    def test_refuse_needs_nothing_but_a_reason(self):
        reading = self._park("2026-04-01", 250)
        self._decide(reading, "refuse", "Wrong flat")
        self.assertEqual(
            (reading.state, reading.decision_note), ("refused", "Wrong flat")
        )
        with self.assertRaises(UserError):
            self._decide(reading, "accept")

    def test_many_at_once_what_contradicts_stays(self):
        high = self._park("2026-04-01", 5000)
        low = self._park("2026-05-01", 10)
        action = self._decide(high + low, "accept")
        self.assertEqual(action["tag"], "display_notification")
        self.assertEqual((high.state, low.state), ("valid", "queued"))

    def test_queued_twin_of_a_valid_reading(self):
        reading = self._park("2026-02-01", 210)
        self._read(self.meter, ("2026-02-01", 210), decision="Act found")
        self.assertEqual(reading.state, "queued")
        self._decide(reading, "accept")
        self.assertEqual(reading.state, "refused")

    def test_correct_a_valid_reading(self):
        self._settled_to(self.account, "2026-03-01")
        reading = self.meter.reading_ids.filtered(lambda r: r.value == 200)
        Wizard = self.env["elektrohisob.reading.correct"].with_user(self.clerk)
        form = Form(Wizard.with_context(default_reading_id=reading.id))
        self.assertEqual(form.value, "200")
        form.value = "150"
        self.assertEqual(form.kwh, 50)
        form.note = "Digits were swapped"
        action = form.save().action_apply()
        new = self.Reading.browse(action["res_id"])
        self.assertRecordValues(
            reading + new,
            [
                {"state": "replaced", "value": 200, "replaced_by_id": new.id},
                {"state": "valid", "value": 150, "replaced_by_id": False},
            ],
        )
        self.assertEqual(new.decision_note, "Digits were swapped")
        self.assertEqual(new.decided_by_id, self.clerk)
        self.assertEqual(new.source, "sheet")
        self.assertEqual(self.account.state_ids.dirty_from, date(2026, 1, 1))

    def test_correction_must_fit_its_neighbours(self):
        reading = self.meter.reading_ids.filtered(lambda r: r.value == 200)
        with self.assertRaisesRegex(UserError, "300"):
            reading.with_user(self.clerk)._correct(value="301", note="?")
        with self.assertRaisesRegex(UserError, "100"):
            reading.with_user(self.clerk)._correct(value="99", note="?")
        with self.assertRaisesRegex(UserError, "already has"):
            reading.with_user(self.clerk)._correct(
                value="300", day=date(2026, 3, 1), note="?"
            )
        self.assertEqual(reading.state, "valid")

    def test_correct_the_date(self):
        self._settled_to(self.account, "2026-03-01")
        reading = self.meter.reading_ids.filtered(lambda r: r.value == 300)
        new = reading._correct(value="300", day=date(2026, 3, 5), note="Wrong day")
        self.assertEqual((reading.state, new.date), ("replaced", date(2026, 3, 5)))
        self.assertEqual(self.account.state_ids.dirty_from, date(2026, 2, 1))

    def test_correct_a_queued_reading(self):
        reading = self._park("2026-04-01", 5000)
        new = reading._correct(value="500", note="One digit too many")
        self.assertEqual((reading.state, new.state), ("replaced", "valid"))

    def test_withdraw(self):
        self._settled_to(self.account, "2026-03-01")
        reading = self.meter.reading_ids.filtered(lambda r: r.value == 200)
        self.env["elektrohisob.reading.correct"].with_user(self.clerk).create(
            {"reading_id": reading.id, "mode": "withdraw", "note": "Another flat"}
        ).action_apply()
        self.assertEqual((reading.state, reading.decision_note),
                         ("refused", "Another flat"))  # fmt: skip
        self.assertEqual(self.account.state_ids.dirty_from, date(2026, 1, 1))
        act = self.meter.reading_ids.filtered(lambda r: r.source == "act")
        with self.assertRaisesRegex(UserError, "act"):
            act._withdraw("?")

    def test_only_who_takes_readings_decides(self):
        reading = self._park("2026-04-01", 250)
        for role in ("cashier", "manager", "auditor", "clerk_legal", "accountant"):
            other = reading.with_user(self.users[role])
            for decide in (
                lambda other=other: other._decide("accept", "?"),
                lambda other=other: other._correct(value="301", note="?"),
            ):
                with self.subTest(role=role), self.assertRaises(AccessError):
                    decide()

    def test_decision_screen(self):
        reading = self._park("2026-04-01", 5000)
        self.assertEqual(reading.previous_id.value, 300)
        self.assertEqual((reading.days, reading.kwh), (31, 4700))
        self.assertEqual(reading.history_ids.mapped("value"), [300, 200, 100])
        # 200 kWh in the 59 days of January and February
        self.assertAlmostEqual(reading.average_day, 200 / 59, 1)

    def test_enter_wizard(self):
        Wizard = self.env["elektrohisob.reading.enter"].with_user(self.clerk)
        form = Form(Wizard.with_context(default_account_id=self.account.id))
        self.assertEqual(form.installation_id, self.meter)
        self.assertEqual(form.last_value, 300)
        form.value = "450"
        self.assertEqual((form.verdict, form.kwh), ("accepted", 150))
        form.value = "350"  # some 890 kWh are usual
        self.assertEqual((form.verdict, form.code), ("parked", "R14"))
        form.value = "250"
        self.assertEqual((form.verdict, form.code), ("parked", "R05"))
        action = form.save().action_save()
        self.assertEqual(action["params"]["type"], "warning")
        self.assertEqual(self.Reading.search([("state", "=", "queued")]).value, 250)

    def test_enter_wizard_confirmed(self):
        Wizard = self.env["elektrohisob.reading.enter"].with_user(self.clerk)
        form = Form(Wizard.with_context(default_account_id=self.account.id))
        form.value = "9000"
        self.assertEqual((form.verdict, form.code), ("parked", "R06"))
        form.is_confirmed = True
        form.note = "Photo seen"
        self.assertEqual(form.verdict, "accepted")
        told = form.save().action_save()["params"]
        # 300 was the reading before
        self.assertEqual((told["type"], told["message"][:5]), ("success", "8\u00a0700"))
        reading = self.Reading.search([("value", "=", 9000)])
        self.assertEqual(
            (reading.state, reading.decision_note), ("valid", "Photo seen")
        )

    def test_enter_wizard_refuses(self):
        wizard = self.env["elektrohisob.reading.enter"].create(
            {"account_id": self.account.id, "value": "1О5"}
        )
        with self.assertRaisesRegex(UserError, "not a reading"):
            wizard.action_save()

    def _enter_zones(self, total, *zones):
        """The dialog with a meter of two zones that showed 300 = 180 + 120."""
        self.meter.meter_id.type_id.zones = 2
        last = self.Reading.search([("value", "=", 300)])
        for code, value in (("A+1", 180), ("A+2", 120)):
            row = {
                "installation_id": self.meter.id,
                "date": last.date,
                "value": str(value),
                "reading_type": code,
            }
            self.assertEqual(
                self.Reading._accept([row], source="sheet")[0]["state"], "accepted"
            )
        Wizard = self.env["elektrohisob.reading.enter"].with_user(self.clerk)
        form = Form(Wizard.with_context(default_account_id=self.account.id))
        form.value = total
        for place, value in enumerate(zones):
            with form.register_ids.edit(place) as register:
                register.value = value
        return form

    def _valid_since(self, form):
        return {
            (reading.reading_type, reading.value)
            for reading in self.Reading.search([("date", "=", form.date)])
            if reading.state == "valid"
        }

    def test_enter_all_registers(self):
        """450 − 300 = 150 = (270 − 180) + (180 − 120)."""
        form = self._enter_zones("450", "270", "180")
        self.assertFalse(form.zones_warning)
        form.save().action_save()
        expected = {("A+", 450.0), ("A+1", 270.0), ("A+2", 180.0)}
        self.assertEqual(self._valid_since(form), expected)

    def test_zones_that_do_not_add_up(self):
        """150 kWh by the total, 90 + 160 by the zones: told, kept only if confirmed."""
        form = self._enter_zones("450", "270", "280")
        self.assertRegex(form.zones_warning, "250 kWh.*150 kWh")
        with self.assertRaisesRegex(UserError, "250 kWh"):
            form.save().action_save()
        self.assertEqual(self._valid_since(form), set())
        form.is_confirmed = True
        form.note = "Photo seen"
        form.save().action_save()
        self.assertIn(("A+2", 280.0), self._valid_since(form))

    def test_a_refused_register_keeps_nothing(self):
        form = self._enter_zones("450", "270", "1О5")
        wizard = form.save()
        with self.assertRaises(UserError) as told:  # undone, as a request would be
            wizard.action_save()
        self.assertRegex(str(told.exception), "A.2: .*not a reading")
        self.assertEqual(self._valid_since(form), set())
