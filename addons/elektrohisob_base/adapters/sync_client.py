"""The centre as seen by a division: calls over JSON-2 with patience."""

import time
from collections.abc import Callable
from typing import Any

import requests

TIMEOUT = (10, 60)
PAUSES = (1, 3)  # seconds before the second and the third attempt
PASSING = {429, 500, 502, 503, 504}
CODES = {401: "wrong_key", 403: "forbidden", 404: "not_found", 422: "refused"}


class SyncTrouble(Exception):
    """Why an exchange did not take place.

    :param code: ``no_line``, ``wrong_key``, ``forbidden``, ``not_found``, ``refused``,
        ``server``, or one of the codes of packages
    :param detail: what the other side or the network said
    """

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


class SyncClient:
    """Calls methods of the centre; a broken line is tried again twice."""

    def __init__(
        self,
        url: str,
        database: str,
        key: str,
        *,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._url = url.rstrip("/")
        self._headers = {"Authorization": f"bearer {key}"}
        if database:
            self._headers["X-Odoo-Database"] = database
        self._sleep = sleep

    def call(self, model: str, method: str, /, **arguments: Any) -> Any:
        """Result of a method of the centre.

        :raise SyncTrouble: after the last attempt, or at once if trying again is vain
        """
        for pause in (*PAUSES, None):
            try:
                return self._post(f"{self._url}/json/2/{model}/{method}", arguments)
            except SyncTrouble as trouble:
                if pause is None or trouble.code not in ("no_line", "server"):
                    raise
                self._sleep(pause)
        raise AssertionError("unreachable")

    def _post(self, url: str, arguments: dict[str, Any]) -> Any:
        try:
            answer = requests.post(
                url,
                json=arguments,
                headers=self._headers,
                timeout=TIMEOUT,
                allow_redirects=False,
            )
            if answer.status_code == 200:
                return answer.json()
        except requests.JSONDecodeError as error:
            raise SyncTrouble("not_found", str(error)) from error
        except requests.RequestException as error:
            raise SyncTrouble("no_line", str(error)) from error
        status = answer.status_code
        code = "server" if status in PASSING else CODES.get(status, "not_found")
        raise SyncTrouble(code, self._get_message(answer))

    @staticmethod
    def _get_message(answer: requests.Response) -> str:
        try:
            return str(answer.json()["message"])
        except (ValueError, KeyError, TypeError):
            return f"HTTP {answer.status_code}"
