"""The mobile operator of a short number: a small program for tests and demo.

    python sms_operator.py "TOLOV 2626900000017 50000" --phone 998901234567
        --secret KEY [--url http://127.0.0.1:8069] [--charge]

Hands the message of a consumer over; with ``--charge`` it charges what the answer asks
for and tells so, twice, as operators do whose first answer was lost.
"""

import argparse
import json
import sys
import urllib.request
import uuid
from datetime import datetime, timedelta, timezone

TASHKENT = timezone(timedelta(hours=5))


def message_of(phone, text, number=None):
    """Body of a consumer's message, as the operator sends it."""
    content = {"id": number or uuid.uuid4().hex, "phone": phone, "text": text}
    return json.dumps(content | {"time": _now()}).encode()


def charge_of(phone, payment, number=None, **changes):
    """Body of a charge that pays what an answer asked for."""
    content = {
        "transaction": number or uuid.uuid4().hex,
        "payment": payment["id"],
        "phone": phone,
        "amount": payment["amount"],
        "time": _now(),
    }
    return json.dumps(content | changes).encode()


def _now():
    return f"{datetime.now(TASHKENT):%Y-%m-%d %H:%M:%S}"


def _post(url, body, secret):
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {secret}"}
    request = urllib.request.Request(url, body, headers)
    with urllib.request.urlopen(request, timeout=30) as answer:
        text = answer.read().decode()
    sys.stdout.write(f"{text}\n")
    return json.loads(text)


def main():
    """Hand one message over."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("text")
    parser.add_argument("--phone", default="998901234567")
    parser.add_argument("--secret", required=True)
    parser.add_argument("--url", default="http://127.0.0.1:8069")
    parser.add_argument("--charge", action="store_true")
    args = parser.parse_args()
    door = f"{args.url}/elektrohisob/sms-operator"
    answer = _post(f"{door}/in", message_of(args.phone, args.text), args.secret)
    if args.charge and answer.get("payment"):
        body = charge_of(args.phone, answer["payment"])
        for _number in range(2):
            _post(f"{door}/charge", body, args.secret)


if __name__ == "__main__":
    main()
