"""Objects of the exchange with 1C as plain values: documents.

Sums are in tiyin, quantities in thousandths of their unit, VAT is part of the sums.
Accounts are codes of the general ledger.
"""

from dataclasses import dataclass
from datetime import date

from .onec_objects import BankAccount, Contract, Item, Organisation


@dataclass(frozen=True)
class SaleLine:
    """A line of a sale. Of a correction ``quantity``, ``amount`` and ``vat`` are the
    difference, and ``before`` what stood before it: quantity, amount, VAT."""

    item: Item
    quantity: int
    amount: int
    vat: int
    text: str = ""
    income_account: str = ""
    vat_account: str = ""
    before: tuple[int, int, int] = (0, 0, 0)


@dataclass(frozen=True)
class Sale:
    """An invoice, or a day's sales to the households of a tariff group."""

    key: str
    number: str
    day: date
    contract: Contract
    lines: tuple[SaleLine, ...]
    comment: str = ""
    debt_account: str = ""
    advance_account: str = ""

    kind = "sale"

    @property
    def amount(self):
        """Total with VAT, tiyin."""
        return sum(line.amount for line in self.lines)

    @property
    def vat(self):
        """VAT in the total, tiyin."""
        return sum(line.vat for line in self.lines)


@dataclass(frozen=True)
class Correction(Sale):
    """An invoice that changes an earlier one, ``origin``."""

    origin: Sale | None = None

    kind = "correction"


@dataclass(frozen=True)
class TaxInvoice:
    """The factura of a sale or correction; it moves no accounts."""

    key: str
    number: str
    day: date
    basis: Sale

    kind = "tax_invoice"

    @property
    def contract(self):
        """Contract of the sale."""
        return self.basis.contract

    @property
    def amount(self):
        """Total with VAT, tiyin."""
        return self.basis.amount


@dataclass(frozen=True)
class Money:
    """Money of a consumer: ``debt`` covers what he owes, ``advance`` is paid ahead."""

    key: str
    number: str
    day: date
    contract: Contract
    debt: int
    advance: int = 0
    debt_account: str = ""
    advance_account: str = ""
    purpose: str = ""
    money_account: str = ""

    @property
    def amount(self):
        """Total, tiyin."""
        return self.debt + self.advance


@dataclass(frozen=True)
class Payment(Money):
    """Money that came to a bank account of the organisation."""

    bank_account: BankAccount | None = None
    bank_number: str = ""
    bank_day: date | None = None
    payer_account: BankAccount | None = None

    kind = "payment"


@dataclass(frozen=True)
class Refund(Payment):
    """Money given back from a bank account of the organisation."""

    kind = "refund"


@dataclass(frozen=True)
class CashReceipt(Money):
    """Money taken at the cash desk."""

    payer: str = ""

    kind = "cash_receipt"


@dataclass(frozen=True)
class OnlineReceipt(Money):
    """Money that a payment service took from the consumer and hands over later."""

    service: str = ""

    kind = "online_receipt"


@dataclass(frozen=True)
class DebtChange:
    """A debt that becomes less (or more, ``is_growth``) without money, against
    ``other_account``: written off, or handed over between districts."""

    key: str
    number: str
    day: date
    contract: Contract
    amount: int
    debt_account: str = ""
    other_account: str = ""
    comment: str = ""
    is_growth: bool = False
    kind: str = "write_off"


@dataclass(frozen=True)
class Offset:
    """What was paid ahead, set off against the debt of the same consumer."""

    key: str
    number: str
    day: date
    contract: Contract
    amount: int
    debt_account: str = ""
    advance_account: str = ""
    comment: str = ""

    kind = "offset"


@dataclass(frozen=True)
class Entry:
    """A line of a manual operation; below zero: a reversal of the same accounts."""

    debit: str
    credit: str
    amount: int
    text: str = ""
    debit_contract: Contract | None = None
    credit_contract: Contract | None = None


@dataclass(frozen=True)
class Operation:
    """What EnterpriseData has no document for: entries of a unit and day."""

    key: str
    number: str
    day: date
    organisation: Organisation
    entries: tuple[Entry, ...]
    text: str = ""

    kind = "operation"

    @property
    def amount(self):
        """Total, tiyin."""
        return sum(entry.amount for entry in self.entries)
