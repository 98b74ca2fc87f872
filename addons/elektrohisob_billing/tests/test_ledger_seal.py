from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.elektrohisob_base.tools.dates import business_today
from odoo.addons.queue_job.tests.common import trap_jobs

from ..tools import invariants
from .common_payment import PaymentCommon

RULE = "the ledger is as it was sealed"


@tagged("post_install", "-at_install")
class TestLedgerSeal(PaymentCommon):
    """Entries of three days and two districts; then somebody lays hands on them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = business_today(cls.env["elektrohisob.account"])
        cls.env["elektrohisob.period"].create(
            {"company_id": cls.district_b.id, "date_start": "2026-05-01"}
        )
        cls.foreign = cls._create_account(cls.district_b, date_open="2026-01-01")
        cls.seals = cls.env["elektrohisob.ledger.seal"]
        cls.entries = cls.env["elektrohisob.ledger.entry"].browse()
        for back in (2, 1, 0):
            for place, amount in enumerate((500.0, 300.5, 100.0)):
                account = (cls.account, cls.neighbour, cls.foreign)[place]
                entry = cls._record(account, "opening", amount, "2026-05-01")
                cls._tamper(
                    "UPDATE elektrohisob_ledger_entry"
                    f" SET create_date = create_date - interval '{back} days'"
                    f" WHERE id = {entry.id}"
                )
                cls.entries |= entry
        cls.seals._seal(cls.today - timedelta(days=1))

    @classmethod
    def _tamper(cls, statement):
        """What an administrator of the database could do."""
        cls.env.flush_all()
        for table in ("elektrohisob_ledger_entry", "elektrohisob_ledger_seal"):
            cls.env.cr.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cls.env.cr.execute(statement)
        for table in ("elektrohisob_ledger_entry", "elektrohisob_ledger_seal"):
            cls.env.cr.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        cls.env.invalidate_all()

    def _verify(self, **days):
        companies = self.district_a | self.district_b
        entries = self.env["elektrohisob.ledger.entry"]
        return entries.with_context(allowed_company_ids=companies.ids).verify(**days)

    def _broken(self, **days):
        return [
            (row["day"], row["entry"], row["what"])
            for row in self._verify(**days)["broken"]
        ]

    def _day(self, back):
        return str(self.today - timedelta(days=back))

    def test_days_that_are_over(self):
        """Four seals: two days of two districts; today is not sealed."""
        seals = self.seals.search(
            [("company_id", "in", (self.district_a | self.district_b).ids)]
        )
        self.assertEqual(
            [(str(s.day), s.company_id, s.entry_count, s.amount) for s in seals],
            [
                (self._day(1), self.district_a, 2, 800.5),
                (self._day(1), self.district_b, 1, 100.0),
                (self._day(2), self.district_a, 2, 800.5),
                (self._day(2), self.district_b, 1, 100.0),
            ],
        )
        self.assertEqual(seals[0].previous_hash, seals[2].hash)
        self.assertNotEqual(seals[0].hash, seals[2].hash)
        result = self._verify()
        self.assertEqual((result["days"], result["entries"]), (4, 6))
        self.assertEqual((result["last_day"], result["broken"]), (self._day(1), []))

    def test_sealing_again_writes_nothing(self):
        self.assertEqual(self.seals._seal(self.today - timedelta(days=1)), 0)
        self.assertEqual(self.seals._seal(self.today), 2)

    def test_a_late_date_of_business_belongs_to_the_day_of_writing(self):
        self._record(self.account, "opening", 7.0, "2026-05-02")
        self.assertEqual(self._broken(), [])
        self.seals._seal(self.today)
        seal = self.seals.search([("company_id", "=", self.district_a.id)], limit=1)
        self.assertEqual((seal.entry_count, seal.amount), (3, 807.5))

    def test_changed_row_is_named(self):
        for change in (
            "amount = amount + 0.01",
            "date = date + 1",
            "note = ''",
            "account_id = (SELECT min(id) FROM elektrohisob_account)",
            "kind = 'refund'",
        ):
            with self.subTest(change):
                savepoint = self.env.cr.savepoint()
                entry = self.entries[4]
                self._tamper(
                    f"UPDATE elektrohisob_ledger_entry SET {change}"
                    f" WHERE id >= {entry.id}"
                )
                self.assertEqual(self._broken()[0], (self._day(1), entry.id, "changed"))
                savepoint.close(rollback=True)
                self.env.invalidate_all()

    def test_deleted_row_is_named(self):
        self._tamper(
            f"DELETE FROM elektrohisob_ledger_entry WHERE id = {self.entries[1].id}"
        )
        self.assertEqual(
            self._broken(), [(self._day(2), self.entries[1].id, "deleted")]
        )

    def test_deleted_day_is_named(self):
        """All rows of a day: the first of them."""
        ids = self.entries[:2].ids
        self._tamper(
            f"DELETE FROM elektrohisob_ledger_entry WHERE id IN ({ids[0]}, {ids[1]})"
        )
        self.assertEqual(self._broken(), [(self._day(2), ids[0], "deleted")])

    def test_swapped_rows_are_named(self):
        """Two entries change places: sum and count of the day stay."""
        first, second = self.entries[:2].ids
        self._tamper(
            "UPDATE elektrohisob_ledger_entry AS one"
            " SET account_id = two.account_id, amount = two.amount"
            " FROM elektrohisob_ledger_entry AS two"
            f" WHERE one.id IN ({first}, {second}) AND two.id IN ({first}, {second})"
            " AND one.id <> two.id"
        )
        self.assertEqual(self._broken(), [(self._day(2), first, "changed")])

    def test_row_put_into_a_sealed_day_is_named(self):
        entry = self.entries[6]  # of today
        self._tamper(
            "UPDATE elektrohisob_ledger_entry"
            f" SET create_date = create_date - interval '2 days' WHERE id = {entry.id}"
        )
        self.assertEqual(self._broken(), [(self._day(2), entry.id, "added")])

    def test_row_moved_to_another_day_is_named_on_both(self):
        entry = self.entries[0]
        self._tamper(
            "UPDATE elektrohisob_ledger_entry"
            f" SET create_date = create_date + interval '1 day' WHERE id = {entry.id}"
        )
        self.assertEqual(
            self._broken(),
            [
                (self._day(2), entry.id, "changed"),
                (self._day(1), entry.id, "added"),
            ],
        )

    def test_row_of_a_day_without_a_seal(self):
        """A day on which the district wrote nothing has no seal, and stays empty."""
        entry = self.entries[6]
        self._tamper(
            "UPDATE elektrohisob_ledger_entry"
            f" SET create_date = create_date - interval '9 days' WHERE id = {entry.id}"
        )
        self.assertEqual(self._broken(), [(self._day(9), entry.id, "added")])

    def test_broken_seals(self):
        """A seal remade for a forged row no longer fits the next one."""
        self._tamper(
            "UPDATE elektrohisob_ledger_seal SET hash = repeat('0', 64)"
            f" WHERE day = '{self._day(2)}' AND company_id = {self.district_a.id}"
        )
        self.assertEqual(
            self._broken(), [(self._day(2), 0, "seal"), (self._day(1), 0, "link")]
        )

    def test_deleted_seal(self):
        self._tamper(
            "DELETE FROM elektrohisob_ledger_seal"
            f" WHERE day = '{self._day(2)}' AND company_id = {self.district_a.id}"
        )
        self.assertEqual(
            self._broken(),
            [(self._day(2), self.entries[0].id, "added"), (self._day(1), 0, "link")],
        )

    def test_window_and_districts(self):
        self._tamper(
            "UPDATE elektrohisob_ledger_entry SET note = 'x'"
            f" WHERE id IN ({self.entries[0].id}, {self.entries[5].id})"
        )
        expected = [
            (self._day(2), self.entries[0].id, "changed"),
            (self._day(1), self.entries[5].id, "changed"),
        ]
        self.assertEqual(self._broken(), expected)
        self.assertEqual(self._broken(date_from=self._day(1)), expected[1:])
        self.assertEqual(self._broken(date_to=self._day(2)), expected[:1])
        auditor = self.env["elektrohisob.ledger.entry"].with_user(self.users["auditor"])
        (row,) = auditor.verify()["broken"]  # of district B he sees nothing
        self.assertEqual(row["entry"], self.entries[0].id)
        self.assertIn(str(self.entries[0].id), row["text"])
        self.assertIn("26264 00000017", row["text"])
        self.assertIn(self.district_a.name, row["text"])

    def test_nightly_check_names_the_row(self):
        self.assertNotIn(RULE, invariants.broken(self.env.cr))
        self._tamper(
            "UPDATE elektrohisob_ledger_entry SET amount = amount * 2"
            f" WHERE id = {self.entries[3].id}"
        )
        ((_unit, _day, entry_id, what),) = invariants.broken(self.env.cr)[RULE]
        self.assertEqual((entry_id, what), (self.entries[3].id, "changed"))

    def test_button(self):
        seals = self.seals.with_user(self.users["accountant"])
        self.assertEqual(seals.action_verify()["params"]["type"], "success")
        self._tamper(
            f"DELETE FROM elektrohisob_ledger_entry WHERE id = {self.entries[0].id}"
        )
        params = seals.action_verify()["params"]
        self.assertEqual(params["type"], "danger")
        self.assertIn(f"Entry {self.entries[0].id}", params["message"])

    def test_rights(self):
        entries = self.env["elektrohisob.ledger.entry"]
        for role in ("cashier", "clerk_household", "engineer"):
            with self.subTest(role), self.assertRaises(AccessError):
                entries.with_user(self.users[role]).verify()
        with self.assertRaises(UserError):
            entries.verify(date_from="2026-05-02", date_to="2026-05-01")
        seal = self.seals.search([], limit=1)
        with self.assertRaises(AccessError):
            seal.with_user(self.users["admin"]).write({"hash": "x"})

    def test_nightly_job(self):
        with trap_jobs() as trap:
            until = self.seals._enqueue()
            trap.assert_enqueued_job(self.seals._seal, args=(until,))
        self.assertLess(until, self.today)
