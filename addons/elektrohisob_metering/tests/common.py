from odoo.addons.elektrohisob_base.tests.common import ElektrohisobCommon


class MeteringCommon(ElektrohisobCommon):
    """Adds a meter type of five digits and accounts with a meter hanging."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.meter_type = cls.env["elektrohisob.device.type"].create(
            {"name": "Test type 5", "digits": 5, "decimals": 1}
        )
        cls.Reading = cls.env["elektrohisob.reading"]

    @classmethod
    def _create_meter(cls, serial, company=None):
        return cls.env["elektrohisob.device"].create(
            {
                "serial": serial,
                "type_id": cls.meter_type.id,
                "company_id": (company or cls.district_a).id,
            }
        )

    @classmethod
    def _create_installation(
        cls, account, serial, start="2026-01-01", opening=None, code="1", **vals
    ):
        """A meter hung at a new point of the account; ``opening``: act reading."""
        point = cls.env["elektrohisob.usage.point"].create(
            {"account_id": account.id, "code": code}
        )
        installation = cls.env["elektrohisob.installation"].create(
            {
                "usage_point_id": point.id,
                "meter_id": cls._create_meter(serial, account.company_id).id,
                "date_start": start,
                **vals,
            }
        )
        if opening is not None:
            row = {
                "installation_id": installation.id,
                "date": start,
                "value": str(opening),
            }
            outcome = cls.Reading._accept([row], source="act")[0]
            assert outcome["state"] == "accepted", outcome
        return installation

    @classmethod
    def _read(cls, installation, *readings, source="sheet", **options):
        """Hand in (day, value) pairs of one meter; return the outcomes."""
        return cls.Reading._accept(
            [
                {"installation_id": installation.id, "date": day, "value": str(value)}
                for day, value in readings
            ],
            source=source,
            **options,
        )

    @classmethod
    def _settled_to(cls, account, day):
        """Pretend the account is charged up to ``day``."""
        account.state_ids.sudo().write({"settled_to": day, "dirty_from": False})
        account.state_ids.flush_recordset()

    @classmethod
    def _get_isolation_records(cls, company):
        records = super()._get_isolation_records(company)
        account = records["elektrohisob.account"]
        installation = cls._create_installation(account, f"ISO{company.id}", opening=0)
        reading = installation.reading_ids
        period = records["elektrohisob.period"]
        cls.env.cr.execute(
            """
            INSERT INTO elektrohisob_consumption (account_id, company_id, period_id,
                   usage_point_id, installation_id, month, date_start, date_end, kwh,
                   quality, reading_from_id)
            VALUES (%s, %s, %s, %s, %s, '2026-01-01', '2026-01-01', '2026-02-01', 1,
                   'estimated', %s)
            """,
            (
                account.id,
                company.id,
                period.id,
                installation.usage_point_id.id,
                installation.id,
                reading.id,
            ),
        )
        found = (
            installation,
            installation.usage_point_id,
            installation.meter_id,
            reading,
            cls.env["elektrohisob.device.type"].create(
                {"name": f"Isolation {company.id}", "company_id": company.id}
            ),
            cls.env["elektrohisob.consumption"].search(
                [("account_id", "=", account.id)]
            ),
        )
        return records | {record._name: record for record in found}
