"""Payme (Paycom): the Merchant API, JSON-RPC over one address, always HTTP 200."""

import base64
from collections.abc import Mapping

from .pay import (
    CANCEL,
    CREATE,
    FISCAL,
    INFORM,
    PASSWORD,
    PERFORM,
    STATEMENT,
    STATUS,
    Answer,
    Call,
    Channel,
    Keys,
    Message,
    Outcome,
    Refusal,
    Transaction,
    answer_json,
    basic,
    is_known,
    load_object,
    missing,
    text_of,
    texts,
    whole,
)

LOGIN = "Paycom"
DAY_MS = 86_400_000
EXPIRY_MS = 43_200_000  # twelve hours from the time Payme states
TIMEOUT = "4"
OPERATIONS = {
    "CheckPerformTransaction": INFORM,
    "CreateTransaction": CREATE,
    "PerformTransaction": PERFORM,
    "CancelTransaction": CANCEL,
    "CheckTransaction": STATUS,
    "GetStatement": STATEMENT,
    "SetFiscalData": FISCAL,
    "ChangePassword": PASSWORD,
}
CODES = {
    "method": -32300, "parse": -32700, "request": -32600, "missing": -32600,
    "operation": -32601, "login": -32504, "access": -32504, "unavailable": -32400,
    "system": -32400, "weak_password": -32400, "amount": -31001, "too_small": -31001,
    "too_big": -31001, "not_found": -31003, "uncancellable": -31007, "state": -31008,
    "expired": -31008, "cancelled": -31008, "performed": -31008, "exists": -31008,
    "time": -31008, "account": -31050, "closed": -31051, "service": -31050,
}  # fmt: skip
WORDS = {
    -31001: ("Неверная сумма", "Summa noto‘g‘ri", "Wrong amount"),
    -31003: ("Транзакция не найдена", "Tranzaksiya topilmadi", "No such transaction"),
    -31007: ("Отменить нельзя", "Bekor qilib bo‘lmaydi", "It cannot be cancelled"),
    -31008: ("Операция невозможна", "Amalni bajarib bo‘lmaydi", "Not possible now"),
    -31050: ("Лицевой счёт не найден", "Shaxsiy hisob topilmadi", "No such account"),
    -31051: ("Лицевой счёт закрыт", "Shaxsiy hisob yopilgan", "The account is closed"),
    -32504: ("Нет доступа", "Ruxsat yo‘q", "Authorization failed"),
    -32400: ("Системная ошибка", "Tizim xatosi", "System error"),
}
OTHER = ("Неверный запрос", "So‘rov noto‘g‘ri", "Wrong request")


def state(transaction: Transaction) -> int:
    """1 created, 2 performed, −1 cancelled before that and −2 after it."""
    if transaction.state == "cancelled":
        return -2 if transaction.performed else -1
    return 2 if transaction.state == "performed" else 1


class Payme(Channel):
    """Created, then performed; both may be cancelled."""

    kind = "payme"
    title = "Payme"
    account_key = "account"
    asks_goods = True
    expiry_ms = EXPIRY_MS
    ahead_ms = DAY_MS
    expiry_reason = TIMEOUT
    codes = CODES

    def parse(self, message: Message) -> Call:
        if message.method != "POST":
            raise Refusal("method")
        content = load_object(message.body)
        login, secret = basic(message.headers)
        name, params = text_of(content.get("method")), content.get("params")
        operation = OPERATIONS.get(name, "")
        problem = "" if name else "request"
        if not isinstance(params, dict):
            problem, params = problem or "request", {}
        if name and not operation:
            problem = "operation"
        return Call(
            operation,
            login=login,
            secret=secret,
            external_id=self._id(params),
            fields=texts(params.get("account")),
            tiyin=self._int(params.get("amount")),
            time=self._int(params.get("from", params.get("time"))) or 0,
            until=self._int(params.get("to")) or 0,
            reason=text_of(params.get("reason")),
            password=text_of(params.get("password")),
            problem=problem or self._problem(operation, params),
            extra={
                "id": content.get("id"),
                "by": "time",
                "fiscal": {key: params.get(key) for key in ("type", "fiscal_data")},
            },
        )

    def _problem(self, operation: str, params: dict) -> str:
        """Code of what an operation lacks."""
        needs = {
            CREATE: [
                self._id(params),
                self._int(params.get("time")),
                params.get("account"),
            ],
            INFORM: [params.get("account")],
            STATEMENT: [self._int(params.get(key)) for key in ("from", "to")],
            PASSWORD: [text_of(params.get("password"))],
        }.get(operation, [self._id(params)])
        if missing(needs):
            return "request"
        if operation in (CREATE, INFORM) and self._int(params.get("amount")) is None:
            return "amount"
        return ""

    def _id(self, params: dict) -> str:
        return params["id"] if isinstance(params.get("id"), str) else ""

    def _int(self, value: object) -> int | None:
        return whole(value) if type(value) is int else None

    def is_genuine(self, call: Call, keys: Keys) -> bool:
        return is_known(call, Keys(keys.login or LOGIN, keys.secrets))

    def reply(self, call: Call, outcome: Outcome) -> Answer:
        if call.operation == INFORM:
            extra = {"additional": dict(outcome.info)} if outcome.info else {}
            if outcome.goods and call.tiyin is not None:
                extra["detail"] = self._detail(outcome.goods, call.tiyin)
            return self._answer(call, result={"allow": True, **extra})
        if call.operation in (PASSWORD, FISCAL):
            return self._answer(call, result={"success": True})
        if call.operation == STATEMENT:
            rows = [self._row(row) for row in outcome.rows]
            return self._answer(call, result={"transactions": rows})
        found = outcome.transaction
        if call.operation == CREATE and found.state != "created":
            raise Refusal("state", found)
        values = self._values(found)
        wanted = {
            CREATE: ("create_time", "transaction", "state"),
            PERFORM: ("transaction", "perform_time", "state"),
            CANCEL: ("transaction", "cancel_time", "state"),
        }.get(call.operation, tuple(values))
        return self._answer(call, result={key: values[key] for key in wanted})

    def _detail(self, goods: Mapping[str, str], tiyin: int) -> dict:
        """What the receipt of a sale names: electricity for the whole sum."""
        item = {
            "title": goods["title"],
            "price": tiyin,
            "count": 1,
            "code": goods["code"],
            "package_code": goods["package_code"],
            "vat_percent": int(float(goods["vat"])),
        }
        return {"receipt_type": 0, "items": [item]}

    def _values(self, found: Transaction) -> dict:
        return {
            "create_time": found.created,
            "perform_time": found.performed,
            "cancel_time": found.cancelled,
            "transaction": str(found.number),
            "state": state(found),
            "reason": whole(found.reason),
        }

    def _row(self, row: Transaction) -> dict:
        return {
            "id": row.external_id,
            "time": row.time,
            "amount": row.tiyin,
            "account": {self.account_key: row.account},
            **self._values(row),
            "receivers": None,
        }

    def refuse(self, message: Message, call: Call | None, refusal: Refusal) -> Answer:
        code = self.codes.get(refusal.code, CODES["system"])
        if refusal.code == "not_found" and call and call.operation == FISCAL:
            code = -32001
        words = dict(zip(("ru", "uz", "en"), WORDS.get(code, OTHER), strict=True))
        error = {"code": code, "message": words}
        if -31099 <= code <= -31050:
            error["data"] = self.account_key
        return self._answer(call, error=error)

    def _answer(self, call: Call | None, **content: object) -> Answer:
        return answer_json({**content, "id": call.extra.get("id") if call else None})

    @classmethod
    def link(cls, settings, account, tiyin) -> str:
        if not settings.get("merchant"):
            return ""
        key = settings.get("account_key") or cls.account_key
        text = f"m={settings['merchant']};ac.{key}={account};a={tiyin}"
        text += f";l={settings['lang']}" if settings.get("lang") else ""
        coded = base64.b64encode(text.encode()).decode()
        return f"https://checkout.paycom.uz/{coded}"


CHANNELS = {"payme": Payme}
