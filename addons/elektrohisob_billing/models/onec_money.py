from collections import defaultdict

from odoo import api, models
from odoo.fields import Domain

from odoo.addons.elektrohisob_base.tools import pdf

from ..adapters import onec_documents as documents
from ..adapters import onec_objects as objects
from ..engine import onec as engine

#: Channel → events of money that covers debts, and of money paid ahead.
CHANNELS = {
    "bank": ("payment_bank", "advance_bank"),
    "cash": ("payment_cash", "advance_cash"),
    "online": ("payment_online", "advance_online"),
}
CHANNEL_OF = {event: channel for channel, pair in CHANNELS.items() for event in pair}
REFUND, REFUND_DEBT = "refund", "refund_debt"
DIGITS = 20


class OneC(models.AbstractModel):
    """Money: of organisations payment by payment, of households by district and day."""

    _inherit = "elektrohisob.onec"

    @api.model
    def _get_takers(self):
        """Override of `billing` to add money."""
        return [*super()._get_takers(), self._take_money, self._take_refunds]

    @api.model
    def _take_money(self, rows):
        """Bank receipts and cash receipts; a day on which more was taken back than came
        is neither."""
        found, left = defaultdict(dict), []
        takes_online = self.env.context.get("onec_is_online", True)
        for row in rows:
            channel = CHANNEL_OF.get(row.event)
            if channel and (channel != "online" or takes_online):
                place = (row.unit, row.day, row.account, channel, row.debit)
                found[place].setdefault(row.event, []).append(row)
            else:
                left.append(row)
        singles = self._find_payments(found)
        made = []
        for place, own in found.items():
            pair = [own.get(event, []) for event in CHANNELS[place[3]]]
            sums = [sum(row.tiyin for row in part) for part in pair]
            codes = [{row.credit for row in part} for part in pair]
            if min(sums) < 0 or not any(sums) or max(map(len, codes)) > 1:
                left += [row for part in pair for row in part]
                continue
            unit, day = place[:2]
            accounts = (
                next(iter(codes[0]), "")
                or self._get_code("payment_bank", unit, day, 1),
                next(iter(codes[1]), "")
                or self._get_code("advance_bank", unit, day, 1),
            )
            made += self._get_receipts(place, sums, accounts, singles)
        return made, left

    @api.model
    def _find_payments(self, found):
        """(account, day, channel) → {payment: tiyin}, as the ledger booked them."""
        places = [place for place in found if place[2]]
        if not places:
            return {}
        days = [place[1] for place in places]
        domain = Domain("account_id", "in", list({place[2].id for place in places}))
        domain &= Domain("date", ">=", min(days)) & Domain("date", "<=", max(days))
        domain &= Domain("kind", "=", "payment") & Domain("payment_id", "!=", False)
        # payments may have come by a provider that the user does not see
        entries = self.env["elektrohisob.ledger.entry"].sudo().search(domain)
        payments = defaultdict(dict)
        for entry in entries.sorted("id"):
            payment = entry.payment_id
            channel = payment._get_books_channel(entry.company_id)
            own = payments[entry.account_id.id, entry.date, channel]
            own[payment] = own.get(payment, 0) - pdf.tiyin(entry.amount)
        return payments

    @api.model
    def _get_receipts(self, place, sums, accounts, singles):
        """Documents of a day: one for each payment, if they come to the sums booked."""
        unit, day, account, channel, _debit = place
        contract = self._get_contract(unit, account, day)
        own = {
            payment: tiyin
            for payment, tiyin in singles.get((account.id, day, channel), {}).items()
            if tiyin
        }
        shared = engine.share(list(own.values()), *sums)
        if account and own and shared:
            return [
                self._get_receipt(place, contract, parts, accounts, payment)
                for payment, parts in zip(own, shared, strict=True)
            ]
        return [self._get_receipt(place, contract, sums, accounts, None)]

    @api.model
    def _get_receipt(self, place, contract, parts, accounts, payment):
        """A receipt of one payment, or of all of a day."""
        unit, day, account, channel, debit = place
        letter = {"bank": "B", "cash": "K", "online": "O"}[channel]
        number = f"{letter}-{account.number or f'A-{unit.id}'}-{day:%Y%m%d}"
        key = f"{number}-{debit}"
        if payment:
            number, key = f"{letter}-{payment.id}", f"payment:{payment.id}"
        facts = {
            "key": key,
            "number": number,
            "day": day,
            "contract": contract,
            "debt": parts[0],
            "advance": parts[1],
            "debt_account": accounts[0],
            "advance_account": accounts[1],
            "purpose": (payment and payment.purpose) or "",
            "money_account": debit,
        }
        if channel == "cash":
            payer = (payment and payment.payer) or contract.party.name
            return documents.CashReceipt(**facts, payer=payer)
        if channel == "online":
            service = payment.provider_id.name if payment else ""
            return documents.OnlineReceipt(**facts, service=service)
        theirs = (payment and payment.payer_account) or ""
        is_number = theirs.isdecimal() and len(theirs) == DIGITS
        return documents.Payment(
            **facts,
            bank_account=self._get_bank_account(unit, day),
            bank_number=(payment and payment.number) or "",
            bank_day=payment and payment.date,
            payer_account=(
                objects.BankAccount(contract.party, theirs) if is_number else None
            ),
        )

    @api.model
    def _take_refunds(self, rows):
        """Money given back through the bank, of a day for each consumer."""
        found, left = defaultdict(dict), []
        for row in rows:
            is_refund = row.event in (REFUND, REFUND_DEBT)
            if is_refund and row.credit == self._get_bank_code(row):
                own = found[row.unit, row.day, row.account]
                own.setdefault(row.event, []).append(row)
            else:
                left.append(row)
        made = []
        for (unit, day, account), own in found.items():
            advance, debt = own.get(REFUND, []), own.get(REFUND_DEBT, [])
            sums = [sum(row.tiyin for row in part) for part in (debt, advance)]
            if min(sums) < 0 or not any(sums):
                left += [*debt, *advance]
                continue
            number = f"R-{account.number or f'A-{unit.id}'}-{day:%Y%m%d}"
            made.append(
                documents.Refund(
                    key=number,
                    number=number,
                    day=day,
                    contract=self._get_contract(unit, account, day),
                    debt=sums[0],
                    advance=sums[1],
                    debt_account=debt[0].debit if debt else "",
                    advance_account=advance[0].debit if advance else "",
                    money_account=self._get_code("payment_bank", unit, day, 0),
                    bank_account=self._get_bank_account(unit, day),
                )
            )
        return made, left

    @api.model
    def _get_bank_code(self, row):
        return self._get_code("payment_bank", row.unit, row.day, 0)
