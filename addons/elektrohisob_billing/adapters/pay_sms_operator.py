"""The mobile operator of a short number: messages of consumers, and charges.

``<address>/in``: a message, fields ``id``, ``phone``, ``text``, ``time``. The answer
holds ``payment`` where the consumer asks to pay: number, sum and until when it counts.
``<address>/charge``: the sum was charged, fields ``transaction``, ``payment`` (our
number), ``phone``, ``amount`` (so'm), ``time``. JSON or a form; the secret as
``Authorization: Bearer``, as basic authorisation, or as the field ``token``.
"""

import hmac
import json
from urllib.parse import parse_qsl

from .pay import (
    PAY,
    SMS,
    Answer,
    Call,
    Channel,
    Keys,
    Message,
    Outcome,
    Refusal,
    answer_json,
    basic,
    is_known,
    load_object,
    missing,
    read_time,
    texts,
    whole,
)
from .pay_click import tiyin_of

OPERATIONS = {"in": SMS, "charge": PAY}
FIELDS = {SMS: ("id", "phone", "text"), PAY: ("transaction", "payment", "phone")}
LONGEST = 64  # letters of a number
CODES = {
    "login": 1, "access": 1, "method": 2, "parse": 2, "request": 2, "operation": 2,
    "missing": 2, "time": 2, "not_found": 3, "expired": 4, "amount": 5, "too_small": 5,
    "too_big": 5, "payer": 6, "account": 7, "closed": 7, "state": 8,
    "unavailable": 9, "system": 9,
}  # fmt: skip
STATUS = {"login": 401, "access": 403, "unavailable": 503, "system": 503}


class SmsOperator(Channel):
    """One operator; the number of the payment is ours, the sum is charged at once."""

    kind = "sms_operator"
    title = "SMS operator (short number)"
    account_key = "account"
    is_plain = False  # it pays what a consumer asked for
    codes = CODES

    def parse(self, message: Message) -> Call:
        if message.method != "POST":
            raise Refusal("method")
        values = _read(message.body)
        login, secret = basic(message.headers)
        word, _, token = message.headers.get("authorization", "").partition(" ")
        if word.lower() == "bearer":
            secret = token.strip()
        elif not word:
            secret = values.get("token", "")
        operation = OPERATIONS.get(message.path.strip("/"), "")
        phone = values.get("phone", "")
        call = {"login": login, "secret": secret}
        if not operation:
            return Call("", problem="operation", **call)
        problem = "missing" if missing(map(values.get, FIELDS[operation])) else ""
        external_id = values.get("id" if operation == SMS else "transaction", "")
        if len(external_id) > LONGEST or len(phone) > LONGEST:
            problem = "request"
        tiyin = tiyin_of(values.get("amount", "")) if operation == PAY else None
        return Call(
            operation,
            external_id=external_id[:LONGEST],
            tiyin=-1 if tiyin is None and operation == PAY else tiyin,
            time=read_time(values.get("time", "")) or 0,
            number=whole(values.get("payment")),
            problem=problem,
            extra={
                "phone": phone[:LONGEST],
                "text": values.get("text", ""),
                "private": (phone,),
            },
            **call,
        )

    def is_genuine(self, call: Call, keys: Keys) -> bool:
        """Override of `Channel` to take a bare token too."""
        if call.login:
            return is_known(call, keys)
        given = call.secret.encode()
        return any([hmac.compare_digest(given, one.encode()) for one in keys.secrets])

    def reply(self, call: Call, outcome: Outcome) -> Answer:
        content: dict[str, object] = {"status": "ok", "repeat": outcome.is_repeat}
        if call.operation == PAY:
            content["number"] = outcome.transaction.number
        elif outcome.info:
            content["payment"] = dict(outcome.info)
        return answer_json(content)

    def refuse(self, message: Message, call: Call | None, refusal: Refusal) -> Answer:
        content = {
            "status": "error",
            "code": self.codes.get(refusal.code, CODES["system"]),
            "reason": refusal.code,
        }
        return answer_json(content, STATUS.get(refusal.code, 200))


def _read(body: bytes) -> dict[str, str]:
    """Fields of JSON or of a form, as texts."""
    if body.lstrip()[:1] == b"{":
        found = load_object(body)
        amount = found.get("amount")
        if isinstance(amount, float):
            found["amount"] = json.dumps(amount)
        return {key: text.replace("\0", "") for key, text in texts(found).items()}
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=50)
    except ValueError as error:
        raise Refusal("parse") from error
    return {key: text.strip().replace("\0", "") for key, text in pairs}


CHANNELS = {"sms-operator": SmsOperator}
