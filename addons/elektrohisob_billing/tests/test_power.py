from datetime import date, timedelta
from types import SimpleNamespace

from odoo.fields import Command

from .common import BillingCommon

KW = 26_225
KWH = 2_500 * 20 * 147.95


class TestPower(BillingCommon):
    """Two-part tariff of 2016 (see ``scenarios_pricing/given_power_excess``): 314 700 a
    year are 26 225 a month for a kW, 147.95 for a kWh. The consumer uses 2 500 × 20 =
    50 000 kWh in the month: 7 397 500."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        tariff = cls.env["elektrohisob.tariff"].create(
            {"code": "TWO", "name": "Two parts", "group": "I", "category": "legal"}
        )
        power = {"kind": "capacity", "price": 314700}
        cls.env["elektrohisob.tariff.version"].create(
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
        cls.meter_type.measures_demand = True

    def _create_mill(self, start="2016-11-01", end="2016-12-01", shown=None):
        """Consumer of 100 declared kW whose register showed ``shown`` × 20 kW."""
        meter = self._create_consumer("D1", start, tariff="TWO", category="legal")
        meter.multiplier = 20
        meter.account_id.agreement_ids.term_ids.declared_power = 100
        row = {"installation_id": meter.id, "date": end}
        rows = [{**row, "value": "2500"}]
        if shown:
            rows.append({**row, "value": shown, "reading_type": "P+"})
        self.Reading._accept(rows, source="sheet", decision="Seen")
        return meter

    def test_excess_by_the_register_of_maximum_demand(self):
        """100 kW declared × 26 225 = 2 622 500; the register shows 5.25 × 20 = 105 kW:
        5 × 26 225 = 131 125. Corrected to 5 there is no excess."""
        meter = self._create_mill(shown="5.25")
        account = meter.account_id
        period = self._open_month("2016-11-01")
        self.assertEqual(self._settle(account, period).parked, {})
        self.assertEqual(account.amount_due, KWH + 2_622_500 + 131_125)
        self.assertEqual(set(account.consumption_ids.mapped("reading_type")), {"A+"})
        shown = meter.reading_ids.filtered(lambda r: r.reading_type == "P+")
        shown._correct(value="5", note="Misread")
        self._settle(account, period)
        self.assertEqual(account.amount_due, KWH + 2_622_500)

    def test_declared_power_corrected_from_its_first_day(self):
        """November is booked with 100 kW and no excess; the contract said 90: 10 × 26
        225 less, in one document of a changed fact."""
        account = self._create_mill().account_id
        self._settle(account, self._open_month("2016-11-01"))
        self.assertEqual(account.amount_due, KWH + 2_622_500)
        period = self._open_month("2016-12-01")
        account.agreement_ids.term_ids.with_context(
            elektrohisob_change_note="Misprint"
        ).declared_power = 90
        change = self.env["elektrohisob.fact.change"].search(
            [("account_id", "=", account.id), ("period_id", "=", False)]
        )
        self.assertEqual(change.detail["fields"], {"declared_power": [100.0, 90.0]})
        self._settle(account, period)
        document = self.env["elektrohisob.correction"].search(
            [("account_id", "=", account.id)]
        )
        self.assertEqual((document.cause, document.amount), ("facts", -10 * KW))
        self.assertEqual(change.correction_id, document)

    def test_declared_power_changed_inside_the_month(self):
        """100 kW on 15 of 30 days and 150 on the others, 105 kW measured: 100 × 26 225
        / 2 + 150 × 26 225 / 2 = 3 278 125; 5 kW above it for half the month, 65 562.50.
        """
        meter = self._create_mill(shown="5.25")
        account = meter.account_id
        account.agreement_ids.term_ids.date_end = "2016-11-15"
        account.agreement_ids.term_ids.copy(
            {"date_start": "2016-11-16", "date_end": False, "declared_power": 150}
        )
        self._settle(account, self._open_month("2016-11-01"))
        self.assertEqual(account.amount_due, KWH + 3_278_125 + 65_562.50)
        powers = account.charge_ids.filtered(
            lambda c: c.component_id.kind == "capacity"
        )
        self.assertEqual(
            powers.sorted("date_start").mapped(
                lambda c: (c.date_start.day, c.quantity)
            ),
            [(1, 100), (16, 150)],
        )

    def _add_day(self, point, day, values, **dates):
        """Half-hours or hours of a day through a channel of the point."""
        code = f"{point.id}-{len(values)}-{dates.get('date_end', '')}"
        channel = self.env["elektrohisob.channel"].search([("point_code", "=", code)])
        vals = {"usage_point_id": point.id, "point_code": code, **dates}
        channel = channel or channel.create({"coefficient_applied": True, **vals})
        self.env.cr.execute(
            """
            INSERT INTO elektrohisob_interval_day (channel_id, company_id, date, wh,
                   missing, doubtful, state, values, qualities)
            VALUES (%s, %s, %s, %s, 0, 0, 'valid', %s, %s)
            """,
            (
                *(channel.id, channel.company_id.id, day, sum(values)),
                *(values, [0] * len(values)),
            ),
        )

    def test_excess_by_intervals_of_different_length(self):
        """On 14.11.2018 the first cable takes 120 kW at 06:30–07:00 (60 kWh in half an
        hour), the second 50 kW at 06:00–07:00 (50 kWh in the hour) and the third 20 kW
        at 06:30–07:00 (4 and 6 kWh in the quarters): 190 kW, 90 above the declared. By
        numbers of intervals the hour would be that of 12:00. Rows of a channel that had
        ended the day before count for nothing."""
        account = self._create_mill("2018-11-01", "2018-12-01").account_id
        first = account.usage_point_ids
        second = first.create({"account_id": account.id, "code": "2"})
        third = first.create({"account_id": account.id, "code": "3"})
        day = date(2018, 11, 14)
        halves, hours = [0] * 48, [0] * 24
        halves[13], hours[6] = 60_000, 50_000
        self._add_day(first, day, halves)
        self._add_day(second, day, hours, date_start=day)
        self._add_day(third, day, [0] * 26 + [4_000, 6_000] + [0] * 68)
        ended = [900_000] * 48
        self._add_day(second, day, ended, date_end=day - timedelta(1))
        self._settle(account, self._open_month("2018-11-01"))
        self.assertEqual(account.amount_due, KWH + 2_622_500 + 90 * KW)

    def test_excess_of_a_meter_with_crossed_wires(self):
        """120 kW came in by the channel of export."""
        meter = self._create_mill("2018-11-01", "2018-12-01")
        meter.is_reversed = True
        account, values = meter.account_id, [0] * 48
        values[13] = 60_000
        self._add_day(account.usage_point_ids, date(2018, 11, 14), values,
                      reading_type="A-")  # fmt: skip
        found = SimpleNamespace(since=date(2018, 11, 1), maxima={})
        self.env.flush_all()
        settlement = self.env["elektrohisob.settlement"]
        terms = settlement._load_terms({account.id: date.min}, [account.id], date.max)
        settlement._load_maxima(terms, {account.id: found})
        self.assertEqual(found.maxima, {date(2018, 11, 1): 120_000})
