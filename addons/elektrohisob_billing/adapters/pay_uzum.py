"""Uzum Bank: the Merchant API, one webhook for every step of a payment."""

from urllib.parse import urlencode

from .pay import (
    CANCEL,
    CREATE,
    INFORM,
    PERFORM,
    STATUS,
    Answer,
    Call,
    Channel,
    Message,
    Outcome,
    Refusal,
    Transaction,
    answer_json,
    basic,
    load_object,
    missing,
    som,
    text_of,
    texts,
    whole,
)

DAY_MS = 86_400_000
EXPIRY_MS = 1_800_000  # half an hour, as one description of the service has it
EXPIRED = "expired"
OPERATIONS = {
    "check": INFORM,
    "create": CREATE,
    "confirm": PERFORM,
    "reverse": CANCEL,
    "status": STATUS,
}
CODES = {
    "login": 10001, "access": 10001, "parse": 10002, "method": 10003,
    "operation": 10003, "request": 10005, "missing": 10005, "time": 10005,
    "service": 10006, "account": 10007, "closed": 10007, "performed": 10016,
    "exists": 10010, "amount": 10011, "too_small": 10012, "too_big": 10013,
    "not_found": 10014, "cancelled": 10015, "expired": 10015, "state": 10015,
    "uncancellable": 10017, "reversed": 10018, "unavailable": 99999, "system": 99999,
}  # fmt: skip
TIMES = {CREATE: "transTime", PERFORM: "confirmTime", CANCEL: "reverseTime"}
STATES = {"created": "CREATED", "performed": "CONFIRMED", "cancelled": "REVERSED"}


class Uzum(Channel):
    """Created, confirmed, reversed; errors are HTTP 400."""

    kind = "uzum"
    title = "Uzum Bank"
    needs_service = True
    expiry_ms = EXPIRY_MS
    ahead_ms = DAY_MS
    expiry_reason = EXPIRED
    codes = CODES

    def parse(self, message: Message) -> Call:
        if message.method != "POST":
            raise Refusal("method")
        content = load_object(message.body)
        login, secret = basic(message.headers)
        operation = OPERATIONS.get(message.path.strip("/"), "")
        external_id = text_of(content.get("transId"))
        service = whole(content.get("serviceId"))
        tiyin = content.get("amount")
        tiyin = whole(tiyin) if type(tiyin) is int else None
        params = content.get("params")
        wanted: list[object] = [service]
        wanted += [external_id] if operation != INFORM else []
        wanted += [params] if operation in (INFORM, CREATE) else []
        problem = "" if operation else "operation"
        if not problem and missing(wanted):
            problem = "missing"
        if not problem and operation == CREATE and tiyin is None:
            problem = "amount" if "amount" in content else "missing"
        return Call(
            operation,
            login=login,
            secret=secret,
            service=str(service or ""),
            external_id=external_id,
            fields=texts(params),
            tiyin=tiyin if operation == CREATE else None,
            time=whole(content.get("timestamp")) or 0,
            problem=problem,
            extra={"content": content},
        )

    def reply(self, call: Call, outcome: Outcome) -> Answer:
        if call.operation == INFORM:
            data = {key: {"value": text} for key, text in outcome.info.items()}
            due = {"value": som(max(outcome.balance, 0))}
            return self._answer(call, outcome, status="OK", data={"due": due, **data})
        found = outcome.transaction
        if outcome.is_repeat:
            self._check_repeat(call, found)
        times = {
            key: value
            for key, value in self._times(found).items()
            if call.operation == STATUS or key == TIMES[call.operation]
        }
        return self._answer(
            call, outcome, status=self._state(found), **times, amount=found.tiyin
        )

    def _check_repeat(self, call: Call, found: Transaction) -> None:
        """A repeated step is refused; a contract may want the first answer again."""
        codes = {CREATE: "exists", PERFORM: "performed", CANCEL: "reversed"}
        if call.operation in codes and not self.codes.get("repeat"):
            raise Refusal(codes[call.operation], found)

    def _state(self, found: Transaction) -> str:
        if found.state == "cancelled" and found.reason == EXPIRED:
            return "FAILED"
        return STATES[found.state]

    def _times(self, found: Transaction) -> dict[str, int | None]:
        return {
            "transTime": found.created,
            "confirmTime": found.performed or None,
            "reverseTime": found.cancelled or None,
        }

    def refuse(self, message: Message, call: Call | None, refusal: Refusal) -> Answer:
        code = self.codes.get(refusal.code, CODES["system"])
        content = call.extra["content"] if call else {}
        keys = ("serviceId", "transId")
        known = {key: content[key] for key in keys if key in content}
        stamp = content.get("timestamp")
        answer = {**known, "timestamp": stamp, "status": "FAILED"}
        return answer_json({**answer, "errorCode": str(code)}, 400)

    def _answer(self, call: Call, outcome: Outcome, **values: object) -> Answer:
        content = call.extra["content"]
        keys = ("serviceId", "transId") if call.external_id else ("serviceId",)
        known = {key: content[key] for key in keys}
        stamp = {"timestamp": outcome.now} if call.operation == INFORM else {}
        data = {} if "data" in values else {"data": {}}
        return answer_json({**known, **stamp, **data, **values})

    @classmethod
    def link(cls, settings, account, tiyin) -> str:
        if not settings.get("service"):
            return ""
        key = settings.get("account_key") or cls.account_key
        query = {"serviceId": settings["service"], key: account, "amount": tiyin}
        return f"https://www.uzumbank.uz/open-service?{urlencode(query)}"


CHANNELS = {"uzum": Uzum}
