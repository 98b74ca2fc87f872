from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.dates import business_today
from .agreement import IN_FORCE, STATES


class Contract(models.AbstractModel):
    """Contracts for other programs: plain data in and out."""

    _name = "elektrohisob.contract"
    _description = "Contracts for other programs"

    @api.model
    @api.readonly
    def find(self, *, account=None, state=None, on=None, limit=100):
        """Contracts the user may see, the newest first.

        :param str account: account number; by default all accounts
        :param str state: ``draft``, ``signed``, ``active``, ``suspended`` or ``ended``
        :param str on: only those in force on this day (``YYYY-MM-DD``)
        :param int limit: at most so many
        :return: list of dicts: ``id``, ``number``, ``account``, ``consumer``,
            ``state``, ``date_signed``, ``date_start``, ``date_end``
        :raise UserError: no such account or state
        """
        domain = fields.Domain.TRUE
        if account:
            found = self.env["elektrohisob.account"]._get_by_number(account)
            domain &= fields.Domain("account_id", "=", found.id)
        if state:
            if state not in dict(STATES):
                raise UserError(
                    self.env._("There is no state “%s” of a contract.", state)
                )
            domain &= fields.Domain("state", "=", state)
        if on:
            day = fields.Date.to_date(on)
            domain &= fields.Domain("state", "in", [*IN_FORCE, "ended"])
            domain &= self.env["elektrohisob.agreement.term"]._domain_on(day)
        contracts = self.env["elektrohisob.agreement"].search(domain, limit=limit)
        return [self._describe(contract) for contract in contracts]

    @api.model
    @api.readonly
    def terms(self, *, account, on=None):
        """Terms by which an account is supplied on a day.

        :param str account: account number
        :param str on: day (``YYYY-MM-DD``), today by default
        :return: dict: the contract (see ``find``), ``version``, ``date_start``,
            ``date_end``, ``terms`` (powers in kW, …) and the volumes of the month of
            the day: ``kwh``, ``kvarh``, ``minimum_kwh``
        :raise UserError: no such account, or no terms on the day
        """
        record = self.env["elektrohisob.account"]._get_by_number(account)
        day = fields.Date.to_date(on) or business_today(self)
        terms = self.env["elektrohisob.agreement.term"]
        term = terms.search(
            terms._domain_on(day)
            & fields.Domain("account_id", "=", record.id)
            & fields.Domain("agreement_id.state", "in", [*IN_FORCE, "ended"]),
            limit=1,
        )
        if not term:
            raise UserError(
                self.env._(
                    "Account %(account)s has no contract terms on %(day)s.",
                    account=record.number,
                    day=day,
                )
            )
        agreement = term.agreement_id
        volume = agreement.volume_ids.filtered(
            lambda row: row.month == day.replace(day=1)
        )
        return {
            "contract": self._describe(agreement),
            "version": term.version,
            "date_start": str(term.date_start),
            "date_end": term.date_end and str(term.date_end),
            "terms": self._tell_values(term),
            "kwh": volume.kwh,
            "kvarh": volume.kvarh,
            "minimum_kwh": volume.minimum_kwh,
        }

    @api.model
    def prepare(self, *, account, date_start, terms, date_end=None, number=None,
                volumes=None):  # fmt: skip
        """Prepare a contract; a manager signs it.

        :param str account: account number
        :param str date_start: first day (``YYYY-MM-DD``)
        :param dict terms: values of the first version, see the documentation
        :param str date_end: last day; without one it has no end
        :param str number: number of the contract; assigned by default
        :param list volumes: dicts ``month`` (``YYYY-MM``), ``kwh``, ``kvarh``
        :return: dict of the contract, see ``find``
        :raise UserError: no such account, or an unknown value
        """
        record = self.env["elektrohisob.account"]._get_by_number(account)
        rows = [
            {
                "month": fields.Date.to_date(f"{row['month'][:7]}-01"),
                "kwh": row.get("kwh", 0),
                "kvarh": row.get("kvarh", 0),
                "minimum_kwh": row.get("minimum_kwh", 0),
            }
            for row in volumes or []
        ]
        first = {**self._read_values(terms), "date_start": date_start}
        agreement = self.env["elektrohisob.agreement"].create(
            {
                "account_id": record.id,
                "number": number,
                "date_start": date_start,
                "date_end": date_end,
                "term_ids": [fields.Command.create(first)],
                "volume_ids": [fields.Command.create(row) for row in rows],
            }
        )
        return self._describe(agreement)

    @api.model
    def change_terms(self, *, contract, date_start, terms, ground=None):
        """Prepare an additional agreement; a manager signs it.

        :param int contract: id of the contract
        :param str date_start: day from which the terms change
        :param dict terms: values that change; others stay
        :param str ground: what the change rests on
        :return: dict: ``id``, ``number``, ``state``, ``difference`` (sentences)
        :raise UserError: no such contract, or an unknown value
        """
        agreement = self._get_contract(contract)
        change = self.env["elektrohisob.agreement.change"].create(
            {
                "agreement_id": agreement.id,
                "date_start": date_start,
                "ground": ground,
                **self._read_values(terms),
            }
        )
        return {
            "id": change.id,
            "number": change.number,
            "state": change.state,
            "difference": change.difference or "",
        }

    @api.model
    def sign(self, *, contract, change=None):
        """Sign a contract, or one of its additional agreements.

        :param int contract: id of the contract
        :param int change: id of the additional agreement
        :return: dict of the contract, see ``find``
        :raise UserError: it is signed already, or the user may not sign
        """
        agreement = self._get_contract(contract)
        if change:
            document = agreement.change_ids.filtered(lambda row: row.id == change)
            if not document:
                raise UserError(
                    self.env._(
                        "Contract %(number)s has no additional agreement with the id "
                        "%(change)s.",
                        number=agreement.number,
                        change=change,
                    )
                )
            document.action_sign()
        else:
            agreement.action_sign()
        return self._describe(agreement)

    @api.model
    def end(self, *, contract, date, reason):
        """End a contract in force and its terms.

        :param int contract: id of the contract
        :param str date: last day (``YYYY-MM-DD``)
        :param str reason: why; kept in the history of the contract
        :return: dict of the contract, see ``find``
        :raise UserError: it is not in force
        """
        wizard = self.env["elektrohisob.agreement.decide"].create(
            {
                "agreement_id": self._get_contract(contract).id,
                "what": "end",
                "date": date,
                "note": reason,
            }
        )
        wizard.action_apply()
        return self._describe(wizard.agreement_id)

    # === BUSINESS METHODS === #

    @api.model
    def _get_contract(self, contract_id):
        agreement = self.env["elektrohisob.agreement"].search(
            [("id", "=", contract_id)]
        )
        if not agreement:
            raise UserError(
                self.env._(
                    "There is no contract with the id %s in your district networks.",
                    contract_id,
                )
            )
        return agreement

    @api.model
    def _describe(self, agreement):
        """Contract as plain data."""
        return {
            "id": agreement.id,
            "number": agreement.number,
            "account": agreement.account_id.number,
            "consumer": agreement.consumer_name or "",
            "state": agreement.state,
            "date_signed": agreement.date_signed and str(agreement.date_signed),
            "date_start": str(agreement.date_start),
            "date_end": agreement.date_end and str(agreement.date_end),
        }

    @api.model
    def _tell_values(self, term):
        """Hook: values of a version as plain data."""
        return {
            name: term[name]
            for name in self.env["elektrohisob.agreement.change"]._get_value_names()
            if not term._fields[name].relational
        }

    @api.model
    def _read_values(self, terms):
        """Hook: values to write of those a program named.

        :raise UserError: a name means nothing
        """
        known = self._tell_values(self.env["elektrohisob.agreement.term"])
        unknown = sorted(set(terms) - set(known))
        if unknown:
            raise UserError(
                self.env._(
                    "Contract terms have no value “%(name)s”. Known are: %(known)s.",
                    name="”, “".join(unknown),
                    known=", ".join(sorted(known)),
                )
            )
        return dict(terms)
