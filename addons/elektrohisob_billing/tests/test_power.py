from odoo.fields import Command

from .common import BillingCommon


class TestPower(BillingCommon):
    """Two-part tariff of 2016 (see ``scenarios_pricing/given_power_excess``): 314 700 a
    year are 26 225 a month for a kW, 147.95 for a kWh."""

    def test_excess_by_the_register_of_maximum_demand(self):
        """2 500 × 20 = 50 000 kWh × 147.95 = 7 397 500; 100 kW declared × 26 225 =
        2 622 500; the register shows 5.25 × 20 = 105 kW: 5 × 26 225 = 131 125.
        Corrected to 5 there is no excess."""
        tariff = self.env["elektrohisob.tariff"].create(
            {"code": "TWO", "name": "Two parts", "group": "I", "category": "legal"}
        )
        power = {"kind": "capacity", "price": 314700}
        self.env["elektrohisob.tariff.version"].create(
            {
                "tariff_id": tariff.id,
                "date_start": "2016-10-01",
                "vat_rate": 20,
                "rate_ids": [Command.create({"block": 1, "price": 147.95})],
                "component_ids": [
                    Command.create({"number": 1, **power}),
                    Command.create({"number": 2, **power, "kind": "excess"}),
                ],
            }
        )
        self.meter_type.measures_demand = True
        meter = self._create_consumer(
            "D1", "2016-11-01", tariff="TWO", category="legal"
        )
        meter.multiplier = 20
        account = meter.account_id
        account.agreement_ids.term_ids.declared_power = 100
        row = {"installation_id": meter.id, "date": "2016-12-01"}
        self.Reading._accept(
            [
                {**row, "value": "2500"},
                {**row, "value": "5.25", "reading_type": "P+"},
            ],
            source="sheet",
            decision="Seen",
        )
        period = self._open_month("2016-11-01")
        self.assertEqual(self._settle(account, period).parked, {})
        self.assertEqual(account.amount_due, 7_397_500 + 2_622_500 + 131_125)
        self.assertEqual(set(account.consumption_ids.mapped("reading_type")), {"A+"})
        shown = meter.reading_ids.filtered(lambda r: r.reading_type == "P+")
        shown._correct(value="5", note="Misread")
        self._settle(account, period)
        self.assertEqual(account.amount_due, 7_397_500 + 2_622_500)
