from collections import defaultdict

from odoo import api, models
from odoo.fields import Domain

from odoo.addons.elektrohisob_base.tools import pdf

from ..adapters import onec_objects as objects

SALES = {"charge": 1, "past_year_up": 1, "past_year_down": -1}
VAT = "charge_vat"
MONEY = {"payment_bank": "credit_code", "advance_bank": "credit_code"}
EVENTS = (*SALES, VAT, *MONEY, "write_off")
HOUSEHOLDS = "Aholi"
ENERGY = "Elektr energiyasi"
#: Unit of sums that are no energy, and of energy: name and code of the classifier.
UNITS = {"kWh": ("kVt·soat", "245"), "kW": ("kVt", "214"), "kVAr·h": ("kVAr·soat", "")}
PIECE = ("xizmat", "796")


class OneC(models.AbstractModel):
    """What the books tell 1C: parties, contracts, sales, payments, write-offs.

    Sums are those of the postings of the general ledger, so that both books agree to
    the tiyin. Households are one consumer.
    """

    _name = "elektrohisob.onec"
    _description = "Objects for 1C"

    @api.model
    def _get_documents(self, company, first, last):
        """Documents of a unit and those below it between two days, in their order.

        :return: list of dataclasses of ``adapters.onec_objects``
        """
        return [
            *self._get_household_sales(company, first, last),
            *self._get_payments(company, first, last),
            *self._get_write_offs(company, first, last),
        ]

    @api.model
    def _get_objects(self, company, first, last):
        """Documents with the objects they refer to, those first."""
        documents = self._get_documents(company, first, last)
        named = {}
        for document in documents:
            for one in self._get_named(document):
                named.setdefault((one.kind, one.key), one)
        order = ("organisation", "party", "bank_account", "contract", "item")
        catalogs = sorted(named.values(), key=lambda one: order.index(one.kind))
        return [*catalogs, *documents]

    @api.model
    def _get_named(self, document):
        contract = document.contract
        yield from (contract.organisation, contract.party, contract)
        if document.kind == "sale":
            yield from (line.item for line in document.lines)
        if document.kind == "payment":
            yield document.bank_account

    # === PARTIES === #

    @api.model
    def _get_organisation(self, company):
        """The unit that is a legal person: itself, or the nearest above with a STIR."""
        # a district may not see its enterprise, but sells in its name
        above = company.sudo().parent_ids
        unit = above.filtered("vat")[-1:] or above[-1:]
        key = f"stir:{unit.vat}" if unit.vat else f"company:{unit.id}"
        return objects.Organisation(key, unit.name, unit.vat or "")

    @api.model
    def _get_bank_account(self, company, day):
        organisation = self._get_organisation(company)
        # the account may be that of the enterprise above
        for unit in reversed(company.sudo().parent_ids):
            if found := unit._get_main_bank_account(day):
                return objects.BankAccount(
                    organisation, found.number, found.bank_name or "", found.mfo or ""
                )
        return objects.BankAccount(organisation, "0" * 20)

    @api.model
    def _get_contract(self, company, account, day):
        """Contract of an organisation on a day; of all households for no account."""
        organisation = self._get_organisation(company)
        if not account:
            key = f"household:{organisation.key}"
            party = objects.Party("household", HOUSEHOLDS, is_person=True)
            return objects.Contract(key, organisation, party, name=HOUSEHOLDS)
        key = f"stir:{account.stir}" if account.stir else f"account:{account.number}"
        partner = account.counterparty_id
        name = partner.name or account.name or account.number
        party = objects.Party(key, name, account.stir or "")
        agreement = self.env["elektrohisob.agreement"].search(
            [
                ("account_id", "=", account.id),
                ("date_start", "<=", day),
                ("state", "!=", "draft"),
            ],
            order="date_start desc, id desc",
            limit=1,
        )
        number = agreement.number or account.number
        return objects.Contract(
            f"{account.number}:{number}",
            organisation,
            party,
            number,
            agreement.date_signed or agreement.date_start or None,
            f"{number} ({account.number})",
        )

    @api.model
    def _get_item(self, name, unit):
        unit_name, code = UNITS.get(unit, PIECE)
        return objects.Item(f"{name}:{unit_name}", name, unit_name, code)

    # === DOCUMENTS === #

    @api.model
    def _get_postings(self, company, first, last, events, groups, domain=()):
        """Sums of postings (tiyin) by unit, day and ``groups``."""
        wanted = Domain("company_id", "child_of", company.id)
        wanted &= Domain("date", ">=", first) & Domain("date", "<=", last)
        wanted &= Domain("event", "in", events) & Domain(list(domain))
        rows = self.env["elektrohisob.gl.posting"]._read_group(
            wanted, ["company_id", "date:day", *groups], ["amount:sum"]
        )
        return [(*row[:-1], pdf.tiyin(row[-1])) for row in rows]

    @api.model
    def _get_household_sales(self, company, first, last):
        """One document for each district, day and tariff group."""
        groups = ["tariff_group", "event", "debit_code", "credit_code"]
        domain = [("category", "=", "household")]
        events = [*SALES, VAT]
        found = defaultdict(list)
        for unit, day, group, *rest in self._get_postings(
            company, first, last, events, groups, domain
        ):
            found[unit, day, group or ""].append(rest)
        sales = []
        for (unit, day, group), rows in found.items():
            number = f"A-{unit.id}-{day:%Y%m%d}-{group}".rstrip("-")
            lines = self._get_household_lines(group, rows)
            debts = [row[1] for row in rows if row[0] != "past_year_down"]
            if lines:
                sales.append(
                    objects.Sale(
                        key=f"household:{number}",
                        number=number,
                        day=day,
                        contract=self._get_contract(unit, None, day),
                        lines=lines,
                        comment=unit.name,
                        debt_account=next(iter(debts), ""),
                    )
                )
        return sales

    @api.model
    def _get_household_lines(self, group, rows):
        """A line for each event; the VAT of the day is with the first of them."""
        vat = sum(row[-1] for row in rows if row[0] == VAT)
        vat_account = next((row[2] for row in rows if row[0] == VAT), "")
        nets = [row for row in rows if row[0] in SALES and row[-1]]
        if not nets and vat:
            nets = [("charge", "", "", 0)]
        nets.sort(key=lambda row: -abs(row[-1]))
        name = f"{ENERGY} ({group})" if group else ENERGY
        lines = []
        for event, debit, credit, tiyin in nets:
            net, taxed = SALES[event] * tiyin, vat if not lines else 0
            amount = net + taxed
            lines.append(
                objects.SaleLine(
                    item=self._get_item(name, ""),
                    quantity=-1000 if amount < 0 else 1000,
                    amount=amount,
                    vat=taxed,
                    income_account=credit if SALES[event] > 0 else debit,
                    vat_account=vat_account if taxed else "",
                )
            )
        return tuple(lines) if sum(line.amount for line in lines) or vat else ()

    @api.model
    def _get_payments(self, company, first, last):
        """Money of a day through banks: of each organisation, of all households."""
        groups = ["account_id", "debit_code", "event", "credit_code"]
        found = defaultdict(list)
        for unit, day, account, debit, event, credit, tiyin in self._get_postings(
            company, first, last, list(MONEY), groups
        ):
            found[unit, day, account, debit].append((event, credit, tiyin))
        payments = []
        for (unit, day, account, debit), rows in found.items():
            amount = sum(row[-1] for row in rows)
            if not amount:
                continue
            codes = {event: credit for event, credit, _tiyin in rows}
            who = account.number or f"A-{unit.id}"
            number = f"B-{who}-{day:%Y%m%d}"
            contract = self._get_contract(unit, account, day)
            payments.append(
                objects.Payment(
                    key=f"{number}-{debit}",
                    number=number,
                    day=day,
                    contract=contract,
                    bank_account=self._get_bank_account(unit, day),
                    amount=amount,
                    debt_account=codes.get("payment_bank", ""),
                    advance_account=codes.get("advance_bank", ""),
                    **self._get_bank_details(account, day, amount),
                )
            )
        return payments

    @api.model
    def _get_bank_details(self, account, day, tiyin):
        """Number and purpose of the payment order, if the money is one payment."""
        payment = self.env["elektrohisob.payment"]
        if account:
            payment = payment.search(
                [
                    ("account_id", "=", account.id),
                    ("date", "=", day),
                    ("channel", "=", "bank"),
                    ("state", "=", "posted"),
                ]
            )
        if len(payment) != 1 or pdf.tiyin(payment.amount) != tiyin:
            return {}
        return {
            "bank_number": payment.number or "",
            "bank_day": payment.date,
            "purpose": payment.purpose or "",
        }

    @api.model
    def _get_write_offs(self, company, first, last):
        """Debts written off in a day: of each organisation, of all households."""
        groups = ["account_id", "debit_code", "credit_code"]
        written = []
        for unit, day, account, debit, credit, tiyin in self._get_postings(
            company, first, last, ["write_off"], groups
        ):
            if not tiyin:
                continue
            number = f"W-{account.number or f'A-{unit.id}'}-{day:%Y%m%d}"
            written.append(
                objects.WriteOff(
                    key=f"{number}-{debit}-{credit}",
                    number=number,
                    day=day,
                    contract=self._get_contract(unit, account, day),
                    amount=tiyin,
                    loss_account=debit,
                    debt_account=credit,
                    comment=unit.name,
                )
            )
        return written
