"""Click: SHOP-API, prepare and complete; so'm as decimal text, signed with md5."""

import hashlib
import hmac
from decimal import Decimal, InvalidOperation
from urllib.parse import parse_qsl, urlencode

from .pay import (
    CREATE,
    PERFORM,
    Answer,
    Call,
    Channel,
    Keys,
    Message,
    Outcome,
    Refusal,
    answer_json,
    read_time,
    som,
    text_of,
    whole,
)

ACTIONS = {"0": CREATE, "1": PERFORM}
FIELDS = (
    "click_trans_id", "service_id", "merchant_trans_id", "amount", "action", "error",
    "sign_time", "sign_string",
)  # fmt: skip
CODES = {
    "login": -1, "access": -1, "amount": -2, "too_small": -2, "too_big": -2,
    "operation": -3, "performed": -4, "exists": -4, "account": -5, "closed": -5,
    "service": -5, "not_found": -6, "unavailable": -7, "system": -7, "state": -7,
    "missing": -8, "request": -8, "parse": -8, "method": -8, "time": -8,
    "cancelled": -9, "expired": -9, "uncancellable": -4,
}  # fmt: skip
WORDS = {
    0: "Success", -1: "SIGN CHECK FAILED!", -2: "Incorrect parameter amount",
    -3: "Action not found", -4: "Already paid", -5: "User does not exist",
    -6: "Transaction does not exist", -7: "Failed to update user",
    -8: "Error in request from click", -9: "Transaction cancelled",
}  # fmt: skip


def sign(values: dict[str, str], secret: str) -> str:
    """md5 of the texts as received, the secret among them."""
    parts = [values["click_trans_id"], values["service_id"], secret]
    parts.append(values["merchant_trans_id"])
    if values["action"] == "1":
        parts.append(values.get("merchant_prepare_id", ""))
    parts += [values["amount"], values["action"], values["sign_time"]]
    # the protocol says md5: nobody's choice here
    return hashlib.md5("".join(parts).encode(), usedforsecurity=False).hexdigest()


def tiyin_of(text: str) -> int | None:
    """Whole tiyin of decimal so'm; None if it is no such sum."""
    try:
        value = Decimal(text) * 100
    except InvalidOperation:
        return None
    if not value.is_finite() or value != value.to_integral_value():
        return None
    return whole(int(value)) if abs(value) < 10**18 else None


class Click(Channel):
    """Prepared, then completed; a failed completion cancels."""

    kind = "click"
    title = "Click"
    account_key = "merchant_trans_id"
    needs_service = True
    codes = CODES

    def parse(self, message: Message) -> Call:
        if message.method != "POST":
            raise Refusal("method")
        try:
            pairs = parse_qsl(message.body.decode(), keep_blank_values=True)
        except ValueError as error:
            raise Refusal("parse") from error
        values = dict(pairs)
        if any(not values.get(name) for name in FIELDS):
            raise Refusal("missing")
        action = values["action"]
        operation = ACTIONS.get(action, "")
        number = whole(values.get("merchant_prepare_id"))
        problem = "" if operation else "operation"
        expected = {"prepare": "0", "complete": "1"}.get(message.path.strip("/"))
        if expected and action != expected:
            problem = "operation"
        if whole(values["click_trans_id"]) is None or whole(values["error"]) is None:
            problem = problem or "request"
        if not problem and action == "1" and number is None:
            problem = "not_found"
        tiyin = tiyin_of(values["amount"])
        return Call(
            operation,
            service=values["service_id"],
            external_id=values["click_trans_id"],
            fields={self.account_key: values["merchant_trans_id"].strip()},
            tiyin=-1 if tiyin is None else tiyin,
            time=read_time(values["sign_time"]) or 0,
            number=number,
            reason=values["error"] if values["error"].startswith("-") else "",
            is_failed=values["error"].startswith("-"),
            problem=problem,
            extra={"values": values},
        )

    def is_genuine(self, call: Call, keys: Keys) -> bool:
        values = call.extra["values"]
        stated = values["sign_string"].lower().encode()
        fits = [
            hmac.compare_digest(sign(values, secret).encode(), stated)
            for secret in keys.secrets
        ]
        return any(fits)

    def reply(self, call: Call, outcome: Outcome) -> Answer:
        found = outcome.transaction
        if found.state == "cancelled":
            raise Refusal("cancelled", found)
        if call.operation == CREATE and found.state == "performed":
            raise Refusal("performed", found)
        if call.operation == PERFORM and outcome.is_repeat:
            raise Refusal("performed", found)
        return self._answer(call, 0, found)

    def refuse(self, message: Message, call: Call | None, refusal: Refusal) -> Answer:
        code = self.codes.get(refusal.code, CODES["system"])
        return self._answer(call, code, refusal.transaction)

    def _answer(self, call: Call | None, code: int, found) -> Answer:
        values = call.extra["values"] if call else {}
        key = "prepare" if values.get("action") == "0" else "confirm"
        content = {
            "click_trans_id": whole(values.get("click_trans_id")),
            "merchant_trans_id": text_of(values.get("merchant_trans_id")),
            f"merchant_{key}_id": found.number if found else None,
            "error": code,
            "error_note": WORDS[code] if code in WORDS else WORDS[-8],
        }
        return answer_json(content)

    @classmethod
    def link(cls, settings, account, tiyin) -> str:
        if not settings.get("merchant") or not settings.get("service"):
            return ""
        query = {
            "service_id": settings["service"],
            "merchant_id": settings["merchant"],
            "amount": som(tiyin),
            "transaction_param": account,
        }
        return f"https://my.click.uz/services/pay?{urlencode(query)}"


CHANNELS = {"click": Click}
