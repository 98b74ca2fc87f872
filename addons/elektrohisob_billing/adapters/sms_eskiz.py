"""Eskiz: a token for about a month, messages in batches, texts approved before.

A batch carries our number (``dispatch_id``) and every message our key
(``user_sms_id``), so that a batch whose answer was lost can be looked up.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import requests

from .sms import (
    ABSENT,
    DELIVERED,
    EXPIRED,
    FAILED,
    REFUSED,
    SENT,
    Outgoing,
    Report,
    SmsGateway,
    SmsTrouble,
    content_of,
    instant,
    text_of,
)

SENDER = "4546"  # for those without a name of their own
STATES = {
    **dict.fromkeys(("DELIVRD", "DELIVERED"), DELIVERED),
    **dict.fromkeys(("UNDELIV", "UNDELIVERABLE", "DELETED", "FAILED"), FAILED),
    **dict.fromkeys(("EXPIRED",), EXPIRED),
    **dict.fromkeys(("REJECTD", "REJECTED", "BLACKLISTED", "NOT_SENT"), REFUSED),
}
TIMES = ("status_date", "delivered_at", "updated_at")


class Eskiz(SmsGateway):
    """The API at notify.eskiz.uz."""

    kind = "sms_eskiz"
    title = "SMS: Eskiz"
    url = "https://notify.eskiz.uz/api"
    batch = 200

    def send(self, dispatch: int, messages: Sequence[Outgoing]) -> list[Report]:
        """Override of `SmsGateway` to hand over a batch."""
        body: dict[str, Any] = {
            "messages": [
                {"user_sms_id": one.key, "to": one.phone, "text": one.text}
                for one in messages
            ],
            "from": self.access.sender or SENDER,
            "dispatch_id": dispatch,
        }
        if self.access.hook:
            body["callback_url"] = self.access.hook
        answer = self._authorized("POST", "/message/sms/send-batch", json=body)
        content = content_of(answer)
        if not answer.ok:
            raise SmsTrouble("refused", _words(content))
        said = content.get("status") if isinstance(content, dict) else None
        if isinstance(said, str):
            said = [said] * len(messages)
        if not isinstance(said, list) or len(said) != len(messages):
            raise SmsTrouble("unknown", str(content))
        return [
            Report(one.key, _state(word), reason=text_of(word))
            for one, word in zip(messages, said, strict=True)
        ]

    def ask(self, dispatch: int, messages: Sequence[Report]) -> list[Report]:
        """Override of `SmsGateway` to look at the batch."""
        answer = self._authorized(
            "POST",
            f"/message/sms/get-user-messages-by-dispatch?page-size={self.batch}",
            json={"dispatch_id": dispatch, "count": self.batch},
        )
        content = content_of(answer)
        if not answer.ok:
            raise SmsTrouble("refused", _words(content))
        found = {report.key: report for report in map(self.read_report, _rows(content))}
        return [found.get(one.key) or Report(one.key, ABSENT) for one in messages]

    def check(self) -> str:
        """Override of `SmsGateway` to ask for the money left."""
        answer = self._authorized("GET", "/user/get-limit")
        content = content_of(answer)
        data = content.get("data") if isinstance(content, dict) else None
        if not answer.ok or not isinstance(data, dict):
            raise SmsTrouble("unknown", _words(content))
        return text_of(data.get("balance"))

    @classmethod
    def read_report(cls, row: Mapping[str, Any]) -> Report | None:
        """Override of `SmsGateway` to read a callback or a row of a batch."""
        key = text_of(row.get("user_sms_id"))
        number = row.get("id") or row.get("message_id") or row.get("request_id")
        word = text_of(row.get("status"))
        if not word or not (key or number):
            return None
        at = next(filter(None, (instant(row.get(name)) for name in TIMES)), None)
        return Report(key, _state(word), text_of(number), at, word[:40])

    def _authorized(self, method: str, path: str, **options: Any) -> requests.Response:
        """A call with the token; one that has run out is renewed once."""
        for attempt in range(2):
            if not self.access.token:
                self._login()
            headers = {"Authorization": f"Bearer {self.access.token}"}
            answer = self._call(method, path, headers=headers, **options)
            if answer.status_code not in (401, 403):
                return answer
            if attempt or not self._refresh(headers):
                self.access.token = ""
        raise SmsTrouble("login", f"HTTP {answer.status_code}")

    def _refresh(self, headers: dict[str, str]) -> bool:
        """Whether the token was renewed."""
        try:
            answer = self._call("PATCH", "/auth/refresh", headers=headers)
            token = _token(content_of(answer)) if answer.ok else ""
        except SmsTrouble:
            token = ""
        self.access.token = token
        return bool(token)

    def _login(self) -> None:
        try:
            answer = self._call(
                "POST",
                "/auth/login",
                data={"email": self.access.login, "password": self.access.secret},
            )
        except SmsTrouble as trouble:
            if trouble.code == "unknown":  # nothing but the login was sent
                raise SmsTrouble("server", trouble.detail) from trouble
            raise
        if not answer.ok:
            raise SmsTrouble("login", f"HTTP {answer.status_code}")
        self.access.token = _token(content_of(answer))
        if not self.access.token:
            raise SmsTrouble("server", "no token")


def _state(word: object) -> str:
    """What is not known yet is on its way."""
    return STATES.get(text_of(word).upper(), SENT)


def _token(content: object) -> str:
    data = content.get("data") if isinstance(content, dict) else None
    return text_of(data.get("token")) if isinstance(data, dict) else ""


def _rows(content: object) -> list[dict[str, Any]]:
    """Messages of an answer, however deep their list lies."""
    while isinstance(content, dict):
        content = content.get("data", content.get("result"))
    if not isinstance(content, list):
        raise SmsTrouble("unknown", str(content))
    return [row for row in content if isinstance(row, dict) and row.get("user_sms_id")]


def _words(content: object) -> str:
    if isinstance(content, dict):
        return str(content.get("message") or content)
    return str(content)


GATEWAYS = (Eskiz,)
