from collections import namedtuple

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date

from odoo.addons.elektrohisob_base.tools import pdf

from ..adapters import onec_objects as objects
from ..adapters.onec_codes import map_codes

HOUSEHOLDS = "Aholi"
#: Texts of documents for 1C are in the language of the books.
LANG = "uz_UZ"
#: Whom money and debts belong to that are no consumer's: event → key and name.
SIDES = {
    **dict.fromkeys(
        ("unidentified_cash", "unidentified_bank", "unidentified_online",
         "unidentified_post", "unidentified_card", "unidentified_unit", "returned"),
        ("unidentified", "Aniqlanmagan toʻlovlar"),
    ),
    **dict.fromkeys(
        ("agent_transfer", "commission", "commission_vat", "commission_kept"),
        ("agents", "Toʻlov agentlari"),
    ),
    **dict.fromkeys(("benefit", "benefit_paid"), ("budget", "Byudjet (imtiyozlar)")),
}  # fmt: skip
ORDER = ("organisation", "bank", "party", "bank_account", "contract", "item")

#: Code of the trouble of a unit without a bank account.
NO_ACCOUNT = "no_account"

Row = namedtuple("Row", "unit day event category group account debit credit tiyin")


class NoBankAccount(UserError):
    """A unit has no bank account to name in documents of the bank.

    :param dict figures: name of the ``unit``, ``day`` of the documents
    """

    def __init__(self, text, figures):
        super().__init__(text)
        self.figures = figures


class OneC(models.AbstractModel):
    """What the books tell 1C: parties, contracts, and documents for all that is posted.

    Sums and accounts are those of the postings of the general ledger, so that both
    books agree to the tiyin. Households are one consumer. Each posting is told once: by
    the first kind of document that fits it, at last by a manual operation.
    """

    _name = "elektrohisob.onec"
    _description = "Objects for 1C"

    @api.model
    def _get_documents(self, company, first, last):
        """Documents of a unit and those below it between two days.

        :return: list of dataclasses of ``adapters.onec_documents``
        """
        rows = self._get_rows(company, first, last)
        documents = []
        for take in self._get_takers():
            found, rows = take(rows)
            documents += found
        return documents

    @api.model
    def _get_takers(self):
        """Hook: methods that make documents of some rows and leave the others."""
        return [self._leave_bank]

    @api.model
    def _get_objects(self, company, first, last, settings=None):
        """Documents with the objects they refer to, those first.

        :param dict settings: of the exchange: ``is_bank`` (the peer keeps the bank),
            ``is_online`` (it takes documents of payment services), ``name`` of the
            organisation there, ``codes`` of its accounts
        """
        settings = settings or {}
        books = self.with_context(
            lang=LANG,
            onec_known={},
            onec_is_bank=settings.get("is_bank"),
            onec_is_online=settings.get("is_online", True),
            onec_name=settings.get("name"),
        )
        documents = books._get_documents(company, first, last)
        named = {}
        for document in documents:
            for one in books._get_named(document):
                named.setdefault((one.kind, one.key), one)
        catalogs = sorted(named.values(), key=lambda one: ORDER.index(one.kind))
        codes = settings.get("codes")
        return [*catalogs, *(map_codes(one, codes) for one in documents)]

    @api.model
    def _get_named(self, document):
        """Objects that a document refers to."""
        if document.kind == "operation":
            yield document.organisation
            for entry in document.entries:
                for contract in (entry.debit_contract, entry.credit_contract):
                    if contract:
                        yield from (contract.party, contract)
            return
        contract = document.contract
        yield from (contract.organisation, contract.party, contract)
        yield from self._get_known("bank accounts").get(contract.party.key, ())
        for line in getattr(document, "lines", ()):
            yield line.item
        for name in ("bank_account", "payer_account"):
            if account := getattr(document, name, None):
                if account.mfo:
                    yield objects.Bank(account.mfo, account.bank)
                yield account

    # === PARTIES === #

    @api.model
    def _get_known(self, name):
        """What was found while these documents are made."""
        return self.env.context.get("onec_known", {}).setdefault(name, {})

    @api.model
    def _get_organisation(self, company):
        """The unit that is a legal person: itself, or the nearest above with a STIR."""
        known = self._get_known("organisations")
        if company not in known:
            # a district may not see its enterprise, but sells in its name
            above = company.sudo().parent_ids
            unit = above.filtered("vat")[-1:] or above[-1:]
            key = f"stir:{unit.vat}" if unit.vat else f"company:{unit.id}"
            name = self.env.context.get("onec_name") or unit.name
            known[company] = objects.Organisation(key, name, unit.vat or "")
        return known[company]

    @api.model
    def _get_bank_account(self, company, day):
        """Bank account of a unit, or of the nearest above it.

        :raise UserError: there is none; 1C takes no bank document without
        """
        organisation = self._get_organisation(company)
        # the account may be that of the enterprise above
        for unit in reversed(company.sudo().parent_ids):
            main = unit.bank_account_ids.filtered("is_main")
            # money may have come before the account was entered here
            found = unit._get_main_bank_account(day) or main.sorted("date_start")[:1]
            if found:
                return objects.BankAccount(
                    organisation, found.number, found.bank_name or "", found.mfo or ""
                )
        # the unit may be one that he does not see
        figures = {"unit": company.sudo().name, "day": str(day)}
        own = self.with_context(lang=self.env.user.lang)
        raise NoBankAccount(own._get_no_account_text(**figures), figures)

    @api.model
    def _get_no_account_text(self, unit, day):
        """What is missing, in the language of who reads."""
        return self.env._(
            "%(unit)s has no main bank account, so that its bank documents of "
            "%(day)s cannot be told to 1C. Enter the account at the unit or at the "
            "one above it.",
            unit=unit,
            day=format_date(self.env, day) if day else "",
        )

    @api.model
    def _get_contract(self, company, account, day):
        """Contract of an organisation on a day; of all households for no account."""
        organisation = self._get_organisation(company)
        if not account:
            key = f"household:{organisation.key}"
            party = objects.Party("household", HOUSEHOLDS, is_person=True)
            return objects.Contract(key, organisation, party, name=HOUSEHOLDS)
        agreement = self._get_agreement(account, day)
        number = agreement.number or account.number
        return objects.Contract(
            f"{account.number}:{number}",
            organisation,
            self._get_party(account),
            number,
            agreement.date_signed or agreement.date_start or None,
            f"{number} ({account.number})",
        )

    @api.model
    def _get_party(self, account):
        """The consumer, one for all accounts of a STIR, with his bank account."""
        known = self._get_known("parties")
        key = f"stir:{account.stir}" if account.stir else f"account:{account.number}"
        if key not in known:
            partner = account.sudo().counterparty_id  # kept by the program
            known[key] = party = objects.Party(
                key,
                partner.name or account.name or account.number,
                account.stir or "",
                address=partner.street or account.address or "",
                phone=partner.phone or account.phone or "",
            )
            if account.bank_account:
                mfo, bank = account.bank_mfo or "", account.bank_name or ""
                own = objects.BankAccount(party, account.bank_account, bank, mfo)
                banks = [objects.Bank(mfo, bank)] if mfo else []
                self._get_known("bank accounts")[key] = (*banks, own)
        return known[key]

    @api.model
    def _get_side_contract(self, company, event):
        """Contract of those who are no consumers; None of what is nobody's."""
        if event not in SIDES:
            return None
        key, name = SIDES[event]
        organisation = self._get_organisation(company)
        party = objects.Party(f"side:{key}", name)
        place = f"side:{key}:{organisation.key}"
        return objects.Contract(place, organisation, party, name=name)

    @api.model
    def _get_agreement(self, account, day):
        """The contract of an account that began last on a day."""
        known = self._get_known("agreements")
        if account.id not in known:
            self._find_agreements(account)
        found = known[account.id]
        return next((one for one in found if one.date_start <= day), found[-1:])

    @api.model
    def _find_agreements(self, accounts):
        """Look for the contracts of many accounts at once, the last first."""
        known = self._get_known("agreements")
        agreements = self.env["elektrohisob.agreement"]
        known.update(dict.fromkeys(accounts.ids, agreements))
        for one in agreements.search(
            [("account_id", "in", accounts.ids), ("state", "!=", "draft")],
            order="date_start desc, id desc",
        ):
            known[one.account_id.id] += one

    # === POSTINGS === #

    @api.model
    def _get_rows(self, company, first, last):
        """Sums of postings, tiyin, as ``Row``."""
        wanted = Domain("company_id", "child_of", company.id)
        wanted &= Domain("date", ">=", first) & Domain("date", "<=", last)
        groups = ["company_id", "date:day", "event", "category", "tariff_group"]
        groups += ["account_id", "debit_code", "credit_code"]
        found = self.env["elektrohisob.gl.posting"]._read_group(
            wanted, groups, ["amount:sum"]
        )
        rows = [Row(*row[:-1], pdf.tiyin(row[-1])) for row in found]
        accounts = self.env["elektrohisob.account"].union(
            *(row.account for row in rows)
        )
        self._find_agreements(accounts)
        return [row for row in rows if row.tiyin]

    @api.model
    def _get_code(self, event, company, day, side):
        """Code of the debit (0) or the credit (1) of an event."""
        rules = self.env["elektrohisob.gl.rule"]
        known = self._get_known("rules")
        if company not in known:
            known[company] = rules._find_rules(company)
        return rules._get_codes(event, company, day, None, known[company])[side]

    @api.model
    def _leave_bank(self, rows):
        """Where the bank is kept in 1C, its own documents move the bank account."""
        if not self.env.context.get("onec_is_bank"):
            return [], rows
        left = []
        for row in rows:
            bank = self._get_code("payment_bank", row.unit, row.day, 0)
            if bank not in (row.debit, row.credit):
                left.append(row)
        return [], left
