from datetime import date, timedelta

from odoo import api, models
from odoo.fields import Command

from ..demo import names
from ..demo.district import START, THREE_PHASE

LAST_DAY_OF_TERM = date(2026, 9, 30)


class Demo(models.AbstractModel):
    """Accounts, contracts and meters of the demonstration."""

    _inherit = "elektrohisob.demo"

    @api.model
    def _create_consumers(self, town):
        """Create the consumers of a town as they are on the first day."""
        self.env["elektrohisob.period"].create(
            {"company_id": town.company.id, "date_start": START}
        )
        streets = self.env["elektrohisob.street"].search(
            [("locality_id.district_id", "=", town.company.district_id.id)],
            order="locality_id, id",
        )
        accounts = self.env["elektrohisob.account"].create(
            [
                self._prepare_account(town, streets, consumer)
                for consumer in town.consumers
            ]
        )
        town.account_ids = {
            consumer.serial: account.id
            for consumer, account in zip(town.consumers, accounts, strict=True)
        }
        self._create_partners(accounts.filtered("stir"))
        self._create_agreements(town, accounts)
        self._hang_meters(town, accounts)
        self._open_books(town, accounts)

    @api.model
    def _prepare_account(self, town, streets, consumer):
        street = streets[consumer.street % len(streets)]
        cadastre = f"10:09:{consumer.street:05}:{consumer.local_number[3:]}"
        vals = {
            "number": f"{town.company.account_prefix}{consumer.local_number}",
            "company_id": town.company.id,
            "category": consumer.category,
            "date_open": consumer.date_installed,
            "locality_id": street.locality_id.id,
            "street_id": street.id,
            "house": consumer.house,
            "flat": consumer.flat,
            "cadastre_number": cadastre,
            "phone": consumer.phone,
            "residents": consumer.residents,
            "lang": "uz_UZ" if consumer.serial % 7 else "ru_RU",
        }
        person = consumer.person
        if not person:
            return {
                **vals,
                "name": consumer.name,
                "stir": consumer.stir,
                "bank_account": f"20208000{consumer.serial:012}",
                "bank_mfo": "00401",
            }
        return {
            **vals,
            "surname": person.surname,
            "given_name": person.given_name,
            "patronymic": person.patronymic,
            "pinfl": person.pinfl,
            "identity_document": person.document,
            "identity_issued": person.issued,
        }

    @api.model
    def _create_partners(self, accounts):
        """Legal entities have a contact each."""
        partners = self.env["res.partner"].create(
            [
                {
                    "name": account.name,
                    "is_company": True,
                    "vat": account.stir,
                    "phone": account.phone,
                    "street": account.address,
                    "country_id": self.env.ref("base.uz").id,
                    "company_id": account.company_id.id,
                }
                for account in accounts
            ]
        )
        for account, partner in zip(accounts, partners, strict=True):
            account.partner_id = partner

    @api.model
    def _create_agreements(self, town, accounts):
        tariffs = {row.code: row for row in self.env["elektrohisob.tariff"].search([])}
        self.env["elektrohisob.agreement"].create(
            [
                {
                    "number": consumer.agreement_number,
                    "account_id": account.id,
                    "date_signed": consumer.date_installed,
                    "date_start": consumer.date_installed,
                    "date_concluded": f"{consumer.date_installed} 05:00:00",
                    "state": "active",
                    "consumer_signatory": bool(consumer.stir)
                    and names.head(consumer.serial),
                    "term_ids": [
                        Command.create({**term, "permitted_power": consumer.power})
                        for term in self._prepare_terms(consumer, tariffs)
                    ],
                }
                for consumer, account in zip(town.consumers, accounts, strict=True)
            ]
        )

    @api.model
    def _prepare_terms(self, consumer, tariffs):
        start, tariff = consumer.date_installed, tariffs[consumer.tariff]
        if consumer.story == "no_tariff":
            return [
                {
                    "date_start": start,
                    "date_end": LAST_DAY_OF_TERM,
                    "tariff_id": tariff.id,
                }
            ]
        if consumer.story != "new_tariff":
            return [{"date_start": start, "tariff_id": tariff.id}]
        other = "H-GEN" if consumer.tariff == "H-STOVE" else "H-STOVE"
        return [
            {
                "date_start": start,
                "date_end": consumer.day - timedelta(days=1),
                "tariff_id": tariff.id,
            },
            {"date_start": consumer.day, "tariff_id": tariffs[other].id},
        ]

    @api.model
    def _hang_meters(self, town, accounts):
        """Points, meters and installations of all but those without a meter."""
        pairs = [
            (consumer, account)
            for consumer, account in zip(town.consumers, accounts, strict=True)
            if consumer.story != "no_meter"
        ]
        points = self.env["elektrohisob.usage.point"].create(
            [
                {
                    "account_id": account.id,
                    "phases": "3" if consumer.meter_type in THREE_PHASE else "1",
                    "voltage": "0.4" if consumer.meter_type in THREE_PHASE else "0.22",
                    "permitted_power": consumer.power,
                }
                for consumer, account in pairs
            ]
        )
        meters = self.env["elektrohisob.device"].create(
            [self._prepare_meter(town, consumer) for consumer, _account in pairs]
        )
        self.env["elektrohisob.installation"].create(
            [
                {
                    "usage_point_id": point.id,
                    "meter_id": meter.id,
                    "date_start": consumer.date_installed,
                    "multiplier": consumer.multiplier,
                    "act_number": f"{consumer.serial + 1}",
                    "seal_number": f"{town.company.account_prefix[2:]}{meter.id:06}",
                }
                for (consumer, _account), point, meter in zip(
                    pairs, points, meters, strict=True
                )
            ]
        )

    @api.model
    def _prepare_meter(self, town, consumer):
        type_name = f"elektrohisob_metering.device_type_{consumer.meter_type}"
        year = consumer.date_installed.year
        return {
            "serial": self._get_serial(town, consumer, year),
            "type_id": self.env.ref(type_name).id,
            "company_id": town.company.id,
            "year": year - 1,
            "date_verified": date(year - 1, 11, 15),
            "owner": "company" if consumer.is_household else "consumer",
        }

    @api.model
    def _get_serial(self, town, consumer, year):
        """Number of the meter a consumer got in a year."""
        prefix = int(town.company.account_prefix) % 100
        return f"{year}{prefix}{(consumer.serial + 1) * 37:06}"

    @api.model
    def _open_books(self, town, accounts):
        """Balances and the day up to which the earlier program has charged."""
        old = [
            account.id
            for consumer, account in zip(town.consumers, accounts, strict=True)
            if consumer.date_installed < START
        ]
        states = self.env["elektrohisob.account.state"]
        states.search([("account_id", "in", old)]).settled_to = START
        self.env["elektrohisob.ledger.entry"]._record(
            [
                {
                    "account_id": town.account_ids[consumer.serial],
                    "date": day,
                    "kind": "opening",
                    "amount": amount,
                    "note": f"{day:%m.%Y}",
                }
                for consumer in town.consumers
                for day, amount in consumer.debts
            ]
        )
