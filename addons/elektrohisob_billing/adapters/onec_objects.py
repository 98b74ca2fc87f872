"""Objects of the exchange with 1C as plain values.

Sums are in tiyin, quantities in thousandths of their unit, VAT is part of the sums.
"""

import uuid
from dataclasses import dataclass
from datetime import date

NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:elektrohisob:1c")


def get_guid(kind, key):
    """Reference of an object: the same whenever and wherever it is written."""
    return str(uuid.uuid5(NAMESPACE, f"{kind}:{key}"))


@dataclass(frozen=True)
class Organisation:
    """A unit that keeps books; ``key`` tells it from all others."""

    key: str
    name: str
    stir: str = ""

    kind = "organisation"


@dataclass(frozen=True)
class Party:
    """A consumer of the books, or all households together."""

    key: str
    name: str
    stir: str = ""
    is_person: bool = False

    kind = "party"


@dataclass(frozen=True)
class BankAccount:
    """An account of the organisation in a bank."""

    organisation: Organisation
    number: str
    bank: str = ""
    mfo: str = ""

    kind = "bank_account"

    @property
    def key(self):
        """Key of the account: whose it is, and its number."""
        return f"{self.organisation.key}:{self.number}"


@dataclass(frozen=True)
class Contract:
    """A contract of electricity supply."""

    key: str
    organisation: Organisation
    party: Party
    number: str = ""
    day: date | None = None
    name: str = ""

    kind = "contract"


@dataclass(frozen=True)
class Item:
    """What is sold; ``unit`` is its name, ``unit_code`` that of the classifier."""

    key: str
    name: str
    unit: str
    unit_code: str = ""

    kind = "item"


@dataclass(frozen=True)
class SaleLine:
    """A line of a sale."""

    item: Item
    quantity: int
    amount: int
    vat: int
    text: str = ""
    income_account: str = ""
    vat_account: str = ""


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


@dataclass(frozen=True)
class Payment:
    """Money that came to a bank account of the organisation."""

    key: str
    number: str
    day: date
    contract: Contract
    bank_account: BankAccount
    amount: int
    bank_number: str = ""
    bank_day: date | None = None
    purpose: str = ""
    debt_account: str = ""
    advance_account: str = ""

    kind = "payment"


@dataclass(frozen=True)
class WriteOff:
    """A debt written off to ``loss_account``."""

    key: str
    number: str
    day: date
    contract: Contract
    amount: int
    loss_account: str = ""
    debt_account: str = ""
    comment: str = ""

    kind = "write_off"
