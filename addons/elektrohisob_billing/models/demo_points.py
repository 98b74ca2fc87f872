from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Command

from odoo.addons.elektrohisob_base.engine.period import next_month

from ..demo import registers
from ..demo.district import MONTHS, START

TYPE = "elektrohisob_metering.device_type_"
TRANSFORMERS = {20: "ct_100_5", 40: "ct_200_5"}
SUNNY = (210, 260, 300, 320, 290, 230, 160)  # kWh given to the network by month
LOSSES = {
    "loss_scheme": "transformer_line",
    "transformer_kva": 400,
    "no_load_kw": 0.95,
    "load_kw": 5.5,
    "line_ohm_km": 0.59,
    "line_km": 1.2,
    "line_kv": 10,
    "tg_phi": 0.4,
}


class Demo(models.AbstractModel):
    """Points worth a look: transformers, losses, sub-consumers, street lights, a roof
    with solar modules."""

    _inherit = "elektrohisob.demo"

    @api.model
    def _connect_points(self, town):
        """Connection terms and transformers, before the first month is charged."""
        firms = [one for one in town.consumers if one.category == "legal"]
        budget = [one for one in town.consumers if one.category == "budget"]
        for consumer in firms + budget:
            if consumer.multiplier in TRANSFORMERS:
                self._hang_transformers(town, consumer)
        large = sorted(firms, key=lambda one: (-sum(one.use), one.serial))
        self._connect(town, large[0], feeder="F-7", **LOSSES)
        self._get_point(town, large[0]).write(
            {"voltage": "10", "name": "TP-1245, 10 kV kirish"}
        )
        self._connect(town, large[1], loss_scheme="percent", loss_percent=2.4)
        self._connect(town, large[2], loss_scheme="percent", loss_percent=1.1,
                      loss_direction="subtract")  # fmt: skip
        self._connect(town, large[-1], parent_id=self._get_point(town, large[3]).id)
        for consumer in large[3:12] + budget:
            self._connect(town, consumer)
        self._light_street(town, budget[0])
        self._set_meter_type(town, large[0], "TE73-A", measures_reactive=True)
        self._set_meter_type(town, large[1], "TE73-P", measures_demand=True)
        self._set_meter_type(town, large[2], "DTS27-P", measures_demand=True)
        self._set_meter_type(town, self._get_prosumer(town), "TE71-G",
                             measures_export=True)  # fmt: skip

    @api.model
    def _connect(self, town, consumer, feeder="F-12", **vals):
        """Terms of a consumer's point from the first day of the demonstration."""
        number = consumer.serial % 90 + 10
        return self.env["elektrohisob.usage.point.term"].create(
            {
                "usage_point_id": self._get_point(town, consumer)[:1].id,
                "date_start": START,
                "act_number": f"BCh-{number}/24",
                "boundary": f"TP-{1200 + number}, 0,4 kV shinalar",
                "substation_code": f"TP-{1200 + number}",
                "feeder_code": feeder,
                "installed_power": consumer.power * 1.2,
                **vals,
            }
        )

    @api.model
    def _light_street(self, town, consumer):
        """Lamps without a meter: power × hours."""
        point = self.env["elektrohisob.usage.point"].create(
            {
                "account_id": town.account_ids[consumer.serial],
                "code": "2",
                "name": "Hovli yoritish, 24 ta chiroq",
                "permitted_power": 3.6,
            }
        )
        self.env["elektrohisob.usage.point.term"].create(
            {
                "usage_point_id": point.id,
                "date_start": START,
                "norm_power": 3.6,
                "norm_hours": 10.5,
            }
        )

    @api.model
    def _hang_transformers(self, town, consumer):
        """Three current transformers by the act that hung the meter."""
        key = TRANSFORMERS[consumer.multiplier]
        point, day = self._get_point(town, consumer)[:1], consumer.date_installed
        devices = self.env["elektrohisob.device"].create(
            [
                {
                    "serial": f"{consumer.serial + 1:04}{phase}",
                    "type_id": self.env.ref(f"{TYPE}{key}").id,
                    "company_id": town.company.id,
                    "year": day.year,
                    "date_verified": day - timedelta(days=90),
                    "owner": "consumer",
                }
                for phase in "ABC"
            ]
        )
        movement = self.env["elektrohisob.movement"].create(
            {
                "kind": "installation",
                "date": day,
                "company_id": town.company.id,
                "usage_point_id": point.id,
                "act_number": f"{consumer.serial + 1}-TT",
                "line_ids": [
                    Command.create({"device_id": one.id, "point_to_id": point.id})
                    for one in devices
                ],
            }
        )
        movement._post(any_day=True)

    @api.model
    def _set_meter_type(self, town, consumer, code, **measures):
        """The meter of a consumer has more registers than those of its make."""
        meter = self._get_point(town, consumer).installation_id.meter_id
        meter.type_id = meter.type_id.copy(
            {
                "code": code,
                "name": f"{meter.type_id.name} {code[-1]}",
                **measures,
            }
        )

    @api.model
    def _get_prosumer(self, town):
        """A household with solar modules on its roof."""
        return next(
            one
            for one in town.consumers
            if one.is_household
            and not one.story
            and not one.flat
            and one.payer == "prompt"
            and one.meter_type == "te71"
            and min(one.use) > 200
        )

    # === READINGS OF OTHER REGISTERS === #

    @api.model
    def _take_readings(self, town, day):
        """Override of `billing` to read A− of the roof and R+ of the factory."""
        super()._take_readings(town, day)
        if not town.is_main:
            return
        given = sum(
            kwh
            for month, kwh in zip(MONTHS, SUNNY, strict=True)
            if next_month(month) <= day
        )
        firms = [one for one in town.consumers if one.category == "legal"]
        factory = max(firms, key=lambda one: (sum(one.use), -one.serial))
        rows = [
            (self._get_prosumer(town), "A-", 1_180 + given),
            (factory, "R+", 5_400 + registers.used(factory, day) * 4 // 10),
        ]
        self.env["elektrohisob.reading"]._accept(
            [
                {
                    "account_id": town.account_ids[consumer.serial],
                    "date": day,
                    "reading_type": kind,
                    "value": value,
                }
                for consumer, kind, value in rows
            ],
            source="remote",
        )

        self._load_demands(town, day, firms)

    @api.model
    def _load_demands(self, town, day, firms):
        """A file of maximum demand (kW), as the readers of large meters send it: two
        times the average power of the month before."""
        hours = max(1, (day - fields.Date.subtract(day, months=1)).days) * 24
        lines = ["Hisob raqam;Sana;Registr;Koʻrsatkich"]
        firms = sorted(firms, key=lambda one: (-sum(one.use), one.serial))
        for consumer in firms[1:3]:
            before = registers.used(consumer, fields.Date.subtract(day, months=1))
            power = 2 * (registers.used(consumer, day) - before) / hours
            number = f"{town.company.account_prefix}{consumer.local_number}"
            lines.append(f"{number};{day:%d.%m.%Y};P+;{power:.2f}")
        provider = self.env.ref("elektrohisob_billing.demo_provider_readings")
        name = f"maksimal_quvvat_{day:%Y-%m}.csv"
        provider._receive(name, "\n".join(lines).encode())

    @api.model
    def _get_missing(self, town):
        """Consumers nobody has read for the first of November, without those of the
        sample file."""
        return [one for one in town.consumers if one.story == "october_missing"][60:]
