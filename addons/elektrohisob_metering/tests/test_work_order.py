from datetime import date
from uuid import uuid4

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import HttpCase, tagged

from .common import MeteringCommon


class TestWorkOrder(MeteringCommon):
    """Orders are created, planned, issued, finished; results leave their traces."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Order = cls.env["elektrohisob.work.order"]
        cls.street = cls.env["elektrohisob.street"].create(
            {
                "name": "Test street",
                "locality_id": cls.env["elektrohisob.locality"]
                .create({"name": "Test", "district_id": cls.district_a.district_id.id})
                .id,
            }
        )
        cls.installation = cls._create_installation(
            cls._create_account(house="12"), "W1", opening=100
        )
        cls.point = cls.installation.usage_point_id
        cls.crew = cls._create_crew()
        cls.no_access = cls.env["elektrohisob.reason"].search(
            [("code", "=", "WORK-NO-ACCESS")]
        )

    def _submit(self, order, **result):
        return order._submit({"submission": str(uuid4()), "outcome": "done", **result})

    def test_life_of_an_order(self):
        order = self._create_order(self.installation)
        self.assertRegex(order.number, r"^NR-\d{4}-\d{6}$")
        with self.assertRaises(UserError):
            order.action_result()
        with self.assertRaises(ValidationError):
            order.write({"state": "planned"})
        order._plan(self.crew, date(2026, 1, 20))
        self.assertEqual((order.state, order.route_order), ("planned", 1))
        with self.assertRaisesRegex(UserError, order.number):
            order.unlink()
        order.action_issue()
        self.assertTrue(order.date_issued)
        with self.assertRaises(UserError):
            order.action_issue()
        order.action_return()
        self.assertEqual((order.state, order.date_issued), ("draft", False))
        order.action_cancel()
        again = self.Order.browse(order.action_again()["res_id"])
        self.assertEqual((again.state, again.previous_id), ("draft", order))
        again.unlink()

    def test_a_point_has_one_open_order_of_a_kind(self):
        orders = self.Order._order_for(self.point, "check", ground="Application 7")
        self.assertEqual(orders.ground, "Application 7")
        self.assertFalse(self.Order._order_for(self.point, "check"))
        self.assertTrue(self.Order._order_for(self.point, "seal"))

    def test_route_follows_street_and_house(self):
        orders = self.Order
        for number, house in enumerate(("10", "2", "2A", "100")):
            account = self._create_account(house=house, street_id=self.street.id)
            orders |= self._create_order(
                self._create_installation(account, f"R{number}")
            )
        orders._plan(self.crew, date(2026, 1, 20))
        houses = orders.sorted("route_order").account_id.mapped("house")
        self.assertEqual(houses, ["2", "2A", "10", "100"])
        self.assertEqual(orders.mapped("street_id"), self.street)
        late = self._create_order(self.installation)
        late._plan(self.crew, date(2026, 1, 20))
        self.assertEqual(late.route_order, 5)

    def test_bulk_from_lists(self):
        Wizard = self.env["elektrohisob.work.order.create"].with_user(
            self.users["engineer"]
        )
        self._read(self.installation, ("2026-02-01", 90))  # decreased: queued
        queued = self.installation.reading_ids.filtered(lambda r: r.state == "queued")
        self.assertTrue(queued)
        other = self._create_installation(self._create_account(), "W2")
        for rows in (
            self.point | other.usage_point_id,
            self.installation.meter_id | other.meter_id,
            self.point.account_id | other.account_id,
        ):
            wizard = Wizard.with_context(
                active_model=rows._name, active_ids=rows.ids
            ).create({"kind": "check"})
            self.assertEqual(wizard.point_count, 2)
            orders = self.Order.search(wizard.action_create()["domain"])
            self.assertEqual(orders.usage_point_id, wizard.usage_point_ids)
            with self.assertRaises(UserError):
                wizard.action_create()
            orders.action_cancel()
        wizard = Wizard.with_context(
            active_model=queued._name, active_ids=queued.ids
        ).create(
            {"kind": "read", "crew_id": self.crew.id, "date_planned": "2026-02-02"}
        )
        order = self.Order.search(wizard.action_create()["domain"])
        self.assertEqual((order.usage_point_id, order.state), (self.point, "planned"))

    def test_plan_dialog(self):
        orders = self._create_order(self.installation)
        orders |= self._create_order(self.installation, "seal")
        action = orders.with_user(self.users["engineer"]).action_plan()
        wizard = (
            self.env["elektrohisob.work.order.plan"]
            .with_user(self.users["engineer"])
            .with_context(**action["context"])
            .create({"crew_id": self.crew.id, "is_issued": True})
        )
        self.assertEqual(wizard.order_ids, orders)
        wizard.action_plan()
        self.assertEqual(set(orders.mapped("state")), {"issued"})
        self.assertEqual(orders.crew_id, self.crew)

    def test_reading_of_a_result(self):
        order = self._create_order(self.installation, crew=self.crew)
        with self.assertRaisesRegex(UserError, order.number):
            self._submit(order)
        with self.assertRaisesRegex(UserError, "12x"):
            self._submit(order, value="12x")
        answer = self._submit(order, value="150,5", date="2026-02-01T09:00:00Z")
        self.assertEqual((answer["state"], answer["reading"]), ("done", "accepted"))
        reading = order.reading_id
        self.assertEqual((reading.value, reading.source), (150.5, "sheet"))
        self.assertEqual(reading.date, date(2026, 2, 1))

    def test_doubtful_reading_is_told(self):
        order = self._create_order(self.installation, "check", self.crew)
        answer = self._submit(order, value="90", date="2026-02-01T09:00:00Z")
        self.assertEqual((answer["state"], answer["reading"]), ("done", "parked"))
        self.assertIn(order.reading_note, answer["message"])
        self.assertIn("lower", order.reading_note)
        self.env["res.lang"]._activate_lang("ru_RU")
        self.assertIn("меньше", order.with_context(lang="ru_RU").reading_note)

    def test_repeated_submit_does_nothing(self):
        order = self._create_order(self.installation, crew=self.crew)
        result = {"submission": str(uuid4()), "outcome": "done", "value": "120"}
        first = order._submit({**result, "date": "2026-02-01T09:00:00"})
        second = order._submit({**result, "date": "2026-02-01T09:00:00"})
        self.assertEqual(second, {**first, "repeat": True})
        self.assertEqual(len(self.installation.reading_ids), 2)
        with self.assertRaises(UserError):  # another telephone
            self._submit(order, value="121")
        with self.assertRaises(UserError):
            order._submit({"submission": "x"})

    def test_failure_needs_its_reason(self):
        order = self._create_order(self.installation, crew=self.crew)
        with self.assertRaises(UserError):
            self._submit(order, outcome="failed")
        other = self.env["elektrohisob.reason"].search([("code", "=", "WORK-OTHER")])
        with self.assertRaises(UserError):
            self._submit(order, outcome="failed", reason_id=other.id)
        answer = self._submit(order, outcome="failed", reason_id=self.no_access.id)
        self.assertEqual((answer["state"], answer["reading"]), ("failed", False))
        self.assertEqual(order.fail_reason_id, self.no_access)

    def test_disconnection_moves_the_point(self):
        reason = self.env["elektrohisob.reason"].search([("code", "=", "OFF-DEBT")])
        order = self._create_order(self.installation, "disconnect", self.crew)
        order.reason_id = reason
        self._submit(order, value="130", date="2026-02-10T20:00:00Z")
        event = self.point.connection_event_ids
        self.assertEqual(self.point.connection_state, "disconnected")
        self.assertEqual(self.point.connection_date, date(2026, 2, 11))
        self.assertEqual(event.date, date(2026, 2, 11))  # already next day here
        self.assertEqual((event.order_id, event.reason_id), (order, reason))
        order = self._create_order(self.installation, "reconnect", self.crew)
        self._submit(order, date="2026-02-15T09:00:00Z")
        self.assertEqual(self.point.connection_state, "connected")
        # an older disconnection found later does not move the point
        self.point._record_connection("disconnected", day=date(2026, 2, 1))
        self.assertEqual(self.point.connection_state, "connected")
        self.assertEqual(len(self.point.connection_event_ids), 3)

    def _create_seals(self, *serials):
        kind = self.env["elektrohisob.device.type"].create(
            {"name": "Seal", "kind": "seal"}
        )
        return self.env["elektrohisob.device"].create(
            [
                {
                    "serial": serial,
                    "type_id": kind.id,
                    "company_id": self.district_a.id,
                }
                for serial in serials
            ]
        )

    def test_seals_go_through_the_journal(self):
        old, new = self._create_seals("S-1", "S-2")
        order = self._create_order(self.installation, "seal", self.crew)
        self._submit(order, seal_number="S-1", date="2026-01-20T05:00:00")
        self.assertEqual(old.usage_point_id, self.point)
        self.assertEqual(order.seal_movement_id.act_number, order.number)
        self.assertEqual(order.seal_movement_id.date, date(2026, 1, 20))
        order = self._create_order(self.installation, "seal", self.crew)
        answer = self._submit(
            order,
            seal_removed="S-1",
            seal_number="S-2",
            seal_broken=True,
            note="Wire cut",
            date="2026-02-20T05:00:00",
        )
        self.assertNotIn("S-1", answer["message"])
        self.assertEqual(new.usage_point_id, self.point)
        self.assertFalse(old.usage_point_id)
        self.assertEqual((old.date_broken, old.broken_note),
                         (date(2026, 2, 20), "Wire cut"))  # fmt: skip
        line = order.seal_movement_id.line_ids.filtered(lambda x: x.device_id == old)
        self.assertEqual(line.condition, "broken")

    def test_a_seal_that_is_not_known_is_told_and_nothing_lost(self):
        order = self._create_order(self.installation, "check", self.crew)
        answer = self._submit(order, seal_removed="S-8", seal_number="S-9")
        self.assertEqual(order.state, "done")
        self.assertFalse(order.seal_movement_id)
        self.assertIn("S-8", answer["message"])
        self.assertIn("S-9", order.seal_note)

    def test_replacement_goes_on_to_the_act(self):
        order = self._create_order(self.installation, "replace", self.crew)
        self._submit(
            order,
            value="140",
            value_new="0",
            serial_new="NEW1",
            seal_number="S1",
            date="2026-02-01T09:00:00Z",
        )
        self.assertFalse(order.reading_id)  # readings of a swap come by its act
        context = order.action_swap()["context"]
        self.assertEqual(context["default_closing_value"], "140")
        wizard = (
            self.env["elektrohisob.installation.swap"]
            .with_context(**context)
            .create({"type_id": self.meter_type.id, "multiplier": 1})
        )
        wizard.action_apply()
        self.assertEqual(self.point.installation_ids[:1].meter_id.serial, "NEW1")
        self.assertEqual(self.point.installation_ids[:1].seal_number, "S1")

    def test_result_on_paper(self):
        order = self._create_order(self.installation, crew=self.crew)
        wizard = (
            self.env["elektrohisob.work.order.result"]
            .with_user(self.users["engineer"])
            .create(
                {"order_id": order.id, "value": "200", "date": "2026-02-01 09:00:00"}
            )
        )
        wizard.action_save()
        self.assertEqual((order.state, order.reading_state), ("done", "accepted"))
        self.assertEqual(order.done_by_id, self.users["engineer"])

    def test_who_may(self):
        order = self._create_order(self.installation)
        for role in ("clerk_household", "cashier", "auditor"):
            mine = order.with_user(self.users[role])
            self.assertTrue(mine.number)
            for action in (mine.action_issue, mine.action_cancel):
                with self.assertRaises(AccessError):
                    action()
        with self.assertRaises(UserError):
            order.crew_id = self._create_crew(self.district_b)


@tagged("elh_tour", "post_install", "-at_install")
class TestWorkOrderTour(MeteringCommon, HttpCase):
    """An order in the browser: planned, issued, its result entered."""

    def test_order(self):
        engineer = self.users["engineer"]
        engineer.write({"login": "order_engineer", "password": "order_engineer"})
        installation = self._create_installation(
            self._create_account(), "W1", opening=100
        )
        self._create_crew()
        order = self._create_order(installation)
        url = f"/odoo/elektrohisob.work.order/{order.id}"
        self.start_tour(url, "elektrohisob_metering_work_order", login=engineer.login)
        self.assertEqual((order.state, order.reading_id.value), ("done", 150))
