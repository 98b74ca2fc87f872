from odoo import Command, fields

from odoo.addons.elektrohisob_base.tests.common import ElektrohisobCommon

PASSWORD = "cabinet-test-1"
PRICE = 1000.0


class PortalCommon(ElektrohisobCommon):
    """A district with two consumers who have a cabinet each, and a third without.

    Karim used 150 kWh in the month before last and 120 kWh last month at a flat
    1 000 so'm/kWh and paid 100 000 so'm: he owes 150 000 + 120 000 − 100 000 =
    170 000 so'm. Lola used 80 kWh last month and paid 100 000 so'm: she has
    20 000 so'm in advance.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._build()

    @classmethod
    def _build(cls):
        today = fields.Date.context_today(cls.env.user)
        cls.this_month = today.replace(day=1)
        cls.month_2 = fields.Date.subtract(cls.this_month, months=1)
        cls.month_1 = fields.Date.subtract(cls.this_month, months=2)
        cls.company = cls.district_a
        cls.tariff = cls._create_tariff()
        cls.meter_type = cls.env["elektrohisob.device.type"].create(
            {"name": "Portal test meter", "digits": 6, "decimals": 1}
        )
        cls.karim = cls._create_consumer("2626400000101", "Karimov", "Karim", 101)
        cls.lola = cls._create_consumer("2626400000202", "Lolayeva", "Lola", 202)
        cls.other = cls._create_consumer("2626400000303", "Olimov", "Olim", 303)
        cls.karim_user = cls._create_cabinet(cls.karim, "karim-cabinet")
        cls.lola_user = cls._create_cabinet(cls.lola, "lola-cabinet")
        first = cls._create_period(cls.month_1)
        cls._add_readings(cls.karim, [(cls.month_1, 1000), (cls.month_2, 1150)])
        cls._settle(cls.karim, first)
        first.state = "closed"
        first.flush_recordset()
        second = cls._create_period(cls.month_2)
        cls._add_readings(cls.karim, [(cls.this_month, 1270)])
        cls._add_readings(cls.lola, [(cls.month_2, 500), (cls.this_month, 580)])
        cls._settle(cls.karim + cls.lola, second)
        cls.karim_payment = cls._pay(cls.karim, 100000, "K-1")
        cls.lola_payment = cls._pay(cls.lola, 100000, "L-1")
        cls.period_1, cls.period_2 = first, second

    @classmethod
    def _create_tariff(cls):
        tariff = cls.env["elektrohisob.tariff"].create(
            {
                "code": "PORTAL-TEST",
                "name": "Flat for tests",
                "group": "III",
                "category": "household",
            }
        )
        cls.env["elektrohisob.tariff.version"].create(
            {
                "tariff_id": tariff.id,
                "date_start": "2020-01-01",
                "vat_rate": 12,
                "rate_ids": [Command.create({"block": 1, "price": PRICE})],
            }
        )
        return tariff

    @classmethod
    def _create_consumer(cls, number, surname, given_name, serial):
        start = fields.Date.subtract(cls.month_1, years=1)
        account = cls.env["elektrohisob.account"].create(
            {
                "number": number,
                "company_id": cls.company.id,
                "surname": surname,
                "given_name": given_name,
                "pinfl": f"3{serial}".ljust(14, "0"),
                "date_open": start,
                "note": f"Staff note about {surname}",
                "house": "1",
                "lang": "ru_RU",
            }
        )
        agreement = cls.env["elektrohisob.agreement"].create(
            {
                "number": f"P-{serial}",
                "account_id": account.id,
                "date_start": start,
                "term_ids": [
                    Command.create({"date_start": start, "tariff_id": cls.tariff.id})
                ],
            }
        )
        agreement.action_activate()
        point = cls.env["elektrohisob.usage.point"].create(
            {"account_id": account.id, "name": "Hall"}
        )
        meter = cls.env["elektrohisob.device"].create(
            {
                "serial": f"PT{serial}",
                "type_id": cls.meter_type.id,
                "company_id": cls.company.id,
            }
        )
        cls.env["elektrohisob.installation"].create(
            {
                "usage_point_id": point.id,
                "meter_id": meter.id,
                "date_start": cls.month_1,
            }
        )
        return account

    @classmethod
    def _create_cabinet(cls, account, login):
        partner = cls.env["res.partner"].create(
            {"name": account.name, "email": f"{login}@example.com", "lang": "en_US"}
        )
        account.partner_id = partner
        return (
            cls.env["res.users"]
            .with_context(no_reset_password=True)
            .create(
                {
                    "login": login,
                    "password": PASSWORD,
                    "partner_id": partner.id,
                    "company_id": cls.company.id,
                    "company_ids": [Command.set(cls.company.ids)],
                    "group_ids": [Command.set(cls.env.ref("base.group_portal").ids)],
                    "tz": "Asia/Tashkent",
                }
            )
        )

    @classmethod
    def _create_period(cls, month):
        return cls.env["elektrohisob.period"].create(
            {"company_id": cls.company.id, "date_start": month}
        )

    @classmethod
    def _add_readings(cls, account, rows):
        installation = account.usage_point_ids.installation_ids
        cls.env["elektrohisob.reading"].create(
            [
                {
                    "account_id": account.id,
                    "installation_id": installation.id,
                    "company_id": account.company_id.id,
                    "date": day,
                    "value": value,
                    "source": "sheet",
                }
                for day, value in rows
            ]
        )

    @classmethod
    def _settle(cls, accounts, period):
        settled = cls.env["elektrohisob.settlement"]._settle(accounts, period)
        if settled.parked:
            raise AssertionError(settled.parked)
        accounts.invalidate_recordset()

    @classmethod
    def _pay(cls, account, amount, number):
        payment = cls.env["elektrohisob.payment"].create(
            {
                "account_id": account.id,
                "company_id": account.company_id.id,
                "date": cls.this_month,
                "amount": amount,
                "channel": "cash",
                "state": "posted",
                "number": number,
            }
        )
        cls.env["elektrohisob.ledger.entry"]._record(
            [
                {
                    "account_id": account.id,
                    "kind": "payment",
                    "amount": -amount,
                    "payment_id": payment.id,
                }
            ]
        )
        account.invalidate_recordset()
        return payment
