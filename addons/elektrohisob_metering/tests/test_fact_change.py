from odoo.tools import mute_logger

from .common import MeteringCommon


class TestFactChange(MeteringCommon):
    """What changed after it was charged is remembered: what, by whom and why."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account = cls._create_account()
        cls.installation = cls._create_installation(cls.account, "F1", opening=0)
        cls._read(cls.installation, ("2026-02-01", 100), ("2026-03-01", 250))
        cls._settled_to(cls.account, "2026-03-01")
        cls.Change = cls.env["elektrohisob.fact.change"]

    def _changes(self):
        return self.Change.search([("account_id", "=", self.account.id)])

    def test_next_reading_changes_nothing_that_was_charged(self):
        self._read(self.installation, ("2026-04-01", 300))
        self.assertFalse(self._changes())
        self.assertFalse(self.account.state_ids.dirty_from)

    def test_corrected_reading(self):
        self._read(self.installation, ("2026-02-01", 120), decision="typed wrong")
        added, removed = self._changes()
        self.assertEqual((removed.operation, added.operation), ("removed", "added"))
        self.assertEqual((removed.note, added.note), ("typed wrong", "typed wrong"))
        self.assertEqual(str(added.date), "2026-01-01", "the reading before it")
        self.assertEqual(added.user_id, self.env.user)
        self.assertIn("120", added.text)
        self.assertIn("100", removed.text)
        self.assertEqual(str(self.account.state_ids.dirty_from), "2026-01-01")

    def test_multiplier_tells_before_and_after(self):
        noted = self.installation.with_context(elektrohisob_change_note="act 17")
        noted.multiplier = 40
        change = self._changes()
        self.assertEqual(change.operation, "changed")
        self.assertEqual(change.detail["fields"], {"multiplier": [1, 40]})
        self.assertIn("1 → 40", change.text)
        self.assertEqual(change.note, "act 17")

    def test_same_value_again_is_no_change(self):
        self.installation.multiplier = 1
        self.assertFalse(self._changes())

    def test_term_marks_the_point_that_feeds_it(self):
        above = self._create_account()
        feeding = self._create_installation(above, "F2", opening=0)
        self._settled_to(above, "2026-03-01")
        self.env["elektrohisob.usage.point.term"].create(
            {
                "usage_point_id": self.installation.usage_point_id.id,
                "date_start": "2026-02-01",
                "parent_id": feeding.usage_point_id.id,
            }
        )
        marked = self.Change.search(
            [("res_model", "=", "elektrohisob.usage.point.term")]
        )
        self.assertEqual(marked.account_id, self.account | above)
        self.assertEqual(str(above.state_ids.dirty_from), "2026-02-01")

    @mute_logger("odoo.sql_db")
    def test_settled_changes_are_history(self):
        self.installation.multiplier = 40
        period = self.env["elektrohisob.period"].create(
            {"company_id": self.district_a.id, "date_start": "2026-03-01"}
        )
        self.Change._close(self.account.ids, period)
        change = self._changes()
        self.assertEqual(change.period_id, period)
        with self.assertRaisesRegex(Exception, "append-only"), self.env.cr.savepoint():
            self.env.cr.execute(
                "UPDATE elektrohisob_fact_change SET note = 'x' WHERE id = %s",
                [change.id],
            )

    def test_refused_valid_reading_keeps_the_reason(self):
        reading = self.installation.reading_ids.filtered(
            lambda row: str(row.date) == "2026-03-01"
        )
        reading._withdraw("photo shows another meter")
        self.assertEqual(self._changes().note, "photo shows another meter")
