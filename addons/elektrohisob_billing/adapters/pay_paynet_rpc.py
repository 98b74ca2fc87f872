"""PAYNET, second generation: JSON-RPC 2.0 with the same six operations."""

from .pay import (
    CANCEL,
    INFORM,
    PASSWORD,
    PAY,
    STATEMENT,
    STATUS,
    Answer,
    Call,
    Message,
    Outcome,
    Refusal,
    answer_json,
    basic,
    clock,
    load_object,
    read_time,
    text_of,
    texts,
    whole,
)
from .pay_paynet import (
    CODES,
    NOT_FOUND,
    OPERATIONS,
    STATES,
    WORDS,
    Paynet,
    find_problem,
    told,
)

TRANSPORT = {
    "method": (-32300, "Not POST"),
    "parse": (-32700, "Parse error"),
    "request": (-32600, "Invalid request"),
    "operation": (-32601, "Method not found"),
}


class PaynetRpc(Paynet):
    """Errors are objects beside the answer; always HTTP 200."""

    codes = CODES

    def parse(self, message: Message) -> Call:
        if message.method != "POST":
            raise Refusal("method")
        content = load_object(message.body)
        login, secret = basic(message.headers)
        name, params = text_of(content.get("method")), content.get("params")
        operation = OPERATIONS.get(name, "")
        problem = "" if operation else "operation"
        if not isinstance(params, dict):
            problem, params = problem or "request", {}
        keys = ("dateFrom", "dateTo", "transactionTime")
        times = {k: read_time(text_of(params[k])) for k in keys if k in params}
        if operation != STATEMENT:
            times.pop("transactionTime", None)  # of many forms, and told by nobody
        start = read_time(text_of(params.get("transactionTime")))
        tiyin = params.get("amount")
        if type(tiyin) is not int:
            params = {**params, "amount": "" if tiyin is None else "no number"}
        return Call(
            operation,
            login=login,
            secret=secret,
            service=text_of(params.get("serviceId")),
            external_id=text_of(whole(params.get("transactionId"))),
            fields=texts(params.get("fields")),
            tiyin=whole(params.get("amount")),
            time=times.get("dateFrom", start) or 0,
            until=times.get("dateTo") or 0,
            password=text_of(params.get("newPassword")),
            problem=problem or find_problem(operation, params, times),
            extra={"id": content.get("id"), "by": "performed"},
        )

    def reply(self, call: Call, outcome: Outcome) -> Answer:
        transaction, stamp = outcome.transaction, {"timestamp": clock(outcome.now)}
        if outcome.is_repeat and call.operation in (PAY, CANCEL):
            code = "exists" if call.operation == PAY else "cancelled"
            raise Refusal(code, transaction)
        if call.operation == INFORM:
            result = {"status": "0", **stamp, "fields": told(outcome)}
        elif call.operation == STATEMENT:
            result = {"statements": [self._row(row) for row in outcome.rows]}
        elif call.operation == PASSWORD:
            result = "success"
        else:
            result = {"providerTrnId": transaction.number, **stamp}
            if call.operation == PAY:
                result["fields"] = {}
            else:
                result["transactionState"] = STATES[transaction.state]
        return self._envelope_of(call, result=result)

    def refuse(self, message: Message, call: Call | None, refusal: Refusal) -> Answer:
        if refusal.code == "not_found" and call and call.operation == STATUS:
            now = int(call.extra.get("now", 0))
            state = {"transactionState": NOT_FOUND, "providerTrnId": 0}
            return self._envelope_of(call, result={**state, "timestamp": clock(now)})
        if refusal.code in TRANSPORT:
            code, words = TRANSPORT[refusal.code]
        else:
            code = self.codes.get(refusal.code, self.codes["system"])
            words = WORDS.get(code, WORDS[103])
        error = {"code": code, "message": words}
        if refusal.transaction:
            error["data"] = {"providerTrnId": refusal.transaction.number}
        return self._envelope_of(call, error=error)

    def _row(self, row) -> dict:
        return {
            "amount": row.tiyin,
            "providerTrnId": row.number,
            "transactionId": int(row.external_id),
            "timestamp": clock(row.performed),
        }

    def _envelope_of(self, call: Call | None, **content: object) -> Answer:
        id_ = call.extra.get("id") if call else None
        return answer_json({"jsonrpc": "2.0", "id": id_, **content})


CHANNELS = {"paynet/rpc": PaynetRpc}
