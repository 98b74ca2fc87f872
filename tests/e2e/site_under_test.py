"""The server the journeys run against, and who logs in there."""

import json
import os
import urllib.error
import urllib.request
from http.cookiejar import CookieJar

URL = os.environ.get(
    "ELEKTROHISOB_URL", os.environ.get("ELH_URL", "http://127.0.0.1:8069")
).rstrip("/")
DATABASE = os.environ.get(
    "ELEKTROHISOB_DATABASE", os.environ.get("ELH_DB", "elektrohisob")
)
CHROMIUM = os.environ.get("ELEKTROHISOB_CHROMIUM", "/usr/bin/chromium")

#: Account of the demonstration's consumer with a personal cabinet.
ACCOUNT = "2626900000001"
#: The open month of the demonstration.
MONTH = "2026-10"
ROLES = (
    "clerk",
    "legal",
    "engineer",
    "cashier",
    "accountant",
    "manager",
    "auditor",
    "holding",
    "admin",
    "admin2",
)


def get_trouble() -> str:
    """Why the journeys cannot run, or nothing."""
    try:
        with urllib.request.urlopen(f"{URL}/web/login", timeout=20) as answer:
            answer.read()
    except OSError as error:
        return f"no server at {URL}: {error}"
    if not os.path.exists(CHROMIUM):
        return f"no Chromium at {CHROMIUM}"
    try:
        Session("clerk")
    except RpcError as error:
        return f"no demonstration in {DATABASE}: {error}"
    return ""


class RpcError(Exception):
    """The server's sentence."""


class Session:
    """RPC of a logged-in user, as the web client does it."""

    def __init__(self, login: str) -> None:
        handler = urllib.request.HTTPCookieProcessor(CookieJar())
        self._opener = urllib.request.build_opener(handler)
        self._login = login
        found = self.post(
            "/web/session/authenticate",
            {"db": DATABASE, "login": login, "password": login},
        )
        self.uid = found["uid"]

    def call(self, model: str, method: str, *args: object, **kwargs: object):
        """Result of a public method."""
        return self.post(
            f"/web/dataset/call_kw/{model}/{method}",
            {"model": model, "method": method, "args": args, "kwargs": kwargs},
        )

    def make_key(self, name: str) -> str:
        """A new API key of the user, as made under Preferences."""
        wizard = self.call(
            "res.users.apikeys.description", "create", {"name": name, "duration": "1"}
        )
        action = self.call("res.users.apikeys.description", "make_key", [wizard])
        if action["res_model"] == "res.users.identitycheck":
            action = self.call(
                "res.users.identitycheck",
                "run_check",
                [action["res_id"]],
                context={"password": self._login},
            )
        return action["context"]["default_key"]

    def post(self, path: str, params: dict):
        """Result of a route of the web client's; RpcError with the server's words."""
        request = urllib.request.Request(
            URL + path,
            data=json.dumps({"jsonrpc": "2.0", "params": params}).encode(),
            headers={"Content-Type": "application/json"},
        )
        try:
            with self._opener.open(request, timeout=60) as answer:
                found = json.load(answer)
        except urllib.error.HTTPError as error:
            raise RpcError(f"{error.code} {path}") from error
        if "error" in found:
            raise RpcError(found["error"]["data"]["message"])
        return found["result"]
