"""Send what a payment service sends, to a running server.

    python tests/load/pay_simulator.py payme 2626900000017 50000 --secret KEY [--cancel]

Prints every call and its answer. Services: paynet, payme, click, uzum.
"""

import argparse
import http.client
import importlib.util
import json
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

CLIENT = "addons/elektrohisob_billing/demo/pay_client.py"


def load_client():
    """The module of the messages, without Odoo."""
    path = Path(__file__).resolve().parents[2] / CLIENT
    spec = importlib.util.spec_from_file_location("pay_client", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules["pay_client"] = module
    spec.loader.exec_module(module)
    return module


def send(url: str, call) -> str:
    """The answer to a call."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(
        parts.hostname, parts.port or 80, timeout=30
    )
    try:
        address = f"/elektrohisob/{call.address}"
        connection.request("POST", address, call.body, call.headers)
        return connection.getresponse().read().decode()
    finally:
        connection.close()


def main() -> None:
    """Send the calls of one payment."""
    client = load_client()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kind", choices=client.SERVICES)
    parser.add_argument("account")
    parser.add_argument("sum", type=float, help="so'm")
    parser.add_argument("--secret", required=True)
    parser.add_argument("--login", default="")
    parser.add_argument("--service", default="1")
    parser.add_argument("--url", default="http://127.0.0.1:8069")
    parser.add_argument("--cancel", action="store_true")
    options = parser.parse_args()
    now = round(time.time() * 1000)
    sender = client.Sender(
        options.secret,
        options.account,
        round(options.sum * 100),
        now,
        now,
        options.login or options.kind,
        options.service,
    )
    for call in client.SERVICES[options.kind](sender, options.cancel):
        while call:
            answer = send(options.url, call)
            print(f"→ {call.address} {call.body.decode()}\n← {answer}\n")
            call = call.then(json.loads(answer)) if call.then else None


if __name__ == "__main__":
    main()
