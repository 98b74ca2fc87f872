from datetime import date, datetime

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import Form

from .test_swap_journal import SwapCommon


@freeze_time(datetime(2026, 11, 20, 8, 0))
class TestSwapRatio(SwapCommon):
    """Transformers change under a meter that stays: one stay, two multipliers."""

    def _change(self, **vals):
        return self._act(
            **{
                "mode": "ratio",
                "date": "2026-03-11",
                "closing_value": "400",
                "transformer_ids": [Command.set(self.transformers.ids)],
                **vals,
            }
        )

    def test_same_meter_new_multiplier(self):
        wizard = self._change()
        self.assertEqual(wizard.multiplier, 20)  # 100/5
        self.assertEqual(wizard.closing_kwh, 300)  # 400 − 100, multiplier 1
        wizard.action_apply()
        new = self.point.installation_ids - self.old
        self.assertRecordValues(
            self.old + new,
            [
                {
                    "date_end": date(2026, 3, 10),
                    "multiplier": 1,
                    "meter_id": new.meter_id.id,
                },
                {"date_end": False, "multiplier": 20, "meter_id": self.old.meter_id.id},
            ],
        )
        self.assertEqual(new.previous_id, self.old)
        self.assertEqual(new.reading_ids.mapped("value"), [400])
        stays = self.old.meter_id.stay_ids
        self.assertEqual(len(stays), 1)
        self.assertFalse(stays.date_end)
        self.assertEqual(self.transformers.mapped("usage_point_id"), self.point)
        act = self.transformers.line_ids.movement_id
        self.assertEqual(act.kind, "replacement")
        self.assertIn("300 kWh", act.ratio_note)
        self.assertIn("multiplier 20", act.ratio_note)

    def test_the_meter_is_taken_down_later(self):
        """The journal ends the one stay of the meter when it goes."""
        self._change().action_apply()
        self._act(date="2026-05-01", mode="remove", closing_value="410").action_apply()
        stay = self.old.meter_id.stay_ids.filtered("usage_point_id")
        self.assertEqual(len(stay), 1)
        self.assertEqual(stay.date_end, date(2026, 5, 1))

    def test_readings_after_the_act_go_along(self):
        self._read(self.old, ("2026-04-01", 450), decision="Seen")
        self._change().action_apply()
        new = self.point.installation_ids - self.old
        valid = new.reading_ids.filtered(lambda r: r.state == "valid")
        self.assertEqual(sorted(valid.mapped("value")), [400, 450])
        outcome = self._read(new, ("2026-04-10", 451), decision="Seen")[0]
        self.assertEqual(outcome["kwh"], 20)  # 1 × 20

    def test_without_transformers_in_the_registry(self):
        self._change(transformer_ids=False, multiplier=30).action_apply()
        new = self.point.installation_ids - self.old
        self.assertEqual(new.multiplier, 30)

    def test_no_multiplier_no_act(self):
        """5/100 gives no whole number: a sentence, not an error of the database."""
        self.types["ct"].write({"ratio_primary": 5, "ratio_secondary": 100})
        wizard = self._change()
        self.assertEqual(wizard.multiplier, 0)
        with self.assertRaisesRegex(UserError, "1/20"):
            wizard.action_apply()
        self.assertFalse(self.old.date_end)
        with self.assertRaisesRegex(UserError, "multiplier"):
            self._act(
                meter_id=self.new.id, closing_value="400", multiplier=0
            ).action_apply()

    def test_the_same_multiplier_is_no_change(self):
        with self.assertRaisesRegex(UserError, "stays 1"):
            self._change(transformer_ids=False).action_apply()

    def test_all_registers(self):
        """Zones and export have closing and opening readings too."""
        self.meter_type.write({"zones": 2, "measures_export": True})
        wizard = self._change()
        self.assertEqual(
            wizard.register_ids.mapped("reading_type"), ["A+1", "A+2", "A-"]
        )
        for register, value in zip(
            wizard.register_ids, ("250", "150", "7"), strict=True
        ):
            register.closing_value = value
        wizard.action_apply()
        new = self.point.installation_ids - self.old
        for meter in (self.old, new):
            shown = {
                r.reading_type: r.value
                for r in meter.reading_ids
                if r.date == date(2026, 3, 11)
            }
            self.assertEqual(shown, {"A+": 400, "A+1": 250, "A+2": 150, "A-": 7})

    def test_registers_of_a_replacement(self):
        self.meter_type.measures_reactive = True
        form = Form(
            self.env["elektrohisob.installation.swap"]
            .with_user(self.engineer)
            .with_context(
                default_account_id=self.account.id,
                default_usage_point_id=self.point.id,
            )
        )
        form.date = "2026-03-11"
        form.act_number = "9"
        form.closing_value = "400"
        form.meter_id = self.new
        with form.register_ids.edit(0) as register:
            self.assertEqual(register.reading_type, "R+")
            register.closing_value = "33"
            register.opening_value = "0"
        form.save().action_apply()
        new = self.point.installation_ids - self.old
        find = lambda meter: meter.reading_ids.filtered(  # noqa: E731
            lambda r: r.reading_type == "R+"
        )
        self.assertEqual((find(self.old).value, find(new).value), (33, 0))
        lines = self.old.meter_id.line_ids | self.new.line_ids
        acts = lines.filtered("movement_id.act_number").sorted("id")
        self.assertEqual(acts.mapped("reading"), ["400; R+ 33", "0; R+ 0"])
        self.assertEqual(acts.mapped("multiplier"), [1, 1])
