"""Soliqservice: the operator of the tax committee itself.

Login by Basic authentication. A draft is known by the number its service gave out
(``FacturaId``), so saving or sending it again is the same document. Names of the acts'
and of the cancelling calls were seen in one place only.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from .einvoice import (
    ABSENT,
    ACCEPTED,
    ACT,
    ANNULLED,
    CANCELLED,
    DRAFT,
    FACTURA,
    OTHER,
    REFUSED,
    SENT,
    UNDELIVERED,
    Draft,
    Operator,
    OperatorTrouble,
    Registered,
    Signed,
    Status,
    day_of,
    minified,
    sum_of,
    text_of,
    words_of,
)

STATES = {
    **dict.fromkeys(("template", "sample"), DRAFT),
    **dict.fromkeys(("pending", "sent", "receive"), SENT),
    "accept": ACCEPTED,
    "reject": REFUSED,
    "cancel": CANCELLED,
    "revoked_by_gnk": ANNULLED,
    **dict.fromkeys(("not_real", "fail"), UNDELIVERED),
    "not_found": ABSENT,
}
NAMES = {FACTURA: "factura", ACT: "vAct"}
KEYS = {FACTURA: "FacturaId", ACT: "VerificationActId"}
PAGE = 100
PAGES = 1000


def state_of(word: str) -> str:
    """Our state for a word of the service; what an agent does is on its way."""
    word = word.strip().lower()
    return SENT if word.startswith("agent_") else STATES.get(word, OTHER)


class Soliq(Operator):
    """The API of Soliqservice."""

    kind = "soliqservice"
    title = "E-invoices: Soliqservice"
    documents = (FACTURA, ACT)

    def check(self) -> str:
        """Override of `Operator` to ask who we are."""
        content = self._ask("GET", "/api/np1/bytin", params={"tinOrPinfl": self.tin})
        name = text_of(content.get("name"))
        if not name:
            raise OperatorTrouble("refused", words_of(content) or "np1")
        return name

    @property
    def tin(self) -> str:
        return self.access.tin

    def find_party(self, tin: str) -> dict[str, Any]:
        """Name, account, MFO, OKED, VAT code and status of a taxpayer."""
        content = self._ask("GET", "/api/np1/bytin", params={"tinOrPinfl": tin})
        status = content.get("status")
        taxpayer = content.get("taxpayer")
        code = taxpayer.get("code") if isinstance(taxpayer, Mapping) else None
        return {
            "name": text_of(content.get("name")),
            "account": text_of(content.get("account")),
            "mfo": text_of(content.get("mfo")),
            "oked": text_of(content.get("oked")),
            "vat_code": text_of(status.get("vatRegCode"))
            if isinstance(status, Mapping)
            else "",
            "vat_status": code if type(code) is int else None,
        }

    def new_id(self) -> str:
        """Override of `Operator` to take a number from the service."""
        content = self._ask("GET", "/api/utils/guid")
        number = text_of(content.get("data")).lower()
        if len(number) != 24 or set(number) - set("0123456789abcdef"):
            raise OperatorTrouble("unknown", f"guid {number}")
        return number

    def identify(
        self, document: str, content: Mapping[str, Any], number: str
    ) -> Mapping[str, Any]:
        """Override of `Operator`: an act is known by it, as a factura is."""
        return {KEYS[document]: number, **content}

    def save(
        self, document: str, content: Mapping[str, Any], known: str, again: bool
    ) -> Draft:
        """Override of `Operator`: the number is in the document."""
        payload = minified(content)
        self._ask(
            "POST",
            f"/api/{NAMES[document]}-save",
            data=payload,
            headers={"Content-Type": "application/json"},
        )
        return Draft(text_of(content[KEYS[document]]), payload)

    def submit(self, document: str, number: str, signed: Signed) -> Status:
        """Override of `Operator` to stamp the signature and hand it over."""
        sign = self._stamp(signed)
        self._ask("POST", f"/api/{NAMES[document]}-create", json={"sign": sign})
        return self.ask(document, number)

    def ask(self, document: str, number: str) -> Status:
        """Override of `Operator` to read the card of a document."""
        try:
            content = self._ask("GET", f"/api/{NAMES[document]}-get/{number}")
        except OperatorTrouble as trouble:
            if trouble.code == "absent":
                return Status(number, ABSENT)
            raise
        data = content.get("data")
        if not isinstance(data, Mapping):
            raise OperatorTrouble("unknown", words_of(content) or "no data")
        word = text_of(data.get("Status") or data.get("PageStatus"))
        if not word:
            raise OperatorTrouble("unknown", "no status")
        reason = text_of(data.get("Notes")) or text_of(data.get("ErrMsg"))
        updated = text_of(data.get("UpdatedAt"))
        return Status(number, state_of(word), reason, word, updated)

    def prepare_cancel(self, document: str, number: str, reason: str) -> bytes:
        """Override of `Operator`: number and reason."""
        return minified({KEYS[document]: number, "Notes": reason})

    def cancel(self, document: str, number: str, signed: Signed) -> Status:
        """Override of `Operator` to hand the signed wish over."""
        sign = self._stamp(signed)
        self._ask("POST", f"/api/{NAMES[document]}-cancel", json={"sign": sign})
        return self.ask(document, number)

    def changes(self, since: datetime, oldest: date) -> list[Status]:
        """Override of `Operator`: the service lists by the day of the document."""
        return [
            Status(
                text_of(row.get("docId")),
                state_of(text_of(row.get("docStatus"))),
                text_of(row.get("note")),
                text_of(row.get("docStatus")),
                text_of(row.get("updatedAt")),
            )
            for row in self._list(oldest.isoformat())
        ]

    def register(self, first: date, last: date) -> list[Registered]:
        """Override of `Operator` to list what is registered of a month."""
        found = []
        for row in self._list(first.isoformat(), last.isoformat()):
            net = sum_of(row.get("totalDeliverySum"))
            total = sum_of(row.get("totalDeliverySumWithVat"))
            known = net is not None and total is not None
            found.append(
                Registered(
                    text_of(row.get("docId")),
                    text_of(row.get("docNo")),
                    day_of(row.get("docDate")),
                    state_of(text_of(row.get("docStatus"))),
                    text_of(row.get("partnerTin")),
                    net,
                    total - net if known else None,
                    total,
                )
            )
        return found

    def _list(self, first: str, last: str = "") -> list[Mapping[str, Any]]:
        """Our documents by their day, page by page."""
        options = {"docType": "factura", "ownerTin": self.tin, "fromDocDate": first}
        if last:
            options["toDocDate"] = last
        found: list[Mapping[str, Any]] = []
        for page in range(PAGES):
            options |= {"limit": str(PAGE), "offset": str(page * PAGE)}
            content = self._ask("GET", "/api/get-all-docs", params=options)
            data = content.get("data")
            rows = data.get("documents") if isinstance(data, Mapping) else None
            if not isinstance(rows, list):
                raise OperatorTrouble("unknown", "no documents")
            found += [row for row in rows if isinstance(row, Mapping)]
            if len(rows) < PAGE:
                return found
        raise OperatorTrouble("unknown", "the list does not end")

    def _stamp(self, signed: Signed) -> str:
        """The signature with the stamp of the time."""
        content = self._ask("POST", "/frontend/timestamp/pkcs7", data=signed.pkcs7)
        stamped = text_of(content.get("pkcs7b64"))
        if not stamped:
            raise OperatorTrouble("refused", words_of(content) or "timestamp")
        return stamped

    def _ask(self, method: str, path: str, **options: Any) -> Mapping[str, Any]:
        """An object the service answered; what it calls an error is a refusal."""
        auth = (self.access.login, self.access.secret)
        content = self._call(method, path, auth=auth, **options)
        if not isinstance(content, Mapping):
            raise OperatorTrouble("unknown", "no object")
        if content.get("error") or content.get("success") is False:
            raise OperatorTrouble("refused", words_of(content) or "error")
        return content


OPERATORS = (Soliq,)
