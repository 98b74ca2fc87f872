from odoo import fields
from odoo.fields import Command

from odoo.addons.queue_job.tests.common import trap_jobs

from .common_gl import GlCommon

BOTH = ("district_a", "district_b")


class MonthCommon(GlCommon):
    """February 2026 of an enterprise of two districts, with all that a month brings.

    Households pay 600 so'm a kWh (H-GEN up to 200 kWh), organisations 1 000 (L-II);
    VAT 12 % is in both. So'm; what is booked without a day of its own is of 28.02.

    ========  ============  ===========  =============================================
    account   December      January      balance on 1 February
    ========  ============  ===========  =============================================
    anna      100: 60 000   100: 60 000  60 000 paid: owes 60 000
    bek       100: 60 000   0            60 000 paid: 0
    dora      50: 30 000    0            owes 30 000
    emil      100: 60 000   0            owes 60 000
    farid     100: 60 000   0            75 000 paid: 15 000 ahead
    gulya     0             0            0
    shop      300: 300 000  100: 100 000 420 000 paid: 20 000 ahead
    mill      100: 100 000  0            owes 100 000
    ========  ============  ===========  =============================================

    February:

    * emil and farid go to district B: 60 000 of debt, 15 000 paid ahead.
    * Paid: anna 70 000 in cash, dora 5 000 at the post office, bek 40 000 through
      PAYNET, mill 40 000, shop 150 000 asked for by an advance notice (150 kWh), 7 000
      of nobody by bank; on the 28th mill 30 000, and emil 10 000 in district B.
    * Read anew: on 1 January bek had 60, not 100, and shop 250, not 300; both have used
      that in January then: −24 000 and +24 000, −50 000 and +50 000.
    * Used: anna 50 (30 000), bek 20 (12 000), gulya 100 (60 000, half of it paid by the
      budget), shop 200 (200 000), mill 50 (50 000), emil 50 (30 000), farid 10 (6 000).
    * Recognised penalties: mill 10 000 for December, anna 1 500 for January. mill's
      30 000 cover 10 000 of penalty and 20 000 of December; anna has paid before.
    * dora's 25 000 are written off; 5 000 are given back to bek.
    * The budget pays 20 000; PAYNET hands over 39 600 and keeps 400 (VAT 42.86 in it);
      60 000 of cash go to the bank.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        districts = cls.district_a | cls.district_b
        cls.env = cls.env["base"].with_context(allowed_company_ids=districts.ids).env
        units = cls.holding | cls.enterprise | districts
        cls.admin = cls._create_user("admin", districts | units, "month_admin")
        cls.manager = cls._create_user("manager", districts | units, "month_manager")
        cls._begin_december()
        cls._go_through_january()
        cls.periods = {
            name: cls._open_month("2026-02-01", unit)
            for name, unit in zip(BOTH, districts, strict=True)
        }
        cls.period = cls.periods["district_a"]
        cls._hand_over(cls.emil | cls.farid)
        cls._receive_money()
        cls._use_energy()
        cls._enter_documents()
        cls._settle_agents_and_cash()

    # === BEFORE === #

    @classmethod
    def _begin_december(cls):
        cls.meters = {}
        for name, kwh in (("anna", 100), ("bek", 100), ("dora", 50), ("emil", 100),
                          ("farid", 100), ("gulya", 0)):  # fmt: skip
            cls._begin(name, kwh)
        cls._begin("shop", 300, tariff="L-II", category="legal", name="“Do‘kon” MChJ")
        cls._begin("mill", 100, tariff="L-II", category="legal", name="“Tegirmon” MChJ")
        cls.shop.stir, cls.mill.stir = "301234567", "302345678"
        for unit in (cls.district_a, cls.district_b):
            period = cls._open_month("2025-12-01", unit)
            cls._bill(cls._get_accounts_of(unit), period)

    @classmethod
    def _begin(cls, code, kwh, **options):
        """A consumer since December, who used ``kwh`` in it."""
        meter = cls._create_consumer(f"M-{code}", "2025-12-01", **options)
        cls.meters[code] = meter
        setattr(cls, code, meter.account_id)
        cls._turn(code, "2026-01-01", kwh)

    @classmethod
    def _turn(cls, name, day, value):
        """What the meter shows in the morning of a day."""
        [outcome] = cls._read(cls.meters[name], (day, value), decision="Looked again")
        assert outcome["state"] == "accepted", outcome

    @classmethod
    def _go_through_january(cls):
        period = cls._open_month("2026-01-01")
        cls._open_month("2026-01-01", cls.district_b)
        for account, amount in ((cls.anna, 60_000), (cls.bek, 60_000),
                                (cls.farid, 75_000), (cls.shop, 420_000)):  # fmt: skip
            cls._take(account, amount, "2026-01-15", "bank")
        for name, value in (("anna", 200), ("bek", 100), ("dora", 50), ("emil", 100),
                            ("farid", 100), ("gulya", 0), ("shop", 400),
                            ("mill", 100)):  # fmt: skip
            cls._turn(name, "2026-02-01", value)
        cls._bill(cls._get_accounts_of(cls.district_a), period)
        cls.env["elektrohisob.agreement.volume"].create(
            {
                "agreement_id": cls.shop.agreement_id.id,
                "month": "2026-02-01",
                "kwh": 150,
            }
        )
        notices = cls.env["elektrohisob.advance.notice"]
        month = fields.Date.to_date("2026-02-01")
        cls.notice, _skipped = notices._make(cls.shop, month, None)

    @classmethod
    def _get_accounts_of(cls, unit):
        return cls.env["elektrohisob.account"].search([("company_id", "=", unit.id)])

    @classmethod
    def _bill(cls, accounts, period):
        """Charges of a month, and invoices of its organisations."""
        settled = cls._settle(accounts, period)
        assert not settled.parked, settled.parked
        legal = accounts.filtered(lambda account: account.category == "legal")
        made, skipped = cls.env["elektrohisob.invoice"]._make_until(
            legal, period.date_end
        )
        assert not legal or made, skipped
        return made

    # === FEBRUARY === #

    @classmethod
    def _hand_over(cls, accounts):
        reasons = cls.env["elektrohisob.reason"]
        document = (
            cls.env["elektrohisob.reorganisation"]
            .with_user(cls.admin)
            .create(
                {
                    "company_id": cls.district_a.id,
                    "company_to_id": cls.district_b.id,
                    "date": "2026-02-01",
                    "order_number": "12",
                    "order_date": "2026-01-20",
                    "reason_id": reasons.search(
                        [("document", "=", "reorganisation")], limit=1
                    ).id,
                    "account_ids": accounts.ids,
                }
            )
        )
        document.action_count()
        approval = document._request_approval("reorganisation", reason="Order")
        with trap_jobs() as trap:
            approval.with_user(cls.manager).action_approve()
            trap.perform_enqueued_jobs()
        cls.env.invalidate_all()
        assert document.stage == "done", document.stage

    @classmethod
    def _take(cls, account, amount, day, channel, **vals):
        payments = cls.env["elektrohisob.payment"]
        [(payment, _outcome)] = payments._receive(
            [
                {
                    "account_id": account.id,
                    "company_id": (account.company_id or cls.district_a).id,
                    "date": day,
                    "amount": amount,
                    "channel": channel,
                    **vals,
                }
            ]
        )
        return payment

    @classmethod
    def _receive_money(cls):
        nobody = cls.env["elektrohisob.account"]
        for account, amount, day, channel in (
            (cls.anna, 70_000, "2026-02-05", "cash"),
            (cls.dora, 5_000, "2026-02-06", "post"),
            (cls.bek, 40_000, "2026-02-10", "online"),
            (cls.mill, 40_000, "2026-02-12", "bank"),
            (cls.shop, 150_000, "2026-02-15", "bank"),
            (nobody, 7_000, "2026-02-16", "bank"),
        ):
            cls._take(account, amount, day, channel)

    @classmethod
    def _use_energy(cls):
        cls._give_benefit(cls.gulya)
        for name, old, new in (("bek", 100, 60), ("shop", 300, 250)):
            readings = cls.meters[name].reading_ids
            found = readings.filtered(
                lambda r, old=old: r.value == old and str(r.date) == "2026-01-01"
            )
            found._correct(value=new, note="Read again")
        for name, value in (("anna", 250), ("bek", 120), ("dora", 50), ("emil", 150),
                            ("farid", 110), ("gulya", 100), ("shop", 600),
                            ("mill", 150)):  # fmt: skip
            cls._turn(name, "2026-03-01", value)
        cls.invoices = cls._bill(cls._get_accounts_of(cls.district_a), cls.period)
        cls._bill(cls._get_accounts_of(cls.district_b), cls.periods["district_b"])

    @classmethod
    def _give_benefit(cls, account):
        cls.payer = cls.env["res.partner"].create(
            {"name": "Hokimlik", "is_company": True, "vat": "201122334"}
        )
        programme = cls.env["elektrohisob.benefit.programme"].create(
            {
                "code": "HALF",
                "name": "Half the price",
                "norm": "Decision 1",
                "payer_id": cls.payer.id,
                "rate_ids": [
                    Command.create({"date_start": "2025-01-01", "percent": 50})
                ],
            }
        )
        cls.env["elektrohisob.benefit"].create(
            {
                "programme_id": programme.id,
                "account_id": account.id,
                "date_start": "2026-02-01",
                "person": "Karimova Gulya",
                "basis": "Decision 1",
            }
        )

    @classmethod
    def _enter_documents(cls):
        cls._decide("penalty", cls.mill, 10_000, target_month="2025-12-01")
        cls._decide("penalty", cls.anna, 1_500, target_month="2026-01-01")
        cls._take(cls.mill, 30_000, "2026-02-28", "bank")
        cls._take(cls.emil, 10_000, "2026-02-28", "bank")
        cls._decide("write_off", cls.dora, 25_000)
        cls._decide("refund", cls.bek, 5_000)

    @classmethod
    def _decide(cls, kind, account, amount, **vals):
        """An operation with the ledger that one has asked for and another approved."""
        accountant = cls.users["accountant"]
        documents = cls.env["elektrohisob.ledger.document"].with_context(
            allowed_company_ids=accountant.company_ids.ids
        )
        document = documents.with_user(accountant).create(
            {
                "kind": kind,
                "account_id": account.id,
                "amount": amount,
                "note": "Order 5",
                **vals,
            }
        )
        document.action_ask()
        document.approval_id.with_user(cls.users["manager"]).action_approve()

    @classmethod
    def _settle_agents_and_cash(cls):
        """As their documents leave them; how they are made is tested with them."""
        env, unit = cls.env, {"company_id": cls.district_a.id}
        bank, agent = env["elektrohisob.exchange.provider"].create(
            [
                {"name": "Bank", "code": "month-bank", "kind": "bank_1c", **unit},
                {"name": "PAYNET", "code": "month-paynet", "kind": "paynet", **unit},
            ]
        )
        env["elektrohisob.payment.transfer"].create(
            {
                **unit,
                "provider_id": agent.id,
                "bank_id": bank.id,
                "external_key": "77",
                "date": "2026-02-11",
                "amount": 39_600,
                "day_start": "2026-02-10",
                "day_end": "2026-02-10",
            }
        )
        env["elektrohisob.agent.act"].create(
            {
                **unit,
                "number": "PA-1",
                "provider_id": agent.id,
                "month": "2026-02-01",
                "date": "2026-02-28",
                "amount": 40_000,
                "commission": 400,
                "commission_vat": 42.86,
                "commission_kept": 400,
                "transferred": 39_600,
                "state": "signed",
            }
        )
        paid = env["elektrohisob.benefit.payment"].create(
            {
                **unit,
                "payer_id": cls.payer.id,
                "document": "P-20",
                "date": "2026-02-20",
                "amount": 20_000,
            }
        )
        paid.action_spread()
        paid.action_book()
        desk = env["elektrohisob.cash.desk"].create({"number": 1, "name": "1", **unit})
        shift = {"desk_id": desk.id, "number": 1, "user_id": env.uid, "state": "closed"}
        env["elektrohisob.cash.operation"].create(
            {
                "shift_id": env["elektrohisob.cash.shift"].create(shift).id,
                "kind": "collect",
                "amount": 60_000,
                "document": "Bag 3",
                "date": "2026-02-20 09:00:00",
            }
        )
