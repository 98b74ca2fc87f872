from datetime import date, datetime
from uuid import uuid4

from freezegun import freeze_time

from .common import MeteringCommon


@freeze_time(datetime(2026, 11, 20, 8, 0))
class TestMaintenance(MeteringCommon):
    """Devices that hang are looked after at the interval of their type."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account = cls._create_account(date_open="2026-01-01")
        cls.installation = cls._create_installation(
            cls.account, "MT1", start="2026-02-10", opening=0
        )
        cls.meter = cls.installation.meter_id
        cls.point = cls.installation.usage_point_id
        cls.crew = cls._create_crew()

    def _do(self, day, **result):
        order = self._create_order(self.installation, "maintain", self.crew)
        order._submit(
            {"submission": str(uuid4()), "outcome": "done", "date": day, **result}
        )
        return order

    def test_plan_from_the_day_it_was_hung(self):
        self.assertFalse(self.meter.date_maintain_next)
        self.meter_type.maintenance_months = 6
        self.assertEqual(self.meter.date_maintain_next, date(2026, 8, 10))
        self.meter_type.maintenance_months = 12
        self.assertEqual(self.meter.date_maintain_next, date(2027, 2, 10))
        stored = self._create_meter("MT2")
        self.assertFalse(stored.date_maintain_next, "it hangs nowhere")
        self.meter_type.maintenance_months = 0
        self.assertFalse(self.meter.date_maintain_next)

    def test_a_finished_order_moves_the_plan(self):
        self.meter_type.maintenance_months = 6
        order = self._do("2026-10-05T05:00:00Z", value="120", note="Clean")
        self.assertEqual(self.meter.date_maintained, date(2026, 10, 5))
        self.assertEqual(self.meter.maintenance_order_id, order)
        self.assertEqual(self.meter.date_maintain_next, date(2027, 4, 5))
        self.assertEqual(order.reading_id.value, 120)
        self._do("2026-09-01T05:00:00Z")  # found later, it moves nothing
        self.assertEqual(self.meter.date_maintained, date(2026, 10, 5))

    def test_not_done_moves_nothing(self):
        self.meter_type.maintenance_months = 6
        reason = self.env["elektrohisob.reason"].search(
            [("code", "=", "WORK-NO-ACCESS")]
        )
        self._do("2026-10-05T05:00:00Z", outcome="failed", reason_id=reason.id)
        self.assertFalse(self.meter.date_maintained)

    def test_taken_down_it_leaves_the_plan(self):
        self.meter_type.maintenance_months = 6
        self.installation.date_end = "2026-10-31"
        self.assertFalse(self.meter.date_maintain_next)

    def test_orders_for_the_chosen_devices(self):
        """Transformers count too: their point is that of the journal."""
        wizard = self.env["elektrohisob.work.order.create"]
        self.assertEqual(wizard._get_points(self.meter), self.point)
        kind = self.env["elektrohisob.device.type"].create(
            {
                "name": "Test ct",
                "kind": "ct",
                "ratio_primary": 100,
                "ratio_secondary": 5,
                "maintenance_months": 12,
            }
        )
        device = self.env["elektrohisob.device"].create(
            {"serial": "CT9", "type_id": kind.id, "company_id": self.district_a.id}
        )
        self.env["elektrohisob.movement"].create(
            {
                "kind": "installation",
                "date": "2026-03-01",
                "company_id": self.district_a.id,
                "usage_point_id": self.point.id,
                "line_ids": [
                    (0, 0, {"device_id": device.id, "point_to_id": self.point.id})
                ],
            }
        )._post()
        self.assertEqual(wizard._get_points(device), self.point)
        self.assertEqual(device.date_maintain_next, date(2027, 3, 1))
        self._do("2026-10-05T05:00:00Z")
        self.assertEqual(device.date_maintain_next, date(2027, 10, 5))
        self.assertFalse(self.meter.date_maintained, "its type has no interval")
