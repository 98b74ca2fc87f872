"""What a head-end of meters can be asked: the interface of its adapters.

A head-end is the system that talks to the meters. An integrator writes one class
below ``HeadEnd`` for his and names it in ``_get_client_class`` of the provider.
Instants are UTC without a zone, power is kW.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import UTC, datetime

from odoo.addons.elektrohisob_base.engine.moment import TASHKENT

DISCONNECT, RECONNECT, READ, LIMIT = "disconnect", "reconnect", "read", "limit"
OPEN, CLOSED, ARMED = "open", "closed", "armed"  # armed: waits for the button
PASSING = {"no_line", "server"}


class HeadEndTrouble(Exception):
    """Why the head-end did not do what it was asked.

    :param code: ``no_line`` (no answer: it may have heard or not), ``server``,
        ``wrong_key``, ``refused``, ``not_understood``
    :param detail: what the other side or the network said
    """

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail

    @property
    def is_passing(self) -> bool:
        """Whether the same call may succeed later."""
        return self.code in PASSING


@dataclass(frozen=True)
class Control:
    """A command: ``uuid`` is ours, and the same command sent again keeps it."""

    uuid: str
    kind: str
    serial: str
    expires: datetime
    limit_kw: float = 0.0


@dataclass(frozen=True)
class Register:
    """A register read on demand; ``value`` is the text the meter showed."""

    reading_type: str
    value: str
    at: datetime


@dataclass(frozen=True)
class Reply:
    """What became of a command; ``reply_id`` is the proof of the head-end."""

    uuid: str
    reply_id: str
    is_done: bool
    at: datetime
    relay: str = ""
    reason: str = ""
    registers: tuple[Register, ...] = ()


@dataclass(frozen=True)
class MeterEvent:
    """Something a meter reported; ``code`` is an EndDeviceEventType."""

    serial: str
    code: str
    at: datetime
    detail: str = ""


@dataclass(frozen=True)
class Row:
    """A row of a message; ``flaw`` says why it holds no item, ``raw`` what it held."""

    number: int
    raw: str
    item: Reply | MeterEvent | None = None
    flaw: str = ""


@dataclass(frozen=True)
class Batch:
    """What the head-end had to tell since a cursor, as it came and where it ends."""

    raw: bytes
    count: int
    cursor: str
    is_last: bool


class HeadEnd(ABC):
    """One head-end of one provider."""

    def __init__(self, url: str, key: str) -> None:
        self.url = url.rstrip("/")
        self.key = key

    @abstractmethod
    def send(self, control: Control) -> str:
        """Hand a command over; the number under which the head-end keeps it.

        :raise HeadEndTrouble: it was not taken, or nobody knows
        """

    @abstractmethod
    def cancel(self, uuid: str) -> bool:
        """Take a command back; false if it is too late.

        :raise HeadEndTrouble: nobody knows
        """

    @abstractmethod
    def poll(self, cursor: str) -> Batch:
        """Replies and events after ``cursor``; an empty one means from the start.

        :raise HeadEndTrouble: no answer, or one that is not understood
        """


def instant(text: str) -> datetime:
    """``2026-11-20T10:00:00+05:00`` → UTC without a zone; no zone means Tashkent.

    :raise ValueError: not a time
    """
    moment = datetime.fromisoformat(text.strip())
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=TASHKENT)
    return moment.astimezone(UTC).replace(tzinfo=None)


def text_of(moment: datetime) -> str:
    """UTC without a zone → ISO text with ``+00:00``."""
    return moment.replace(tzinfo=UTC, microsecond=0).isoformat()
