from uuid import uuid4

from odoo import fields
from odoo.fields import Command

from odoo.addons.elektrohisob_base.tests.common import ElektrohisobCommon
from odoo.addons.elektrohisob_base.tools.facts import Change

PIXEL = (
    b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9"
    b"awAAAABJRU5ErkJggg=="
)


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
                   quality, reading_from_id, reading_type, origin)
            VALUES (%s, %s, %s, %s, %s, '2026-01-01', '2026-01-01', '2026-02-01', 1,
                   'estimated', %s, 'A+', 'average')
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
        channel = cls.env["elektrohisob.channel"].create(
            {
                "usage_point_id": installation.usage_point_id.id,
                "point_code": f"ISO{company.id}",
            }
        )
        cls.env.cr.execute(
            """
            INSERT INTO elektrohisob_interval_day (channel_id, company_id, date, wh,
                   state, values, qualities)
            VALUES (%s, %s, '2026-01-01', 48, 'valid', '{24,24}', '{0,0}')
            RETURNING id
            """,
            (channel.id, company.id),
        )
        day_id = cls.env.cr.fetchone()[0]
        route = cls.env["elektrohisob.route"].create(
            {"code": f"ISO{company.id}", "name": "Isolation", "company_id": company.id}
        )
        route._append(installation.usage_point_id)
        sheet = cls.env["elektrohisob.route.sheet"]._create_for(
            route, fields.Date.to_date("2026-02-01")
        )
        found = (
            channel,
            cls.env["elektrohisob.interval.day"].browse(day_id),
            cls.env["elektrohisob.channel.report"].search(
                [("channel_id", "=", channel.id)]
            ),
            route,
            route.stop_ids,
            sheet,
            sheet.line_ids,
            installation,
            cls.env["elektrohisob.usage.point.term"].create(
                {
                    "usage_point_id": installation.usage_point_id.id,
                    "date_start": "2026-01-01",
                    "feeder_code": "F-1",
                }
            ),
            installation.usage_point_id,
            installation.meter_id,
            reading,
            cls.env["elektrohisob.device.type"].create(
                {"name": f"Isolation {company.id}", "company_id": company.id}
            ),
            cls.env["elektrohisob.consumption"].search(
                [("account_id", "=", account.id)]
            ),
            *cls._get_isolation_movements(installation),
        )
        found += cls._get_isolation_work(installation.usage_point_id)
        found += cls._get_isolation_change(installation)
        found += cls._get_isolation_remote(installation)
        return records | {record._name: record for record in found}

    @classmethod
    def _get_isolation_change(cls, installation):
        """A fact of a meter that changed after it was charged."""
        account = installation.account_id
        cls._settled_to(account, "2026-02-01")
        change = Change(account.id, installation.date_start, installation.id)
        changes = cls.env["elektrohisob.fact.change"]
        changes._record(installation._name, "changed", [change])
        cls._settled_to(account, False)
        return (changes.search([("account_id", "=", account.id)]),)

    @classmethod
    def _create_crew(cls, company=None, users=(), name="Crew 1"):
        return cls.env["elektrohisob.crew"].create(
            {
                "name": name,
                "company_id": (company or cls.district_a).id,
                "user_ids": [Command.set([user.id for user in users])],
            }
        )

    @classmethod
    def _create_order(cls, installation, kind="read", crew=None, day="2026-01-20"):
        """Order at the point of the installation; issued if there is a crew."""
        order = cls.env["elektrohisob.work.order"].create(
            {"usage_point_id": installation.usage_point_id.id, "kind": kind}
        )
        if crew:
            order._plan(crew, fields.Date.to_date(day))
            order.action_issue()
        return order

    @classmethod
    def _get_isolation_work(cls, point):
        """Rows of field work at a point."""
        crew = cls._create_crew(point.company_id, name=f"Crew {point.id}")
        order = cls.env["elektrohisob.work.order"].create({"usage_point_id": point.id})
        photo = cls.env["elektrohisob.work.order.photo"].create(
            {
                "order_id": order.id,
                "submission": str(uuid4()),
                "image": PIXEL,
                "user_id": cls.env.uid,
            }
        )
        batch = cls.env["elektrohisob.verification.batch"].create(
            {
                "company_id": point.company_id.id,
                "laboratory_id": cls.env["elektrohisob.place"]
                ._get_place(point.company_id, "laboratory")
                .id,
                "line_ids": [
                    Command.create({"device_id": point.installation_ids.meter_id.id})
                ],
            }
        )
        event = point._record_connection("connected")
        return crew, order, photo, event, batch, batch.line_ids

    @classmethod
    def _get_isolation_movements(cls, installation):
        """What the journal says about a meter, and a verification of it."""
        company = installation.company_id
        line = installation.meter_id.line_ids
        place = cls.env["elektrohisob.place"]._get_place(company, "warehouse")
        count = cls.env["elektrohisob.stocktake"].create({"place_id": place.id})
        corrections = cls.env["elektrohisob.act.correction"]
        opened = installation.action_correct_start()
        correction = corrections.browse(opened["res_id"])
        return (
            place,
            correction,
            correction.line_ids,
            count,
            count.line_ids.create({"stocktake_id": count.id, "code": "X"}),
            line.movement_id,
            line,
            installation.meter_id.stay_ids,
            cls.env["elektrohisob.verification"].create(
                {"device_id": installation.meter_id.id, "date": "2026-01-01"}
            ),
        )

    @classmethod
    def _get_isolation_remote(cls, installation):
        """Rows of remote control of a meter."""
        point, device = installation.usage_point_id, installation.meter_id
        command = cls.env["elektrohisob.remote.command"].create(
            {"usage_point_id": point.id, "kind": "read"}
        )
        command._log("send", "ok")
        kinds = cls.env["elektrohisob.meter.event.type"]
        event = cls.env["elektrohisob.meter.event"].create(
            {
                "device_id": device.id,
                "company_id": device.company_id.id,
                "usage_point_id": point.id,
                "date": "2026-01-15 10:00:00",
                "type_id": kinds._find("COVER-OPEN").id,
            }
        )
        kind = kinds.create(
            {"name": f"Isolation {device.id}", "company_id": device.company_id.id}
        )
        return command, command.attempt_ids, event, kind
