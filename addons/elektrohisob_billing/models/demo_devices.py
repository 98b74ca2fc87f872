from odoo import api, models
from odoo.fields import Command

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
