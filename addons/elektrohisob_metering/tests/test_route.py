from datetime import date, datetime

from freezegun import freeze_time
from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, HttpCase, tagged
from odoo.tools import mute_logger

from .common import MeteringCommon


class RouteCommon(MeteringCommon):
    """A street of four consumers with meters read on the first of October."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        district = cls.district_a.district_id
        cls.locality = cls.env["elektrohisob.locality"].create(
            {"name": "Route test", "district_id": district.id}
        )
        cls.street = cls.env["elektrohisob.street"].create(
            {"name": "Long street", "locality_id": cls.locality.id}
        )
        cls.meters = cls.env["elektrohisob.installation"]
        for house in ("10", "2", "2A", "1"):
            account = cls._create_account(
                date_open="2026-01-01",
                locality_id=cls.locality.id,
                street_id=cls.street.id,
                house=house,
            )
            meter = cls._create_installation(account, f"R{house}", opening=100)
            cls._read(meter, ("2026-10-01", 3000), decision="Seen")
            cls.meters |= meter
        cls.route = cls.env["elektrohisob.route"].create(
            {"code": "01", "name": "Test", "company_id": cls.district_a.id}
        )
        cls.clerk = cls.users["clerk_household"]

    @classmethod
    def _fill(cls):
        wizard = cls.env["elektrohisob.route.fill"].create(
            {"route_id": cls.route.id, "street_ids": cls.street.ids}
        )
        wizard.action_add()

    @classmethod
    def _create_sheet(cls):
        cls._fill()
        return cls.env["elektrohisob.route.sheet"]._create_for(
            cls.route, date(2026, 11, 1)
        )

    def _serials(self, route):
        route.invalidate_recordset()
        return route.stop_ids.installation_id.meter_id.mapped("serial")


@freeze_time(datetime(2026, 11, 20, 8, 0))
class TestRoute(RouteCommon):
    """Routes are made street by street, split, and become sheets of a day."""

    def test_fill_follows_the_houses(self):
        self._fill()
        self.assertEqual(self._serials(self.route), ["R1", "R2", "R2A", "R10"])
        self.assertEqual(self.route.stop_count, 4)
        with self.assertRaisesRegex(UserError, "free for route"):
            self._fill()

    def test_fill_by_house(self):
        building = self.env["elektrohisob.building"].create(
            {"street_id": self.street.id, "name": "2-a"}
        )
        wizard = self.env["elektrohisob.route.fill"].create(
            {"route_id": self.route.id, "building_ids": building.ids}
        )
        self.assertEqual(wizard.point_count, 1)
        wizard.action_add()
        self.assertEqual(self._serials(self.route), ["R2A"])

    def test_sort_by_address(self):
        self._fill()
        self.route._renumber(self.route.stop_ids[::-1])
        self.assertEqual(self._serials(self.route)[0], "R10")
        self.route.action_sort()
        self.assertEqual(self._serials(self.route)[0], "R1")

    def test_split(self):
        self._fill()
        form = Form(
            self.env["elektrohisob.route.split"].with_context(
                default_route_id=self.route.id
            )
        )
        form.stop_id = self.route.stop_ids[2]
        form.code, form.name = "02", "Second half"
        self.assertEqual(form.moved_count, 2)
        form.save().action_split()
        other = self.env["elektrohisob.route"].search([("code", "=", "02")])
        self.assertEqual(self._serials(other), ["R2A", "R10"])
        self.assertEqual(other.stop_ids.mapped("sequence"), [1, 2])
        self.assertEqual(self._serials(self.route), ["R1", "R2"])

    def test_a_point_is_on_one_route(self):
        self._fill()
        other = self.route.copy({"code": "02"})
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation):
            self.env["elektrohisob.route.stop"].create(
                {
                    "route_id": other.id,
                    "usage_point_id": self.meters[0].usage_point_id.id,
                }
            )

    def test_sheet_knows_what_was_before(self):
        sheet = self._create_sheet()
        self.assertEqual(len(sheet.line_ids), 4)
        line = sheet.line_ids[0]
        self.assertEqual(
            (line.meter_id.serial, line.previous_value, line.previous_date),
            ("R1", 3000, date(2026, 10, 1)),
        )
        # 2900 kWh in the 273 days from January
        self.assertAlmostEqual(line.usual_day, 2900 / 273, 1)
        again = self.env["elektrohisob.route.sheet"]._create_for(
            self.route, date(2026, 11, 1)
        )
        self.assertEqual((again, len(again.line_ids)), (sheet, 4))

    def test_sheets_of_the_district(self):
        self._fill()
        form = Form(
            self.env["elektrohisob.route.sheet.create"].with_company(self.district_a)
        )
        form.date = date(2026, 11, 1)
        self.assertGreaterEqual(form.point_count, 4)
        action = form.save().action_create()
        sheets = self.env["elektrohisob.route.sheet"].search(action["domain"])
        self.assertIn(self.route, sheets.route_id)
        url = form.save().action_create_print()["url"]
        self.assertIn(str(sheets[0].id), url)

    def test_pdf(self):
        content = self._create_sheet()._render_pdf()
        self.assertTrue(content.startswith(b"%PDF"))


@freeze_time(datetime(2026, 11, 20, 8, 0))
class TestRouteSheet(RouteCommon):
    """Rows are kept as they are typed and handed in together."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sheet = cls._create_sheet().with_user(cls.clerk)

    def _enter(self, *values, **more):
        lines = self.sheet.line_ids
        rows = [
            {"id": line.id, "value": value, **more}
            for line, value in zip(lines, values, strict=False)
        ]
        return self.sheet.enter_rows(rows=rows)

    def _get_remark(self, code):
        return self.env["elektrohisob.reason"].search([("code", "=", code)])

    def test_verdicts_while_typing(self):
        rows = self._enter("3300", "2900", "1x", " ")
        self.assertEqual(
            [(row["verdict"], row["code"]) for row in rows],
            [("good", ""), ("parked", "R05"), ("refused", "R04"), ("empty", "")],
        )
        self.assertEqual(rows[0]["kwh"], 300)
        self.assertFalse(
            self.Reading.search([("date", "=", "2026-11-01")]), "only typed in"
        )

    def test_what_is_typed_is_still_there(self):
        self._enter("3300")
        grid = self.env["elektrohisob.route.sheet"].browse(self.sheet.id).get_grid()
        self.assertEqual(grid["rows"][0]["value"], "3300")
        self.assertEqual(grid["rows"][0]["state"], "draft")
        self.assertGreater(len(grid["remarks"]), 5)

    def test_take(self):
        self._enter("3300", "2900", "3400")
        found = self.sheet.take()
        self.assertEqual(found, {"accepted": 2, "parked": 1, "refused": 0})
        states = self.sheet.line_ids.mapped("state")
        self.assertEqual(states, ["accepted", "parked", "accepted", "empty"])
        readings = self.Reading.search([("date", "=", "2026-11-01")])
        self.assertEqual(set(readings.mapped("source")), {"sheet"})
        self.assertEqual(self.sheet.state, "open")
        # a second time nothing is left to hand in
        self.sheet.take()
        self.assertEqual(len(self.Reading.search([("date", "=", "2026-11-01")])), 3)
        with self.assertRaisesRegex(UserError, "taken already"):
            self._enter("3301")

    def test_taken_as_it_is(self):
        self._enter("9999", is_confirmed=True)
        self.sheet.take()
        reading = self.sheet.line_ids[0].reading_id
        self.assertEqual((reading.state, reading.value), ("valid", 9999))
        self.assertEqual(reading.decided_by_id, self.clerk)

    def test_a_complete_sheet_closes(self):
        self._enter("3300", "3300", "3300")
        last = self.sheet.line_ids[3]
        remark = self._get_remark("RMK-NO-ACCESS")
        self.sheet.enter_rows(rows=[{"id": last.id, "remark_id": remark.id}])
        self.sheet.take()
        self.assertEqual(self.sheet.state, "closed")
        with self.assertRaisesRegex(UserError, "closed"):
            self._enter("1")

    def test_a_faulty_meter_orders_work(self):
        line = self.sheet.line_ids[0]
        remark = self._get_remark("RMK-FAULTY")
        self.sheet.enter_rows(rows=[{"id": line.id, "remark_id": remark.id}])
        self.sheet.take()
        self.sheet.take()
        orders = self.env["elektrohisob.work.order"].search(
            [("usage_point_id", "=", line.usage_point_id.id)]
        )
        self.assertEqual(orders.mapped("kind"), ["check"])
        self.assertTrue(line.is_followed)

    def test_who_may_take(self):
        line = self.sheet.line_ids[0]
        line.account_id.sudo().write({"category": "legal", "stir": "123456789"})
        self._enter("3300", "3300")
        self.sheet.take()
        states = self.sheet.line_ids.mapped("state")
        self.assertEqual(states[:2], ["draft", "accepted"])
        legal = self.users["clerk_legal"]
        self.sheet.with_user(legal).take()
        self.assertEqual(line.state, "accepted")
        cashier = self.sheet.with_user(self.users["cashier"])
        with self.assertRaises(AccessError):
            cashier.enter_rows(rows=[{"id": self.sheet.line_ids[2].id, "value": "1"}])

    def test_all_registers_of_the_meter(self):
        """A meter of two zones with export and reactive energy has five rows."""
        kind = self.meter_type.copy(
            {
                "name": "Five registers",
                "zones": 2,
                "measures_export": True,
                "measures_reactive": True,
            }
        )
        meter = self.meters[0]
        meter.meter_id.type_id = kind
        self.Reading._accept(
            [
                {
                    "installation_id": meter.id,
                    "date": "2026-10-01",
                    "value": "7",
                    "reading_type": "A-",
                }
            ],
            source="sheet",
        )
        sheet = self.env["elektrohisob.route.sheet"]._create_for(
            self.route, date(2026, 11, 10)
        )
        lines = sheet.line_ids.filtered(lambda x: x.installation_id == meter)
        self.assertEqual(lines.mapped("reading_type"), ["A+", "A+1", "A+2", "A-", "R+"])
        self.assertEqual(len(sheet.line_ids), 8)
        export = lines.filtered(lambda x: x.reading_type == "A-")
        self.assertEqual(export.previous_value, 7)
        row = sheet.enter_rows(rows=[{"id": export.id, "value": "19"}])[0]
        self.assertEqual((row["register"], row["kwh"]), ("A-", 12))
        self.assertFalse(sheet.line_ids[0]._get_register_name())
        sheet.take()
        self.assertEqual(export.reading_id.reading_type, "A-")
        self.assertTrue(sheet._render_pdf().startswith(b"%PDF"))

    def test_a_closed_account_leaves_the_route(self):
        meter = self.meters[0]
        meter.date_end = "2026-10-31"
        meter.account_id.action_close()
        self.assertNotIn(meter.usage_point_id, self.route.stop_ids.usage_point_id)
        self.assertEqual(len(self.route.stop_ids), 3)
        self.assertEqual(len(self.sheet.line_ids), 3)

    def test_typed_in_is_not_thrown_away(self):
        self._enter("3300")
        with self.assertRaisesRegex(UserError, "typed in and not taken"):
            self.sheet.action_close()


@tagged("elh_tour", "post_install", "-at_install")
class TestRouteSheetTour(RouteCommon, HttpCase):
    def test_grid(self):
        self.clerk.write({"login": "grid_clerk", "password": "grid_clerk"})
        sheet = self._create_sheet()
        url = f"/odoo/elektrohisob.route.sheet/{sheet.id}"
        self.start_tour(url, "elektrohisob_metering_route_sheet", login="grid_clerk")
        self.assertEqual(sheet.line_ids[:2].mapped("state"), ["accepted", "accepted"])
        self.assertEqual(sheet.line_ids[2].state, "parked")
        self.assertEqual(sheet.line_ids[3].remark_id.code, "RMK-BROKEN")

    def test_pdf_of_own_sheets_only(self):
        self.clerk.write({"login": "grid_clerk", "password": "grid_clerk"})
        sheet = self._create_sheet()
        self.authenticate("grid_clerk", "grid_clerk")
        response = self.url_open(f"/elektrohisob/route-sheets?ids={sheet.id}")
        self.assertEqual(response.headers["Content-Type"], "application/pdf")
        with mute_logger("odoo.http"):
            response = self.url_open("/elektrohisob/route-sheets?ids=0,x")
        self.assertEqual(response.status_code, 404)
