from datetime import date
from random import Random

from psycopg2.errors import RestrictViolation

from odoo.exceptions import UserError
from odoo.tools import SQL, mute_logger

from .common import BillingCommon

BOOKS = ("elektrohisob_consumption", "elektrohisob_charge", "elektrohisob_ledger_entry")


class TestSettlement(BillingCommon):
    """From readings to balances through the database; figures by hand."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.october = cls._open_month("2025-10-01")
        cls.meter = cls._create_consumer("S1", opening=1000)
        cls.account = cls.meter.account_id

    def _count_rows(self):
        self.env.flush_all()
        return [
            self.env.execute_query(SQL("SELECT count(*) FROM %s", SQL.identifier(t)))
            for t in BOOKS
        ]

    def _get_lines(self, account=None):
        """(month booked, month of use, kind, block, kWh, so'm) of the charges."""
        charges = self.env["elektrohisob.charge"].search(
            [("account_id", "=", (account or self.account).id)], order="id"
        )
        return [
            (
                f"{row.period_id.date_start:%m}",
                f"{row.month:%m}",
                row.kind,
                row.block,
                row.kwh,
                row.amount,
            )
            for row in charges
        ]

    def _bill_october(self, value=1500):
        self._read(self.meter, ("2025-11-01", value))
        return self._settle(self.account, self.october)

    # === FIRST BILL === #

    def test_first_bill(self):
        """500 kWh in October 2025: 200 × 600 + 300 × 800 = 360 000 so'm."""
        settled = self._bill_october()
        self.assertFalse(settled.parked)
        self.assertEqual(settled.charged, {self.account.id: (500_000, 36_000_000)})
        self.assertEqual(
            self._get_lines(),
            [
                ("10", "10", "regular", 1, 200.0, 120_000.0),
                ("10", "10", "regular", 2, 300.0, 240_000.0),
            ],
        )
        # VAT inside: 120 000 × 12 / 112 = 12 857.14; 240 000 × 12 / 112 = 25 714.29
        charges = self.account.charge_ids
        self.assertEqual(sorted(charges.mapped("vat")), [12_857.14, 25_714.29])
        self.assertEqual(self.account.amount_due, 360_000)
        self.assertEqual(self.account.entry_ids.mapped("kind"), ["charge"] * 2)
        self.assertEqual(sum(self.account.consumption_ids.mapped("kwh")), 500)
        self.assertEqual(self.account.state_ids.settled_to, date(2025, 11, 1))

    def test_second_run_writes_nothing(self):
        self._bill_october()
        before = self._count_rows()
        settled = self._settle(self.account, self.october)
        self.assertEqual(settled.charged, {})
        self.assertEqual(settled.written, 0)
        self.assertEqual(self._count_rows(), before)
        self.assertEqual(self.account.amount_due, 360_000)

    def test_evidence_walks_back_to_the_readings(self):
        self._bill_october()
        charge = self.account.charge_ids[0]
        piece = charge.explanation[0]
        self.assertEqual((piece["d1"], piece["d2"]), ("2025-10-01", "2025-11-01"))
        self.assertEqual(charge.entry_ids.charge_id, charge)
        consumption = self.account.consumption_ids
        self.assertEqual(consumption.reading_from_id.value, 1000)
        self.assertEqual(consumption.reading_to_id.value, 1500)

    def test_price_changes_inside_an_interval(self):
        """300 kWh from 16.04. to 16.05.2026, 10 a day: April has 150 at 600, May
        150 at 650: 90 000 + 97 500 = 187 500."""
        meter = self._create_consumer("S2", start="2026-04-16", opening=10)
        self._read(meter, ("2026-05-16", 310))
        self._settle(meter.account_id, self._open_month("2026-05-01"))
        self.assertEqual(
            [line[1:] for line in self._get_lines(meter.account_id)],
            [
                ("04", "correction", 1, 150.0, 90_000.0),
                ("05", "regular", 1, 150.0, 97_500.0),
            ],
        )
        self.assertEqual(meter.account_id.amount_due, 187_500)

    # === LATER FACTS === #

    def test_estimate_then_true_up(self):
        """October 150 kWh = 90 000. November unread: 150 / 31 × 30 = 145.161 kWh at
        600 = 87 096.60. Then 300 kWh are read for November, 200 × 600 + 100 × 800 =
        200 000: the difference of 112 903.40 is booked in December; December has
        50 kWh = 30 000."""
        self._bill_october(1150)
        self.assertEqual(self.account.amount_due, 90_000)
        self._settle(self.account, self._open_month("2025-11-01"))
        self.assertEqual(self.account.amount_due, 177_096.60)
        estimate = self.account.consumption_ids.filtered(
            lambda row: row.quality == "estimated"
        )
        self.assertEqual(estimate.mapped("kwh"), [145.161])
        self._read(self.meter, ("2025-12-01", 1450), ("2026-01-01", 1500))
        december = self._open_month("2025-12-01")
        settled = self._settle(self.account, december)
        self.assertEqual(settled.charged[self.account.id][1], 14_290_340)
        corrections = self.account.charge_ids.filtered(
            lambda charge: charge.kind == "correction"
        )
        self.assertEqual(set(corrections.mapped("month")), {date(2025, 11, 1)})
        self.assertEqual(corrections.period_id, december)
        self.assertEqual(round(sum(corrections.mapped("amount")), 2), 112_903.40)
        self.assertEqual(self.account.amount_due, 320_000)  # 90 000 + 200 000 + 30 000

    def test_late_reading_of_a_month_inside(self):
        """Read on 01.12. only: 610 kWh over 61 days, October 310 = 208 000 and
        November 300 = 200 000. Then it turns out that the register showed 1100 on
        01.11.: October 100 = 60 000, November 510 = 120 000 + 240 000 + 10 000."""
        november = self._open_month("2025-11-01")
        self._read(self.meter, ("2025-12-01", 1610))
        self._settle(self.account, november)
        self.assertEqual(self.account.amount_due, 408_000)
        december = self._open_month("2025-12-01")
        self._read(
            self.meter,
            ("2025-11-01", 1100),
            ("2026-01-01", 1610),
            decision="nobody at home in December",
        )
        self._settle(self.account, december)
        self.assertEqual(self.account.amount_due, 430_000)
        self.assertEqual(november.state, "closed")
        booked = self.account.charge_ids.filtered(
            lambda charge: charge.period_id == december
        )
        self.assertEqual(set(booked.mapped("kind")), {"correction"})
        by_month = {
            month: round(sum(rows.mapped("amount")), 2)
            for month, rows in booked.grouped("month").items()
        }
        self.assertEqual(
            by_month, {date(2025, 10, 1): -148_000, date(2025, 11, 1): 170_000}
        )

    def test_correct_and_uncorrect_is_zero(self):
        """There and back leaves no tiyin, whatever stands in the books."""
        self._bill_october()
        period = self._open_month("2025-11-01")
        self._read(self.meter, ("2025-12-01", 1777))
        self._settle(self.account, period)
        before = self.account.amount_due
        reading = self.env["elektrohisob.reading"].search(
            [("installation_id", "=", self.meter.id), ("date", "=", "2025-11-01")]
        )
        wrong = reading._correct(value="1203.337", note="test")
        self._settle(self.account, period)
        self.assertNotEqual(self.account.amount_due, before)
        wrong._correct(value=1500, note="test")
        self._settle(self.account, period)
        self.assertEqual(self.account.amount_due, before)
        sums = self.env["elektrohisob.charge"]._read_group(
            [("account_id", "=", self.account.id)],
            ["month:month", "block"],
            ["kwh:sum", "amount:sum", "vat:sum"],
        )
        left = {
            (month.month, block): (round(kwh, 3), round(amount, 2))
            for month, block, kwh, amount, vat in sums
            if round(kwh, 3) or round(amount, 2) or round(vat, 2)
        }
        self.assertEqual(
            left,
            {
                (10, 1): (200, 120_000),
                (10, 2): (300, 240_000),
                (11, 1): (200, 120_000),
                (11, 2): (77, 61_600),
            },
        )

    def test_swap_in_the_month(self):
        """120 kWh of the old meter and 80 of the new one are one month's 200."""
        self._swap("2025-10-16", 1120, "S1-NEW")
        new = self.meter.usage_point_id.installation_ids - self.meter
        self._read(new, ("2025-11-01", 80))
        self._settle(self.account, self.october)
        self.assertEqual(
            self._get_lines(), [("10", "10", "regular", 1, 200.0, 120_000.0)]
        )
        self.assertEqual(len(self.account.consumption_ids), 2)

    def test_swap_found_later(self):
        """Charged: 180 kWh = 108 000. The act says: 90 of the old meter to 16.10.,
        and the 1180 was never shown; the new one showed 180: 270 kWh = 200 × 600 +
        70 × 800 = 176 000, so 68 000 more in November."""
        self._bill_october(1180)
        self.assertEqual(self.account.amount_due, 108_000)
        november = self._open_month("2025-11-01")
        self._swap("2025-10-16", 1090, "S1-NEW")
        new = self.meter.usage_point_id.installation_ids - self.meter
        parked = self.meter.reading_ids.filtered(lambda row: row.state == "queued")
        self.assertEqual(parked.value, 1180)
        parked._refuse("never shown")
        self._read(
            new,
            ("2025-11-01", 180),
            ("2025-12-01", 180),
            decision="nobody at home in November",
        )
        self._settle(self.account, november)
        self.assertEqual(self.account.amount_due, 176_000)
        self.assertEqual({line[0] for line in self._get_lines()[1:]}, {"11"})

    def _swap(self, day, closing, serial):
        self.env["elektrohisob.installation.swap"].create(
            {
                "account_id": self.account.id,
                "usage_point_id": self.meter.usage_point_id.id,
                "date": day,
                "mode": "swap",
                "act_number": "1",
                "closing_value": str(closing),
                "is_confirmed": True,
                "new_source": "new",
                "type_id": self.meter_type.id,
                "serial": serial,
            }
        ).action_apply()

    # === WHAT CANNOT BE COMPUTED === #

    def test_parked_with_a_reason_and_nothing_written(self):
        no_meter = self._create_account(date_open="2025-10-01")
        first_only = self._create_consumer("P1", start="2025-09-10").account_id
        no_tariff = self._create_consumer("P2", tariff=None)
        decreased = self._create_consumer("P3", opening=500)
        self._read(no_tariff, ("2025-11-01", 10))
        self._read(self.meter, ("2025-11-01", 1010))
        self.env["elektrohisob.reading"].create(
            {
                "account_id": decreased.account_id.id,
                "installation_id": decreased.id,
                "company_id": self.district_a.id,
                "date": "2025-11-01",
                "value": 400,
                "source": "file",
            }
        )  # past the acceptance, as a conversion would
        codes = {
            no_meter: "no_meter",
            first_only: "no_reading",
            no_tariff.account_id: "no_tariff",
            decreased.account_id: "reading_decreased",
        }
        accounts = self.account.union(*codes)
        settled = self._settle(accounts, self.october)
        self.assertEqual(
            {account.id: code for account, code in codes.items()},
            {account: code for account, (code, _reason) in settled.parked.items()},
        )
        self.assertTrue(all(reason for _code, reason in settled.parked.values()))
        self.assertEqual(list(settled.charged), [self.account.id])
        self.assertEqual(self.account.amount_due, 6_000)
        for account in codes:
            self.assertFalse(account.charge_ids | account.charge_ids)
            self.assertFalse(account.consumption_ids)
            self.assertFalse(account.state_ids.settled_to)

    def test_estimated_three_months_and_no_longer(self):
        """Last read on 01.11.: November to January are estimated, February not."""
        self._bill_october(1100)
        for month in ("2025-11-01", "2025-12-01", "2026-01-01"):
            settled = self._settle(self.account, self._open_month(month))
            self.assertFalse(settled.parked, month)
        settled = self._settle(self.account, self._open_month("2026-02-01"))
        code, reason = settled.parked[self.account.id]
        self.assertEqual(code, "no_reading")
        self.assertIn("2025-11-01", reason)

    def test_closed_month_is_refused(self):
        self._bill_october()
        self._open_month("2025-11-01")
        with self.assertRaisesRegex(UserError, "is not open"):
            self._settle(self.account, self.october)

    def test_books_are_append_only(self):
        self._bill_october()
        for table in BOOKS:
            name = SQL.identifier(table)
            for statement in (
                SQL("UPDATE %s SET account_id = account_id", name),
                SQL("DELETE FROM %s", name),
                SQL("TRUNCATE %s CASCADE", name),
            ):
                with (
                    self.subTest(statement.code, table=table),
                    mute_logger("odoo.sql_db"),
                    self.assertRaisesRegex(RestrictViolation, "append-only"),
                    self.env.cr.savepoint(),
                ):
                    self.env.cr.execute(statement)

    # === PROPERTY === #

    def test_any_order_of_arrival(self):
        """The same readings, arriving in any order over three months, end in the
        same books. October 150 = 90 000; November 310 = 120 000 + 88 000; December
        40 = 24 000; January (31 days from 90 kWh over 45) 62 = 37 200."""
        facts = [
            ("2025-10-11", 60),
            ("2025-11-01", 150),
            ("2025-11-21", 401),
            ("2025-12-01", 460),
            ("2026-01-01", 500),
            ("2026-02-15", 590),
        ]
        orders = [facts, facts[::-1]]
        for seed in range(3):
            orders.append(Random(seed).sample(facts, len(facts)))
        meters = [
            self._create_consumer(f"ORDER{index}") for index in range(len(orders))
        ]
        accounts = self.env["elektrohisob.account"].union(
            *(meter.account_id for meter in meters)
        )
        stages = ("2025-10-01", "2025-11-01", "2025-12-01")
        for stage, month in enumerate(stages):
            period = self._open_month(month)
            for meter, order in zip(meters, orders, strict=True):
                arrived = order[stage * 2 : stage * 2 + 2]
                for outcome in self._read(meter, *arrived, decision="test"):
                    self.assertEqual(outcome["state"], "accepted", outcome)
            self._settle(accounts, period)
        settled = self._settle(accounts, self._open_month("2026-01-01"))
        self.assertFalse(settled.parked)
        for account in accounts:
            self.assertEqual(account.amount_due, 359_200, account.usage_point_ids)
            kwh = self.env["elektrohisob.consumption"]._read_group(
                [("account_id", "=", account.id)], ["month:month"], ["kwh:sum"]
            )
            self.assertEqual(
                [round(used, 3) for _month, used in kwh], [150, 310, 40, 62]
            )
