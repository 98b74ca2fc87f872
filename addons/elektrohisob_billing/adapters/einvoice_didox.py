"""Didox: an operator of electronic documents, by its API for partners.

The company's key lives six hours and is kept; logging in more often is answered 429. A
draft gets its number from Didox: after a lost answer the drafts of the buyer are looked
through for the number of the invoice before another one is made.
"""

import base64
import binascii
import re
import secrets
import time
from collections.abc import Iterator, Mapping
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
    lowered,
    minified,
    sum_of,
    text_of,
    words_of,
)

TOKEN_SECONDS = 360 * 60
EARLY_SECONDS = 300  # the key is renewed so long before it ends
STATES = {
    0: DRAFT,
    1: SENT,
    2: DRAFT,  # waits for our signature
    3: ACCEPTED,
    4: REFUSED,
    5: CANCELLED,
    40: UNDELIVERED,
    50: ANNULLED,
    55: ABSENT,  # a draft that was deleted
    60: SENT,  # waits for the agent
    5555: CANCELLED,
}
TYPES = {FACTURA: "002", ACT: "052"}
PAGE = 100
PAGES = 1000
LANG = "ru"


def state_of(number: object) -> str:
    """Our state for a number of Didox."""
    word = text_of(number)
    known = re.fullmatch(r"[0-9]{1,4}", word)
    return STATES.get(int(word), OTHER) if known else OTHER


class Didox(Operator):
    """The partner API."""

    kind = "didox"
    title = "E-invoices: Didox"
    url = "https://api-partners.didox.uz"
    documents = (FACTURA, ACT)

    def check(self) -> str:
        """Override of `Operator` to log in and ask who we are."""
        content = self._ask("GET", f"/v1/utils/info/{self.access.tin}")
        return text_of(content.get("name")) or self.access.tin

    def find_party(self, tin: str) -> dict[str, Any]:
        """Name, account, MFO, OKED, VAT code and status of a taxpayer."""
        content = lowered(self._ask("GET", f"/v1/utils/info/{tin}"))
        status = self._ask("GET", f"/v1/profile/vatRegStatus/{tin}?isSeller=false")
        status = lowered(status)
        found = status.get("data") if isinstance(status.get("data"), Mapping) else {}
        status = {**status, **found}
        code = text_of(status.get("vatregstatus") or status.get("code"))
        return {
            "name": text_of(content.get("name") or content.get("fullname")),
            "account": text_of(content.get("account")),
            "mfo": text_of(content.get("mfo") or content.get("bankid")),
            "oked": text_of(content.get("oked")),
            "vat_code": text_of(content.get("vatregcode") or status.get("vatregcode")),
            "vat_status": int(code) if code in ("20", "21", "22") else None,
        }

    def new_id(self) -> str:
        """Override of `Operator`: any number of this form."""
        return secrets.token_hex(12)

    def save(
        self, document: str, content: Mapping[str, Any], known: str, again: bool
    ) -> Draft:
        """Override of `Operator`: make the draft, or bring it up to date."""
        doctype = TYPES[document]
        number = known or (again and self._find_draft(document, content)) or ""
        path = f"/v1/documents/{doctype}/create/{LANG}"
        if number:
            path = f"/v1/documents/{number}/update/{doctype}/{LANG}"
        answer = self._ask(
            "POST",
            path,
            data=minified(content),
            headers={"Content-Type": "application/json"},
        )
        number = _id_of(answer) or number
        kept = _document_of(answer)
        if not number or kept is None:
            raise OperatorTrouble("unknown", words_of(answer) or "no document")
        return Draft(number, minified(kept))

    def _find_draft(self, document: str, content: Mapping[str, Any]) -> str:
        """Number of a draft with the number of this document, or ""."""
        wanted = _number_of(lowered(content))
        partner = text_of(content.get("BuyerTin") or content.get("PartnerTin"))
        options = {"owner": "1", "status": "0", "doctype": TYPES[document]}
        for row in self._list({**options, "partner": partner}):
            number = _id_of(row)
            card = self._ask("GET", f"/v1/documents/{number}", params={"owner": "1"})
            kept = _document_of(card)
            if kept is not None and _number_of(lowered(kept)) == wanted:
                return number
        return ""

    def submit(self, document: str, number: str, signed: Signed) -> Status:
        """Override of `Operator` to stamp the signature and sign with it."""
        sign = {"signature": self._stamp(signed)}
        self._ask("POST", f"/v1/documents/{number}/sign", json=sign)
        return self.ask(document, number)

    def ask(self, document: str, number: str) -> Status:
        """Override of `Operator` to read the card of a document."""
        try:
            card = self._ask("GET", f"/v1/documents/{number}", params={"owner": "1"})
        except OperatorTrouble as trouble:
            if trouble.code == "absent":
                return Status(number, ABSENT)
            raise
        status = _status_of(_body_of(card))
        if not status.word:
            raise OperatorTrouble("unknown", "no doc_status")
        return status

    def prepare_cancel(self, document: str, number: str, reason: str) -> bytes:
        """Override of `Operator`: Didox says what is signed."""
        wish = {"action": "cancel", "comment": reason}
        content = self._ask("POST", f"/v1/documents/{number}/tosign", json=wish)
        for name in ("toSign", "tosign", "data"):
            found = content.get(name)
            if isinstance(found, Mapping):
                return minified(found)
            if isinstance(found, str) and found:
                return _decoded(found)
        raise OperatorTrouble("unknown", words_of(content) or "tosign")

    def cancel(self, document: str, number: str, signed: Signed) -> Status:
        """Override of `Operator` to take back with the signature."""
        sign = {"signature": self._stamp(signed)}
        self._ask("POST", f"/v1/documents/{number}/delete", json=sign)
        return self.ask(document, number)

    def changes(self, since: datetime, oldest: date) -> list[Status]:
        """Override of `Operator`: Didox lists what changed."""
        moment = since.isoformat(sep=" ", timespec="seconds")
        rows = self._list({"owner": "1", "dateFromUpdated": moment})
        return [_status_of(row) for row in rows]

    def register(self, first: date, last: date) -> list[Registered]:
        """Override of `Operator` to list what is registered of a month."""
        options = {
            "owner": "1",
            "doctype": TYPES[FACTURA],
            "dateFrom": first.isoformat(),
            "dateTo": last.isoformat(),
        }
        found = []
        for row in map(lowered, self._list(options)):
            day = day_of(row.get("doc_date") or row.get("docdate"))
            if day and first <= day <= last:
                found.append(_registered(row, day))
        return found

    # === CALLS === #

    def _list(self, options: Mapping[str, str]) -> Iterator[Mapping[str, Any]]:
        for page in range(1, PAGES + 1):
            asked = {**options, "page": str(page), "limit": str(PAGE)}
            content = self._ask("GET", "/v2/documents", params=asked)
            rows = content.get("data", content.get("documents"))
            if isinstance(rows, Mapping):
                rows = rows.get("data", rows.get("documents"))
            if not isinstance(rows, list):
                raise OperatorTrouble("unknown", "no documents")
            yield from (row for row in rows if isinstance(row, Mapping))
            if len(rows) < PAGE:
                return
        raise OperatorTrouble("unknown", "the list does not end")

    def _stamp(self, signed: Signed) -> str:
        """The signature with the stamp of the time."""
        body = {"pkcs7": signed.pkcs7, "signatureHex": signed.signature}
        content = self._ask("POST", "/v1/dsvs/timestamp", json=body)
        stamped = text_of(content.get("timeStampTokenB64"))
        if not stamped:
            raise OperatorTrouble("refused", words_of(content) or "timestamp")
        return stamped

    def _ask(self, method: str, path: str, **options: Any) -> Mapping[str, Any]:
        """A call with the company's key; one that is void is renewed once."""
        headers = options.pop("headers", {})
        for attempt in range(2):
            if time.time() >= self.access.token_until or not self.access.token:
                self._login()
            keys = {**self._partner(), "user-key": self.access.token}
            try:
                content = self._call(
                    method, path, headers={**headers, **keys}, **options
                )
            except OperatorTrouble as trouble:
                if trouble.code != "login" or attempt:
                    raise
                self.access.token = ""
                continue
            if not isinstance(content, Mapping):
                raise OperatorTrouble("unknown", "no object")
            if content.get("success") is False or content.get("status") == "failed":
                raise OperatorTrouble("refused", words_of(content) or "failed")
            return content
        raise OperatorTrouble("login", "user-key")

    def _partner(self) -> dict[str, str]:
        return {
            "Partner-Authorization": self.access.partner,
            "Accept-Language": LANG,
        }

    def _login(self) -> None:
        """The key of the company: by its own password, or through a person."""
        person = self.access.login or self.access.tin
        path = f"/v1/auth/{person}/password/{LANG}"
        token = self._take_token(path, {}, {"password": self.access.secret})
        if person != self.access.tin:
            path = f"/v1/auth/company/{self.access.tin}/login/{LANG}"
            token = self._take_token(path, {"user-key": token}, {})
        self.access.token = token
        self.access.token_until = time.time() + TOKEN_SECONDS - EARLY_SECONDS

    def _take_token(
        self, path: str, headers: Mapping[str, str], body: Mapping[str, str]
    ) -> str:
        headers = {**self._partner(), **headers}
        try:
            content = self._call("POST", path, headers=headers, json=dict(body))
        except OperatorTrouble as trouble:
            codes = {"refused": "login", "absent": "login", "unknown": "server"}
            code = codes.get(trouble.code, trouble.code)  # nothing else was sent
            raise OperatorTrouble(code, trouble.detail, trouble.wait) from trouble
        token = text_of(content.get("token")) if isinstance(content, Mapping) else ""
        if not token:
            raise OperatorTrouble("login", "no token")
        return token


# === READING OF ANSWERS === #


def _body_of(card: Mapping[str, Any]) -> Mapping[str, Any]:
    """The document itself, however deep it lies."""
    data = card.get("data")
    body: Mapping[str, Any] = data if isinstance(data, Mapping) else card
    inner = body.get("document")
    return inner if isinstance(inner, Mapping) else body


def _id_of(row: Mapping[str, Any]) -> str:
    body = _body_of(row)
    for name in ("_id", "doc_id", "id"):
        found = text_of(body.get(name))
        if found:
            return found
    return ""


def _document_of(answer: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """JSON of a draft as Didox keeps it."""
    for holder in (answer, answer.get("data"), _body_of(answer)):
        if not isinstance(holder, Mapping):
            continue
        for part in (holder.get("pending_document"), holder):
            found = part.get("document_json") if isinstance(part, Mapping) else None
            if isinstance(found, Mapping):
                return found
    return None


def _number_of(content: Mapping[str, Any]) -> str:
    """Number of an invoice or act in its JSON."""
    for name, key in (
        ("facturadoc", "facturano"),
        ("verificationactdoc", "verificationactno"),
    ):
        part = content.get(name)
        if isinstance(part, Mapping):
            return text_of(part.get(key))
    return ""


def _status_of(row: Mapping[str, Any]) -> Status:
    word = text_of(row.get("doc_status", row.get("status")))
    reason = text_of(row.get("comment")) or text_of(row.get("reason"))
    updated = text_of(row.get("updated"))
    return Status(_id_of(row), state_of(word), reason, word, updated)


def _registered(row: Mapping[str, Any], day: date) -> Registered:
    net = sum_of(row.get("total_delivery_sum", row.get("totaldeliverysum")))
    vat = sum_of(row.get("total_vat_sum", row.get("totalvatsum")))
    total = sum_of(
        row.get("total_delivery_sum_with_vat", row.get("totaldeliverysumwithvat"))
    )
    if vat is None and net is not None and total is not None:
        vat = total - net
    return Registered(
        _id_of(row),
        text_of(row.get("name") or row.get("doc_number")),
        day,
        _status_of(row).state,
        text_of(row.get("partnertin") or row.get("partner_tin")),
        net,
        vat,
        total,
    )


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return text.encode()


OPERATORS = (Didox,)
