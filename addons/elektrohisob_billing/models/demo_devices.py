from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.fields import Command

from odoo.addons.elektrohisob_base.tools.dates import business_today

from ..demo.district import START

TYPE = "elektrohisob_metering.device_type_"
STOCK = {"te71": 12, "te73": 4, "ct_100_5": 6, "seal_blue": 60}
ISSUED = {"te71": 4, "seal_blue": 20}


class Demo(models.AbstractModel):
    """Warehouse, crew and seals of the demonstration."""

    _inherit = "elektrohisob.demo"

    @api.model
    def _stock_devices(self, town):
        """A warehouse with a receipt from the supplier, and what the crew got."""
        places = {
            kind: self.env["elektrohisob.place"].create(
                {
                    "name": name,
                    "kind": kind,
                    "company_id": town.company.id,
                    "responsible": person,
                }
            )
            for kind, name, person in (
                ("warehouse", "Markaziy ombor", "Qodirov B., ombor mudiri"),
                ("crew", "1-brigada", "Rahimov S., usta"),
                ("laboratory", "Qiyoslash laboratoriyasi", "Usmonova D., muhandis"),
                ("supplier", "Toshelektroapparat", False),
            )
        }
        devices = {key: self._create_stock(town, key, STOCK[key]) for key in STOCK}
        self._move_stock(
            town, "receipt", places["supplier"], places["warehouse"], devices, STOCK
        )
        self._move_stock(
            town, "issue", places["warehouse"], places["crew"], devices, ISSUED
        )

    @api.model
    def _create_stock(self, town, key, count):
        prefix = town.company.account_prefix[2:]
        return self.env["elektrohisob.device"].create(
            [
                {
                    "serial": f"{prefix} {key[:2].upper()}{number:05}",
                    "type_id": self.env.ref(f"{TYPE}{key}").id,
                    "company_id": town.company.id,
                    "year": START.year,
                }
                for number in range(1, count + 1)
            ]
        )

    @api.model
    def _move_stock(self, town, kind, source, target, devices, counts):
        movement = self.env["elektrohisob.movement"].create(
            {
                "kind": kind,
                "date": START,
                "company_id": town.company.id,
                "place_from_id": source.id,
                "place_to_id": target.id,
                "line_ids": [
                    Command.create({"device_id": device.id})
                    for key, count in counts.items()
                    for device in devices[key][:count]
                ],
            }
        )
        movement._post(any_day=True)  # whatever the date of the machine

    # === WHAT HAPPENED TO THE DEVICES === #

    @api.model
    def _keep_stock(self, town):
        """Documents of every kind, laboratory batches, seals and stock-takings."""
        Place = self.env["elektrohisob.place"]
        places = {
            place.kind: place
            for place in Place.search([("company_id", "=", town.company.id)])
        }
        for kind, name, person in (
            ("repair", "Taʼmirlash ustaxonasi", "Xoliqov T., usta"),
            ("branch", "Sergeli filial ombori", "Nazarova M., omborchi"),
        ):
            places[kind] = Place.create(
                {
                    "name": name,
                    "kind": "warehouse" if kind == "branch" else kind,
                    "company_id": town.company.id,
                    "responsible": person,
                }
            )
        home, crew = places["warehouse"], places["crew"]
        fresh = self._at(home, "te71")
        self._move("transfer", 2, home, places["branch"], fresh[:3])
        self._move("return", 3, crew, home, self._at(crew, "te71")[:1])
        wrong = self._move("issue", 5, home, crew, self._at(home, "te73")[:1])
        wrong.action_reverse()
        used = self._at_used(home)
        self._move("repair", 6, home, places["repair"], used[:2])
        self._move("return", 16, places["repair"], home, used[:1])
        self._move("write_off", 19, home, Place, used[2:5])
        self._verify_batches(town, used[5:12])
        self._seal_firms(town, crew)
        self._count_stock(town, crew, home)
        self._renew_transformers(town)

    @api.model
    def _renew_transformers(self, town):
        """Most transformers were verified in time: due in the weeks to come."""
        today = business_today(self)
        due = self.env["elektrohisob.device"].search(
            [
                ("company_id", "=", town.company.id),
                ("type_id.kind", "=", "ct"),
                ("date_verify_next", "<", today),
            ],
            order="id",
        )
        for number, device in enumerate(due[3:]):
            years = device.type_id.verification_years
            last_day = today + timedelta(days=9 + number // 3 * 11)
            device.date_verified = last_day - relativedelta(years=years)

    @api.model
    def _at(self, place, key):
        """Devices of a make that are at a place."""
        return self.env["elektrohisob.device"].search(
            [
                ("place_id", "=", place.id),
                ("type_id", "=", self.env.ref(f"{TYPE}{key}").id),
            ],
            order="id",
        )

    @api.model
    def _at_used(self, place):
        """Meters that once hung at a consumer's and are at a place now."""
        return self.env["elektrohisob.device"].search(
            [("place_id", "=", place.id), ("installation_ids", "!=", False)],
            order="id",
        )

    @api.model
    def _move(self, kind, day, source, target, devices):
        """A document of October."""
        movement = self.env["elektrohisob.movement"].create(
            {
                "kind": kind,
                "date": min(date(2026, 10, day), business_today(self)),
                "company_id": source.company_id.id,
                "place_from_id": source.id,
                "place_to_id": target.id,
                "basis": f"{day}-sonli buyurtma, {day:02}.10.2026",
                "line_ids": [Command.create({"device_id": one.id}) for one in devices],
            }
        )
        movement._post()
        return movement

    @api.model
    def _verify_batches(self, town, devices):
        """One batch back from the laboratory with a failure, one there, one begun."""
        batches = self.env["elektrohisob.verification.batch"].create(
            [
                {
                    "company_id": town.company.id,
                    "laboratory_id": self._default_laboratory(town).id,
                    "line_ids": [
                        Command.create({"device_id": one.id}) for one in chosen
                    ],
                }
                for chosen in (devices[:3], devices[3:5], devices[5:7])
            ]
        )
        back, there, _begun = batches
        back.action_send()
        back.line_ids[:1].write(
            {"result": "failed", "note": "Xatolik 2,4 %, sinf talabidan tashqari"}
        )
        for number, line in enumerate(back.line_ids[1:], start=118):
            line.certificate_number = f"QS-{number}/26"
        back.result_date = business_today(self)
        back.action_fill()
        back.action_take_back()
        there.action_send()

    @api.model
    def _default_laboratory(self, town):
        return self.env["elektrohisob.place"].search(
            [("kind", "=", "laboratory"), ("company_id", "=", town.company.id)],
            limit=1,
        )

    @api.model
    def _seal_firms(self, town, crew):
        """Seals of three firms; one of them is found broken later."""
        firms = [one for one in town.consumers if one.category == "legal"][:3]
        seals = self._at(crew, "seal_blue")
        for number, consumer in enumerate(firms):
            chosen = seals[number * 2 : number * 2 + 2]
            rows = [("install", one, "") for one in chosen]
            self._seal(town, consumer, crew, date(2026, 10, 7), rows)
        rows = [
            ("broken", seals[0], "Sim uzilgan, plombada kesilgan iz"),
            ("install", seals[6], ""),
        ]
        self._seal(town, firms[0], crew, date(2026, 10, 23), rows)

    @api.model
    def _seal(self, town, consumer, crew, day, rows):
        point = self._get_point(town, consumer)[:1]
        act = self.env["elektrohisob.installation.swap"].create(
            {
                "account_id": point.account_id.id,
                "usage_point_id": point.id,
                "date": min(day, business_today(self)),
                "mode": "seal",
                "act_number": f"P-{consumer.serial % 1_000}/{day:%d}",
                "place_id": crew.id,
                "handed_by": "Rahimov S.",
                "received_by": "Aliyev S.",
                "consumer_name": consumer.name,
            }
        )
        act.seal_ids = [
            Command.clear(),
            *(
                Command.create(
                    {
                        "operation": operation,
                        "device_id": seal.id,
                        "part": "cover" if place == 0 else "cabinet",
                        "note": note,
                    }
                )
                for place, (operation, seal, note) in enumerate(rows)
            ),
        ]
        act.action_apply()

    @api.model
    def _count_stock(self, town, crew, home):
        """A closed stock-taking with a shortage and a surplus, and one begun."""
        day = min(date(2026, 10, 30), business_today(self))
        commission = "Qodirov B., Nazarova M., Karimov U."
        Count = self.env["elektrohisob.stocktake"]
        closed = Count.create(
            {"place_id": crew.id, "date": day, "commission": commission}
        )
        for line in closed.line_ids[:-1]:
            closed._take_device(line.device_id)  # two makes share numbers
        closed._take_device(self._at(home, "seal_blue")[:1])
        closed.action_close()
        begun = Count.create({"place_id": home.id, "commission": commission})
        for line in begun.line_ids[:12]:
            begun._take_device(line.device_id)
        begun.message = begun._take_device(self._at(crew, "seal_blue")[:1])
