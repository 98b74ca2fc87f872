"""What every payment service says and hears, whatever its protocol.

A channel is a class with the attributes and methods of :class:`Channel`, in a file
``pay_<service>.py`` beside this one, named in its ``CHANNELS``. It turns a message into
a call and an outcome into an answer, and knows nothing of the database. Sums are whole
tiyin, times milliseconds since 1970 UTC.
"""

import base64
import binascii
import hmac
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from odoo.addons.elektrohisob_base.engine.moment import TASHKENT

BODY_BYTES = 64 * 1024
JSON_TYPE = "application/json; charset=utf-8"
LONG = 2**63 - 1

# What a service may ask for.
DOCUMENT, INFORM, CREATE, PERFORM, PAY = (
    "document",
    "inform",
    "create",
    "perform",
    "pay",
)
CANCEL, STATUS, STATEMENT = "cancel", "status", "statement"
PASSWORD, FISCAL = "password", "fiscal"
SMS = "sms"  # a message of a consumer


class Refusal(Exception):
    """Why a call is not carried out: a code of ours, which channels translate.

    ``method parse request operation missing time`` (the message itself), ``access login
    service unavailable system weak_password`` (who asks, and how we are), ``account
    payer closed amount too_small too_big exists not_found state expired cancelled
    performed uncancellable refused`` (the payment).
    """

    def __init__(self, code: str, transaction: "Transaction | None" = None) -> None:
        super().__init__(code)
        self.code = code
        self.transaction = transaction


@dataclass(frozen=True)
class Message:
    """A request as it came in; names of headers are in small letters."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    address: str = ""


@dataclass(frozen=True)
class Answer:
    """What goes back."""

    body: bytes
    content_type: str = JSON_TYPE
    status: int = 200


@dataclass(frozen=True)
class Call:
    """What a service asks for.

    ``problem`` is the code of what is wrong with the message; it is told only to whom
    the credentials prove to be the service. ``fields`` are those that name the payer.
    """

    operation: str
    login: str = ""
    secret: str = field(default="", repr=False)
    service: str = ""
    external_id: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    tiyin: int | None = None
    time: int = 0
    until: int = 0
    number: int | None = None
    reason: str = ""
    is_failed: bool = False
    password: str = field(default="", repr=False)
    problem: str = ""
    extra: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Keys:
    """What a service must know: its login, and secrets of which any will do."""

    login: str = ""
    secrets: tuple[str, ...] = ()


@dataclass(frozen=True)
class Transaction:
    """A payment of a service as we have it; a time is 0 until it has happened."""

    number: int
    external_id: str
    service: str
    account: str
    tiyin: int
    state: str
    time: int
    created: int
    performed: int = 0
    cancelled: int = 0
    reason: str = ""


@dataclass(frozen=True)
class Outcome:
    """What was done for a call at ``now``.

    ``goods``: ``code`` and ``package_code`` of the catalogue of goods, ``title`` and
    ``vat`` (%) for a fiscal receipt; empty if the company has entered none.
    """

    now: int
    transaction: Transaction | None = None
    is_repeat: bool = False
    info: Mapping[str, str] = field(default_factory=dict)
    goods: Mapping[str, str] = field(default_factory=dict)
    balance: int = 0
    rows: tuple[Transaction, ...] = ()


class Channel:
    """What a protocol must say of itself."""

    kind = ""
    title = ""
    account_key = "account"
    needs_service = False
    asks_goods = False  # it makes the fiscal receipt and asks what it names
    is_plain = True  # a payment needs nothing but its account
    expiry_ms = 0
    expiry_reason = ""
    ahead_ms = 0  # a time so far after ours is no time; 0: the protocol has none such
    codes: Mapping[str, int] = {}

    def __init__(self, codes: Mapping[str, str] | None = None) -> None:
        own = {name: int(code) for name, code in (codes or {}).items()}
        self.codes = {**type(self).codes, **own}

    def parse(self, message: Message) -> Call:
        """The call in a message; Refusal if it cannot even be told who asks."""
        raise NotImplementedError

    def is_genuine(self, call: Call, keys: Keys) -> bool:
        """Whether who calls knows the secret."""
        return is_known(call, keys)

    def reply(self, call: Call, outcome: Outcome) -> Answer:
        """The answer to a call carried out; Refusal if the protocol calls it one."""
        raise NotImplementedError

    def refuse(self, message: Message, call: Call | None, refusal: Refusal) -> Answer:
        """The answer to a call not carried out; ``call`` is None if it was not read."""
        raise NotImplementedError

    @classmethod
    def link(cls, settings: Mapping[str, str], account: str, tiyin: int) -> str:
        """Address that opens the service with account and sum; "" if it has none."""
        return ""


def is_known(call: Call, keys: Keys) -> bool:
    """Login and secret compared in the same time whether they fit or not."""
    login = hmac.compare_digest(call.login.encode(), keys.login.encode())
    fits = [hmac.compare_digest(call.secret.encode(), s.encode()) for s in keys.secrets]
    return login and any(fits)


def basic(headers: Mapping[str, str]) -> tuple[str, str]:
    """Login and secret of ``Authorization: Basic``; empty if there is none."""
    word, _, token = headers.get("authorization", "").partition(" ")
    if word.lower() != "basic":
        return "", ""
    try:
        text = base64.b64decode(token.strip(), validate=True).decode()
    except (binascii.Error, ValueError):
        return "", ""
    login, _, secret = text.partition(":")
    return login, secret


def load_object(body: bytes) -> dict:
    """The JSON object of a body; Refusal ``parse`` or ``request``."""
    try:
        found = json.loads(body.decode(), parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise Refusal("parse") from error
    if not isinstance(found, dict):
        raise Refusal("request")
    return found


def _no_constant(text: str) -> None:
    raise ValueError(text)


def answer_json(content: object, status: int = 200) -> Answer:
    """An answer of JSON, letters as they are."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return Answer(text.encode(), JSON_TYPE, status)


def whole(value: object) -> int | None:
    """A whole number of at most eight bytes; None for everything else."""
    if isinstance(value, str) and value.strip().lstrip("-").isdecimal():
        value = int(value) if len(value) <= 20 else None
    if type(value) is int and -LONG <= value <= LONG:
        return value
    return None


def text_of(value: object) -> str:
    """A text or number as text, everything else as nothing."""
    return str(value).strip() if type(value) in (str, int) else ""


def account_number(text: str) -> str:
    """The thirteen digits of a personal account, or "" if the text is no number.

    >>> account_number("26264 000017"), account_number("17 26264")
    ('2626400000017', '')
    """
    digits = re.sub(r"[ -]", "", text)
    if not re.fullmatch(r"[0-9]{11,13}", digits):
        return ""
    return digits[:5] + digits[5:].zfill(8)


def texts(pairs: object) -> dict[str, str]:
    """The texts and numbers of an object, as texts."""
    if not isinstance(pairs, dict):
        return {}
    return {str(key): text_of(value) for key, value in pairs.items()}


def read_time(text: str) -> int | None:
    """Milliseconds of ``YYYY-MM-DD[T ]HH:MM:SS[zone]``; Tashkent without a zone."""
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    if not found.tzinfo:
        found = found.replace(tzinfo=TASHKENT)
    return round(found.timestamp() * 1000)


def moment(ms: int) -> datetime:
    """The instant, on the clock of Tashkent."""
    return datetime.fromtimestamp(ms / 1000, UTC).astimezone(TASHKENT)


def clock(ms: int) -> str:
    """``YYYY-MM-DD HH:MM:SS`` in Tashkent."""
    return f"{moment(ms):%Y-%m-%d %H:%M:%S}"


def som(tiyin: int) -> str:
    """Sum in so'm: ``1234.50``."""
    return f"{tiyin // 100}.{tiyin % 100:02d}"


def missing(values: Iterable[object]) -> bool:
    """Whether any of the values was not given or not readable."""
    return any(value is None or value == "" for value in values)


SECRETS = re.compile(
    r"(<(?:\w+:)?(?:password|newPassword)\b[^>]*>)[^<]*"
    r"|(\"(?:password|newPassword|sign_string)\"\s*:\s*\")(?:[^\"\\]|\\.)*"
    r"|((?:^|&)sign_string=)[^&]*",
)
CARDS = re.compile(r"(?<!\d)(\d{6})\d{6}(\d{4})(?!\d)")


def mask(body: bytes, call: Call | None, length: int = 4000) -> str:
    """A message for the journal: no passwords, no signatures, no card numbers."""
    text = body[: 4 * length].decode(errors="replace").replace("\0", "")
    text = SECRETS.sub(
        lambda found: f"{''.join(filter(None, found.groups()))}***", text
    )
    for secret in (call.secret, call.password) if call else ():
        text = text.replace(secret, "***") if secret else text
    for private in call.extra.get("private", ()) if call else ():
        shown = f"***{private[-4:]}" if len(private) > 4 else "***"
        text = text.replace(private, shown) if private else text
    return CARDS.sub(r"\1******\2", text)[:length]
