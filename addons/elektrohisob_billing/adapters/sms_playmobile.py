"""PlayMobile: the broker's JSON, basic authorisation, our own numbers of messages."""

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
    rows_of,
    text_of,
)

STATES = {
    "delivered": DELIVERED,
    "failed": FAILED,
    "undelivered": FAILED,
    "notdelivered": FAILED,
    "expired": EXPIRED,
    "rejected": REFUSED,
}
# error-code → code of ours; every other one refuses the messages
ERRORS = {100: "server", 102: "login"}


class PlayMobile(SmsGateway):
    """The broker API."""

    kind = "sms_playmobile"
    title = "SMS: PlayMobile"
    url = "https://send.smsxabar.uz/broker-api"
    batch = 100

    def send(self, dispatch: int, messages: Sequence[Outgoing]) -> list[Report]:
        """Override of `SmsGateway` to hand over an array of messages."""
        body = {
            "messages": [
                {
                    "message-id": one.key,
                    "recipient": one.phone,
                    "sms": {
                        "originator": self.access.sender,
                        "content": {"text": one.text},
                    },
                }
                for one in messages
            ]
        }
        self._post("/send", body)
        return [Report(one.key, SENT, one.key) for one in messages]

    def ask(self, dispatch: int, messages: Sequence[Report]) -> list[Report]:
        """Override of `SmsGateway` to ask by our numbers."""
        answer = self._post("/get-status", {"message-id": [m.key for m in messages]})
        try:
            rows = rows_of(answer.content)
        except ValueError as error:
            raise SmsTrouble("unknown", answer.text) from error
        reports = filter(None, map(self.read_report, rows))
        found = {report.key: report for report in reports}
        return [found.get(one.key) or Report(one.key, ABSENT) for one in messages]

    def check(self) -> str:
        """Override of `SmsGateway` to ask for the state of no message."""
        try:
            self._post("/get-status", {"message-id": ["0"]})
        except SmsTrouble as trouble:
            if trouble.code != "refused":
                raise
        return ""

    @classmethod
    def read_report(cls, row: Mapping[str, Any]) -> Report | None:
        """Override of `SmsGateway` to read a delivery report."""
        key = text_of(row.get("message-id"))
        word = text_of(row.get("status"))
        if not key or not word:
            return None
        at = instant(row.get("status-date"))
        state = STATES.get(word.lower().replace(" ", ""), SENT)
        return Report(key, state, key, at, word[:40])

    def _post(self, path: str, body: dict[str, Any]) -> requests.Response:
        login = (self.access.login.encode(), self.access.secret.encode())
        answer = self._call("POST", path, json=body, auth=login)
        if answer.ok:
            return answer
        if answer.status_code in (401, 403):
            raise SmsTrouble("login", f"HTTP {answer.status_code}")
        content = content_of(answer)
        code = content.get("error-code") if isinstance(content, dict) else None
        words = content.get("error-description") if isinstance(content, dict) else ""
        code = code if type(code) is int else 0
        raise SmsTrouble(ERRORS.get(code, "refused"), f"{code} {words or ''}".strip())


GATEWAYS = (PlayMobile,)
