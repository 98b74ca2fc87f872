import io
from datetime import timedelta

from openpyxl import load_workbook

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tools import SQL

from odoo.addons.queue_job.tests.common import trap_jobs

from .common import BillingCommon

# what the draft asks for: up to 200 kWh 700, above it 750 so'm
DRAFT = ((1, 0, 200, 700), (2, 200, 0, 750))


class TestShadowRun(BillingCommon):
    """Three households in October 2025, tariff H-GEN: 600 so'm to 200 kWh, 800 above.
    By the draft 700 and 750:

    * 100 kWh: 100 × 600 = 60 000 → 100 × 700 = 70 000, 10 000 more;
    * 300 kWh: 200 × 600 + 100 × 800 = 200 000 → 200 × 700 + 100 × 750 = 215 000,
      15 000 more;
    * 1000 kWh: 120 000 + 300 × 800 + 500 × 1000 = 860 000 → 140 000 + 800 × 750 =
      740 000, 120 000 less.

    Together 1 120 000 → 1 025 000, 95 000 less.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.october = cls._open_month("2025-10-01")
        cls.meters = [cls._create_consumer(f"SH{index}") for index in range(3)]
        cls.accounts = cls.env["elektrohisob.account"].union(
            *(meter.account_id for meter in cls.meters)
        )
        for meter, kwh in zip(cls.meters, (100, 300, 1000), strict=True):
            cls._read(meter, ("2025-11-01", kwh))
        cls.other = cls._create_consumer("SHX", tariff="H-STOVE")
        cls._read(cls.other, ("2025-11-01", 100))
        cls._settle(cls.accounts | cls.other.account_id, cls.october)
        cls.tariff = cls.env.ref("elektrohisob_billing.tariff_h_gen")
        cls.draft = cls._create_draft(cls.tariff)
        cls.runs = cls.env["elektrohisob.shadow.run"]

    @classmethod
    def _create_draft(cls, tariff, rates=DRAFT, **vals):
        return cls.env["elektrohisob.tariff.version"].create(
            {
                "tariff_id": tariff.id,
                "date_start": "2027-05-01",
                "state": "draft",
                "vat_rate": 12,
                "rate_ids": [
                    Command.create(
                        {"block": no, "kwh_from": low, "kwh_to": high, "price": price}
                    )
                    for no, low, high, price in rates
                ],
                **vals,
            }
        )

    def _go(self, **vals):
        run = self.runs.create(
            {
                "company_id": self.district_a.id,
                "version_ids": [Command.set(self.draft.ids)],
                "month_from": "2025-10-01",
                "month_to": "2025-10-01",
                "chunk_size": 2,
                **vals,
            }
        )
        with trap_jobs() as trap:
            run.action_start()
            trap.perform_enqueued_jobs()
        self.env.invalidate_all()
        return run

    def _get_lines(self, run):
        return [
            (
                line.tariff_id.code,
                line.band,
                line.account_count,
                line.winner_count,
                line.loser_count,
                line.kwh,
                line.amount_before,
                line.amount_after,
            )
            for line in run.line_ids.filtered(lambda line: not line.code)
        ]

    def test_figures(self):
        run = self._go()
        self.assertEqual(
            (run.stage, run.progress, len(run.chunk_ids)), ("done", 100, 2)
        )
        self.assertEqual(
            self._get_lines(run),
            [
                ("H-GEN", "1: 0–200", 1, 0, 1, 100, 60_000, 70_000),
                ("H-GEN", "2: > 200", 2, 1, 1, 1300, 1_060_000, 955_000),
            ],
        )
        high = run.line_ids[-1]
        self.assertEqual((high.saved, high.paid), (120_000, 15_000))
        self.assertEqual(high.difference, -105_000)
        self.assertEqual((run.amount_before, run.amount_after), (1_120_000, 1_025_000))
        self.assertEqual((run.difference, run.booked_amount), (-95_000, 1_120_000))
        self.assertAlmostEqual(run.percent, -8.48, 2)  # 95 000 of 1 120 000
        self.assertEqual(
            (run.account_count, run.winner_count, run.loser_count, run.parked_count),
            (3, 1, 2, 0),
        )
        told = [(row.kind, row.account_id, row.difference) for row in run.example_ids]
        self.assertEqual(
            told,
            [
                ("loser", self.accounts[1], 15_000),
                ("loser", self.accounts[0], 10_000),
                ("winner", self.accounts[2], -120_000),
            ],
        )

    def test_what_is_paid_ahead_keeps_the_old_price(self):
        """The first account owes 60 000 and pays 120 000: 60 000 ahead buy its 100 kWh
        at 600 instead of 700: 10 000 less. The second pays 240 000 for 200 000 and has
        40 000 ahead: 66.666 kWh at 600 instead of 700, 6 666.60 less."""
        for account, amount in zip(self.accounts[:2], (120000, 240000), strict=True):
            self.env["elektrohisob.ledger.entry"]._record(
                [{"account_id": account.id, "kind": "payment", "amount": -amount}]
            )
        run = self._go()
        self.assertEqual(run.kept, 16666.6)
        self.assertEqual(sum(run.line_ids.mapped("kept")), 16666.6)
        self.assertEqual(run.difference, -95000)  # as if nothing were paid ahead

    def test_two_months_are_priced_one_by_one(self):
        """November: 300, 100 and 1000 kWh. The first two change places: 2 × (10 000 +
        15 000) more; on average 200 kWh a month both end in the first block."""
        november = self._open_month("2025-11-01")
        for meter, value in zip(self.meters, (400, 400, 2000), strict=True):
            self._read(meter, ("2025-12-01", value))
        self._settle(self.accounts, november)
        run = self._go(month_to="2025-11-30")
        self.assertEqual(
            self._get_lines(run),
            [
                ("H-GEN", "1: 0–200", 2, 0, 2, 800, 520_000, 570_000),
                ("H-GEN", "2: > 200", 1, 1, 0, 2000, 1_720_000, 1_480_000),
            ],
        )

    def test_nothing_is_booked(self):
        november = self.october.date_end + timedelta(days=1)
        reading = self.meters[0].reading_ids.filtered(lambda r: r.date == november)
        reading._correct(value=110, note="typing")
        self.env.flush_all()
        tables = ("charge", "consumption", "ledger_entry", "account_state")
        tables += ("correction", "fact_change", "charge_run_parked", "reading")
        before = self._snapshot(tables)
        self.assertTrue(self.accounts[0].state_ids.dirty_from)
        run = self._go()
        self.assertEqual(run.stage, "done")
        self.env.flush_all()
        self.assertEqual(self._snapshot(tables), before)

    def _snapshot(self, tables):
        """Digest of each table, system columns of row versions included."""
        return {
            name: self.env.execute_query(
                SQL(
                    "SELECT count(*), md5(string_agg(t::text || t.ctid::text, '|' "
                    "ORDER BY id)) FROM %s t",
                    SQL.identifier(f"elektrohisob_{name}"),
                )
            )
            for name in tables
        }

    def test_a_draft_prices_no_real_bill(self):
        """November after the shadow run: 100 kWh at 600 and not at 700."""
        self._go()
        november = self._open_month("2025-11-01")
        self._read(self.meters[0], ("2025-12-01", 200))
        self._settle(self.accounts[0], november)
        self.assertEqual(self.accounts[0].amount_due, 120_000)
        self.assertFalse(self.draft.is_used)

    def test_accounts_that_cannot_be_computed(self):
        """One is not billed yet; of one the tariff ended within the month."""
        late = self._create_consumer("SH8")
        self._read(late, ("2025-11-01", 50))
        gone = self.accounts[1]
        self.env.cr.execute(
            "UPDATE elektrohisob_agreement_term SET date_end = '2025-10-10' "
            "WHERE account_id = %s",
            [gone.id],
        )
        self.env.invalidate_all()
        run = self._go()
        self.assertEqual((run.account_count, run.parked_count), (2, 2))
        parked = run.line_ids.filtered("code")
        self.assertEqual(
            sorted((line.code, line.parked_count) for line in parked),
            [("no_tariff", 1), ("not_billed", 1)],
        )
        reasons = {
            row.account_id: row.reason
            for row in run.example_ids.filtered(lambda row: row.kind == "parked")
        }
        self.assertEqual(set(reasons), {late.account_id, gone})
        self.assertIn("Bill it first", reasons[late.account_id])
        self.assertIn("No tariff is in force", reasons[gone])
        # 60 000 + 860 000 of the other two
        self.assertEqual(run.amount_before, 920_000)

    def test_two_tariffs_and_a_fixed_sum(self):
        """H-STOVE, half the price: 100 × 300 = 30 000 → 100 × 300 + 5 000 fixed; with
        the draft of H-GEN 1 120 000 + 30 000 → 1 025 000 + 35 000."""
        stove = self.other.account_id.agreement_ids.term_ids.tariff_id
        kind = self.env["elektrohisob.tariff.component"]._fields["kind"]
        self.assertIn("fixed", kind.get_values(self.env))
        part = {"kind": "fixed", "price": 5000}
        draft = self._create_draft(
            stove, ((1, 0, 0, 300),), component_ids=[Command.create(part)]
        )
        run = self._go(version_ids=[Command.set((self.draft | draft).ids)])
        self.assertEqual((run.amount_before, run.amount_after), (1_150_000, 1_060_000))
        line = run.line_ids.filtered(lambda row: row.tariff_id == stove)
        self.assertEqual((line.band, line.difference), ("1: > 0", 5_000))

    def test_enterprise(self):
        """Accounts of both districts, each in its own lines."""
        period = self._open_month("2025-10-01", self.district_b)
        meter = self._create_consumer("SHB", company=self.district_b)
        self._read(meter, ("2025-11-01", 100))
        self._settle(meter.account_id, period)
        run = self._go(company_id=self.enterprise.id)
        lines = run.line_ids
        self.assertEqual(lines.company_id, self.district_a | self.district_b)
        self.assertEqual(run.amount_before, 1_180_000)
        foreign = lines.filtered(lambda row: row.company_id == self.district_b)
        self.assertEqual(
            (foreign.amount_before, foreign.amount_after), (60_000, 70_000)
        )

    def test_seasons_of_the_draft(self):
        """Bounds of half in October of any year: 100 × 700 + 200 × 750 = 220 000 for
        300 kWh, 70 000 for 100 kWh, 100 × 700 + 900 × 750 = 745 000 for 1000 kWh."""
        season = {
            "name": "Autumn",
            "date_start": "2027-10-01",
            "date_end": "2027-10-31",
            "percent": 50,
        }
        self.draft.season_ids = [Command.create(season)]
        run = self._go()
        self.assertEqual(run.amount_after, 220_000 + 70_000 + 745_000)

    def test_refusals(self):
        with self.assertRaisesRegex(UserError, "before they begin"):
            self._go(month_to="2025-09-01")
        with self.assertRaisesRegex(UserError, "choose the draft"):
            self._go(version_ids=False)
        with self.assertRaisesRegex(UserError, "cannot be tried at once"):
            twin = self._create_draft(self.tariff, date_start="2028-05-01")
            self._go(version_ids=[Command.set((self.draft | twin).ids)])
        with self.assertRaisesRegex(UserError, "no draft with prices"):
            self._go(version_ids=[Command.set(self.tariff.current_version_id.ids)])
        run = self._go()
        with self.assertRaisesRegex(UserError, "already"):
            run.action_start()
        with self.assertRaisesRegex(UserError, "already"):
            run.action_cancel()

    def test_cancelled_run_computes_nothing(self):
        run = self.runs.create(
            {
                "company_id": self.district_a.id,
                "version_ids": [Command.set(self.draft.ids)],
                "month_from": "2025-10-01",
                "month_to": "2025-10-01",
            }
        )
        with trap_jobs() as trap:
            run.action_start()
            run.action_cancel()
            trap.perform_enqueued_jobs()
        self.assertEqual(run.stage, "cancelled")
        self.assertFalse(run.line_ids)
        self.assertEqual(run.chunk_ids.mapped("state"), ["pending"])

    def test_rights(self):
        run = self._go()
        for role in ("clerk_household", "cashier", "engineer"):
            with self.subTest(role), self.assertRaises(AccessError):
                run.with_user(self.users[role]).read(["difference"])
        self.assertTrue(run.with_user(self.users["auditor"]).read(["difference"]))
        with self.assertRaises(AccessError):
            self.runs.with_user(self.users["auditor"]).create({})
        mine = self.runs.with_user(self.users["manager"]).create(
            {
                "company_id": self.district_a.id,
                "version_ids": [Command.set(self.draft.ids)],
                "month_from": "2025-10-01",
                "month_to": "2025-10-01",
            }
        )
        with trap_jobs() as trap:
            mine.action_start()
            trap.perform_enqueued_jobs()
        self.assertEqual(mine.difference, -95_000)
        with self.assertRaises(AccessError):
            mine.line_ids.write({"paid": 0})

    def test_spreadsheet(self):
        run = self._go()
        content, _kind = self.env["ir.actions.report"]._render_xlsx(
            "elektrohisob_billing.shadow_run_report_xlsx", run.ids, {}
        )
        book = load_workbook(io.BytesIO(content))
        sums, districts, accounts = book.worksheets
        rows = list(sums.iter_rows(values_only=True))
        self.assertIn(("Revenue after", 1_025_000), [row[:2] for row in rows])
        row = ("H-GEN", "III", "2: > 200", 2, 1, 1, 1300, 1_060_000, 955_000, -105_000)
        self.assertIn(row, [found[:10] for found in rows])
        self.assertEqual(len(sums._charts), 1)
        self.assertEqual(districts.max_row, 3)
        self.assertEqual(accounts.max_row, 4)
        numbers = [row[1] for row in accounts.iter_rows(2, values_only=True)]
        self.assertEqual(set(numbers), set(self.accounts.mapped("number")))
