from datetime import date
from io import BytesIO

from pypdf import PdfReader

from odoo.addons.elektrohisob_base.tests.common import ElektrohisobCommon


class BillCommon(ElektrohisobCommon):
    """A household on the general tariff with readings that can be settled.

    The tariff is the published one: to 30.04.2026 600 and 800 so'm, from then 650
    and 900 so'm for the first two blocks (to 200 and to 500 kWh a month).
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tariff = cls.env.ref("elektrohisob_billing.tariff_h_gen")
        cls.meter_type = cls.env["elektrohisob.device.type"].create(
            {"name": "Test TE-1", "digits": 6}
        )
        cls.account = cls._create_consumer("2626400000017", lang="uz_UZ")

    @classmethod
    def _create_consumer(cls, number, meter=True, **vals):
        """Account on the general tariff with a meter from 01.03.2026."""
        account = cls._create_account(number=number, date_open="2026-03-01", **vals)
        agreement = cls.env["elektrohisob.agreement"].create(
            {"number": number, "account_id": account.id, "date_start": "2026-03-01"}
        )
        agreement.action_activate()
        cls.env["elektrohisob.agreement.term"].create(
            {
                "agreement_id": agreement.id,
                "date_start": "2026-03-01",
                "tariff_id": cls.tariff.id,
            }
        )
        if meter:
            point = cls.env["elektrohisob.usage.point"].create(
                {"account_id": account.id}
            )
            device = cls.env["elektrohisob.device"].create(
                {
                    "serial": f"M{number[-5:]}",
                    "type_id": cls.meter_type.id,
                    "company_id": account.company_id.id,
                }
            )
            cls.env["elektrohisob.installation"].create(
                {
                    "usage_point_id": point.id,
                    "meter_id": device.id,
                    "date_start": "2026-03-01",
                }
            )
        return account

    @classmethod
    def _read(cls, account, readings):
        """Accept readings: day → kWh on the register; a known day is replaced."""
        installation = account.usage_point_ids.installation_ids
        rows = []
        for day, value in readings.items():
            row = {
                "installation_id": installation.id,
                "account_id": account.id,
                "date": day,
                "value": value,
            }
            before = installation.reading_ids.filtered(
                lambda r, day=day: str(r.date) == day and r.state == "valid"
            )
            if before:
                row["replaces"] = before.id
            rows.append(row)
        outcome = cls.env["elektrohisob.reading"]._accept(
            rows, source="operator", decision="Test"
        )
        assert all(row["state"] == "accepted" for row in outcome), outcome

    @classmethod
    def _open_period(cls, first_day):
        """The month ``first_day``, the only open one of district A."""
        periods = cls.env["elektrohisob.period"]
        earlier = periods.search(
            [("company_id", "=", cls.district_a.id), ("state", "!=", "closed")]
        )
        earlier.write({"state": "closed"})
        earlier.flush_recordset()
        return periods.create(
            {
                "company_id": cls.district_a.id,
                "date_start": date.fromisoformat(first_day),
            }
        )

    @classmethod
    def _settle(cls, accounts, first_day):
        period = cls._open_period(first_day)
        settled = cls.env["elektrohisob.settlement"]._settle(accounts, period)
        assert not settled.parked, settled.parked
        return period

    @classmethod
    def _bill_april_and_may(cls):
        """April: 300 kWh = 200 × 600 + 100 × 800 = 200,000. May: 150,000 paid;
        350 kWh = 200 × 650 + 150 × 900 = 265,000. Debt at the end 315,000."""
        cls._read(cls.account, {"2026-04-01": 1000, "2026-05-01": 1300})
        cls.april = cls._settle(cls.account, "2026-04-01")
        cls._read(cls.account, {"2026-06-01": 1650})
        cls.may = cls._settle(cls.account, "2026-05-01")
        cls.env["elektrohisob.payment"]._receive(
            [
                {
                    "company_id": cls.district_a.id,
                    "account_id": cls.account.id,
                    "date": "2026-05-12",
                    "amount": 150000.0,
                    "channel": "bank",
                }
            ]
        )

    def _text(self, content):
        """Text of a PDF with plain spaces, a list of pages."""
        reader = PdfReader(BytesIO(content))
        return [page.extract_text().replace("\xa0", " ") for page in reader.pages]
