from datetime import date

from odoo import api, models

from ..demo import registers
from ..demo.district import END

ROUTES = (
    ("MU-01", "Akademgorodok", "Akademgorodok MFY"),
    ("MU-02", "Navroʻz", "Navroʻz MFY"),
    ("MU-03", "Yalangʻoch", "Yalangʻoch MFY"),
)
CLOSED_DAY = date(2026, 10, 1)
#: Every so-many-th meter of the sheet was not read: code of the remark.
REMARKS = {6: "RMK-NO-ACCESS", 11: "RMK-SEAL", 15: "RMK-VACANT"}
DOUBTED = 4  # row typed in with a digit too much
NOTES = {2: "Itdan ehtiyot boʻling", 5: "Kalit 14-xonadonda", 9: "Eshik kodi 38"}


class Demo(models.AbstractModel):
    """Reading routes; sheets closed, half filled and still empty."""

    _inherit = "elektrohisob.demo"

    @api.model
    def _walk_routes(self, town):
        """Routes of meters nobody reads remotely, and the sheets of two days."""
        Sheet = self.env["elektrohisob.route.sheet"]
        routes = self._create_routes(town)
        for sheet in Sheet._create_for(routes, CLOSED_DAY):
            self._type_sheet(town, sheet, len(sheet.line_ids))
            if sheet.state == "open":
                sheet.action_close()
        first, second, _third = Sheet._create_for(routes, END)
        self._type_sheet(town, first, len(first.line_ids) // 2)
        self._type_sheet(town, second, len(second.line_ids) // 3, is_taken=False)

    @api.model
    def _create_routes(self, town):
        reader = self.env["res.users"].search([("login", "=", "crew")])
        routes = self.env["elektrohisob.route"]
        for code, name, locality in ROUTES:
            route = routes.create(
                {
                    "code": code,
                    "name": name,
                    "company_id": town.company.id,
                    "reader_id": reader.id,
                }
            )
            found = self.env["elektrohisob.locality"].search(
                [
                    ("name", "=", locality),
                    ("district_id", "=", town.company.district_id.id),
                ]
            )
            self.env["elektrohisob.route.fill"].create(
                {
                    "route_id": route.id,
                    "locality_ids": found.ids,
                    "skip_remote": True,
                }
            ).action_add()
            for number, note in NOTES.items():
                route.stop_ids[number : number + 1].note = note
            routes |= route
        return routes

    @api.model
    def _type_sheet(self, town, sheet, count, is_taken=True):
        """Type in the first rows of a sheet as a clerk does it, and hand them in."""
        consumers = {town.account_ids[one.serial]: one for one in town.consumers}
        remarks = {
            row.code: row.id
            for row in self.env["elektrohisob.reason"].search(
                [("code", "in", list(REMARKS.values()))]
            )
        }
        rows = []
        for number, line in enumerate(sheet.line_ids[:count], start=1):
            consumer = consumers[line.account_id.id]
            value = registers.shown(consumer, sheet.date)
            if sheet.date == END and number in REMARKS:
                rows.append({"id": line.id, "remark_id": remarks[REMARKS[number]]})
            elif value is not None:
                doubt = 0 if is_taken or number != DOUBTED else 4_000
                rows.append({"id": line.id, "value": str(value + doubt)})
        sheet.enter_rows(rows=rows)
        if is_taken:
            sheet._take()

    @api.model
    def _get_readings_of(self, town, source):
        """The model of readings for whoever enters those of a source: sheets and
        phone calls are the clerk's, the rest comes by itself."""
        readings = self.env["elektrohisob.reading"]
        if source not in ("sheet", "operator"):
            return readings
        clerk = self.env["res.users"].search(
            [
                ("login", "in", ("clerk", "clerk2")),
                ("company_id", "=", town.company.id),
            ],
            limit=1,
        )
        # in the clerk's name; the demonstration takes thousands at once
        return readings.with_user(clerk or self.env.user).sudo()

    @api.model
    def _get_reading(self, town, consumer, day):
        return self.env["elektrohisob.reading"].search(
            [
                ("account_id", "=", town.account_ids[consumer.serial]),
                ("date", "=", day),
                ("state", "=", "valid"),
            ],
            limit=1,
        )

    @api.model
    def _get_acts_of(self, town):
        """The wizard of acts in the name of the district's engineer."""
        engineer = self.env["res.users"].search(
            [("login", "=", "engineer"), ("company_id", "=", town.company.id)]
        )
        acts = self.env["elektrohisob.installation.swap"]
        # the months before are written whatever the day is
        return acts.with_user(engineer or self.env.user).sudo()
