from datetime import date

from odoo.exceptions import UserError, ValidationError

from .common import BillingCommon


class TestFailureCatalogue(BillingCommon):
    """What happens to meters in life, from the fact to the sum; figures by hand.

    Tariff from 01.05.2025: 600 so'm to 200 kWh a month, 800 to 500; from 01.05.2026
    650 and 900. Rollover, a swap found three months later, an estimate and its true
    reading are in ``test_settlement`` and in the scenarios.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.october = cls._open_month("2025-10-01")

    def _get_kwh(self, account, **values):
        rows = account.consumption_ids
        for name, value in values.items():
            rows = rows.filtered(lambda row, n=name, v=value: str(row[n]) == v)
        return round(sum(rows.mapped("kwh")), 3)

    def _add_term(self, installation, **values):
        return self.env["elektrohisob.usage.point.term"].create(
            {
                "usage_point_id": installation.usage_point_id.id,
                "date_start": "2025-10-01",
                **values,
            }
        )

    # === METERS === #

    def test_wrong_multiplier_corrected_a_year_later(self):
        """5 kWh shown in October: 5 × 600 = 3 000; with transformers of 40 it was 200
        kWh and 120 000, so 117 000 are booked in the open month."""
        meter = self._create_consumer("F1", opening=1000)
        account = meter.account_id
        self._read(meter, ("2025-11-01", 1005), ("2026-10-01", 1005))
        self._settle(account, self.october)
        self.assertEqual(account.amount_due, 3_000)
        september = self._open_month("2026-09-01")
        self._settle(account, september)
        meter.multiplier = 40
        self._settle(account, september)
        self.assertEqual(account.amount_due, 120_000)
        late = account.charge_ids.filtered(lambda row: row.period_id == september)
        self.assertEqual(set(late.mapped("kind")), {"correction"})
        self.assertEqual(sum(late.mapped("amount")), 117_000)
        meter.multiplier = 1
        self._settle(account, september)
        self.assertEqual(account.amount_due, 3_000)

    def test_two_swaps_in_a_month(self):
        """October: 100 kWh to the 11th, 50 to the 21st, 30 to the end: 180 × 600."""
        meter = self._create_consumer("F2", opening=0)
        account, point = meter.account_id, meter.usage_point_id
        for day, closing, serial in (
            ("2025-10-11", "100", "F2b"),
            ("2025-10-21", "50", "F2c"),
        ):
            self.env["elektrohisob.installation.swap"].create(
                {
                    "account_id": account.id,
                    "usage_point_id": point.id,
                    "date": day,
                    "mode": "swap",
                    "act_number": serial,
                    "closing_value": closing,
                    "new_source": "new",
                    "type_id": self.meter_type.id,
                    "serial": serial,
                    "opening_value": "0",
                }
            ).action_apply()
        last = point.installation_ids.filtered(lambda row: not row.date_end)
        self.assertEqual(last.previous_id.previous_id, meter)
        self._read(last, ("2025-11-01", 30))
        self.assertFalse(self._settle(account, self.october).parked)
        self.assertEqual(account.amount_due, 108_000)

    def test_a_chain_of_acts_has_no_gap(self):
        """The day of a replacement moves both meters or none."""
        meter = self._create_consumer("F3", opening=0)
        self.env["elektrohisob.installation.swap"].create(
            {
                "account_id": meter.account_id.id,
                "usage_point_id": meter.usage_point_id.id,
                "date": "2025-10-11",
                "mode": "swap",
                "act_number": "F3",
                "closing_value": "100",
                "new_source": "new",
                "type_id": self.meter_type.id,
                "serial": "F3b",
            }
        ).action_apply()
        with self.assertRaisesRegex(ValidationError, "F3b replaced meter F3"):
            meter.date_end = "2025-10-05"

    def test_removed_without_a_closing_reading(self):
        """10 kWh a day to 01.11., taken down after 10.11. and never read: 100 kWh for
        the ten days by the usual energy. A closing reading found later replaces it."""
        meter = self._create_consumer("F4", opening=0)
        account = meter.account_id
        self._read(meter, ("2025-11-01", 310))
        self._settle(account, self.october)
        november = self._open_month("2025-11-01")
        meter.date_end = "2025-11-10"
        self.assertFalse(self._settle(account, november).parked)
        self.assertEqual(self._get_kwh(account, month="2025-11-01"), 100)
        self.assertEqual(self._get_kwh(account, origin="average"), 100)
        december = self._open_month("2025-12-01")
        self._settle(account, december)
        self.assertEqual(self._get_kwh(account), 410)
        self._read(meter, ("2025-11-11", 330))
        self._settle(account, december)
        self.assertEqual(self._get_kwh(account, origin="average"), 0)
        self.assertEqual(self._get_kwh(account, month="2025-11-01"), 20)

    def test_wires_crossed(self):
        """Import stood still while export counted 150 kWh: it is import."""
        self.meter_type.measures_export = True
        meter = self._create_consumer("F5", opening=1000)
        account = meter.account_id
        self._read(meter, ("2025-11-01", 1000))
        taken = self.Reading._accept(
            [
                {
                    "installation_id": meter.id,
                    "date": day,
                    "value": value,
                    "reading_type": "A-",
                }
                for day, value in (("2025-10-01", "0"), ("2025-11-01", "150"))
            ],
            source="act",
        )
        self.assertEqual([row["state"] for row in taken], ["accepted"] * 2, taken)
        self._settle(account, self.october)
        self.assertEqual(account.amount_due, 0)
        self.assertEqual(self._get_kwh(account, reading_type="A-"), 150)
        meter.is_reversed = True
        self._settle(account, self.october)
        self.assertEqual(account.amount_due, 90_000)  # 150 × 600
        self.assertEqual(self._get_kwh(account, reading_type="A-"), 0)
        meter.is_reversed = False
        self._settle(account, self.october)
        self.assertEqual(account.amount_due, 0)

    # === READINGS === #

    def test_typed_for_the_neighbour_and_moved(self):
        """300 kWh typed for meter F6a belong to F6b: 200 × 600 + 100 × 800."""
        wrong = self._create_consumer("F6a", opening=0)
        right = self._create_consumer("F6b", opening=0)
        accounts = wrong.account_id | right.account_id
        self._read(wrong, ("2025-11-01", 300))
        self._settle(wrong.account_id, self.october)
        self.assertEqual(wrong.account_id.amount_due, 200_000)
        typed = wrong.reading_ids.filtered(lambda row: row.value == 300)
        typed._withdraw("Typed for the neighbour")
        self._read(right, ("2025-11-01", 300))
        self._read(wrong, ("2025-11-01", 10))
        self._settle(accounts, self.october)
        self.assertEqual(wrong.account_id.amount_due, 6_000)
        self.assertEqual(right.account_id.amount_due, 200_000)

    def test_reading_at_a_tariff_change(self):
        """01.05.2026 at 00:00 parts 600 from 650: 100 kWh before, 100 after."""
        meter = self._create_consumer("F7", start="2026-04-01", opening=0)
        self._read(meter, ("2026-05-01", 100), ("2026-06-01", 200))
        self._settle(meter.account_id, self._open_month("2026-05-01"))
        self.assertEqual(meter.account_id.amount_due, 60_000 + 65_000)

    # === INTERVAL DATA === #

    def _add_days(self, channel, first, days, kwh):
        """Days of a channel as the import writes them: one value a day is enough."""
        self.env.cr.execute(
            """
            INSERT INTO elektrohisob_interval_day (channel_id, company_id, date, wh,
                   missing, doubtful, state, values, qualities)
            SELECT %s, %s, %s::date + n, %s, 0, 0, 'valid', ARRAY[%s], ARRAY[0]
              FROM generate_series(0, %s) AS n
            """,
            (
                channel.id,
                channel.company_id.id,
                first,
                kwh * 1000,
                kwh * 1000,
                days - 1,
            ),
        )

    def test_late_days_of_a_channel_after_the_month_was_billed(self):
        """10 kWh a day to 20.10., then silence: 11 days by the usual 10, 310 kWh =
        120 000 + 88 000. The late days had 5 each: 200 + 55 = 255, so 44 000 less."""
        meter = self._create_consumer("F14", opening=0)
        account = meter.account_id
        channel = self.env["elektrohisob.channel"].create(
            {
                "usage_point_id": meter.usage_point_id.id,
                "point_code": "562080073213101",
                "reading_type": "A+",
            }
        )
        self._add_days(channel, "2025-10-01", 20, 10)
        self._settle(account, self.october)
        self.assertEqual(self._get_kwh(account, quality="estimated"), 110)
        self.assertEqual(account.amount_due, 208_000)
        self.assertEqual(account.state_ids.settled_to, date(2025, 10, 21))
        november = self._open_month("2025-11-01")
        self._add_days(channel, "2025-10-21", 11, 5)
        self._add_days(channel, "2025-11-01", 30, 0)
        self._settle(account, november)
        self.assertEqual(self._get_kwh(account, quality="estimated"), 0)
        self.assertEqual(self._get_kwh(account, origin="profile"), 255)
        self.assertEqual(account.amount_due, 164_000)
        self.assertEqual(account.state_ids.settled_to, date(2025, 12, 1))

    # === POINTS === #

    def test_sub_consumer_and_one_bigger_than_its_parent(self):
        """The parent used 500 kWh, 200 of them the sub-consumer's: 300 are its own,
        200 × 600 + 100 × 800 = 200 000. With 600 the month is 100 below zero: a
        credit of 100 × 600, and a finding."""
        parent = self._create_consumer("F8a", opening=0)
        child = self._create_consumer("F8b", opening=0)
        self._add_term(child, parent_id=parent.usage_point_id.id)
        both = parent.account_id | child.account_id
        self._read(parent, ("2025-11-01", 500))
        self._read(child, ("2025-11-01", 200))
        self._settle(both, self.october)
        self.assertEqual(parent.account_id.amount_due, 200_000)
        self.assertEqual(child.account_id.amount_due, 120_000)
        part = parent.account_id.charge_ids[:1].explanation[-1]
        self.assertEqual((part["o"], part["meter"], part["kwh"]), ("sub", "F8b", -200))
        found = self.Reading.search(
            [("installation_id", "=", child.id), ("value", "=", 200)]
        )
        found._withdraw("Misread")
        self._read(child, ("2025-11-01", 600))
        settled = self._settle(both, self.october)
        self.assertEqual(settled.parked[parent.account_id.id][0], "negative")
        self.assertEqual(parent.account_id.amount_due, 200_000)
        self._book_with_a_warning("negative")
        self._settle(both, self.october)
        self.assertEqual(parent.account_id.amount_due, -60_000)
        self.assertEqual(self._get_kwh(parent.account_id), -100)
        Check = self.env["elektrohisob.quality.check"]
        check = Check._get_check("negative_consumption")
        self.assertIn(parent.usage_point_id.id, Check._find(check, self.district_a))

    def _book_with_a_warning(self, code):
        """The enterprise decides that such bills are booked all the same."""
        self.env["elektrohisob.charge.check"].search(
            [("code", "=", code)]
        ).severity = "warns"

    def test_nothing_feeds_itself(self):
        one = self._create_consumer("F9a", opening=0)
        other = self._create_consumer("F9b", opening=0)
        self._add_term(one, parent_id=other.usage_point_id.id)
        with self.assertRaisesRegex(ValidationError, "feed itself"):
            self._add_term(other, parent_id=one.usage_point_id.id)

    def test_losses_of_a_transformer(self):
        """Worked example TM-400/10: 120 000 kWh in 720 h lose 1 815.687 kWh. The act
        taken back leaves exactly what was."""
        self._book_with_a_warning("sum_new")  # 120 MWh of a new account
        meter = self._create_consumer("F10", start="2025-11-01", opening=0)
        account = meter.account_id
        meter.multiplier = 1000
        november = self._open_month("2025-11-01")
        self._read(meter, ("2025-12-01", 120), decision="checked")
        self._settle(account, november)
        before = account.amount_due
        self.assertTrue(before)
        term = self._add_term(
            meter,
            date_start="2025-11-01",
            loss_scheme="transformer",
            transformer_kva=400,
            no_load_kw=0.95,
            load_kw=5.5,
            tg_phi=0.4843,
        )
        self._settle(account, november)
        # tg φ is kept with four decimals: 684 + 5.5 × 720 × (166.667² × (1 +
        # 0.4843²) / 400²) × 4/3 = 684 + 1 131.67
        self.assertAlmostEqual(self._get_kwh(account, origin="loss"), 1815.67, places=1)
        self.assertGreater(account.amount_due, before)
        term.unlink()
        self._settle(account, november)
        self.assertEqual(self._get_kwh(account, origin="loss"), 0)
        self.assertEqual(account.amount_due, before)

    def test_equipment_without_a_meter(self):
        """0.5 kW × 12 h × 31 days of October = 186 kWh × 600 = 111 600."""
        account = self._create_supplied("F11")
        point = self.env["elektrohisob.usage.point"].create(
            {"account_id": account.id, "code": "1"}
        )
        settled = self._settle(account, self.october)
        self.assertEqual(settled.parked[account.id][0], "no_meter")
        self.env["elektrohisob.usage.point.term"].create(
            {
                "usage_point_id": point.id,
                "date_start": "2025-10-01",
                "norm_power": 0.5,
                "norm_hours": 12,
            }
        )
        self.assertFalse(self._settle(account, self.october).parked)
        self.assertEqual(account.amount_due, 111_600)
        self.assertEqual(account.charge_ids.explanation[0]["o"], "norm")

    # === API === #

    def test_consumption_of_a_point(self):
        """30 October to 02 November of 10 kWh a day: 2 days and 2 days."""
        meter = self._create_consumer("F12", opening=0)
        self._read(meter, ("2025-12-01", 610))
        self._settle(meter.account_id, self._open_month("2025-11-01"))
        found = self.env["elektrohisob.usage.point"].consumption(
            point=meter.usage_point_id.id, date_from="2025-10-30", date_to="2025-11-02"
        )
        self.assertEqual(found["total"], 40)
        self.assertEqual(
            [(row["month"], row["kwh"], row["quality"]) for row in found["months"]],
            [("2025-10-01", 20, "measured"), ("2025-11-01", 20, "measured")],
        )
        part = found["months"][0]["parts"][0]
        self.assertEqual(
            (part["date_from"], part["date_to"]), ("2025-10-30", "2025-10-31")
        )
        self.assertIn("Meter F12: 0 on", part["explanation"])
        with self.assertRaises(UserError):
            self.env["elektrohisob.usage.point"].consumption(
                point=meter.usage_point_id.id,
                date_from="2025-11-02",
                date_to="2025-10-30",
            )

    def test_many_readings_at_once(self):
        one = self._create_consumer("F13a", opening=0).account_id
        other = self._create_consumer("F13b", opening=0).account_id
        answers = self.Reading.submit(
            source="remote",
            readings=[
                {"account": one.number, "date": "2025-11-01", "value": 10},
                {"account": other.id, "date": "2025-11-01", "value": "20,5"},
                {"account": "2626999999999", "date": "2025-11-01", "value": 1},
            ],
        )
        self.assertEqual(
            [row["state"] for row in answers], ["accepted"] * 2 + ["refused"]
        )
        history = self.Reading.history(account=other.number)
        self.assertEqual(
            [(row["date"], row["value"], row["kwh"]) for row in history],
            [("2025-10-01", 0, None), ("2025-11-01", 20.5, 20.5)],
        )
        self.assertEqual(date(2025, 10, 1), one.reading_ids[-1].date)
