from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form

from .common_bill import BillCommon


class TestTariff(BillCommon):
    def _create_version(self, start, blocks, **vals):
        """Version with ``blocks``: tuples of from, to and price."""
        tariff = self.env["elektrohisob.tariff"].create(
            {"code": f"T{start}", "name": "T", "group": "III", "category": "household"}
        )
        return self.env["elektrohisob.tariff.version"].create(
            {
                "tariff_id": tariff.id,
                "date_start": start,
                "vat_rate": 12,
                "rate_ids": [
                    Command.create(
                        {"block": no, "kwh_from": low, "kwh_to": high, "price": price}
                    )
                    for no, (low, high, price) in enumerate(blocks, start=1)
                ],
                **vals,
            }
        )

    # === QUOTE: figures by hand from VMQ 204/2024 and VMQ 194/2025 === #

    def _quote(self, kwh, start, end, **kw):
        return self.env["elektrohisob.tariff"].quote(
            kwh=kwh, date_from=start, date_to=end, **kw
        )

    def test_quote_2024(self):
        quote = self._quote(500, "2024-06-01", "2024-06-30")
        # 200 × 450 + 300 × 900; 360000 / 1.12 × 0.12 = 38571.43
        self.assertEqual([x["amount"] for x in quote["lines"]], [90000.0, 270000.0])
        self.assertEqual(quote["amount"], 360000.0)
        self.assertEqual(quote["vat"], 38571.43)

    def test_quote_2025(self):
        # 200 × 600 + 300 × 800
        self.assertEqual(self._quote(500, "2025-06-01", "2025-06-30")["amount"], 360000)
        self.assertEqual(self._quote(200, "2025-06-01", "2025-06-30")["amount"], 120000)
        # 120000 + 300 × 800 + 500 × 1000 + 200 × 1500
        quote = self._quote(1200, "2025-06-01", "2025-06-30")
        self.assertEqual(quote["amount"], 1160000.0)
        self.assertEqual([x["kwh"] for x in quote["lines"]], [200, 300, 500, 200])
        self.assertEqual([x["kwh_to"] for x in quote["lines"]], [200, 500, 1000, 5000])

    def test_quote_electric_stove_is_half(self):
        quote = self._quote(500, "2024-06-01", "2024-06-30", tariff="H-STOVE")
        self.assertEqual(quote["amount"], 180000.0)

    def test_quote_spreads_evenly_over_months(self):
        # 610 kWh over 61 days: 310 in May (31 days), 300 in June
        # 2025: 120000 + 110 × 800 = 208000 and 120000 + 100 × 800 = 200000
        quote = self._quote(610, "2025-05-01", "2025-06-30")
        months = {}
        for line in quote["lines"]:
            months[line["month"]] = months.get(line["month"], 0) + line["amount"]
        self.assertEqual(months, {"2025-05-01": 208000, "2025-06-01": 200000})

    def test_quote_change_of_price(self):
        # 30.04 at 600 and 01.05 at 650: 10 kWh a day
        quote = self._quote(20, "2026-04-30", "2026-05-01")
        self.assertEqual([x["amount"] for x in quote["lines"]], [6000.0, 6500.0])

    def test_quote_refuses(self):
        with self.assertRaisesRegex(UserError, "no tariff XX"):
            self._quote(1, "2025-01-01", "2025-01-31", tariff="XX")
        with self.assertRaisesRegex(UserError, "before the first"):
            self._quote(1, "2025-02-01", "2025-01-31")
        with self.assertRaisesRegex(UserError, "no price on some day"):
            self._quote(1, "1999-01-01", "1999-01-31")
        with self.assertRaisesRegex(UserError, "from 0 to"):
            self._quote(-1, "2025-01-01", "2025-01-31")

    def test_quote_wizard(self):
        tariffs = self.env["elektrohisob.tariff.quote"].with_user(
            self.users["clerk_household"]
        )
        with Form(tariffs) as form:
            form.tariff_id = self.tariff
            form.kwh = 500
            form.date_from = "2025-06-01"
            form.date_to = "2025-06-30"
            self.assertEqual(form.amount, 360000)
            self.assertEqual(len(form.line_ids), 2)
            form.date_to = "2025-05-01"
            self.assertIn("before the first", form.problem)
            form.date_to = "2025-06-30"

    # === BLOCKS === #

    def test_published_tariffs_are_whole(self):
        versions = self.env["elektrohisob.tariff.version"].search([])
        self.assertTrue(all(version.rate_ids for version in versions))
        versions._check_rates()

    def test_blocks_follow_each_other(self):
        for blocks, message in (
            ([(0, 200, 1), (300, 0, 2)], "begins above 300 kWh"),
            ([(0, 200, 1), (100, 0, 2)], "begins above 100 kWh"),
            ([(10, 0, 1)], "begins above 10 kWh"),
            ([(0, 200, 1), (200, 500, 2)], "nothing is priced above 500 kWh"),
            ([(0, 0, 1), (200, 0, 2)], "follows one without an upper"),
        ):
            with (
                self.subTest(blocks=blocks),
                self.assertRaisesRegex(ValidationError, message),
                self.env.cr.savepoint(),
            ):
                self._create_version("2031-01-01", blocks)
        version = self._create_version("2031-01-01", [(0, 200, 1), (200, 0, 2)])
        with (
            self.assertRaisesRegex(ValidationError, "nothing is priced above 200"),
            self.env.cr.savepoint(),
        ):
            version.rate_ids[1].unlink()
        self.env.invalidate_all()
        with self.assertRaises(ValidationError):
            version.rate_ids[1].kwh_from = 201

    # === VERSIONS === #

    def test_prices_in_memory_follow_changes(self):
        version = self._create_version("2031-01-01", [(0, 0, 5)])
        tariffs = self.env["elektrohisob.tariff"]

        def price():
            return (
                tariffs._get_engine_versions()[version.tariff_id.id][0].blocks[0].price
            )

        self.assertEqual(price(), 500)
        version.rate_ids.price = 7.25
        self.assertEqual(price(), 725)
        version.write({"rate_ids": [Command.update(version.rate_ids.id, {"price": 8})]})
        self.assertEqual(price(), 800)
        tariff = version.tariff_id
        version.unlink()
        self.assertNotIn(tariff.id, tariffs._get_engine_versions())

    def test_used_version_is_only_ended(self):
        self._bill_april_and_may()
        version = self.account.charge_ids.version_id.sorted("date_start")[-1]
        self.assertTrue(version.is_used)
        for change in (
            lambda: version.rate_ids[0].write({"price": 1}),
            lambda: version.write({"vat_rate": 15}),
            lambda: version.write({"date_start": "2026-05-02"}),
            lambda: version.rate_ids[-1].unlink(),
            version.unlink,
        ):
            with (
                self.assertRaisesRegex(UserError, "Consumers are charged"),
                self.env.cr.savepoint(),
            ):
                change()
        version.write({"vat_rate": version.vat_rate, "norm": "VMQ 1"})
        version.date_end = "2026-12-31"

    def test_renew_splits_and_has_charges_computed_again(self):
        self._bill_april_and_may()
        state = self.account.state_ids
        self.assertFalse(state.dirty_from)
        old = self.tariff.version_ids[0]
        wizard = self.env["elektrohisob.tariff.version.renew"].create(
            {
                "version_id": old.id,
                "date_start": "2026-05-16",
                "percent": 10,
                "norm": "VMQ 2",
            }
        )
        wizard.action_renew()
        new = self.tariff.version_ids.sorted("date_start")[-1]
        self.assertEqual(str(old.date_end), "2026-05-15")
        self.assertEqual(str(new.date_start), "2026-05-16")
        self.assertEqual(new.rate_ids.mapped("price")[:2], [715.0, 990.0])
        self.assertEqual(new.norm, "VMQ 2")
        self.assertEqual(str(state.dirty_from), "2026-05-16")
        with self.assertRaisesRegex(UserError, "already has a version"):
            wizard.action_renew()

    # === PRICES FOUND WRONG === #

    def test_prices_in_use_are_corrected_from_the_first_day(self):
        """May: 200 kWh × 650 and 150 × 900 = 265 000; the act says 600: 200 × 50 =
        10 000 less, in one document that tells why. The wrong version stays with what
        was charged by it, and is over."""
        self._bill_april_and_may()
        wrong = self.account.charge_ids.version_id.sorted("date_start")[-1]
        draft = self.env["elektrohisob.tariff.version"].browse(
            wrong.action_correct()["res_id"]
        )
        self.assertEqual(wrong.action_correct()["res_id"], draft.id)
        draft.rate_ids.filtered(lambda rate: rate.block == 1).price = 600
        draft.norm = "VMQ 5"
        draft.action_confirm()
        with self.assertRaisesRegex(UserError, "tell why"):
            draft.action_publish()
        draft.reason = "Misprint of block 1"
        draft.action_publish()
        self.assertEqual((wrong.state, draft.state), ("withdrawn", "published"))
        self.assertEqual((draft.date_start, draft.date_end, draft.is_current),
                         (wrong.date_start, wrong.date_end, True))  # fmt: skip
        self.assertFalse(wrong.is_current)
        change = self.env["elektrohisob.fact.change"].search(
            [("account_id", "=", self.account.id), ("period_id", "=", False)]
        )
        self.assertEqual(change.mapped("note"), ["Misprint of block 1"])
        settlement = self.env["elektrohisob.settlement"]
        june = self._settle(self.account, "2026-06-01")
        document = change.correction_id
        self.assertEqual((document.cause, document.amount), ("facts", -10_000))
        line = document.line_ids
        self.assertEqual((line.amount_before, line.amount_after), (265_000, 255_000))
        by_wrong = self.account.charge_ids.filtered(lambda c: c.version_id == wrong)
        self.assertEqual(sum(by_wrong.mapped("amount")), 0)
        self.assertFalse(settlement._settle(self.account, june).charged)
        with self.assertRaisesRegex(UserError, "Consumers are charged"):
            wrong.state = "published"

    def test_uncertain_prices_are_told_until_they_are_confirmed(self):
        """The general prices of 2026-05-01 are of a weak source, those of electric
        stoves are a draft: half of them."""
        self._bill_april_and_may()
        versions = self.env["elektrohisob.tariff.version"]
        uncertain = self.env.ref("elektrohisob_billing.tariff_version_h_gen_20260501")
        stove = self.env.ref("elektrohisob_billing.tariff_version_h_stove_20260501")
        self.assertEqual(stove.state, "draft")
        self.assertEqual(
            [2 * rate.price for rate in stove.rate_ids.sorted("block")],
            uncertain.rate_ids.sorted("block").mapped("price"),
        )
        days = self.may.date_start, self.may.date_end
        self.assertIn(uncertain.display_name, versions._tell_unconfirmed(*days))
        plan = self.env["elektrohisob.charge.run.plan"].create(
            {"unit_id": self.may.company_id.id, "month": "2026-05-01"}
        )
        run = self.env["elektrohisob.charge.run"].create(
            {"company_id": self.may.company_id.id, "period_id": self.may.id}
        )
        for row in (plan, run):
            self.assertIn(uncertain.display_name, row.price_warning)
        with self.assertRaisesRegex(UserError, "enter the normative act"):
            uncertain.action_confirm()
        uncertain.norm = "VMQ 4"
        with self.assertRaises(AccessError):
            uncertain.with_user(self.users["manager"]).action_confirm()
        uncertain.action_confirm()
        self.assertEqual(uncertain.confirmed_id, self.env.user)
        self.assertNotIn(uncertain, versions.search([("is_unconfirmed", "=", True)]))
        self.assertNotIn(
            uncertain.display_name, versions._tell_unconfirmed(*days) or ""
        )
        stove.norm = "VMQ 4"
        stove.action_confirm()
        stove.rate_ids[0].price = 1
        self.assertTrue(stove.is_unconfirmed, "other prices are confirmed anew")

    def test_future_version_makes_nobody_dirty(self):
        self._bill_april_and_may()
        self.tariff.version_ids[0]._renew(self.may.date_end.replace(year=2031))
        self.assertFalse(self.account.state_ids.dirty_from)

    def test_only_administrators_change_tariffs(self):
        for role in ("clerk_household", "accountant", "manager"):
            with self.assertRaises(AccessError):
                self.tariff.with_user(self.users[role]).name = "X"
