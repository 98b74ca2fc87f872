"""EndDeviceControls and EndDeviceEvents (IEC 61968-9) as JSON over HTTP.

The names are those of the standard's XML messages. A message looks like this::

    {"header": {"verb": "reply", "noun": "EndDeviceControls"},
     "payload": {
       "EndDeviceControls": [{"mRID": "<our uuid>", "reply": {"id": "R-17",
          "result": "OK", "timestamp": "2026-11-20T10:00:00+05:00", "relay": "open"}}],
       "EndDeviceEvents": [{"EndDeviceEventType": {"ref": "3.26.9.185"},
          "createdDateTime": "2026-11-20T10:00:00+05:00", "Asset": {"mRID": "A1"}}]},
     "cursor": "17", "more": false}
"""

import json
from typing import Any

import requests

from . import head_end
from .head_end import Batch, Control, HeadEnd, HeadEndTrouble, MeterEvent, Reply, Row

TIMEOUT = 30  # seconds without a byte
BATCH_ROWS = 500
RAW_LENGTH = 500
PASSING_STATUS = {408, 429, 500, 502, 503, 504}
KEY_STATUS = {401, 403}
# EndDeviceControlType; the first two are in wide use, the last two are ours to agree
CONTROL_TYPES = {
    head_end.DISCONNECT: "3.31.0.23",
    head_end.RECONNECT: "3.31.0.18",
    head_end.READ: "3.21.0.67",
    head_end.LIMIT: "3.15.261.13",
}
RELAYS = {head_end.OPEN, head_end.CLOSED, head_end.ARMED}


class JsonHeadEnd(HeadEnd):
    """The simulator, and head-ends that were taught its language."""

    def send(self, control: Control) -> str:
        """Override of `HeadEnd` to create an EndDeviceControl."""
        body: dict[str, Any] = {
            "mRID": control.uuid,
            "EndDeviceControlType": {"ref": CONTROL_TYPES[control.kind]},
            "EndDevices": [{"mRID": control.serial}],
            "scheduledInterval": {"end": head_end.text_of(control.expires)},
        }
        if control.kind == head_end.LIMIT:
            body["limit"] = {"value": control.limit_kw, "unit": "kW"}
        answer = self._call(
            "POST",
            "/EndDeviceControls",
            {
                "header": {"verb": "create", "noun": "EndDeviceControls"},
                "payload": {"EndDeviceControls": [body]},
            },
        )
        try:
            return str(answer["reply"]["id"])
        except (KeyError, TypeError) as error:
            raise HeadEndTrouble("not_understood", str(answer)[:200]) from error

    def cancel(self, uuid: str) -> bool:
        """Override of `HeadEnd` to delete the EndDeviceControl."""
        answer = self._call("DELETE", f"/EndDeviceControls/{uuid}")
        return answer.get("result") == "OK"

    def poll(self, cursor: str) -> Batch:
        """Override of `HeadEnd` to fetch replies and events after a number."""
        query = f"?after={cursor or 0}&limit={BATCH_ROWS}"
        answer = self._call("GET", f"/EndDeviceReplies{query}")
        payload = answer.get("payload")
        if not isinstance(payload, dict) or "cursor" not in answer:
            raise HeadEndTrouble("not_understood", str(answer)[:200])
        return Batch(
            raw=json.dumps(answer, ensure_ascii=False, indent=1).encode(),
            count=sum(len(part) for part in payload.values()),
            cursor=str(answer["cursor"]),
            is_last=not answer.get("more"),
        )

    def _call(self, method: str, path: str, body: Any = None) -> dict[str, Any]:
        try:
            answer = requests.request(
                method,
                self.url + path,
                json=body,
                headers={"Authorization": f"Bearer {self.key}"},
                timeout=TIMEOUT,
                allow_redirects=False,
            )
        except requests.RequestException as error:
            # the name of the error alone: its text holds the address
            raise HeadEndTrouble("no_line", type(error).__name__) from error
        if answer.status_code in PASSING_STATUS:
            raise HeadEndTrouble("server", f"HTTP {answer.status_code}")
        if answer.status_code in KEY_STATUS:
            raise HeadEndTrouble("wrong_key", f"HTTP {answer.status_code}")
        try:
            content = answer.json()
        except ValueError as error:
            raise HeadEndTrouble("not_understood", answer.text[:200]) from error
        if not isinstance(content, dict):
            raise HeadEndTrouble("not_understood", answer.text[:200])
        if not answer.ok:
            detail = content.get("reason") or f"HTTP {answer.status_code}"
            raise HeadEndTrouble("refused", str(detail)[:200])
        return content


def read_message(data: bytes) -> list[Row]:
    """Rows of a message: replies first, then events; a bad row spoils no other.

    :raise ValueError: no JSON, or no message of this kind
    """
    try:
        payload = json.loads(data)["payload"]
        parts = [
            (_read_reply, payload.get("EndDeviceControls") or []),
            (_read_event, payload.get("EndDeviceEvents") or []),
        ]
        items = [(read, item) for read, part in parts for item in [*part]]
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError("no payload") from error
    return [_read_row(number, *pair) for number, pair in enumerate(items, start=1)]


def _read_row(number: int, read: Any, item: Any) -> Row:
    raw = json.dumps(item, ensure_ascii=False)[:RAW_LENGTH]
    try:
        return Row(number, raw, read(item))
    except (KeyError, TypeError, AttributeError):
        return Row(number, raw, flaw="incomplete")
    except ValueError:
        return Row(number, raw, flaw="bad_time")


def _read_reply(item: Any) -> Reply:
    reply = item["reply"]
    relay = str(reply.get("relay") or "")
    return Reply(
        uuid=str(item["mRID"]),
        reply_id=str(reply["id"]),
        is_done=reply["result"] == "OK",
        at=head_end.instant(reply["timestamp"]),
        relay=relay if relay in RELAYS else "",
        reason=str(reply.get("reason") or "")[:RAW_LENGTH],
        registers=tuple(
            head_end.Register(
                reading_type=str(register["ReadingType"]),
                value=str(register["value"]),
                at=head_end.instant(register["timeStamp"]),
            )
            for register in item.get("Readings") or []
        ),
    )


def _read_event(item: Any) -> MeterEvent:
    return MeterEvent(
        serial=str(item["Asset"]["mRID"]).strip(),
        code=str(item["EndDeviceEventType"]["ref"]).strip(),
        at=head_end.instant(item["createdDateTime"]),
        detail=str(item.get("reason") or "")[:RAW_LENGTH],
    )
