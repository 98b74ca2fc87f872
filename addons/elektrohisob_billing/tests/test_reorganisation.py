from odoo import fields

from odoo.addons.queue_job.tests.common import trap_jobs

from ..tools import invariants
from .common import BillingCommon


class TestReorganisation(BillingCommon):
    """Accounts change the district; the books of closed months do not."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        districts = cls.district_a | cls.district_b
        cls.env = cls.env["base"].with_context(allowed_company_ids=districts.ids).env
        cls.meters = [cls._create_consumer(f"O{number}") for number in range(3)]
        cls.accounts = cls.env["elektrohisob.account"].union(
            *(meter.account_id for meter in cls.meters)
        )
        cls.october = cls._open_month("2025-10-01")
        for meter in cls.meters:
            cls._read(meter, ("2025-11-01", 100))
        cls._settle(cls.accounts, cls.october)
        cls._receive_payment(cls.accounts[1], 90000.0)
        cls._open_month("2025-10-01", cls.district_b)
        cls._open_month("2025-11-01")
        cls._open_month("2025-11-01", cls.district_b)
        units = cls.holding | cls.enterprise | districts
        cls.admin = cls._create_user("admin", districts | units, "reorg_admin")
        cls.manager = cls._create_user("manager", districts | units, "reorg_manager")
        cls.clerk_b = cls._create_user("clerk_household", cls.district_b, "reorg_b")

    @classmethod
    def _receive_payment(cls, account, amount):
        cls.env["elektrohisob.payment"]._receive(
            [
                {
                    "account_id": account.id,
                    "company_id": account.company_id.id,
                    "date": "2025-10-20",
                    "amount": amount,
                    "channel": "cash",
                }
            ]
        )

    def _hand_over(self, accounts, source=None, target=None, **vals):
        document = (
            self.env["elektrohisob.reorganisation"]
            .with_user(self.admin)
            .create(
                {
                    "company_id": (source or self.district_a).id,
                    "company_to_id": (target or self.district_b).id,
                    "date": "2025-11-01",
                    "order_number": "12",
                    "order_date": "2025-10-20",
                    "reason_id": self.env["elektrohisob.reason"]
                    .search([("document", "=", "reorganisation")], limit=1)
                    .id,
                    "account_ids": accounts.ids,
                    **vals,
                }
            )
        )
        document.action_count()
        approval = document._request_approval("reorganisation", reason="Order")
        with trap_jobs() as trap:
            approval.with_user(self.manager).action_approve()
            trap.perform_enqueued_jobs()
        self.env.invalidate_all()
        self.assertEqual(document.stage, "done")
        return document

    def test_stops_and_orders_follow(self):
        """Two of three points of a route go: they stand in the same order on a route
        of the new district; the third stays, sheets keep what was read."""
        route = self.env["elektrohisob.route"].create(
            {"code": "07", "name": "Long", "company_id": self.district_a.id}
        )
        for meter in self.meters:
            route._append(meter.usage_point_id)
        route.stop_ids[1].note = "Dog"
        sheet = self.env["elektrohisob.route.sheet"]._create_for(
            route, fields.Date.to_date("2025-12-01")
        )
        self.assertEqual(len(sheet.line_ids), 3)
        order = self._create_order(
            self.meters[1], crew=self._create_crew(), day="2025-11-20"
        )
        term = self.env["elektrohisob.usage.point.term"].create(
            {
                "usage_point_id": self.meters[1].usage_point_id.id,
                "date_start": "2025-11-01",
            }
        )
        self._hand_over(self.accounts[1:])
        there = self.env["elektrohisob.route"].search(
            [("company_id", "=", self.district_b.id), ("code", "=", "07")]
        )
        points = [meter.usage_point_id for meter in self.meters]
        self.assertEqual(list(there.stop_ids.usage_point_id), points[1:])
        self.assertEqual(there.stop_ids[0].note, "Dog")
        self.assertEqual(there.stop_ids.company_id, self.district_b)
        self.assertEqual(route.stop_ids.usage_point_id, points[0])
        self.assertEqual(sheet.line_ids.usage_point_id, points[0])
        self.assertTrue(route.active)
        self.assertEqual((order.state, order.company_id), ("draft", self.district_b))
        self.assertFalse(order.crew_id)
        self.assertEqual(term.company_id, self.district_b)
        self._hand_over(self.accounts[0])
        self.assertEqual(list(there.stop_ids.usage_point_id), [*points[1:], points[0]])
        self.assertFalse(route.active)

    def _get_sums(self):
        """Σ of the entries by district and month, and over both districts."""
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT company_id, period_id, sum(amount) FROM elektrohisob_ledger_entry "
            "WHERE company_id = ANY(%s) GROUP BY 1, 2",
            [(self.district_a | self.district_b).ids],
        )
        sums = {row[:2]: row[2] for row in self.env.cr.fetchall()}
        return sums, sum(sums.values())

    def _check_books(self):
        self.env.flush_all()
        self.assertEqual(invariants.broken(self.env.cr), {})

    def test_balances_go_and_closed_months_stay(self):
        before, total = self._get_sums()
        balances = self.accounts[:2].mapped("amount_due")
        self.assertEqual(balances, [60000.0, -30000.0])
        document = self._hand_over(self.accounts[:2])
        self.assertEqual((document.debt, document.advance), (60000.0, 30000.0))
        self.assertEqual(document.meter_count, 2)
        after, new_total = self._get_sums()
        self.assertEqual(new_total, total)
        key = (self.district_a.id, self.october.id)
        self.assertEqual(after[key], before[key])
        self.assertEqual(self.accounts[:2].mapped("amount_due"), balances)
        self.assertEqual(document.line_ids.mapped("amount"), balances)
        entries = self.env["elektrohisob.ledger.entry"].search(
            [("transfer_id", "=", document.line_ids[0].id)], order="id"
        )
        self.assertEqual(entries.mapped("amount"), [-60000.0, 60000.0])
        self.assertEqual(
            entries.mapped("company_id"), self.district_a | self.district_b
        )
        self._check_books()

    def test_act_tells_what_was_handed_over(self):
        document = self._hand_over(self.accounts[:2])
        # what is paid afterwards changes nothing in the act
        self._receive_payment(self.accounts[0], 60000.0)
        act = document._prepare_act()
        figures = ["2", "2", "60 000,00", "30 000,00"]
        found = [[text.replace("\xa0", " ") for text in row] for row in act.rows]
        self.assertEqual(
            found, [["1", "Without a mahalla", *figures], ["", "Total", *figures]]
        )
        self.assertEqual(sum(act.widths), 188)

    def test_late_reading_goes_to_the_district_that_holds_the_account(self):
        account, meter = self.accounts[0], self.meters[0]
        self._hand_over(account)
        before, _total = self._get_sums()
        # 40 kWh less were used in October than were billed there
        period = self.env["elektrohisob.period"]._get_open(self.district_b)
        rows = [
            {"installation_id": meter.id, "date": day, "value": "60"}
            for day in ("2025-11-01", "2025-12-01")
        ]
        self.Reading._accept(rows[:1], source="operator", decision="Wrong digit")
        self.Reading._accept(rows[1:], source="operator", decision="Empty flat")
        self._settle(account, period)
        after, _total = self._get_sums()
        changed = {key: after[key] - before.get(key, 0) for key in after
                   if after[key] != before.get(key, 0)}  # fmt: skip
        self.assertEqual(
            {key: float(amount) for key, amount in changed.items()},
            {(self.district_b.id, period.id): -24000.0},
        )
        self.assertEqual(account.amount_due, 36000.0)
        self._check_books()
        again = self._settle(account, period)
        self.assertFalse(again.charged.get(account.id, (0, 0))[1])
        self.assertEqual(self._get_sums()[0], after)

    def test_second_run_writes_nothing(self):
        document = self._hand_over(self.accounts[:2])
        sums = self._get_sums()
        for part in document.sudo().slice_ids:
            part.state = "pending"
            part._process()
        self.assertEqual(self._get_sums(), sums)
        self._check_books()

    def test_there_and_back(self):
        sums, total = self._get_sums()
        account = self.accounts[0]
        self._hand_over(account)
        self._hand_over(account, self.district_b, self.district_a)
        after, new_total = self._get_sums()
        self.assertEqual(new_total, total)
        self.assertEqual(
            {key: value for key, value in after.items() if value},
            {key: value for key, value in sums.items() if value},
        )
        self.assertEqual(account.company_id, self.district_a)
        self._check_books()

    def test_new_clerk_reads_the_whole_history(self):
        own = {"allowed_company_ids": self.district_b.ids}
        account = self.accounts[0].with_user(self.clerk_b).with_context(**own)
        charges = self.env["elektrohisob.charge"].with_user(self.clerk_b)
        charges = charges.with_context(**own)
        self.assertFalse(charges.search([]))
        self._hand_over(self.accounts[0])
        self.assertEqual(charges.search([]).account_id, account)
        self.assertEqual(sum(account.entry_ids.mapped("amount")), 60000.0)
        self.assertEqual(account.reading_ids.mapped("value"), [100.0, 0.0])
        self.assertEqual(account.consumption_ids.kwh, 100.0)
        form = account.get_view()
        names = {name: {} for name in form["models"]["elektrohisob.account"]}
        self.env.invalidate_all()
        self.assertEqual(account.web_read(names)[0]["amount_due"], 60000.0)
        # the neighbour that stayed is still none of his business
        self.assertFalse(charges.search([("account_id", "=", self.accounts[1].id)]))
        # and the district that let it go keeps its books, not the consumer
        own = {"allowed_company_ids": self.district_a.ids}
        user = self.users["clerk_household"]
        old = charges.with_user(user).with_context(**own).search([])
        self.assertIn(account.id, old.account_id.ids)
        self.assertNotIn(account.id, old.account_id.search([]).ids)

    def test_new_clerk_is_told_the_months_before(self):
        """October is 100 kWh × 600 in the books of the district that had the account;
        November another 200 × 600 in those of the new one: 60 000 more. The new
        district need not have been there in October."""
        own = {"allowed_company_ids": self.district_b.ids}
        account = self.accounts[0].with_user(self.clerk_b).with_context(**own)
        self._hand_over(self.accounts[0])
        self._read(self.meters[0], ("2025-12-01", 300))
        november = self.env["elektrohisob.period"]._get_open(self.district_b)
        self._settle(self.accounts[0], november)
        self.env.flush_all()
        told = account.explain(account=account.number, month="2025-10")
        self.assertEqual((told["kwh"], told["amount"]), (100, 60_000))
        told = account.explain(account=account.number, month="2025-11")
        self.assertEqual((told["amount"], told["before"]), (120_000, 60_000))
        self.assertEqual(sum(reason["amount"] for reason in told["reasons"]), 60_000)
        october = self.env["elektrohisob.period"].search(
            [("company_id", "=", self.district_b.id), ("date_start", "=", "2025-10-01")]
        )
        bill = self.env["elektrohisob.account.bill"].with_user(self.clerk_b)
        bill = bill.with_context(**own).create(
            {"account_id": account.id, "period_id": october.id}
        )
        self.assertIn("60,000", bill.text)
        self.env.cr.execute(
            "UPDATE elektrohisob_period SET date_start = '2025-09-01' WHERE id = %s",
            [october.id],
        )
        self.env.invalidate_all()
        told = account.explain(account=account.number, month="2025-10")
        self.assertEqual(told["kwh"], 100)

    def test_payment_by_the_former_number(self):
        account = self.accounts[0]
        before = account.number
        self._hand_over(account, number_policy="new")
        desk = self.env["elektrohisob.payment.cash"].create({"query": before})
        self.assertEqual(desk.account_id, account)
        batch = self.env["elektrohisob.reading"]._accept(
            [{"account": before, "date": "2025-11-15", "value": 150}], source="file"
        )
        self.assertEqual(batch[0]["state"], "accepted")

    def test_billed_month_does_not_move(self):
        november = self.env["elektrohisob.period"]._get_open(self.district_a)
        self._read(self.meters[0], ("2025-11-20", 150))
        self._settle(self.accounts[0], november)
        with self.assertRaisesRegex(Exception, "already billed"):
            self._hand_over(self.accounts[0])
