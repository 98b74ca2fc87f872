from odoo.fields import Command


class MatchIsolation:
    """What ``IsolationTests`` needs of the comparison with payment services."""

    @classmethod
    def _create_isolation_match(cls, told, account, message):
        """A day of a payment service with its terms, register, money, difference."""
        env, named = cls.env, {**told, "account_id": account.id}
        days = {"day_start": "2026-01-14", "day_end": "2026-01-14"}
        terms = env["elektrohisob.payment.clearing"].create(
            {
                "provider_id": told["provider_id"],
                "date_start": "2026-01-01",
                "basis": "Isolation",
            }
        )
        row = env["elektrohisob.payment.told"].create(
            {
                **named,
                "message_id": message.id,
                "amount": 1,
                "day": "2026-01-14",
                "key": "ISO",
                "state": "performed",
            }
        )
        transfer = env["elektrohisob.payment.transfer"].create(
            {
                **told,
                **days,
                "bank_id": told["provider_id"],
                "external_key": "ISO",
                "date": "2026-01-15",
                "amount": 1,
            }
        )
        day = env["elektrohisob.payment.day"]._derive(terms.provider_id, [row.day])
        act = env["elektrohisob.agent.act"]._make(row.day.replace(day=1))
        act = act.filtered(lambda one: one.provider_id == terms.provider_id)
        return terms, row, transfer, day, day.line_ids[:1], act

    @classmethod
    def _create_isolation_books(cls, account, period, told, legal):
        """Books, 1C, electronic invoices."""
        invoice = next(one for one in legal if one._name == "elektrohisob.invoice")
        return (
            *cls._create_isolation_act(account),
            *cls._create_isolation_gl(account, period),
            *cls._create_isolation_onec(told),
            *cls._create_isolation_einvoice(account, invoice),
        )

    @classmethod
    def _create_isolation_act(cls, account):
        """An act of unauthorised use with its equipment."""
        act = cls.env["elektrohisob.unauthorised.act"].create(
            {
                "account_id": account.id,
                "line_ids": [Command.create({"name": "Isolation", "power": 1})],
            }
        )
        return act, act.line_ids

    @classmethod
    def _create_isolation_gl(cls, account, period):
        """A posting with its rule, and the page of the proof."""
        env, company = cls.env, account.company_id
        journal = env["account.journal"].create(
            {
                "name": "Isolation",
                "code": f"I{company.id}",
                "type": "general",
                "company_id": company.id,
            }
        )
        move = env["account.move"].create(
            {"journal_id": journal.id, "company_id": company.id, "date": "2026-01-15"}
        )
        codes = {"debit_code": "5110", "credit_code": "4010"}
        posting = env["elektrohisob.gl.posting"].create(
            {
                **codes,
                "company_id": company.id,
                "period_id": period.id,
                "date": "2026-01-15",
                "event": "payment_bank",
                "account_id": account.id,
                "amount": 1,
                "move_id": move.id,
            }
        )
        rule = env["elektrohisob.gl.rule"].create(
            {
                **codes,
                "event": "payment_bank",
                "company_id": company.id,
                "date_start": "2026-01-01",
            }
        )
        proof = env["elektrohisob.gl.proof"].create({"company_id": company.id})
        line = env["elektrohisob.gl.proof.line"].create(
            {"wizard_id": proof.id, "company_id": company.id}
        )
        file = env["elektrohisob.gl.file"].create(
            {
                "name": "Isolation",
                "company_id": company.id,
                "user_id": cls.users["accountant"].id,
                "file_format": "csv",
            }
        )
        return posting, rule, proof, line, file

    @classmethod
    def _create_isolation_onec(cls, told):
        """An object told to a 1C, a counterparty it told, the name of an account."""
        env, of = cls.env, {"provider_id": told["provider_id"]}
        names = {"key": "ISO", "name": "Isolation"}
        change = env["elektrohisob.onec.change"].create({**of, **names, "kind": "sale"})
        party = {"guid": "ISO", "stir": "300000009", "name": "Isolation"}
        codes = {"code": "9020", "peer_code": "90.20"}
        return (
            change,
            env["elektrohisob.onec.party"].create({**of, **party}),
            env["elektrohisob.onec.code"].create({**of, **codes}),
        )

    @classmethod
    def _create_isolation_einvoice(cls, account, invoice):
        """An electronic document with a step, a comparison with a row, a wizard."""
        env, company = cls.env, account.company_id
        provider = env["elektrohisob.exchange.provider"].create(
            {
                "name": "Isolation",
                "code": f"iso_einvoice_{company.id}",
                "kind": "soliqservice",
                "company_id": company.id,
            }
        )
        document = env["elektrohisob.einvoice"].create(
            {
                "provider_id": provider.id,
                "company_id": company.id,
                "account_id": account.id,
                "invoice_id": invoice.id,
                "document": "factura",
                "number": invoice.number,
                "date": invoice.date,
                "state": "to_sign",
                "payload": "{}",
            }
        )
        step = env["elektrohisob.einvoice.event"].create(
            {"einvoice_id": document.id, "state": "to_sign"}
        )
        match = env["elektrohisob.einvoice.match"].create(
            {"provider_id": provider.id, "month": "2026-01-01"}
        )
        line = env["elektrohisob.einvoice.match.line"].create({"match_id": match.id})
        wizard = env["elektrohisob.einvoice.cancel"].create({"reason": "Isolation"})
        return document, step, match, line, wizard
