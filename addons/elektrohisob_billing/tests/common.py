from odoo.fields import Command

from odoo.addons.elektrohisob_metering.tests.common import MeteringCommon

from .common_invoice import InvoiceIsolation
from .common_isolation import MatchIsolation


class BillingCommon(InvoiceIsolation, MatchIsolation, MeteringCommon):
    """Adds consumers with a contract, months, and what ``IsolationTests`` needs.

    Tariff H-GEN as published: from 01.05.2025 600, 800 and 1000 so'm for the blocks
    to 200, 500 and 1000 kWh a month; from 01.05.2026 650, 900 and 1100. VAT 12 %
    is in the prices.
    """

    @classmethod
    def _create_consumer(cls, serial, start="2025-10-01", opening=0, **options):
        """Account with a contract and a meter from ``start`` on.

        :param tariff: code, ``H-GEN`` by default; None leaves the contract a draft
        :return: the installation
        """
        tariff = options.pop("tariff", "H-GEN")
        account = cls._create_supplied(serial, start, tariff, **options)
        return cls._create_installation(account, serial, start=start, opening=opening)

    @classmethod
    def _create_supplied(cls, number, start="2025-10-01", tariff="H-GEN", **options):
        """Account with a contract, and with nothing that measures."""
        account = cls._create_account(date_open=start, **options)
        agreement = cls.env["elektrohisob.agreement"].create(
            {"number": number, "account_id": account.id, "date_start": start}
        )
        if tariff:
            found = cls.env["elektrohisob.tariff"].search([("code", "=", tariff)])
            cls.env["elektrohisob.agreement.term"].create(
                {
                    "agreement_id": agreement.id,
                    "date_start": start,
                    "tariff_id": found.id,
                }
            )
            agreement.action_activate()
        return account

    @classmethod
    def _open_month(cls, month, company=None):
        """The open period of a district at ``month``; earlier ones are closed."""
        company = company or cls.district_a
        periods = cls.env["elektrohisob.period"]
        period = periods.search(
            [("company_id", "=", company.id), ("state", "!=", "closed")]
        )
        if not period:
            return periods.create({"company_id": company.id, "date_start": month})
        while str(period.date_start) < month:
            period._close()
            period = periods._get_open(company)
        return period

    @classmethod
    def _settle(cls, accounts, period):
        """Settle and return what was found; fields read afterwards are fresh."""
        settled = cls.env["elektrohisob.settlement"]._settle(accounts, period)
        cls.env.invalidate_all()
        return settled

    @classmethod
    def _get_isolation_records(cls, company):
        records = super()._get_isolation_records(company)
        account = records["elektrohisob.account"]
        period = records["elektrohisob.period"]
        env = cls.env
        records["elektrohisob.tariff"] = env["elektrohisob.tariff"].create(
            {
                "code": f"ISO{company.id}",
                "name": "Isolation",
                "group": "I",
                "category": "household",
                "company_id": company.id,
            }
        )
        family = env["elektrohisob.account.family"].create(
            {
                "account_id": account.id,
                "date_start": "2026-01-01",
                "families": 2,
                "basis": "Isolation",
            }
        )
        charge = env["elektrohisob.charge"].create(
            {
                "account_id": account.id,
                "company_id": company.id,
                "period_id": period.id,
                "kind": "regular",
                "month": "2026-01-01",
                "date_start": "2026-01-01",
                "date_end": "2026-02-01",
                "version_id": env["elektrohisob.tariff.version"].search([], limit=1).id,
                "amount": 600,
            }
        )
        correction = env["elektrohisob.correction"].create(
            {
                "number": f"ISO{company.id}",
                "account_id": account.id,
                "company_id": company.id,
                "period_id": period.id,
                "date": "2026-01-31",
                "cause": "facts",
                "month_from": "2025-12-01",
                "month_to": "2025-12-01",
                "line_ids": [
                    Command.create({"company_id": company.id, "month": "2025-12-01"})
                ],
            }
        )
        entry = env["elektrohisob.ledger.entry"]._record(
            [{"account_id": account.id, "kind": "opening", "amount": 600.0}]
        )
        payment = env["elektrohisob.payment"].create(
            {
                "account_id": account.id,
                "company_id": company.id,
                "date": "2026-01-15",
                "amount": 100,
                "channel": "cash",
                "state": "posted",
            }
        )
        told = {
            "provider_id": records["elektrohisob.exchange.provider"].id,
            "company_id": company.id,
        }
        event = env["elektrohisob.payment.event"].create(
            {
                **told,
                "external_id": "ISO",
                "state": "created",
                "account_id": account.id,
                "amount": 100,
            }
        )
        call = env["elektrohisob.payment.call"].create({**told, "date": "2026-01-15"})
        run = env["elektrohisob.charge.run"].create(
            {"company_id": company.id, "period_id": period.id}
        )
        chunk = run.chunk_ids.create({"run_id": run.id})
        code = env["elektrohisob.charge.run.parked"]._fields["code"].get_values(env)[0]
        parked = env["elektrohisob.charge.run.parked"].create(
            {"run_id": run.id, "account_id": account.id, "code": code}
        )
        printing = env["elektrohisob.bill.run"].create(
            {"company_id": company.id, "period_id": period.id}
        )
        part = printing.part_ids.create({"run_id": printing.id})
        sent = env["elektrohisob.bill.delivery"].create(
            {
                "run_id": printing.id,
                "account_id": account.id,
                "company_id": company.id,
                "period_id": period.id,
                "channel": "sms",
                "address": "998900000000",
            }
        )
        records |= cls._create_isolation_cash(company)
        shadow = cls._create_isolation_shadow(account)
        check = env.ref("elektrohisob_billing.period_check_payments")
        result = {"period_id": period.id, "state": "warns", "check_id": check.id}
        shadow += (env["elektrohisob.period.check.result"].create(result),)
        layout = env["elektrohisob.payment.layout"].create(
            {
                "name": "Isolation",
                "company_id": company.id,
                "column_ids": [
                    Command.create({"number": 1, "role": "account"}),
                    Command.create({"number": 2, "role": "amount"}),
                ],
            }
        )
        records[layout.column_ids._name] = layout.column_ids[:1]
        benefits = cls._create_isolation_benefits(account, charge)
        records["elektrohisob.benefit"] = benefits[0]
        paid = cls._create_isolation_benefit_payment(account, benefits[0])
        records |= {row._name: row for row in (paid, paid.line_ids)}
        for name in ("receivable", "double"):
            view = env[f"elektrohisob.benefit.{name}"]
            domain = [("company_id", "=", company.id)]
            records[view._name] = view.search(domain, limit=1)
        legal = cls._create_isolation_legal(account, period)
        legal += cls._create_isolation_invoice(account, charge)
        ledger = cls._create_isolation_money(account, payment)
        message = records["elektrohisob.exchange.message"]
        ledger += cls._create_isolation_match(told, account, message)
        ledger += cls._create_isolation_books(account, period, told, legal)
        found = (*cls._create_isolation_sms(account, told), *ledger)
        found += (family, correction, correction.line_ids, *legal, *shadow)
        found += (charge, entry, payment, run, chunk, parked, printing, part, sent)
        found += (event, call, layout)
        return records | {record._name: record for record in found}

    @classmethod
    def _create_isolation_sms(cls, account, told):
        """A message out, one in, a payment asked for, a telephone that wants none."""
        env, phone = cls.env, f"99890{account.id:07d}"[:12]
        sms = {"phone": phone, "company_id": told["company_id"]}
        message = env["elektrohisob.sms.message"].create(
            {
                **sms,
                "account_id": account.id,
                "purpose": "bill",
                "text": "Isolation",
                "date_sent": "2026-01-15",
            }
        )
        asked = {**told, "account_id": account.id, "phone": phone, "amount": 1}
        asked["date_expires"] = "2026-01-15"
        intent = env["elektrohisob.sms.intent"].create(asked)
        inbox = env["elektrohisob.sms.inbox"].create(
            {
                **told,
                "phone": phone,
                "external_id": "ISO",
                "date": "2026-01-15",
                "outcome": "done",
                "text": "Isolation",
            }
        )
        stop = env["elektrohisob.sms.stop"].create(sms)
        env.flush_all()
        return (
            message,
            intent,
            inbox,
            stop,
            env["elektrohisob.sms.cost"].browse(message.id),
        )

    @classmethod
    def _create_isolation_legal(cls, account, period):
        """Monthly documents of an organisation, their run, a mode of prepayment."""
        env, company = cls.env, account.company_id
        run = env["elektrohisob.legal.run"].create(
            {"company_id": company.id, "period_id": period.id}
        )
        head = {
            "account_id": account.id,
            "company_id": company.id,
            "run_id": run.id,
            "month": "2026-01-01",
            "number": f"ISO{company.id}",
        }
        notice = env["elektrohisob.advance.notice"].create(
            {**head, "date_due": "2025-12-31", "mode": "full", "amount": 1}
        )
        settlement = env["elektrohisob.final.settlement"].create(
            {**head, "period_id": period.id, "date_due": "2026-01-31"}
        )
        act = env["elektrohisob.reading.act"].create(head)
        category, account.category = account.category, "legal"
        mode = env["elektrohisob.advance.mode"].create(
            {
                "account_id": account.id,
                "mode": "full",
                "date_start": "2026-01-01",
                "date_received": "2025-12-01",
                "document": "Isolation",
            }
        )
        account.category = category
        part = run.part_ids.create({"run_id": run.id, "account_ids": account.ids})
        return run, part, notice, settlement, act, mode

    @classmethod
    def _create_isolation_cash(cls, company):
        """A cash desk with a closed shift and cash handed over."""
        desk = cls.env["elektrohisob.cash.desk"].create(
            {"number": 9, "name": "Isolation", "company_id": company.id}
        )
        shift = cls.env["elektrohisob.cash.shift"].create(
            {
                "desk_id": desk.id,
                "number": 1,
                "user_id": cls.env.uid,
                "state": "closed",
            }
        )
        operation = cls.env["elektrohisob.cash.operation"].create(
            {
                "shift_id": shift.id,
                "kind": "collect",
                "amount": 100,
                "document": "Isolation",
            }
        )
        return {row._name: row for row in (desk, shift, operation)}

    @classmethod
    def _create_isolation_shadow(cls, account):
        """A shadow run with a row of each kind."""
        env, company = cls.env, account.company_id
        run = env["elektrohisob.shadow.run"].create({"company_id": company.id})
        vals = {"run_id": run.id, "company_id": company.id}
        chunk = env["elektrohisob.shadow.run.chunk"].create(vals)
        vals["tariff_id"] = env.ref("elektrohisob_billing.tariff_h_gen").id
        line = env["elektrohisob.shadow.run.line"].create(vals)
        vals |= {"account_id": account.id, "kind": "winner"}
        example = env["elektrohisob.shadow.run.example"].create(vals)
        return run, chunk, line, example

    @classmethod
    def _create_isolation_money(cls, account, payment):
        """Seal, operation, rules and suspected double of one account."""
        document = cls.env["elektrohisob.ledger.document"].create(
            {
                "kind": "refund",
                "account_id": account.id,
                "amount": 1.0,
                "note": "Isolation",
            }
        )
        rule = cls.env["elektrohisob.payment.rule"].create(
            {
                "account_id": account.id,
                "payer_stir": "399999999",
                "date_start": "2026-01-01",
                "note": "Isolation",
            }
        )
        order = cls.env["elektrohisob.allocation.rule"].create(
            {
                "category": "legal",
                "company_id": account.company_id.id,
                "date_start": "2026-01-01",
                "basis": "Isolation",
            }
        )
        seal = cls.env["elektrohisob.ledger.seal"].create(
            {"company_id": account.company_id.id, "day": "2020-01-01", "hash": "0"}
        )
        double = cls.env["elektrohisob.payment.double"].create(
            {
                "company_id": account.company_id.id,
                "account_id": account.id,
                "first_id": payment.id,
                "second_id": payment.id,
            }
        )
        return (document, rule, order, seal, double)

    @classmethod
    def _create_isolation_benefit_payment(cls, account, benefit):
        return cls.env["elektrohisob.benefit.payment"].create(
            {
                "company_id": account.company_id.id,
                "payer_id": benefit.programme_id.payer_id.id,
                "document": "Isolation",
                "amount": 5,
                "line_ids": [
                    Command.create(
                        {
                            "programme_id": benefit.programme_id.id,
                            "company_id": account.company_id.id,
                            "amount": 5,
                        }
                    )
                ],
            }
        )

    @classmethod
    def _create_isolation_benefits(cls, account, charge):
        """Two benefits of one account, the first of them charged."""
        payer = cls.env["res.partner"].create({"name": "Payer", "is_company": True})
        benefits = cls.env["elektrohisob.benefit"]
        for number in (1, 2):
            programme = cls.env["elektrohisob.benefit.programme"].create(
                {
                    "code": f"ISO{account.id}-{number}",
                    "name": "Isolation",
                    "norm": "Isolation",
                    "payer_id": payer.id,
                }
            )
            benefits |= benefits.create(
                {
                    "account_id": account.id,
                    "programme_id": programme.id,
                    "person": "Isolation",
                    "basis": "Isolation",
                    "date_start": "2026-01-01",
                }
            )
        charge.copy({"benefit_id": benefits[0].id, "amount": -100, "quantity": 1})
        cls.env.flush_all()
        return benefits
