from datetime import date, datetime

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from .test_swap_journal import SwapCommon


class CorrectionCommon(SwapCommon):
    """A1 with 100 on 1 January, 200 on 1 February, 300 on 1 March; B1 by the act D-7
    of 16 March (345, 0)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._read(cls.old, ("2026-02-01", 200), ("2026-03-01", 300))
        cls.month = cls.env["elektrohisob.period"].create(
            {"company_id": cls.district_a.id, "date_start": "2026-10-01"}
        )

    def _swap(self, **vals):
        action = self._act(**vals).action_apply()
        return self.env["elektrohisob.installation"].browse(action["res_id"])

    def _get_energy(self):
        """kWh between the valid readings of all meters that hung."""
        readings = self.point.installation_ids.reading_ids
        return sum(readings.filtered(lambda row: row.state == "valid").mapped("kwh"))

    def _open(self, installation, is_start=True, user=None):
        """The dialog as the user gets it."""
        meter = installation.with_user(user or self.engineer)
        action = (
            meter.action_correct_start() if is_start else meter.action_correct_end()
        )
        return (
            self.env["elektrohisob.act.correction"]
            .with_user(user or self.engineer)
            .browse(action["res_id"])
        )

    def _correct(self, correction, shown=(), **vals):
        """Fill the dialog, look at the figures, confirm."""
        correction.write({"note": "Wrong day in the book", **vals})
        for line in correction.line_ids:
            key = (line.side, line.reading_type)
            if key in dict(shown):
                line.value = dict(shown)[key]
        correction.action_preview()
        correction.action_apply()
        self.env.invalidate_all()
        return correction


@freeze_time(datetime(2026, 11, 20, 8, 0))
class TestActCorrection(CorrectionCommon):
    """A wrong act gets another day or other readings, and what stood on it follows."""

    def test_another_day(self):
        """Both meters, their readings and the document go from the 16th to the 26th;
        a look at the figures changes nothing."""
        new = self._swap()
        correction = self._open(new)
        self.assertEqual(correction.act_kind, "swap")
        self.assertEqual(correction.line_ids.mapped("value"), ["345", "0"])
        correction.write({"note": "Wrong day", "date": "2026-03-26"})
        with self.assertRaisesRegex(UserError, "Show what changes"):
            correction.action_apply()
        numbers = self.env["elektrohisob.movement"].search_count([])
        correction.action_preview()
        self.assertEqual(new.date_start, date(2026, 3, 16))
        self.assertEqual(self.env["elektrohisob.movement"].search_count([]), numbers)
        self.assertTrue(correction.is_shown)
        correction.date = "2026-03-27"
        self.assertFalse(correction.is_shown)
        correction.date = "2026-03-26"
        correction.action_apply()
        self.env.invalidate_all()
        self.assertEqual((self.old.date_end, new.date_start, new.previous_id),
                         (date(2026, 3, 25), date(2026, 3, 26), self.old))  # fmt: skip
        acts = (self.old | new).reading_ids.filtered(
            lambda row: row.source == "act" and row.state == "valid"
        )
        self.assertEqual(
            sorted((str(row.date), row.value) for row in acts),
            [("2026-01-01", 100), ("2026-03-26", 0), ("2026-03-26", 345)],
        )

    def test_journal_follows(self):
        """The old document is corrected, another stands in its place; stays and the
        seal moved, though the old meter has been in the laboratory since."""
        new = self._swap(seal_ids=[self._seal(self.seals[0])])
        place = self.env["elektrohisob.place"]._get_place(self.district_a, "laboratory")
        self.env["elektrohisob.movement"].create(
            {
                "kind": "laboratory",
                "date": "2026-06-01",
                "place_to_id": place.id,
                "line_ids": [Command.create({"device_id": self.old.meter_id.id})],
            }
        ).action_post()
        act = self.new.line_ids.movement_id
        correction = self._correct(
            self._open(new), {("old", "A+"): "350"}, date="2026-03-20"
        )
        self.assertEqual((act.standing, act.date), ("corrected", date(2026, 3, 16)))
        copy = act.corrected_by_ids
        self.assertEqual((copy.date, copy.act_number, copy.standing),
                         (date(2026, 3, 20), "D-7", "valid"))  # fmt: skip
        self.assertEqual(copy.act_correction_id, correction)
        self.assertEqual(correction.written_ids, copy | act.reversal_ids)
        line = copy.line_ids.filtered(lambda row: row.device_id == self.old.meter_id)
        self.assertEqual((line.reading, line.kwh), ("350", 50))
        self.assertIn(self.engineer.name, act.standing_note)
        self.assertIn("Wrong day in the book", act.standing_note)
        self.assertTrue(act._render_act("uz_UZ").startswith(b"%PDF"))
        self.assertIn("CORRECTED", act._prepare_act().title)
        stays = self.old.meter_id.stay_ids.sorted("date_start")
        self.assertEqual(
            stays.mapped("date_start"),
            [date(2026, 1, 1), date(2026, 3, 20), date(2026, 6, 1)],
        )
        self.assertEqual(self.seals[0].stay_id.date_start, date(2026, 3, 20))
        self.assertEqual(self.seals[0].stay_id.host_device_id, self.new)
        self.assertEqual(self.old.meter_id.place_id, place)

    def test_corrected_and_back(self):
        """Another day, reading and multiplier, and back: what was booked is nothing."""
        self._read(self.old, ("2026-03-10", 330))
        new = self._swap()
        self._read(new, ("2026-03-20", 10), ("2026-11-01", 221), decision="Seen")
        before = self._get_energy()
        self._correct(
            self._open(new),
            {("old", "A+"): "400", ("new", "A+"): "5"},
            date="2026-03-28",
            multiplier=3,
        )
        # the reading of the 20th cannot be of B1 any more
        stray = self.Reading.search([("installation_id", "=", new.id),
                                     ("date", "=", "2026-03-20")])  # fmt: skip
        self.assertEqual((stray.state, stray.check_code), ("queued", "R02"))
        self.assertIn("hangs from", stray.check_note)
        # A1 to 400: 300; B1: (221 − 5) × 3 = 648
        self.assertEqual(self._get_energy(), 948)
        self._correct(
            self._open(new),
            {("old", "A+"): "345", ("new", "A+"): "0"},
            date="2026-03-16",
            multiplier=1,
        )
        self.assertEqual(stray.state, "valid")
        self.assertEqual(self._get_energy(), before)

    def test_taken_back(self):
        """B1 never hung: A1 goes on, its later reading counts again; B1 is in stock.
        Written once more, the act gives what was booked before."""
        self._read(self.old, ("2026-05-01", 400))
        new = self._swap()
        later = self.Reading.search([("installation_id", "=", self.old.id),
                                     ("date", "=", "2026-05-01")])  # fmt: skip
        self.assertEqual(later.state, "queued")
        self._read(new, ("2026-11-01", 221), decision="Seen")
        before = self._get_energy()
        act = self.new.line_ids.movement_id
        correction = self._correct(self._open(new), operation="take_back")
        self.assertFalse(new.active)
        self.assertFalse(self.old.date_end or self.old.act_number_end)
        self.assertEqual(self.point.installation_ids, self.old)
        self.assertEqual(later.state, "valid")
        shown = self.Reading.search([("installation_id", "=", new.id)]).sorted("date")
        self.assertEqual(shown.mapped("state"), ["refused", "queued"])
        self.assertIn("taken back", shown[1].check_note)
        self.assertEqual((act.standing, self.new.state), ("taken", "stock"))
        self.assertEqual(self.old.meter_id.usage_point_id, self.point)
        self.assertIn("Wrong day in the book", act.standing_note)
        self.assertIn("TAKEN BACK", act._prepare_act().title)
        self.assertEqual(correction.state, "done")
        self.assertEqual(self._get_energy(), 300)  # to the reading of 1 May
        # nobody can take a reading for a meter that never hung
        outcome = self._read(new, ("2026-10-15", 300), decision="Seen")[0]
        self.assertEqual((outcome["state"], outcome["code"]), ("refused", "R02"))
        with self.assertRaisesRegex(UserError, "archived"):
            new.with_user(self.engineer).active = True
        again = self._swap(act_number="D-7a")
        self.assertEqual(shown[1].state, "replaced")  # it went along with its meter
        self.assertEqual(self._get_energy(), before)
        self.assertEqual(again.meter_id, self.new)

    def test_removal_and_first_installation(self):
        self._act(mode="remove", closing_value="345").action_apply()
        self._correct(self._open(self.old, is_start=False), date="2026-03-20")
        self.assertEqual(self.old.date_end, date(2026, 3, 19))
        self._correct(self._open(self.old, is_start=False), operation="take_back")
        self.assertFalse(self.old.date_end)
        self.assertEqual(self.old.meter_id.state, "installed")
        self._correct(self._open(self.old), date="2026-01-05")
        self.assertEqual(self.old.date_start, date(2026, 1, 5))
        self._correct(self._open(self.old), operation="take_back")
        self.assertFalse(self.point.installation_ids)
        self.assertEqual(self.old.meter_id.state, "stock")
        # the meter, and the point, are free again
        self._swap(mode="install", meter_id=self.old.meter_id.id, opening_value="100",
                   closing_value=False, date="2026-02-01")  # fmt: skip

    def test_change_of_transformers(self):
        """400 on the 11th of March as 1 × 300; it was 380 on the 1st of April: both
        installations have it, readings between go to the multiplier of their day."""
        self._act(mode="ratio", date="2026-03-11", closing_value="330",
                  multiplier=20).action_apply()  # fmt: skip
        new = self.old._get_next()
        self._read(new, ("2026-03-21", 340), ("2026-11-01", 360), decision="Seen")
        self._correct(
            self._open(new), {("both", "A+"): "350"}, date="2026-04-01", multiplier=30
        )
        stands = lambda meter: sorted(  # noqa: E731
            self._open(new)._get_valid(meter).mapped("value")
        )
        self.assertEqual(stands(self.old), [100, 200, 300, 340, 350])
        self.assertEqual(stands(new), [350, 360])
        # (350 − 100) × 1 + (360 − 350) × 30
        self.assertEqual(self._get_energy(), 550)
        self._correct(self._open(new), operation="take_back")
        self.assertEqual(stands(self.old), [100, 200, 300, 340, 360])
        self.assertEqual(self._get_energy(), 260)

    def test_seals_only(self):
        self._act(mode="seal", seal_ids=[self._seal(self.seals[0])]).action_apply()
        act = self.seals[0].line_ids.movement_id
        action = act.with_user(self.engineer).action_correct_act()
        correction = self.env["elektrohisob.act.correction"].with_user(self.engineer)
        self._correct(correction.browse(action["res_id"]), operation="take_back")
        self.assertEqual((act.standing, self.seals[0].state), ("taken", "stock"))


@freeze_time(datetime(2026, 11, 20, 8, 0))
class TestActCorrectionRefused(CorrectionCommon):
    """Who may correct, and what stands in the way."""

    def test_a_later_act_stands_on_it(self):
        new = self._swap()
        self._swap(date="2026-06-01", act_number="D-9", closing_value="50",
                   meter_id=self._create_meter("C1").id)  # fmt: skip
        correction = self._open(new)
        correction.write({"note": "Wrong", "operation": "take_back"})
        with self.assertRaisesRegex(UserError, "D-9"):
            correction.action_preview()
        correction.write({"operation": "change", "date": "2026-06-01"})
        with self.assertRaisesRegex(UserError, "D-9"):
            correction.action_preview()
        correction.date = "2026-01-01"
        with self.assertRaisesRegex(UserError, "on meter A1 bounds it"):
            correction.action_preview()
        correction.date = "2026-05-31"
        self._correct(correction, date="2026-05-31")
        self.assertEqual(new.date_start, date(2026, 5, 31))

    def test_a_document_took_the_meter_away(self):
        new = self._swap()
        movement = self.env["elektrohisob.movement"].create(
            {
                "kind": "repair",
                "date": "2026-03-20",
                "place_to_id": self.env["elektrohisob.place"]
                ._get_place(self.district_a, "repair")
                .id,
                "line_ids": [Command.create({"device_id": self.old.meter_id.id})],
            }
        )
        movement.action_post()
        correction = self._open(new)
        correction.write({"note": "Wrong", "date": "2026-03-25"})
        with self.assertRaisesRegex(UserError, movement.number):
            correction.action_preview()
        correction.operation = "take_back"
        with self.assertRaisesRegex(UserError, movement.number):
            correction.action_preview()
        self.assertEqual(self.old.date_end, date(2026, 3, 15))
        movement.action_reverse()
        self._correct(correction)
        self.assertFalse(self.old.date_end)

    def test_what_is_refused_leaves_nothing(self):
        new = self._swap()
        correction = self._open(new)
        for vals, shown, words in (
            ({}, {}, "stays as it is"),
            ({"note": " "}, {}, "Write why"),
            ({"date": "2026-12-01"}, {}, "still to come"),
            ({"multiplier": 0}, {}, "whole number"),
            ({"date": "2026-03-20"}, {("old", "A+"): "200"}, "Register A"),
            ({"date": "2026-03-20"}, {("new", "A+"): ""}, "when it was hung"),
        ):
            with (
                self.subTest(vals=vals),
                self.assertRaisesRegex(UserError, words),
                self.env.cr.savepoint(),
            ):
                self._correct(correction, shown, **vals)
        self.assertEqual((self.old.date_end, new.date_start),
                         (date(2026, 3, 15), date(2026, 3, 16)))  # fmt: skip
        self.assertEqual(len(self.old.reading_ids | new.reading_ids), 5)
        self.assertEqual(self.new.line_ids.movement_id.standing, "valid")

    def test_only_engineers_correct(self):
        new = self._swap()
        for role in ("clerk_household", "cashier", "auditor", "manager"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                self._open(new, user=self.users[role])
        with self.assertRaises(AccessError):
            self.env["elektrohisob.act.correction"].with_user(self.engineer).create(
                {"usage_point_id": self.point.id, "date": "2026-03-20"}
            )
        correction = self._open(new)
        correction.write({"state": "done", "old_installation_id": False})
        self.assertEqual(
            (correction.state, correction.old_installation_id), ("draft", self.old)
        )
        for role in ("clerk_household", "manager"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                correction.with_user(self.users[role]).action_apply()

    def test_dialog_of_yesterday(self):
        """Somebody else corrected the act since the dialog was opened."""
        new = self._swap()
        first = self._open(new)
        first.write({"note": "A", "date": "2026-03-20"})
        first.action_preview()
        admin = self._open(new, user=self.users["admin"])
        self._correct(admin, date="2026-03-18")
        with self.assertRaisesRegex(UserError, "meanwhile"):
            first.action_apply()
