from datetime import date, datetime

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from .common import PIXEL, MeteringCommon


@freeze_time(datetime(2026, 4, 20, 8, 0))
class TestReadingQueue(MeteringCommon):
    """The page of decisions shows what is needed and carries decisions out."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.locality = cls.env["elektrohisob.locality"].create(
            {"name": "Queue", "district_id": cls.district_a.district_id.id}
        )
        place = {"locality_id": cls.locality.id, "house": "7"}
        cls.account = cls._create_account(date_open="2026-01-01", flat="1", **place)
        cls.meter = cls._create_installation(cls.account, "Q1", opening=100)
        cls._read(cls.meter, ("2026-02-01", 200), ("2026-03-01", 300))
        cls.beside = cls._create_account(date_open="2026-01-01", flat="2", **place)
        cls.other = cls._create_installation(cls.beside, "Q2", opening=4800)
        cls._read(cls.other, ("2026-03-01", 4918))
        cls.clerk = cls.users["clerk_household"]

    def _park(self, value=5000, day="2026-04-01"):
        outcome = self._read(self.meter, (day, value))[0]
        self.assertEqual(outcome["state"], "parked")
        return self.Reading.browse(outcome["reading_id"]).with_user(self.clerk)

    def test_all_objections_are_told(self):
        self.meter.usage_point_id.permitted_power = 1
        shown = self._park(9000).get_decision()
        codes = [objection["code"] for objection in shown["objections"]]
        # 1 kW × 24 h × 31 days × 1.5 = 1116 kWh; usual is some 100 kWh
        self.assertEqual(codes, ["R07", "R06"])
        self.assertIn("1116", shown["objections"][0]["text"])
        self.assertIn("8700", shown["objections"][1]["text"])

    def test_what_is_shown(self):
        reading = self._park()
        self.env["elektrohisob.work.order.photo"].create(
            {
                "order_id": self._create_order(self.meter).id,
                "submission": "2c3b1f1e-8f57-4a3e-8f57-0c3b1f1e8f57",
                "image": PIXEL,
                "user_id": self.env.uid,
            }
        )
        shown = reading.get_decision()
        self.assertEqual(shown["energy"]["kwh"], 4700)
        self.assertEqual(shown["energy"]["previous_value"], 300)
        self.assertEqual(len(shown["months"]), 24)
        self.assertEqual(shown["months"][-1]["month"], date(2026, 3, 1))
        self.assertEqual(len(shown["photos"]), 1)
        self.assertEqual(shown["point"]["act"]["date"], date(2026, 1, 1))
        self.assertFalse(shown["point"]["disconnected"])
        self.assertTrue(shown["reading"]["may_decide"])
        [beside] = shown["neighbours"]
        self.assertEqual(beside["id"], self.other.id)
        self.assertEqual(beside["kwh_day"], 2.0)  # 118 kWh in 59 days
        self.assertEqual(beside["kwh_here"], 82)  # 5000 − 4918
        self.assertTrue(beside["fits"])

    def test_neighbours_of_the_route(self):
        far = self._create_account(date_open="2026-01-01")
        stranger = self._create_installation(far, "Q3", opening=1)
        route = self.env["elektrohisob.route"].create(
            {"code": "Q", "name": "Q", "company_id": self.district_a.id}
        )
        points = self.meter.usage_point_id + stranger.usage_point_id
        route._append(points)
        found = self._park()._find_neighbours()
        self.assertEqual(found.mapped("meter_id.serial"), ["Q2", "Q3"])

    def test_nothing_of_another_district(self):
        foreign = self._create_account(
            date_open="2026-01-01",
            company_id=self.district_b.id,
            locality_id=self.locality.id,
            house="7",
        )
        self._create_installation(foreign, "F1", opening=4800)
        found = self._park()._find_neighbours()
        self.assertEqual(found.mapped("meter_id.serial"), ["Q2"])

    def test_decisions(self):
        reading = self._park()
        with self.assertRaisesRegex(UserError, "why"):
            reading.decide(mode="accept", note="  ")
        self.assertEqual(reading.decide(mode="accept", note="Seen")["id"], reading.id)
        self.assertEqual(reading.state, "valid")

    def test_correct(self):
        reading = self._park()
        new = reading.decide(mode="correct", note="Typing error", value="500")
        self.assertEqual(self.Reading.browse(new["id"]).value, 500)

    def test_lower_one_says_why_it_cannot_be_accepted(self):
        reading = self._park(250)
        self.assertEqual(
            [row["code"] for row in reading.get_decision()["objections"]], ["R05"]
        )
        with self.assertRaisesRegex(UserError, "300"):
            reading.decide(mode="accept", note="x")
        self.assertEqual(reading.state, "queued")

    def test_transfer_by_number(self):
        reading = self._park()
        new = reading.decide(
            mode="transfer", note="Flat 2", account=self.beside.number
        )["id"]
        self.assertEqual(self.Reading.browse(new).installation_id, self.other)
        self.assertEqual(reading.state, "replaced")

    def test_exchange_by_neighbour(self):
        self._read(self.other, ("2026-04-01", 4950))
        reading = self._park(5000)
        # 4950 cannot be of the first meter unless somebody stands for it: he does
        reading.decide(mode="exchange", note="Mixed", installation=self.other.id)
        valid = self.Reading.search(
            [("date", "=", "2026-04-01"), ("state", "=", "valid")]
        )
        self.assertEqual(
            {(r.account_id, r.value) for r in valid},
            {(self.account, 4950), (self.beside, 5000)},
        )

    def test_visit(self):
        reading = self._park()
        [number] = reading.order_visit()
        self.assertEqual(reading.order_visit(), [number])
        order = self.env["elektrohisob.work.order"].search([("number", "=", number)])
        self.assertEqual(order.kind, "check")
        self.assertIn("5000", order.ground)
        self.assertEqual(reading.state, "queued")

    def test_queue(self):
        first, second = self._park(5000), self._park(250, "2026-04-02")
        queue = self.Reading.with_user(self.clerk).get_queue()
        self.assertEqual(queue["ids"], [first.id, second.id])
        self.assertEqual(queue["count"], 2)

    def test_who_may(self):
        reading = self._park()
        auditor = reading.with_user(self.users["auditor"])
        self.assertFalse(auditor.get_decision()["reading"]["may_decide"])
        for decide in (
            lambda: auditor.decide(mode="accept", note="x"),
            lambda: auditor.decide(mode="correct", note="x", value="1"),
            lambda: auditor.decide(
                mode="transfer", note="x", installation=self.other.id
            ),
            auditor.order_visit,
        ):
            with self.assertRaises(AccessError):
                decide()


@tagged("elh_tour", "post_install", "-at_install")
class TestReadingQueueTour(MeteringCommon, HttpCase):
    """Three readings decided by keyboard alone: corrected, moved, refused."""

    def test_by_keyboard(self):
        clerk = self.users["clerk_household"]
        clerk.write({"login": "queue_clerk", "password": "queue_clerk"})
        parked = self.Reading
        for serial, place in (("T1", {}), ("T2", {"house": "7"}), ("T3", {})):
            account = self._create_account(date_open="2026-01-01", **place)
            meter = self._create_installation(account, serial, opening=100)
            self._read(meter, ("2026-02-01", 200), ("2026-03-01", 300))
            outcome = self._read(meter, ("2026-04-01", 5000))[0]
            parked |= parked.browse(outcome["reading_id"])
        beside = self._create_account(date_open="2026-01-01", house="7")
        other = self._create_installation(beside, "T4", opening=4900)
        url = "/odoo/action-elektrohisob_metering.reading_action_queue_page"
        self.start_tour(url, "elektrohisob_metering_reading_queue", login="queue_clerk")
        self.env.invalidate_all()
        self.assertEqual(parked.mapped("state"), ["replaced", "replaced", "refused"])
        self.assertEqual(parked[0].replaced_by_id.value, 500)
        self.assertEqual(parked[1].replaced_by_id.installation_id, other)
        self.assertEqual(parked[2].decision_note, "Wrong flat")
        self.assertEqual(parked[2].decided_by_id, clerk)
