"""What an operator of electronic documents can be asked: the interface of its adapters.

An integrator writes one file ``einvoice_<operator>.py`` with a class below
``Operator`` and names it in ``einvoice_operators.py``; kind of provider, screens and
journal follow from the class. Sums are so'm (``Decimal``), days are business days.

A document is registered once whatever answers are lost: the draft has a number that
stays (``id``), what was signed is handed over under it, and before anything is handed
over again the operator is asked what it knows of the number.
"""

import json
import re
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import requests

from .sms import was_not_connected

TIMEOUT = 30  # seconds without a byte
DETAIL = 300  # letters of what the other side said
FACTURA, ACT = "factura", "act"
#: States of a document, whatever its operator calls them.
DRAFT, SENT, ACCEPTED, REFUSED = "draft", "sent", "accepted", "refused"
CANCELLED, ANNULLED, UNDELIVERED = "cancelled", "annulled", "undelivered"
ABSENT, OTHER = "absent", "other"


class OperatorTrouble(Exception):
    """Why an operator did not do what it was asked for.

    :param code: ``line`` (no connection), ``busy`` (too many calls; ``wait`` seconds),
        ``server`` (it is disturbed), ``login``: nothing was done; ``refused``: it will
        not do it, ``detail`` says why; ``absent``: it knows no such document;
        ``unknown``: the answer was lost or is not understood, perhaps it was done
    """

    def __init__(self, code: str, detail: str = "", wait: int = 0) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail[:DETAIL]
        self.wait = wait


@dataclass
class Access:
    """Where the operator is and who we are; ``token`` is kept for the next call."""

    url: str
    tin: str = ""
    login: str = ""
    secret: str = field(default="", repr=False)
    partner: str = field(default="", repr=False)
    token: str = field(default="", repr=False)
    token_until: float = 0.0


@dataclass(frozen=True)
class Party:
    """Seller or buyer, as a factura names it."""

    name: str
    tin: str
    account: str = ""
    mfo: str = ""
    address: str = ""
    phone: str = ""
    oked: str = ""
    director: str = ""
    accountant: str = ""
    vat_code: str = ""
    vat_status: int | None = None
    branch_code: str = ""
    branch_name: str = ""


@dataclass(frozen=True)
class Goods:
    """What is sold, by the catalogue of the tax committee (MXIK)."""

    code: str
    name: str
    package_code: str
    package_name: str
    origin: int


@dataclass(frozen=True)
class Row:
    """A row of a factura; ``price`` is without VAT. ``unit`` "" is a row that is
    not counted."""

    name: str
    net: Decimal
    vat: Decimal
    vat_rate: Decimal
    quantity: Decimal = Decimal(0)
    price: Decimal = Decimal(0)
    unit: str = ""


@dataclass(frozen=True)
class Old:
    """The document that is corrected."""

    id: str
    number: str
    date: date


@dataclass(frozen=True)
class Factura:
    """An electronic invoice. ``kind``: 0 standard, 1 additional, 4 corrected;
    ``buyer`` None: one-sided, to an individual."""

    id: str
    product_id: str
    number: str
    date: date
    contract_number: str
    contract_date: date | None
    seller: Party
    buyer: Party | None
    goods: Goods
    rows: tuple[Row, ...]
    kind: int = 0
    old: Old | None = None
    notes: str = ""
    price_rounded: bool = False


@dataclass(frozen=True)
class Draft:
    """A document the operator keeps unsigned: its number and the bytes to sign."""

    id: str
    payload: bytes


@dataclass(frozen=True)
class Status:
    """What the operator says of a document."""

    id: str
    state: str
    reason: str = ""
    word: str = ""
    updated: str = ""


@dataclass(frozen=True)
class Registered:
    """A document in the register of the tax committee."""

    id: str
    number: str
    date: date | None
    state: str
    buyer_tin: str
    net: Decimal | None
    vat: Decimal | None
    total: Decimal | None


class Operator(ABC):
    """One operator of electronic documents."""

    kind = ""
    title = ""
    url = ""
    documents: tuple[str, ...] = (FACTURA,)

    def __init__(self, access: Access) -> None:
        self.access = access

    @abstractmethod
    def check(self) -> str:
        """Whether address and login are right; the name we have there."""

    @abstractmethod
    def new_id(self) -> str:
        """A number for a document or its list of goods: 24 hexadecimal digits."""

    def identify(
        self, document: str, content: Mapping[str, Any], number: str
    ) -> Mapping[str, Any]:
        """The document with its number in roaming, where its kind has one."""
        return content

    @abstractmethod
    def save(
        self, document: str, content: Mapping[str, Any], known: str, again: bool
    ) -> Draft:
        """Keep a draft; the same number again is the same draft.

        :param document: ``factura`` or ``act``
        :param known: number of the draft at the operator, if we know it
        :param again: an earlier answer was lost; it may be there already
        """

    @abstractmethod
    def submit(self, document: str, number: str, signed: "Signed") -> Status:
        """Hand a signed document over."""

    @abstractmethod
    def ask(self, document: str, number: str) -> Status:
        """State of a document; ``absent`` if nobody knows it."""

    @abstractmethod
    def prepare_cancel(self, document: str, number: str, reason: str) -> bytes:
        """Bytes that are signed to take back what was sent."""

    @abstractmethod
    def cancel(self, document: str, number: str, signed: "Signed") -> Status:
        """Take a document back."""

    @abstractmethod
    def changes(self, since: datetime, oldest: date) -> list[Status]:
        """States of our documents that may have changed.

        :param since: instant (UTC) of the last time we asked
        :param oldest: day of the oldest document whose end we wait for
        """

    @abstractmethod
    def register(self, first: date, last: date) -> list[Registered]:
        """Our outgoing documents dated in [``first``, ``last``]."""

    def _call(self, method: str, path: str, **options: Any) -> Any:
        """JSON that the operator answered, with a status below 400."""
        try:
            answer = requests.request(
                method,
                self.access.url + path,
                timeout=TIMEOUT,
                allow_redirects=False,
                **options,
            )
        except requests.RequestException as error:
            # the name of the error alone: its text holds the address
            code = "line" if was_not_connected(error) else "unknown"
            raise OperatorTrouble(code, type(error).__name__) from error
        return content_of(answer)


@dataclass(frozen=True)
class Signed:
    """PKCS#7 with the signed bytes in it (base64), and the bare signature (hex)."""

    pkcs7: str
    signature: str = ""


def content_of(answer: requests.Response) -> Any:
    """JSON of an answer, or the trouble it tells.

    :raise OperatorTrouble: busy, login, refused, server, unknown
    """
    status = answer.status_code
    if status == 429:
        wait = answer.headers.get("Retry-After", "")
        seconds = int(wait) if re.fullmatch(r"[0-9]{1,5}", wait) else 0
        raise OperatorTrouble("busy", "HTTP 429", seconds)
    if status in (401, 403):
        raise OperatorTrouble("login", f"HTTP {status}")
    if status >= 500 or 300 <= status < 400:
        raise OperatorTrouble("unknown", f"HTTP {status}")
    try:
        content = answer.json()
    except (ValueError, RecursionError) as error:
        code = "refused" if status >= 400 else "unknown"
        raise OperatorTrouble(code, f"HTTP {status}: {answer.text}") from error
    if status == 404:
        raise OperatorTrouble("absent", words_of(content) or "HTTP 404")
    if status >= 400:
        raise OperatorTrouble("refused", words_of(content) or f"HTTP {status}")
    return content


def words_of(content: object, depth: int = 5) -> str:
    """What an operator says about a trouble, in one line."""
    if not isinstance(content, Mapping):
        return text_of(content) if isinstance(content, str) else ""
    for name in ("message", "error", "errors", "reason", "ErrMsg", "description"):
        value = content.get(name)
        if isinstance(value, Sequence) and not isinstance(value, str) and depth:
            value = "; ".join(words_of(one, depth - 1) for one in value[:5])
        elif isinstance(value, Mapping) and depth:
            value = words_of(value, depth - 1)
        if value and isinstance(value, str):
            return " ".join(value.split())[:DETAIL]
    return ""


def minified(content: Mapping[str, Any]) -> bytes:
    """JSON as it is signed: no blanks, numbers with a dot and at most the digits they
    have, letters as they are."""
    return json.dumps(
        content, ensure_ascii=False, separators=(",", ":"), default=_number
    ).encode()


def _number(value: object) -> int | float:
    """A decimal number of JSON; 17 digits are more than any sum has."""
    if not isinstance(value, Decimal):
        raise TypeError(f"{type(value).__name__} in a document")
    return int(value) if value == value.to_integral_value() else float(value)


def text_of(value: object) -> str:
    """A text or number as text, everything else as nothing."""
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        return ""
    return str(value).strip().replace("\0", "")


def day_of(value: object) -> date | None:
    """The day at the beginning of an ISO text, or none."""
    try:
        return date.fromisoformat(text_of(value)[:10])
    except ValueError:
        return None


def sum_of(value: object) -> Decimal | None:
    """A sum of JSON: number or text; none if it is not finite or not one."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return None
    try:
        found = Decimal(str(value).replace(" ", "").replace(",", "."))
    except ArithmeticError:
        return None
    if not found.is_finite() or abs(found) >= Decimal(10) ** 15:
        return None
    return found.quantize(Decimal("0.01"))


def lowered(value: Any, depth: int = 20) -> Any:
    """The same JSON with keys in lower case: roaming echoes them so. What lies deeper
    than in any document is left out."""
    if depth < 0:
        return None
    if isinstance(value, Mapping):
        return {str(k).lower(): lowered(v, depth - 1) for k, v in value.items()}
    if isinstance(value, list):
        return [lowered(one, depth - 1) for one in value]
    return value
