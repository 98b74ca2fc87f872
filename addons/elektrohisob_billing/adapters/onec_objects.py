"""Objects of the exchange with 1C as plain values: catalogs.

Sums are in tiyin, quantities in thousandths of their unit, VAT is part of the sums.
Documents are in ``onec_documents``.
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
    address: str = ""
    phone: str = ""

    kind = "party"


@dataclass(frozen=True)
class Bank:
    """A bank of the country; ``key`` is its MFO."""

    key: str
    name: str = ""

    kind = "bank"


@dataclass(frozen=True)
class BankAccount:
    """An account of the organisation or of a consumer in a bank."""

    owner: Organisation | Party
    number: str
    bank: str = ""
    mfo: str = ""

    kind = "bank_account"

    @property
    def key(self):
        """Key of the account: whose it is, and its number."""
        return f"{self.owner.key}:{self.number}"


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
