from dataclasses import dataclass, field
from random import Random

from odoo import api, models
from odoo.exceptions import ValidationError

from ..demo import district
from ..engine.bill_checks import CHECKS
from ..tools import invariants

DISTRICTS = {
    "demo_company_1726269": district.MAIN,
    "demo_company_1726266": district.SMALL,
}


@dataclass
class Town:
    """A district network with its planned consumers and their accounts."""

    company: models.BaseModel
    consumers: list[district.Consumer]
    rng: Random
    is_main: bool = False
    account_ids: dict[int, int] = field(default_factory=dict)
    cashier: models.BaseModel = None
    bank: models.BaseModel = None


class Demo(models.AbstractModel):
    """Demonstration: two district networks with seven months of life.

    Consumers are planned by ``demo/``, pure and always the same; what happens to
    them goes through the same methods as in real life. From April to September
    2026 the months are billed and closed, October is open and read in part.
    """

    _name = "elektrohisob.demo"
    _description = "Demonstration"

    @api.model
    def _build(self):
        """Fill the demonstration's district networks; once, unless the accounts of
        an earlier time were deleted."""
        if self.env.ref("elektrohisob_billing.demo_account_consumer", False):
            return
        self = self.with_context(
            install_mode=False,
            tracking_disable=True,
            lang="uz_UZ",
            tz="Asia/Tashkent",
        )
        # readings of October are taken whatever the date of the machine is
        future = self.env.ref("elektrohisob_metering.reading_check_r03")
        future.active = False
        for name, size in DISTRICTS.items():
            company = self.env.ref(f"elektrohisob_base.{name}")
            town = Town(company, district.plan(*size), Random(size[0]))
            town.is_main = size == district.MAIN
            self._create_providers(town)
            self._stock_devices(town)
            self._create_consumers(town)
            self._plan_volumes(town)
            if town.is_main:
                self._connect_points(town)
                self._grant_benefits(town)
            self._live(town)
            if town.is_main:
                self._keep_cash_desks(town)
                self._pay_benefits()
                main = town
                self._name_accounts(town)
                self._pay_online(town)
                self._ask_decision(town)
                self._control_meters(town)
                self._serve_organisations(town)
                self._fill_metering(town)
                self._exchange_with_banks(town)
        future.active = True
        self._try_draft(main)
        self._leave_traces()
        self._exchange_sms(main.company)
        self._finish()

    @api.model
    def _fill_metering(self, town):
        """Every screen of metering has something to show."""
        self._keep_stock(town)
        self._listen_askue(town)
        self._walk_routes(town)
        self._send_crews(town)
        self._doubt_readings(town)
        self._load_files(town)

    @api.model
    def _create_providers(self, town):
        """Who sends files; the second district's are not for the samples."""
        suffix = "" if town.is_main else f"-{town.company.district_id.code}"
        users = self.env["res.users"]
        town.cashier = users.search([("login", "=", "cashier")]) or self.env.user
        readings, town.bank = self.env["elektrohisob.exchange.provider"].create(
            [
                {
                    "name": "Hisoblagichlarni oʻqish tizimi",
                    "code": f"DEMO-READINGS{suffix}",
                    "kind": "readings",
                    "company_id": town.company.id,
                },
                {
                    "name": town.company.bank_name,
                    "code": f"DEMO-BANK{suffix}",
                    "kind": "bank_1c",
                    "company_id": town.company.id,
                    "bank_accounts": town.company.bank_account,
                },
            ]
        )
        if town.is_main:
            self._set_xmlid("demo_provider_readings", readings)
            self._set_xmlid("demo_provider_bank", town.bank)

    @api.model
    def _name_accounts(self, town):
        """External ids of accounts worth showing: the consumer of the personal
        cabinet, the first of each story, of legal and of budget consumers."""
        named = {"consumer": town.consumers[0]}
        for consumer in town.consumers[1:]:
            named.setdefault(consumer.story or consumer.category, consumer)
        for name, consumer in named.items():
            account = self.env["elektrohisob.account"].browse(
                town.account_ids[consumer.serial]
            )
            self._set_xmlid(f"demo_account_{name}", account)
        self.env.ref(
            "elektrohisob_billing.demo_account_consumer"
        ).email = "consumer@example.com"

    @api.model
    def _ask_decision(self, town):
        """The accountant asks to reopen the last closed month: the manager refused it
        once, and decides anew."""
        period = self.env["elektrohisob.period"].search(
            [("company_id", "=", town.company.id), ("state", "=", "closed")], limit=1
        )
        users = self.env["res.users"]
        accountant = users.search([("login", "=", "accountant")]) or self.env.user
        manager = users.search([("login", "=", "manager")]) or self.env.user
        asked = period.with_user(accountant)._request_approval(
            "period_reopen", reason="Toʻlovlar reyestri kech keldi"
        )
        asked.with_user(manager)._refuse(
            "Toʻlovlar joriy oyda hisobga olinadi, oyni ochish shart emas"
        )
        period.with_user(accountant)._request_approval(
            "period_reopen",
            reason="Bir mahallaning koʻrsatkichlari roʻyxati kech keldi",
        )

    @api.model
    def _set_xmlid(self, name, record):
        self.env["ir.model.data"].create(
            {
                "module": "elektrohisob_billing",
                "name": name,
                "model": record._name,
                "res_id": record.id,
                "noupdate": True,
            }
        )

    @api.model
    def _check(self):
        """The books must be right, and nobody parked but those whom a check of bills
        objects to: they wait for a decision.

        :raise ValidationError: they are not.
        """
        self.env.flush_all()
        broken = invariants.broken(self.env.cr)
        parked = self.env["elektrohisob.charge.run.parked"].search(
            [("resolved", "=", False), ("code", "not in", list(CHECKS))]
        )
        if broken or parked:
            raise ValidationError(
                self.env._(
                    "The demonstration is wrong: %(broken)s; parked: %(parked)s",
                    broken=broken,
                    parked=[(p.account_id.number, p.reason) for p in parked],
                )
            )

    def _finish(self):
        """The open month is invoiced and posted too; then everything must be right."""
        periods = self.env["elektrohisob.period"].search([("state", "=", "open")])
        periods._make_invoices()
        for period in periods:
            self.env["elektrohisob.gl.posting"]._post(period)
        self._check()
        self._tell_onec()
