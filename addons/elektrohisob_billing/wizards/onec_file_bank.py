from decimal import Decimal

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from odoo.addons.elektrohisob_base.tools import pdf

from ..adapters import client_bank_1c_write as bank_file
from ..adapters.bank_statement import NOBODY, Document, Party, Section
from ..models.exchange_provider_payments import TWIN_KINDS as BANK_KINDS
from .onec_file import BANK, ORDERS


class OneCFileBank(models.TransientModel):
    """Files of the bank for 1C: what came, and what is to be paid."""

    _inherit = "elektrohisob.onec.file"

    # === BUSINESS METHODS === #

    def _make_bank_file(self):
        """Payments that came through banks as a statement, or refunds as orders."""
        unit = self.company_id
        # the account may be that of the enterprise above
        units = unit.sudo().parent_ids
        main = next(
            filter(None, (one._get_main_bank_account(self.date_to)
                          for one in reversed(units))), None
        )  # fmt: skip
        if not main:
            raise UserError(
                self.env._(
                    "%(company)s has no main bank account on %(day)s. Enter it in the "
                    "form of the unit.",
                    company=unit.name,
                    day=format_date(self.env, self.date_to),
                )
            )
        named = units.filtered("vat")[-1:] or units[-1:]
        facts = (main.number, main.mfo or "", main.bank_name or "")
        owner = bank_file.Owner(named.name, named.vat or "", *facts)
        made = self.env["elektrohisob.onec"]._get_now()
        if self.file_format == ORDERS:
            orders = self._get_orders(owner)
            return bank_file.write_orders(orders, owner, made), len(orders)
        documents = self._get_bank_documents(owner)
        total = sum((one.amount for one in documents), Decimal(0))
        section = Section(
            *(
                owner.account,
                self.date_from,
                self.date_to,
                None,
                total,
                Decimal(0),
                None,
            )
        )
        data = bank_file.write_statement([(section, documents)], owner, made)
        return data, len(documents)

    def _get_bank_documents(self, owner):
        """What came to the bank account in the days, each as the bank told it:
        payments, transfers of services, money for benefits. Rows of registers are no
        documents of the bank: their money comes in the transfer."""
        days = [
            ("company_id", "child_of", self.company_id.id),
            ("date", ">=", self.date_from),
            ("date", "<=", self.date_to),
        ]
        ours = Party(owner.name, owner.stir, (owner.account,), owner.mfo)
        payments = self.env["elektrohisob.payment"].search(
            [
                *days,
                ("channel", "=", "bank"),
                ("state", "not in", ("cancelled", "settled")),
                *("|", ("provider_id", "=", False)),
                ("provider_id.kind", "in", BANK_KINDS),
            ]
        )
        transfers = self.env["elektrohisob.payment.transfer"].search(days)
        benefits = self.env["elektrohisob.benefit.payment"].search(
            [*days, ("state", "=", "booked"), ("payment_id", "=", False)]
        )
        found = [
            *((one, one.number, one.purpose, self._get_payer(one)) for one in payments),
            *((one, one.number, one.purpose, self._get_payer(one))
              for one in transfers),
            *((one, one.document, "", Party(one.payer_id.name, one.payer_id.vat or "",
                                            (), "")) for one in benefits),
        ]  # fmt: skip
        found.sort(key=lambda row: (row[0].date, row[0]._name, row[0].id))
        return [
            self._get_document(number or str(one.id), one.date, one.amount, purpose,
                               line_no, (payer, ours))
            for line_no, (one, number, purpose, payer) in enumerate(found, start=1)
        ]  # fmt: skip

    @api.model
    def _get_payer(self, record):
        """The sender of a payment or of a transfer."""
        name = record.payer or ""
        if record._name == "elektrohisob.payment":
            name = name or record.account_id.name or ""
        accounts = tuple(filter(None, [record.payer_account]))
        return Party(name, record.payer_stir or "", accounts, "")

    def _get_orders(self, owner):
        """Refunds of the days to organisations that have a bank account."""
        days = (self.date_from, self.date_to)
        found = self.env["elektrohisob.onec"]._get_objects(self.company_id, *days)
        accounts = {one.owner.key: one for one in found if one.kind == "bank_account"}
        refunds = [one for one in found if one.kind == "refund"]
        ours = Party(owner.name, owner.stir, (owner.account,), owner.mfo)
        known = [one for one in refunds if one.contract.party.key in accounts]
        if len(known) < len(refunds):
            self.remark = self.env._(
                "%(count)s refunds are left out: the bank account of the consumer is "
                "not known.",
                count=len(refunds) - len(known),
            )
        orders = []
        for number, one in enumerate(known, start=1):
            party, account = one.contract.party, accounts[one.contract.party.key]
            theirs = Party(party.name, party.stir, (account.number,), account.mfo)
            facts = (one.number, one.day, one.amount / 100, one.contract.name, number)
            orders.append(self._get_document(*facts, (ours, theirs)))
        return orders

    @api.model
    def _get_document(self, number, day, amount, purpose, line_no, parties):
        payer, payee = parties
        is_in = payee.account and payer.account != payee.account
        return Document(
            line_no=line_no,
            kind=bank_file.ORDER,
            number=number,
            date=day,
            amount=Decimal(pdf.tiyin(amount)) / 100,
            raw_amount="",
            payer=payer or NOBODY,
            payee=payee or NOBODY,
            date_out=None,
            date_in=day if is_in and self.file_format == BANK else None,
            purpose=purpose or "",
            extra={},
        )
