from datetime import date, datetime

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form

from .common import MeteringCommon


@freeze_time(datetime(2026, 4, 20, 8, 0))
class TestReadingMove(MeteringCommon):
    """A reading typed for the neighbour goes to him, and both are settled again.

    January to March of two neighbours: A shows 100, 200 on 1 February; B shows 1000,
    1050. On 1 March 1120, the reading of B, was typed for A, whose meter stood at 310.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account = cls._create_account(date_open="2026-01-01", house="1")
        cls.neighbour = cls._create_account(date_open="2026-01-01", house="2")
        cls.meter = cls._create_installation(cls.account, "A1", opening=100)
        cls.other = cls._create_installation(cls.neighbour, "B1", opening=1000)
        cls._read(cls.meter, ("2026-02-01", 200))
        cls._read(cls.other, ("2026-02-01", 1050))
        cls.clerk = cls.users["clerk_household"]
        cls.wrong = cls.Reading.browse(
            cls._read(cls.meter, ("2026-03-01", 1120), decision="Typed")[0][
                "reading_id"
            ]
        )

    def test_both_are_to_be_settled_again(self):
        for account in self.account + self.neighbour:
            self._settled_to(account, "2026-04-01")
        moved = self.wrong.with_user(self.clerk)._move_to(self.other, "Neighbour")
        self.assertRecordValues(
            self.wrong + moved,
            [
                {
                    "state": "replaced",
                    "replaced_by_id": moved.id,
                    "account_id": self.account.id,
                },
                {
                    "state": "valid",
                    "replaced_by_id": False,
                    "account_id": self.neighbour.id,
                },
            ],
        )
        self.assertEqual(moved.decision_note, "Neighbour")
        self.assertEqual(moved.decided_by_id, self.clerk)
        self.assertEqual(moved.version_ids, self.wrong)
        for account in self.account + self.neighbour:
            self.assertEqual(account.state_ids.dirty_from, date(2026, 2, 1))

    def test_exchange(self):
        theirs = self.Reading.browse(
            self._read(self.other, ("2026-03-01", 1310), decision="Typed")[0][
                "reading_id"
            ]
        )
        new = self.wrong.with_user(self.clerk)._exchange(theirs, "Two sheets mixed up")
        self.assertEqual(new.mapped("value"), [1120, 1310])
        self.assertEqual(new.mapped("account_id"), self.neighbour + self.account)
        self.assertEqual((self.wrong.state, theirs.state), ("replaced", "replaced"))

    def test_exchange_is_whole_or_not_at_all(self):
        """810 of A is lower than the 1050 of B on 1 February."""
        theirs = self._read(self.other, ("2026-04-01", 1400), decision="x")[0]
        theirs = self.Reading.browse(theirs["reading_id"])
        self.wrong._withdraw("x")
        mine = self._read(self.meter, ("2026-04-01", 810), decision="x")[0]
        mine = self.Reading.browse(mine["reading_id"])
        with self.assertRaisesRegex(UserError, "1050"):
            mine._exchange(theirs, "x")

    def test_the_neighbour_has_it_already(self):
        self._read(self.other, ("2026-03-01", 1120))
        moved = self.wrong.with_user(self.clerk)._move_to(self.other, "Neighbour")
        self.assertFalse(moved)
        self.assertEqual(self.wrong.state, "refused")
        self.assertEqual(len(self.other.reading_ids), 3)

    def test_what_contradicts_the_neighbour_stays(self):
        self._read(self.other, ("2026-04-01", 1100), decision="Seen")
        with self.assertRaisesRegex(UserError, "1100"):
            self.wrong._move_to(self.other, "x")
        self.assertEqual(self.wrong.state, "valid")

    def test_rights_of_both_districts(self):
        foreign = self._create_account(
            company_id=self.district_b.id, date_open="2026-01-01"
        )
        meter = self._create_installation(foreign, "C1", opening=1000)
        wrong = self.wrong.with_user(self.clerk)
        with self.assertRaises(AccessError):
            wrong._move_to(meter.with_user(self.clerk), "x")
        both = self._create_user(
            "clerk_household", self.district_a + self.district_b, "two_districts"
        )
        wrong = self.wrong.with_user(both).with_context(
            allowed_company_ids=(self.district_a + self.district_b).ids
        )
        moved = wrong._move_to(meter.with_env(wrong.env), "Other district")
        self.assertEqual(moved.company_id, self.district_b)
        self.assertEqual(self.wrong.company_id, self.district_a)

    def test_rights_of_both_kinds_of_consumers(self):
        legal = self._create_account(
            date_open="2026-01-01", category="legal", partner_id=self._partner().id
        )
        meter = self._create_installation(legal, "L1", opening=1000)
        with self.assertRaises(AccessError):
            self.wrong.with_user(self.clerk)._move_to(meter, "x")

    def _partner(self):
        return self.env["res.partner"].create({"name": "Legal", "is_company": True})

    def test_acts_do_not_move(self):
        act = self.meter.reading_ids.filtered(lambda r: r.source == "act")
        with self.assertRaisesRegex(UserError, "act"):
            act._move_to(self.other, "x")
        with self.assertRaisesRegex(UserError, "already"):
            self.wrong._move_to(self.meter, "x")

    def test_dialog(self):
        Wizard = self.env["elektrohisob.reading.move"].with_user(self.clerk)
        form = Form(Wizard.with_context(default_reading_id=self.wrong.id))
        form.account_id = self.neighbour
        self.assertEqual(form.installation_id, self.other)
        self.assertEqual(form.kwh, 70)
        form.note = "Typed for the neighbour"
        form.save().action_apply()
        self.assertEqual(self.wrong.state, "replaced")

    def test_counted_as_rightly_stopped(self):
        outcome = self._read(self.meter, ("2026-04-01", 90000))[0]
        self.assertEqual(outcome["state"], "parked")
        stopped = self.Reading.browse(outcome["reading_id"])
        check = self.env["elektrohisob.reading.check"].search(
            [("code", "=", outcome["code"])]
        )
        before = check.true_count
        stopped._move_to(self.other, "Neighbour")
        check.invalidate_recordset()
        self.assertEqual(check.true_count, before + 1)
