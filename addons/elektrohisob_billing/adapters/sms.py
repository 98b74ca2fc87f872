"""What a gateway of text messages can be asked: the interface of its adapters.

An integrator writes one file ``sms_<gateway>.py`` with a class below ``SmsGateway`` and
names it in its ``GATEWAYS``; kind of provider, screens and journal follow from the
class. Instants are UTC without a zone; telephones are ``998901234567``.
"""

import json
import re
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl

import requests
from urllib3.exceptions import NameResolutionError, NewConnectionError

from odoo.addons.elektrohisob_base.engine.moment import TASHKENT

TIMEOUT = 30  # seconds without a byte
DETAIL = 200  # letters of what the other side said
SENT, DELIVERED, FAILED, EXPIRED, REFUSED, ABSENT = (
    "sent", "delivered", "failed", "expired", "refused", "absent",
)  # fmt: skip


class SmsTrouble(Exception):
    """Why messages were not handed over, or nobody knows whether they were.

    :param code: ``line`` (no connection), ``busy`` (too many calls), ``server`` (it is
        disturbed and took nothing), ``login``, ``funds`` (money or limit used up):
        nothing was taken; ``refused``: it will not take them; ``unknown``: the answer
        was lost, or is not understood
    :param detail: what the other side or the network said
    """

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail[:DETAIL]


@dataclass
class Access:
    """Where the gateway is and who we are; ``token`` is kept for the next call."""

    url: str
    login: str = ""
    secret: str = field(default="", repr=False)
    sender: str = ""
    hook: str = field(default="", repr=False)
    token: str = field(default="", repr=False)


@dataclass(frozen=True)
class Outgoing:
    """A message; ``key`` is ours and stays the same whatever happens."""

    key: str
    phone: str
    text: str


@dataclass(frozen=True)
class Report:
    """What became of a message: by our key, by the gateway's number, or both.

    ``state``: sent, delivered, failed, expired, refused, or absent: the gateway does
    not know the message.
    """

    key: str
    state: str
    external_id: str = ""
    at: datetime | None = None
    reason: str = ""


class SmsGateway(ABC):
    """One gateway of one provider."""

    kind = ""
    title = ""
    url = ""
    batch = 100  # messages of one call

    def __init__(self, access: Access) -> None:
        self.access = access

    @abstractmethod
    def send(self, dispatch: int, messages: Sequence[Outgoing]) -> list[Report]:
        """Hand messages over; what the gateway said of each.

        :param dispatch: number of this call
        :raise SmsTrouble: of all of them
        """

    @abstractmethod
    def ask(self, dispatch: int, messages: Sequence[Report]) -> list[Report]:
        """What became of messages of one earlier call.

        :raise SmsTrouble: it cannot be told
        """

    @abstractmethod
    def check(self) -> str:
        """Whether address and login are right; what is left on our account, or "".

        :raise SmsTrouble: they are not
        """

    @classmethod
    @abstractmethod
    def read_report(cls, row: Mapping[str, Any]) -> Report | None:
        """The report in a row that the gateway pushed; None if there is none."""

    @classmethod
    def read_reports(cls, body: bytes) -> list[Report]:
        """Reports of a message that the gateway pushed: JSON or a form.

        :raise ValueError: neither
        """
        found = [cls.read_report(row) for row in rows_of(body)]
        return [report for report in found if report]

    def _call(self, method: str, path: str, **options: Any) -> requests.Response:
        """The answer of the gateway, with a status below 500."""
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
            raise SmsTrouble(code, type(error).__name__) from error
        status = answer.status_code
        if status >= 500 or 300 <= status < 400:
            raise SmsTrouble("unknown", f"HTTP {status}")
        if status == 429:
            raise SmsTrouble("busy", "HTTP 429")
        if status == 402:
            raise SmsTrouble("funds", "HTTP 402")
        return answer


def was_not_connected(error: requests.RequestException) -> bool:
    """Whether not a byte of the call can have arrived."""
    if isinstance(error, requests.ConnectTimeout):
        return True
    reason = getattr(error.args[0] if error.args else None, "reason", None)
    return isinstance(reason, (NewConnectionError, NameResolutionError))


def content_of(answer: requests.Response) -> Any:
    """JSON of an answer; SmsTrouble unknown if it is none."""
    try:
        return answer.json()
    except (ValueError, RecursionError) as error:
        raise SmsTrouble("unknown", answer.text) from error


def rows_of(body: bytes) -> list[dict[str, Any]]:
    """Rows of JSON (an object, a list, a list in it) or of a form.

    :raise ValueError: neither
    """
    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        raise ValueError("no text") from error
    try:
        content = json.loads(text)
    except RecursionError as error:
        raise ValueError("too deep") from error
    except ValueError:
        if text.lstrip()[:1] in ("{", "[", ""):
            raise
        content = dict(parse_qsl(text, keep_blank_values=True, strict_parsing=True))
    if isinstance(content, dict):
        content = next((part for part in content.values() if is_rows(part)), [content])
    if not is_rows(content):
        raise ValueError("no rows")
    return list(content)


def is_rows(content: object) -> bool:
    """Whether it is a list of objects."""
    return (
        isinstance(content, list)
        and bool(content)
        and all(isinstance(row, dict) for row in content)
    )


def text_of(value: object) -> str:
    """A text or number as text, everything else as nothing."""
    return str(value).strip().replace("\0", "") if type(value) in (str, int) else ""


def instant(value: object) -> datetime | None:
    """Time of a report: ISO, or seconds since 1970; no zone means Tashkent."""
    text = text_of(value)
    if re.fullmatch(r"[0-9]{10}", text):
        return datetime.fromtimestamp(int(text), UTC).replace(tzinfo=None)
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=TASHKENT)
        return moment.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    except (ValueError, OverflowError):
        return None
