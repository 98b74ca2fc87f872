"""The other side of online payments: what each service sends. Plain Python, no Odoo.

For the demonstration, and for ``tests/load/pay_simulator.py``. A call is its address
below ``/elektrohisob/``, its headers and its body; sums are whole tiyin, times
milliseconds since 1970 UTC.
"""

import base64
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from urllib.parse import urlencode

TASHKENT = timezone(timedelta(hours=5))


@dataclass(frozen=True)
class Sender:
    """Who sends, for which account, how much and when; ``number`` is the service's."""

    secret: str
    account: str
    tiyin: int
    number: int
    ms: int
    login: str = ""
    service: str = ""


@dataclass(frozen=True)
class Sent:
    """One call; ``then`` makes the next one from the answer, if it needs it."""

    address: str
    headers: dict[str, str]
    body: bytes
    then: Callable[[dict], "Sent"] | None = None


def _basic(login: str, secret: str) -> dict[str, str]:
    token = base64.b64encode(f"{login}:{secret}".encode()).decode()
    return {"authorization": f"Basic {token}", "content-type": "application/json"}


def _json(address: str, headers: dict[str, str], content: dict) -> Sent:
    return Sent(address, headers, json.dumps(content).encode())


def paynet(sender: Sender, cancel: bool = False) -> list[Sent]:
    """Asks, pays, cancels: JSON-RPC."""
    who = {"serviceId": int(sender.service or 1)}
    fields = {"clientid": sender.account, "terminal_id": "4075745"}
    moment = datetime.fromtimestamp(sender.ms / 1000, UTC).astimezone(TASHKENT)
    told = {"transactionTime": f"{moment:%Y-%m-%d %H:%M:%S}"}
    paid = {**who, "transactionId": sender.number, **told}
    calls = [
        ("GetInformation", {**who, "fields": fields}),
        ("PerformTransaction", {**paid, "amount": sender.tiyin, "fields": fields}),
    ]
    calls += [("CancelTransaction", paid)] if cancel else []
    headers = _basic(sender.login, sender.secret)
    return [
        _json(
            "paynet/rpc",
            headers,
            {"jsonrpc": "2.0", "id": index, "method": method, "params": params},
        )
        for index, (method, params) in enumerate(calls, start=1)
    ]


def payme(sender: Sender, cancel: bool = False) -> list[Sent]:
    """Checks, announces, pays, cancels."""
    account = {"account": sender.account}
    id_ = f"{sender.number:024x}"
    announced = {"id": id_, "time": sender.ms, "amount": sender.tiyin}
    calls = [
        ("CheckPerformTransaction", {"amount": sender.tiyin, "account": account}),
        ("CreateTransaction", {**announced, "account": account}),
        ("PerformTransaction", {"id": id_}),
    ]
    calls += [("CancelTransaction", {"id": id_, "reason": 5})] if cancel else []
    headers = _basic("Paycom", sender.secret)
    return [
        _json("payme", headers, {"id": index, "method": method, "params": params})
        for index, (method, params) in enumerate(calls, start=1)
    ]


def click(sender: Sender, cancel: bool = False) -> list[Sent]:
    """Prepares; the answer tells the number with which it is completed."""

    def call(action, error="0", number=""):
        moment = datetime.fromtimestamp(sender.ms / 1000, UTC).astimezone(TASHKENT)
        values = {
            "click_trans_id": str(sender.number),
            "service_id": sender.service,
            "click_paydoc_id": str(sender.number),
            "merchant_trans_id": sender.account,
            "merchant_prepare_id": number,
            "amount": f"{sender.tiyin // 100}.{sender.tiyin % 100:02d}",
            "action": action,
            "error": error,
            "error_note": "Success",
            "sign_time": f"{moment:%Y-%m-%d %H:%M:%S}",
        }
        signed = [values["click_trans_id"], values["service_id"], sender.secret]
        signed += [values["merchant_trans_id"], number, values["amount"], action]
        text = "".join([*signed, values["sign_time"]])
        sign = hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
        body = urlencode({**values, "sign_string": sign}).encode()
        address = "click/complete" if action == "1" else "click/prepare"
        return Sent(
            address, {"content-type": "application/x-www-form-urlencoded"}, body
        )

    def complete(answer):
        number = str(answer["merchant_prepare_id"])
        return call("1", "-5017" if cancel else "0", number)

    first = call("0")
    return [Sent(first.address, first.headers, first.body, complete)]


def uzum(sender: Sender, cancel: bool = False) -> list[Sent]:
    """Checks, creates, confirms, reverses."""
    params = {"params": {"account": sender.account}}
    who = {"serviceId": int(sender.service), "timestamp": sender.ms}
    which = {**who, "transId": f"00000000-0000-4000-8000-{sender.number:012d}"}
    calls = [
        ("check", {**who, **params}),
        ("create", {**which, **params, "amount": sender.tiyin}),
        ("confirm", {**which, "paymentSource": "UZCARD"}),
    ]
    calls += [("reverse", which)] if cancel else []
    headers = _basic(sender.login, sender.secret)
    return [_json(f"uzum/{call}", headers, content) for call, content in calls]


SERVICES = {"paynet": paynet, "payme": payme, "click": click, "uzum": uzum}
